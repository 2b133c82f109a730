using System.Text.Json;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Layers;

namespace Merlon.System.Tests.Report;

public sealed class AssessmentLayersTests
{
    static readonly GapAssessment Sample = SampleAssessment.Of();

    public static TheoryData<string> Views => ["coverage", "threat", "gap"];

    [Theory]
    [MemberData(nameof(Views))]
    public void Navigator_opens_each_layer_without_a_message(string view)
    {
        using var json = Written(view, Sample);
        NavigatorMessages.About(json.RootElement, "18", (id, tactic) => IsCell(Sample.Context.Release, id, tactic)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void Navigator_opens_the_layers_of_the_built_in_release_in_every_domain_without_a_message(string view)
    {
        var release = BuiltInRelease.Open();
        var assessment = SampleAssessment.Of(release: release);
        foreach (var domain in release.Domains)
        {
            using var json = Written(view, assessment, domain);
            NavigatorMessages.About(json.RootElement, "18", (id, tactic) => IsCell(release, id, tactic, domain)).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Every_technique_stands_under_each_of_its_tactics_with_the_same_score()
    {
        using var json = Written("gap", Sample);
        var cells = json.RootElement.GetProperty("techniques").EnumerateArray().ToList();
        var expected = Sample.Gaps.Sum(gap => Sample.Context.Release.TacticsOf(gap.Technique, SampleRelease.Domain).Count);
        expected.ShouldBeGreaterThan(Sample.Gaps.Count);
        cells.Count.ShouldBe(expected);
        cells.GroupBy(cell => cell.GetProperty("techniqueID").GetString(), StringComparer.Ordinal)
            .ShouldAllBe(cell => cell.Select(one => one.GetProperty("score").GetDouble()).Distinct().Count() == 1);
    }

    [Fact]
    public void Scores_are_hundredths_of_covered_weight_and_priority()
    {
        ScoreOf(Written("coverage", Sample), "T0003").ShouldBe(Math.Round(CoverageOf("T0003").Covered * 100, 1));
        ScoreOf(Written("threat", Sample), "T0003").ShouldBe(Math.Round(GapOf("T0003").Weight * 100, 1));
        ScoreOf(Written("gap", Sample), "T0003").ShouldBe(Math.Round(GapOf("T0003").Priority * 100, 1));
    }

    [Fact]
    public void Only_domains_that_the_release_has_get_layers_in_the_order_of_the_organisation()
    {
        var assessment = Sample with { Organisation = Sample.Organisation with { Domains = ["mobile-attack", SampleRelease.Domain] } };
        AssessmentLayers.Domains(assessment).ShouldHaveSingleItem().ShouldBe(SampleRelease.Domain);
    }

    static Gap GapOf(string id) => Sample.Gaps.Single(gap => string.Equals(gap.Technique.Id, id, StringComparison.Ordinal));

    static TechniqueCoverage CoverageOf(string id) => Sample.Coverage.Techniques.Single(one => string.Equals(one.Technique.Id, id, StringComparison.Ordinal));

    static double ScoreOf(JsonDocument layer, string id)
    {
        using (layer)
        {
            return layer.RootElement.GetProperty("techniques").EnumerateArray()
                .First(cell => cell.GetProperty("techniqueID").ValueEquals(id)).GetProperty("score").GetDouble();
        }
    }

    static bool IsCell(AttackRelease release, string id, string tactic, string domain = SampleRelease.Domain)
        => TechniqueId.TryParse(id, out var key) && release.TryFind(key, out var technique) && technique.IsLive
            && technique.Domains.Contains(domain, StringComparer.Ordinal)
            && release.TacticsOf(technique, domain).Any(one => string.Equals(one.Shortname, tactic, StringComparison.Ordinal));

    static JsonDocument Written(string view, GapAssessment assessment, string domain = SampleRelease.Domain)
    {
        var layer = view switch
        {
            "coverage" => AssessmentLayers.CoverageOf(assessment, domain),
            "threat" => AssessmentLayers.ThreatOf(assessment, domain),
            _ => AssessmentLayers.GapOf(assessment, domain),
        };
        using var stream = new MemoryStream();
        LayerWriter.Write(layer, stream);
        return JsonDocument.Parse(stream.ToArray());
    }
}
