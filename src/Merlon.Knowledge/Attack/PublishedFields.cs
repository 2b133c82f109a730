using System.Text.Json;

namespace Merlon.Attack;

/// <summary>
/// The fields of an object exactly as its bundle has them, read on demand: each look-up reads the object's bytes anew, so
/// take what is needed once. A field that is absent, or of another JSON type than asked for, reads as empty.
/// </summary>
/// <param name="Json">The JSON object in UTF-8 with its braces, as published; nothing in the built-in pack.</param>
public sealed record PublishedFields(ReadOnlyMemory<byte> Json)
{
    /// <summary>Deepest nesting that is read: what the readers of bundles take at most.</summary>
    const int JsonDepthMax = 1_000;

    /// <summary>True when nothing was published or kept.</summary>
    public bool IsEmpty => Json.IsEmpty;

    /// <summary>The whole object as a tree of its own, independent of the release; an empty object when there is nothing.</summary>
    public JsonElement ToElement()
    {
        try
        {
            using var document = JsonDocument.Parse(IsEmpty ? "{}"u8.ToArray() : Json, new JsonDocumentOptions { MaxDepth = JsonDepthMax });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            using var nothing = JsonDocument.Parse("{}"u8.ToArray());
            return nothing.RootElement.Clone(); // a stored bundle that was changed behind our back
        }
    }

    /// <summary>A string such as <c>x_mitre_detection</c>.</summary>
    public string Text(string field)
    {
        var cursor = new JsonCursor(Json.Span);
        if (TryFind(ref cursor, field, out var isFound))
        {
            return isFound && cursor.TryString(out var text, out _) ? JsonString.Decode(cursor.Span(text)[1..^1]) : "";
        }

        var reader = Reader();
        return TryFind(ref reader, field) && reader.TokenType == JsonTokenType.String ? JsonString.Decode(reader.ValueSpan) : "";
    }

    /// <summary>True when the field is there and <c>true</c>.</summary>
    public bool Flag(string field)
    {
        var cursor = new JsonCursor(Json.Span);
        if (TryFind(ref cursor, field, out var isFound))
        {
            return isFound && cursor.TryWord("true"u8);
        }

        var reader = Reader();
        return TryFind(ref reader, field) && reader.TokenType == JsonTokenType.True;
    }

    /// <summary>The strings of a list such as <c>x_mitre_impact_type</c>, in published order; what is no string is passed over.</summary>
    public IReadOnlyList<string> Texts(string field)
    {
        var cursor = new JsonCursor(Json.Span);
        if (TryFind(ref cursor, field, out var isFound) && (!isFound || cursor.Next != '['))
        {
            return [];
        }

        return isFound && TryTexts(ref cursor) is { } found ? found : SlowTexts(field);
    }

    /// <summary>The strings of the list that the cursor is on; null where it is not well-formed.</summary>
    static List<string>? TryTexts(ref JsonCursor cursor)
    {
        var texts = new List<string>();
        cursor.TryPass((byte)'[');
        var isFirst = true;
        while (cursor.TryItem(ref isFirst, out var isEnd))
        {
            if (isEnd)
            {
                return texts;
            }

            if (cursor.Next == '"' && cursor.TryString(out var text, out _))
            {
                texts.Add(JsonString.Decode(cursor.Span(text)[1..^1]));
            }
            else if (!cursor.TryValue(1))
            {
                return null;
            }
        }

        return null;
    }

    List<string> SlowTexts(string field)
    {
        var reader = Reader();
        if (!TryFind(ref reader, field) || reader.TokenType != JsonTokenType.StartArray)
        {
            return [];
        }

        var texts = new List<string>();
        while (TryRead(ref reader) && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                texts.Add(JsonString.Decode(reader.ValueSpan));
            }
            else if (!TrySkip(ref reader))
            {
                break;
            }
        }

        return texts;
    }

    /// <summary>The objects of a list such as <c>x_mitre_related_assets</c>, in published order; what is no object is passed over.</summary>
    public IReadOnlyList<PublishedFields> Objects(string field)
    {
        var cursor = new JsonCursor(Json.Span);
        if (TryFind(ref cursor, field, out var isFound) && (!isFound || cursor.Next != '['))
        {
            return [];
        }

        return isFound && TryObjects(ref cursor) is { } found ? found : SlowObjects(field);
    }

    List<PublishedFields>? TryObjects(ref JsonCursor cursor)
    {
        var objects = new List<PublishedFields>();
        cursor.TryPass((byte)'[');
        var isFirst = true;
        while (cursor.TryItem(ref isFirst, out var isEnd))
        {
            if (isEnd)
            {
                return objects;
            }

            var (start, isObject) = (cursor.At, cursor.Next == '{');
            if (!cursor.TryValue(1))
            {
                return null;
            }

            if (isObject)
            {
                objects.Add(new PublishedFields(Json[start..cursor.At]));
            }
        }

        return null;
    }

    List<PublishedFields> SlowObjects(string field)
    {
        var reader = Reader();
        if (!TryFind(ref reader, field) || reader.TokenType != JsonTokenType.StartArray)
        {
            return [];
        }

        var objects = new List<PublishedFields>();
        while (TryRead(ref reader) && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            if (!TrySkip(ref reader))
            {
                break;
            }

            if (isObject)
            {
                objects.Add(new PublishedFields(Json[start..(int)reader.BytesConsumed]));
            }
        }

        return objects;
    }

    /// <summary>
    /// Moves the cursor to the value of a field of the object itself. False where the object is not as plain as published ones
    /// are: then <see cref="Utf8JsonReader"/> is asked.
    /// </summary>
    static bool TryFind(ref JsonCursor cursor, string field, out bool isFound)
    {
        isFound = false;
        if (!cursor.TryPass((byte)'{'))
        {
            return false;
        }

        var isFirst = true;
        while (cursor.TryName(ref isFirst, out var name))
        {
            if (name.IsAbsent)
            {
                return true;
            }

            if (IsNamed(cursor.Span(name), field))
            {
                isFound = true;
                return true;
            }

            if (!cursor.TryValue(1))
            {
                return false;
            }
        }

        return false;
    }

    static bool IsNamed(ReadOnlySpan<byte> name, string field)
    {
        if (name.Length != field.Length)
        {
            return false;
        }

        for (var i = 0; i < field.Length; i++)
        {
            if (name[i] != field[i] || name[i] >= 0x80)
            {
                return false;
            }
        }

        return true;
    }

    Utf8JsonReader Reader() => new(Json.Span, new JsonReaderOptions { MaxDepth = JsonDepthMax });

    /// <summary>Moves the reader to the value of a field of the object itself.</summary>
    bool TryFind(ref Utf8JsonReader reader, string field)
    {
        if (IsEmpty || !TryRead(ref reader) || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (TryRead(ref reader) && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueIsEscaped // comparing such a one throws for lone surrogates
                ? string.Equals(JsonString.Decode(reader.ValueSpan), field, StringComparison.Ordinal)
                : reader.ValueTextEquals(field);
            if (!TryRead(ref reader))
            {
                return false;
            }

            if (isWanted)
            {
                return true;
            }

            if (!TrySkip(ref reader))
            {
                return false;
            }
        }

        return false;
    }

    // The reader of bundles found the object well-formed; but the bytes may be those of a stored file that was changed since.
    static bool TryRead(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static bool TrySkip(ref Utf8JsonReader reader)
    {
        try
        {
            reader.Skip();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
