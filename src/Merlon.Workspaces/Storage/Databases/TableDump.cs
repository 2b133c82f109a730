using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>
/// A table as text that every database reads: a line with its columns, then a line for each row, in the order of the key. The same rows are the same bytes from SQLite and from PostgreSQL,
/// so that a copy can be compared by its hash. Integers are JSON numbers, others have a point; bytes are <c>{"base64":"…"}</c>.
/// </summary>
static class TableDump
{
    /// <summary>Longest line that is read, in bytes.</summary>
    public const int LineBytesMax = 128 * 1024 * 1024;

    /// <summary>Rows that are put into a database at a time.</summary>
    const int ProgressEvery = 1_000;

    /// <summary>Writes a table; returns the number of its rows.</summary>
    public static long Write(Database database, string table, DbConnection connection, DbTransaction? transaction, Stream output, CancellationToken cancellationToken)
    {
        var columns = database.Columns(table, connection, transaction);
        var key = columns.Where(static c => c.KeyPart > 0).OrderBy(static c => c.KeyPart).ToList();
        var order = string.Join(", ", (key.Count > 0 ? key : columns).Select(static c => Quoted(c.Name) + " NULLS FIRST"));
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandTimeout = 0; // a long table takes as long as it takes
#pragma warning disable CA2100 // names that the database itself gave, quoted
        command.CommandText = $"SELECT {string.Join(", ", columns.Select(static c => Quoted(c.Name)))} FROM {Quoted(table)} ORDER BY {order}";
#pragma warning restore CA2100
        using var rows = command.ExecuteReader();
        using RowWriter writer = new(output);
        writer.Header(columns.Select(static c => c.Name));
        var values = new object?[columns.Count];
        var count = 0L;
        while (rows.Read())
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = rows.IsDBNull(i) ? null : rows.GetValue(i);
            }

            writer.Row(values);
            if (++count % ProgressEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        writer.Flush();
        return count;
    }

    /// <summary>The hash of what <see cref="Write"/> writes.</summary>
    public static (long Rows, string Sha256) HashOf(Database database, string table, DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        using var hash = SHA256.Create();
        long rows;
        using (CryptoStream output = new(Stream.Null, hash, CryptoStreamMode.Write))
        {
            rows = Write(database, table, connection, transaction, output, cancellationToken);
        }

        return (rows, Convert.ToHexStringLower(hash.Hash ?? []));
    }

    /// <summary>Puts the rows of a dump into a table that has none; texts that the database cannot keep are cleaned, and counted.</summary>
    /// <exception cref="InvalidDataException">That is not a dump of this table.</exception>
    public static LoadedTable Load(Database database, string table, Stream input, DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var known = database.Columns(table, connection, transaction).Select(static c => c.Name).ToList();
        using LineReader lines = new(input, table);
        if (lines.Next() is not { } header || ColumnsOf(header, table) is not { } columns || !columns.SequenceEqual(known, StringComparer.Ordinal))
        {
            throw new InvalidDataException($"the backup's table {table} has other columns than this Merlon's: it was made by another version, or changed");
        }

        var isCleaned = database is PostgresDatabase;
        using var hash = SHA256.Create();
        using CryptoStream expected = new(Stream.Null, hash, CryptoStreamMode.Write);
        using RowWriter writer = new(expected);
        writer.Header(columns);
        var names = columns.Select(static (_, i) => string.Create(CultureInfo.InvariantCulture, $"p{i}")).ToArray();
        using PreparedInsert insert = new(connection, transaction, $"INSERT INTO {Quoted(table)} ({string.Join(", ", columns.Select(Quoted))}) VALUES ({string.Join(", ", names.Select(static name => "@" + name))})", names);
        var values = new object?[columns.Count];
        long count = 0, cleaned = 0;
        while (lines.Next() is { } line)
        {
            ReadRow(line, values, table);
            for (var i = 0; isCleaned && i < values.Length; i++)
            {
                var kept = PostgresConnection.Cleaned(values[i]);
                cleaned += ReferenceEquals(kept, values[i]) ? 0 : 1;
                values[i] = kept;
            }

            insert.Run(values);
            writer.Row(values);
            if (++count % ProgressEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        insert.Finish();
        writer.Flush();
        expected.FlushFinalBlock();
        return new LoadedTable(count, Convert.ToHexStringLower(hash.Hash ?? []), cleaned);
    }

    static string Quoted(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    static List<string>? ColumnsOf(ReadOnlyMemory<byte> header, string table)
    {
        try
        {
            using var json = JsonDocument.Parse(header);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("columns", out var columns) && columns.ValueKind == JsonValueKind.Array
                ? [.. columns.EnumerateArray().Select(static c => c.GetString() ?? "")] : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"the backup's table {table} is damaged", e);
        }
    }

    static void ReadRow(ReadOnlyMemory<byte> line, object?[] values, string table)
    {
        try
        {
            Utf8JsonReader json = new(line.Span);
            Require(json.Read() && json.TokenType == JsonTokenType.StartArray);
            for (var i = 0; i < values.Length; i++)
            {
                Require(json.Read());
                values[i] = ReadValue(ref json);
            }

            Require(json.Read() && json.TokenType == JsonTokenType.EndArray && !json.Read());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"the backup's table {table} has a line that is not a row", e);
        }
    }

    static object? ReadValue(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                return json.GetString();
            case JsonTokenType.Number:
                return json.ValueSpan.IndexOfAny(".eE"u8) < 0 ? json.GetInt64() : (object)json.GetDouble();
            case JsonTokenType.StartObject:
                Require(json.Read() && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("base64"u8) && json.Read());
                var bytes = json.GetBytesFromBase64();
                Require(json.Read() && json.TokenType == JsonTokenType.EndObject);
                return bytes;
            default:
                throw new JsonException();
        }
    }

