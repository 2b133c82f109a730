using Merlon.Assessment;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>Statements of the journal with their last change, the latest first: one page of those that a query asks for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The page has no size or begins before the first statement.</exception>
    public JournalPage PageJournal(JournalQuery query)
    {
        if (query.Limit < 1 || query.Offset < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(query), query, "a page has at least one statement and begins with the first or later");
        }

        return FindJournal()?.Page(query) ?? new JournalPage(0, []);
    }

    /// <summary>What was recorded at each instant, the latest first.</summary>
    /// <param name="most">Most instants, 1 or more.</param>
    public IReadOnlyList<JournalDay> JournalDays(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return FindJournal()?.Days(most) ?? [];
    }
}

/// <summary>Which statements to list; what is null is not asked for.</summary>
public sealed record JournalQuery
{
    /// <summary>Technique id, as it is now or as it was written.</summary>
    public string? Technique { get; init; }

    /// <summary>Kind of evidence.</summary>
    public EvidenceKind? Kind { get; init; }

    /// <summary>What the statement is about.</summary>
    public Axis? Axis { get; init; }

    /// <summary>Scope by its whole name; empty for statements about the whole organisation.</summary>
    public string? Scope { get; init; }

    /// <summary>Part of the source's key, such as <c>log-source:</c>; letter case does not count.</summary>
    public string? Source { get; init; }

    /// <summary>Words of the statement, its place or its source; letter case does not count.</summary>
    public string? Text { get; init; }

    /// <summary>First day of the last change (UTC).</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day of the last change (UTC).</summary>
    public DateOnly? To { get; init; }

    /// <summary>In force, withdrawn, or both.</summary>
    public JournalState State { get; init; } = JournalState.InForce;

    /// <summary>Only statements whose last change has a smaller number: to go on where a page ended, however much was added since.</summary>
    public long? Before { get; init; }

    /// <summary>Statements to leave out, from 0.</summary>
    public int Offset { get; init; }

    /// <summary>Most statements of the page, 1 or more.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>How statements stand.</summary>
public enum JournalState
{
    /// <summary>Stated and not withdrawn since.</summary>
    InForce,

    /// <summary>Withdrawn: the source stopped saying it.</summary>
    Withdrawn,

    /// <summary>Either.</summary>
    All,
}

/// <summary>A statement with its last change.</summary>
/// <param name="Evidence">The statement.</param>
/// <param name="IsInForce">False when it was withdrawn.</param>
/// <param name="ChangedAt">When it was last stated or withdrawn (UTC).</param>
/// <param name="Sequence">Number of that entry.</param>
public sealed record JournalStatement(Evidence Evidence, bool IsInForce, DateTimeOffset ChangedAt, long Sequence);

/// <summary>A page of statements.</summary>
/// <param name="Total">Statements that were asked for, on all pages.</param>
/// <param name="Items">Those of this page.</param>
public sealed record JournalPage(long Total, IReadOnlyList<JournalStatement> Items);

/// <summary>What one recording changed.</summary>
/// <param name="RecordedAt">When (UTC).</param>
/// <param name="Stated">Statements that were added.</param>
/// <param name="Withdrawn">Statements that were withdrawn.</param>
public sealed record JournalDay(DateTimeOffset RecordedAt, long Stated, long Withdrawn);
