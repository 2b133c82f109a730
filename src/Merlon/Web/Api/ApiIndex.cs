using System.Text.Json;
using System.Text.Json.Nodes;

namespace Merlon.Web.Api;

/// <summary>The list of what the API can do: <c>/api/v1</c>.</summary>
static class ApiIndex
{
    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter json, ApiDescription description)
    {
        json.WriteStartObject();
        json.WriteString("product", "Merlon");
        json.WriteString("version", AnswerWords.Version);
        json.WriteString("document", ApiDocument.Path);
        json.WriteString("guide", "/api");
        json.WriteObjects("operations", Of(description), operation =>
        {
            json.WriteString("id", operation.Id);
            json.WriteString("method", operation.Method);
            json.WriteString("path", operation.Path);
            json.WriteString("summary", operation.Summary);
            json.WriteString("role", operation.Role);
        });
        json.WriteEndObject();
    }

    /// <summary>Every operation, by path and method.</summary>
    public static IEnumerable<(string Id, string Method, string Path, string Summary, string Role)> Of(ApiDescription description)
        => from path in description.Tree["paths"]!.AsObject() // every description has it
           from member in path.Value!.AsObject()
           where member.Value is JsonObject operation && operation.ContainsKey("operationId")
           select (Text(member.Value, "operationId"), member.Key.ToUpperInvariant(), path.Key, Text(member.Value, "summary"), Text(member.Value, "x-merlon-role"));

    static string Text(JsonNode? node, string name) => node?[name]?.GetValue<string>() ?? "";
}
