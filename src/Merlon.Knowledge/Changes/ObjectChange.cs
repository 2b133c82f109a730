using Merlon.Attack;

namespace Merlon.Changes;

/// <summary>What happened to one object between two releases. What is compared beyond its category is compared when asked for.</summary>
public sealed class ObjectChange
{
    readonly PublishedDomain oldDomain, newDomain;

    internal ObjectChange(
        ChangeCategory category, PublishedObject? old, PublishedObject? @new, PublishedObject? successor, PublishedDomain oldDomain, PublishedDomain newDomain)
    {
        Category = category;
        Old = old;
        New = @new;
        Successor = successor;
        this.oldDomain = oldDomain;
        this.newDomain = newDomain;
    }

    /// <summary>What happened.</summary>
    public ChangeCategory Category { get; }

    /// <summary>As it was; null for an addition.</summary>
    public PublishedObject? Old { get; }

    /// <summary>As it is; null for a deletion.</summary>
    public PublishedObject? New { get; }

    /// <summary>The object that revokes it; null unless it is a <see cref="ChangeCategory.Revocation"/>.</summary>
    public PublishedObject? Successor { get; }

    /// <summary>As it is, or as it was where it is no more.</summary>
    public PublishedObject Shown => New ?? Old ?? throw new System.Diagnostics.UnreachableException("an object stands in one release at least");

    /// <summary>Identity of the object over releases, such as <c>attack-pattern--…</c>.</summary>
    public string StixId => Shown.StixId;

    /// <summary><c>1.0 → 1.1</c> where the version changed, else the version alone; a missing one is <c>0.0</c>.</summary>
    public string VersionStep
    {
        get
        {
            var (before, after) = (Old?.ReadVersion(), New?.ReadVersion());
            return before is { } from && after is { } to && from != to ? $"{from} → {to}" : (after ?? before)?.ToString() ?? "";
        }
    }

    /// <summary>Every published field that differs, by name; empty for additions and deletions. Compared at each call.</summary>
    public IReadOnlyList<FieldChange> Fields() => Old is { } before && New is { } after ? FieldComparison.Of(before, after) : [];

    /// <summary>
    /// For a technique of both releases that lives in the new one: the mitigations, detections and procedures that came and
    /// went. Null for everything else. Compared at each call.
    /// </summary>
    public TechniqueRelations? Relations()
        => Old is not null && New is { IsLive: true, Type: StixTypes.Technique } ? TechniqueRelations.Of(StixId, oldDomain, newDomain) : null;
}
