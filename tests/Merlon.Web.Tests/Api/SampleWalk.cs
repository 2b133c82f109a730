using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Merlon.Web.Api;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Api;

/// <summary>The sample calls of <c>samples.txt</c>, made on a server, and what they answered.</summary>
static partial class SampleWalk
{
    /// <summary>The calls, in order.</summary>
    public static IReadOnlyList<SampleCall> Calls { get; } = Read();

    /// <summary>Makes all calls.</summary>
    public static async Task<IReadOnlyList<SampleAnswer>> MakeAsync(ServedMerlon served)
    {
        await served.Server.Served.StandingAsync(CancellationToken.None);
        using var client = await served.ClientAsync(TeamRole.Administrator);
        _ = served.PersonOf(TeamRole.Approver);
        Dictionary<string, SampleAnswer> last = new(StringComparer.Ordinal);
        List<SampleAnswer> answers = [];
        foreach (var call in Calls)
        {
            var answer = await CallAsync(client, call with { Path = Filled(call.Path, last), Body = Filled(call.Body, last) });
            last[call.Operation] = answer;
            answers.Add(answer);
        }

        var description = await served.DescriptionAsync();
        foreach (var (id, method, path, _, _) in ApiIndex.Of(description))
        {
            if (method == "GET" && !last.ContainsKey(id) && !AnswerSchemaTests.Unsampled.ContainsKey(id) && NeedsNothing(description, path))
            {
                answers.Add(await CallAsync(client, new SampleCall(id, method, path, "")));
            }
        }

        return answers;
    }

    /// <summary>Whether a list or document can be asked for by its address alone: such operations need no line in the file.</summary>
    public static bool NeedsNothing(ApiDescription description, string path)
        => !path.Contains('{', StringComparison.Ordinal) && !(description.Tree["paths"]![path]!["get"]?["parameters"]?.AsArray().Any(static parameter => parameter!["required"]?.GetValue<bool>() ?? false) ?? true);

    /// <summary>Makes one call.</summary>
    public static async Task<SampleAnswer> CallAsync(HttpClient client, SampleCall call)
    {
        using HttpRequestMessage request = new(new HttpMethod(call.Method), call.Path);
        request.Headers.Add("Accept", "application/json");
        if (call.Body.StartsWith('@'))
        {
            var space = call.Body.IndexOf(' ', StringComparison.Ordinal);
            var bytes = await File.ReadAllBytesAsync(Repository.PathOf(call.Body[(space + 1)..]));
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", call.Body[1..space]);
        }
        else if (call.Body.Length > 0)
        {
            request.Content = new StringContent(call.Body, Encoding.UTF8, "application/json");
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        var text = type == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync();
        return new SampleAnswer(call, (int)response.StatusCode, type, response.Headers.ETag?.Tag ?? "", text);
    }

    static SampleCall[] Read()
        => [.. File.ReadAllLines(Repository.PathOf("tests/Merlon.Web.Tests/Api/samples.txt")).Where(static line => line.Length > 0 && !line.StartsWith('#'))
            .Select(static line => line.Split(' ', 4)).Select(static parts => new SampleCall(parts[0], parts[1], parts[2], parts.Length > 3 ? parts[3] : ""))];

    static string Filled(string text, Dictionary<string, SampleAnswer> last) => Place().Replace(text, match =>
    {
        var parts = match.Groups["path"].Value.Split('.');
        if (!last.TryGetValue(parts[0], out var answer) || answer.Json is not { } at)
        {
            return match.Value;
        }

        foreach (var part in parts[1..])
        {
            if (at.ValueKind == JsonValueKind.Array && int.TryParse(part, CultureInfo.InvariantCulture, out var place) && place < at.GetArrayLength())
            {
                at = at[place];
            }
            else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(part, out at))
            {
                return match.Value; // the call fails, and shows what it wanted
            }
        }

        return at.ToString();
    });

    [GeneratedRegex(@"\{(?<path>[A-Z]\w*(\.\w+)+)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Place();
}

/// <summary>One call.</summary>
/// <param name="Operation">Its id in the API's description.</param>
/// <param name="Method">In capitals.</param>
/// <param name="Path">With query.</param>
/// <param name="Body">JSON; or <c>@TYPE FILE</c> for a file of the repository; or nothing.</param>
sealed record SampleCall(string Operation, string Method, string Path, string Body);

/// <summary>What a call answered.</summary>
sealed record SampleAnswer(SampleCall Call, int Status, string Type, string Tag, string Text)
{
    /// <summary>The answer as JSON; null where it is something else.</summary>
    public JsonElement? Json { get; } = Type is "application/json" or "application/problem+json" && Text.Length > 0 ? JsonDocument.Parse(Text).RootElement.Clone() : null;
}
