using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Costs;
using static Merlon.Defense.Tests.Assessment.AssessmentWorld;

namespace Merlon.Defense.Tests.Assessment;

/// <summary>What a plan says beside the choice: prerequisites, owned measures, quarters, curve, reasons.</summary>
public sealed class ImprovementAnswersTests
{
    static readonly AttackRelease Toy = Release("T1001 Windows", "T1002 Windows", "T1003 Windows");
    static readonly PlanDepth Asked = PlanDepth.Usual with { HasCurve = true, HasReasons = true };

    static CoverageFold Fold => CoverageFold.Of([], Whole("Windows"), Toy, Today, CoverageParameters.Default);

    static PlanField Field => PlanField.Of(Fold, static id => id.Number - 1000, PlanParameters.Default);

    static PlanCandidate Candidate(string id, decimal cost, int technique, decimal days = 0, string requires = "", double strength = 0.45)
    {
        IReadOnlyList<CostLine> lines = [new(CostCategory.Tools, IsYearly: false, cost, days, "engineer")];
        var measure = new Measure
        {
            Id = id, Kind = MeasureKind.Other, Title = id, Cost = new(lines), TotalCost = cost, IsCostOwn = true, Effects = [],
            Requires = requires.Length == 0 ? [] : [[requires]],
        };
        var changes = technique == 0 ? [] : Fold.ChangesOf([Mitigation($"T{1000 + technique}", strength, $"M{id}")]);
        return new(measure, [.. changes.Select(static change => (change.Unit, new PlanChange(change.Scope, change.Claims, IsTest: false)))], "");
    }

    static ImprovementPlan Plan(PlanBudget budget, params IReadOnlyList<PlanCandidate> candidates)
        => ImprovementPlan.Of(Field, candidates, budget, Asked, PlanParameters.Default);

    static string[] Ids(ImprovementPlan plan) => [.. plan.Steps.Select(static step => step.Measure.Id)];

    [Fact]
    public void A_tool_brings_the_course_that_it_needs_and_the_course_comes_first()
    {
        var plan = Plan(new(30, "EUR"), Candidate("tool", 20, 3, requires: "course"), Candidate("course", 10, 0), Candidate("other", 30, 1));
        Ids(plan).ShouldBe(["course", "tool"]);
        plan.IsProven.ShouldBeTrue();
    }

    [Fact]
    public void A_tool_stays_out_where_its_course_does_not_fit()
    {
        var plan = Plan(new(29, "EUR"), Candidate("tool", 20, 3, requires: "course"), Candidate("course", 10, 0), Candidate("other", 29, 1));
        Ids(plan).ShouldBe(["other"]);
        plan.Reasons.Single(static reason => string.Equals(reason.Measure, "tool", StringComparison.Ordinal)).IsChosen.ShouldBeFalse();
    }

    [Fact]
    public void Musts_are_in_and_excluded_ones_out()
    {
        var aim = PlanAim.None with { Must = ["weak"], Exclude = ["strong"] };
        var plan = Plan(new(20, "EUR") { Aim = aim }, Candidate("weak", 10, 1), Candidate("strong", 10, 3), Candidate("middle", 10, 2));
        Ids(plan).Order(StringComparer.Ordinal).ShouldBe(["middle", "weak"]);
        plan.Reasons.Select(static reason => (reason.Measure, reason.Verdict)).ShouldBe([("middle", "best"), ("weak", "must"), ("strong", "excluded")], ignoreOrder: true);
    }

    [Fact]
    public void Musts_that_do_not_fit_leave_no_plan_and_it_says_so()
    {
        var plan = Plan(new(5, "EUR") { Aim = PlanAim.None with { Must = ["weak"] } }, Candidate("weak", 10, 1));
        plan.IsPossible.ShouldBeFalse();
        plan.Steps.ShouldBeEmpty();
        plan.Method.ShouldContain("No plan meets");
    }

    [Fact]
    public void Quarters_keep_the_days_of_a_role_and_the_most_worth_comes_first()
    {
        var budget = new PlanBudget(100, "EUR")
        {
            Aim = PlanAim.None with { Quarters = 2, IsQuartersGiven = true },
            Roles = [new("engineer", DayRate: null, DaysPerQuarter: 10)],
        };
        var plan = Plan(budget, Candidate("weak", 10, 1, days: 10), Candidate("strong", 10, 3, days: 10), Candidate("middle", 10, 2, days: 10));
        var schedule = plan.Schedule.ShouldNotBeNull();
        schedule.Quarters.Select(static quarter => string.Join(' ', quarter.Done)).ShouldBe(["strong", "middle"]);
        schedule.Quarters.ShouldAllBe(static quarter => quarter.Days["engineer"] <= 10);
        schedule.Quarters[^1].CoveredAfter.ShouldBe(plan.CoveredAfter, 1e-9);
    }

    [Fact]
    public void The_curve_rises_and_never_exceeds_its_bound()
    {
        var plan = Plan(new(20, "EUR"), Candidate("weak", 10, 1), Candidate("strong", 10, 3), Candidate("middle", 10, 2));
        plan.Curve.Select(static point => point.Worth).ShouldBeInOrder();
        plan.Curve.ShouldAllBe(static point => point.Worth <= point.Bound + 1e-9);
        plan.Curve.Single(static point => point.Budget == 20).Covered.ShouldBe(plan.CoveredAfter, 1e-9);
        plan.Margin.ShouldNotBeNull().Next.ShouldBe("weak");
    }

    [Fact]
    public void A_measure_that_another_outdoes_for_no_more_is_dominated()
    {
        var plan = Plan(new(10, "EUR"), Candidate("strong", 10, 3), Candidate("faint", 10, 3, strength: 0.2));
        plan.Reasons.Single(static reason => !reason.IsChosen).Verdict.ShouldBe("dominated");
    }

    [Fact]
    public void What_recurs_is_worth_less_the_later_it_is_paid()
    {
        PresentValue.Of(100, 10, 3, 0).ShouldBe(130);
        PresentValue.Of(14_300, 5_700, 3, 0.05m).ShouldBe(30_598.64m, 0.01m);
        PresentValue.Of(100, 10, 0, 0.05m).ShouldBe(100);
        Should.Throw<ArgumentOutOfRangeException>(() => PresentValue.Of(1, 1, PresentValue.YearsMax + 1, 0));
    }
}
