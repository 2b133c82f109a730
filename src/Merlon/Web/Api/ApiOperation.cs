using System.Globalization;
using System.Reflection;
using System.Text.Json;
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
        Read(operation, endpoint);
        Uploads(operation);
        var refusals = endpoint.Metadata.OfType<Refusals>().SelectMany(static refusal => refusal.Statuses).ToHashSet();
        operation["responses"] = Responses(operation, method, isPaged, isVersioned, refusals, answers);
        if (endpoint.Metadata.GetMetadata<MayTakeLong>() is not null)
        {
            TakeLong(operation);
        }

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

        foreach (var parameter in kept.Where(static parameter => parameter!["in"]?.GetValue<string>() == "query"))
        {
            parameter!["name"] = JsonNamingPolicy.CamelCase.ConvertName(parameter["name"]!.GetValue<string>()); // every parameter has one; the server takes either case
        }

        operation["parameters"] = kept;
    }

    // What a route says of itself: parameters that it reads from the query, files of its form.
    static void Read(JsonObject operation, RouteEndpoint endpoint)
    {
        var parameters = operation["parameters"]!.AsArray(); // written by Parameters
        var known = parameters.Select(static parameter => parameter?["name"]?.GetValue<string>()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var query in endpoint.Metadata.OfType<ReadsQuery>().Where(query => known.Add(query.Name)))
        {
            JsonObject schema = new() { ["type"] = query.Type };
            parameters.Add(new JsonObject
            {
                ["name"] = query.Name,
                ["in"] = "query",
                ["description"] = query.Description,
                ["schema"] = query.IsList ? new JsonObject { ["type"] = "array", ["items"] = schema } : schema,
            });
        }

        List<TakesFiles> files = [.. endpoint.Metadata.OfType<TakesFiles>()];
        if (files.Count > 0 && operation["requestBody"]?["content"]?["multipart/form-data"] is JsonObject form)
        {
            form["schema"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject(files.Select(static one => KeyValuePair.Create<string, JsonNode?>(one.Name, new JsonObject
                {
                    ["type"] = "array",
                    ["description"] = one.Description,
                    ["items"] = new JsonObject { ["type"] = "string", ["format"] = "binary" },
                }))),
            };
        }
    }

    // An answer that is made by a job when it is not there in time.
    static void TakeLong(JsonObject operation)
    {
        operation["parameters"]!.AsArray().Add(new JsonObject // written by Parameters
        {
            ["name"] = "Prefer",
            ["in"] = "header",
            ["description"] = $"How long to wait for the answer (RFC 7240): wait=0 to wait={Work<object>.WaitSecondsMax} seconds; {Work<object>.WaitSecondsDefault} when nothing is said.",
            ["schema"] = new JsonObject { ["type"] = "string" },
        });
        operation["responses"]!["202"] = new JsonObject // written before
        {
            ["description"] = "It is being worked out by a job, whose address is in Location: ask again when it is done.",
            ["headers"] = new JsonObject { ["Location"] = new JsonObject { ["description"] = "The job.", ["schema"] = new JsonObject { ["type"] = "string" } } },
            ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = new JsonObject() } },
        };
    }

    // Files as they are: one as the body, or several in a form, under any name.
    static void Uploads(JsonObject operation)
    {
        foreach (var (type, content) in operation["requestBody"]?["content"]?.AsObject().ToList() ?? [])
        {
            if (content?["schema"]?["$ref"]?.GetValue<string>() is "#/components/schemas/IFormFile" or "#/components/schemas/Stream" || content?["schema"]?["format"]?.GetValue<string>() == "binary")
            {
                JsonObject file = new() { ["type"] = "string", ["format"] = "binary", ["description"] = "The file as it is." };
                content!["schema"] = type == "multipart/form-data"
                    ? new JsonObject { ["type"] = "object", ["description"] = "Files, under any names of fields.", ["properties"] = new JsonObject { ["files"] = new JsonObject { ["type"] = "array", ["items"] = file } } }
                    : file;
            }
        }
    }

    static bool IsOurs(JsonNode? parameter, bool isPaged)
        => parameter?["name"]?.GetValue<string>() is "If-Match" or "If-None-Match" || (isPaged && parameter?["name"]?.GetValue<string>() is "paging" or "offset" or "limit");

    static JsonObject Responses(JsonObject operation, string method, bool isPaged, bool isVersioned, HashSet<int> refusals, IReadOnlyDictionary<string, JsonObject> answers)
    {
        var id = operation["operationId"]!.GetValue<string>(); // who calls looked it up by this
        SortedDictionary<string, JsonNode?> responses = new(StringComparer.Ordinal);
        if (answers.TryGetValue(id, out var schema))
        {
            var (mediaType, status) = AnswerSchemas.AnswerOf(schema);
            var isJson = mediaType == "application/json";
            responses[status] = Answer(TextOf(status), mediaType, isJson ? Reference("schemas", id + "Answer") : AnswerSchemas.Plain(schema), schema["x-etag"]?.GetValue<bool>() ?? false, isPaged);
            foreach (var other in AnswerSchemas.OthersOf(schema))
            {
                var (otherType, otherStatus) = AnswerSchemas.AnswerOf(other);
                if (responses.TryGetValue(otherStatus, out var there))
                {
                    there!["content"]![otherType] = new JsonObject { ["schema"] = AnswerSchemas.Plain(other) }; // it was just made, with content
                }
                else
                {
                    responses[otherStatus] = Answer(TextOf(otherStatus), otherType, AnswerSchemas.Plain(other), other["x-etag"]?.GetValue<bool>() ?? false, isPaged: false);
                }
            }
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
                "429" or "default" => true,
                _ => false,
            };
            if (isPossible || (int.TryParse(status, CultureInfo.InvariantCulture, out var number) && refusals.Contains(number)))
            {
                responses[status] = Reference("responses", name);
            }
        }

        return new JsonObject(responses);
    }

    static string TextOf(string status) => status switch
    {
        "201" => "It was made.",
        "202" => "It has begun, and goes on in the background.",
        "204" => "It was done.",
        _ => "What was asked for.",
    };

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

/// <summary>Says with which statuses a route refuses beside those that follow from its parameters and body.</summary>
/// <param name="Statuses">Such as 409.</param>
sealed record Refusals(params IReadOnlyList<int> Statuses);

/// <summary>Says that a route takes the entity tag of what is changed (If-Match), and answers 412 when somebody else was quicker.</summary>
sealed record TakesIfMatch
{
    /// <summary>The one there is.</summary>
    public static TakesIfMatch Instance { get; } = new();
}

/// <summary>How a route says what the framework cannot see.</summary>
static class DescribedRoutes
{
    /// <summary>Says with which statuses this route refuses beside those that follow from its parameters and body.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params int[] statuses) => route.WithMetadata(new Refusals([.. statuses]));

    /// <summary>Says which parameters this route reads from the query by itself; all may be left out.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder route, IReadOnlyList<(string Name, string Text)> words) => route.Reading([.. words.Select(static word => new ReadsQuery(word.Name, word.Text))]);

    /// <summary>Says that this route takes If-Match.</summary>
    public static RouteHandlerBuilder WithIfMatch(this RouteHandlerBuilder route) => route.WithMetadata(TakesIfMatch.Instance);
}
