using System.Net;
using System.Text.RegularExpressions;
using Merlon.Attack;
using Merlon.Web.App;
using Merlon.Web.App.Knowledge;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Knowledge;

/// <summary>Pages of objects: there for every one, whatever its texts hold.</summary>
public sealed partial class KnowledgePageTests
{
    [Fact]
    public async Task Every_object_of_the_built_in_release_has_a_page()
    {
        await using var served = await ServedMerlon.StartAsync();
        KnowledgeShelf shelf = new(served.Server.Served);
        var standing = await served.Server.Served.StandingAsync(CancellationToken.None);
        using PageRenderer renderer = new();
        var seen = 0;
        foreach (var found in shelf.Open(version: null).Release.Objects)
        {
            Check(renderer, PageOf(shelf, shelf.Open(version: null), found, standing), found);
            seen++;
        }

        seen.ShouldBeGreaterThan(4_000);
    }

    [Fact]
    public async Task Objects_of_a_published_bundle_have_pages_with_their_texts_and_no_markup_of_their_own()
    {
        var bundle = SharedData.PathOf("attack/ics-attack-18.1.json");
        await using var served = await ServedMerlon.StartAsync();
        await served.Server.Served.WriteAsync(workspace => workspace.AddReleaseAsync(bundle, version: null, progress: null, CancellationToken.None), CancellationToken.None);
        served.Server.Served.ReleasesChanged();
        KnowledgeShelf shelf = new(served.Server.Served);
        var open = shelf.Open("18.1");
        open.Release.HasTexts.ShouldBeTrue();
        var standing = await served.Server.Served.StandingAsync(CancellationToken.None);
        using PageRenderer renderer = new();
        foreach (var found in open.Release.Objects.Where(static one => one is Technique or Attack.Group or Software or Analytic or DetectionStrategy or Asset))
        {
            var html = Check(renderer, PageOf(shelf, open, found, standing), found);
            if (!html.Contains("Cited, but not among the published references", StringComparison.Ordinal))
            {
                html.ShouldNotContain("(Citation:", Case.Sensitive, found.ToString());
            }

            html.ShouldNotContain("&lt;code&gt;", Case.Sensitive, found.ToString());
        }
    }

