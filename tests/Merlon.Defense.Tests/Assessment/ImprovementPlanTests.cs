using FsCheck;
using FsCheck.Fluent;
using Merlon.Assessment;
using Merlon.Attack;
using static Merlon.Defense.Tests.Assessment.AssessmentWorld;
using Outcome = Merlon.Assessment.Outcome;

namespace Merlon.Defense.Tests.Assessment;

/// <summary>The choice over candidates, against the optimum by trying every set.</summary>
public sealed class ImprovementPlanTests
{
    const int Techniques = 6;
    const double Tolerance = 1e-9;

    static readonly AttackRelease Toy = Release([.. Enumerable.Range(1, Techniques).Select(static i => $"T{1000 + i} Windows")]);
    static readonly PlanParameters EveryStep = PlanParameters.Default with { StepWorthShareMin = 0 };

    static PlanField Field(PlanParameters parameters, params IEnumerable<Evidence> evidence) => PlanField.Of(
        FoldOf(evidence), static id => (id.Number - 1000) / (double)Techniques, parameters);

    static CoverageFold FoldOf(IEnumerable<Evidence> evidence) => CoverageFold.Of([.. evidence], Whole("Windows"), Toy, Today, CoverageParameters.Default);

    static PlanCandidate Candidate(string id, decimal cost, params IEnumerable<Evidence> adds) => new(
        Measure(id, cost), [.. FoldOf([]).ChangesOf(adds).Select(static change => (change.Unit, new PlanChange(change.Scope, change.Claims, IsTest: false)))], "");

    static PlanCandidate TestOf(string id, decimal cost, params int[] units) => new(
        Measure(id, cost) with { Kind = MeasureKind.Test }, [.. units.Select(static unit => (unit, new PlanChange(0, [], IsTest: true)))], "");

    static Measure Measure(string id, decimal cost) => new()
    {
        Id = id, Kind = MeasureKind.Mitigation, Title = id, Cost = new(0, cost), TotalCost = cost, IsCostOwn = false, Effects = [],
    };

    static Gen<PlanCandidate> Candidates =>
        from number in Gen.Choose(0, 9_999)
        from cost in Gen.Choose(0, 40)
        from adds in (
            from technique in Gen.Choose(1, Techniques)
            from strength in Gen.Choose(1, 100)
            from kind in Gen.Choose(0, 2)
            select kind switch
            {
                0 => Mitigation($"T{1000 + technique}", strength / 100.0, $"M{number}"),
                1 => Rule($"T{1000 + technique}", strength / 100.0, $"r{number}", number % 2 == 0 ? "windows/a" : "windows/b"),
                _ => LogSource($"T{1000 + technique}", strength / 100.0, $"l{number}"),
            }).NonEmptyListOf()
        from test in Gen.Choose(0, 5)
        select test == 0 ? TestOf($"c{number:0000}", cost, number % Techniques) : Candidate($"c{number:0000}", cost, adds.Take(4));

    static Gen<(List<PlanCandidate> Candidates, int Budget, Evidence[] Journal)> Instances =>
        from candidates in Candidates.ListOf().Resize(9)
        from budget in Gen.Choose(0, 100)
        from outcome in Gen.Elements(Outcome.None, Outcome.Logged, Outcome.Alerted, Outcome.Blocked)
        from age in Gen.Choose(0, 900)
        select (
            candidates.DistinctBy(static one => one.Measure.Id, StringComparer.Ordinal).ToList(), budget,
            new[] { Rule("T1005", 0.5, "x"), Mitigation("T1006", 0.4, "M1"), Test("T1006", outcome, age), Test("T1004", outcome, age) });

    static void Holds(Action<(List<PlanCandidate> Candidates, int Budget, Evidence[] Journal)> check)
        => Prop.ForAll(Instances.ToArbitrary(), check).Check(Cases.Quick.WithMaxTest(200));

