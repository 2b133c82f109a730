namespace Merlon.Logs.Text;

/// <summary>Pairs of <c>key=value</c> in a line, values bare or in double quotes with backslashes (logfmt).</summary>
/// <param name="text">The line.</param>
ref struct KeyValues(ReadOnlySpan<byte> text)
{
    ReadOnlySpan<byte> rest = text;

    /// <summary>The key of the pair, never empty.</summary>
    public ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>The value without its quotes, backslashes still in it.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>True where the value stood in quotes.</summary>
    public bool IsQuoted { get; private set; }

    /// <summary>True where the value holds backslashes that mean something.</summary>
    public readonly bool HasEscapes => IsQuoted && Value.Contains((byte)'\\');

    /// <summary>Longest text that counts as a key, in bytes.</summary>
    public const int KeyBytesMax = 128;

    /// <summary>True for a line of logfmt: it begins with a pair, and of its words at least two and every second one are pairs.</summary>
    public static bool IsLogfmt(ReadOnlySpan<byte> line)
    {
        line = line.Trim(" \t"u8);
        var equals = line.IndexOf((byte)'=');
        if (equals <= 0 || !IsKey(line[..equals]))
        {
            return false;
        }

        var pairs = 0;
        var values = new KeyValues(line);
        while (values.Next())
        {
            pairs++;
        }

        var words = 1 + line.Count((byte)' ');
        return pairs >= 2 && (pairs * 2 >= words || line.Contains((byte)'"'));
    }

    /// <summary>Goes to the next pair; words that are none are passed over.</summary>
    public bool Next()
    {
        while (true)
        {
            rest = rest.TrimStart(" \t,;"u8);
            var end = rest.IndexOfAny(" \t="u8);
            if (end < 0)
            {
                return false;
            }

            if (rest[end] != '=' || !IsKey(rest[..end]))
            {
                rest = rest[(end + 1)..];
                continue;
            }

            Key = rest[..end];
            rest = rest[(end + 1)..];
            TakeValue();
            return true;
        }
    }

    /// <summary>The value with its escapes undone: <c>\n</c>, <c>\t</c>, <c>\r</c>, any other character for itself.</summary>
    public readonly ReadOnlySpan<byte> PlainValue() => HasEscapes ? Unescape(Value) : Value;

    /// <summary>Undoes backslashes.</summary>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> text)
    {
        var plain = new byte[text.Length];
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
                plain[length++] = text[at] switch { (byte)'n' => (byte)'\n', (byte)'t' => (byte)'\t', (byte)'r' => (byte)'\r', var other => other };
            }
            else
            {
                plain[length++] = text[at];
            }
        }

        return plain.AsSpan(0, length);
    }

    /// <summary>A letter or underscore, then letters, digits and <c>_ - . @ / :</c>.</summary>
    public static bool IsKey(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text.Length > KeyBytesMax || !(char.IsAsciiLetter((char)text[0]) || text[0] is (byte)'_' or (byte)'@'))
        {
            return false;
        }

        foreach (var b in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'_' or (byte)'-' or (byte)'.' or (byte)'@' or (byte)'/' or (byte)':'))
            {
                return false;
            }
        }

        return true;
    }

    void TakeValue()
    {
        IsQuoted = !rest.IsEmpty && rest[0] == '"';
        if (IsQuoted)
        {
            var end = 1;
            while (end < rest.Length && rest[end] != '"')
            {
                end += rest[end] == '\\' ? 2 : 1;
            }

            end = Math.Min(end, rest.Length);
            Value = rest[1..end];
            rest = rest[Math.Min(end + 1, rest.Length)..];
            return;
        }

        var space = rest.IndexOfAny(" \t"u8);
        Value = space < 0 ? rest : rest[..space];
        rest = rest[Value.Length..];
    }
}
