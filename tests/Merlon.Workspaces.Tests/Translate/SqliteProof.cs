using System.Text.RegularExpressions;
using Merlon.Sigma.Backends;
using Microsoft.Data.Sqlite;

namespace Merlon.Workspaces.Tests.Translate;

/// <summary>The embedded database, in memory.</summary>
sealed class SqliteProof : ProofDatabase
{
    readonly SqliteConnection connection = new("Data Source=:memory:");

    public SqliteProof()
    {
        var expressions = new Dictionary<string, Regex>(StringComparer.Ordinal);
        connection.Open();
        connection.CreateFunction("regexp", (string pattern, string? text) =>
        {
            if (!expressions.TryGetValue(pattern, out var regex))
            {
                expressions.Add(pattern, regex = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));
            }

            return text is null ? (bool?)null : regex.IsMatch(text);
        });
    }

    public override TranslationTarget Target { get; } = TranslationTarget.Find("sqlite").ShouldNotBeNull();

    public override (int BytesMax, bool IsCased) Names => (int.MaxValue, false);

    public override void Load(ProofTable table, IReadOnlyList<int> columns, IReadOnlyList<int> rows)
    {
        Execute($"CREATE TABLE {Quoted(table.Name)} ({RowColumn} INTEGER, {string.Join(", ", columns.Select(c => Quoted(table.Columns[c]) + " TEXT"))})");
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText = $"INSERT INTO {Quoted(table.Name)} VALUES (@row, {string.Join(", ", columns.Select(static c => $"@{c}"))})";
        foreach (var row in rows)
        {
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("@row", row);
            foreach (var column in columns)
            {
                insert.Parameters.AddWithValue($"@{column}", (object?)table.ValueOf(row, column) ?? DBNull.Value);
            }

            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public override IEnumerable<(int Condition, int Row)> Evaluate(ProofTable table, IReadOnlyList<string> conditions)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {RowColumn}, {string.Join(", ", conditions)} FROM {Quoted(table.Name)}";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            for (var i = 0; i < conditions.Count; i++)
            {
                if (!reader.IsDBNull(i + 1) && reader.GetInt32(i + 1) != 0)
                {
                    yield return (i, reader.GetInt32(0));
                }
            }
        }
    }

    protected override void Dispose(bool isDisposing)
    {
        connection.Dispose();
        base.Dispose(isDisposing);
    }

    void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
