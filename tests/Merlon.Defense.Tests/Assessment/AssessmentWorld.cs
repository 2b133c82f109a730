using System.Text;
using System.Text.Json;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Stix;

namespace Merlon.Defense.Tests.Assessment;

/// <summary>A small release and organisations to fold over; statements are written as short as the design page writes them.</summary>
static class AssessmentWorld
{
    public static readonly DateOnly Today = new(2026, 11, 22);

    /// <summary>Techniques as <c>T1059 Windows,Linux</c>; a sub-technique belongs to the technique that its id names.</summary>
    public static AttackRelease Release(params string[] techniques) => Release([], techniques);

    /// <summary>As <see cref="Release(string[])"/>, with a group that uses every technique.</summary>
    public static AttackRelease ReleaseWithGroup(string group, params string[] techniques)
    {
        object[] objects =
        [
            new
            {
                type = "intrusion-set",
                spec_version = "2.1",
                id = StixId("intrusion-set", group),
                name = $"Group {group}",
                created = "2020-01-01T00:00:00.000Z",
                modified = "2024-01-01T00:00:00.000Z",
                external_references = new[] { new { source_name = "mitre-attack", external_id = group } },
                x_mitre_domains = new[] { "enterprise-attack" },
            },
            .. techniques.Select(static line => line.Split(' ', 2)[0]).Select((id, i) => new
            {
                type = "relationship",
                spec_version = "2.1",
                id = StixId("relationship", $"{group} uses {id}"),
                relationship_type = "uses",
                source_ref = StixId("intrusion-set", group),
                target_ref = StixId("attack-pattern", id),
                created = $"20{20 + i % 6}-01-01T00:00:00.000Z",
                modified = "2026-01-01T00:00:00.000Z",
                x_mitre_domains = new[] { "enterprise-attack" },
            }),
        ];
        return Release(objects, techniques);
    }

    /// <summary>Judges with nothing but the statements given.</summary>
    public static GapAssessment AssessmentOf(AttackRelease release, Organisation organisation, IReadOnlyList<Evidence> evidence)
    {
        var context = new OrganisationContext(release, GroupSectors.OpenBuiltIn(), ControlMappings.OpenBuiltIn(), LogSourceCatalogue.OpenBuiltIn());
        return GapAssessment.Of(new(organisation, context, evidence, new(evidence, [], new(0, 0, 0, 0, 0, 0)), [], Today, []));
    }

    static AttackRelease Release(IReadOnlyList<object> others, string[] techniques)
    {
        var objects = new List<object>(others);
        foreach (var (id, platforms) in techniques.Select(static line => line.Split(' ', 2)).Select(static parts => (parts[0], parts[1])))
        {
            objects.Add(new
            {
                type = "attack-pattern",
                spec_version = "2.1",
                id = StixId("attack-pattern", id),
                name = $"Technique {id}",
                created = "2020-01-01T00:00:00.000Z",
                modified = "2024-01-01T00:00:00.000Z",
                kill_chain_phases = new[] { new { kill_chain_name = "mitre-attack", phase_name = "execution" } },
                external_references = new[] { new { source_name = "mitre-attack", external_id = id } },
                x_mitre_platforms = platforms.Split(','),
                x_mitre_domains = new[] { "enterprise-attack" },
                x_mitre_is_subtechnique = id.Contains('.', StringComparison.Ordinal),
            });
            if (TechniqueId.Parse(id, provider: null) is { IsSubTechnique: true } sub)
            {
                objects.Add(new
                {
                    type = "relationship",
                    spec_version = "2.1",
                    id = StixId("relationship", id),
                    relationship_type = "subtechnique-of",
                    source_ref = StixId("attack-pattern", id),
                    target_ref = StixId("attack-pattern", sub.Parent.ToString()),
                    created = "2020-01-01T00:00:00.000Z",
                    modified = "2024-01-01T00:00:00.000Z",
                    x_mitre_domains = new[] { "enterprise-attack" },
                });
            }
        }

        var bundle = JsonSerializer.SerializeToUtf8Bytes(new { type = "bundle", id = StixId("bundle", "B"), objects });
        var parsed = StixReader.Read([new StixBundle("enterprise-attack-18.1.json", bundle)], "18.1", ReadLimits.Default);
        return parsed.Value ?? throw new InvalidOperationException(string.Join('\n', parsed.Diagnostics));
    }

