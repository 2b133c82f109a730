using Merlon.Assessment;
using Merlon.Defense.Tests.Assessment;
using Merlon.Priorities;

namespace Merlon.Defense.Tests.Priorities;

public sealed class PriorityListTests
{
    static readonly Lazy<GapAssessment> Assessed = new(static () =>
    {
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With("platforms: [Windows]\nlog_sources: [{source: sysmon}]\nmitigations: [{mitigation: M1049, degree: significant}]"));
        UsedRule[] rules = [OrganisationTexts.Deployed(OrganisationTexts.Rule("{product: windows, category: process_creation}", "[attack.t1059.001]", "stable", "critical"))];
        var collected = CollectedEvidence.Of(organisation, rules, OrganisationTexts.Context, OrganisationTexts.Today);
        return GapAssessment.Of(new AssessmentInput(organisation, OrganisationTexts.Context, collected.Evidence, collected, rules, OrganisationTexts.Today, []));
    });

    static readonly Lazy<PriorityList> Listed = new(static () => PriorityList.Of(Assessed.Value, [], []));

    [Fact]
    public void A_score_is_the_product_of_its_parts_and_each_part_says_where_it_comes_from()
    {
        Listed.Value.Techniques.Count.ShouldBeGreaterThan(200);
        foreach (var one in Listed.Value.Techniques)
        {
            one.Score.ShouldBe(one.Threat * one.Gap * one.Choke * one.Feasibility * one.Cheapness, 1e-15);
            one.Parts.Select(static part => part.Value).ShouldBe([one.Threat, one.Gap, one.Choke, one.Feasibility, one.Cheapness]);
            one.Parts.ShouldAllBe(static part => part.Sentence.Length > 0);
            (one.Options.Count > 0).ShouldBe(one.Feasibility > 0 && one.Cheapness > 0);
            one.Choke.ShouldBeInRange(0.5, 1);
        }

        Listed.Value.Techniques.Select(static one => one.Score).ShouldBeInOrder(SortDirection.Descending);
        Listed.Value.Techniques.Select(static one => one.Rank).ShouldBe(Enumerable.Range(1, Listed.Value.Techniques.Count));
        Listed.Value.Techniques.Select(static one => one.Top.Rank).Order().ShouldBe(Enumerable.Range(1, Listed.Value.Techniques.Count));
    }

    [Fact]
    public void Half_of_the_techniques_with_a_measure_are_cheaper_than_the_median()
    {
        var priced = Listed.Value.Techniques.Where(static one => one.Options.Count > 0).ToArray();
        (priced.Count(static one => one.Cheapness >= 0.5) / (double)priced.Length).ShouldBe(0.5, 0.05);
    }

    [Fact]
    public void A_difference_of_ranks_is_explained_in_its_own_direction()
    {
        foreach (var one in Listed.Value.Techniques)
        {
            (Math.Abs(one.Shift) < 5 && one.Differences.Count > 0).ShouldBeFalse();
            one.Differences.Count.ShouldBeLessThanOrEqualTo(3);
        }

        var far = Listed.Value.Techniques.Where(static one => Math.Abs(one.Shift) > Listed.Value.Techniques.Count / 4).ToArray();
        (far.Count(static one => one.Differences.Count > 0) / (double)far.Length).ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public void The_calculators_inputs_are_counted_from_the_release_the_rules_and_the_mappings()
    {
        var row = Listed.Value.Techniques.Single(static one => one.Technique.Id == "T1059.001").Top.Row;
        var release = Assessed.Value.Context.Release;
        release.TryFind("T1059.001", out var found).ShouldBeTrue();
        row.Detections.ShouldBe(1 + release.AnalyticsOf((Merlon.Attack.Technique)found!).Count);
        row.Sightings.Count.ShouldBe(release.ProceduresOf(found!).Count);
        row.Mitigations.ShouldBeGreaterThan(20);
        row.Place.ShouldContain("controls of cis-v8 and nist-800-53-r5");
    }

    [Fact]
    public void Given_rows_stand_instead_of_what_is_derived()
    {
        var given = new TopTechniqueRow { Technique = "T1486", Before = 10, After = 10, Mitigations = 55, Detections = 100, Prevalence = 1 };
        var one = PriorityList.Of(Assessed.Value, [], [given]).Techniques.Single(static one => one.Technique.Id == "T1486");
        one.Top.Total.ShouldBe(3, 1e-12);
        one.Top.Rank.ShouldBe(1);
    }

    [Fact]
    public void Flows_raise_what_they_lead_through()
    {
        var flow = new AttackFlow
        {
            Document = "a.afb", Name = "", Actions = [new("", "T1566", ""), new("", "T1204.002", ""), new("", "T1059.003", ""), new("", "T1486", "")],
            Edges = [new(0, 1), new(1, 2), new(2, 3)],
        };
        var with = PriorityList.Of(Assessed.Value, [flow], []);
        var point = with.ChokePoints.Of(with.Techniques.Single(static one => one.Technique.Id == "T1059.003").Technique.TechniqueId);
        point.FlowBefore.ShouldHaveSingleItem().ToString().ShouldBe("T1204.002");
        point.FlowAfter.ShouldHaveSingleItem().ToString().ShouldBe("T1486");
        point.Betweenness.ShouldBe(2);
        point.Documents.ShouldBe(["a.afb"]);
        with.ChokePoints.Reports.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void A_layer_has_a_cell_for_each_technique_and_tactic_and_100_for_the_first()
    {
        var layer = PriorityLayers.Of(Assessed.Value, Listed.Value).ShouldHaveSingleItem();
        layer.Techniques.Max(static one => one.Score).ShouldBe(100);
        layer.Techniques.First(static one => one.Score == 100).TechniqueId.ShouldBe(Listed.Value.Techniques[0].Technique.Id);
        layer.Techniques.Select(static one => one.TechniqueId).Distinct(StringComparer.Ordinal).Count().ShouldBe(Listed.Value.Techniques.Count);
    }
}
