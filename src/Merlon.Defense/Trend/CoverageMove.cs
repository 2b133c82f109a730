using Merlon.Attack;

namespace Merlon.Trend;

/// <summary>
/// What moved between two moments, and why: every part has a cause, and the parts add up to the difference; what rounding leaves is
/// <see cref="Rest"/>. docs/design/trend.md.
/// </summary>
public sealed record CoverageMove
{
    /// <summary>Day of the earlier moment.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Day of the later moment.</summary>
    public required DateOnly To { get; init; }

    /// <summary>The weighted axes of the earlier moment, 0..1.</summary>
    public required AxisMove Before { get; init; }

    /// <summary>The weighted axes of the later moment, 0..1.</summary>
    public required AxisMove After { get; init; }

    /// <summary>After less before.</summary>
    public AxisMove Difference => After - Before;

    /// <summary>Who moved the weighted axes, the largest part on any axis first, ties by cause and source.</summary>
    public required IReadOnlyList<MovePart> Parts { get; init; }

    /// <summary>What no part names: rounding, below a millionth of a millionth.</summary>
    public required AxisMove Rest { get; init; }

    /// <summary>Techniques of either profile whose coverage or weight moved, the deepest fall of covered first, ties by id.</summary>
    public required IReadOnlyList<TechniqueMove> Techniques { get; init; }

    /// <summary>Compares two moments of one release.</summary>
    public static CoverageMove Between(TrendMoment from, TrendMoment to) => Between(from, from, to);

    /// <summary>Compares two moments.</summary>
    /// <param name="from">The earlier moment.</param>
    /// <param name="carried">
    /// The earlier moment carried to the later one's release: same day, statements and organisation as that release has them. The same instance
    /// as <paramref name="from"/> where the release is the same.
    /// </param>
    /// <param name="to">The later moment.</param>
    public static CoverageMove Between(TrendMoment from, TrendMoment carried, TrendMoment to) => MoveReckoning.Of(from, carried, to);

    /// <summary>Techniques that matter and whose covered share or visibility fell by at least an amount, in the order of <see cref="Techniques"/>.</summary>
    /// <param name="least">0..1.</param>
    public IReadOnlyList<TechniqueMove> Fallen(double least)
        => [.. Techniques.Where(t => t.WeightAfter > 0 && (t.Amount.Covered <= -least || t.Amount.Visibility <= -least))];

    /// <summary>True when one of the weighted axes fell by at least an amount.</summary>
    public bool HasFallen(double least)
        => Difference.Covered <= -least || Difference.Visibility <= -least || Difference.Detection <= -least || Difference.Prevention <= -least;
}

/// <summary>What one cause moved.</summary>
/// <param name="Cause">What changed.</param>
/// <param name="Source">Who spoke: a key of evidence such as <c>log-source:sysmon</c>; empty for causes without one.</param>
/// <param name="Change">How it changed.</param>
/// <param name="Amount">How much it moved each axis.</param>
/// <param name="Techniques">Of how many techniques.</param>
/// <param name="Why">One sentence.</param>
public sealed record MovePart(MoveCause Cause, string Source, MoveChange Change, AxisMove Amount, int Techniques, string Why)
{
    /// <summary>Most places that are named.</summary>
    public const int PlacesMax = 3;

    /// <summary>Where it stands or stood, at most <see cref="PlacesMax"/>.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];
}

/// <summary>What happened to one technique.</summary>
/// <param name="Technique">The technique, in the later release where it has it.</param>
/// <param name="WeightBefore">Weight 0..1 in the earlier profile.</param>
/// <param name="WeightAfter">Weight 0..1 in the later profile.</param>
/// <param name="Before">Its axes before.</param>
/// <param name="After">Its axes after.</param>
/// <param name="Parts">Who moved it, the largest part on any axis first; they add up to the difference.</param>
public sealed record TechniqueMove(
    Technique Technique, double WeightBefore, double WeightAfter, AxisMove Before, AxisMove After, IReadOnlyList<MovePart> Parts)
{
    /// <summary>After less before.</summary>
    public AxisMove Amount => After - Before;

    /// <summary>Ids that the technique had in the earlier release, where they were others; empty otherwise.</summary>
    public IReadOnlyList<string> Formerly { get; init; } = [];
}

/// <summary>What a part of a move comes from.</summary>
public enum MoveCause
{
    /// <summary>Days passed: tests and dated claims count less, or what was dated ahead came into force.</summary>
    Age,

    /// <summary>What is collected changed: a source was lost, won, or sends from more or fewer devices.</summary>
    LogSource,

    /// <summary>A rule was added, changed, deployed or removed.</summary>
    Rule,

    /// <summary>A rule is as it was, and what feeds it changed.</summary>
    RuleFeed,

    /// <summary>A mitigation was declared otherwise.</summary>
    Mitigation,

    /// <summary>A control was declared otherwise.</summary>
    Control,

    /// <summary>A test was made, withdrawn, or became void.</summary>
    Test,

    /// <summary>A rule fired on replayed telemetry, or no longer counts as having done so.</summary>
    Replay,

    /// <summary>Logs were looked through.</summary>
    Inventory,

    /// <summary>A person's score changed.</summary>
    Score,

    /// <summary>Scopes, their weights, platforms or domains changed.</summary>
    Organisation,

    /// <summary>Who is likely to come changed: sectors, groups, or how recent their doings are.</summary>
    Profile,

    /// <summary>The release of ATT&amp;CK changed: techniques renumbered, split, new, gone, or read against other data.</summary>
    Release,

    /// <summary>The same input, weighed differently by another version of Merlon.</summary>
    Derivation,

    /// <summary>The first assessment was recorded: what it says without a date begins with it.</summary>
    FirstRecord,
}

/// <summary>How a source changed.</summary>
public enum MoveChange
{
    /// <summary>It says something that it did not say.</summary>
    Stated,

    /// <summary>It says nothing any more.</summary>
    Withdrawn,

    /// <summary>It says something else; also for causes that are no source.</summary>
    Changed,
}
