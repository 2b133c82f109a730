using System.Text.RegularExpressions;
using Dapper;
using Merlon.Workspaces.Storage.Databases;
using Microsoft.Data.Sqlite;

namespace Merlon.Workspaces.Tests.Storage.Databases;

/// <summary>Fills whatever tables there are with rows that nobody chose: Unicode, empty and long texts, extreme numbers, nothing where that is allowed; references lead to rows that are there.</summary>
static partial class RandomRows
{
    static readonly string[] Texts = ["", "x", "Häfen 🛡️", "' OR 1=1; --", "line\nbreak\ttab", "\u202Eright to left", "\uFFFD", "\u0001 control", "{\"json\": [1]}", new string('é', 3_000), "\u0000 nothing"];

    /// <summary>Puts rows into every table of a SQLite file; a table whose checks no row passed stays empty.</summary>
    public static int Fill(SqliteDatabase database, IEnumerable<string> tables, Random random, int rowsMax, bool withNul) => database.Write((connection, transaction) =>
    {
        connection.Execute("PRAGMA defer_foreign_keys = ON", transaction: transaction);
        var filled = 0;
        foreach (var table in tables)
        {
            var columns = connection.Query<(string Name, string Type, long NotNull, long Key)>("SELECT name, type, \"notnull\", pk FROM pragma_table_info(@table)", new { table }, transaction).AsList();
            var references = connection.Query<(string From, string Table, string? To)>("SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(@table)", new { table }, transaction).AsList();
            var words = Word().Matches(connection.ExecuteScalar<string>("SELECT sql FROM sqlite_master WHERE name = @table", new { table }, transaction) ?? "").Select(static m => m.Groups[1].Value).ToList();
            for (var i = random.Next(rowsMax + 1); i > 0; i--)
            {
                DynamicParameters values = new();
                foreach (var column in columns)
                {
                    var reference = references.Find(r => string.Equals(r.From, column.Name, StringComparison.OrdinalIgnoreCase));
                    values.Add(column.Name, reference.Table is { } other && !string.Equals(other, table, StringComparison.OrdinalIgnoreCase)
                        ? connection.ExecuteScalar<object?>($"SELECT {reference.To ?? "rowid"} FROM {other} ORDER BY RANDOM() LIMIT 1", transaction: transaction)
                        : reference.Table is not null ? null : ValueOf(column, words, random, withNul));
                }

                try
                {
                    filled += connection.Execute($"INSERT INTO {table} ({string.Join(", ", columns.Select(static c => $"\"{c.Name}\""))}) VALUES ({string.Join(", ", columns.Select(static c => "@" + c.Name))})", values, transaction);
                }
                catch (SqliteException e) when (e.SqliteErrorCode == 19)
                {
                    // A check, a key that is taken, or a reference to a table that stayed empty.
                }
            }
        }

        return filled;
    });

    static object? ValueOf((string Name, string Type, long NotNull, long Key) column, List<string> words, Random random, bool withNul)
    {
        if (column is { NotNull: 0, Key: 0 } && random.Next(3) == 0)
        {
            return null;
        }

        return column.Type.ToUpperInvariant() switch
        {
            "BIGINT" or "INTEGER" => random.Next(3) switch { 0 => random.Next(2), 1 => random.NextInt64(long.MinValue, long.MaxValue), _ => (object)random.Next(1, 9) },
            "DOUBLE PRECISION" or "REAL" => random.Next(3) switch { 0 => -0.0, 1 => double.MaxValue * random.NextDouble(), _ => random.NextDouble() },
            "BLOB" => BytesOf(random),
            _ => words.Count > 0 && random.Next(2) == 0 ? words[random.Next(words.Count)] : TextOf(column.Key > 0, random, withNul),
        };
    }

    static string TextOf(bool isKey, Random random, bool withNul)
    {
        var text = Texts[random.Next(withNul ? Texts.Length : Texts.Length - 1)];
        return isKey ? $"{random.Next():x8}{(text.Length < 100 && !text.Contains('\0', StringComparison.Ordinal) ? text : "")}" : text;
    }

    static byte[] BytesOf(Random random)
    {
        var bytes = new byte[random.Next(300)];
        random.NextBytes(bytes);
        return bytes;
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Word();
}
