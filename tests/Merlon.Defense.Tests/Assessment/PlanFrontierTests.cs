using FsCheck;
using FsCheck.Fluent;
using Merlon.Assessment;
using Merlon.Attack;
using static Merlon.Defense.Tests.Assessment.AssessmentWorld;

namespace Merlon.Defense.Tests.Assessment;

/// <summary>The best plan for every budget, against the best of every set for every budget.</summary>
public sealed class PlanFrontierTests
{
    const int Techniques = 5, BudgetMost = 60;
    const double Tolerance = 1e-9;

    static readonly AttackRelease Toy = Release([.. Enumerable.Range(1, Techniques).Select(static i => $"T{1000 + i} Windows")]);
    static readonly FrontierDepth Enough = new() { SearchesMax = 10_000, StepsMax = long.MaxValue };

    static PlanField Field => PlanField.Of(Fold, static id => (id.Number - 1000) / (double)Techniques, PlanParameters.Default);

    static CoverageFold Fold => CoverageFold.Of([], Whole("Windows"), Toy, Today, CoverageParameters.Default);

    static PlanCandidate Candidate(int number, int cost, IEnumerable<Evidence> adds) => new(
        new Measure { Id = $"c{number:0000}", Kind = MeasureKind.Mitigation, Title = "", Cost = new(0, cost), TotalCost = cost, IsCostOwn = false, Effects = [] },
        [.. Fold.ChangesOf(adds).Select(static change => (change.Unit, new PlanChange(change.Scope, change.Claims, IsTest: false)))], "");

    static Gen<List<PlanCandidate>> Instances =>
        (from number in Gen.Choose(0, 9_999)
         from cost in Gen.Choose(0, 20)
         from technique in Gen.Choose(1, Techniques)
         from other in Gen.Choose(1, Techniques)
         from strength in Gen.Choose(1, 100)
         select Candidate(number, cost, [Mitigation($"T{1000 + technique}", strength / 100.0, $"M{number}"), Mitigation($"T{1000 + other}", strength / 150.0, $"M{number}")]))
        .ListOf().Resize(7).Select(static list => list.DistinctBy(static one => one.Measure.Id, StringComparer.Ordinal).ToList());

    static PlanFrontier FrontierOf(List<PlanCandidate> candidates, FrontierDepth depth, PlanAim? aim = null)
        => new FrontierSearch(Field, ImprovementChoice.ModelOf(new(Field, candidates, new(null, "EUR") { Aim = aim ?? PlanAim.None })), depth).Run();

    static double BestOf(List<PlanCandidate> candidates, int budget)
    {
        var best = 0.0;
        for (var set = 0; set < 1 << candidates.Count; set++)
        {
            var taken = candidates.Where((_, i) => (set >> i & 1) == 1).ToList();
            if (taken.Sum(static one => one.Measure.TotalCost) <= budget)
            {
                var done = Field;
                var worth = 0.0;
                foreach (var one in taken)
                {
                    worth += done.RiseOf(one).Worth;
                    done.Apply(one);
                }

                best = Math.Max(best, worth / done.WeightSum);
            }
        }

        return best;
    }

    [Fact]
    public void No_set_is_worth_more_at_any_budget() => Prop.ForAll(Instances.ToArbitrary(), static candidates =>
    {
        var frontier = FrontierOf(candidates, Enough);
        frontier.IsWhole.ShouldBe(frontier.Points.Count > 0);
        for (var budget = 0; budget <= BudgetMost; budget++)
        {
            var point = frontier.At(budget);
            (point?.Worth ?? 0).ShouldBe(BestOf(candidates, budget), Tolerance);
        }
    }).Check(Cases.Quick);

    [Fact]
    public void A_stair_only_rises() => Prop.ForAll(Instances.ToArbitrary(), static candidates =>
    {
        var points = FrontierOf(candidates, Enough).Points;
        foreach (var (low, high) in points.Zip(points.Skip(1)))
        {
            high.Cost.ShouldBeGreaterThan(low.UpTo);
            high.Worth.ShouldBeGreaterThan(low.Worth);
            low.IsProven.ShouldBeTrue();
        }
    }).Check(Cases.Quick);

    [Theory]
    [InlineData(1, 1_000)]
    [InlineData(4, 1_000)]
    [InlineData(26, 20_000)]
    [InlineData(60, 4_000)]
    public void However_short_the_look_no_bound_is_too_low_and_what_is_called_proven_is_the_best(int searches, long steps) => Prop.ForAll(Instances.ToArbitrary(), candidates =>
    {
        var looks = new List<PlanFrontier>();
        looks.Add(FrontierOf(candidates, new() { SearchesMax = searches, StepsMax = steps, Better = (look, _) => looks.Add(look) }));
        foreach (var point in looks.SelectMany(static look => look.Points))
        {
            var best = BestOf(candidates, (int)point.UpTo);
            point.Bound.ShouldBeGreaterThanOrEqualTo(best - Tolerance);
            point.Worth.ShouldBeLessThanOrEqualTo(best + Tolerance);
            if (point.IsProven)
            {
                point.Worth.ShouldBe(best, Tolerance);
            }
        }
    }).Check(Cases.Quick);

