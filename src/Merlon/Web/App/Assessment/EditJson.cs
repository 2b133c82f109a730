using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Web.App.Assessment;

/// <summary>Changes of the organisation file, and what stands in it, as JSON. Scalars are texts: the file's reader decides what is a number.</summary>
static class EditJson
{
    /// <summary>Most changes of one request.</summary>
    public const int EditsMax = 500;

    /// <summary>Most steps of a path, and levels of a value.</summary>
    public const int DepthMax = 12;

    /// <summary>Most values of one request.</summary>
    public const int ValuesMax = 20_000;

    /// <summary>Reads changes: <c>{"op": "put", "path": ["sectors", 0], "value": "finance"}</c>, <c>add</c> with <c>values</c> and <c>at</c>, <c>remove</c>.</summary>
    /// <exception cref="InvalidDataException">It is none of them.</exception>
    public static IReadOnlyList<YamlEdit> Read(IReadOnlyList<EditOperation>? operations)
    {
        if (operations is null || operations.Count is 0 or > EditsMax || operations.Any(static operation => operation is null))
        {
            throw new InvalidDataException($"1 to {EditsMax} operations are expected");
        }

        var values = 0;
        return [.. operations.Select(operation => EditOf(operation, ref values))];
    }

    /// <summary>A change as it can be sent back.</summary>
    public static void Write(Utf8JsonWriter json, YamlEdit edit)
    {
        json.WriteStartObject();
        json.WriteString("op", edit switch { YamlEdit.Put => "put", YamlEdit.Add => "add", _ => "remove" });
        json.WriteStartArray("path");
        foreach (var step in edit.Path.Steps)
        {
            if (step.Key is { } key)
            {
                json.WriteStringValue(key);
            }
            else
            {
                json.WriteNumberValue(step.Index);
            }
        }

        json.WriteEndArray();
        if (edit is YamlEdit.Put put)
        {
            json.WritePropertyName("value");
            Write(json, put.Value);
        }
        else if (edit is YamlEdit.Add add)
        {
            json.WriteStartArray("values");
            foreach (var value in add.Values)
            {
                Write(json, value);
            }

            json.WriteEndArray();
            if (add.At is { } at)
            {
                json.WriteNumber("at", at);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>A tree as JSON: scalars as texts, nothing as null.</summary>
    public static void Write(Utf8JsonWriter json, YamlNode? node)
    {
        switch (node)
        {
            case YamlNode.Mapping mapping:
                json.WriteStartObject();
                foreach (var (key, value) in mapping.Entries)
                {
                    json.WritePropertyName(key.Text);
                    Write(json, value);
                }

                json.WriteEndObject();
                break;
            case YamlNode.Sequence sequence:
                json.WriteStartArray();
                foreach (var item in sequence.Items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case YamlNode.Scalar { IsNull: false } scalar:
                json.WriteStringValue(scalar.Text);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    /// <summary>What changes do, in a few words for a list: <c>sectors: + finance</c>.</summary>
    public static string Words(IReadOnlyList<YamlEdit> edits) => string.Join("; ", edits.Select(static edit => edit switch
    {
        YamlEdit.Put put => $"{put.Path}: {Short(put.Value)}",
        YamlEdit.Add add => $"{add.Path}: + {string.Join(", ", add.Values.Take(5).Select(Short))}{(add.Values.Count > 5 ? $" … ({add.Values.Count})" : "")}",
        _ => $"- {edit.Path}",
    }));

    static string Short(YamlNode node) => node switch
    {
        YamlNode.Scalar scalar => scalar.Text,
        YamlNode.Sequence sequence => string.Join(", ", sequence.Items.Take(8).Select(Short)) + (sequence.Items.Count > 8 ? " …" : ""),
        YamlNode.Mapping mapping => string.Join(" ", mapping.Entries.Take(4).Select(static entry => Short(entry.Value))),
        _ => "",
    };

    static YamlEdit EditOf(EditOperation operation, ref int values)
    {
        var path = PathOf(operation.Path);
        switch (operation.Op)
        {
            case "put" when operation.Value is { } value:
                return new YamlEdit.Put(path, NodeOf(value, 0, ref values));
            case "add" when operation.Values is { Count: > 0 } several:
                var nodes = new List<YamlNode>();
                foreach (var one in several)
                {
                    nodes.Add(NodeOf(one, 0, ref values));
                }

                return new YamlEdit.Add(path, nodes, operation.At);
            case "remove":
                return new YamlEdit.Remove(path);
            default:
                throw new InvalidDataException("an operation is put with a value, add with values, or remove");
        }
    }

    static YamlPath PathOf(IReadOnlyList<JsonElement>? steps)
    {
        if (steps is null || steps.Count is 0 or > DepthMax)
        {
            throw new InvalidDataException($"a path has 1 to {DepthMax} steps: keys, and places in lists from 0");
        }

        return steps.Aggregate(YamlPath.Root, static (path, step) => step.ValueKind switch
        {
            JsonValueKind.String => path[step.GetString()!], // a string is there
            JsonValueKind.Number when step.TryGetInt32(out var index) && index >= 0 => path[index],
            _ => throw new InvalidDataException("a step of a path is a key or a place from 0"),
        });
    }

    static YamlNode NodeOf(JsonElement value, int depth, ref int values)
    {
        if (depth > DepthMax || ++values > ValuesMax)
        {
            throw new InvalidDataException($"a value has at most {DepthMax} levels and {ValuesMax} parts");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return YamlTree.Text(value.GetString()!); // a string is there
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                return YamlTree.Text(value.GetRawText());
            case JsonValueKind.Array:
                var items = new List<YamlNode>();
                foreach (var item in value.EnumerateArray())
                {
                    items.Add(NodeOf(item, depth + 1, ref values));
                }

                return YamlTree.List(items);
            case JsonValueKind.Object:
                var entries = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
                foreach (var entry in value.EnumerateObject())
                {
                    entries[entry.Name] = NodeOf(entry.Value, depth + 1, ref values);
                }

                return YamlTree.Map(entries);
            default:
                throw new InvalidDataException("a value is a text, a list or a mapping; to take something away, remove it");
        }
    }
}

/// <summary>One change of the organisation file.</summary>
/// <param name="Op"><c>put</c>, <c>add</c> or <c>remove</c>.</param>
/// <param name="Path">Keys, and places in lists from 0.</param>
/// <param name="Value">Of <c>put</c>: what stands there afterwards.</param>
/// <param name="Values">Of <c>add</c>: the items.</param>
/// <param name="At">Of <c>add</c>: place of the first, the end when left out.</param>
sealed record EditOperation(string Op, IReadOnlyList<JsonElement>? Path, JsonElement? Value, IReadOnlyList<JsonElement>? Values, int? At);

/// <summary>Changes of the organisation file: all of them, or none.</summary>
/// <param name="Operations">One after the other.</param>
sealed record EditRequest(IReadOnlyList<EditOperation> Operations);
