using Merlon.Planning;

namespace Merlon.Defense.Tests.Planning;

/// <summary>The search through cores (what is left of a problem when much is decided) against every set.</summary>
public sealed class PlanCoreTests
{
    const double Rounding = 1e-6;

    [Fact]
    public void The_best_set_found_through_cores_is_that_of_trying_every_set()
    {
        for (var number = 0; number < 3000; number++)
        {
            Agrees(PlanInstances.Graded(number, itemsMax: 10), $"graded {number}");
            Agrees(PlanInstances.Asked(number, itemsMax: 9), $"asked {number}");
        }
    }

    [Fact]
    public void Terms_too_large_for_a_table_are_asked_further_on()
    {
        for (var number = 0; number < 8; number++)
        {
            Agrees(Wide(number, 13), $"wide {number}");
        }
    }

    static void Agrees(PlanInstance instance, string name)
    {
        var result = PlanSearch.Run(instance.Problem, new(long.MaxValue));
        if (NaivePlan.Best(instance) is not { } best)
        {
            result.End.ShouldBe(PlanEnd.Infeasible, name);
            return;
        }

        bool[] taken = [.. result.Taken];
        result.End.ShouldBe(PlanEnd.Proven, name);
        NaivePlan.IsAllowed(instance.Problem, taken).ShouldBeTrue(name);
        instance.Worth(taken).ShouldBe(best, Rounding, name);
        result.Value.ShouldBe(best, Rounding, name);
        result.Bound.ShouldBe(best, Rounding, name);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(400)]
    [InlineData(1_500)]
    public void A_bound_never_lies_below_the_best_however_short_the_search(long work)
    {
        var cut = 0;
        for (var number = 20_000; number < 20_600; number++)
        {
            var instance = number % 2 == 0 ? PlanInstances.Graded(number, itemsMax: 10) : PlanInstances.Asked(number, itemsMax: 9);
            var result = PlanSearch.Run(instance.Problem, new(work));
            if (NaivePlan.Best(instance) is { } best && result.End != PlanEnd.Infeasible)
            {
                cut += result.End == PlanEnd.Work ? 1 : 0;
                result.Bound.ShouldBeGreaterThanOrEqualTo(best - Rounding, $"{number}");
                result.Value.ShouldBeLessThanOrEqualTo(best + Rounding, $"{number}");
                result.RootBound.ShouldBeGreaterThanOrEqualTo(best - Rounding, $"{number}");
            }
        }

        (work < 400 ? cut : 1).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Hints_and_prices_of_another_budget_change_nothing_but_the_way()
    {
        for (var number = 30_000; number < 30_400; number++)
        {
            var instance = PlanInstances.Graded(number, itemsMax: 10);
            if (instance.Problem.Limits.Count > 0 && NaivePlan.Best(instance) is { } best)
            {
                var other = PlanSearch.Run(instance.Problem with { Limits = [.. instance.Problem.Limits.Select(static limit => limit with { Most = limit.Most * 2 })] }, new(long.MaxValue));
                var result = PlanSearch.Run(instance.Problem, new(long.MaxValue), [other.Taken], other.Root.Prices.Length > 0 ? other.Root : null);
                result.End.ShouldBe(PlanEnd.Proven, $"{number}");
                result.Value.ShouldBe(best, Rounding, $"{number}");
            }
        }
    }

    [Fact]
    public void A_set_of_a_core_is_worth_as_much_as_in_the_whole_and_its_bound_is_no_worse()
    {
        for (var number = 40_000; number < 40_400; number++)
        {
            var limited = (number % 2 == 0 ? PlanInstances.Graded(number, 12) : PlanInstances.Asked(number, 12)).Problem;
            var problem = limited with { Limits = [], Items = [.. limited.Items.Select(static item => item with { Costs = [] })] }; // chance may have spent too much already
            var random = new Random(number);
            sbyte[] decisions = [.. problem.Items.Select(_ => (sbyte)(random.Next(4) switch { 0 => Decision.In, 1 => Decision.Out, _ => Decision.Open }))];
            var core = PlanCore.Of(problem, decisions);
            var within = new bool[core.Problem.Items.Count];
            bool[] taken = [.. decisions.Select(static decision => decision == Decision.In)];
            for (var item = 0; item < within.Length; item++)
            {
                within[item] = random.Next(2) == 0;
                taken[core.ItemOf(item)] = within[item];
            }

            (core.Constant + core.Problem.Objective.ValueOf(within)).ShouldBe(problem.Objective.ValueOf(taken), Rounding, $"{number}");
            var prices = new PlanPrices([.. Enumerable.Range(0, problem.Objective.SlotCount).Select(_ => random.NextDouble() * 20)], new double[PlanRow.Of(problem).Count]);
            var whole = BoundOf(problem, decisions, prices);
            (core.Constant + BoundOf(core.Problem, new sbyte[within.Length], core.PricesOf(prices))).ShouldBeLessThanOrEqualTo(whole + Rounding, $"{number}");
        }
    }

    static double BoundOf(PlanProblem problem, sbyte[] decisions, PlanPrices prices)
    {
        var node = new PlanNode(decisions, prices, double.PositiveInfinity, 0, proof: null);
        new PlanRelaxation(problem, PlanRow.Of(problem)).Improve(node, target: 0, steps: 0, pace: 1, long.MaxValue, isOutOfTime: null);
        return node.Bound;
    }

    [Fact]
    public void The_most_of_a_table_is_that_of_every_set()
    {
        for (var number = 0; number < 2_000; number++)
        {
            var random = new Random(number);
            var grades = Enumerable.Range(0, random.Next(1, 8)).Select(item => (Item: item, Grade: random.NextDouble())).ToArray();
            var graded = new GradedTerm(10, grades);
            var table = new double[1 << grades.Length];
            for (var set = 0; set < table.Length; set++)
            {
                table[set] = 10 * (1 - grades.Where(grade => (set >> grade.Item & 1) == 1).Aggregate(1.0, static (left, grade) => left * (1 - grade.Grade)));
            }

            var term = new TableTerm([.. grades.Select(static grade => grade.Item)], table);
            double[] prices = [.. grades.Select(_ => random.NextDouble() * 4)];
            int[] taken = [.. grades.Select(_ => random.Next(4) == 0 ? 1 : 0)];
            int[] free = [.. taken.Select(one => one == 0 && random.Next(5) > 0 ? 1 : 0)];
            var picks = new int[grades.Length];
            var best = Enumerable.Range(0, table.Length)
                .Where(set => grades.All(grade => (set >> grade.Item & 1) == 1 ? taken[grade.Item] + free[grade.Item] > 0 : taken[grade.Item] == 0))
                .Max(set => table[set] - grades.Where(grade => (set >> grade.Item & 1) == 1 && taken[grade.Item] == 0).Sum(grade => prices[grade.Item]));
            term.MostOf(taken, free, prices, picks).ShouldBe(best, Rounding, $"{number}");
            (term.ValueOf([.. taken.Select((one, item) => one + picks[item])]) - picks.Select((one, item) => one * prices[item]).Sum()).ShouldBe(best, Rounding, $"{number}");
            graded.ValueOf(new int[graded.ClassCount]).ShouldBe(0);
        }
    }

    /// <summary>One term over all items, worth min(.9, Σ .5^i × strength), and one over each three of them.</summary>
    static PlanInstance Wide(int number, int count)
    {
        var random = new Random(number);
        double[] strengths = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 0.4)];
        int[] all = [.. Enumerable.Range(0, count)];
        List<PlanTerm> terms = [new AskedTerm(all, set => 10 * Falling(set, strengths))];
        terms.AddRange(all.Select(item => new GradedTerm(1 + item % 5, [(item, 0.5), ((item + 3) % count, 0.5), ((item + 5) % count, 0.25)])));
        var objective = PlanObjective.Of(count, terms);
        var problem = new PlanProblem
        {
            Items = [.. all.Select(item => PlanItem.Plain($"i{item}", random.Next(1, 20)))],
            Limits = [new("money", 35)],
            Objective = objective,
        };
        return new(problem, objective.ValueOf);
    }

    static double Falling(ulong set, double[] strengths) => Math.Min(0.9, strengths.Where((_, item) => (set >> item & 1) == 1).OrderDescending().Select(static (strength, index) => strength * Math.Pow(0.5, index)).Sum());
}
