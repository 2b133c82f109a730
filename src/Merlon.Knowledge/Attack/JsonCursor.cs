using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Merlon.Attack;

/// <summary>
/// The fast way over JSON (RFC 8259): finds where tokens begin and end and checks that they are well-formed, nothing more.
/// It never explains: a false answer means "not like this", and the caller reads again with <see cref="System.Text.Json.Utf8JsonReader"/>,
/// which is the specification and knows the place. So it may refuse what is right, and must not take what is wrong.
/// Vectors of 128 bits only: wider ones are not compiled ahead and would be compiled at every start.
/// </summary>
/// <param name="json">The document.</param>
ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    /// <summary>Deepest nesting that is taken, in levels, below every limit that the reader is given: a document that is deeper is left to the slow way.</summary>
    public const int NestingDepthMax = 48;

    readonly ReadOnlySpan<byte> json = json;

    /// <summary>Offset of the next byte.</summary>
    public int At { readonly get; private set; }

    /// <summary>The next byte, 0 at the end.</summary>
    public readonly byte Next => At < json.Length ? json[At] : (byte)0;

    /// <summary>True when nothing is left.</summary>
    public readonly bool IsAtEnd => At >= json.Length;

    /// <summary>The bytes of a slice.</summary>
    public readonly ReadOnlySpan<byte> Span(Slice slice) => json.Slice(slice.Start, slice.Length);

    /// <summary>Passes white space and then one byte; false when another one stands there.</summary>
    public bool TryPass(byte expected)
    {
        PassSpace();
        if (Next != expected)
        {
            return false;
        }

        At++;
        return true;
    }

    /// <summary>Passes white space: mostly none, one space, or a line break with a run of spaces.</summary>
    public void PassSpace()
    {
        var at = At;
        while (at < json.Length && json[at] <= ' ')
        {
            if (json[at] is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                break;
            }

            at++;
            if (at + Vector128<byte>.Count <= json.Length && json[at] == ' ')
            {
                var others = ~Vector128.Equals(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(json), (nuint)at), Vector128.Create((byte)' ')).ExtractMostSignificantBits();
                at += Math.Min(BitOperations.TrailingZeroCount(others), Vector128<byte>.Count);
            }
        }

        At = at;
    }

    /// <summary>
    /// Moves on to the next name of an object and past its colon, to the value. False when the JSON is not well-formed, or the
    /// name has an escape; a name of no length means that the object ended.
    /// </summary>
    /// <param name="isFirst">True at the object's beginning; false afterwards.</param>
    /// <param name="name">The name without quotes.</param>
    public bool TryName(ref bool isFirst, out Slice name)
    {
        name = default;
        PassSpace();
        if (Next == '}')
        {
            At++;
            return true;
        }

        if (!isFirst && !TryPass((byte)','))
        {
            return false;
        }

        isFirst = false;
        PassSpace();
        if (!TryString(out var quoted, out var isEscaped) || isEscaped || quoted.Length == 2 || !TryPass((byte)':'))
        {
            return false;
        }

        name = new Slice(quoted.Start + 1, quoted.Length - 2);
        PassSpace();
        return true;
    }

    /// <summary>Moves on to the next item of a list. False when the JSON is not well-formed.</summary>
    /// <param name="isFirst">True at the list's beginning; false afterwards.</param>
    /// <param name="isEnd">True when the list ended.</param>
    public bool TryItem(ref bool isFirst, out bool isEnd)
    {
        PassSpace();
        isEnd = Next == ']';
        if (isEnd)
        {
            At++;
            return true;
        }

        if (!isFirst && !TryPass((byte)','))
        {
            return false;
        }

        isFirst = false;
        PassSpace();
        return true;
    }

    /// <summary>Passes a string.</summary>
    /// <param name="quoted">With its quotes.</param>
    /// <param name="isEscaped">True when it has an escape.</param>
    public bool TryString(out Slice quoted, out bool isEscaped)
    {
        quoted = default;
        isEscaped = false;
        if (Next != '"')
        {
            return false;
        }

        var start = At;
        var at = start + 1;
        while (true)
        {
            at = EndOfPlain(at);
            if (at >= json.Length || json[at] < ' ')
            {
                return false;
            }

            if (json[at] == '"')
            {
                break;
            }

            var escape = EscapeBytes(at);
            if (escape == 0)
            {
                return false;
            }

            isEscaped = true;
            at += escape;
        }

        At = at + 1;
        quoted = new Slice(start, At - start);
        return true;
    }

    /// <summary>Passes any value.</summary>
    /// <param name="depth">Levels that it stands in.</param>
    public bool TryValue(int depth) => Next switch
    {
        (byte)'"' => TryString(out _, out _),
        (byte)'{' => TryObject(depth + 1),
        (byte)'[' => TryList(depth + 1),
        (byte)'t' => TryWord("true"u8),
        (byte)'f' => TryWord("false"u8),
        (byte)'n' => TryWord("null"u8),
        _ => TryNumber(),
    };

    /// <summary>Passes a word such as <c>true</c>.</summary>
    public bool TryWord(ReadOnlySpan<byte> word)
    {
        if (!json[At..].StartsWith(word))
        {
            return false;
        }

        At += word.Length;
        return true;
    }

    bool TryObject(int depth)
    {
        if (depth > NestingDepthMax)
        {
            return false;
        }

        At++;
        var isFirst = true;
        while (true)
        {
            if (!TryName(ref isFirst, out var name))
            {
                return false;
            }

            if (name.IsAbsent)
            {
                return true;
            }

            if (!TryValue(depth))
            {
                return false;
            }
        }
    }

    bool TryList(int depth)
    {
        if (depth > NestingDepthMax)
        {
            return false;
        }

        At++;
        var isFirst = true;
        while (true)
        {
            if (!TryItem(ref isFirst, out var isEnd))
            {
                return false;
            }

            if (isEnd)
            {
                return true;
            }

            if (!TryValue(depth))
            {
                return false;
            }
        }
    }

    /// <summary>The next quote, backslash or control character from an offset on; the length when there is none.</summary>
    readonly int EndOfPlain(int at)
    {
        ref var first = ref MemoryMarshal.GetReference(json);
        for (; at <= json.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref first, (nuint)at);
            var special = Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                | Vector128.Equals(Vector128.Min(bytes, Vector128.Create((byte)0x1F)), bytes);
            var mask = special.ExtractMostSignificantBits();
            if (mask != 0)
            {
                return at + BitOperations.TrailingZeroCount(mask);
            }
        }

        while (at < json.Length && json[at] is not ((byte)'"' or (byte)'\\' or < (byte)' '))
        {
            at++;
        }

        return at;
    }

    /// <summary>Length of the escape at an offset, 0 when there is none like it.</summary>
    readonly int EscapeBytes(int at)
    {
        if (at + 1 >= json.Length)
        {
            return 0;
        }

        switch (json[at + 1])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return 2;
            case (byte)'u' when at + 6 <= json.Length:
                for (var i = at + 2; i < at + 6; i++)
                {
                    if (!char.IsAsciiHexDigit((char)json[i]))
                    {
                        return 0;
                    }
                }

                return 6;
            default:
                return 0;
        }
    }

    /// <summary>Passes a number (RFC 8259 §6).</summary>
    bool TryNumber()
    {
        var at = At;
        if (at < json.Length && json[at] == '-')
        {
            at++;
        }

        var whole = Digits(at);
        if (whole == 0 || whole > 1 && json[at] == '0')
        {
            return false;
        }

        at += whole;
        if (at < json.Length && json[at] == '.')
        {
            var fraction = Digits(at + 1);
            if (fraction == 0)
            {
                return false;
            }

            at += 1 + fraction;
        }

        if (at < json.Length && json[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < json.Length && json[at] is (byte)'+' or (byte)'-')
            {
                at++;
            }

            var exponent = Digits(at);
            if (exponent == 0)
            {
                return false;
            }

            at += exponent;
        }

        At = at;
        return true;
    }

    readonly int Digits(int from)
    {
        var at = from;
        while (at < json.Length && json[at] is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }

        return at - from;
    }
}