    [Fact]
    public async Task Hostile_texts_of_a_bundle_show_as_text()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Administrator);
        var bundle = SampleBundle.Small("91.1", "<script>alert(1)</script>").Technique(
            "second", "T9002", "\"><img src=x onerror=alert(2)>", "Text <script>alert(3)</script> [link](javascript:alert(4)) <iframe src='//evil.example'></iframe> (Citation: A source)", "javascript:alert(5)");
        await Added(client, bundle);
        foreach (var path in new[] { "/knowledge/T9001?release=91.1", "/knowledge/T9002?release=91.1", "/knowledge/techniques?release=91.1", "/knowledge/search?q=alert&release=91.1", "/knowledge/T9002/graph?release=91.1", "/knowledge?release=91.1" })
        {
            using var answer = await client.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            var html = await answer.Content.ReadAsStringAsync();
            html.ShouldNotContain("<script>alert", Case.Insensitive, path);
            html.ShouldNotContain("<img src=x", Case.Insensitive, path);
            html.ShouldNotContain("<iframe", Case.Insensitive, path);
            html.ShouldNotContain("href=\"javascript:", Case.Insensitive, path);
            html.ShouldNotContain(" style=", Case.Insensitive, path);
        }
    }

    [Theory]
    [InlineData("/knowledge/Cozy%20Bear", HttpStatusCode.Redirect, "/knowledge/G0016")]
    [InlineData("/knowledge/t1059.001", HttpStatusCode.Redirect, "/knowledge/T1059.001")]
    [InlineData("/knowledge/nonesuch", HttpStatusCode.NotFound, "There is no such object")]
    [InlineData("/knowledge/T1086", HttpStatusCode.OK, "T1059.001")]
    [InlineData("/knowledge/techniques?platform=Windoes", HttpStatusCode.OK, "did you mean")]
    [InlineData("/knowledge/log-sources?name=WinEventLog:Security", HttpStatusCode.OK, "EventCode")]
    [InlineData("/knowledge/releases", HttpStatusCode.OK, "raw.githubusercontent.com/mitre-attack")]
    [InlineData("/knowledge/own", HttpStatusCode.OK, "Begin the collection")]
    [InlineData("/knowledge/paths?from=APT29&to=Lazarus%20Group", HttpStatusCode.OK, "steps apart")]
    [InlineData("/knowledge/T1059?release=99.9", HttpStatusCode.NotFound, "not in this workspace")]
    public async Task An_address_leads_where_it_should(string path, HttpStatusCode status, string expected)
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Administrator);
        using var answer = await client.GetAsync(path);
        answer.StatusCode.ShouldBe(status);
        (answer.Headers.Location?.ToString() ?? await answer.Content.ReadAsStringAsync()).ShouldContain(expected);
    }

    [Fact]
    public async Task An_upload_is_stored_told_about_and_leaves_nothing_behind()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Administrator);
        var added = await Added(client, SampleBundle.Small("90.1"));
        added.ShouldContain("\"state\":\"done\"");
        (await client.GetStringAsync("/api/v1/releases")).ShouldContain("\"90.1\"");
        var uploads = Path.Combine(served.Server.Served.Settings.WorkspaceFolder, "scratch");
        Directory.EnumerateFileSystemEntries(uploads).ShouldBeEmpty();

        using var broken = new ByteArrayContent("{\"type\": \"bundle\", \"objects\": [1, 2"u8.ToArray());
        using var answer = await client.PostAsync("/api/v1/releases?name=../../etc/passwd", broken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var failed = await Ended(client, answer.Headers.Location!.ToString());
        failed.ShouldContain("/api/v1/releases/additions/");
        Directory.EnumerateFileSystemEntries(uploads).ShouldBeEmpty();
        var addition = Regex.Match(failed, "/api/v1/releases/additions/(?<key>[0-9a-f]+)");
        (await client.GetStringAsync(addition.Value)).ShouldNotContain("\"release\"");
        (await client.GetStringAsync("/knowledge/releases/added/" + addition.Groups["key"].Value)).ShouldContain("Nothing was stored");
    }

    /// <summary>Uploads a bundle and waits for its job.</summary>
    internal static async Task<string> Added(HttpClient client, SampleBundle bundle)
    {
        using var content = new ByteArrayContent(bundle.ToBytes());
        using var answer = await client.PostAsync("/api/v1/releases?name=" + bundle.FileName, content);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return await Ended(client, answer.Headers.Location!.ToString());
    }

    // The stream of events ends with the job.
    static async Task<string> Ended(HttpClient client, string job) => (await client.GetStringAsync(job + "/events")).TrimEnd().Split('\n')[^1];

    static AppPage PageOf(KnowledgeShelf shelf, OpenRelease open, AttackObject found, Standing standing)
        => AppPage.Of<ObjectSheetPage>(found.ToString(), "knowledge", (nameof(ObjectSheetPage.Sheet), ObjectSheet.Of(shelf, open, found, WordShelf.Open([]).English, standing)));

    static string Check(PageRenderer renderer, AppPage page, AttackObject found)
    {
        var html = renderer.Render(typeof(Shell), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(Shell.Page)] = page,
            [nameof(Shell.Given)] = new PageContext(new Caller("1", "Someone", TeamRole.Viewer), WordShelf.Open([]).English, "/assets", "/"),
        });
        Heading().Count(html).ShouldBe(1, found.ToString());
        html.ShouldNotContain("knowledge.", Case.Sensitive, found.ToString()); // a key without a text shows itself
        return html;
    }

    [GeneratedRegex("<h1[ >]")]
    private static partial Regex Heading();
}
