using System.Text;
using System.Text.Json;
using Merlon.Attack;

namespace Merlon.Authoring;

/// <summary>Reads JSON into <see cref="StixValue"/>. The caller bounds the depth by the reader's options.</summary>
static class StixValueReader
{
    /// <summary>Reads the value that the reader stands on.</summary>
    /// <param name="reader">Stands on the first token of the value, and on its last afterwards.</param>
    /// <param name="start">Offset of the reader's first byte in the document.</param>
    /// <param name="repeated">Receives the offset of each key that stands twice in one object; the first one counts.</param>
    public static StixValue Read(ref Utf8JsonReader reader, int start, List<(string Key, int Offset)>? repeated = null)
    {
        var offset = start + (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return new StixValue.Text(JsonString.Decode(reader.ValueSpan), offset);
            case JsonTokenType.Number:
                return new StixValue.Number(Encoding.ASCII.GetString(reader.ValueSpan), offset);
            case JsonTokenType.True or JsonTokenType.False:
                return new StixValue.Flag(reader.TokenType == JsonTokenType.True, offset);
            case JsonTokenType.StartArray:
                var items = new List<StixValue>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader, start, repeated));
                }

                return new StixValue.Sequence(items, offset);
            case JsonTokenType.StartObject:
                return ReadMapping(ref reader, start, offset, repeated);
            default:
                return new StixValue.Nothing(offset);
        }
    }

    /// <summary>Reads a JSON text of our own making or of a release that was read before; null when it is not JSON.</summary>
    public static StixValue? TryRead(ReadOnlySpan<byte> json, int depthMax)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = depthMax });
        try
        {
            if (!reader.Read())
            {
                return null;
            }

            var value = Read(ref reader, start: 0);
            return reader.Read() ? null : value;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static StixValue.Mapping ReadMapping(ref Utf8JsonReader reader, int start, int offset, List<(string Key, int Offset)>? repeated)
    {
        var entries = new List<KeyValuePair<string, StixValue>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = JsonString.Decode(reader.ValueSpan);
            var keyOffset = start + (int)reader.TokenStartIndex;
            reader.Read();
            var value = Read(ref reader, start, repeated);
            if (seen.Add(key))
            {
                entries.Add(KeyValuePair.Create(key, value));
            }
            else
            {
                repeated?.Add((key, keyOffset));
            }
        }

        return new StixValue.Mapping(entries, offset);
    }
}
