using System.Text.Json.Nodes;

namespace Merlon.Web.App.Reference;

/// <summary>Schemas of the API's description in words: types, members, an example.</summary>
sealed class SchemaReader(JsonObject document)
{
    const int MembersMax = 80, LevelMax = 5;

    /// <summary>What a reference refers to, or the node itself.</summary>
    public JsonObject? Resolve(JsonNode? node)
    {
        var at = node as JsonObject;
        for (var hops = 0; hops < LevelMax && at?["$ref"]?.GetValue<string>() is { } reference; hops++)
        {
            at = reference.TrimStart('#', '/').Split('/').Aggregate<string, JsonNode?>(document, static (found, part) => (found as JsonObject)?[part]) as JsonObject;
        }

        return at;
    }

    /// <summary>A member that is a text, or nothing.</summary>
    public static string Text(JsonObject? node, string name) => node?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    /// <summary>A type in words, such as <c>list of text</c>.</summary>
    public string TypeOf(JsonNode? schema)
    {
        if (Resolve(schema) is not { } found)
        {
            return "anything";
        }

        if (found["enum"] is JsonArray values)
        {
            return string.Join(" | ", values.Select(static value => value?.ToString() ?? "null"));
        }

        if ((found["anyOf"] ?? found["oneOf"]) is JsonArray either)
        {
            return string.Join(" or ", either.Select(TypeOf).Distinct(StringComparer.Ordinal));
        }

        var types = found["type"] is JsonArray several ? several.Select(static type => type!.ToString()).ToList() : [Text(found, "type")];
        return string.Join(" or ", types.Select(type => type switch
        {
            "array" => "list of " + TypeOf(found["items"]),
            "object" when found["additionalProperties"] is JsonObject inner => "map to " + TypeOf(inner),
            "string" when Text(found, "format").Length > 0 => Text(found, "format"),
            "string" => "text",
            "integer" when Between(found) is { Length: > 0 } range => "whole number " + range,
            "integer" => "whole number",
            "boolean" => "true or false",
            "null" => "null",
            "" => "anything",
            _ => type,
        }));
    }

    /// <summary>Members of an object, level by level.</summary>
    public IReadOnlyList<ReferenceMember> RowsOf(JsonNode? schema)
    {
        List<ReferenceMember> rows = [];
        Add(rows, schema, "", 0);
        return rows;
    }

    /// <summary>An object with a value in each required member.</summary>
    public string ExampleOf(JsonNode? schema) => Example(schema, 0)?.ToJsonString() ?? "";

    void Add(List<ReferenceMember> rows, JsonNode? schema, string prefix, int level)
    {
        if (Resolve(schema) is not { } found || level > LevelMax || rows.Count >= MembersMax)
        {
            return;
        }

        foreach (var (name, member) in found["properties"] as JsonObject ?? [])
        {
            if (rows.Count >= MembersMax)
            {
                return;
            }

            rows.Add(new ReferenceMember(prefix + name, TypeOf(member), Text(Resolve(member), "description")));
            Add(rows, member, prefix + name + ".", level + 1);
        }

        if (found["items"] is { } items)
        {
            Add(rows, items, prefix.TrimEnd('.') + "[].", level + 1);
        }

        if (found["additionalProperties"] is JsonObject values)
        {
            Add(rows, values, prefix.TrimEnd('.') + "{}.", level + 1);
        }
    }

    JsonNode? Example(JsonNode? schema, int level)
    {
        var found = Resolve(schema);
        var type = found?["type"] is JsonArray several ? several.Select(static one => one!.ToString()).FirstOrDefault(static one => one != "null") : Text(found, "type");
        return type switch
        {
            "object" when level < LevelMax => new JsonObject((found!["properties"] as JsonObject ?? []).Select(member => KeyValuePair.Create(member.Key, Example(member.Value, level + 1)))), // its type was read from it
            "array" => new JsonArray(),
            "integer" or "number" => JsonValue.Create(0),
            "boolean" => JsonValue.Create(false),
            _ => JsonValue.Create("…"),
        };
    }

    static string Between(JsonObject schema)
        => schema["minimum"] is { } least ? schema["maximum"] is { } most ? $"{least} to {most}" : $"from {least}" : "";
}
