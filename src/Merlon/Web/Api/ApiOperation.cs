using System.Reflection;
using System.Text.Json.Nodes;
using Merlon.Web.Serving;

namespace Merlon.Web.Api;

/// <summary>One operation of the API's description, completed with what the framework cannot see.</summary>
static class ApiOperation
{
    /// <summary>Adds role, security, paging, entity tags, problems and the answer.</summary>
    public static void Complete(JsonObject operation, string method, RouteEndpoint endpoint, IReadOnlyDictionary<string, JsonObject> answers)
    {
        var rule = endpoint.Metadata.GetMetadata<AccessRule>();
        operation["x-merlon-role"] = (rule?.Least ?? TeamRole.Nobody).ToString().ToLowerInvariant();
        operation.Remove("security");
        if (rule is null or { Least: TeamRole.Nobody })
        {
            operation["security"] = new JsonArray();
        }
        else if (method != "get")
        {
            operation["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }, new JsonObject { ["session"] = new JsonArray(), ["formKey"] = new JsonArray() });
        }

        var isPaged = HasParameter(endpoint, typeof(Paging));
        var isVersioned = endpoint.Metadata.GetMetadata<TakesIfMatch>() is not null || HasHeader(operation, "If-Match");
        Parameters(operation, method, isPaged, isVersioned);
        operation["responses"] = Responses(operation, method, isPaged, isVersioned, answers);
        Order(operation);
    }

    static void Parameters(JsonObject operation, string method, bool isPaged, bool isVersioned)
    {
        var parameters = operation["parameters"] as JsonArray ?? [];
        JsonArray kept = [.. parameters.Where(parameter => !IsOurs(parameter, isPaged)).Select(static parameter => parameter!.DeepClone())];
        foreach (var name in isPaged ? new[] { "offset", "limit" } : [])
        {
            kept.Add(Reference("parameters", name));
        }

        if (method == "get")
        {
            kept.Add(Reference("parameters", "ifNoneMatch"));
        }

        if (isVersioned)
        {
            kept.Add(Reference("parameters", "ifMatch"));
        }

        operation["parameters"] = kept;
    }

    static bool IsOurs(JsonNode? parameter, bool isPaged)
        => parameter?["name"]?.GetValue<string>() is "If-Match" or "If-None-Match" || (isPaged && parameter?["name"]?.GetValue<string>() is "paging" or "offset" or "limit");

    static JsonObject Responses(JsonObject operation, string method, bool isPaged, bool isVersioned, IReadOnlyDictionary<string, JsonObject> answers)
    {
        var id = operation["operationId"]!.GetValue<string>(); // who calls looked it up by this
        SortedDictionary<string, JsonNode?> responses = new(StringComparer.Ordinal);
        if (answers.TryGetValue(id, out var schema))
        {
            var (mediaType, status) = AnswerSchemas.AnswerOf(schema);
            var isJson = mediaType == "application/json";
            responses[status] = Answer("What was asked for.", mediaType, isJson ? Reference("schemas", id + "Answer") : AnswerSchemas.Plain(schema), schema["x-etag"]?.GetValue<bool>() ?? false, isPaged);
        }
        else
        {
            foreach (var (status, response) in operation["responses"]!.AsObject().Where(static response => response.Key.StartsWith('2'))) // the framework writes at least one
            {
                responses[status] = response!.DeepClone();
            }
        }

        if (method == "get" && (schema?["x-etag"]?.GetValue<bool>() ?? false))
        {
            responses["304"] = new JsonObject { ["description"] = "It is still what the caller has." };
        }

        var isOpen = operation["x-merlon-role"]!.GetValue<string>() == "nobody"; // written above
        var hasPath = operation["parameters"]!.AsArray().Any(static parameter => parameter?["in"]?.GetValue<string>() == "path"); // written above
        foreach (var (status, name, _) in ApiFrame.Problems)
        {
            var isPossible = status switch
            {
                "400" => operation.ContainsKey("requestBody") || operation["parameters"]!.AsArray().Count > 0, // written above
                "401" or "403" => !isOpen,
                "404" => hasPath,
                "412" => isVersioned,
                "413" or "415" => operation.ContainsKey("requestBody"),
                _ => true,
            };
            if (isPossible)
            {
                responses[status] = Reference("responses", name);
            }
        }

        return new JsonObject(responses);
    }

    static JsonObject Answer(string text, string mediaType, JsonObject schema, bool hasTag, bool isPaged)
    {
        JsonObject headers = [];
        if (hasTag)
        {
            headers["ETag"] = Reference("headers", "etag");
        }

        if (isPaged)
        {
            headers["Link"] = Reference("headers", "link");
        }

        JsonObject answer = new() { ["description"] = text };
        if (headers.Count > 0)
        {
            answer["headers"] = headers;
        }

        if (mediaType != "none")
        {
            answer["content"] = new JsonObject { [mediaType] = new JsonObject { ["schema"] = schema } };
        }

        return answer;
    }

    // A fixed order of members, however they came to be.
    static void Order(JsonObject operation)
    {
        foreach (var name in new[] { "tags", "summary", "description", "operationId", "x-merlon-role", "security", "parameters", "requestBody", "responses" })
        {
            if (operation[name] is { } value)
            {
                operation.Remove(name);
                operation[name] = value;
            }
        }
    }

    static bool HasParameter(RouteEndpoint endpoint, Type type) => endpoint.Metadata.OfType<MethodInfo>().SelectMany(static method => method.GetParameters()).Any(parameter => parameter.ParameterType == type);

    static bool HasHeader(JsonObject operation, string name)
        => operation["parameters"] is JsonArray parameters && parameters.Any(parameter => parameter?["name"]?.GetValue<string>() == name);

    static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };
}

/// <summary>Says that a route takes the entity tag of what is changed (If-Match), and answers 412 when somebody else was quicker.</summary>
sealed record TakesIfMatch
{
    /// <summary>The one there is.</summary>
    public static TakesIfMatch Instance { get; } = new();
}

/// <summary>How a route says that it takes If-Match.</summary>
static class TakesIfMatchRoutes
{
    /// <summary>Says that this route takes If-Match.</summary>
    public static RouteHandlerBuilder WithIfMatch(this RouteHandlerBuilder route) => route.WithMetadata(TakesIfMatch.Instance);
}
