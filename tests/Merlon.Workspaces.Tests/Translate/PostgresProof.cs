using Merlon.Sigma.Backends;
using Npgsql;

namespace Merlon.Workspaces.Tests.Translate;

/// <summary>PostgreSQL from the system's packages; it refuses to run as root and then runs as the user that its package makes.</summary>
sealed class PostgresProof : ProofDatabase
{
    readonly ServerProcess server;
    readonly NpgsqlConnection connection;

    public PostgresProof()
    {
        var folders = Directory.Exists("/usr/lib/postgresql") ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(static f => Path.Combine(f, "bin")) : [];
        var postgres = ServerProcess.Find("postgres", folders);
        if (postgres is null)
        {
            Assert.Skip("PostgreSQL is not installed; .ci/run installs it");
        }

        var folder = ServerProcess.NewFolder("postgres");
        string[] user = [];
        if (string.Equals(Environment.UserName, "root", StringComparison.Ordinal))
        {
            ServerProcess.Run("chown", "postgres", folder);
            user = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--"];
        }

        ServerProcess.Run([.. user, Path.Combine(Path.GetDirectoryName(postgres) ?? "", "initdb"), "-D", Path.Combine(folder, "data"), "-U", "merlon", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
        server = ServerProcess.Start(folder, [.. user, postgres, "-D", Path.Combine(folder, "data"), "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"], () => File.Exists(Path.Combine(folder, "data", "postmaster.pid"))
            && File.ReadAllText(Path.Combine(folder, "data", "postmaster.pid")).Contains("ready", StringComparison.Ordinal));
        connection = new NpgsqlConnection($"Host={folder};Username=merlon;Database=postgres;Pooling=false;Command Timeout=120");
        connection.Open();
    }

    public override TranslationTarget Target { get; } = TranslationTarget.Find("postgres").ShouldNotBeNull();

    public override (int BytesMax, bool IsCased) Names => (63, true);

    public override void Load(ProofTable table, IReadOnlyList<int> columns, IReadOnlyList<int> rows)
    {
        Execute($"CREATE TABLE {Quoted(table.Name)} ({RowColumn} INTEGER, {string.Join(", ", columns.Select(c => Quoted(table.Columns[c]) + " TEXT"))})");
        using var import = connection.BeginBinaryImport($"COPY {Quoted(table.Name)} FROM STDIN (FORMAT BINARY)");
        foreach (var row in rows)
        {
            import.StartRow();
            import.Write(row);
            foreach (var column in columns)
            {
                if (table.ValueOf(row, column) is { } value)
                {
                    import.Write(value, NpgsqlTypes.NpgsqlDbType.Text);
                }
                else
                {
                    import.WriteNull();
                }
            }
        }

        import.Complete();
    }

    public override IEnumerable<(int Condition, int Row)> Evaluate(ProofTable table, IReadOnlyList<string> conditions)
    {
        using var command = new NpgsqlCommand($"SELECT {RowColumn}, {string.Join(", ", conditions)} FROM {Quoted(table.Name)}", connection);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            for (var i = 0; i < conditions.Count; i++)
            {
                if (!reader.IsDBNull(i + 1) && reader.GetBoolean(i + 1))
                {
                    yield return (i, reader.GetInt32(0));
                }
            }
        }
    }

    protected override void Dispose(bool isDisposing)
    {
        connection.Dispose();
        server.Dispose();
        base.Dispose(isDisposing);
    }

    void Execute(string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
