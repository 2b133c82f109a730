using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Merlon.Logs.Text;

/// <summary>
/// One line of the Linux audit daemon, <c>type=… msg=audit(seconds:serial): key=value …</c>, and its fields as a record: by
/// their own names, in the order of the line, the enriched part (behind 0x1D) with them; what the kernel encoded in
/// hexadecimal, because it holds blanks or quotes, decoded.
/// </summary>
static class AuditdLine
{
    const byte GroupSeparator = 0x1D;

    static readonly SearchValues<byte> UpperHex = SearchValues.Create("0123456789ABCDEF"u8);
    static readonly SearchValues<byte> ValueEnds = SearchValues.Create([(byte)' ', (byte)'\t', GroupSeparator]);

    /// <summary>True where a line is of the audit daemon.</summary>
    public static bool IsOne(ReadOnlySpan<byte> line)
        => (line.StartsWith("type="u8) || line.StartsWith("node="u8) || line.StartsWith("msg=audit("u8)) && StampOf(line, out _, out _, out _);

    /// <summary>Finds <c>audit(1604996384.965:93777)</c>: time, serial number, and where the fields begin.</summary>
    public static bool StampOf(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> time, out ReadOnlySpan<byte> serial, out int fields)
    {
        time = default;
        serial = default;
        fields = 0;
        var at = line.IndexOf("audit("u8);
        if (at < 0)
        {
            return false;
        }

        var inner = line[(at + 6)..];
        var close = inner.IndexOf((byte)')');
        var colon = inner.IndexOf((byte)':');
        if (colon <= 0 || close <= colon + 1)
        {
            return false;
        }

        time = inner[..colon];
        serial = inner[(colon + 1)..close];
        fields = at + 6 + close + 1;
        return char.IsAsciiDigit((char)time[0]) && !serial.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    /// <summary>Adds the fields of a line that <see cref="IsOne"/>: <c>node</c>, <c>type</c>, <c>time</c>, <c>serial</c>, then its own.</summary>
    public static void Add(ReadOnlySpan<byte> line, LogEvent record, int fieldsMax)
    {
        StampOf(line, out var time, out var serial, out var fields);
        ReadOnlySpan<byte> type = default;
        var head = line[..fields];
        while (TakePair(ref head, out var key, out var value, out _))
        {
            if (!key.SequenceEqual("msg"u8))
            {
                record.Add(key, value);
            }

            type = key.SequenceEqual("type"u8) ? value : type;
        }

        if (TextTimes.TryReadEpoch(time, out var stamp))
        {
            TextTimes.Add(record, stamp);
        }

        record.Add("serial"u8, serial);
        AddFields(line[fields..].TrimStart(": "u8), type, record, fieldsMax);
    }

    static void AddFields(ReadOnlySpan<byte> text, ReadOnlySpan<byte> type, LogEvent record, int fieldsMax)
    {
        AddWords(ref text, record);
        var isExecve = type.SequenceEqual("EXECVE"u8);
        while (record.Count < fieldsMax && TakePair(ref text, out var key, out var value, out var quote))
        {
            if (quote == '\'')
            {
                AddFields(value, type, record, fieldsMax); // msg='op=… acct="…"' of a program
            }
            else if (quote != 0 || !(isExecve ? IsArgument(key) : IsEncoded(key)) || !TryDecode(value, out var decoded))
            {
                var isNull = quote == 0 && value.SequenceEqual("(null)"u8);
                AddValue(record, key, isNull ? default : value, isNull ? LogValueKind.Null : LogValueKind.Text);
            }
            else
            {
                AddDecoded(record, key, decoded);
            }
        }
    }

    // Words in front of the first pair: avc:  denied  { read } for
    static void AddWords(scoped ref ReadOnlySpan<byte> text, LogEvent record)
    {
        var equals = text.IndexOf((byte)'=');
        var words = equals < 0 ? text : text[..(text[..equals].LastIndexOf((byte)' ') + 1)];
        text = text[words.Length..];
        words = words.Trim((byte)' ');
        if (!words.IsEmpty)
        {
            record.Add("message"u8, words);
        }
    }

    // Long arguments come in pieces, a1[0]= a1[1]=: their text is that of one field.
    static void AddValue(LogEvent record, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, LogValueKind kind)
    {
        var bracket = key.IndexOf((byte)'[');
        if (bracket <= 0)
        {
            record.Add(key, value, kind);
            return;
        }

        key = key[..bracket];
        if (record.Count > 0 && record.NameOf(record.Count - 1).SequenceEqual(key))
        {
            record.AppendToLast(value);
        }
        else
        {
            record.Add(key, value, kind);
        }
    }

    static void AddDecoded(LogEvent record, ReadOnlySpan<byte> key, Span<byte> decoded)
    {
        if (key.SequenceEqual("key"u8))
        {
            foreach (var part in decoded.Split((byte)1)) // several keys of one rule
            {
                record.Add(key, decoded[part], isElement: decoded.Contains((byte)1));
            }

            return;
        }

        decoded = decoded.TrimEnd((byte)0);
        decoded.Replace((byte)0, (byte)' '); // between the arguments of a process title
        AddValue(record, key, Utf8.IsValid(decoded) ? decoded : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(decoded)), LogValueKind.Text);
    }

