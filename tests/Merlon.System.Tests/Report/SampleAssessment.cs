using System.Globalization;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Intelligence;

namespace Merlon.System.Tests.Report;

/// <summary>A handmade assessment over the invented release: every part of a report has something to show.</summary>
static class SampleAssessment
{
    public static DateOnly AsOf { get; } = new(2026, 11, 20);

    /// <summary>Techniques with a weight: more than a report shows in detail.</summary>
    public const int GapsCount = 75;

    /// <summary>Statements about the first gap: more than a report prints.</summary>
    const int StatementsOfFirst = 11;

    /// <summary>Builds it.</summary>
    /// <param name="foreign">Stands in every text that comes from outside, to try hostile ones.</param>
    /// <param name="release">The release, or null for the invented one.</param>
    public static GapAssessment Of(string foreign = "", AttackRelease? release = null)
    {
        var known = release ?? SampleRelease.Read();
        var techniques = known.Techniques.Where(technique => technique.IsLive).OrderBy(technique => technique.TechniqueId).ToList();
        var evidence = EvidenceOf(techniques, foreign);
        var coverage = techniques.Select((technique, i) => CoverageOf(technique, i, evidence)).ToList();
        var groups = known.All<Group>().Where(group => group.IsLive).Take(3).Select((group, i) => new GroupRelevance(
            group, 1 - i * 0.25, i == 0 ? ["named in organisation.yaml (weight 1)" + foreign] : ["targets finance (confidence 0.90: tidal, misp)"], i == 0)).ToList();
        var measures = Enumerable.Range(0, 32).Select(i => MeasureOf(i, techniques, foreign)).ToList();
        var weights = techniques.Take(GapsCount).Select((technique, i) => new TechniqueWeight(
            technique, WeightOf(i), 0.4, [.. groups.Take(1 + i % 3).Select(group => new WeightedUse(group.Group, 0.2, IsDirect: true, AsOf, ""))])).ToList();
        var gaps = techniques.Take(GapsCount).Select((technique, i) => GapOf(coverage[i], i, measures, foreign)).ToList();
        var organisation = OrganisationOf(foreign);
        var context = new OrganisationContext(known, GroupSectors.OpenBuiltIn(), ControlMappings.OpenBuiltIn(), LogSourceCatalogue.OpenBuiltIn());
        return new GapAssessment
        {
            Input = new AssessmentInput(organisation, context, evidence, new CollectedEvidence(evidence, [], new RuleCensus(0, 0, 0, 0, 0, 0)), [], AsOf, []),
            Organisation = organisation,
            Context = context,
            AsOf = AsOf,
            Profile = new ThreatProfile { AsOf = AsOf, Groups = groups, Techniques = weights, Parameters = ThreatParameters.Default },
            Coverage = new Coverage { AsOf = AsOf, Parameters = CoverageParameters.Default, Techniques = coverage },
            Gaps = gaps,
            Plan = PlanOf(measures, foreign),
            Evidence = evidence.ToDictionary(one => one.Id, StringComparer.Ordinal),
            Unresolved =
            [
                new("attack.t1685" + foreign, "technique tag", 12, "moved", ["T0001"], ["T1685 → T0001 (19 to 18.1)"], ["rules/a.yml" + foreign]),
                new("attack.t9999", "technique tag", 1, "unknown", [], [], ["rules/b.yml"]),
            ],
            Rules = new RuleCensus(3141, 3000, 2890, 1204, 1600, 86),
            Diagnostics =
            [
                new("SIGMA004", Severity.Warning, "rules/a.yml" + foreign, new SourceLocation(3, 1), "the level is not known" + foreign, "urgent" + foreign, "write one of informational … critical"),
            ],
            Summary = new CoverageSummary(0.62, 0.31, 0.24, 0.43, GapsCount, 4, 9),
        };
    }

    static double WeightOf(int i) => 1 / (1 + i * 0.09);

    static Organisation OrganisationOf(string foreign) => new()
    {
        Document = "organisation.yaml",
        Name = "Sample Bank" + foreign,
        Sectors = ["finance"],
        Regions = ["Germany"],
        Domains = [SampleRelease.Domain],
        Platforms = ["Windows", "Linux"],
        Scopes = [new("workstations" + foreign, 0.6, ["Windows"]), new("servers", 0.4, ["Linux"])],
        Costs = CostTable.Default,
        Budget = 120_000,
    };

