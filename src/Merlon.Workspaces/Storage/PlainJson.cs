using System.Text;
using System.Text.Json;

namespace Merlon.Workspaces.Storage;

/// <summary>
/// Small JSON files that Merlon itself writes, as objects: <see cref="Dictionary{TKey, TValue}"/>, <see cref="List{T}"/>,
/// <see cref="string"/>, <see cref="long"/>, <see cref="bool"/> and null. Read by hand where they are as Merlon writes them,
/// because the library compiles fifteen methods for the first file of a process; by the library where they are not.
/// </summary>
static class PlainJson
{
    /// <summary>Deepest nesting that is read by hand, in levels.</summary>
    const int PlainDepthMax = 8;

    /// <summary>Reads a JSON object; null when the file is missing, larger than <see cref="SmallJson.BytesMax"/> or not one.</summary>
    public static Dictionary<string, object?>? TryRead(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > SmallJson.BytesMax)
        {
            return null;
        }

        var bytes = File.ReadAllBytes(path);
        var at = 0;
        if (TryValue(bytes, ref at, depth: 0, out var value) && PassSpace(bytes, ref at) == 0)
        {
            return value as Dictionary<string, object?>;
        }

        return SmallJson.TryRead(path, out var root) ? Of(root) as Dictionary<string, object?> : null;
    }

    static object? Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => OfObject(element),
        JsonValueKind.Array => element.EnumerateArray().Select(Of).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var number) ? number : null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    static Dictionary<string, object?> OfObject(JsonElement element)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var field in element.EnumerateObject())
        {
            fields[field.Name] = Of(field.Value);
        }

        return fields;
    }

    /// <summary>Reads a value; false for whatever Merlon does not write: escapes, fractions, deep nesting, anything broken.</summary>
    static bool TryValue(ReadOnlySpan<byte> json, ref int at, int depth, out object? value)
    {
        value = null;
        switch (PassSpace(json, ref at))
        {
            case (byte)'{' when depth < PlainDepthMax:
                var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
                value = fields;
                return TryFields(json, ref at, depth + 1, fields);
            case (byte)'[' when depth < PlainDepthMax:
                var items = new List<object?>();
                value = items;
                return TryItems(json, ref at, depth + 1, items);
            case (byte)'"':
                var isString = TryString(json, ref at, out var text);
                value = text;
                return isString;
            case (byte)'t':
                value = true;
                return TryWord(json, ref at, "true"u8);
            case (byte)'f':
                value = false;
                return TryWord(json, ref at, "false"u8);
            case (byte)'n':
                return TryWord(json, ref at, "null"u8);
            default:
                var isNumber = TryNumber(json, ref at, out var number);
                value = number;
                return isNumber;
        }
    }

    static bool TryFields(ReadOnlySpan<byte> json, ref int at, int depth, Dictionary<string, object?> fields)
    {
        at++;
        if (PassSpace(json, ref at) == '}')
        {
            at++;
            return true;
        }

        while (PassSpace(json, ref at) == '"' && TryString(json, ref at, out var name) && PassSpace(json, ref at) == ':')
        {
            at++;
            if (!TryValue(json, ref at, depth, out var value))
            {
                return false;
            }

            fields[name] = value;
            var next = PassSpace(json, ref at);
            at++;
            if (next != ',')
            {
                return next == '}';
            }
        }

        return false;
    }

    static bool TryItems(ReadOnlySpan<byte> json, ref int at, int depth, List<object?> items)
    {
        at++;
        if (PassSpace(json, ref at) == ']')
        {
            at++;
            return true;
        }

        while (TryValue(json, ref at, depth, out var value))
        {
            items.Add(value);
            var next = PassSpace(json, ref at);
            at++;
            if (next != ',')
            {
                return next == ']';
            }
        }

        return false;
    }

    static bool TryString(ReadOnlySpan<byte> json, ref int at, out string text)
    {
        var start = ++at;
        while (at < json.Length && json[at] is >= 0x20 and < 0x80 and not ((byte)'"' or (byte)'\\'))
        {
            at++;
        }

        text = "";
        if (at >= json.Length || json[at] != '"')
        {
            return false;
        }

        text = Encoding.ASCII.GetString(json[start..at]);
        at++;
        return true;
    }

    static bool TryNumber(ReadOnlySpan<byte> json, ref int at, out long number)
    {
        var isNegative = at < json.Length && json[at] == '-';
        at += isNegative ? 1 : 0;
        var start = at;
        number = 0;
        while (at < json.Length && json[at] is >= (byte)'0' and <= (byte)'9' && at - start < 18)
        {
            number = number * 10 + (json[at] - '0');
            at++;
        }

        var isWhole = at > start && (json[start] != '0' || at == start + 1)
            && (at == json.Length || json[at] is (byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\n' or (byte)'\r');
        number = isNegative ? -number : number;
        return isWhole;
    }

    static bool TryWord(ReadOnlySpan<byte> json, ref int at, ReadOnlySpan<byte> word)
    {
        var isThere = json[at..].StartsWith(word);
        at += isThere ? word.Length : 0;
        return isThere;
    }

    /// <summary>Passes white space; the next byte, 0 at the end.</summary>
    static byte PassSpace(ReadOnlySpan<byte> json, ref int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at < json.Length ? json[at] : (byte)0;
    }
}
