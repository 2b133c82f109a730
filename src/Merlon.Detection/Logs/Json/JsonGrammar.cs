using System.Buffers;

namespace Merlon.Logs.Json;

/// <summary>How far a value could be followed.</summary>
enum JsonExtent
{
    /// <summary>To its end.</summary>
    Whole,

    /// <summary>To the end of what there is; more bytes may complete it.</summary>
    Cut,

    /// <summary>To a byte that cannot stand there.</summary>
    Faulty,
}

/// <summary>
/// Follows one JSON value (RFC 8259) byte by byte without recursion; the slow and exact twin of the tokeniser. It is
/// stricter than nothing but this: control characters other than a line feed may stand in a string, as careless exporters write them.
/// </summary>
static class JsonGrammar
{
    static readonly SearchValues<byte> StringStops = SearchValues.Create("\"\\\n"u8);

    /// <summary>True for space, tab, line feed and carriage return.</summary>
    public static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    /// <summary>The first byte from <paramref name="at"/> that is no white space, or the length.</summary>
    public static int SkipSpace(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && IsSpace(json[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>
    /// Follows the object or array that begins at <paramref name="at"/>. On return <paramref name="at"/> is past its last
    /// byte, at the faulty byte, or at the end of what there is.
    /// </summary>
    /// <param name="json">What there is.</param>
    /// <param name="at">Where to begin, then where it ended.</param>
    /// <param name="isAlone">True to take a line that is an object of its own as the fault of the one before, which broke off.</param>
    public static JsonExtent Follow(ReadOnlySpan<byte> json, ref int at, bool isAlone)
    {
        var nesting = new Nesting();
        var expected = Expected.Value;
        while (true)
        {
            var before = at;
            at = SkipSpace(json, at);
            if (at == json.Length)
            {
                return JsonExtent.Cut;
            }

            if (isAlone && at > before && nesting.Depth > 0 && json[at] == (byte)'{' && json[at - 1] == (byte)'\n' && IsObjectOnItsLine(json, at) is not JsonExtent.Faulty and var line)
            {
                return line is JsonExtent.Whole ? JsonExtent.Faulty : JsonExtent.Cut;
            }

            var extent = Step(json, ref at, ref expected, ref nesting);
            if (extent != JsonExtent.Whole || nesting.Depth == 0)
            {
                return extent;
            }
        }
    }

    /// <summary>Follows the text that begins with a quotation mark at <paramref name="at"/>.</summary>
    public static JsonExtent FollowString(ReadOnlySpan<byte> json, ref int at)
    {
        at++;
        while (true)
        {
            var run = json[at..].IndexOfAny(StringStops);
            if (run < 0)
            {
                at = json.Length;
                return JsonExtent.Cut;
            }

            at += run;
            switch (json[at])
            {
                case (byte)'"':
                    at++;
                    return JsonExtent.Whole;
                case (byte)'\\':
                    if (FollowEscape(json, ref at) is not JsonExtent.Whole and var extent)
                    {
                        return extent;
                    }

                    break;
                default:
                    return JsonExtent.Faulty;
            }
        }
    }

    /// <summary>Follows a number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    public static JsonExtent FollowScalar(ReadOnlySpan<byte> json, ref int at)
        => json[at] switch
        {
            (byte)'t' => FollowWord(json, ref at, "true"u8),
            (byte)'f' => FollowWord(json, ref at, "false"u8),
            (byte)'n' => FollowWord(json, ref at, "null"u8),
            _ => FollowNumber(json, ref at),
        };

    static JsonExtent Step(ReadOnlySpan<byte> json, ref int at, ref Expected expected, ref Nesting nesting)
    {
        var b = json[at];
        switch (expected)
        {
            case Expected.Value or Expected.ValueOrClose:
                if (b == (byte)']' && expected is Expected.ValueOrClose)
                {
                    break;
                }

                if (b is (byte)'{' or (byte)'[')
                {
                    nesting.Push(isObject: b == (byte)'{');
                    expected = b == (byte)'{' ? Expected.NameOrClose : Expected.ValueOrClose;
                    at++;
                    return JsonExtent.Whole;
                }

                expected = Expected.CommaOrClose;
                return b == (byte)'"' ? FollowString(json, ref at) : FollowScalar(json, ref at);
            case Expected.Name or Expected.NameOrClose when b == (byte)'"':
                expected = Expected.Colon;
                return FollowString(json, ref at);
            case Expected.Colon when b == (byte)':':
                expected = Expected.Value;
                at++;
                return JsonExtent.Whole;
            case Expected.CommaOrClose when b == (byte)',':
                expected = nesting.IsObject ? Expected.Name : Expected.Value;
                at++;
                return JsonExtent.Whole;
        }

        if (expected is Expected.CommaOrClose or Expected.NameOrClose or Expected.ValueOrClose && b == (nesting.IsObject ? (byte)'}' : (byte)']'))
        {
            nesting.Pop();
            expected = Expected.CommaOrClose;
            at++;
            return JsonExtent.Whole;
        }

        return JsonExtent.Faulty;
    }

    // A whole object and nothing after it on its line: then the record before it broke off. At the end of what there is it may go on.
    static JsonExtent IsObjectOnItsLine(ReadOnlySpan<byte> json, int at)
    {
        var length = json[at..].IndexOf((byte)'\n');
        var line = length < 0 ? json[at..] : json.Slice(at, length);
        var end = 0;
        var extent = Follow(line, ref end, isAlone: false);
        if (extent is JsonExtent.Whole && SkipSpace(line, end) == line.Length)
        {
            return length < 0 ? JsonExtent.Cut : JsonExtent.Whole;
        }

        return extent is JsonExtent.Cut && length < 0 ? JsonExtent.Cut : JsonExtent.Faulty;
    }

    static JsonExtent FollowEscape(ReadOnlySpan<byte> json, ref int at)
    {
        if (at + 1 >= json.Length)
        {
            at = json.Length;
            return JsonExtent.Cut;
        }

        switch (json[at + 1])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                at += 2;
                return JsonExtent.Whole;
            case (byte)'u':
                at += 2;
                for (var end = at + 4; at < end; at++)
                {
                    if (at == json.Length)
                    {
                        return JsonExtent.Cut;
                    }

                    if (!char.IsAsciiHexDigit((char)json[at]))
                    {
                        return JsonExtent.Faulty;
                    }
                }

                return JsonExtent.Whole;
            default:
                at++;
                return JsonExtent.Faulty;
        }
    }

    static JsonExtent FollowWord(ReadOnlySpan<byte> json, ref int at, ReadOnlySpan<byte> word)
    {
        var same = json[at..].CommonPrefixLength(word);
        at += same;
        return same == word.Length ? JsonExtent.Whole : at == json.Length ? JsonExtent.Cut : JsonExtent.Faulty;
    }

    static JsonExtent FollowNumber(ReadOnlySpan<byte> json, ref int at)
    {
        if (json[at] == (byte)'-')
        {
            at++;
        }

        if (at < json.Length && json[at] == (byte)'0')
        {
            at++;
        }
        else if (FollowDigits(json, ref at) is not JsonExtent.Whole and var whole)
        {
            return whole;
        }

        if (at < json.Length && json[at] == (byte)'.')
        {
            at++;
            if (FollowDigits(json, ref at) is not JsonExtent.Whole and var fraction)
            {
                return fraction;
            }
        }

        if (at < json.Length && json[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < json.Length && json[at] is (byte)'+' or (byte)'-')
            {
                at++;
            }

            return FollowDigits(json, ref at);
        }

        return JsonExtent.Whole;
    }

    static JsonExtent FollowDigits(ReadOnlySpan<byte> json, ref int at)
    {
        var from = at;
        while (at < json.Length && char.IsAsciiDigit((char)json[at]))
        {
            at++;
        }

        return at > from ? JsonExtent.Whole : at == json.Length ? JsonExtent.Cut : JsonExtent.Faulty;
    }

    enum Expected
    {
        Value,
        ValueOrClose,
        Name,
        NameOrClose,
        Colon,
        CommaOrClose,
    }

    // One bit a level: 64 levels in a word, further ones on the heap, as many as the bytes of a record can hold.
    ref struct Nesting
    {
        ulong top;
        List<ulong>? below;

        public int Depth { get; private set; }

        public readonly bool IsObject => (top & 1) != 0;

        public void Push(bool isObject)
        {
            if (Depth > 0 && Depth % 64 == 0)
            {
                (below ??= []).Add(top);
            }

            top = top << 1 | (isObject ? 1UL : 0);
            Depth++;
        }

        public void Pop()
        {
            Depth--;
            top >>= 1;
            if (Depth > 0 && Depth % 64 == 0 && below is { } words)
            {
                top = words[^1];
                words.RemoveAt(words.Count - 1);
            }
        }
    }
}