    static ImprovementPlan Plan(PlanField field, IReadOnlyList<PlanCandidate> candidates, decimal? budget, PlanParameters? parameters = null)
        => ImprovementPlan.Of(field, candidates, new(budget, "EUR"), PlanDepth.Brief with { LeastWorthShare = 0 }, parameters ?? EveryStep);

    static double WorthOf(PlanField field, IEnumerable<PlanCandidate> chosen)
    {
        var (now, worth) = (field.Copy(), 0.0);
        foreach (var candidate in chosen)
        {
            worth += now.RiseOf(candidate).Worth;
            now.Apply(candidate);
        }

        return worth;
    }

    [Fact]
    public void The_plan_is_the_best_of_every_set_within_the_budget_and_says_so() => Holds(static given =>
    {
        var field = Field(EveryStep, given.Journal);
        var plan = Plan(field, given.Candidates, given.Budget);
        plan.Steps.Sum(static step => step.Measure.TotalCost).ShouldBeLessThanOrEqualTo(given.Budget);
        var chosen = plan.Steps.Select(step => given.Candidates.Single(one => string.Equals(one.Measure.Id, step.Measure.Id, StringComparison.Ordinal)));
        var best = 0.0;
        for (var set = 0; set < 1 << given.Candidates.Count; set++)
        {
            var members = given.Candidates.Where((_, index) => (set >> index & 1) == 1).ToList();
            if (members.Sum(static one => one.Measure.TotalCost) <= given.Budget)
            {
                best = Math.Max(best, WorthOf(field, members));
            }
        }

        WorthOf(field, chosen).ShouldBe(best, Tolerance);
        plan.IsProven.ShouldBeTrue();
        plan.Worth.ShouldBe(best / field.WeightSum, Tolerance);
        plan.Bound.ShouldBe(plan.Worth, Tolerance);
    });

    [Fact]
    public void Greed_alone_reaches_its_bound_of_the_best_plan() => Holds(static given =>
    {
        var field = Field(EveryStep, given.Journal);
        var best = Plan(field, given.Candidates, given.Budget);
        var greedy = ImprovementPlan.Of(field, given.Candidates, new(given.Budget, "EUR"), PlanDepth.Brief with { IsGreedy = true, LeastWorthShare = 0 }, EveryStep);
        greedy.IsProven.ShouldBeFalse();
        greedy.Worth.ShouldBeInRange(best.Worth * (1 - 1 / Math.E) / 2 - Tolerance, best.Worth + Tolerance);
        best.GreedyWorth.ShouldBe(greedy.Worth, Tolerance);
    });

    [Fact]
    public void Gains_add_up_to_what_is_covered_after_minus_before() => Holds(static given =>
    {
        var field = Field(EveryStep, given.Journal);
        var plan = Plan(field, given.Candidates, given.Budget);
        plan.CoveredBefore.ShouldBe(field.Covered);
        plan.CoveredAfter.ShouldBe(plan.CoveredBefore + plan.Steps.Sum(static step => step.Gain) / field.WeightSum, Tolerance);
        var done = field.Copy();
        foreach (var step in plan.Steps)
        {
            done.Apply(given.Candidates.Single(one => string.Equals(one.Measure.Id, step.Measure.Id, StringComparison.Ordinal)));
            step.CoveredAfter.ShouldBe(done.Covered, Tolerance);
        }
    });

    [Fact]
    public void A_measure_never_adds_more_after_others() => Holds(static given =>
    {
        var field = Field(EveryStep, given.Journal);
        var now = field.Copy();
        foreach (var candidate in given.Candidates)
        {
            now.RiseOf(candidate).Worth.ShouldBeInRange(-Tolerance, field.RiseOf(candidate).Worth + Tolerance);
            now.Apply(candidate);
        }
    });

    [Fact]
    public void The_order_of_the_candidates_changes_nothing() => Holds(static given =>
    {
        var field = Field(EveryStep, given.Journal);
        var reversed = given.Candidates.AsEnumerable().Reverse().ToList();
        Plan(field, reversed, given.Budget).Steps.Select(static step => (step.Measure.Id, step.Gain))
            .ShouldBe(Plan(field, given.Candidates, given.Budget).Steps.Select(static step => (step.Measure.Id, step.Gain)));
    });

