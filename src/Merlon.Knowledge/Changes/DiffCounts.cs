using Merlon.Attack;

namespace Merlon.Changes;

/// <summary>A row of a comparison's summary: how many objects of a type are in each category.</summary>
/// <param name="Key">Name in JSON: that of the type; techniques without sub-techniques are <c>techniques_only</c>, those are <c>subtechniques</c>.</param>
/// <param name="Title">Name for people; rows that are a part of the row above begin with two spaces.</param>
/// <param name="OldLive">Live objects of the old release.</param>
/// <param name="NewLive">Live objects of the new release.</param>
/// <param name="Counts">By category, in the order of <see cref="ChangeCategories.All"/>.</param>
/// <param name="Dead">Objects in no category.</param>
public sealed record DiffCounts(string Key, string Title, int OldLive, int NewLive, IReadOnlyList<int> Counts, int Dead)
{
    /// <summary>How many are in a category.</summary>
    public int Of(ChangeCategory category) => Counts[(int)category];

    /// <summary>True when there is nothing to count: the type does not stand in the domain.</summary>
    public bool IsEmpty => OldLive == 0 && NewLive == 0 && Dead == 0 && Counts.All(static count => count == 0);

    /// <summary>A row for each type; techniques are followed by techniques alone and sub-techniques alone.</summary>
    public static IReadOnlyList<DiffCounts> Of(IReadOnlyList<TypeDiff> types)
    {
        var rows = new List<DiffCounts>();
        foreach (var type in types)
        {
            var (old, @new) = (type.OldLive, type.NewLive);
            rows.Add(Row(type, type.Type.Key, type.Type.Title, old.All, @new.All, static _ => true));
            if (type.Type.IsTechniques)
            {
                rows.Add(Row(type, "techniques_only", "  techniques alone", old.All - old.SubTechniques, @new.All - @new.SubTechniques, static one => !one.IsSubTechnique));
                rows.Add(Row(type, "subtechniques", "  sub-techniques", old.SubTechniques, @new.SubTechniques, static one => one is { Type: StixTypes.Technique, IsSubTechnique: true }));
            }
        }

        return rows;
    }

    static DiffCounts Row(TypeDiff type, string key, string title, int oldLive, int newLive, Func<PublishedObject, bool> isCounted) => new(
        key, title, oldLive, newLive,
        [.. ChangeCategories.All.Select(category => type.Of(category).Count(change => isCounted(change.Shown)))],
        type.Dead.Count(change => isCounted(change.Shown)));
}
