using System.Text.Json.Nodes;
using Merlon.Web.Api;

namespace Merlon.Web.App.Reference;

/// <summary>The API's description as its readable page shows it.</summary>
/// <param name="Tags">Groups of operations, in the order of the document.</param>
public sealed record ReferenceView(IReadOnlyList<ReferenceTag> Tags)
{
    /// <summary>The page at <c>/api</c>.</summary>
    internal AppPage Page => AppPage.Of<ReferencePage>("API", "settings", (nameof(ReferencePage.View), this)) with
    {
        Scripts = ["reference.js"],
        Styles = ["reference.css"],
        ScriptTexts = ["reference"],
    };

    /// <summary>How many operations there are.</summary>
    public int Count => Tags.Sum(static tag => tag.Operations.Count);

    /// <summary>Reads it from the document itself, so that page and document say the same.</summary>
    internal static ReferenceView Of(ApiDescription description)
    {
        SchemaReader schemas = new(description.Tree);
        var operations =
            from path in description.Tree["paths"]!.AsObject() // every description has it
            from member in path.Value!.AsObject()
            where member.Value is JsonObject found && found.ContainsKey("operationId")
            select OperationOf(member.Value.AsObject(), member.Key.ToUpperInvariant(), path.Key, schemas);
        var byTag = operations.ToLookup(static operation => operation.Tag, StringComparer.Ordinal);
        return new ReferenceView([.. byTag.Select(group => new ReferenceTag(group.Key, ApiTags.DescriptionOf(group.Key), [.. group])).OrderBy(static tag => tag.Name, StringComparer.Ordinal)]);
    }

    static ReferenceOperation OperationOf(JsonObject operation, string method, string path, SchemaReader schemas)
    {
        var parameters = (operation["parameters"] as JsonArray ?? []).Select(schemas.Resolve).OfType<JsonObject>().Select(parameter => new ReferenceParameter(
            SchemaReader.Text(parameter, "name"), SchemaReader.Text(parameter, "in"), schemas.TypeOf(parameter["schema"]), parameter["required"]?.GetValue<bool>() ?? false, SchemaReader.Text(parameter, "description"))).ToList();
        var content = schemas.Resolve(operation["requestBody"])?["content"]?.AsObject();
        var (bodyType, bodySchema) = content is { Count: > 0 } ? (content.First().Key, content.First().Value?["schema"]) : ("", null);
        var answers = operation["responses"]!.AsObject().Select(answer => AnswerOf(answer.Key, answer.Value, schemas)).ToList(); // every operation has it
        return new ReferenceOperation(SchemaReader.Text(operation, "operationId"), method, path, SchemaReader.Text(operation, "summary"))
        {
            Tag = operation["tags"]?[0]?.GetValue<string>() ?? "API",
            Description = SchemaReader.Text(operation, "description"),
            Role = SchemaReader.Text(operation, "x-merlon-role"),
            Parameters = parameters,
            BodyType = bodyType,
            Body = bodySchema is null ? [] : schemas.RowsOf(bodySchema),
            Answers = answers,
            Curl = CurlOf(method, path, parameters, bodyType, bodySchema is null ? "" : schemas.ExampleOf(bodySchema)),
        };
    }

    static ReferenceAnswer AnswerOf(string status, JsonNode? answer, SchemaReader schemas)
    {
        var resolved = schemas.Resolve(answer);
        var content = resolved?["content"]?.AsObject();
        var mediaType = content is { Count: > 0 } ? content.First().Key : "";
        var schema = content is { Count: > 0 } && status.StartsWith('2') ? content.First().Value?["schema"] : null;
        return new ReferenceAnswer(status, SchemaReader.Text(resolved, "description"), mediaType, schema is null ? [] : schemas.RowsOf(schema));
    }

    static string CurlOf(string method, string path, List<ReferenceParameter> parameters, string bodyType, string body)
    {
        var query = string.Join('&', parameters.Where(static parameter => parameter is { In: "query", IsRequired: true }).Select(static parameter => $"{parameter.Name}=…"));
        var address = $"\"$MERLON{path}{(query.Length > 0 ? "?" + query : "")}\"";
        var verb = method == "GET" ? "" : $" -X {method}";
        var sent = bodyType switch
        {
            "" => "",
            "application/json" => $" \\\n  -H \"Content-Type: application/json\" \\\n  -d '{body}'",
            "multipart/form-data" => " \\\n  -F file=@FILE",
            _ => $" \\\n  -H \"Content-Type: {bodyType}\" \\\n  --data-binary @FILE",
        };
        return $"curl{verb} -H \"Authorization: Bearer $TOKEN\"{sent} \\\n  {address}";
    }
}

/// <summary>Operations about one thing.</summary>
/// <param name="Name">Such as <c>Jobs</c>.</param>
/// <param name="Text">One sentence.</param>
/// <param name="Operations">In the order of their paths.</param>
public sealed record ReferenceTag(string Name, string Text, IReadOnlyList<ReferenceOperation> Operations);

/// <summary>One operation.</summary>
/// <param name="Id">Its name in generated clients.</param>
/// <param name="Method">In capitals.</param>
/// <param name="Path">With places in braces.</param>
/// <param name="Summary">One sentence.</param>
public sealed record ReferenceOperation(string Id, string Method, string Path, string Summary)
{
    /// <summary>Its group.</summary>
    public string Tag { get; init; } = "";

    /// <summary>More than the summary, where there is more.</summary>
    public string Description { get; init; } = "";

    /// <summary>The least role.</summary>
    public string Role { get; init; } = "";

    /// <summary>Of path, query and headers.</summary>
    public IReadOnlyList<ReferenceParameter> Parameters { get; init; } = [];

    /// <summary>Content type of the body; empty without one.</summary>
    public string BodyType { get; init; } = "";

    /// <summary>Members of the body.</summary>
    public IReadOnlyList<ReferenceMember> Body { get; init; } = [];

    /// <summary>By status.</summary>
    public IReadOnlyList<ReferenceAnswer> Answers { get; init; } = [];

    /// <summary>A call of it on the command line.</summary>
    public string Curl { get; init; } = "";
}

/// <summary>A parameter outside of the body.</summary>
/// <param name="Name">As sent.</param>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Type">In words.</param>
/// <param name="IsRequired">False where it may be left out.</param>
/// <param name="Text">What it is.</param>
public sealed record ReferenceParameter(string Name, string In, string Type, bool IsRequired, string Text);

/// <summary>A member of a body or of an answer.</summary>
/// <param name="Name">Path within it, such as <c>items[].id</c>.</param>
/// <param name="Type">In words.</param>
/// <param name="Text">What it is, where that is written down.</param>
public sealed record ReferenceMember(string Name, string Type, string Text);

/// <summary>What comes back with one status.</summary>
/// <param name="Status">Or <c>default</c> for every other.</param>
/// <param name="Text">What it means.</param>
/// <param name="MediaType">Content type; empty without content.</param>
/// <param name="Members">Members of a JSON answer.</param>
public sealed record ReferenceAnswer(string Status, string Text, string MediaType, IReadOnlyList<ReferenceMember> Members);
