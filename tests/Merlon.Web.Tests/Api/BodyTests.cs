using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Merlon.Web.Api;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Api;

/// <summary>Bodies and parameters of requests: described, spelt alike, and refused in words when they are not what the document says.</summary>
public sealed partial class BodyTests
{
    [Fact]
    public async Task Every_member_of_every_body_is_described_and_spelt_as_in_answers()
    {
        await using var served = await ServedMerlon.StartAsync();
        var document = (await served.DescriptionAsync()).Tree;
        List<string> faults = [];
        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject().Where(static one => !one.Key.EndsWith("Answer", StringComparison.Ordinal) && one.Key is not ("Problem" or "JsonElement")))
        {
            if (schema!["description"] is null)
            {
                faults.Add($"{name} says not what it is");
            }

            foreach (var (member, value) in schema["properties"]?.AsObject() ?? [])
            {
                if (!Snake().IsMatch(member))
                {
                    faults.Add($"{name}.{member} is not spelt as members of answers are");
                }

                if (value!["description"] is null && value["$ref"] is null && value["oneOf"] is null)
                {
                    faults.Add($"{name}.{member} says not what it is");
                }
            }
        }

        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var parameter in item!.AsObject().SelectMany(static member => member.Value!["parameters"]?.AsArray() ?? []))
            {
                if (parameter!["name"]?.GetValue<string>() is { } name && char.IsUpper(name[0]) && parameter["in"]!.GetValue<string>() == "query")
                {
                    faults.Add($"{path}: {name} begins with a capital");
                }
            }
        }

        faults.ShouldBeEmpty(string.Join('\n', faults));
    }

    [Fact]
    public async Task A_body_that_lacks_something_or_has_what_nobody_knows_is_refused_by_its_name()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Administrator);
        var description = await served.DescriptionAsync();
        List<string> faults = [];
        foreach (var (id, method, path, _, _) in ApiIndex.Of(description))
        {
            if (description.Tree["paths"]![path]![method.ToLowerInvariant()]!["requestBody"]?["content"]?["application/json"]?["schema"]?["$ref"]?.GetValue<string>() is not { } reference)
            {
                continue;
            }

            var concrete = Place().Replace(path, "1");
            var schema = description.Tree["components"]!["schemas"]![reference[(reference.LastIndexOf('/') + 1)..]]!.AsObject();
            faults.AddRange(await FaultsOfAsync(client, new SampleCall(id, method, concrete, """{"no_such_member":1}"""), "no_such_member"));
            if (schema["required"] is JsonArray { Count: > 0 } required)
            {
                faults.AddRange(await FaultsOfAsync(client, new SampleCall(id, method, concrete, "{}"), required[0]!.GetValue<string>()));
            }
        }

        faults.ShouldBeEmpty(string.Join('\n', faults));
    }

    [Fact]
    public async Task A_misspelt_dry_run_changes_nothing()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        (await SampleWalk.CallAsync(client, new SampleCall("BeginOwn", "POST", "/api/v1/own", """{"name":"Ours","prefix":"OU"}"""))).Status.ShouldBe(200);
        (await SampleWalk.CallAsync(client, new SampleCall("MergeOwn", "POST", "/api/v1/own/merge", """{"dryRun":true}"""))).Status.ShouldBe(400);
        var before = await client.GetStringAsync("/api/v1/own/history");
        (await SampleWalk.CallAsync(client, new SampleCall("MergeOwn", "POST", "/api/v1/own/merge", """{"dry_run":true}"""))).Status.ShouldBe(200);
        (await client.GetStringAsync("/api/v1/own/history")).ShouldBe(before);
    }

    static async Task<IEnumerable<string>> FaultsOfAsync(HttpClient client, SampleCall call, string name)
    {
        var answer = await SampleWalk.CallAsync(client, call);
        var said = answer.Json?.TryGetProperty("detail", out var detail) == true ? detail.GetString() ?? "" : "";
        return answer.Status == 400 && said.Contains(name, StringComparison.Ordinal) && !said.Contains("Merlon", StringComparison.Ordinal) ? [] : [$"{call.Operation} {call.Body}: {answer.Status} {answer.Text}"];
    }

    [GeneratedRegex("^[a-z0-9]+(_[a-z0-9]+)*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Snake();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Place();
}
