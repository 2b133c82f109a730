using System.Globalization;
using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Sigma.Testing;

/// <summary>Reads descriptions of tests; never throws for content.</summary>
public static class RuleTestReader
{
    /// <summary>Most events of one file of tests.</summary>
    public const int EventsMax = 10_000;

    const int JsonDepthMax = 64;

    /// <summary>
    /// Where a rule file says that its tests are described (<c>regression_tests_path</c>), or null. The path is relative to the
    /// root of the rules' repository.
    /// </summary>
    public static string? PathIn(ReadOnlyMemory<byte> rule, ReadLimits limits)
        => YamlDocument.ReadAll(rule, "", limits).Value?.OfType<YamlNode.Mapping>()
            .Select(static root => root.TryFind("regression_tests_path", out var node) && node is YamlNode.Scalar { IsNull: false } scalar ? scalar.Text.Trim() : null)
            .FirstOrDefault(static path => !string.IsNullOrEmpty(path));

    /// <summary>
    /// Reads a description of recordings (<c>info.yml</c>): the entries of <c>regression_tests_info</c>. One without a path is a
    /// warning and left out (<c>SIGMA190</c>).
    /// </summary>
    public static Parsed<IReadOnlyList<RuleTest>> ReadRecordings(ReadOnlyMemory<byte> utf8, string document, ReadLimits limits)
    {
        var yaml = YamlDocument.Read(utf8, document, limits);
        if (yaml.Value is null)
        {
            return new(null, yaml.Diagnostics);
        }

        var log = new DiagnosticLog(document, limits);
        log.AddRange(yaml.Diagnostics);
        List<RuleTest> tests = [];
        if (yaml.Value is YamlNode.Mapping root && root.TryFind("regression_tests_info", out var node) && node is YamlNode.Sequence list)
        {
            foreach (var item in list.Items)
            {
                if (item is YamlNode.Mapping mapping && TextOf(mapping, "path") is { Length: > 0 } path)
                {
                    tests.Add(new RuleTest.Recording(TextOf(mapping, "name"), TextOf(mapping, "type"), path, CountIn(mapping, log)));
                }
                else
                {
                    log.Warn("SIGMA190", item.Location, "a test names no recording; it was left out", advice: "add 'path:'");
                }
            }
        }

        return new(tests, log.ToList());
    }

    /// <summary>
    /// Reads Merlon's own tests (<c>NAME.test.json</c>): the lists <c>fires</c> and <c>silent</c> of objects with <c>name</c> and
    /// <c>event</c>. What is not of this form gives an error and no test (<c>SIGMA191</c>).
    /// </summary>
    public static Parsed<IReadOnlyList<RuleTest>> ReadEvents(ReadOnlyMemory<byte> utf8, string document, ReadLimits limits)
    {
        var log = new DiagnosticLog(document, limits);
        List<RuleTest> tests = [];
        try
        {
            using var json = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = JsonDepthMax });
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                Refuse("$", "the file is no JSON object");
            }
            else
            {
                AddEvents(json.RootElement, "fires", hasToFire: true);
                AddEvents(json.RootElement, "silent", hasToFire: false);
            }
        }
        catch (JsonException e)
        {
            log.Error(
                "SIGMA191", new SourceLocation((int)Math.Min(e.LineNumber ?? 0, int.MaxValue - 1) + 1, 1), "the file is no JSON; none of its tests were read",
                advice: "see rules/README.md for how events are written");
        }

        return new(log.HasErrors ? null : tests, log.ToList());

        void Refuse(string path, string what) => log.Error(
            "SIGMA191", new SourceLocation(0, 0, path), what + "; none of its tests were read", advice: "see rules/README.md for how events are written");

        void AddEvents(JsonElement root, string key, bool hasToFire)
        {
            if (!root.TryGetProperty(key, out var list))
            {
                return;
            }

            if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > EventsMax)
            {
                Refuse($"$.{key}", FormattableString.Invariant($"'{key}' must be a list of at most {EventsMax:N0} events"));
                return;
            }

            var index = 0;
            foreach (var item in list.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("event", out var @event) || @event.ValueKind != JsonValueKind.Object)
                {
                    Refuse(FormattableString.Invariant($"$.{key}[{index}]"), "a test has no 'event' that is an object");
                    return;
                }

                var name = item.TryGetProperty("name", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() ?? "" : "";
                tests.Add(new RuleTest.Sample(name.Length > 0 ? name : FormattableString.Invariant($"{key}[{index}]"), JsonSerializer.SerializeToUtf8Bytes(@event), hasToFire));
                index++;
            }
        }
    }

    static string TextOf(YamlNode.Mapping mapping, string key) => mapping.TryFind(key, out var node) && node is YamlNode.Scalar { IsNull: false } scalar ? scalar.Text.Trim() : "";

    static int? CountIn(YamlNode.Mapping mapping, DiagnosticLog log)
    {
        if (!mapping.TryFind("match_count", out var node))
        {
            return null;
        }

        if (node is YamlNode.Scalar scalar && int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
        {
            return count;
        }

        log.Warn("SIGMA190", node.Location, "match_count is no whole number above 0; one hit is expected", (node as YamlNode.Scalar)?.Text);
        return null;
    }
}
