using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Merlon.Authoring;

/// <summary>
/// A JSON value as an immutable tree that knows where it stood. Equal by content: the order of an object's keys does not
/// matter, the order of a list's items does.
/// </summary>
abstract class StixValue : IEquatable<StixValue>
{
    static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    string? canonical;

    private protected StixValue(int offset) => Offset = offset;

    /// <summary>Offset of the value's first byte in its document; -1 where it was made, not read.</summary>
    public int Offset { get; }

    /// <summary>Levels of nesting: 1 for what holds nothing.</summary>
    public int Depth => this switch
    {
        Sequence { Items: { Count: > 0 } items } => 1 + items.Max(static item => item.Depth),
        Mapping { Entries: { Count: > 0 } entries } => 1 + entries.Max(static entry => entry.Value.Depth),
        _ => 1,
    };

    /// <summary>A string; lone surrogates, which no encoding has, become U+FFFD.</summary>
    public sealed class Text(string value, int offset = -1) : StixValue(offset)
    {
        public string Value { get; } = WithoutLoneSurrogates(value);
    }

    /// <summary>A number, kept as it was written.</summary>
    public sealed class Number(string raw, int offset = -1) : StixValue(offset)
    {
        public string Raw { get; } = raw;
    }

    /// <summary>true or false.</summary>
    public sealed class Flag(bool value, int offset = -1) : StixValue(offset)
    {
        public bool Value { get; } = value;
    }

    /// <summary>null.</summary>
    public sealed class Nothing(int offset = -1) : StixValue(offset);

    /// <summary>A list.</summary>
    public sealed class Sequence(IReadOnlyList<StixValue> items, int offset = -1) : StixValue(offset)
    {
        public IReadOnlyList<StixValue> Items { get; } = items;

        /// <summary>The strings among the items.</summary>
        public IEnumerable<string> Texts => Items.OfType<Text>().Select(static text => text.Value);

        public static Sequence OfTexts(IEnumerable<string> texts) => new([.. texts.Select(static text => new Text(text))]);
    }

    /// <summary>An object; each key once.</summary>
    public sealed class Mapping(IReadOnlyList<KeyValuePair<string, StixValue>> entries, int offset = -1) : StixValue(offset)
    {
        public static Mapping Empty { get; } = new([]);

        public IReadOnlyList<KeyValuePair<string, StixValue>> Entries { get; } = entries;

        public static Mapping Of(params (string Key, StixValue Value)[] entries)
            => new([.. entries.Select(static entry => KeyValuePair.Create(entry.Key, entry.Value))]);

        public StixValue? Find(string key)
        {
            foreach (var (name, value) in Entries)
            {
                if (string.Equals(name, key, StringComparison.Ordinal))
                {
                    return value;
                }
            }

            return null;
        }

        /// <summary>The string of a key; empty where there is none.</summary>
        public string TextOf(string key) => Find(key) is Text text ? text.Value : "";

        public bool FlagOf(string key) => Find(key) is Flag { Value: true };

        public IReadOnlyList<StixValue> ItemsOf(string key) => Find(key) is Sequence sequence ? sequence.Items : [];

        public IReadOnlyList<string> TextsOf(string key) => Find(key) is Sequence sequence ? [.. sequence.Texts] : [];

        /// <summary>With a key set, in its place or at the end; null takes the key out.</summary>
        public Mapping With(string key, StixValue? value)
        {
            List<KeyValuePair<string, StixValue>> changed = [.. Entries];
            var place = changed.FindIndex(entry => string.Equals(entry.Key, key, StringComparison.Ordinal));
            if (place >= 0)
            {
                changed.RemoveAt(place);
            }

            if (value is not null)
            {
                changed.Insert(place < 0 ? changed.Count : place, KeyValuePair.Create(key, value));
            }

            return new Mapping(changed);
        }
    }

    /// <summary>The value as JSON on one line, keys in ordinal order: equal values have equal texts.</summary>
    public string Canonical => canonical ??= CanonicalOf(this);

    public bool Equals(StixValue? other) => other is not null && string.Equals(Canonical, other.Canonical, StringComparison.Ordinal);

    public sealed override bool Equals(object? obj) => Equals(obj as StixValue);

    public sealed override int GetHashCode() => string.GetHashCode(Canonical, StringComparison.Ordinal);

    public sealed override string ToString() => Canonical;

    /// <summary>Writes the value, keys in the order of <see cref="FieldOrder"/> so that the same content gives the same bytes.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        switch (this)
        {
            case Text text:
                json.WriteStringValue(text.Value);
                break;
            case Number number:
                json.WriteRawValue(number.Raw);
                break;
            case Flag flag:
                json.WriteBooleanValue(flag.Value);
                break;
            case Sequence sequence:
                json.WriteStartArray();
                foreach (var item in sequence.Items)
                {
                    item.WriteTo(json);
                }

                json.WriteEndArray();
                break;
            case Mapping mapping:
                json.WriteStartObject();
                foreach (var (key, value) in mapping.Entries.OrderBy(static entry => entry.Key, FieldOrder.Comparer))
                {
                    json.WritePropertyName(key);
                    value.WriteTo(json);
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    /// <summary>The text with U+FFFD for each lone surrogate.</summary>
    public static string WithoutLoneSurrogates(string text)
        => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? text : Encoding.Unicode.GetString(Encoding.Unicode.GetBytes(text));

    static string CanonicalOf(StixValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            value.WriteTo(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

/// <summary>The order in which the fields of an object are written: what it is, then everything else by name.</summary>
static class FieldOrder
{
    static readonly string[] First = ["type", "spec_version", "id", "created_by_ref", "created", "modified", "revoked", "name", "source_name"];

    public static IComparer<string> Comparer { get; } = Comparer<string>.Create(static (left, right) =>
    {
        var byRank = RankOf(left).CompareTo(RankOf(right));
        return byRank != 0 ? byRank : string.CompareOrdinal(left, right);
    });

    static int RankOf(string key) => Array.IndexOf(First, key) is var rank and >= 0 ? rank : First.Length;
}
