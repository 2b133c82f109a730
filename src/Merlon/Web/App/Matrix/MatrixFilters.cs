using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Web.App.Matrix;

/// <summary>A value of a filter, and the techniques that have it.</summary>
/// <param name="Id">In addresses: an ATT&amp;CK id, a platform, a rule's id.</param>
/// <param name="Name">For people; foreign text.</param>
/// <param name="Techniques">Ids of techniques.</param>
public sealed record MatrixFilterValue(string Id, string Name, IReadOnlyList<string> Techniques);

/// <summary>What techniques can be filtered by.</summary>
static class MatrixFilters
{
    /// <summary>Kinds of filters, also the keys in addresses, in the order shown.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["tactic", "platform", "group", "software", "campaign", "mitigation", "component", "log-source", "rule", "tests"];

    /// <summary>Every value of a kind that any technique of a domain has, by name.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="release">The release.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="assessment">Knows rules and tests; null for none.</param>
    public static IReadOnlyList<MatrixFilterValue> Of(string kind, AttackRelease release, string domain, GapAssessment? assessment)
    {
        var techniques = TechniquesOf(release, domain);
        var values = kind switch
        {
            "tactic" => Grouped(techniques, technique => release.TacticsOf(technique, domain).Select(static tactic => (tactic.Shortname, tactic.Name))),
            "platform" => Grouped(techniques, static technique => technique.Platforms.Select(static platform => (platform, platform))),
            "group" => Grouped(techniques, technique => release.GroupsOf(technique).Select(static use => (use.Group.Id, use.Group.Name))),
            "software" => Grouped(techniques, technique => release.SoftwareOf(technique).Select(static software => (software.Id, software.Name))),
            "campaign" => Grouped(techniques, technique => release.CampaignsOf(technique).Select(static campaign => (campaign.Id, campaign.Name))),
            "mitigation" => Grouped(techniques, technique => release.MitigationsOf(technique).Select(static relation => (relation.Source.Id, relation.Source.Name))),
            "component" => Grouped(techniques, technique => release.DataComponentsOf(technique).Select(static component => (component.Id.Length > 0 ? component.Id : component.Name, component.Name))),
            "log-source" => Grouped(techniques, technique => release.LogSourcesOf(technique).Select(static reference => (reference.LogSource.Name, reference.LogSource.Name))),
            "rule" => Rules(techniques, assessment),
            "tests" => Tests(techniques, assessment),
            _ => throw new InvalidDataException($"there is no filter '{kind}'; the filters are {string.Join(", ", Kinds)}"),
        };
        return kind is "tactic" ? values : [.. values.OrderBy(static value => value.Name, StringComparer.OrdinalIgnoreCase).ThenBy(static value => value.Id, StringComparer.Ordinal)];
    }

    /// <summary>Live techniques of a domain, by id.</summary>
    public static IReadOnlyList<Technique> TechniquesOf(AttackRelease release, string domain)
        => [.. release.Techniques.Where(technique => technique.IsLive && technique.Domains.Contains(domain, StringComparer.Ordinal)).OrderBy(static technique => technique.TechniqueId)];

    static List<MatrixFilterValue> Grouped(IReadOnlyList<Technique> techniques, Func<Technique, IEnumerable<(string Id, string Name)>> values)
    {
        var found = new Dictionary<string, (string Name, List<string> Techniques)>(StringComparer.Ordinal);
        foreach (var technique in techniques)
        {
            foreach (var (id, name) in values(technique).DistinctBy(static value => value.Id, StringComparer.Ordinal))
            {
                if (!found.TryGetValue(id, out var one))
                {
                    found.Add(id, one = (name, []));
                }

                one.Techniques.Add(technique.Id);
            }
        }

        return [.. found.Select(static pair => new MatrixFilterValue(pair.Key, pair.Value.Name, pair.Value.Techniques))];
    }

    // The end of a statement's source is the rule's id; what its tags were resolved to stands in the statement.
    static List<MatrixFilterValue> Rules(IReadOnlyList<Technique> techniques, GapAssessment? assessment)
    {
        if (assessment is null)
        {
            return [];
        }

        var titles = assessment.Input.Rules.Select(static used => used.Rule).Where(static rule => rule.Id.Length > 0).DistinctBy(static rule => rule.Id, StringComparer.Ordinal)
            .ToDictionary(static rule => rule.Id, static rule => rule.Title, StringComparer.Ordinal);
        var known = techniques.Select(static technique => technique.TechniqueId).ToHashSet();
        return [.. assessment.Evidence.Values.Where(evidence => evidence.Kind == EvidenceKind.Rule && known.Contains(evidence.Technique))
            .GroupBy(static evidence => evidence.Source[(evidence.Source.LastIndexOf(':') + 1)..], StringComparer.Ordinal)
            .Select(group => new MatrixFilterValue(
                group.Key, titles.GetValueOrDefault(group.Key, group.Key), [.. group.Select(static evidence => evidence.Technique.ToString()).Distinct(StringComparer.Ordinal)]))];
    }

    static List<MatrixFilterValue> Tests(IReadOnlyList<Technique> techniques, GapAssessment? assessment)
    {
        if (assessment is null)
        {
            return [];
        }

        return Grouped(techniques, technique =>
        {
            var coverage = assessment.Coverage.Of(technique);
            return [coverage.IsRefuted ? ("missed", "missed") : coverage.IsTested ? ("passed", "passed") : ("none", "none")];
        });
    }
}
