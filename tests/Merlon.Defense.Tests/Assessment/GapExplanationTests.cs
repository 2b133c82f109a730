using FsCheck;
using FsCheck.Fluent;
using Merlon.Assessment;
using Merlon.Attack;
using Outcome = Merlon.Assessment.Outcome;
using static Merlon.Defense.Tests.Assessment.AssessmentWorld;

namespace Merlon.Defense.Tests.Assessment;

/// <summary>An explanation is worth something only when whoever works it out from the leaves gets the number that it explains.</summary>
public sealed class GapExplanationTests
{
    const double Tolerance = 1e-12;

    static readonly AttackRelease Toy = ReleaseWithGroup("G0046", "T1059 Windows,Linux", "T1059.001 Windows", "T1078 Windows");

    static readonly Organisation Bank = Scoped(new("workstations", 0.4, ["Windows"]), new("servers", 0.6, ["Windows", "Linux"]));

    static Gen<Evidence> Statements =>
        from technique in Gen.Elements("T1059", "T1059.001", "T1078")
        from strength in Gen.Choose(1, 100)
        from source in Gen.Elements("a", "b", "c")
        from kind in Gen.Choose(0, 4)
        from scope in Gen.Elements("", "workstations", "servers")
        from age in Gen.Choose(0, 1_000)
        from outcome in Gen.Elements(Outcome.None, Outcome.Logged, Outcome.Alerted, Outcome.Blocked)
        select kind switch
        {
            0 => Rule(technique, strength / 100.0, source).In(scope),
            1 => Mitigation(technique, strength / 100.0, source).In(scope).Since(age),
            2 => Control(technique, strength / 100.0, $"nist-800-53-r5:{source}-2").In(scope),
            3 => LogSource(technique, strength / 100.0, source).In(scope),
            _ => Test(technique, outcome, age, scope),
        };

    static void Holds(Action<Evidence[]> check)
        => Prop.ForAll(Statements.ArrayOf().ToArbitrary(), check).Check(Cases.Quick.WithMaxTest(200));

    static GapAssessment Assess(IReadOnlyList<Evidence> evidence) => AssessmentOf(Toy, Bank, evidence);

    [Fact]
    public void Every_gap_is_what_its_leaves_work_out_to() => Holds(static evidence =>
    {
        var assessment = Assess(evidence);
        assessment.Gaps.ShouldNotBeEmpty();
        foreach (var gap in assessment.Gaps)
        {
            var explanation = GapExplanation.Of(assessment, gap.Technique.TechniqueId).ShouldNotBeNull();
            WorkedOut(explanation.Priority).ShouldBe(gap.Priority, Tolerance);
            WorkedOut(explanation.Visibility).ShouldBe(gap.Coverage.Visibility, Tolerance);
        }
    });

    [Fact]
    public void What_is_covered_lies_within_its_interval() => Holds(static evidence =>
    {
        var assessment = Assess(evidence);
        foreach (var gap in assessment.Gaps)
        {
            gap.Covered.Low.ShouldBeInRange(0, gap.Coverage.Covered + Tolerance);
            gap.Covered.High.ShouldBeInRange(gap.Coverage.Covered - Tolerance, 1);
            GapExplanation.Of(assessment, gap.Technique.TechniqueId).ShouldNotBeNull().Covered.ShouldBe(gap.Covered);
        }

        assessment.Summary.Interval.Low.ShouldBeLessThanOrEqualTo(assessment.Summary.Covered + Tolerance);
        assessment.Summary.Interval.High.ShouldBeGreaterThanOrEqualTo(assessment.Summary.Covered - Tolerance);
    });

