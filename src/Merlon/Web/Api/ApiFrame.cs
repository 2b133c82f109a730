using System.Text.Json.Nodes;

namespace Merlon.Web.Api;

/// <summary>What of the API's description does not belong to one operation: information, servers, tags, security, shared parts. Everything is in a fixed order.</summary>
static class ApiFrame
{
    /// <summary>The whole document around the paths that the framework saw.</summary>
    public static JsonObject Around(JsonObject seen, IReadOnlyDictionary<string, JsonObject> answers)
    {
        var paths = Sorted(seen["paths"]?.AsObject() ?? []);
        var used = paths.SelectMany(static path => path.Value!.AsObject()).SelectMany(static member => member.Value is JsonObject operation && operation["tags"] is JsonArray tags ? tags : [])
            .Select(static tag => tag!.GetValue<string>()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Merlon",
                ["summary"] = "MITRE ATT&CK as a working defence",
                ["description"] = "What the command line can do, over HTTP. Lists are paged (`offset`, `limit`) and name their next page in a Link header. Answers carry an ETag: send it as If-None-Match and get 304 while nothing changed; send it as If-Match with a change and get 412 when somebody else was quicker. Problems are `application/problem+json` (RFC 9457). Members may be added to answers; a client ignores what it does not know.",
                ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" },
                ["version"] = AnswerWords.Version,
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/", ["description"] = "This server" }),
            ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }, new JsonObject { ["session"] = new JsonArray() }),
            ["tags"] = new JsonArray([.. used.Select(static tag => (JsonNode)new JsonObject { ["name"] = tag, ["description"] = ApiTags.DescriptionOf(tag) })]),
            ["paths"] = paths,
            ["components"] = Components(seen, answers),
        };
    }

    static JsonObject Components(JsonObject seen, IReadOnlyDictionary<string, JsonObject> answers)
    {
        SortedDictionary<string, JsonNode?> schemas = new(StringComparer.Ordinal) { ["Problem"] = Problem() };
        foreach (var (name, schema) in seen["components"]?["schemas"]?.AsObject().Where(static one => one.Key is not ("IFormFile" or "Stream")) ?? []) // files are described where they are taken
        {
            schemas[name] = schema?.DeepClone();
        }

        foreach (var (operation, schema) in answers.Where(static answer => AnswerSchemas.AnswerOf(answer.Value).MediaType == "application/json"))
        {
            schemas[operation + "Answer"] = AnswerSchemas.Plain(schema);
        }

        return new JsonObject
        {
            ["schemas"] = new JsonObject(schemas),
            ["responses"] = new JsonObject(Problems.Select(static problem => KeyValuePair.Create<string, JsonNode?>(problem.Name, Response(problem.Text)))),
            ["parameters"] = new JsonObject
            {
                ["offset"] = Query("offset", "Items to leave out.", new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["default"] = 0 }),
                ["limit"] = Query("limit", "Items to answer with.", new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = Paging.ItemsMax, ["default"] = Paging.ItemsDefault }),
                ["ifNoneMatch"] = Header("If-None-Match", "The ETag of what the caller has: 304 while it is still that.", required: false),
                ["ifMatch"] = Header("If-Match", "The ETag of what the change was made on: 412 when somebody else changed it since.", required: false),
            },
            ["headers"] = new JsonObject
            {
                ["etag"] = new JsonObject { ["description"] = "Another text for every other answer.", ["schema"] = Text() },
                ["link"] = new JsonObject { ["description"] = "The next page, as rel=\"next\"; left out on the last one.", ["schema"] = Text() },
            },
            ["securitySchemes"] = new JsonObject
            {
                ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "An API token, made on the settings pages. It may do what both its own role and its owner's allow." },
                ["session"] = new JsonObject { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = "merlon-8484", ["description"] = "The session of a browser that is signed in; the cookie is called merlon- and the port of the server." },
                ["formKey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-Form-Key", ["description"] = "With a session, every change needs the key that pages carry (`meta[name=form-key]`); with a token it is not needed." },
            },
        };
    }

    /// <summary>Problems by status and name; <c>default</c> stands for every other.</summary>
    public static IReadOnlyList<(string Status, string Name, string Text)> Problems { get; } =
    [
        ("400", "BadRequest", "A parameter or the body is not what is expected; the detail says which."),
        ("401", "SignInFirst", "No valid token and no session."),
        ("403", "NotAllowed", "The caller's role does not allow it."),
        ("404", "NotFound", "There is no such thing."),
        ("409", "NotAsThingsStand", "As things stand it cannot be done; the detail says what has to change first."),
        ("412", "ChangedMeanwhile", "Somebody else changed it; the answer says what is there now."),
        ("413", "TooLarge", "The body is larger than the limit."),
        ("415", "WrongFormat", "The content type is not one that is read here."),
        ("422", "NothingUsable", "What was sent can be read, and nothing of it can be used; the answer says why."),
        ("428", "SayWhatYouSaw", "If-Match is missing: which state is it that is changed?"),
        ("429", "TooMany", "Too many requests; Retry-After says how many seconds to wait."),
        ("502", "NotFetched", "What stands elsewhere cannot be fetched."),
        ("default", "Trouble", "Everything else that went wrong."),
    ];

    static JsonObject Response(string text) => new()
    {
        ["description"] = text,
        ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Problem" } } },
    };

    static JsonObject Problem() => new()
    {
        ["type"] = "object",
        ["description"] = "What went wrong (RFC 9457). Further members say more, such as what is there now.",
        ["required"] = new JsonArray("type", "title", "status", "detail"),
        ["properties"] = new JsonObject
        {
            ["type"] = Text(),
            ["title"] = new JsonObject { ["type"] = "string", ["description"] = "What happened, in a few words." },
            ["status"] = new JsonObject { ["type"] = "integer", ["description"] = "The HTTP status." },
            ["detail"] = new JsonObject { ["type"] = "string", ["description"] = "What exactly, and what to do." },
        },
    };

    static JsonObject Text() => new() { ["type"] = "string" };

    static JsonObject Query(string name, string text, JsonObject schema) => new() { ["name"] = name, ["in"] = "query", ["description"] = text, ["schema"] = schema };

    static JsonObject Header(string name, string text, bool required) => new() { ["name"] = name, ["in"] = "header", ["description"] = text, ["required"] = required, ["schema"] = Text() };

    static JsonObject Sorted(JsonObject paths)
        => new(paths.OrderBy(static path => path.Key, StringComparer.Ordinal).Select(static path => KeyValuePair.Create(path.Key, path.Value?.DeepClone())));
}