    static void Require(bool holds)
    {
        if (!holds)
        {
            throw new JsonException();
        }
    }

    /// <summary>Writes the lines.</summary>
    sealed class RowWriter(Stream output) : IDisposable
    {
        const int BufferBytes = 256 * 1024;

        readonly MemoryStream buffer = new();

        public void Header(IEnumerable<string> columns) => Line(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("columns");
            foreach (var column in columns)
            {
                json.WriteStringValue(column);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

        public void Row(object?[] values) => Line(json =>
        {
            json.WriteStartArray();
            foreach (var value in values)
            {
                Value(json, value);
            }

            json.WriteEndArray();
        });

        public void Flush()
        {
            output.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
            buffer.SetLength(0);
        }

        public void Dispose() => buffer.Dispose();

        void Line(Action<Utf8JsonWriter> write)
        {
            using (Utf8JsonWriter json = new(buffer))
            {
                write(json);
            }

            buffer.WriteByte((byte)'\n');
            if (buffer.Length >= BufferBytes)
            {
                Flush();
            }
        }

        static void Value(Utf8JsonWriter json, object? value)
        {
            switch (value)
            {
                case null or DBNull:
                    json.WriteNullValue();
                    break;
                case string text:
                    json.WriteStringValue(text);
                    break;
                case byte[] bytes:
                    json.WriteStartObject();
                    json.WriteBase64String("base64", bytes);
                    json.WriteEndObject();
                    break;
                case double or float:
                    var number = Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
                    json.WriteRawValue(number.AsSpan().IndexOfAny('.', 'E') < 0 ? number + ".0" : number);
                    break;
                default:
                    json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    break;
            }
        }
    }

    /// <summary>Reads lines, each of at most <see cref="LineBytesMax"/>.</summary>
    sealed class LineReader(Stream input, string table) : IDisposable
    {
        byte[] buffer = new byte[64 * 1024];
        int start, end;

        public ReadOnlyMemory<byte>? Next()
        {
            var looked = start;
            while (true)
            {
                var at = buffer.AsSpan(looked, end - looked).IndexOf((byte)'\n');
                if (at >= 0)
                {
                    var line = buffer.AsMemory(start, looked + at - start);
                    start = looked + at + 1;
                    return line;
                }

                looked = end;
                if (end == buffer.Length && start > 0)
                {
                    buffer.AsSpan(start, end - start).CopyTo(buffer);
                    (looked, end, start) = (looked - start, end - start, 0);
                }
                else if (end == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length < LineBytesMax ? buffer.Length * 2 : throw new InvalidDataException($"the backup's table {table} has a row of more than {LineBytesMax / (1024 * 1024)} MiB"));
                }

                var read = input.Read(buffer, end, buffer.Length - end);
                if (read == 0)
                {
                    return start == end ? null : throw new InvalidDataException($"the backup's table {table} ends within a row");
                }

                end += read;
            }
        }

        public void Dispose() => input.Dispose();
    }
}

/// <summary>What was put into a table.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Sha256">What a dump of it has to hash to.</param>
/// <param name="Cleaned">Texts that had a character which the database cannot keep.</param>
sealed record LoadedTable(long Rows, string Sha256, long Cleaned);
