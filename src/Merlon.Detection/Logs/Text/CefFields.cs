using System.Collections.Immutable;
using System.Text;

namespace Merlon.Logs.Text;

/// <summary>
/// The fields of an ArcSight Common Event Format message: the seven of its header, then its extension, whose values may hold
/// spaces; what has a label (<c>cs1Label=Policy cs1=Block</c>) is also a field of that name.
/// </summary>
static class CefFields
{
    static readonly ImmutableArray<byte[]> HeaderNames =
        [.. "cefVersion deviceVendor deviceProduct deviceVersion deviceEventClassId name severity".Split(' ').Select(Encoding.UTF8.GetBytes)];

    static readonly ImmutableArray<byte[]> TimeNames = [.. "rt end start".Split(' ').Select(Encoding.UTF8.GetBytes)];

    /// <summary>Adds the fields of a text that begins with <c>CEF:</c>; false where it has no header.</summary>
    public static bool TryAdd(ReadOnlySpan<byte> text, LogEvent record, LogReadOptions options)
    {
        var rest = text["CEF:"u8.Length..].TrimStart((byte)' ');
        if (CountOfBars(rest) < HeaderNames.Length)
        {
            return false;
        }

        foreach (var name in HeaderNames)
        {
            var end = BarAt(rest);
            record.Add(name, Plain(rest[..end]));
            rest = rest[(end + 1)..];
        }

        var first = record.Count;
        AddExtension(rest, record, options.Limits);
        AddLabelled(record, first, options.Limits);
        AddTime(record, first, options);
        return true;
    }

    static int CountOfBars(ReadOnlySpan<byte> text)
    {
        var bars = 0;
        for (var at = BarAt(text); at < text.Length && bars < HeaderNames.Length; at = BarAt(text))
        {
            bars++;
            text = text[(at + 1)..];
        }

        return bars;
    }

    static int BarAt(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && text[at] != '|')
        {
            at += text[at] == '\\' ? 2 : 1;
        }

        return Math.Min(at, text.Length);
    }

    // A value ends where the last word in front of the next unescaped = begins.
    static void AddExtension(ReadOnlySpan<byte> text, LogEvent record, LogLimits limits)
    {
        text = text.Trim((byte)' ');
        var equals = EqualsAt(text, 0);
        while (equals < text.Length && record.Count < limits.FieldsMax)
        {
            var key = text[..equals];
            key = key[(key.LastIndexOf((byte)' ') + 1)..];
            var next = EqualsAt(text, equals + 1);
            while (next < text.Length && !IsKeyBefore(text, equals + 1, next))
            {
                next = EqualsAt(text, next + 1);
            }

            var end = next < text.Length ? text[..next].LastIndexOf((byte)' ') : text.Length;
            var value = text[(equals + 1)..Math.Max(equals + 1, end)].TrimEnd((byte)' ');
            if (KeyValues.IsKey(key))
            {
                record.Add(key, Plain(value));
            }

            text = text[Math.Min(Math.Max(equals + 1, end), text.Length)..];
            equals = EqualsAt(text, 0);
        }
    }

    static bool IsKeyBefore(ReadOnlySpan<byte> text, int valueStart, int equals)
    {
        var space = text[valueStart..equals].LastIndexOf((byte)' ');
        return space >= 0 && KeyValues.IsKey(text[(valueStart + space + 1)..equals]);
    }

    static int EqualsAt(ReadOnlySpan<byte> text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == '=')
            {
                return at;
            }
        }

        return text.Length;
    }

    static void AddLabelled(LogEvent record, int first, LogLimits limits)
    {
        var last = record.Count;
        for (var i = first; i < last && record.Count < limits.FieldsMax; i++)
        {
            if (!record.NameOf(i).EndsWith("Label"u8))
            {
                continue;
            }

            var name = record.NameOf(i)[..^"Label".Length].ToArray();
            for (var j = first; j < last; j++)
            {
                if (record.NameOf(j).SequenceEqual(name) && !record.ValueOf(i).IsEmpty)
                {
                    record.Add(record.ValueOf(i).ToArray(), record.ValueOf(j).ToArray(), depth: 1);
                    break;
                }
            }
        }
    }

    static void AddTime(LogEvent record, int first, LogReadOptions options)
    {
        foreach (var name in TimeNames)
        {
            for (var i = first; i < record.Count; i++)
            {
                if (record.NameOf(i).SequenceEqual(name) && TextTimes.TryReadAny(record.ValueOf(i), options, out var time))
                {
                    TextTimes.Add(record, time);
                    return;
                }
            }
        }
    }

    static ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> text) => text.Contains((byte)'\\') ? KeyValues.Unescape(text) : text;
}
