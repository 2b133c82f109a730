using Merlon.Assessment;
using Merlon.Attack;
using static Merlon.Defense.Tests.Assessment.AssessmentWorld;

namespace Merlon.Defense.Tests.Assessment;

/// <summary>What a void test counts for, by the examples of docs/design/coverage-model.md.</summary>
public sealed class VoidFoldTests
{
    const string T = "T1059";

    static readonly AttackRelease Toy = Release("T1059 Windows");

    static TechniqueCoverage Fold(params Evidence[] evidence) => AssessmentWorld.Fold(Toy, Whole("Windows"), evidence).Of(T);

    static Evidence Void(Evidence test, Axis axis)
        => test with { Id = test.Id + axis, Axis = axis, Outcome = null, Strength = 0, Source = VoidEvidence.LinkOf(test, axis).Source };

    static readonly Evidence[] Claims = [Rule(T, 0.5, "a"), Mitigation(T, 0.5, "M1026")];

    [Fact]
    public void A_void_pass_gives_way_to_the_claims()
    {
        var pass = Test(T, Outcome.Alerted);
        Fold([.. Claims, pass]).Detection.ShouldBe(0.9, 1e-9);
        var coverage = Fold([.. Claims, pass, Void(pass, Axis.Detection)]);
        coverage.Detection.ShouldBe(0.3, 1e-9);
        coverage.Prevention.ShouldBe(0, 1e-9, "that it ran still holds");
        coverage.IsTested.ShouldBeFalse();
    }

    [Fact]
    public void A_void_miss_no_longer_refutes_and_halves_the_claims_until_it_is_repeated()
    {
        var miss = Test(T, Outcome.None);
        Fold([.. Claims, miss]).IsRefuted.ShouldBeTrue();
        var coverage = Fold([.. Claims, miss, Void(miss, Axis.Detection)]);
        coverage.IsRefuted.ShouldBeFalse();
        coverage.Detection.ShouldBe(0.15, 1e-9);
        coverage.Prevention.ShouldBe(0, 1e-9);
        Fold([.. Claims, miss, Void(miss, Axis.Prevention)]).ShouldSatisfyAllConditions(
            static one => one.IsRefuted.ShouldBeTrue(), static one => one.Detection.ShouldBe(0, 1e-9), static one => one.Prevention.ShouldBe(0.15, 1e-9));
        var pass = Test(T, Outcome.Alerted);
        Fold([.. Claims, miss with { Date = Today.AddDays(-1) }, Void(miss with { Date = Today.AddDays(-1) }, Axis.Detection), pass]).Detection.ShouldBe(0.9, 1e-9);
    }

    [Fact]
    public void A_void_miss_of_a_year_ago_takes_a_quarter()
    {
        var miss = Test(T, Outcome.None, 365);
        Fold([.. Claims, miss, Void(miss, Axis.Detection)]).Detection.ShouldBe(0.225, 1e-9);
    }

    [Fact]
    public void A_statement_that_a_test_is_void_speaks_of_that_test_alone()
    {
        var (one, other) = (Test(T, Outcome.Alerted, 1), Test(T, Outcome.Alerted));
        Fold([.. Claims, one, other, Void(one, Axis.Detection)]).Detection.ShouldBe(0.9, 1e-9);
    }

    [Fact]
    public void Claims_never_lower_anything_beside_a_void_test()
    {
        foreach (var outcome in Enum.GetValues<Outcome>())
        {
            var test = Test(T, outcome, 100);
            Evidence[] voided = [test, Void(test, Axis.Detection), Void(test, Axis.Prevention)];
            var (less, more) = (Fold([.. voided, Claims[0]]), Fold([.. voided, .. Claims, Rule(T, 0.4, "b")]));
            more.Detection.ShouldBeGreaterThanOrEqualTo(less.Detection);
            more.Prevention.ShouldBeGreaterThanOrEqualTo(less.Prevention);
            more.Visibility.ShouldBeGreaterThanOrEqualTo(more.Detection - 1e-12);
        }
    }
}