    /// <summary>One scope named <c>organisation</c> with every platform given.</summary>
    public static Organisation Whole(params string[] platforms) => Scoped(new Scope("organisation", 1, platforms));

    public static Organisation Scoped(params Scope[] scopes) => new()
    {
        Document = "organisation.yaml",
        Name = "Toy",
        Sectors = ["finance"],
        Domains = ["enterprise-attack"],
        Platforms = [.. scopes.SelectMany(static scope => scope.Platforms).Distinct(StringComparer.Ordinal)],
        Scopes = scopes,
        Costs = CostTable.Default,
    };

    public static Evidence Rule(string technique, double strength, string id, string logSource = "windows/process_creation")
        => Claim(EvidenceKind.Rule, Axis.Detection, technique, $"rule:{logSource}:{id}", strength);

    public static Evidence Mitigation(string technique, double strength, string id)
        => Claim(EvidenceKind.Mitigation, Axis.Prevention, technique, $"mitigation:{id}", strength);

    public static Evidence Control(string technique, double strength, string control)
        => Claim(EvidenceKind.Control, Axis.Prevention, technique, $"control:{control}", strength);

    public static Evidence LogSource(string technique, double strength, string id)
        => Claim(EvidenceKind.LogSource, Axis.Visibility, technique, $"log-source:{id}", strength);

    public static Evidence Test(string technique, Outcome outcome, int daysAgo = 0, string scope = "") => WithId(new()
    {
        Id = "",
        Kind = EvidenceKind.Test,
        Axis = outcome == Outcome.Blocked ? Axis.Prevention : Axis.Detection,
        Technique = TechniqueId.Parse(technique, provider: null),
        TechniqueAsWritten = technique,
        Scope = scope,
        Date = Today.AddDays(-daysAgo),
        Strength = 1,
        Outcome = outcome,
        Source = $"test:{technique}",
        Place = "organisation.yaml:88:5",
        Statement = $"{technique} was tried",
        Release = "18.1",
    });

    public static Evidence In(this Evidence evidence, string scope) => WithId(evidence with { Scope = scope });

    public static Evidence Since(this Evidence evidence, int daysAgo) => WithId(evidence with { Date = Today.AddDays(-daysAgo) });

    public static Coverage Fold(AttackRelease release, Organisation organisation, params IEnumerable<Evidence> evidence)
        => Coverage.Of([.. evidence], organisation, release, Today, CoverageParameters.Default);

    public static TechniqueCoverage Of(this Coverage coverage, string technique) => coverage.Of(TechniqueId.Parse(technique, provider: null));

    static Evidence Claim(EvidenceKind kind, Axis axis, string technique, string source, double strength) => WithId(new()
    {
        Id = "",
        Kind = kind,
        Axis = axis,
        Technique = TechniqueId.Parse(technique, provider: null),
        TechniqueAsWritten = technique,
        Scope = "",
        Date = null,
        Strength = strength,
        Source = source,
        Place = "organisation.yaml:41:5",
        Statement = $"{source} says {technique}",
        Release = "18.1",
    });

    static Evidence WithId(Evidence evidence)
        => evidence with { Id = $"E-{evidence.Kind}-{evidence.Technique}-{evidence.Source}-{evidence.Scope}-{evidence.Date:yyyyMMdd}-{evidence.Strength}-{evidence.Outcome}" };

    static string StixId(string type, string seed)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"{type}/{seed}"));
        return $"{type}--{new Guid(hash.AsSpan(0, 16))}";
    }
}
