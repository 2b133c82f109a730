using System.Text;

namespace Merlon.Logs.Text;

/// <summary>
/// Reads the W3C extended log file format, as IIS and proxies write it, by its <c>#Fields</c>, which may change midway:
/// <c>-</c> is a missing field, <c>date</c> and <c>time</c> are also <c>timestamp</c>, <c>cs(User-Agent)</c> is also
/// <c>cs-user-agent</c>.
/// </summary>
sealed class W3cLogReader(Stream stream, string document, LogReadOptions options)
    : DirectedLogReader(stream, document, LogFormat.W3c, options)
{
    byte[]?[] aliases = [];
    byte[] date = [];
    byte[] plain = [];
    bool isTabbed;
    bool isIis;

    protected override void TakeDirective(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("#Fields:"u8))
        {
            var text = line["#Fields:"u8.Length..].Trim(" \t"u8);
            isTabbed = text.Contains((byte)'\t');
            List<byte[]> found = [];
            foreach (var range in text.SplitAny(" \t"u8))
            {
                if (!text[range].IsEmpty && found.Count < Options.Limits.FieldsMax)
                {
                    found.Add(text[range].ToArray());
                }
            }

            Names = [.. found];
            aliases = [.. found.Select(AliasOf)];
        }
        else if (line.StartsWith("#Software:"u8))
        {
            isIis = line.IndexOf("Internet Information Services"u8) > 0;
        }
        else if (line.StartsWith("#Date:"u8))
        {
            var text = line["#Date:"u8.Length..].Trim(" \t"u8);
            date = text.Length >= 10 ? text[..10].ToArray() : [];
        }
    }

    protected override void FailUnnamed(ReadOnlySpan<byte> line)
        => Fail("LOG032", "a row in front of any #Fields line; it was left out", line, "give the file from its beginning");

    protected override void AddRow(ReadOnlySpan<byte> line, LogEvent record)
    {
        ReadOnlySpan<byte> day = date;
        ReadOnlySpan<byte> clock = default;
        var index = 0;
        while (!line.IsEmpty && index < Names.Length)
        {
            var value = Take(ref line);
            var name = Names[index];
            day = name.AsSpan().SequenceEqual("date"u8) ? value : day;
            clock = name.AsSpan().SequenceEqual("time"u8) ? value : clock;
            if (!value.SequenceEqual("-"u8))
            {
                record.Add(name, value);
                if (aliases[index] is { } alias)
                {
                    record.Add(alias, isIis ? WithSpaces(value) : value);
                }
            }

            index++;
        }

        if (index < Names.Length || !line.IsEmpty)
        {
            Tally("LOG033", "rows have another number of values than #Fields names; those that are there were read by their place");
        }

        AddTime(day, clock, record);
    }

    ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> value;
        if (line[0] == '"' && line[1..].IndexOf((byte)'"') is >= 0 and var close)
        {
            value = line.Slice(1, close);
            line = line[(close + 2)..];
            line = line.IsEmpty ? line : line[1..];
            return value;
        }

        var end = isTabbed ? line.IndexOf((byte)'\t') : line.IndexOf((byte)' ');
        value = end < 0 ? line : line[..end];
        line = end < 0 ? default : line[(end + 1)..];
        return value;
    }

    // The field "time" is the log's own clock of the day: the whole time gets another name.
    static void AddTime(ReadOnlySpan<byte> day, ReadOnlySpan<byte> clock, LogEvent record)
    {
        if (day.Length != 10 || clock.Length is < 8 or > 20)
        {
            return;
        }

        Span<byte> iso = stackalloc byte[TextTimes.IsoBytesMax];
        day.CopyTo(iso);
        iso[10] = (byte)'T';
        clock.CopyTo(iso[11..]);
        if (TextTimes.TryReadIso(iso[..(11 + clock.Length)], out var time))
        {
            var utc = time with { Offset = time.Offset ?? TimeSpan.Zero }; // the format says UTC
            record.Add("timestamp"u8, iso[..utc.Write(iso)]);
        }
    }

    ReadOnlySpan<byte> WithSpaces(ReadOnlySpan<byte> value)
    {
        plain = plain.Length < value.Length ? new byte[value.Length] : plain;
        value.Replace(plain, (byte)'+', (byte)' ');
        return plain.AsSpan(0, value.Length);
    }

    // cs(User-Agent) is cs-user-agent
    static byte[]? AliasOf(byte[] name)
    {
        var text = Encoding.UTF8.GetString(name);
        return text.IndexOf('(', StringComparison.Ordinal) is > 0 and var open && text.EndsWith(')')
            ? Encoding.UTF8.GetBytes($"{text[..open]}-{text[(open + 1)..^1]}".ToLowerInvariant())
            : null;
    }
}