    static List<Evidence> EvidenceOf(List<Technique> techniques, string foreign)
    {
        var all = new List<Evidence>();
        for (var i = 0; i < techniques.Count; i++)
        {
            var count = i == 0 ? StatementsOfFirst : i % 3;
            for (var j = 0; j < count; j++)
            {
                all.Add(new Evidence
                {
                    Id = "E-" + (i * 100 + j).ToString("x16", CultureInfo.InvariantCulture),
                    Kind = j == 0 ? EvidenceKind.Test : EvidenceKind.Rule,
                    Axis = j % 2 == 0 ? Axis.Detection : Axis.Visibility,
                    Technique = techniques[i].TechniqueId,
                    TechniqueAsWritten = techniques[i].Id,
                    Scope = j % 2 == 0 ? "" : "workstations",
                    Date = j == 0 ? new DateOnly(2026, 9, 14) : null,
                    Strength = 0.4,
                    Source = "rule:sample",
                    Place = $"rules/sample-{j}.yml:1:1" + foreign,
                    Statement = $"Rule {j} claims {techniques[i].Id} on process creation" + foreign,
                    Release = "18.1",
                });
            }
        }

        return all;
    }

    static TechniqueCoverage CoverageOf(Technique technique, int i, List<Evidence> evidence)
    {
        var (visibility, detection, prevention) = ((i * 37 % 100) / 100.0, (i * 23 % 60) / 100.0, (i * 11 % 50) / 100.0);
        var covered = 1 - (1 - detection) * (1 - prevention);
        var isRefuted = i is 1 or 6 or 20;
        return new TechniqueCoverage
        {
            Technique = technique,
            Visibility = visibility,
            Detection = isRefuted ? 0 : detection,
            Prevention = isRefuted ? 0 : prevention,
            Covered = isRefuted ? 0 : covered,
            IsRefuted = isRefuted,
            IsTested = isRefuted || i % 8 == 3,
            Scopes = [new("workstations", 0.6, visibility, detection, prevention, covered, isRefuted, IsTested: true, []), new("servers", 0.4, 0, 0, 0, 0, IsRefuted: false, IsTested: false, [])],
            EvidenceIds = [.. evidence.Where(one => one.Technique == technique.TechniqueId).Select(one => one.Id)],
            RolledUp = new RolledUp(visibility, detection, prevention, covered),
        };
    }

    static Gap GapOf(TechniqueCoverage coverage, int i, List<Measure> measures, string foreign) => new()
    {
        Technique = coverage.Technique,
        Rank = i + 1,
        Weight = WeightOf(i),
        Class = (WeightClass)Math.Min(4, (int)(WeightOf(i) * 5)),
        Open = 1 - coverage.Covered,
        Priority = WeightOf(i) * (1 - coverage.Covered),
        Coverage = coverage,
        Reasons = ["Sample Group 1 (named by you) and 11 others use it" + foreign, "No rule whose log source is collected claims it", "Visible to half: two of four log sources of its analytics are collected"],
        Measures = [.. measures.Skip(i % 5).Take(1 + i % 6).Select(measure => measure.Id)],
    };

    static Measure MeasureOf(int i, List<Technique> techniques, string foreign) => new()
    {
        Id = "mitigation:M" + (1000 + i).ToString(CultureInfo.InvariantCulture),
        Kind = (MeasureKind)(i % 4),
        Title = $"Put sample measure {i + 1} in place on workstations" + foreign,
        Cost = new MeasureCost(5 + i, 2_000),
        TotalCost = 6_000 + 800 * i,
        IsCostOwn = i % 2 == 0,
        Effects = [.. techniques.Take(3 + i).Select(technique => new MeasureEffect(technique.TechniqueId, 0.1))],
    };

    static ImprovementPlan PlanOf(List<Measure> measures, string foreign)
    {
        var steps = new List<PlanStep>();
        var cost = 0m;
        for (var i = 0; i < 6; i++)
        {
            cost += measures[i].TotalCost;
            steps.Add(new PlanStep(measures[i], 1.5 / (i + 1), cost, 0.43 + 0.3 * (1 - 1.0 / (i + 2)), "It brings the most for its cost of what is left" + foreign));
        }

        return new ImprovementPlan
        {
            Method = "Chosen greedily by gain per cost within the budget: each step is the best next one; the whole is not proven best.",
            Budget = 120_000,
            Currency = "EUR",
            Steps = steps,
            NotChosen = [.. measures.Skip(6)],
            CoveredBefore = 0.43,
            CoveredAfter = steps[^1].CoveredAfter,
        };
    }
}
