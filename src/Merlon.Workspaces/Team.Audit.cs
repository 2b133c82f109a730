using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces;

/// <content>The audit log: who did what, to what, from where, and how it went. It only grows.</content>
public sealed partial class Team
{
    /// <summary>Adds a line; the time is now, and what is too long is cut.</summary>
    public void Audit(AuditEntry entry) => database.Write((connection, transaction) =>
    {
        AuditTable.Insert(connection, transaction, entry with
        {
            At = clock.GetUtcNow(),
            Name = Shown(entry.Name, Person.NameCharactersMax),
            Subject = Shown(entry.Subject, AuditEntry.SubjectCharactersMax),
            Outcome = Shown(entry.Outcome, AuditEntry.SubjectCharactersMax),
        });
        return true;
    });

    /// <summary>Lines, newest first.</summary>
    public IReadOnlyList<AuditEntry> AuditLog(AuditQuery query, int offset, int limit) => database.Read(connection => AuditTable.Read(connection, query, offset, limit));

    /// <summary>How many lines a query finds.</summary>
    public long CountAudit(AuditQuery query) => database.Read(connection => AuditTable.Count(connection, query));

    /// <summary>Everything that was ever done, by name.</summary>
    public IReadOnlyList<string> AuditActions() => database.Read(AuditTable.Actions);
}
