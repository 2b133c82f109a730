using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Merlon.Web.Tests.Api;

/// <summary>The shape of JSON values: drawn from samples, written as JSON schema, and held against further values.</summary>
sealed partial class AnswerShape
{
    readonly SortedSet<string> types = new(StringComparer.Ordinal);
    readonly List<string> order = [];
    readonly Dictionary<string, AnswerShape> members = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> met = new(StringComparer.Ordinal);
    AnswerShape? items, values;
    int objects;
    bool areTimes = true, areDays = true;

    /// <summary>Takes a sample in.</summary>
    public void Add(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                types.Add("object");
                AddObject(value);
                break;
            case JsonValueKind.Array:
                types.Add("array");
                items ??= new AnswerShape();
                foreach (var item in value.EnumerateArray())
                {
                    items.Add(item);
                }

                break;
            case JsonValueKind.String:
                types.Add("string");
                areTimes &= Time().IsMatch(value.GetString()!); // it is a string
                areDays &= Day().IsMatch(value.GetString()!); // it is a string
                break;
            case JsonValueKind.Number:
                types.Add(value.TryGetInt64(out _) ? "integer" : "number");
                break;
            case JsonValueKind.True or JsonValueKind.False:
                types.Add("boolean");
                break;
            default:
                types.Add("null");
                break;
        }
    }

    /// <summary>As JSON schema.</summary>
    public JsonObject ToSchema()
    {
        JsonObject schema = [];
        List<string> named = types.Contains("number") ? [.. types.Where(static type => type != "integer")] : [.. types];
        if (named.Count > 0 && named is not ["null"]) // what was only ever empty is not known to be nothing else
        {
            schema["type"] = named.Count == 1 ? named[0] : new JsonArray([.. named.Select(static type => (JsonNode)type)]);
        }

        if (types.Contains("string") && (areTimes || areDays))
        {
            schema["format"] = areTimes ? "date-time" : "date";
        }

        if (items is not null)
        {
            schema["items"] = items.ToSchema();
        }

        if (values is not null)
        {
            schema["additionalProperties"] = values.ToSchema();
        }
        else if (types.Contains("object"))
        {
            var required = order.Where(name => met[name] == objects).ToList();
            if (required.Count > 0)
            {
                schema["required"] = new JsonArray([.. required.Select(static name => (JsonNode)name)]);
            }

            schema["properties"] = new JsonObject(order.Select(name => KeyValuePair.Create<string, JsonNode?>(name, members[name].ToSchema())));
        }

        return schema;
    }

    /// <summary>What of a value a schema does not describe: the description would lie.</summary>
    public static IEnumerable<string> FaultsOf(JsonElement value, JsonObject schema, string at)
    {
        var allowed = schema["type"] is JsonArray several ? several.Select(static type => type!.ToString()).ToHashSet(StringComparer.Ordinal)
            : schema["type"] is { } one ? new HashSet<string>(StringComparer.Ordinal) { one.ToString() } : null;
        var type = TypeOf(value);
        if (allowed is not null && !allowed.Contains(type) && !(type == "integer" && allowed.Contains("number")))
        {
            return [$"{at} is {type}, not {string.Join(" or ", allowed)}"];
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => FaultsOfObject(value, schema, at),
            JsonValueKind.Array when schema["items"] is JsonObject items => value.EnumerateArray().SelectMany((item, i) => FaultsOf(item, items, $"{at}[{i}]")),
            _ => [],
        };
    }

    void AddObject(JsonElement value)
    {
        var names = value.EnumerateObject().Select(static member => member.Name).ToList();
        if (values is not null || names.Any(static name => !Word().IsMatch(name)))
        {
            values ??= new AnswerShape();
            foreach (var member in value.EnumerateObject())
            {
                values.Add(member.Value);
            }

            return;
        }

        objects++;
        foreach (var member in value.EnumerateObject())
        {
            if (!members.TryGetValue(member.Name, out var shape))
            {
                order.Add(member.Name);
                members.Add(member.Name, shape = new AnswerShape());
            }

            met[member.Name] = met.GetValueOrDefault(member.Name) + 1;
            shape.Add(member.Value);
        }
    }

    static IEnumerable<string> FaultsOfObject(JsonElement value, JsonObject schema, string at)
    {
        foreach (var name in schema["required"]?.AsArray() ?? [])
        {
            if (!value.TryGetProperty(name!.ToString(), out _))
            {
                yield return $"{at} lacks {name}";
            }
        }

        foreach (var member in value.EnumerateObject())
        {
            var known = schema["properties"]?[member.Name] ?? schema["additionalProperties"];
            if (known is not JsonObject inner)
            {
                yield return $"{at}.{member.Name} is not described";
                continue;
            }

            foreach (var fault in FaultsOf(member.Value, inner, $"{at}.{member.Name}"))
            {
                yield return fault;
            }
        }
    }

    static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };

    [GeneratedRegex(@"^[a-z$][A-Za-z0-9_]*$")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Time();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d$")]
    private static partial Regex Day();
}
