using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Merlon.Web.App.People;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Accessibility;
using Merlon.Web.Tests.Detection;
using Merlon.Web.Tests.Knowledge;
using Merlon.Web.Tests.Servers;
using Microsoft.AspNetCore.Routing;

namespace Merlon.Web.Tests.Languages;

/// <summary>Every page in a language that nobody speaks: what is still English on it is neither translated nor data.</summary>
public sealed partial class PseudoLocaleTests
{
    static readonly char[] Around = [' ', '(', ')', ',', ';', ':', '.', '·', '…', '=', '+', '×'];

    [Fact]
    public async Task Every_page_speaks_the_language_that_is_asked_for()
    {
        using TemporaryFolder texts = new();
        await using var served = await StartAsync(texts);
        var known = await KnownAsync(served);
        known.Add("powershell"); // what the page of searches is asked for
        using var client = await served.ClientAsync(TeamRole.Administrator);
        using var nobody = await served.ClientAsync(TeamRole.Nobody);
        SortedDictionary<string, List<string>> leaks = new(StringComparer.Ordinal);
        foreach (var path in PageSamples.ByRoute.Values.SelectMany(static paths => paths).Append("/nowhere"))
        {
            await LookAsync(path == "/sign-in" ? nobody : client, path, known, leaks);
        }

        await ShouldBeNoneAsync(leaks, "pages");
    }

    [Fact]
    public async Task Pages_of_what_was_made_first_speak_it_too()
    {
        using TemporaryFolder texts = new();
        await using var served = await StartAsync(texts);
        var first = served.Server.FirstStartAddress()![served.Address.Length..];
        using var client = await served.ClientAsync(TeamRole.Administrator);
        using var nobody = await served.ClientAsync(TeamRole.Nobody);
        var known = await KnownAsync(served);
        SortedDictionary<string, List<string>> leaks = new(StringComparer.Ordinal);
        foreach (var role in new[] { TeamRole.Viewer, TeamRole.Analyst, TeamRole.Approver })
        {
            known.Add(served.PersonOf(role).Name);
        }

        known.AddAll(["viewer", .. Workspaces.TalkSubject.Kinds]);
        var invited = OneTimeLinks.Invite(served.Server.Served.Team, served.PersonOf(TeamRole.Viewer).Id);
        foreach (var path in new[] { first, first + "x", invited, invited + "x", "/nowhere" })
        {
            await LookAsync(nobody, path, known, leaks);
        }

        using var viewer = await served.ClientAsync(TeamRole.Viewer);
        foreach (var path in new[] { "/settings/people", "/assessment/guide/sign-off", "/matrix/layers/none", "/detection/hunts/none", "/assessment/sign-offs/9", "/journal/none", "/talk/about?subject=x" })
        {
            await LookAsync(viewer, path, known, leaks);
        }

        foreach (var path in await MakeAsync(served, client, known))
        {
            await LookAsync(client, path, known, leaks);
        }

        await ShouldBeNoneAsync(leaks, "objects");
    }

