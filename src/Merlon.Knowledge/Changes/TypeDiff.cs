namespace Merlon.Changes;

/// <summary>The objects of one type in one domain, sorted by what happened to them.</summary>
public sealed class TypeDiff
{
    readonly ObjectChange[][] byCategory;

    TypeDiff(ComparedType type, List<ObjectChange> changes, IReadOnlyList<ObjectChange> dead, LiveCounts old, LiveCounts @new)
    {
        Type = type;
        Dead = dead;
        OldLive = old;
        NewLive = @new;
        byCategory = [.. ChangeCategories.All.Select(category => changes.Where(change => change.Category == category).ToArray())];
    }

    /// <summary>Which type.</summary>
    public ComparedType Type { get; }

    /// <summary>
    /// Objects of both releases that are dead in the new one and in no category: dead before too, or revoked by nothing that
    /// stands among the new release's objects of the type. Their <see cref="ObjectChange.Category"/> says nothing.
    /// </summary>
    internal IReadOnlyList<ObjectChange> Dead { get; }

    /// <summary>Objects of both releases that are in no category, since they are dead in the new one and were not revoked by a sibling or deprecated just now.</summary>
    public int DeadCount => Dead.Count;

    /// <summary>Live objects of the old release.</summary>
    public LiveCounts OldLive { get; }

    /// <summary>Live objects of the new release.</summary>
    public LiveCounts NewLive { get; }

    /// <summary>True when every object of both releases is unchanged or in no category, and none came or went.</summary>
    public bool IsEmpty => ChangeCategories.All.All(category => category == ChangeCategory.Unchanged || Of(category).Count == 0);

    /// <summary>The objects of a category by STIX id, in ordinal order.</summary>
    public IReadOnlyList<ObjectChange> Of(ChangeCategory category) => byCategory[(int)category];

    /// <summary>Every object in a category but unchanged, by category, then STIX id.</summary>
    public IEnumerable<ObjectChange> Changes => byCategory.SelectMany(static changes => changes).Where(static change => change.Category != ChangeCategory.Unchanged);

    internal static TypeDiff Between(ComparedType type, PublishedDomain oldDomain, PublishedDomain newDomain)
    {
        var (olds, news) = (oldDomain.Of(type), newDomain.Of(type));
        var changes = new List<ObjectChange>(news.Count);
        var dead = new List<ObjectChange>();
        foreach (var (id, after) in news)
        {
            if (!olds.TryGetValue(id, out var before))
            {
                changes.Add(new ObjectChange(ChangeCategory.Addition, old: null, after, successor: null, oldDomain, newDomain));
                continue;
            }

            PublishedObject? successor = null;
            var category = Classification.Of(before, after, one => newDomain.TrySuccessor(one.StixId, out var target) && news.TryGetValue(target, out successor));
            (category is null ? dead : changes).Add(new ObjectChange(category ?? ChangeCategory.Unchanged, before, after, successor, oldDomain, newDomain));
        }

        changes.AddRange(olds.Where(one => !news.ContainsKey(one.Key))
            .Select(one => new ObjectChange(ChangeCategory.Deletion, one.Value, @new: null, successor: null, oldDomain, newDomain)));
        changes.Sort(static (left, right) => string.CompareOrdinal(left.StixId, right.StixId));
        dead.Sort(static (left, right) => string.CompareOrdinal(left.StixId, right.StixId));
        return new TypeDiff(type, changes, dead, LiveCounts.Of(olds.Values), LiveCounts.Of(news.Values));
    }
}

/// <summary>How many objects are neither revoked nor deprecated.</summary>
/// <param name="All">All of them.</param>
/// <param name="SubTechniques">Those that are sub-techniques; 0 for other types.</param>
public readonly record struct LiveCounts(int All, int SubTechniques)
{
    internal static LiveCounts Of(IEnumerable<PublishedObject> objects)
    {
        var (all, subTechniques) = (0, 0);
        foreach (var one in objects)
        {
            all += one.IsLive ? 1 : 0;
            subTechniques += one is { IsLive: true, Type: Attack.StixTypes.Technique, IsSubTechnique: true } ? 1 : 0;
        }

        return new LiveCounts(all, subTechniques);
    }
}
