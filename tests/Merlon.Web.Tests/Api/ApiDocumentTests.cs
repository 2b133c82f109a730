using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Microsoft.OpenApi;

namespace Merlon.Web.Tests.Api;

/// <summary>The OpenAPI document: whole, valid, the same for everybody, and the same as in the repository.</summary>
public sealed partial class ApiDocumentTests
{
    [Fact]
    public async Task What_is_served_is_what_the_repository_shows()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Viewer);
        using var answer = await client.GetAsync(ApiDocument.Path);
        var text = await answer.Content.ReadAsStringAsync();
        Golden.Verify(text, "docs/formats/api/openapi.json");
        await using var again = await ServedMerlon.StartAsync();
        Encoding.UTF8.GetString((await again.DescriptionAsync()).Text).ShouldBe(text);
    }

    [Fact]
    public async Task A_reader_that_is_not_ours_finds_no_fault()
    {
        await using var served = await ServedMerlon.StartAsync();
        var description = await served.DescriptionAsync();
        using MemoryStream stream = new(description.Text);
        var read = await OpenApiDocument.LoadAsync(stream, "json");
        read.Diagnostic.ShouldNotBeNull().Errors.ShouldBeEmpty();
        read.Diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        read.Document.ShouldNotBeNull().Paths.Count.ShouldBe(description.Tree["paths"]!.AsObject().Count);
    }

    [Fact]
    public async Task The_document_keeps_the_rules_of_OpenAPI_and_our_own()
    {
        await using var served = await ServedMerlon.StartAsync();
        var document = (await served.DescriptionAsync()).Tree;
        List<string> faults = [];
        HashSet<string> ids = new(StringComparer.Ordinal);
        var tags = document["tags"]!.AsArray().Select(static tag => tag!["name"]!.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (method, member) in item!.AsObject())
            {
                faults.AddRange(FaultsOf(document, path, method, member!.AsObject(), ids, tags).Select(fault => $"{method.ToUpperInvariant()} {path}: {fault}"));
            }
        }

        faults.AddRange(References(document).Where(reference => Resolve(document, reference) is null).Select(static reference => $"{reference} refers to nothing"));
        faults.ShouldBeEmpty(string.Join('\n', faults));
    }

    [Fact]
    public async Task Every_route_of_the_API_is_described_or_says_that_it_is_a_page()
    {
        await using var served = await ServedMerlon.StartAsync();
        var described = (await served.DescriptionAsync()).Tree["paths"]!.AsObject().Select(static path => path.Key).ToHashSet(StringComparer.Ordinal);
        served.Server.Endpoints.OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>()
            .Select(static endpoint => "/" + Constraint().Replace((endpoint.RoutePattern.RawText ?? "").Trim('/'), "}"))
            .Where(path => path.StartsWith("/api/v1", StringComparison.Ordinal) && !described.Contains(path)).Distinct(StringComparer.Ordinal).ShouldBeEmpty();
    }

    static IEnumerable<string> FaultsOf(JsonObject document, string path, string method, JsonObject operation, HashSet<string> ids, HashSet<string> tags)
    {
        if (method is not ("get" or "put" or "post" or "delete" or "patch" or "head" or "options"))
        {
            yield return "no such method";
        }

        var id = operation["operationId"]?.ToString() ?? "";
        if (id.Length == 0 || !ids.Add(id) || !Name().IsMatch(id))
        {
            yield return $"the operation's id '{id}' is missing, taken or no name";
        }

        if (!(operation["summary"]?.ToString() ?? "").EndsWith('.'))
        {
            yield return "the summary is no sentence";
        }

        if (operation["tags"]?.AsArray() is not { Count: 1 } own || !tags.Contains(own[0]!.ToString()))
        {
            yield return "it has not exactly one known tag";
        }

        if (operation["x-merlon-role"]?.ToString() is not ("nobody" or "viewer" or "analyst" or "approver" or "administrator"))
        {
            yield return "it says no role";
        }

        var parameters = (operation["parameters"]?.AsArray() ?? []).Select(parameter => Resolved(document, parameter!)).ToList();
        var inPath = parameters.Where(static parameter => parameter["in"]!.ToString() == "path").Select(static parameter => parameter["name"]!.ToString()).Order(StringComparer.Ordinal).ToList();
        var places = Place().Matches(path).Select(static match => match.Groups["name"].Value).Order(StringComparer.Ordinal).ToList();
        if (!inPath.SequenceEqual(places, StringComparer.Ordinal))
        {
            yield return $"places {string.Join(',', places)} and parameters {string.Join(',', inPath)} differ";
        }

        foreach (var parameter in parameters)
        {
            if (parameter["schema"] is null || (parameter["in"]!.ToString() == "path" && !(parameter["required"]?.GetValue<bool>() ?? false)))
            {
                yield return $"parameter {parameter["name"]} has no schema, or is a place that may be left out";
            }
        }

        if (parameters.GroupBy(static parameter => $"{parameter["in"]} {parameter["name"]}", StringComparer.Ordinal).Any(static same => same.Count() > 1))
        {
            yield return "a parameter is there twice";
        }

        foreach (var (status, response) in operation["responses"]!.AsObject())
        {
            if (Resolved(document, response!)["description"] is null || !(status == "default" || Status().IsMatch(status)))
            {
                yield return $"response {status} is none, or has no description";
            }
        }

        if (!operation["responses"]!.AsObject().Any(static response => response.Key.StartsWith('2')) || !operation["responses"]!.AsObject().ContainsKey("default"))
        {
            yield return "it describes no answer";
        }

        if (method == "get" && operation.ContainsKey("requestBody"))
        {
            yield return "a GET has a body";
        }
    }

    static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject found => found.SelectMany(static member => member is { Key: "$ref", Value: JsonValue value } ? [value.ToString()] : References(member.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };

    static JsonObject Resolved(JsonObject document, JsonNode node) => (node["$ref"] is { } reference ? Resolve(document, reference.ToString()) : node)!.AsObject();

    static JsonNode? Resolve(JsonObject document, string reference)
        => reference.StartsWith("#/", StringComparison.Ordinal) ? reference[2..].Split('/').Aggregate<string, JsonNode?>(document, static (at, part) => at?[part]) : null;

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Place();

    [GeneratedRegex(@":[^}/]+\}")]
    private static partial Regex Constraint();

    [GeneratedRegex("^[A-Z][A-Za-z]+$")]
    private static partial Regex Name();

    [GeneratedRegex("^[1-5]([0-9][0-9]|XX)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Status();
}
