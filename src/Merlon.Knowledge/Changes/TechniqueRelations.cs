using Merlon.Attack;

namespace Merlon.Changes;

/// <summary>
/// What stands around a technique in both releases, by live relationships of its domain's bundle. Names are those of the
/// release in which the relationship stands: <c>M1026: Privileged Account Management</c>, and for a data component with a
/// data source <c>DS0017: Command (Command Execution)</c>.
/// </summary>
/// <param name="Mitigations">Mitigations.</param>
/// <param name="DataComponents">Data components that detect it (until v17).</param>
/// <param name="DetectionStrategies">Detection strategies (from v18).</param>
/// <param name="Procedures">Groups, campaigns and software that use it.</param>
public sealed record TechniqueRelations(
    RelationChange Mitigations, RelationChange DataComponents, RelationChange DetectionStrategies, RelationChange Procedures)
{
    /// <summary>True when nothing came or went.</summary>
    public bool IsEmpty => Mitigations.IsEmpty && DataComponents.IsEmpty && DetectionStrategies.IsEmpty && Procedures.IsEmpty;

    internal static TechniqueRelations Of(string technique, PublishedDomain old, PublishedDomain @new) => new(
        Between(technique, old, @new, MitigationOf),
        Between(technique, old, @new, DataComponentOf),
        Between(technique, old, @new, DetectionStrategyOf),
        Between(technique, old, @new, ProcedureOf));

    static RelationChange Between(string technique, PublishedDomain old, PublishedDomain @new, Func<PublishedDomain, PublishedObject, string?> nameOf)
    {
        var (before, after) = (NamesIn(old, technique, nameOf), NamesIn(@new, technique, nameOf));
        return new RelationChange(
            Sorted(after.Where(one => !before.ContainsKey(one.Key))),
            Sorted(before.Where(one => !after.ContainsKey(one.Key))),
            Sorted(after.Where(one => before.ContainsKey(one.Key))));
    }

    static Dictionary<string, string> NamesIn(PublishedDomain domain, string technique, Func<PublishedDomain, PublishedObject, string?> nameOf)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var relation in domain.RelationsTo(technique))
        {
            if (nameOf(domain, relation) is { } name)
            {
                names[relation.SourceRef] = name;
            }
        }

        return names;
    }

    static List<string> Sorted(IEnumerable<KeyValuePair<string, string>> names)
        => [.. names.OrderBy(static one => one.Value, StringComparer.Ordinal).ThenBy(static one => one.Key, StringComparer.Ordinal).Select(static one => one.Value)];

    static string? MitigationOf(PublishedDomain domain, PublishedObject relation)
        => relation.IsOf(RelationshipTypes.Mitigates) && domain.TryFind("mitigations", relation.SourceRef, out var mitigation) ? mitigation.Label : null;

    static string? DataComponentOf(PublishedDomain domain, PublishedObject relation)
    {
        if (!relation.IsOf(RelationshipTypes.Detects) || !domain.TryFind("datacomponents", relation.SourceRef, out var component))
        {
            return null;
        }

        return domain.TryFind("datasources", component.Published.Text("x_mitre_data_source_ref"), out var source)
            ? $"{source.Label} ({component.Name})"
            : component.Name;
    }

    static string? DetectionStrategyOf(PublishedDomain domain, PublishedObject relation)
        => relation.IsOf(RelationshipTypes.Detects) && domain.TryFind("detectionstrategies", relation.SourceRef, out var strategy) ? strategy.Label : null;

    static string? ProcedureOf(PublishedDomain domain, PublishedObject relation)
    {
        if (!relation.IsOf(RelationshipTypes.Uses))
        {
            return null;
        }

        return domain.TryFind("groups", relation.SourceRef, out var user) || domain.TryFind("software", relation.SourceRef, out user)
            || domain.TryFind("campaigns", relation.SourceRef, out user) ? user.Label : null;
    }
}

/// <summary>What came, went and stayed, each in ordinal order.</summary>
/// <param name="Added">Only in the new release.</param>
/// <param name="Dropped">Only in the old release.</param>
/// <param name="Shared">In both, under its new name.</param>
public sealed record RelationChange(IReadOnlyList<string> Added, IReadOnlyList<string> Dropped, IReadOnlyList<string> Shared)
{
    /// <summary>True when nothing came or went.</summary>
    public bool IsEmpty => Added.Count == 0 && Dropped.Count == 0;
}
