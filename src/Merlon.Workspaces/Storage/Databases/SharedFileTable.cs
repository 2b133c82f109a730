using System.Data.Common;
using System.Security.Cryptography;
using Dapper;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>
/// The files that several servers share, by content: <c>shared_file</c> says which bytes a path has and since which change, <c>shared_chunk</c> keeps the bytes once, in pieces. Paths begin
/// with <c>organisation/</c> or <c>workspace/</c>. docs/design/shared-storage.md.
/// </summary>
sealed class SharedFileTable(Database database)
{
    /// <summary>Bytes of a piece.</summary>
    public const int ChunkBytes = 1024 * 1024;

    static readonly string[] Definitions =
    [
        "CREATE TABLE shared_state (id BIGINT NOT NULL PRIMARY KEY, change BIGINT NOT NULL, schema_version BIGINT NOT NULL, moved_to TEXT NOT NULL)",
        "CREATE TABLE shared_file (path TEXT NOT NULL PRIMARY KEY, change BIGINT NOT NULL, sha256 TEXT NOT NULL, bytes BIGINT NOT NULL, deleted BIGINT NOT NULL)",
        "CREATE INDEX shared_file_by_change ON shared_file (change)",
        "CREATE INDEX shared_file_by_content ON shared_file (sha256)",
        "CREATE TABLE shared_chunk (sha256 TEXT NOT NULL, number BIGINT NOT NULL, content {bytes} NOT NULL, PRIMARY KEY (sha256, number))",
        "INSERT INTO shared_state (id, change, schema_version, moved_to) VALUES (1, 0, 1, '')",
    ];

    /// <summary>Steps that this Merlon knows.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Where the files are kept.</summary>
    public Database Database => database;

    /// <summary>The number of the last change of any file; 0 before the first.</summary>
    /// <exception cref="WorkspaceFormatException">It was moved away, or a newer Merlon wrote it.</exception>
    public long LastChange()
    {
        var state = Guarded(connection => connection is null || !database.HasTable("shared_state", connection)
            ? null : connection.QuerySingle<SharedState>("SELECT s.change AS Change, s.schema_version AS SchemaVersion, s.moved_to AS MovedTo FROM shared_state s WHERE s.id = 1"));
        return state switch
        {
            null => 0,
            { SchemaVersion: > SchemaVersion } => throw new WorkspaceFormatException($"the files in the database {database.Name} are of a newer Merlon (step {state.SchemaVersion}, and this one knows {SchemaVersion}): use the newer Merlon"),
            { MovedTo.Length: > 0 } => throw new WorkspaceFormatException($"what the database {database.Name} kept was moved to {state.MovedTo}: work there, or name another schema with merlon_schema"),
            _ => state.Change,
        };
    }

    /// <summary>Files that changed since a change, and the last change, of one moment; those that were removed too.</summary>
    public (long Change, IReadOnlyList<SharedFileRow> Files) Since(long change) => database.Read(connection =>
    {
        using var transaction = database.BeginReading(connection);
        var last = connection.ExecuteScalar<long>("SELECT change FROM shared_state WHERE id = 1", transaction: transaction);
        return (last, (IReadOnlyList<SharedFileRow>)connection.Query<SharedFileRow>($"SELECT {SharedFileRow.Columns} FROM shared_file f WHERE f.change > @change ORDER BY f.path", new { change }, transaction).AsList());
    });

    /// <summary>Writes the bytes of a file, checked against its hash.</summary>
    /// <exception cref="WorkspaceFormatException">They are not there, or are others.</exception>
    public void Write(SharedFileRow file, Stream output) => database.Read(connection =>
    {
        Write(file, output, connection, transaction: null);
        return true;
    });

    /// <summary>As the other, as of a transaction.</summary>
    public void Write(SharedFileRow file, Stream output, DbConnection connection, DbTransaction? transaction)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var written = 0L;
        for (var number = 0L; written < file.Bytes; number++)
        {
            var chunk = connection.QueryFirstOrDefault<byte[]>("SELECT c.content FROM shared_chunk c WHERE c.sha256 = @hash AND c.number = @number", new { hash = file.Sha256, number }, transaction);
            if (chunk is not { Length: > 0 and <= ChunkBytes })
            {
                break;
            }

            hash.AppendData(chunk);
            output.Write(chunk);
            written += chunk.Length;
        }