    /// <summary>Makes one of everything that has a page of its own.</summary>
    static async Task<List<string>> MakeAsync(ServedMerlon served, HttpClient client, KnownWords known)
    {
        List<string> paths = [];
        known.AddAll("purple-team-q3.ndjson", "events.ndjson", "who.yml", "A layer", "Look here", "CISO", "seen", "who", "viewer");
        var log = await File.ReadAllBytesAsync(Repository.PathOf("examples/harbor-bank/logs/purple-team-q3.ndjson"));
        known.AddAll([.. JsonWords(Encoding.UTF8.GetString(log)), .. JsonWords(DetectionApiTests.Event), .. DetectionApiTests.Rule.Split('\n').Select(static line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())]);
        var upload = (await DetectionApiTests.UploadAsync(client, "purple-team-q3.ndjson", log)).GetProperty("id").GetString();
        var events = (await DetectionApiTests.UploadAsync(client, "events.ndjson", Encoding.UTF8.GetBytes(DetectionApiTests.Event))).GetProperty("id").GetString();
        await DetectionApiTests.TakeRuleAsync(client, "who.yml", Encoding.UTF8.GetBytes(DetectionApiTests.Rule));
        var hunt = (await DetectionApiTests.HuntAsync(client, new { uploads = new[] { upload, events }, rules = "all" })).GetProperty("id").GetString();
        paths.AddRange(new[] { "", "?view=rules", "?view=techniques", "?view=hosts", "?view=story", "?view=files", "/findings/1" }.Select(part => $"/detection/hunts/{hunt}{part}"));
        var look = (await PostAsync(client, "/api/v1/inventories", new { uploads = new[] { upload } })).GetProperty("id").GetString();
        await client.GetStringAsync($"/api/v1/hunts/{look}/events");
        paths.Add($"/detection/visibility/{look}");
        known.AddAll("windows", "Google Admin Audit", "Microsoft Entra ID Audit Logs", "Microsoft Graph API Logs", "Firewall Audit Logs"); // log sources of ATT&CK, and a pipeline
        var rules = (await client.GetFromJsonAsync<JsonElement>("/api/v1/rules?limit=500")).GetProperty("items").EnumerateArray().ToList();
        known.AddAll([.. rules.Select(static rule => rule.GetProperty("title").GetString()!)]); // every rule of the list has one
        paths.AddRange([$"/detection/rules/{rules[0].GetProperty("key").GetString()}?to=splunk", "/detection/hunts", "/detection/findings", "/detection/logs", "/detection", "/detection/rules/uploads"]);

        var layer = (await PostAsync(client, "/api/v1/layers", JsonDocument.Parse("""{"name":"A layer","document":{"name":"A layer","versions":{"attack":"18","navigator":"5.1.0","layer":"4.5"},"domain":"enterprise-attack","techniques":[{"techniqueID":"T1059","score":3,"comment":"Look here"}]}}""").RootElement)).GetProperty("id").GetString();
        paths.AddRange([$"/matrix/layers/{layer}", $"/matrix?layer={layer}", "/matrix/layers"]);

        await TwoServers.FollowAsync(client, (await PostAsync(client, "/api/v1/sign-offs", new { by = served.PersonOf(TeamRole.Administrator).Name, role = "CISO", statement = "seen" })).GetProperty("id").GetString()!);
        paths.AddRange(["/assessment/sign-offs", "/assessment/sign-offs/1", "/assessment/sign-offs/1?verify=1", "/assessment/guide/sign-off"]);
        var statement = (await client.GetFromJsonAsync<JsonElement>("/api/v1/journal?limit=1")).GetProperty("items")[0].GetProperty("evidence").GetProperty("id").GetString();
        paths.AddRange(["/journal/" + statement, "/settings/audit"]);
        foreach (var version in new[] { "90.1", "91.1" })
        {
            var bundle = SampleBundle.Small(version);
            using ByteArrayContent body = new(bundle.ToBytes());
            using var begun = await client.PostAsync("/api/v1/releases?name=" + bundle.FileName, body);
            var job = await TwoServers.FollowAsync(client, (await begun.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
            paths.Add("/knowledge/releases/added/" + job.GetProperty("result").GetString()!.Split('/')[^1]);
            known.AddAll(bundle.FileName, version);
        }

        foreach (var kind in new[] { "diff", "impact" })
        {
            var page = $"/knowledge/releases/{kind}?old=90.1&new=91.1";
            var html = await client.GetStringAsync(page);
            if (html.Split("data-k-job=\"") is [_, var rest, ..])
            {
                paths.Add($"/knowledge/releases/jobs/{rest.Split('"')[0]}");
                await TwoServers.FollowAsync(client, rest.Split('"')[0]);
            }

            paths.Add(page);
        }

        paths.AddRange(["/knowledge/releases/use?version=90.1", "/knowledge/releases"]);
        return paths;
    }

    static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    // Values of records: what a log says is data, whatever it says.
    static IEnumerable<string> JsonWords(string lines) => Quoted().Matches(lines).Select(static match => match.Groups["text"].Value.Replace("\\\\", "\\", StringComparison.Ordinal));

    static async Task<ServedMerlon> StartAsync(TemporaryFolder texts)
    {
        PseudoLanguage.Write(texts.Path);
        var served = await ServedMerlon.StartAsync(settings => settings with { TextFolders = [texts.Path] });
        served.Server.Languages.ShouldHaveSingleItem().Diagnostics.ShouldBeEmpty();
        served.Server.Languages[0].Missing.ShouldBeEmpty();
        return served;
    }

    static async Task<KnownWords> KnownAsync(ServedMerlon served)
    {
        var standing = await served.Server.Served.StandingAsync(CancellationToken.None);
        standing.Assessment.ShouldNotBeNull();
        KnownWords known = new(standing.Assessment, served.Organisation);
        known.AddAll([.. served.Server.Endpoints.Select(static endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName).OfType<string>(), served.PersonOf(TeamRole.Administrator).Name]);
        return known;
    }

    static async Task LookAsync(HttpClient client, string path, KnownWords known, SortedDictionary<string, List<string>> leaks)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path) { Headers = { { "Accept-Language", PseudoLanguage.Tag + ", en;q=0.5" } } };
        using var response = await client.SendAsync(request);
        if ((int)response.StatusCode is >= 300 and < 400)
        {
            return; // to another page
        }

        var html = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBeLessThan(500, path);
        html.ShouldContain($"<html lang=\"{PseudoLanguage.Tag}\" dir=\"ltr\"", customMessage: path);
        foreach (var (where, text) in PageTexts.Of(html))
        {
            foreach (var piece in PseudoLanguage.PiecesOutside(text).SelectMany(static piece => piece.Split(" · ")).Where(piece => !IsWordless(piece, known)))
            {
                (leaks.TryGetValue(path, out var found) ? found : leaks[path] = []).Add($"{where}: {piece}");
            }
        }
    }

    static async Task ShouldBeNoneAsync(SortedDictionary<string, List<string>> leaks, string what)
    {
        var told = leaks.Select(static page => $"{page.Key} ({page.Value.Count})\n  {string.Join("\n  ", page.Value.Distinct(StringComparer.Ordinal))}");
        if (Environment.GetEnvironmentVariable("MERLON_LEAKS") is { } file)
        {
            await File.WriteAllTextAsync($"{file}-{what}", string.Join('\n', told));
        }

        leaks.ShouldBeEmpty(string.Join('\n', told));
    }

    /// <summary>True when nothing is left to translate once numbers, ids, names of formats, addresses and paths are taken out.</summary>
    static bool IsWordless(string piece, KnownWords known)
    {
        var rest = Symbols().Replace(piece, " ");
        if (known.Has(piece) || known.Has(Numbered().Replace(piece, "")) || known.Has(piece.Trim(Around)) || known.Has(rest.Trim(Around)) || (piece.Contains(", ", StringComparison.Ordinal) && piece.Split(", ").All(part => IsWordless(part, known))))
        {
            return true;
        }

        return !Word().IsMatch(Unchanged().Replace(rest, " "));
    }

    [GeneratedRegex(@"\b[A-Z]{3,6}\d{3}\b|\b([TGSCM]|DS|DC|TA|DET|AN|A)\d{4}(\.\d{3})?\b|\b\d{4}-\d{2}-\d{2}(T[\d:.]+)?Z?|\b\d[\d.,]*\s?((k|M) )?(EUR|USD|pp|kB|KiB|MiB|GiB|B|%|ms|s)(?!\w)|\b[a-z-]+--[0-9a-f-]{36}|\b[\w.]+:\d+:\d+( \([\w.\[\]]+\))?|\b\d{4}-\d{2}\b|https?://\S+|(?<!\w)[\w.-]*/[\w./-]+|\b[\w-]+\.(json|yaml|yml|csv|html|svg|xlsx|evtx|db|xml|md)\b|\bv?\d+(\.\d+)+\b|\b[0-9a-f]{8,64}\b|\b[A-Za-z][\w-]+(:[\w./-]+)+", RegexOptions.ExplicitCapture)]
    private static partial Regex Symbols();

    [GeneratedRegex(@"^\d+ ")]
    private static partial Regex Numbered();

    // Names of things, of formats and of those whose facts are used are the same in every language.
    [GeneratedRegex(@"(?<!\w)(Merlon|MITRE|ATT&CK|Navigator|Sigma|DeTT&CT|STIX|JSON|NDJSON|CSV|SVG|PNG|XLSX|YAML|HTML|Markdown|UTC|API|OpenAPI|EVTX|SQLite|PostgreSQL|Timesketch|EventID|SHA-256|XML|SARIF|INFORM|EUR|tidal|misp|attack-description)(?!\w)", RegexOptions.ExplicitCapture)]
    private static partial Regex Unchanged();

    [GeneratedRegex(@"""(?<text>(\\.|[^""\\])*)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Word();
}
