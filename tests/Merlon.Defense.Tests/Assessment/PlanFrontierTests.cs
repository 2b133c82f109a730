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
    }).QuickCheckThrowOnFailure();

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
    }).QuickCheckThrowOnFailure();

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