        if (written != file.Bytes || !string.Equals(Convert.ToHexStringLower(hash.GetHashAndReset()), file.Sha256, StringComparison.Ordinal))
        {
            throw new WorkspaceFormatException($"the database {database.Name} has other bytes for {file.Path} than were put there: restore a backup");
        }
    }

    /// <summary>Puts and removes files in one transaction; returns its change, or null when nothing was to do.</summary>
    /// <param name="changes">What to do; each says which change of the file it is based on.</param>
    /// <exception cref="WorkspaceLockedException">Another server changed one of them meanwhile: nothing was done.</exception>
    public long? Put(IReadOnlyList<SharedFileChange> changes) => changes.Count == 0 ? null : database.Write((connection, transaction) =>
    {
        Prepare(connection, transaction);
        var change = connection.ExecuteScalar<long>("SELECT change FROM shared_state WHERE id = 1", transaction: transaction) + 1;
        foreach (var one in changes)
        {
            var known = Find(one.Path, connection, transaction);
            if ((known?.Change ?? 0) != one.BasedOn)
            {
                throw new WorkspaceLockedException($"another server changed {one.Path} meanwhile: nothing was saved; look at what is there now and try again");
            }

            Put(one, known, change, connection, transaction);
        }

        connection.Execute("UPDATE shared_state SET change = @change WHERE id = 1", new { change }, transaction);
        return change;
    });

    /// <summary>The last change of a file below none of these folders; 0 before the first.</summary>
    public long LastChangeBut(IReadOnlyList<string> prefixes) => database.Read(connection => database.HasTable("shared_state", connection)
        ? connection.ExecuteScalar<long>(
            $"SELECT COALESCE(MAX(f.change), 0) FROM shared_file f WHERE {string.Join(" AND ", prefixes.Select(static (_, i) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"f.path NOT LIKE @p{i}")))}",
            new DynamicParameters(prefixes.Select(static (prefix, i) => KeyValuePair.Create(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"p{i}"), (object)(prefix + "%")))))
        : 0);

    /// <summary>The change of a file's line; 0 where there is none.</summary>
    public long ChangeOf(string path) => database.Read(connection => database.HasTable("shared_state", connection) ? Find(path, connection, transaction: null)?.Change ?? 0 : 0);

    /// <summary>Files below a folder that are there, by path.</summary>
    public IReadOnlyList<SharedFileRow> Below(string prefix) => database.Read(connection => database.HasTable("shared_state", connection)
        ? connection.Query<SharedFileRow>($"SELECT {SharedFileRow.Columns} FROM shared_file f WHERE f.deleted = 0 AND f.path >= @prefix AND f.path < @end ORDER BY f.path", new { prefix, end = prefix[..^1] + (char)(prefix[^1] + 1) }).AsList()
        : []);

    /// <summary>Puts the bytes of a large file before its line, piece by piece, so that no other writer waits for all of them. Without the line nobody sees them.</summary>
    public void PutBytes(SharedFileChange one)
    {
        if (one.Open is not { } open)
        {
            return;
        }

        using var content = open();
        var buffer = new byte[ChunkBytes];
        for (var number = 0L; content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) is > 0 and var read; number++)
        {
            var bytes = buffer.AsSpan(0, read).ToArray();
            database.Write((connection, transaction) =>
            {
                Prepare(connection, transaction);
                return connection.Execute("INSERT INTO shared_chunk (sha256, number, content) VALUES (@hash, @number, @bytes) ON CONFLICT (sha256, number) DO NOTHING", new { hash = one.Sha256, number, bytes }, transaction);
            });
        }
    }

    /// <summary>Removes bytes that no file has: of a server that stopped before it put the line. Who puts some just now puts them again.</summary>
    public void Tidy() => database.Write((connection, transaction) => database.HasTable("shared_chunk", connection, transaction)
        ? connection.Execute("DELETE FROM shared_chunk WHERE NOT EXISTS (SELECT 1 FROM shared_file f WHERE f.sha256 = shared_chunk.sha256 AND f.deleted = 0)", transaction: transaction) : 0);

    /// <summary>Makes the tables where there are none yet.</summary>
    public void Prepare(DbConnection connection, DbTransaction transaction)
    {
        if (!database.HasTable("shared_state", connection, transaction))
        {
            foreach (var definition in Definitions)
            {
                connection.Execute(database.Definition(definition), transaction: transaction);
            }
        }
    }

    /// <summary>Files that are there, by path, as of a transaction.</summary>
    public IReadOnlyList<SharedFileRow> List(DbConnection connection, DbTransaction transaction) => database.HasTable("shared_file", connection, transaction)
        ? connection.Query<SharedFileRow>($"SELECT {SharedFileRow.Columns} FROM shared_file f WHERE f.deleted = 0 ORDER BY f.path", transaction: transaction).AsList() : [];

    /// <summary>Says where everything went; whoever opens it next is told.</summary>
    public void MarkMoved(string to) => database.Write((connection, transaction) =>
    {
        Prepare(connection, transaction);
        return connection.Execute("UPDATE shared_state SET moved_to = @to WHERE id = 1", new { to }, transaction);
    });

    T Guarded<T>(Func<DbConnection?, T> read)
    {
        try
        {
            using var connection = database.OpenForReading();
            return read(connection);
        }
        catch (DbException e)
        {
            throw database.Explain(e);
        }
    }

    static SharedFileRow? Find(string path, DbConnection connection, DbTransaction? transaction)
        => connection.QueryFirstOrDefault<SharedFileRow>($"SELECT {SharedFileRow.Columns} FROM shared_file f WHERE f.path = @path", new { path }, transaction);

    /// <summary>Puts a first file where there are none yet, as of a transaction.</summary>
    public static void PutFirst(SharedFileChange one, DbConnection connection, DbTransaction transaction)
    {
        Put(one, known: null, change: 1, connection, transaction);
        connection.Execute("UPDATE shared_state SET change = 1 WHERE id = 1", transaction: transaction);
    }

    static void Put(SharedFileChange one, SharedFileRow? known, long change, DbConnection connection, DbTransaction transaction)
    {
        if (one.Open is { } open && connection.ExecuteScalar<long>("SELECT COUNT(*) FROM shared_file f WHERE f.sha256 = @hash AND f.deleted = 0", new { hash = one.Sha256 }, transaction) == 0
            && (one.Bytes <= ChunkBytes || connection.ExecuteScalar<long>("SELECT COUNT(*) FROM shared_chunk c WHERE c.sha256 = @hash", new { hash = one.Sha256 }, transaction) != (one.Bytes + ChunkBytes - 1) / ChunkBytes))
        {
            connection.Execute("DELETE FROM shared_chunk WHERE sha256 = @hash", new { hash = one.Sha256 }, transaction);
            using var content = open();
            Keep(one, content, connection, transaction);
        }

        connection.Execute("DELETE FROM shared_file WHERE path = @path", new { path = one.Path }, transaction);
        connection.Execute(
            "INSERT INTO shared_file (path, change, sha256, bytes, deleted) VALUES (@path, @change, @hash, @bytes, @deleted)",
            new { path = one.Path, change, hash = one.Sha256, bytes = one.Bytes, deleted = one.Open is null ? 1L : 0L }, transaction);
        if (known is { Deleted: 0 })
        {
            connection.Execute("DELETE FROM shared_chunk WHERE sha256 = @hash AND NOT EXISTS (SELECT 1 FROM shared_file f WHERE f.sha256 = @hash AND f.deleted = 0)", new { hash = known.Sha256 }, transaction);
        }
    }

    static void Keep(SharedFileChange one, Stream content, DbConnection connection, DbTransaction transaction)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[ChunkBytes];
        var kept = 0L;
        for (var number = 0L; ; number++)
        {
            var read = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (read == 0)
            {
                break;
            }

            hash.AppendData(buffer, 0, read);
            kept += read;
            connection.Execute("INSERT INTO shared_chunk (sha256, number, content) VALUES (@hash, @number, @bytes)", new { hash = one.Sha256, number, bytes = buffer.AsSpan(0, read).ToArray() }, transaction);
        }

        if (kept != one.Bytes || !string.Equals(Convert.ToHexStringLower(hash.GetHashAndReset()), one.Sha256, StringComparison.Ordinal))
        {
            throw new IOException($"{one.Path} changed while it was read: nothing was saved; try again");
        }
    }

    /// <summary>The one line of the table <c>shared_state</c>; members are named and typed as its columns, for Dapper.</summary>
    sealed record SharedState(long Change, long SchemaVersion, string MovedTo);
}

/// <summary>A line of the table <c>shared_file</c>; members are named and typed as its columns, for Dapper.</summary>
sealed record SharedFileRow(string Path, long Change, string Sha256, long Bytes, long Deleted)
{
    public const string Columns = "f.path AS Path, f.change AS Change, f.sha256 AS Sha256, f.bytes AS Bytes, f.deleted AS Deleted";
}

/// <summary>A file to put or to remove.</summary>
/// <param name="Path">Its path.</param>
/// <param name="BasedOn">The change of the file that the caller saw last; 0 for a new one.</param>
/// <param name="Sha256">Of its bytes; empty to remove it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Open">Opens its bytes; null to remove it.</param>
sealed record SharedFileChange(string Path, long BasedOn, string Sha256, long Bytes, Func<Stream>? Open);
