using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Merlon.Web.Api;
using Merlon.Web.App.People;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Knowledge;
using Microsoft.Extensions.DependencyInjection;

namespace Merlon.Web.Tests.Api;

/// <summary>The sample calls of <c>samples.txt</c>, made on a server, and what they answered.</summary>
static partial class SampleWalk
{
    /// <summary>The password of the person who walks.</summary>
    public const string Password = "a lantern, three oars and no map";

    const string Folder = "tests/Merlon.Web.Tests/Api/samples", Waiting = "AWAIT", Removing = "!";

    static readonly IReadOnlyList<SampleCall> Lines = Read();

    /// <summary>The calls, in order.</summary>
    public static IReadOnlyList<SampleCall> Calls { get; } = [.. Lines.Where(static line => line.Operation != Removing)];

    /// <summary>A server with all that the calls need.</summary>
    public static async Task<ServedMerlon> StartAsync()
    {
        var served = await ServedMerlon.StartAsync(static settings => settings with { LogFolders = [Repository.PathOf(Folder + "/logs")] });
        File.Copy(Repository.PathOf(Folder + "/techniques.yaml"), Path.Combine(served.Organisation, "techniques.yaml"));
        return served;
    }

    /// <summary>Makes all calls.</summary>
    /// <param name="served">As <see cref="StartAsync"/> starts it.</param>
    public static async Task<IReadOnlyList<SampleAnswer>> MakeAsync(ServedMerlon served)
    {
        await served.Server.Served.StandingAsync(CancellationToken.None);
        var secret = await served.Server.Services.GetRequiredService<Passwords>().HashAsync(Password, CancellationToken.None);
        served.Server.Served.Team.SetPassword(served.PersonOf(TeamRole.Administrator).Id, secret, "");
        _ = served.BeginSession(TeamRole.Administrator);
        using var client = await served.ClientAsync(TeamRole.Administrator);
        _ = served.PersonOf(TeamRole.Approver);
        Dictionary<string, SampleAnswer> last = new(StringComparer.Ordinal) { ["Walk"] = Given() };
        List<SampleAnswer> answers = [];
        foreach (var (call, next) in Lines.Zip([.. Lines.Skip(1), null]))
        {
            if (call.Operation == Removing)
            {
                File.Delete(Path.Combine(served.Organisation, call.Path));
                continue;
            }

            var answer = await CallAsync(client, call with { Path = Filled(call.Path, last), Body = Filled(call.Body, last), IfMatch = Filled(call.IfMatch, last) }, follows: !IsAwaited(call, next));
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

        return [.. answers, .. WrittenSamples.Of(answers)];
    }

    /// <summary>Whether a list or document can be asked for by its address alone: such operations need no line in the file.</summary>
    public static bool NeedsNothing(ApiDescription description, string path)
        => !path.Contains('{', StringComparison.Ordinal) && !(description.Tree["paths"]![path]!["get"]?["parameters"]?.AsArray().Any(static parameter => parameter!["required"]?.GetValue<bool>() ?? false) ?? true);

    // Where the file itself waits for the job that a call begins, the answer that names the job is a sample too.
    static bool IsAwaited(SampleCall call, SampleCall? next)
        => next is { Method: Waiting } && next.Path.Contains($"{{{call.Operation}.", StringComparison.Ordinal);

    /// <summary>Makes one call; where a job works the answer out, it is followed to its end.</summary>
    public static async Task<SampleAnswer> CallAsync(HttpClient client, SampleCall call, bool follows = true)
    {
        if (call.Method == Waiting)
        {
            using var followed = await client.GetAsync(call.Path + "/events"); // ends with the job
            followed.IsSuccessStatusCode.ShouldBeTrue($"{call.Path}/events: {(int)followed.StatusCode}");
            await followed.Content.ReadAsStringAsync();
            var ended = await CallAsync(client, call with { Method = "GET" });
            return ended.Json?.GetProperty("state").GetString() == "done" ? ended : throw new InvalidOperationException($"{call.Path} did not end well: {ended.Text}");
        }

        using HttpRequestMessage request = new(new HttpMethod(call.Method), call.Path) { Content = await ContentOfAsync(call.Body) };
        request.Headers.Add("Accept", "application/json");
        if (call.IfMatch.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("If-Match", call.IfMatch);
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode == System.Net.HttpStatusCode.Accepted && call.Method == "GET" && follows)
        {
            await client.GetStringAsync(response.Headers.Location + "/events"); // ends with the job that works the answer out, however slow the machine is
            return await CallAsync(client, call);
        }

        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        var text = type == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync();
        return new SampleAnswer(call, (int)response.StatusCode, type, response.Headers.ETag?.Tag ?? "", text);
    }

    static async Task<HttpContent?> ContentOfAsync(string body)
    {
        if (!body.StartsWith('@'))
        {
            return body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json");
        }

        var words = body[1..].Split(' ');
        if (words[0] != "multipart/form-data")
        {
            ByteArrayContent content = new(await BytesOfAsync(words[1]));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(words[0]);
            return content;
        }

        MultipartFormDataContent form = [];
        foreach (var name in words[1..])
        {
            form.Add(new ByteArrayContent(await BytesOfAsync(name)), "files", name);
        }

        return form;
    }

    // A file beside samples.txt, or a small release that is made here.
    static Task<byte[]> BytesOfAsync(string name) => name.Split(':') is ["release", var version, var technique]
        ? Task.FromResult(SampleBundle.Small(version, technique).Technique("of " + version, "T" + version.Replace('.', '0') + "0", "Of this release alone").ToBytes())
        : File.ReadAllBytesAsync(Repository.PathOf($"{Folder}/{name}"));

    // What the walk itself brings along: a key that signs, made for this walk.
    static SampleAnswer Given()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SampleAnswer(new SampleCall("Walk", "", "", ""), 200, "application/json", "", JsonSerializer.Serialize(new { key = key.ExportPkcs8PrivateKeyPem(), password = Password }));
    }