    [Fact]
    public void The_covered_share_before_is_that_of_the_assessment() => Holds(static given =>
    {
        var fold = FoldOf(given.Journal);
        var weighted = fold.ToCoverage().Techniques.Sum(static one => one.Covered * (one.Technique.TechniqueId.Number - 1000));
        Field(EveryStep, given.Journal).Covered.ShouldBe(weighted / Enumerable.Range(1, Techniques).Sum(), Tolerance);
    });

    [Fact]
    public void One_big_measure_is_better_than_a_small_one_that_is_cheaper_per_worth()
    {
        var small = Candidate("small", 1, Mitigation("T1006", 0.02, "M1"));
        var big = Candidate("big", 100, Enumerable.Range(1, Techniques).Select(static i => Mitigation($"T{1000 + i}", 0.45, "M2")));
        Plan(Field(EveryStep), [small, big], budget: 100).Steps.Single().Measure.Id.ShouldBe("big");
        Plan(Field(EveryStep), [small, big], budget: 101).Steps.Select(static step => step.Measure.Id).ShouldBe(["small", "big"]);
    }

    [Fact]
    public void A_budget_of_nothing_buys_only_what_costs_nothing()
    {
        var free = Candidate("free", 0, Mitigation("T1001", 0.2, "M1"));
        var dear = Candidate("dear", 1, Mitigation("T1006", 0.9, "M2"));
        var plan = Plan(Field(EveryStep), [free, dear], budget: 0);
        plan.Steps.Single().Measure.Id.ShouldBe("free");
        plan.NotChosen.Select(static measure => measure.Id).ShouldBe(["dear"]);
    }

    [Theory]
    [InlineData(12, 12)]
    [InlineData(13, 12)]
    public void A_plan_has_at_most_twelve_steps(int candidates, int steps)
    {
        var measures = Enumerable.Range(0, candidates).Select(static i => Candidate($"m{i:00}", 1, Mitigation("T1006", 0.5, $"M{i}"))).ToList();
        Plan(Field(EveryStep), measures, budget: null).Steps.Count.ShouldBe(steps);
    }

    [Fact]
    public void New_measures_count_on_a_missed_technique_that_claims_no_longer_reach()
    {
        var field = Field(EveryStep, Rule("T1006", 0.9, "old"), Test("T1006", Outcome.None));
        field.Covered.ShouldBe(0);
        var plan = Plan(field, [Candidate("m", 1, Mitigation("T1006", 0.45, "M1"))], budget: null);
        plan.Steps.Single().Gain.ShouldBe(0.27, Tolerance);
    }

    [Fact]
    public void A_test_is_worth_its_expected_rise_and_nothing_where_a_test_spoke()
    {
        var claimed = Field(EveryStep, Mitigation("T1006", 0.5, "M1"));
        Plan(claimed, [TestOf("t", 1, 5)], budget: null).Steps.Single().Gain.ShouldBe(0.5 * (0.9 - 0.3), Tolerance);
        Plan(Field(EveryStep, Test("T1006", Outcome.None)), [TestOf("t", 1, 5)], budget: null).Steps.ShouldBeEmpty();
    }

    [Fact]
    public void A_log_source_without_rules_is_worth_what_it_shows_but_closes_nothing()
    {
        var step = Plan(Field(EveryStep), [Candidate("l", 1, LogSource("T1006", 1, "sysmon"))], budget: null).Steps.Single();
        step.Gain.ShouldBe(0);
        step.Measure.Effects.Single().Technique.ToString().ShouldBe("T1006");
    }

    [Fact]
    public void The_plan_says_whether_it_is_proven()
    {
        Plan(Field(EveryStep), [], budget: 100).Method.ShouldContain("proven best");
        Plan(Field(EveryStep), [], budget: null).Method.ShouldContain("nothing bounds the choice");
    }
}
