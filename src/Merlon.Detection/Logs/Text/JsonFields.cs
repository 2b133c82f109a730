using System.Text;
using System.Text.Json;

namespace Merlon.Logs.Text;

/// <summary>
/// JSON in a field of text, such as <c>AuditData</c> of an export: objects and arrays become fields below the field's name,
/// as in a JSON log.
/// </summary>
static class JsonFields
{
    /// <summary>True for a text that may be a JSON object or an array of them; <c>{'a': 1}</c>, as Python writes it, is none.</summary>
    public static bool IsLikely(ReadOnlySpan<byte> text)
        => text.Length >= 2 && (text[0] == '{' && text[^1] == '}' && text[1..].TrimStart(" \t\r\n"u8) is [(byte)'"' or (byte)'}', ..] || text[0] == '[' && text[^1] == ']' && text[1..].TrimStart(" \t\r\n"u8) is [(byte)'{', ..]);

    /// <summary>
    /// Adds the leaves of an object or array below <paramref name="name"/>; false, and nothing is added, where the text is no
    /// JSON, or deeper or with more fields than allowed.
    /// </summary>
    /// <param name="text">Complete JSON.</param>
    /// <param name="name">Name of the field; empty for fields of the record itself, behind those of the same name that it has.</param>
    /// <param name="record">Takes the fields.</param>
    /// <param name="limits">Depth and number of fields.</param>
    public static bool TryAdd(ReadOnlySpan<byte> text, string name, LogEvent record, LogLimits limits)
    {
        if (!IsWhole(text, limits, out var leaves) || record.Count + leaves > limits.FieldsMax)
        {
            return false;
        }

        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = limits.NestingDepthMax });
        reader.Read();
        Add(ref reader, text, name, record, depth: 0, isElement: false, isRoot: true);
        return true;
    }

    static bool IsWhole(ReadOnlySpan<byte> text, LogLimits limits, out int leaves)
    {
        leaves = 0;
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = limits.NestingDepthMax });
        try
        {
            while (reader.Read())
            {
                leaves += reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray ? 0 : 1;
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    _ = reader.ValueIsEscaped ? reader.GetString() : null; // half characters show up only here
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }

        return leaves > 0;
    }

    static void Add(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, string name, LogEvent record, int depth, bool isElement, bool isRoot)
    {
        var place = Encoding.UTF8.GetBytes(name);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                AddStructure(ref reader, text, place, record, depth, isElement, isRoot);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var key = reader.GetString() ?? "";
                    reader.Read();
                    Add(ref reader, text, name.Length == 0 ? key : $"{name}.{key}", record, depth + 1, isElement, isRoot: false);
                }

                break;
            case JsonTokenType.StartArray:
                AddStructure(ref reader, text, place, record, depth, isElement, isRoot);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    Add(ref reader, text, name, record, depth, isElement: true, isRoot: false);
                }

                break;
            case JsonTokenType.String:
                record.Add(place, reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString() ?? "") : reader.ValueSpan, LogValueKind.Text, depth, isElement);
                break;
            case JsonTokenType.Number:
                record.Add(place, reader.ValueSpan, LogValueKind.Number, depth, isElement);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                record.Add(place, reader.ValueSpan, LogValueKind.Boolean, depth, isElement);
                break;
            default:
                record.Add(place, default, LogValueKind.Null, depth, isElement);
                break;
        }
    }

    // The field itself is added by who found it; what lies in it, here.
    static void AddStructure(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, ReadOnlySpan<byte> place, LogEvent record, int depth, bool isElement, bool isRoot)
    {
        if (isRoot)
        {
            return;
        }

        var ahead = reader;
        ahead.Skip();
        record.Add(place, text[(int)reader.TokenStartIndex..(int)ahead.BytesConsumed], LogValueKind.Structure, depth, isElement);
    }
}
