using System.Text.Json.Nodes;

namespace Merlon.Web.Api;

/// <summary>
/// What operations answer, as JSON schemas by operation: <c>docs/formats/api/OPERATION.schema.json</c>, drawn from real answers and kept true by a test that holds every real answer against them.
/// </summary>
static class AnswerSchemas
{
    const string Prefix = "answers/";

    /// <summary>All of them, by operation.</summary>
    public static IReadOnlyDictionary<string, JsonObject> Read()
    {
        var assembly = typeof(AnswerSchemas).Assembly;
        SortedDictionary<string, JsonObject> found = new(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!; // the name is one of the assembly's own
            found.Add(name[Prefix.Length..], JsonNode.Parse(stream)!.AsObject()); // a schema of ours is an object
        }

        return found;
    }

    /// <summary>The media type that an operation answers with, and its status: members of our own in the schema.</summary>
    public static (string MediaType, string Status) AnswerOf(JsonObject schema)
        => (schema["contentMediaType"]?.GetValue<string>() ?? "application/json", schema["x-status"]?.GetValue<int>() is { } status ? $"{status}" : "200");

    /// <summary>What an operation answers too: another media type, or another status, each as a schema of its own.</summary>
    public static IEnumerable<JsonObject> OthersOf(JsonObject schema) => (schema["x-others"]?.AsArray() ?? []).Select(static other => other!.AsObject()); // ours: objects

    /// <summary>The schema without what is not one.</summary>
    public static JsonObject Plain(JsonObject schema)
    {
        var plain = schema.DeepClone().AsObject();
        foreach (var name in new[] { "$schema", "$id", "x-status", "x-etag", "x-others" })
        {
            plain.Remove(name);
        }

        return plain;
    }
}
