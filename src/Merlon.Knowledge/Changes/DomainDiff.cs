namespace Merlon.Changes;

/// <summary>What changed in one domain, found from the two bundles of that domain alone.</summary>
public sealed class DomainDiff
{
    internal DomainDiff(string domain, PublishedDomain old, PublishedDomain @new)
    {
        Domain = domain;
        Types = [.. ComparedType.Catalogued.Select(type => TypeDiff.Between(type, old, @new))];
        Structure = [.. ComparedType.Structural.Select(type => TypeDiff.Between(type, old, @new))];
        Relationships = RelationshipDiff.Between(old, @new);
        Findings = ChangeFinding.Of(this, @new);
    }

    /// <summary>Such as <c>enterprise-attack</c>.</summary>
    public string Domain { get; }

    /// <summary>The ten types of ATT&amp;CK's change logs, each there even when empty, in the order of <see cref="ComparedType.Catalogued"/>.</summary>
    public IReadOnlyList<TypeDiff> Types { get; }

    /// <summary>Tactics and matrices, in the order of <see cref="ComparedType.Structural"/>.</summary>
    public IReadOnlyList<TypeDiff> Structure { get; }

    /// <summary>Live relationships by kind.</summary>
    public IReadOnlyList<RelationshipDiff> Relationships { get; }

    /// <summary>Steps that the publisher's own rules do not foresee, by type, then STIX id.</summary>
    public IReadOnlyList<ChangeFinding> Findings { get; }

    /// <summary>The ten types, then tactics and matrices.</summary>
    public IEnumerable<TypeDiff> AllTypes => Types.Concat(Structure);

    /// <summary>True when nothing differs.</summary>
    public bool IsEmpty => AllTypes.All(static type => type.IsEmpty) && Relationships.All(static one => one.IsEmpty);

    /// <summary>Techniques of both releases of which something came or went, by STIX id. Compared at each call.</summary>
    public IEnumerable<(ObjectChange Technique, TechniqueRelations Relations)> ChangedRelations()
    {
        var techniques = Types.Where(static type => type.Type.IsTechniques).SelectMany(static type => ChangeCategories.All.SelectMany(type.Of));
        foreach (var change in techniques.OrderBy(static change => change.StixId, StringComparer.Ordinal))
        {
            if (change.Relations() is { IsEmpty: false } relations)
            {
                yield return (change, relations);
            }
        }
    }
}
