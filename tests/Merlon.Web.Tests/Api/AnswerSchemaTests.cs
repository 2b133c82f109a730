using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Accessibility;
using Microsoft.Extensions.DependencyInjection;

namespace Merlon.Web.Tests.Api;

/// <summary>What operations answer is what their schemas say. MERLON_GOLDEN=update draws the schemas from the answers anew; they are read in review.</summary>
public sealed class AnswerSchemaTests(WalkedServer walk) : IClassFixture<WalkedServer>
{
    const string Folder = "docs/formats/api";

    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Every_operation_has_a_sample_call()
    {
        var described = await walk.Served.DescriptionAsync();
        var operations = ApiIndex.Of(described).Select(static operation => operation.Id).ToHashSet(StringComparer.Ordinal);
        var selfExplaining = ApiIndex.Of(described).Where(operation => operation.Method == "GET" && SampleWalk.NeedsNothing(described, operation.Path)).Select(static operation => operation.Id);
        var sampled = SampleWalk.Calls.Select(static call => call.Operation).ToHashSet(StringComparer.Ordinal);
        operations.Except(sampled, StringComparer.Ordinal).Except(selfExplaining, StringComparer.Ordinal).Except(Unsampled.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBeEmpty("add a line to samples.txt");
        sampled.Except(operations, StringComparer.Ordinal).ShouldBeEmpty("no such operation any more");
    }

    [Fact]
    public async Task Every_answer_is_as_its_schema_says()
    {
        var answers = walk.Answers;
        answers.Where(static answer => answer.Status >= 400).Select(static answer => $"{answer.Call.Operation} {answer.Call.Path}: {answer.Status} {answer.Text}").ShouldBeEmpty();
        var isUpdate = string.Equals(Environment.GetEnvironmentVariable("MERLON_GOLDEN"), "update", StringComparison.Ordinal);
        List<string> faults = [];
        foreach (var operation in answers.GroupBy(static answer => answer.Call.Operation, StringComparer.Ordinal))
        {
            var path = Repository.PathOf($"{Folder}/{operation.Key}.schema.json");
            if (isUpdate)
            {
                Directory.CreateDirectory(Repository.PathOf(Folder));
                await File.WriteAllTextAsync(path, SchemaOf([.. operation]).ToJsonString(Readable) + "\n");
            }
            else
            {
                faults.AddRange(File.Exists(path) ? FaultsOf([.. operation], JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsObject()) : [$"{operation.Key} has no schema: run with MERLON_GOLDEN=update"]);
            }
        }

        faults.ShouldBeEmpty(string.Join('\n', faults));
    }

    [Fact]
    public async Task No_answer_and_no_page_says_where_on_the_servers_disk_anything_lies()
    {
        var folders = new[] { Path.GetDirectoryName(walk.Served.Organisation)!, Repository.PathOf("tests") };
        bool IsTelling(string text) => folders.Any(folder => text.Contains(folder, StringComparison.Ordinal));
        List<string> telling = [.. walk.Answers.Where(answer => IsTelling(answer.Text)).Select(static answer => $"{answer.Call.Operation} {answer.Call.Path}").Distinct(StringComparer.Ordinal)];
        using var client = await walk.Served.ClientAsync(TeamRole.Administrator); // the walk ended all other sessions
        foreach (var page in PageSamples.ByRoute.Values.SelectMany(static paths => paths))
        {
            using var answer = await client.GetAsync(page);
            if (IsTelling(await answer.Content.ReadAsStringAsync()))
            {
                telling.Add(page);
            }
        }

        telling.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_read_twice_is_the_same_has_a_tag_and_is_not_sent_again()
    {
        var jobs = walk.Served.Server.Services.GetRequiredService<JobBoard>();
        List<string> faults = [];
        var gone = 0;
        foreach (var read in walk.Answers.Where(static answer => answer.Call.Method == "GET" && answer is { Status: 200, Type: not "text/event-stream" }).DistinctBy(static answer => answer.Call.Path, StringComparer.Ordinal))
        {
            await jobs.EndedAsync().WaitAsync(Patience.OfJobs); // how far one is may be another answer each time
            using var client = await walk.Served.ClientAsync(TeamRole.Administrator); // for each: when a session was last used is written down once a minute, and shown
            var once = await SampleWalk.CallAsync(client, read.Call);
            if (once.Status != read.Status)
            {
                gone++; // taken away later in the walk, or made anew when it is asked for
                continue;
            }

            var again = await SampleWalk.CallAsync(client, read.Call);
            if (once.Text != again.Text || once.Tag != again.Tag)
            {
                faults.Add($"{read.Call.Path}: two reads differ");
            }

            if (once.Json is not null && once.Tag.Length == 0 && !read.Call.Path.Contains("/export", StringComparison.Ordinal)) // a file is made anew
            {
                faults.Add($"{read.Call.Path}: no ETag");
            }

            using HttpRequestMessage known = new(HttpMethod.Get, read.Call.Path);
            known.Headers.TryAddWithoutValidation("If-None-Match", once.Tag);
            using var unchanged = await client.SendAsync(known);
            if (once.Tag.Length > 0 && (unchanged.StatusCode != HttpStatusCode.NotModified || (await unchanged.Content.ReadAsByteArrayAsync()).Length > 0))
            {
                faults.Add($"{read.Call.Path}: sent again although it is the same ({(int)unchanged.StatusCode})");
            }

            using HttpRequestMessage head = new(HttpMethod.Head, read.Call.Path);
            using var headers = await client.SendAsync(head);
            if (headers.StatusCode != HttpStatusCode.OK || headers.Content.Headers.ContentType?.MediaType != read.Type || (await headers.Content.ReadAsByteArrayAsync()).Length > 0)
            {
                faults.Add($"{read.Call.Path}: HEAD answers {(int)headers.StatusCode} {headers.Content.Headers.ContentType?.MediaType}");
            }
        }

        gone.ShouldBeLessThanOrEqualTo(8);
        faults.ShouldBeEmpty(string.Join('\n', faults));
    }

    [Fact]
    public async Task A_list_that_goes_on_names_its_next_page()
    {
        using var client = await walk.Served.ClientAsync(TeamRole.Administrator);
        List<string> faults = [];
        var lists = 0;
        foreach (var list in walk.Answers.Where(static answer => answer is { Call.Method: "GET", Status: 200 } && answer.Json is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("items", out _) && json.TryGetProperty("total", out var total) && total.GetInt64() > 1)
            .DistinctBy(static answer => answer.Call.Operation, StringComparer.Ordinal))
        {
            using var page = await client.GetAsync(list.Call.Path + (list.Call.Path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "limit=1");
            if (page.StatusCode != HttpStatusCode.OK || JsonNode.Parse(await page.Content.ReadAsStringAsync())!["total"]!.GetValue<long>() < 2)
            {
                continue; // taken away later in the walk
            }

            lists++;
            if (!page.Headers.TryGetValues("Link", out var link) || !link.First().Contains("rel=\"next\"", StringComparison.Ordinal))
            {
                faults.Add($"{list.Call.Operation}: no next page");
            }
        }

        faults.ShouldBeEmpty(string.Join('\n', faults));
        lists.ShouldBeGreaterThan(10);
    }

    /// <summary>Operations that no call of the walk can sample, and why; <see cref="WrittenSamples"/> has their answers.</summary>
    public static IReadOnlyDictionary<string, string> Unsampled { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["FetchLayer"] = "asks another server over https; answers as ReadLayer does",
        ["ListOffers"] = "asks MITRE or a mirror over https; what writes the answer is asked instead",
        ["CalculatePriorities"] = "files of a form; ParityTests send them",
        ["CompareDettectWith"] = "files of a form; ParityTests send them",
        ["GetRuleCheck"] = "the result of a job; ParityTests ask for one",
        ["VerifySentSignOff"] = "a signed file; ParityTests send one",
    };

    // The first answer is the main one; every other status or media type has a schema of its own beside it.
    static JsonObject SchemaOf(List<SampleAnswer> answers)
    {
        var kinds = answers.GroupBy(static answer => (answer.Status, answer.Type)).OrderBy(static kind => kind.Key.Status).ToList();
        var main = SchemaOfKind([.. kinds[0]], new() { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = answers[0].Call.Operation });
        if (kinds.Count > 1)
        {
            main["x-others"] = new JsonArray([.. kinds.Skip(1).Select(static kind => (JsonNode)SchemaOfKind([.. kind], []))]);
        }

        return main;
    }

    static JsonObject SchemaOfKind(List<SampleAnswer> answers, JsonObject schema)
    {
        var first = answers[0];
        if (first.Status != 200)
        {
            schema["x-status"] = first.Status;
        }

        if (first.Tag.Length > 0)
        {
            schema["x-etag"] = true;
        }

        if (first.Type != "application/json")
        {
            schema["contentMediaType"] = first.Type.Length == 0 ? "none" : first.Type;
            schema["type"] = "string";
            return schema;
        }

        AnswerShape shape = new();
        foreach (var answer in answers)
        {
            shape.Add(answer.Json!.Value); // its type is JSON
        }

        foreach (var (name, value) in shape.ToSchema())
        {
            schema[name] = value?.DeepClone();
        }

        WrittenSamples.Diagnose(schema);
        return schema;
    }

    static IEnumerable<string> FaultsOf(List<SampleAnswer> answers, JsonObject schema)
    {
        List<JsonObject> kinds = [schema, .. AnswerSchemas.OthersOf(schema)];
        foreach (var answer in answers)
        {
            var what = $"{answer.Call.Operation} {answer.Call.Path}";
            var kind = kinds.Find(one => AnswerSchemas.AnswerOf(one) == (answer.Type.Length == 0 ? "none" : answer.Type, $"{answer.Status}"));
            if (kind is null || answer.Tag.Length > 0 != (kind["x-etag"]?.GetValue<bool>() ?? false))
            {
                yield return $"{what}: answered {answer.Status} {answer.Type} {answer.Tag}, described as {string.Join(" or ", kinds.Select(AnswerSchemas.AnswerOf))}";
                continue;
            }

            foreach (var fault in answer.Json is { } json ? AnswerShape.FaultsOf(json, kind, "answer") : [])
            {
                yield return $"{what}: {fault}";
            }
        }
    }
}
