using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Merlon.Documents;

namespace Merlon.Defense.Tests.Assessment;

/// <summary>As much of JSON Schema 2020-12 as docs/formats/organisation.schema.json uses, over YAML trees; any other keyword throws.</summary>
sealed class SmallSchema(JsonElement root)
{
    static readonly string[] Silent = ["$schema", "$id", "$defs", "title", "description", "default", "format", "minLength", "maxLength", "maxItems", "minimum", "maximum"];

    public IEnumerable<string> Check(YamlNode node) => Check(node, root, "$");

    IEnumerable<string> Check(YamlNode node, JsonElement schema, string path)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            var wrong = keyword.Name switch
            {
                "$ref" => Check(node, Resolve(keyword.Value.GetString() ?? ""), path),
                "type" => HasType(node, keyword.Value.GetString() ?? "") ? [] : [$"{path} is no {keyword.Value}"],
                "const" or "enum" => IsAmong(node, keyword.Value) ? [] : [$"{path} is not {keyword.Value}"],
                "pattern" => Regex.IsMatch(TextOf(node), keyword.Value.GetString() ?? "", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) ? [] : [$"{path} does not match"],
                "properties" => node is YamlNode.Mapping mapping ? mapping.Entries.Where(e => keyword.Value.TryGetProperty(e.Key.Text, out _))
                    .SelectMany(e => Check(e.Value, keyword.Value.GetProperty(e.Key.Text), $"{path}.{e.Key.Text}")) : [],
                "additionalProperties" => Additional(node, schema, keyword.Value, path),
                "required" => keyword.Value.EnumerateArray().Where(k => node is YamlNode.Mapping m && !m.TryFind(k.GetString() ?? "", out _)).Select(k => $"{path} lacks {k}"),
                "items" => node is YamlNode.Sequence sequence ? sequence.Items.SelectMany((item, i) => Check(item, keyword.Value, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"))) : [],
                "oneOf" => keyword.Value.EnumerateArray().Count(s => !Check(node, s, path).Any()) == 1 ? [] : [$"{path} is not one of the forms"],
                "anyOf" => keyword.Value.EnumerateArray().Any(s => !Check(node, s, path).Any()) ? [] : [$"{path} is none of the forms"],
                var other => Silent.Contains(other, StringComparer.Ordinal) ? [] : throw new InvalidOperationException($"the check does not know {other}"),
            };
            foreach (var sentence in wrong)
            {
                yield return sentence;
            }
        }
    }

    IEnumerable<string> Additional(YamlNode node, JsonElement schema, JsonElement rule, string path)
    {
        if (node is not YamlNode.Mapping mapping)
        {
            return [];
        }

        var further = mapping.Entries.Where(e => !schema.TryGetProperty("properties", out var known) || !known.TryGetProperty(e.Key.Text, out _));
        return rule.ValueKind == JsonValueKind.False
            ? further.Select(e => $"{path} has the unknown key {e.Key.Text}")
            : further.SelectMany(e => Check(e.Value, rule, $"{path}.{e.Key.Text}"));
    }

    JsonElement Resolve(string reference) => reference.TrimStart('#', '/').Split('/').Aggregate(root, static (at, part) => at.GetProperty(part));

    static string TextOf(YamlNode node) => node is YamlNode.Scalar scalar ? scalar.Text : "";

    static bool IsAmong(YamlNode node, JsonElement allowed) => allowed.ValueKind == JsonValueKind.Array
        ? allowed.EnumerateArray().Any(a => string.Equals(a.ToString(), TextOf(node), StringComparison.Ordinal))
        : string.Equals(allowed.ToString(), TextOf(node), StringComparison.Ordinal);

    static bool HasType(YamlNode node, string type) => type switch
    {
        "object" => node is YamlNode.Mapping,
        "array" => node is YamlNode.Sequence,
        "string" => node is YamlNode.Scalar,
        "integer" => long.TryParse(TextOf(node), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "number" => decimal.TryParse(TextOf(node), NumberStyles.Number, CultureInfo.InvariantCulture, out _),
        _ => throw new InvalidOperationException($"the check does not know the type {type}"),
    };
}
