using Merlon.Assessment;
using Merlon.Workspaces.Storage;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    const string JournalFileName = WorkspaceStores.JournalFileName;

    Journal? openJournal;

    /// <summary>Entries of the journal, newest first; ties by evidence id.</summary>
    public IReadOnlyList<JournalEntry> ListJournal(JournalFilter filter)
    {
        if (filter.EntriesMax < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(filter), filter.EntriesMax, "a list has at least one entry");
        }

        return FindJournal()?.List(filter) ?? [];
    }

    /// <summary>Every entry about one piece of evidence (stated, withdrawn …), oldest first; empty when there is none.</summary>
    public IReadOnlyList<JournalEntry> FindJournal(string evidenceId) => FindJournal()?.Find(evidenceId) ?? [];

    /// <summary>Statements in force now, ordered by id: stated and not withdrawn since.</summary>
    public IReadOnlyList<Evidence> EvidenceInForce() => FindJournal()?.InForce(at: null) ?? [];

    /// <summary>Statements that were in force as the journal was known at <paramref name="instant"/>, ordered by id.</summary>
    public IReadOnlyList<Evidence> EvidenceInForceAt(DateTimeOffset instant) => FindJournal()?.InForce(instant) ?? [];

    /// <summary>Statements that sleep since a change of release, ordered by id: nothing replaced their technique, and nothing restated them since.</summary>
    public IReadOnlyList<Evidence> EvidenceAsleep() => FindJournal()?.Asleep() ?? [];

    /// <summary>What the journal holds; all zero and null before the first assessment.</summary>
    public JournalSummary SummariseJournal() => FindJournal()?.Summarise() ?? new JournalSummary(Organisation: null, Entries: 0, InForce: 0, LastRecordedAt: null);

    /// <summary>The journal for reading: the writer's own, or the one that is there; null when there is none.</summary>
    Journal? FindJournal() => openJournal ??= access == WorkspaceAccess.Write && (shared is not null || File.Exists(Path.Combine(Folder, JournalFileName)))
        ? Journal.OpenForWriting(journalDatabase, clock.GetUtcNow())
        : Journal.OpenForReading(journalDatabase);

    Journal JournalForWriting()
    {
        RequireWriter();
        return openJournal ??= Journal.OpenForWriting(journalDatabase, clock.GetUtcNow());
    }
}

/// <summary>One line of the append-only journal.</summary>
/// <param name="Sequence">1, 2, 3 …, the order of acknowledgement.</param>
/// <param name="RecordedAt">When it was recorded (UTC).</param>
/// <param name="IsWithdrawn">True when the source stopped saying it; false when it was stated.</param>
/// <param name="Evidence">The statement.</param>
public sealed record JournalEntry(long Sequence, DateTimeOffset RecordedAt, bool IsWithdrawn, Evidence Evidence)
{
    /// <summary>Where a change of the release in use caused it: what the statement went to (withdrawn) or came from (stated), by technique; else empty.</summary>
    public IReadOnlyList<JournalMove> Moves { get; init; } = [];
}

/// <summary>One end of a move between releases, seen from the other.</summary>
/// <param name="Kind">What became of the statement that moved.</param>
/// <param name="Technique">Technique at the other end; null for a statement that sleeps.</param>
/// <param name="Evidence">Statement at the other end; null for a statement that sleeps.</param>
/// <param name="Release">Release at the other end.</param>
/// <param name="Steps">The way between the techniques; empty where the id stayed.</param>
public sealed record JournalMove(EvidenceMoveKind Kind, string? Technique, string? Evidence, string Release, IReadOnlyList<string> Steps);

/// <summary>Which entries to list.</summary>
/// <param name="Technique">Technique id, or null for all.</param>
/// <param name="Kind">Kind, or null for all.</param>
/// <param name="EntriesMax">Most entries, 1 or more.</param>
public sealed record JournalFilter(string? Technique, EvidenceKind? Kind, int EntriesMax);

/// <summary>What a journal holds.</summary>
/// <param name="Organisation">Whose it is, or null before the first assessment.</param>
/// <param name="Entries">Entries in all, withdrawals included.</param>
/// <param name="InForce">Statements in force.</param>
/// <param name="LastRecordedAt">When the latest entry was recorded (UTC), or null when there is none.</param>
public sealed record JournalSummary(string? Organisation, long Entries, int InForce, DateTimeOffset? LastRecordedAt)
{
    /// <summary>Statements whose technique the release in use does not have: they wait for one that does.</summary>
    public int Asleep { get; init; }
}

/// <summary>What a run changed in the journal.</summary>
/// <param name="Stated">Statements appended.</param>
/// <param name="Withdrawn">Withdrawals appended.</param>
/// <param name="Unchanged">Statements that were in force already.</param>
public sealed record JournalSync(int Stated, int Withdrawn, int Unchanged);
