using System.Data.Common;
using Npgsql;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>What PostgreSQL says, for people who did not set it up; and trouble that Npgsql reports by other exceptions.</summary>
sealed class PostgresTrouble : DbException
{
    public PostgresTrouble() { }

    public PostgresTrouble(string message) : base(message) { }

    public PostgresTrouble(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>The trouble as the BCL's exception, with what to do about it. Never with a password: neither Npgsql's messages nor the address have one.</summary>
    public static IOException Explain(DbException trouble, string name) => trouble is PostgresException known ? Explain(known, name) : trouble switch
    {
        NpgsqlException { InnerException: TimeoutException } => new DatabaseAwayException($"the database {name} did not answer in time: what was not confirmed was not saved; try again", trouble),
        NpgsqlException { InnerException: not null } => new DatabaseAwayException($"the database {name} cannot be reached ({trouble.InnerException.Message.TrimEnd('.')}): see whether it runs, and whether host, port and sslmode are right", trouble),
        _ => new IOException($"the database {name} could not be used: {trouble.Message.TrimEnd('.')}", trouble),
    };

    static IOException Explain(PostgresException trouble, string name) => trouble.SqlState switch
    {
        PostgresErrorCodes.LockNotAvailable => new WorkspaceLockedException($"the database {name} is busy: another server held it for more than {Database.BusyTimeoutMs} ms; try again", trouble),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new IOException(
            $"the database {name} does not let this user in: put the password into a file and name it with --database-password-file, or use PGPASSFILE", trouble),
        PostgresErrorCodes.InvalidCatalogName => new IOException($"there is no database {name}: make it with createdb, with UTF8 as its encoding", trouble),
        PostgresErrorCodes.InsufficientPrivilege => new IOException($"the user may not do that in the database {name} ({trouble.MessageText}): it needs CREATE on the database", trouble),
        PostgresErrorCodes.DiskFull => new IOException($"no space left for the database {name}: nothing of this was saved; make room and try again", trouble),
        PostgresErrorCodes.TooManyConnections => new DatabaseAwayException($"the database {name} has no connection left: raise max_connections, or lower \"Maximum Pool Size\" in --database", trouble),
        PostgresErrorCodes.ReadOnlySqlTransaction => new DatabaseAwayException($"the database {name} takes no writes now: it is a standby; name the primary", trouble),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => new DatabaseAwayException(
            $"the database {name} is stopping or starting: what was not confirmed was not saved; try again in a moment", trouble),
        PostgresErrorCodes.QueryCanceled => new DatabaseAwayException($"the database {name} took too long: what was not confirmed was not saved; try again", trouble),
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => new WorkspaceLockedException(
            $"other servers wrote to the database {name} again and again meanwhile: nothing was saved; try again", trouble),
        _ => new IOException($"the database {name} could not be used: {trouble.MessageText} ({trouble.SqlState})", trouble),
    };
}
