using System.Text.Json;

namespace Merlon.Attack;

/// <summary>
/// Citations that stay in the bytes they came in until somebody asks: an <c>external_references</c> array of a bundle, or
/// a run of a pack. A release has some 26,000 of them and most runs of the program look at none.
/// </summary>
/// <param name="Bytes">The JSON array with its brackets; nothing when there are no citations or they are in a pack.</param>
/// <param name="Table">The pack's citations; null for JSON.</param>
/// <param name="Run">Which of the pack's runs.</param>
readonly record struct CitationList(ReadOnlyMemory<byte> Bytes, CitationTable? Table, int Run = 0)
{
    /// <summary>Source names of references that carry an object's own id begin and end so (<c>mitre-mobile-attack</c>).</summary>
    const string OwnPrefix = "mitre-";
    const string OwnSuffix = "attack";

    /// <summary>Decodes all, the first reference that is the object's own ATT&amp;CK id left out.</summary>
    public IReadOnlyList<Citation> ToList()
        => Table is not null ? Table.At(Run) : Bytes.IsEmpty ? [] : FromJson(Bytes.Span);

    /// <summary>True for the source name of a reference that carries an object's own id, such as <c>mitre-attack</c>.</summary>
    public static bool IsOwn(string sourceName)
        => sourceName.StartsWith(OwnPrefix, StringComparison.Ordinal) && sourceName.EndsWith(OwnSuffix, StringComparison.Ordinal);

    static List<Citation> FromJson(ReadOnlySpan<byte> json)
    {
        var cursor = new JsonCursor(json);
        return TryRead(ref cursor) ?? SlowFromJson(json);
    }

    /// <summary>The fast twin of <see cref="SlowFromJson"/>, for lists as they are published; null where one is not.</summary>
    static List<Citation>? TryRead(ref JsonCursor cursor)
    {
        if (!cursor.TryPass((byte)'['))
        {
            return null;
        }

        var citations = new List<Citation>();
        var (isFirst, ownSeen) = (true, false);
        while (cursor.TryItem(ref isFirst, out var isEnd))
        {
            if (isEnd)
            {
                return citations;
            }

            if (cursor.Next != '{')
            {
                if (!cursor.TryValue(1))
                {
                    return null;
                }
            }
            else if (!TryReference(ref cursor, ref ownSeen, citations))
            {
                return null;
            }
        }

        return null;
    }

    static bool TryReference(ref JsonCursor cursor, ref bool ownSeen, List<Citation> citations)
    {
        string source = "", description = "", url = "";
        var hasId = false;
        cursor.TryPass((byte)'{');
        var isFirst = true;
        while (cursor.TryName(ref isFirst, out var name))
        {
            if (name.IsAbsent)
            {
                if (hasId && !ownSeen && IsOwn(source))
                {
                    ownSeen = true;
                }
                else if (source.Length > 0)
                {
                    citations.Add(new Citation(source, description, url));
                }

                return true;
            }

            var isString = cursor.Next == '"';
            var start = cursor.At;
            if (!cursor.TryValue(2))
            {
                return false;
            }

            var value = isString ? cursor.Span(new Slice(start, cursor.At - start))[1..^1] : default;
            var key = cursor.Span(name);
            if (key.SequenceEqual("source_name"u8))
            {
                source = JsonString.Decode(value);
            }
            else if (key.SequenceEqual("description"u8))
            {
                description = JsonString.Decode(value);
            }
            else if (key.SequenceEqual("url"u8))
            {
                url = JsonString.Decode(value);
            }
            else if (key.SequenceEqual("external_id"u8))
            {
                hasId = isString;
            }
        }

        return false;
    }

    static List<Citation> SlowFromJson(ReadOnlySpan<byte> json)
    {
        var citations = new List<Citation>();
        try
        {
            Read(json, citations);
        }
        catch (JsonException)
        {
            // A stored bundle that was changed behind our back: what could be read of it.
        }

        return citations;
    }

    static void Read(ReadOnlySpan<byte> json, List<Citation> citations)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var ownSeen = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.StartObject || reader.CurrentDepth != 1)
            {
                continue;
            }

            if (Reference(ref reader, ref ownSeen) is { } citation)
            {
                citations.Add(citation);
            }
        }
    }

    /// <summary>Reads one reference; null for the object's own id and for one without a name.</summary>
    static Citation? Reference(ref Utf8JsonReader reader, ref bool ownSeen)
    {
        string source = "", description = "", url = "";
        var hasId = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonString.Decode(reader.ValueSpan);
            reader.Read();
            var isString = reader.TokenType == JsonTokenType.String;
            var value = isString && name is "source_name" or "description" or "url" ? JsonString.Decode(reader.ValueSpan) : "";
            switch (name)
            {
                case "source_name": source = value; break;
                case "description": description = value; break;
                case "url": url = value; break;
                case "external_id": hasId = isString; break;
                default: break;
            }

            reader.Skip();
        }

        if (hasId && !ownSeen && IsOwn(source))
        {
            ownSeen = true;
            return null;
        }

        return source.Length == 0 ? null : new Citation(source, description, url);
    }
}
