using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Merlon.Attack;

namespace Merlon.Changes;

/// <summary>
/// A JSON value read for comparing and showing. Broken UTF-8 and lone surrogates do not throw (<see cref="JsonString"/>), of
/// a key that stands twice the last one counts, and two values are equal when their <see cref="Canonical"/> texts are.
/// </summary>
sealed class JsonTree
{
    static readonly JsonReaderOptions Options = new() { MaxDepth = 1_000 };

    JsonTree(JsonTokenType kind, string text, IReadOnlyList<JsonTree> items, IReadOnlyDictionary<string, JsonTree> members)
    {
        Kind = kind;
        Scalar = text;
        Items = items;
        Members = members;
    }

    /// <summary>First token: what the value is.</summary>
    public JsonTokenType Kind { get; }

    /// <summary>A string decoded, a number normalised, <c>true</c>, <c>false</c>, <c>null</c>; empty for lists and objects.</summary>
    public string Scalar { get; }

    /// <summary>Items of a list, as published.</summary>
    public IReadOnlyList<JsonTree> Items { get; }

    /// <summary>Members of an object, by name.</summary>
    public IReadOnlyDictionary<string, JsonTree> Members { get; }

    /// <summary>Reads one value of a document that is known to be well-formed.</summary>
    public static JsonTree Of(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, Options);
        reader.Read();
        return Read(ref reader);
    }

    /// <summary>A member that is a string; empty where it is not.</summary>
    public string Text(string name) => Members.TryGetValue(name, out var member) && member.Kind == JsonTokenType.String ? member.Scalar : "";

    /// <summary>The strings of a list.</summary>
    public List<string> TextItems() => [.. Items.Where(static item => item.Kind == JsonTokenType.String).Select(static item => item.Scalar)];

    /// <summary>One text for all values that are the same: members by name, items of lists in ordinal order.</summary>
    public string Canonical()
    {
        var text = new StringBuilder();
        AppendCanonical(text);
        return text.ToString();
    }

    /// <summary>For people: a string as it is, a list's items separated by commas, an object's members as <c>name: value</c>.</summary>
    public string Shown() => Kind switch
    {
        JsonTokenType.StartArray => string.Join(", ", Items.Select(static item => item.Shown())),
        JsonTokenType.StartObject => string.Join("; ", Members.OrderBy(static member => member.Key, StringComparer.Ordinal).Select(static member => $"{member.Key}: {member.Value.Shown()}")),
        _ => Scalar,
    };

    static JsonTree Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                var items = new List<JsonTree>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader));
                }

                return new JsonTree(JsonTokenType.StartArray, "", items, NoMembers);
            case JsonTokenType.StartObject:
                var members = new Dictionary<string, JsonTree>(StringComparer.Ordinal);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = JsonString.Decode(reader.ValueSpan);
                    reader.Read();
                    members[name] = Read(ref reader);
                }

                return new JsonTree(JsonTokenType.StartObject, "", [], members);
            case JsonTokenType.String:
                return new JsonTree(JsonTokenType.String, JsonString.Decode(reader.ValueSpan), [], NoMembers);
            case JsonTokenType.Number:
                return new JsonTree(JsonTokenType.Number, NumberOf(reader.ValueSpan), [], NoMembers);
            default:
                return new JsonTree(reader.TokenType, Encoding.UTF8.GetString(reader.ValueSpan), [], NoMembers);
        }
    }

    static readonly FrozenDictionary<string, JsonTree> NoMembers = FrozenDictionary<string, JsonTree>.Empty;

    // 1, 1.0 and 1e0 are one number; what a decimal cannot hold is compared as written.
    static string NumberOf(ReadOnlySpan<byte> digits)
    {
        var text = Encoding.UTF8.GetString(digits);
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("G29", CultureInfo.InvariantCulture)
            : text;
    }

    void AppendCanonical(StringBuilder text)
    {
        switch (Kind)
        {
            case JsonTokenType.StartArray:
                text.Append('[').AppendJoin(',', Items.Select(static item => item.Canonical()).Order(StringComparer.Ordinal)).Append(']');
                break;
            case JsonTokenType.StartObject:
                text.Append('{');
                foreach (var (name, value) in Members.OrderBy(static member => member.Key, StringComparer.Ordinal))
                {
                    AppendQuoted(text, name).Append(':');
                    value.AppendCanonical(text);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JsonTokenType.String:
                AppendQuoted(text, Scalar);
                break;
            default:
                text.Append(Scalar);
                break;
        }
    }

    static StringBuilder AppendQuoted(StringBuilder text, string content)
        => text.Append('"').Append(content.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
}