    // What the kernel writes as untrusted text; the same text in quotes is not encoded.
    static bool IsEncoded(ReadOnlySpan<byte> key)
        => key.SequenceEqual("proctitle"u8) || key.SequenceEqual("name"u8) || key.SequenceEqual("exe"u8) || key.SequenceEqual("comm"u8)
        || key.SequenceEqual("cwd"u8) || key.SequenceEqual("cmd"u8) || key.SequenceEqual("data"u8) || key.SequenceEqual("key"u8)
        || key.SequenceEqual("path"u8) || key.SequenceEqual("dir"u8) || key.SequenceEqual("file"u8) || key.SequenceEqual("acct"u8)
        || key.SequenceEqual("ocomm"u8) || key.SequenceEqual("watch"u8) || key.SequenceEqual("vm"u8);

    // a0, a12, a1[3]; not a1_len
    static bool IsArgument(ReadOnlySpan<byte> key)
        => key.Length >= 2 && key[0] == 'a' && char.IsAsciiDigit((char)key[1]) && !key.Contains((byte)'_');

    static bool TryDecode(ReadOnlySpan<byte> value, out Span<byte> decoded)
    {
        decoded = default;
        if (value.Length < 2 || value.Length % 2 != 0 || value.ContainsAnyExcept(UpperHex))
        {
            return false;
        }

        decoded = new byte[value.Length / 2];
        return Convert.FromHexString(value, decoded, out _, out _) == OperationStatus.Done;
    }

    static bool TakePair(scoped ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value, out byte quote)
    {
        while (true)
        {
            text = text.TrimStart(" \t\u001D,"u8);
            var end = text.IndexOfAny(" \t=\u001D"u8);
            if (end < 0)
            {
                key = default;
                value = default;
                quote = 0;
                return false;
            }

            key = text[..end];
            var isPair = end > 0 && text[end] == '=';
            text = text[(end + 1)..];
            if (isPair)
            {
                break;
            }
        }

        return TakeValue(ref text, out value, out quote);
    }

    static bool TakeValue(scoped ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> value, out byte quote)
    {
        quote = text.IsEmpty || text[0] is not ((byte)'"' or (byte)'\'') ? (byte)0 : text[0];
        if (quote != 0 && text[1..].IndexOf(quote) is >= 0 and var close)
        {
            value = text.Slice(1, close);
            text = text[(close + 2)..];
            return true;
        }

        quote = 0;
        var end = text.IndexOfAny(ValueEnds);
        value = end < 0 ? text : text[..end];
        text = text[value.Length..];
        return true;
    }
}