    [Fact]
    public void A_source_that_falls_silent_changes_what_the_assessment_without_it_would_find() => Holds(static evidence =>
    {
        var assessment = Assess(evidence);
        foreach (var gap in assessment.Gaps)
        {
            var explanation = GapExplanation.Of(assessment, gap.Technique.TechniqueId).ShouldNotBeNull();
            foreach (var loss in explanation.Changes.Where(static change => change.Kind == GapChangeKind.Loss))
            {
                var without = evidence.Where(one => !string.Equals(one.Source, loss.Id, StringComparison.Ordinal)).ToArray();
                loss.CoveredAfter.ShouldBe(Fold(Toy, Bank, without).Of(gap.Technique).Covered, Tolerance);
            }
        }
    });

    [Fact]
    public void A_statement_is_named_with_the_line_that_it_stands_in()
    {
        var claim = Mitigation("T1078", 0.45, "M1032");
        var explanation = GapExplanation.Of(Assess([claim]), TechniqueId.Parse("T1078", null)).ShouldNotBeNull();
        var leaf = Leaves(explanation.Priority).First(part => string.Equals(part.EvidenceId, claim.Id, StringComparison.Ordinal));
        (leaf.Value, leaf.Place, leaf.Detail).ShouldBe((0.45, claim.Place, claim.Source));
    }

    [Fact]
    public void A_fresh_test_is_surer_than_any_claim()
    {
        var claimed = Assess([Rule("T1078", 0.5, "a"), Mitigation("T1078", 0.45, "M1032")]).Gaps.First(static gap => gap.Technique.Id is "T1078");
        var tested = Assess([Rule("T1078", 0.5, "a"), Mitigation("T1078", 0.45, "M1032"), Test("T1078", Outcome.Alerted, 0, "")]).Gaps.First(static gap => gap.Technique.Id is "T1078");
        (claimed.Basis, tested.Basis).ShouldBe((CoverageBasis.Declared, CoverageBasis.Tested));
        tested.Covered.Width.ShouldBe(0, Tolerance);
        claimed.Covered.Width.ShouldBeGreaterThan(0.2);
    }

    [Fact]
    public void A_test_that_grows_old_leaves_more_open()
    {
        double WidthAt(int age) => Assess([Rule("T1078", 0.5, "a"), Test("T1078", Outcome.Alerted, age, "")]).Gaps.First(static gap => gap.Technique.Id is "T1078").Covered.Width;
        WidthAt(365).ShouldBeGreaterThan(WidthAt(90));
        WidthAt(90).ShouldBeGreaterThan(WidthAt(1));
    }

    [Fact]
    public void Nothing_known_is_said_and_not_taken_for_open()
        => Assess([]).Gaps.ShouldAllBe(static gap => gap.Basis == CoverageBasis.Unknown && gap.Covered == default);

    [Fact]
    public void What_is_only_seen_says_nothing_of_covered()
    {
        CoverageBasis Of(params Evidence[] evidence) => Assess(evidence).Gaps.First(static gap => gap.Technique.Id is "T1078").Basis;
        Of(LogSource("T1078", 0.5, "sysmon")).ShouldBe(CoverageBasis.Unknown);
        Of(LogSource("T1078", 0.5, "sysmon"), Rule("T1078", 0.5, "a")).ShouldBe(CoverageBasis.Declared);
    }

    static IEnumerable<ScorePart> Leaves(ScorePart part) => part.Parts.Count == 0 ? [part] : part.Parts.SelectMany(Leaves);

    // An evaluator of its own: the product's must not check itself.
    static double WorkedOut(ScorePart part)
    {
        var values = part.Parts.Select(WorkedOut).ToArray();
        return part.Operation switch
        {
            ScoreOperation.Given => part.Value,
            ScoreOperation.Product => values.Aggregate(1.0, static (a, b) => a * b),
            ScoreOperation.Sum => Math.Min(1, values.Sum()),
            ScoreOperation.Complement => 1 - values.Single(),
            ScoreOperation.Either => 1 - values.Aggregate(1.0, static (a, b) => a * (1 - b)),
            ScoreOperation.Greatest => values.DefaultIfEmpty(0).Max(),
            _ => values[0] * values[1] + (1 - values[0]) * values[2],
        };
    }
}
