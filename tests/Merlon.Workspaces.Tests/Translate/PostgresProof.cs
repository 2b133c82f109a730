using Merlon.Sigma.Backends;
using Npgsql;

namespace Merlon.Workspaces.Tests.Translate;

/// <summary>PostgreSQL from the system's packages; it refuses to run as root and then runs as the user that its package makes.</summary>
sealed class PostgresProof : ProofDatabase
{
    readonly PostgresServer server = new();
    readonly NpgsqlConnection connection;

    public PostgresProof()
    {
        connection = new NpgsqlConnection($"Host={server.Host};Username=merlon;Database=postgres;Pooling=false;Timeout=300;Command Timeout=1800");
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
