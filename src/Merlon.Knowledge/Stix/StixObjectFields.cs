using System.Text.Json;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Stix;

/// <summary>
/// The fields of the object that is being read, reused from object to object. Strings stay in the bundle as slices until
/// the object's type is known; a field of the wrong JSON type is reported and counts as absent, as does <c>null</c>.
/// </summary>
sealed partial class StixObjectFields(ReadOnlyMemory<byte> json, StixStrings strings, DiagnosticLog log)
{
    readonly Slice[] texts = new Slice[(int)StixFieldNames.LastString + 1];
    readonly bool[] flags = new bool[(int)StixFieldNames.LastFlag + 1];
    readonly string[]?[] lists = new string[StixFieldNames.Count][];
    readonly StixEntries[] entries = NewEntries();
    readonly List<string> items = [];

    /// <summary>Index in the bundle's <c>objects</c>.</summary>
    public int Place { get; private set; }

    /// <summary>The whole <c>external_references</c> array, undecoded; nothing when absent.</summary>
    public ReadOnlyMemory<byte> ExternalReferences { get; private set; }

    /// <summary>The whole object with its braces, undecoded.</summary>
    public ReadOnlyMemory<byte> Json { get; private set; }

    /// <summary>Reads the object whose opening brace the reader is on, up to its closing brace.</summary>
    public void Read(ref Utf8JsonReader reader, int place)
    {
        Clear(place);
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryField(ref reader, out var field))
            {
                reader.Read();
                reader.Skip();
                continue;
            }

            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            ReadField(ref reader, field);
        }

        Json = json[start..(int)reader.BytesConsumed];
    }

    public bool Has(StixField field) => !texts[(int)field].IsAbsent;

    public bool Flag(StixField field) => flags[(int)field];

    public StixEntries Entries(StixField field) => entries[(int)field];

    public string[] List(StixField field) => lists[(int)field] ?? [];

    /// <summary>The string token with its quotes, kept undecoded.</summary>
    public Text Text(StixField field) => Has(field) ? new Text(Token(texts[(int)field])) : default;

    /// <summary>The string's content, undecoded; nothing when absent.</summary>
    public ReadOnlyMemory<byte> Content(StixField field) => Has(field) ? ContentOf(texts[(int)field]) : default;

    /// <summary>A string that repeats, made once; empty when absent.</summary>
    public string Shared(StixField field) => Shared(texts[(int)field]);

    /// <summary>A string that repeats, made once; empty when absent.</summary>
    public string Shared(Slice slice) => slice.IsAbsent ? "" : strings.Of(ContentOf(slice));

    /// <summary>A string of its own; empty when absent.</summary>
    public string Own(StixField field) => Own(texts[(int)field]);

    /// <summary>A string of its own; empty when absent.</summary>
    public string Own(Slice slice) => slice.IsAbsent ? "" : JsonString.Decode(ContentOf(slice).Span);

    /// <summary>Where a field of the object stands: <c>$.objects[17].name</c>.</summary>
    public SourceLocation At(StixField field) => At(StixFieldNames.Of(field));

    /// <summary>Where the object stands: <c>$.objects[17]</c>.</summary>
    public SourceLocation Here => new(0, 0, $"$.objects[{Place}]");

    SourceLocation At(string path) => new(0, 0, $"$.objects[{Place}].{path}");

    ReadOnlyMemory<byte> Token(Slice slice) => json.Slice(slice.Start, slice.Length);

    ReadOnlyMemory<byte> ContentOf(Slice slice) => json.Slice(slice.Start + 1, slice.Length - 2);

    void Clear(int place)
    {
        Place = place;
        ExternalReferences = default;
        Array.Clear(texts);
        Array.Clear(flags);
        Array.Clear(lists);
        foreach (var list in entries)
        {
            list.Clear();
        }
    }

    static bool TryField(ref Utf8JsonReader reader, out StixField field)
    {
        if (!reader.ValueIsEscaped)
        {
            return StixFieldNames.TryFind(reader.ValueSpan, out field);
        }

        return StixFieldNames.TryFind(System.Text.Encoding.UTF8.GetBytes(JsonString.Decode(reader.ValueSpan)), out field);
    }

    void ReadField(ref Utf8JsonReader reader, StixField field)
    {
        if (field <= StixFieldNames.LastString)
        {
            if (Expect(ref reader, JsonTokenType.String, "a string", StixFieldNames.Of(field)))
            {
                texts[(int)field] = SliceOf(ref reader);
            }
        }
        else if (field <= StixFieldNames.LastFlag)
        {
            if (reader.TokenType == JsonTokenType.True || Expect(ref reader, JsonTokenType.False, "true or false", StixFieldNames.Of(field)))
            {
                flags[(int)field] = reader.TokenType == JsonTokenType.True;
            }
        }
        else if (Expect(ref reader, JsonTokenType.StartArray, "a list", StixFieldNames.Of(field)))
        {
            if (field <= StixFieldNames.LastList)
            {
                ReadList(ref reader, field);
            }
            else
            {
                ReadEntries(ref reader, field);
            }
        }
    }

    void ReadList(ref Utf8JsonReader reader, StixField field)
    {
        items.Clear();
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (ExpectItem(ref reader, JsonTokenType.String, "a string", field, i))
            {
                items.Add(Shared(SliceOf(ref reader)));
            }
        }

        lists[(int)field] = [.. items];
    }

    void ReadEntries(ref Utf8JsonReader reader, StixField field)
    {
        var start = (int)reader.TokenStartIndex;
        var shape = StixEntryShape.Of(field);
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (ExpectItem(ref reader, JsonTokenType.StartObject, "an object", field, i))
            {
                entries[(int)field].Add(ReadEntry(ref reader, field, shape, i));
            }
        }

        if (field == StixField.ExternalReferences)
        {
            ExternalReferences = json[start..(int)reader.BytesConsumed];
        }
    }

    StixEntry ReadEntry(ref Utf8JsonReader reader, StixField field, StixEntryShape shape, int item)
    {
        var entry = default(StixEntry);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var part = shape.PartOf(reader.ValueSpan);
            reader.Read();
            if (part < 0 || reader.TokenType == JsonTokenType.Null)
            {
                reader.Skip();
            }
            else if (reader.TokenType != JsonTokenType.String)
            {
                WrongType(ref reader, "a string", $"{StixFieldNames.Of(field)}[{item}].{shape.NameOf(part)}");
            }
            else
            {
                entry = entry.With(part, SliceOf(ref reader));
            }
        }

        return entry;
    }

    /// <summary>True when the value is of the type; else it is reported and passed over.</summary>
    bool Expect(ref Utf8JsonReader reader, JsonTokenType type, string wanted, string path)
    {
        if (reader.TokenType == type)
        {
            return true;
        }

        WrongType(ref reader, wanted, path);
        return false;
    }

    bool ExpectItem(ref Utf8JsonReader reader, JsonTokenType type, string wanted, StixField field, int item)
    {
        if (reader.TokenType == type)
        {
            return true;
        }

        WrongType(ref reader, wanted, $"{StixFieldNames.Of(field)}[{item}]");
        return false;
    }

    void WrongType(ref Utf8JsonReader reader, string wanted, string path)
    {
        var found = reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "a list",
            JsonTokenType.String => "a string",
            JsonTokenType.Number => "a number",
            JsonTokenType.Null => "null",
            _ => "true or false",
        };
        log.Warn("STIX014", At(path), $"{wanted} belongs here, not {found}; the value was left out");
        reader.Skip();
    }

    static Slice SliceOf(ref Utf8JsonReader reader)
        => new((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));

    static StixEntries[] NewEntries()
    {
        var empty = new StixEntries[StixFieldNames.Count];
        for (var i = 0; i < empty.Length; i++)
        {
            empty[i] = new StixEntries();
        }

        return empty;
    }
}
