using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Merlon.Logs.Text;

/// <summary>The fields of a QRadar Log Event Extended Format message, 1.0 (attributes parted by tabs) and 2.0 (by a character that it names).</summary>
static class LeefFields
{
    static readonly ImmutableArray<byte[]> HeaderNames =
        [.. "leefVersion deviceVendor deviceProduct deviceVersion eventId".Split(' ').Select(Encoding.UTF8.GetBytes)];

    /// <summary>Adds the fields of a text that begins with <c>LEEF:</c>; false where it has no header.</summary>
    public static bool TryAdd(ReadOnlySpan<byte> text, LogEvent record, LogReadOptions options)
    {
        var rest = text["LEEF:"u8.Length..];
        if (rest.Count((byte)'|') < HeaderNames.Length)
        {
            return false;
        }

        var isVersion2 = rest[0] == '2';
        foreach (var name in HeaderNames)
        {
            var end = rest.IndexOf((byte)'|');
            record.Add(name, rest[..end]);
            rest = rest[(end + 1)..];
        }

        var delimiter = (byte)'\t';
        if (isVersion2 && rest.IndexOf((byte)'|') is >= 0 and <= 5 and var bar)
        {
            delimiter = DelimiterOf(rest[..bar]);
            rest = rest[(bar + 1)..];
        }

        AddAttributes(rest, delimiter, record, options);
        return true;
    }

    // one character, or its code: x5E, 0x5E
    static byte DelimiterOf(ReadOnlySpan<byte> text)
    {
        if (text.Length == 1)
        {
            return text[0];
        }

        var x = text.IndexOf((byte)'x');
        return x is 0 or 1 && byte.TryParse(text[(x + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && code < 0x80 ? code : (byte)'\t';
    }

    static void AddAttributes(ReadOnlySpan<byte> text, byte delimiter, LogEvent record, LogReadOptions options)
    {
        var isTimed = false;
        foreach (var range in text.Split(delimiter))
        {
            var attribute = text[range].Trim((byte)' ');
            var equals = attribute.IndexOf((byte)'=');
            if (equals <= 0 || record.Count >= options.Limits.FieldsMax)
            {
                continue;
            }

            var name = attribute[..equals];
            var value = attribute[(equals + 1)..];
            record.Add(name, value);
            if (!isTimed && name.SequenceEqual("devTime"u8) && TextTimes.TryReadAny(value, options, out var time))
            {
                isTimed = true;
                TextTimes.Add(record, time);
            }
        }
    }
}