    static SampleCall[] Read()
        => [.. File.ReadAllLines(Repository.PathOf("tests/Merlon.Web.Tests/Api/samples.txt")).Where(static line => line.Length > 0 && !line.StartsWith('#')).Select(ReadLine)];

    static SampleCall ReadLine(string line)
    {
        var parts = line.Split(' ', 4);
        var (path, rest) = (parts[2], parts.Length > 3 ? parts[3] : "");
        const string match = "If-Match=";
        if (!rest.StartsWith(match, StringComparison.Ordinal))
        {
            return new SampleCall(parts[0], parts[1], path, rest);
        }

        var two = rest[match.Length..].Split(' ', 2);
        return new SampleCall(parts[0], parts[1], path, two.Length > 1 ? two[1] : "") { IfMatch = two[0] };
    }

    static string Filled(string text, Dictionary<string, SampleAnswer> last)
    {
        var isJson = text.StartsWith('{') && text.EndsWith('}') && text.Contains('"', StringComparison.Ordinal);
        return Place().Replace(text, match =>
        {
            var parts = match.Groups["path"].Value.Split('.');
            if (!last.TryGetValue(parts[0], out var answer) || ValueOf(answer, parts) is not { } value)
            {
                return match.Value; // the call fails, and shows what it wanted
            }

            return isJson ? JsonEncodedText.Encode(value).ToString() : value;
        });
    }

    static string? ValueOf(SampleAnswer answer, string[] parts)
    {
        if (parts[1] == "$tag")
        {
            return answer.Tag;
        }

        if (answer.Json is not { } at)
        {
            return null;
        }

        foreach (var part in parts[1..])
        {
            if (at.ValueKind == JsonValueKind.Array && int.TryParse(part, CultureInfo.InvariantCulture, out var place) && place < at.GetArrayLength())
            {
                at = at[place];
            }
            else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(part, out at))
            {
                return null;
            }
        }

        return at.ToString();
    }

    [GeneratedRegex(@"\{(?<path>[A-Z]\w*(\.\$?\w+)+)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Place();
}

/// <summary>One call.</summary>
/// <param name="Operation">Its id in the API's description.</param>
/// <param name="Method">In capitals; <c>AWAIT</c> follows the events below the path to their end, and gets it then.</param>
/// <param name="Path">With query.</param>
/// <param name="Body">JSON; or <c>@TYPE FILE</c> for a file; or <c>@multipart/form-data FILE…</c>; or nothing.</param>
sealed record SampleCall(string Operation, string Method, string Path, string Body)
{
    /// <summary>The entity tag that the change rests on, or empty.</summary>
    public string IfMatch { get; init; } = "";
}

/// <summary>What a call answered.</summary>
sealed record SampleAnswer(SampleCall Call, int Status, string Type, string Tag, string Text)
{
    /// <summary>The answer as JSON; null where it is something else.</summary>
    public JsonElement? Json { get; } = Type is "application/json" or "application/problem+json" && Text.Length > 0 ? JsonDocument.Parse(Text).RootElement.Clone() : null;
}
