using System.Globalization;
using System.Text;

namespace Merlon.Logs.Text;

/// <summary>
/// Reads values separated by commas, semicolons, bars or tabs, with the names in the first record. A cell that holds a JSON
/// object is a field of its own and its leaves are fields below it (<c>AuditData.Operation</c>).
/// </summary>
sealed class CsvLogReader : TextLogReader
{
    const string JoinName = "Message";

    readonly CsvRow row = new();
    readonly bool isTabbed;
    byte[] joined = [];
    byte[][] names = [];
    string[] nameTexts = [];
    byte delimiter;
    bool isBegun;

    public CsvLogReader(Stream stream, string document, LogFormat format, LogReadOptions options)
        : base(stream, document, format, options)
        => isTabbed = format == LogFormat.Tsv;

    public override bool Read(LogEvent record)
    {
        if (!isBegun)
        {
            isBegun = true;
            ReadHeader();
        }

        while (TakeRecord(out var text, out var offset))
        {
            row.Split(text, delimiter);
            if (row.Count == names.Length && IsHeaderAgain())
            {
                continue; // exports that were joined
            }

            Begin(record, offset);
            AddCells(record);
            return true;
        }

        record.Clear();
        return false;
    }

    void ReadHeader()
    {
        if (!NextText(out var line))
        {
            return;
        }

        line = line.TrimStart((byte)0);
        if (line.StartsWith("sep="u8) && line.Length == 5) // what spreadsheets write in front
        {
            delimiter = line[4];
            if (!NextText(out line))
            {
                return;
            }
        }

        delimiter = delimiter != 0 ? delimiter : isTabbed ? (byte)'\t' : DelimitedLook.DelimiterOf(line, isBelieved: true) ?? (byte)',';
        row.Split(Whole(line), delimiter);
        names = new byte[Math.Min(row.Count, Options.Limits.FieldsMax)][];
        for (var i = 0; i < names.Length; i++)
        {
            var name = row[i].Trim(" \t"u8);
            names[i] = name.IsEmpty ? ColumnName(i) : name.ToArray();
        }

        if (row.Count > names.Length)
        {
            Warn("LOG005", string.Create(CultureInfo.InvariantCulture, $"more than {names.Length:N0} columns; the rest was left out"));
        }

        nameTexts = [.. names.Select(Encoding.UTF8.GetString)];
    }

    bool TakeRecord(out ReadOnlySpan<byte> text, out long offset)
    {
        if (!NextText(out var line))
        {
            text = default;
            offset = 0;
            return false;
        }

        offset = LineOffset;
        text = Whole(line);
        return true;
    }

    // A record whose quotes are still open goes on in the next line, up to a bound: one lost quote must not eat the file.
    ReadOnlySpan<byte> Whole(ReadOnlySpan<byte> line)
    {
        if (!CsvRow.EndsInQuotes(line, delimiter, isInQuotes: false))
        {
            return line;
        }

        var length = Keep(line, 0);
        while (length < Options.Limits.RecordBytesMax && NextLine(out line))
        {
            length = Keep("\n"u8, length);
            length = Keep(line, length);
            if (!CsvRow.EndsInQuotes(line, delimiter, isInQuotes: true))
            {
                return joined.AsSpan(0, length);
            }
        }

        Warn("LOG020", string.Create(CultureInfo.InvariantCulture, $"a quote is never closed, or its row is longer than {Options.Limits.RecordBytesMax:N0} bytes; the row was ended here"));
        return joined.AsSpan(0, length);
    }

    int Keep(ReadOnlySpan<byte> piece, int at)
    {
        if (joined.Length < at + piece.Length)
        {
            Array.Resize(ref joined, Math.Max(at + piece.Length, 2 * joined.Length));
        }

        piece.CopyTo(joined.AsSpan(at));
        return at + piece.Length;
    }

    bool IsHeaderAgain()
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (!row[i].SequenceEqual(names[i]))
            {
                return false;
            }
        }

        return true;
    }

    void AddCells(LogEvent record)
    {
        var isMessage = row.Count == names.Length + 1 && IsEventViewer();
        if (row.Count != names.Length && !isMessage)
        {
            Tally("LOG021", "rows have fewer or more cells than the header; missing ones are missing fields, further ones are named column and their number");
        }

        var count = Math.Min(row.Count, Options.Limits.FieldsMax);
        for (var i = 0; i < count; i++)
        {
            var name = i < names.Length ? names[i] : isMessage ? Encoding.UTF8.GetBytes(JoinName) : ColumnName(i);
            var cell = row[i];
            record.Add(name, cell);
            if (JsonFields.IsLikely(cell) && !JsonFields.TryAdd(cell, i < nameTexts.Length ? nameTexts[i] : Encoding.UTF8.GetString(name), record, Options.Limits))
            {
                Tally("LOG022", "cells look like JSON but are none, or are deeper or larger than allowed; they were read as text");
            }
        }
    }

    // Level, Date and Time, Source, Event ID, Task Category; the message is a sixth cell without a name
    bool IsEventViewer() => names.Length == 5 && nameTexts.Any(static n => n.Equals("Event ID", StringComparison.OrdinalIgnoreCase));

    static byte[] ColumnName(int index) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"column{index + 1}"));
}
