using Merlon.Planning;

namespace Merlon.Defense.Tests.Planning;

/// <summary>The search of all budgets of a window at once, against every set at every budget.</summary>
public sealed class PlanWindowTests
{
    const double Rounding = 1e-6;

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // without cores
    public void Nothing_better_exists_at_any_budget_of_a_window(bool isPlain)
    {
        var windows = 0;
        for (var number = 50_000; number < 51_500; number++)
        {
            if (Window.Of(number) is not { } window)
            {
                continue;
            }

            windows++;
            var result = PlanSearch.RunWindow(window.Problem, new(long.MaxValue, KeepsProof: isPlain), window.Stair);
            result.End.ShouldBeOneOf(PlanEnd.Proven, PlanEnd.Infeasible);
            result.Missing.ShouldBe(0);
            for (var budget = window.Stair.From; budget <= window.Stair.To; budget++)
            {
                window.Known(budget).ShouldBe(window.BestAt(budget), Rounding, $"{number}: {budget}");
            }
        }

        windows.ShouldBeGreaterThan(800);
    }

    [Fact]
    public void Steps_are_sets_that_are_allowed_and_worth_and_cost_what_they_say()
    {
        for (var number = 52_000; number < 52_400; number++)
        {
            if (Window.Of(number) is { } window)
            {
                PlanSearch.RunWindow(window.Problem, new(long.MaxValue), window.Stair);
                foreach (var step in window.Stair.Steps)
                {
                    bool[] taken = [.. step.Taken.ShouldNotBeNull()];
                    NaivePlan.IsAllowed(window.Problem, taken).ShouldBeTrue($"{number}");
                    window.Instance.Worth(taken).ShouldBe(step.Value, Rounding, $"{number}");
                    window.CostOf(taken).ShouldBe(step.Cost);
                }

                foreach (var (low, high) in window.Stair.Steps.Zip(window.Stair.Steps.Skip(1)))
                {
                    high.Cost.ShouldBeGreaterThan(low.Cost);
                    high.Value.ShouldBeGreaterThan(low.Value);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(600)]
    public void A_window_that_is_cut_short_says_how_much_may_be_missing(long work)
    {
        var cut = 0;
        for (var number = 53_000; number < 53_600; number++)
        {
            if (Window.Of(number) is { } window)
            {
                var result = PlanSearch.RunWindow(window.Problem, new(work), window.Stair);
                cut += result.End == PlanEnd.Work ? 1 : 0;
                for (var budget = window.Stair.From; budget <= window.Stair.To; budget++)
                {
                    (window.Known(budget) + result.Missing).ShouldBeGreaterThanOrEqualTo(window.BestAt(budget) - Rounding, $"{number}: {budget}");
                }
            }
        }

        (work < 600 ? cut : 1).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_stair_keeps_what_no_cheaper_set_reaches()
    {
        for (var number = 0; number < 500; number++)
        {
            var random = new Random(number);
            var stair = new PlanStair(random.Next(0, 10), random.Next(10, 30));
            var offered = new List<StairStep>();
            for (var i = 0; i < 20; i++)
            {
                var step = new StairStep(random.Next(0, 30), random.Next(0, 30), Taken: null);
                offered.Add(step);
                stair.Offer(step);
            }

            for (var budget = 0; budget < 35; budget++)
            {
                var best = offered.Where(step => step.Cost <= budget).Select(static step => step.Value).DefaultIfEmpty(-1).Max();
                (stair.At(budget) is >= 0 and var at ? stair.Steps[at].Value : -1).ShouldBe(best);
            }

            // Each budget of the window that pays for a step has the end of its step, and ends are in order.
            var ends = stair.Ends.ToArray();
            ends.Select(static end => end.Budget).ShouldBeInOrder();
            for (var budget = stair.From; budget <= stair.To; budget++)
            {
                if (stair.At(budget) is >= 0 and var at)
                {
                    ends.First(end => end.Budget >= budget).Value.ShouldBe(stair.Steps[at].Value, Rounding);
                }
            }

            var (spent, worth) = (random.Next(0, 20), random.NextDouble());
            var within = stair.Within(spent, worth).Ends.ToArray();
            within.Select(end => end.Budget + spent).ShouldBe(ends.Select(static end => end.Budget));
            foreach (var (part, whole) in within.Zip(ends))
            {
                (part.Value + worth).ShouldBe(whole.Value, Rounding);
            }
        }
    }

    /// <summary>A random instance with a window over its first limit and what is known before: its cheapest set, and some by chance.</summary>
    sealed class Window
    {
        readonly List<(long Cost, double Worth)> all = [];

        Window(PlanInstance instance) => Instance = instance;

        public PlanInstance Instance { get; }

        public PlanProblem Problem { get; private init; } = null!; // set by Of, which alone makes one

        public PlanStair Stair { get; private init; } = null!; // set by Of, which alone makes one

        public static Window? Of(int number)
        {
            var instance = number % 2 == 0 ? PlanInstances.Graded(number, itemsMax: 9) : PlanInstances.Asked(number, itemsMax: 8);
            if (instance.Problem.Limits.Count == 0)
            {
                return null;
            }

            var random = new Random(number);
            var to = random.Next(0, 160);
            var problem = instance.Problem with { Limits = [.. instance.Problem.Limits.Select((limit, index) => index == 0 ? limit with { Most = to } : limit)] };
            var sets = Enumerable.Range(0, 1 << problem.Items.Count)
                .Select(set => Enumerable.Range(0, problem.Items.Count).Select(item => (set >> item & 1) == 1).ToArray())
                .Where(taken => NaivePlan.IsAllowed(problem, taken)).ToList();
            if (sets.Count == 0)
            {
                return null;
            }

            var least = sets.Min(set => CostOf(problem, set));
            var window = new Window(instance) { Problem = problem, Stair = new(least + random.Next((int)(to - least) + 1), to) };
            window.all.AddRange(sets.Select(set => (CostOf(problem, set), instance.Worth(set))));
            foreach (var set in sets.Where(set => CostOf(problem, set) == least || random.Next(sets.Count) < 3))
            {
                window.Stair.Offer(new(CostOf(problem, set), problem.Objective.ValueOf(set), set));
            }

            return window;
        }

        public double BestAt(long budget) => all.Where(set => set.Cost <= budget).Max(static set => set.Worth);

        public double Known(long budget) => Stair.Steps[Stair.At(budget)].Value;

        public long CostOf(bool[] taken) => CostOf(Problem, taken);

        static long CostOf(PlanProblem problem, bool[] taken) => problem.Items.Select((item, index) => taken[index] ? item.Costs[0] : 0).Sum();
    }
}
