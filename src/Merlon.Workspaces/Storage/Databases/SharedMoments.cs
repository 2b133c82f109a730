using Dapper;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>How far several servers are: both schemas in one statement, once they are known to be there.</summary>
/// <param name="files">Where files are shared.</param>
/// <param name="journalSchema">Schema of the journal: letters, digits and underscores, as its address has it.</param>
sealed class SharedMoments(PostgresDatabase files, string journalSchema)
{
    /// <summary>One quick look; null where something is not as it was, and has to be looked at with care.</summary>
    public SharedMoment? Look()
    {
        try
        {
            return files.Read(connection => connection.QuerySingle<MomentRow>(
                $"SELECT s.change AS Change, s.schema_version AS SchemaVersion, s.moved_to AS MovedTo, (SELECT COALESCE(MAX(e.sequence), 0) FROM {journalSchema}.entry e) AS Entry FROM shared_state s WHERE s.id = 1"))
                is { SchemaVersion: SharedFileTable.SchemaVersion, MovedTo: "" } row ? new SharedMoment(row.Change, row.Entry) : null;
        }
        catch (IOException e) when (e is not DatabaseAwayException)
        {
            return null;
        }
    }

    /// <summary>A look that finds out what is there, and refuses what cannot be used.</summary>
    /// <returns>The moment, and whether quick looks will do from now on.</returns>
    public static (SharedMoment Moment, bool HasBoth) LookWithCare(Database files, Database journal)
    {
        var change = new SharedFileTable(files).LastChange();
        var (entry, hasJournal) = journal.Read(connection => journal.HasTable("entry", connection)
            ? (connection.ExecuteScalar<long>("SELECT COALESCE(MAX(sequence), 0) FROM entry"), true) : (0, false));
        return (new SharedMoment(change, entry), change > 0 && hasJournal);
    }

    sealed record MomentRow(long Change, long SchemaVersion, string MovedTo, long Entry);
}
