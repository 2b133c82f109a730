using System.Text;
using System.Text.RegularExpressions;
using Merlon.Web.Api;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Api;

/// <summary>What holds for every operation alike.</summary>
public sealed partial class ConventionTests
{
    [Fact]
    public async Task What_is_not_there_is_a_problem_and_not_a_trace()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Administrator);
        var description = await served.DescriptionAsync();
        List<string> faults = [];
        foreach (var (id, method, path, _, _) in ApiIndex.Of(description).Where(static operation => operation.Path.Contains('{', StringComparison.Ordinal)))
        {
            var unknown = path;
            while (unknown.IndexOf('{', StringComparison.Ordinal) is >= 0 and var open)
            {
                unknown = unknown[..open] + "no-such-thing-7" + unknown[(unknown.IndexOf('}', open) + 1)..];
            }

            var answer = await SampleWalk.CallAsync(client, new SampleCall(id, method, unknown, method is "POST" or "PUT" or "PATCH" ? "{}" : ""));
            faults.AddRange(ProblemFaults(answer, method == "GET" ? [400, 404] : [400, 404, 409, 412, 415, 428]).Where(_ => !(method == "DELETE" && answer.Status == 204))); // what is not there need not be taken away
            if (!description.Tree["paths"]![path]![method.ToLowerInvariant()]!["responses"]!.AsObject().ContainsKey($"{answer.Status}"))
            {
                faults.Add($"{id}: {answer.Status} is not described");
            }
        }

        faults.ShouldBeEmpty(string.Join('\n', faults));
    }

    [Fact]
    public async Task A_page_that_cannot_be_is_refused_in_words()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Administrator);
        var description = await served.DescriptionAsync();
        var paged = description.Tree["paths"]!.AsObject().Where(static path => (path.Value!["get"]?["parameters"]?.ToJsonString() ?? "").Contains("/limit", StringComparison.Ordinal)).Select(static path => path.Key).ToHashSet(StringComparer.Ordinal);
        List<string> faults = [];
        foreach (var call in SampleWalk.Calls.Where(static call => call.Method == "GET" && !call.Path.Contains('{', StringComparison.Ordinal)).Where(call => paged.Contains(call.Path.Split('?')[0])))
        {
            foreach (var bad in new[] { "limit=0", "limit=501", "limit=x", "offset=-1", "offset=1e3", "limit=99999999999999999999" })
            {
                var answer = await SampleWalk.CallAsync(client, call with { Path = call.Path + (call.Path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + bad });
                faults.AddRange(ProblemFaults(answer, [400]));
                if (!answer.Text.Contains(bad.Split('=')[0], StringComparison.Ordinal))
                {
                    faults.Add($"{call.Path} {bad}: {answer.Text} does not say what is wrong");
                }
            }
        }

        faults.ShouldBeEmpty(string.Join('\n', faults));
    }

    [Fact]
    public async Task Wrong_methods_types_sizes_and_depths_are_refused()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Administrator);
        var description = await served.DescriptionAsync();
        List<string> faults = [];
        foreach (var (id, method, path, _, _) in ApiIndex.Of(description))
        {
            var concrete = Place().Replace(path, "1");
            if (!description.Tree["paths"]![path]!.AsObject().ContainsKey("patch"))
            {
                faults.AddRange(ProblemFaults(await SampleWalk.CallAsync(client, new SampleCall(id, "PATCH", concrete, "{}")), [405]));
            }

            if (description.Tree["paths"]![path]![method.ToLowerInvariant()]?["requestBody"]?["content"]?.AsObject() is not { Count: 1 } taken || !taken.ContainsKey("application/json"))
            {
                continue;
            }

            using HttpRequestMessage plain = new(new HttpMethod(method), concrete) { Content = new StringContent("{}", Encoding.UTF8, "text/plain") };
            faults.AddRange(await RefusalAsync(client, plain, id, [415]));
            using HttpRequestMessage deep = new(new HttpMethod(method), concrete) { Content = new StringContent(new string('[', 5_000) + new string(']', 5_000), Encoding.UTF8, "application/json") };
            faults.AddRange(await RefusalAsync(client, deep, id, [400]));
            using HttpRequestMessage broken = new(new HttpMethod(method), concrete) { Content = new StringContent("{\"text\":", Encoding.UTF8, "application/json") };
            faults.AddRange(await RefusalAsync(client, broken, id, [400]));
        }

        using HttpRequestMessage large = new(HttpMethod.Post, "/api/v1/talk/technique:T1059/comments") { Content = new ByteArrayContent(new byte[MerlonServer.RequestBytesMax + 1]) };
        large.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        large.Headers.ExpectContinue = true; // the refusal comes before the body is sent
        faults.AddRange(await RefusalAsync(client, large, "AddComment", [413]));
        faults.ShouldBeEmpty(string.Join('\n', faults));
    }

    static async Task<IEnumerable<string>> RefusalAsync(HttpClient client, HttpRequestMessage request, string operation, int[] expected)
    {
        using var response = await client.SendAsync(request);
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        return ProblemFaults(new SampleAnswer(new SampleCall(operation, request.Method.Method, request.RequestUri!.ToString(), ""), (int)response.StatusCode, type, "", await response.Content.ReadAsStringAsync()), expected);
    }

    static IEnumerable<string> ProblemFaults(SampleAnswer answer, int[] expected)
    {
        var what = $"{answer.Call.Operation} {answer.Call.Method} {answer.Call.Path}";
        if (!expected.Contains(answer.Status))
        {
            yield return $"{what}: {answer.Status} instead of {string.Join(" or ", expected)}: {answer.Text[..Math.Min(answer.Text.Length, 200)]}";
        }
        else if (answer.Type != "application/problem+json" || answer.Json?.TryGetProperty("title", out _) != true || answer.Json?.GetProperty("status").GetInt32() != answer.Status)
        {
            yield return $"{what}: {answer.Status} is no problem in JSON: {answer.Type}";
        }

        if (answer.Text.Contains("   at ", StringComparison.Ordinal) || answer.Text.Contains("Exception", StringComparison.Ordinal) || answer.Text.Contains("System.", StringComparison.Ordinal))
        {
            yield return $"{what}: the answer shows the inside: {answer.Text}";
        }
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Place();
}
