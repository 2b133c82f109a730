using System.Globalization;
using System.Text;

namespace Merlon.Logs.Text;

/// <summary>
/// Reads Zeek's tab-separated logs by their own header, which may come again: unset fields are missing, sets and vectors are
/// elements, <c>T</c> and <c>F</c> are truth values, the stream's name is <c>_path</c>, <c>ts</c> is also <c>time</c>.
/// </summary>
sealed class ZeekLogReader(Stream stream, string document, LogReadOptions options)
    : DirectedLogReader(stream, document, LogFormat.Zeek, options)
{
    byte separator = (byte)'\t';
    byte[] setSeparator = [(byte)','];
    byte[] empty = "(empty)"u8.ToArray();
    byte[] unset = "-"u8.ToArray();
    byte[] path = [];
    byte[][] types = [];
    byte[] scratch = [];

    protected override void TakeDirective(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("#separator "u8))
        {
            var written = Unescape(line["#separator "u8.Length..].Trim((byte)' '));
            separator = written.Length == 1 ? written[0] : (byte)'\t';
            return;
        }

        var end = line.IndexOf(separator);
        if (end < 0)
        {
            return;
        }

        var value = line[(end + 1)..];
        switch (Encoding.UTF8.GetString(line[..end]))
        {
            case "#set_separator":
                setSeparator = value.IsEmpty ? setSeparator : value.ToArray();
                break;
            case "#empty_field":
                empty = value.ToArray();
                break;
            case "#unset_field":
                unset = value.ToArray();
                break;
            case "#path":
                path = value.ToArray();
                break;
            case "#fields":
                Names = Cells(value);
                types = [];
                break;
            case "#types":
                types = Cells(value);
                break;
        }
    }

    byte[][] Cells(ReadOnlySpan<byte> text)
    {
        List<byte[]> cells = [];
        foreach (var range in text.Split(separator))
        {
            cells.Add(text[range].ToArray());
        }

        return [.. cells.Take(Options.Limits.FieldsMax)];
    }

    protected override void FailUnnamed(ReadOnlySpan<byte> line)
        => Fail("LOG030", "a row in front of any #fields line; it was left out", line, "give the file from its beginning");

    protected override void AddRow(ReadOnlySpan<byte> line, LogEvent record)
    {
        if (path.Length > 0)
        {
            record.Add("_path"u8, path);
        }

        var index = 0;
        foreach (var range in line.Split(separator))
        {
            if (index == Names.Length)
            {
                Tally("LOG031", "rows have more values than #fields names; the rest was left out");
                return;
            }

            var value = line[range];
            if (!value.SequenceEqual(unset))
            {
                AddValue(Names[index], index < types.Length ? types[index] : default, value, record);
            }

            index++;
        }
    }

    void AddValue(ReadOnlySpan<byte> name, ReadOnlySpan<byte> type, ReadOnlySpan<byte> value, LogEvent record)
    {
        if (type.StartsWith("set["u8) || type.StartsWith("vector["u8))
        {
            if (value.SequenceEqual(empty))
            {
                record.Add(name, "[]"u8, LogValueKind.Structure);
                return;
            }

            foreach (var range in value.Split(setSeparator))
            {
                if (record.Count < Options.Limits.FieldsMax)
                {
                    record.Add(name, Unescape(value[range]), isElement: true);
                }
            }
        }
        else if (type.SequenceEqual("bool"u8))
        {
            record.Add(name, value is [(byte)'T'] ? "true"u8 : "false"u8, LogValueKind.Boolean);
        }
        else
        {
            record.Add(name, value.SequenceEqual(empty) ? default : Unescape(value));
            if (name.SequenceEqual("ts"u8) && TextTimes.TryReadEpoch(value, out var time))
            {
                TextTimes.Add(record, time);
            }
        }
    }

    // \x09 stands for a byte that would part the value
    ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> value)
    {
        if (!value.Contains((byte)'\\'))
        {
            return value;
        }

        scratch = scratch.Length < value.Length ? new byte[value.Length] : scratch;
        var length = 0;
        for (var at = 0; at < value.Length; at++)
        {
            if (value[at] == '\\' && at + 3 < value.Length && value[at + 1] == 'x' && TryHex(value.Slice(at + 2, 2), out var code))
            {
                scratch[length++] = code;
                at += 3;
            }
            else
            {
                scratch[length++] = value[at];
            }
        }

        var plain = scratch.AsSpan(0, length);
        return System.Text.Unicode.Utf8.IsValid(plain) ? plain : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(plain));
    }

    static bool TryHex(ReadOnlySpan<byte> digits, out byte code)
        => byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code);
}