    [Fact]
    public void What_an_earlier_run_proved_is_not_searched_again_and_another_question_takes_nothing_of_it() => Prop.ForAll(Instances.ToArbitrary(), candidates =>
    {
        var whole = FrontierOf(candidates, Enough);
        var searches = 0;
        var again = FrontierOf(candidates, Enough with { SearchesMax = 0, Known = whole.Points, Better = (_, number) => searches = number });
        searches.ShouldBe(0);
        again.IsWhole.ShouldBe(whole.IsWhole);
        again.Points.Select(static point => point.UpTo).ShouldBe(whole.Points.Select(static point => point.UpTo));
        Agrees(whole, again);

        // Half of it is known: the rest is searched. One sum is wrong: nothing is taken.
        Agrees(whole, FrontierOf(candidates, Enough with { Known = [.. whole.Points.Where((_, at) => at % 2 == 0)] }));
        Agrees(whole, FrontierOf(candidates, Enough with { Known = [.. whole.Points.Select(static point => point with { Worth = point.Worth + 0.01 })] }));
        Agrees(whole, FrontierOf(candidates, Enough with { Known = [.. whole.Points.Select(static point => point with { UpTo = point.UpTo + 1_000, Measures = [.. point.Measures, "nothing"] })] }));
    }).Check(Cases.Quick);

    static void Agrees(PlanFrontier one, PlanFrontier other)
    {
        other.Points.Select(static point => (point.Cost, point.IsProven)).ShouldBe(one.Points.Select(static point => (point.Cost, point.IsProven)));
        foreach (var (left, right) in one.Points.Zip(other.Points))
        {
            right.Worth.ShouldBe(left.Worth, Tolerance);
        }
    }

    [Fact]
    public void What_is_certain_of_budgets_is_that_of_each_of_them()
    {
        for (var number = 0; number < 300; number++)
        {
            var random = new Random(number);
            var (certainty, proven, bounds) = (new PlanCertainty(), new bool[40], new double[40]);
            Array.Fill(bounds, double.PositiveInfinity);
            for (var i = 0; i < 8; i++)
            {
                var from = random.Next(40);
                var to = random.Next(from, Math.Min(40, from + 8));
                certainty.Prove(from, to);
                Array.Fill(proven, true, from, to - from + 1);
                var (at, bound) = (random.Next(40), random.NextDouble());
                certainty.Limit(at, bound);
                bounds[at] = Math.Min(bounds[at], bound);
            }

            certainty.Limit(20, 0.6, 0.02);

            for (var budget = 0; budget < 40; budget++)
            {
                certainty.IsProven(budget).ShouldBe(proven[budget]);
                certainty.Bound(budget).ShouldBe(Math.Min(0.6 + 0.02 * (budget - 20), bounds[budget..].Min()), Tolerance);
                var last = random.Next(budget, 40);
                var open = Enumerable.Range(budget, last - budget + 1).Where(at => !proven[at]).ToList();
                certainty.Open(budget, last).ShouldBe(open.Count == 0 ? null : (open[0], open[^1]));
                var reach = budget;
                while (proven[budget] && reach < last && proven[reach + 1])
                {
                    reach++;
                }

                var known = Enumerable.Range(budget, last - budget + 1).Where(at => double.IsFinite(bounds[at])).DefaultIfEmpty(budget).Max();
                certainty.Reach(budget, last).ShouldBe(proven[budget] ? reach : known);
            }
        }
    }

    [Fact]
    public void A_short_look_says_that_it_is_not_whole()
    {
        List<PlanCandidate> candidates = [.. Enumerable.Range(1, 7).Select(static i => Candidate(i, 7 * i % 19 + 3, [Mitigation($"T{1001 + i % Techniques}", 0.1 * i, $"M{i}")]))];
        var brief = FrontierOf(candidates, Enough with { SearchesMax = 3 });
        brief.IsWhole.ShouldBeFalse();
        brief.Points.Count.ShouldBeInRange(1, 3);
        FrontierOf(candidates, Enough).Points.Count.ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Musts_are_in_every_plan_and_excluded_ones_in_none()
    {
        List<PlanCandidate> candidates = [.. Enumerable.Range(1, 5).Select(static i => Candidate(i, 5, [Mitigation($"T{1000 + i}", 0.5, $"M{i}")]))];
        var frontier = FrontierOf(candidates, Enough, PlanAim.None with { Must = ["c0002"], Exclude = ["c0005"] });
        frontier.At(4).ShouldBeNull();
        frontier.Points.ShouldAllBe(static point => point.Measures.Contains("c0002") && !point.Measures.Contains("c0005"));
    }
}
