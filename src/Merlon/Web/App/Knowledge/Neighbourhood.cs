using System.Globalization;
using Merlon.Attack;

namespace Merlon.Web.App.Knowledge;

/// <summary>An object with what is one or two steps away, as far as there is room: the same release and question give the same answer.</summary>
sealed record Neighbourhood
{
    /// <summary>Neighbours of one group that may be asked for.</summary>
    public const int PerGroupMax = 50;

    /// <summary>Neighbours of one group when nobody says.</summary>
    public const int PerGroupDefault = 8;

    /// <summary>Objects two steps away that are shown.</summary>
    public const int SecondMax = 14;

    /// <summary>What the relations are read from.</summary>
    public required AttackRelease Release { get; init; }

    /// <summary>The middle.</summary>
    public required AttackObject Object { get; init; }

    /// <summary>Neighbours by what connects them and what they are.</summary>
    public required IReadOnlyList<NeighbourGroup> Groups { get; init; }

    /// <summary>Objects two steps away that several of the shown neighbours share, most shared first.</summary>
    public required IReadOnlyList<SharedNeighbour> Second { get; init; }

    /// <summary>Looks around an object.</summary>
    /// <param name="release">The release.</param>
    /// <param name="found">The middle.</param>
    /// <param name="depth">1 or 2 steps.</param>
    /// <param name="kinds">Kinds of neighbours that count; none for all.</param>
    /// <param name="perGroup">Most neighbours of a group, 1 to <see cref="PerGroupMax"/>.</param>
    public static Neighbourhood Of(AttackRelease release, AttackObject found, int depth, IReadOnlyList<ObjectKind> kinds, int perGroup)
    {
        List<NeighbourGroup> groups =
        [
            .. ObjectGraph.StepsFrom(release, found).Where(step => kinds.Count == 0 || kinds.Any(kind => kind.Holds(step.To)))
                .GroupBy(static step => (step.Type, step.IsForward, Kind: ObjectKind.FamilyOf(step.To)))
                .OrderBy(static group => group.Key.IsForward).ThenBy(static group => group.Key.Type, StringComparer.Ordinal).ThenBy(static group => group.Key.Kind, StringComparer.Ordinal)
                .Select(group => new NeighbourGroup(group.Key.Type, group.Key.IsForward, group.Key.Kind, [.. group], Math.Min(perGroup, group.Count()))),
        ];
        return new Neighbourhood { Release = release, Object = found, Groups = groups, Second = depth < 2 ? [] : SharedBy(release, found, groups, kinds) };
    }

    // A second step is worth showing where it ties neighbours together; what all of ATT&CK hangs on (tactics, matrices) ties nothing.
    static IReadOnlyList<SharedNeighbour> SharedBy(AttackRelease release, AttackObject found, List<NeighbourGroup> groups, IReadOnlyList<ObjectKind> kinds)
    {
        var first = groups.SelectMany(static group => group.Shown).Select(static step => step.To).Where(static one => one is not (Tactic or Attack.Matrix)).Distinct().ToList();
        var near = groups.SelectMany(static group => group.Steps).Select(static step => step.To).Append(found).ToHashSet();
        return
        [
            .. first.SelectMany(one => ObjectGraph.StepsFrom(release, one).Where(step => step.To is not (Tactic or Attack.Matrix) && !near.Contains(step.To) && (kinds.Count == 0 || kinds.Any(kind => kind.Holds(step.To)))))
                .GroupBy(static step => step.To).Select(static group => new SharedNeighbour(group.Key, [.. group.DistinctBy(static step => step.From)]))
                .Where(static shared => shared.Steps.Count > 1)
                .OrderByDescending(static shared => shared.Steps.Count).ThenBy(static shared => shared.Object.Id, StringComparer.Ordinal).ThenBy(static shared => shared.Object.StixId, StringComparer.Ordinal)
                .Take(SecondMax),
        ];
    }

    /// <summary>How a step is said from the middle: <c>uses</c>, <c>is used by</c>.</summary>
    public static string Says(string type, bool isForward) => (type, isForward) switch
    {
        ("uses", true) => "uses",
        ("uses", false) => "used by",
        ("mitigates", true) => "mitigates",
        ("mitigates", false) => "mitigated by",
        ("detects", true) => "detects",
        ("detects", false) => "detected by",
        ("targets", true) => "targets",
        ("targets", false) => "targeted by",
        ("attributed-to", true) => "attributed to",
        ("attributed-to", false) => "has attributed",
        ("subtechnique-of", true) => "sub-technique of",
        ("subtechnique-of", false) => "has sub-technique",
        ("revoked-by", true) => "revoked by",
        ("revoked-by", false) => "replaces",
        ("in-tactic", true) => "in tactic",
        ("in-tactic", false) => "holds",
        ("has-tactic", true) => "has tactic",
        ("has-tactic", false) => "in matrix",
        ("has-analytic", true) => "has analytic",
        ("has-analytic", false) => "analytic of",
        ("reads", true) => "reads",
        ("reads", false) => "read by",
        ("component-of", true) => "component of",
        ("component-of", false) => "has component",
        _ => isForward ? type : string.Create(CultureInfo.InvariantCulture, $"{type} (from)"),
    };
}

/// <summary>Neighbours that one type of step leads to.</summary>
/// <param name="Type">What connects them.</param>
/// <param name="IsForward">True when it is said of the middle.</param>
/// <param name="Kind">What they are, in the plural.</param>
/// <param name="Steps">All of them.</param>
/// <param name="ShownCount">How many there is room for.</param>
sealed record NeighbourGroup(string Type, bool IsForward, string Kind, IReadOnlyList<ObjectStep> Steps, int ShownCount)
{
    /// <summary>Those that there is room for: by id, so that the same ones are shown each time.</summary>
    public IEnumerable<ObjectStep> Shown => Steps.Take(ShownCount);

    /// <summary>In words.</summary>
    public string Says => Neighbourhood.Says(Type, IsForward);
}

/// <summary>An object that several neighbours share.</summary>
/// <param name="Object">The object.</param>
/// <param name="Steps">From each of the neighbours, one step.</param>
sealed record SharedNeighbour(AttackObject Object, IReadOnlyList<ObjectStep> Steps);
