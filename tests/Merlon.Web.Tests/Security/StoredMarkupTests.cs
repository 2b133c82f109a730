using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Detection;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Security;

/// <summary>What somebody put into names, texts and logs, wherever it comes out again: as text on every page and in every drawing, never as a formula in a table.</summary>
public sealed class StoredMarkupTests(Chromium chromium) : IClassFixture<Chromium>
{
    const string Markup = "\"><img src=x onerror=alert(1)>'</script><script>alert(2)</script>", Formula = "=HYPERLINK(\"http://evil.example\")";

    [Fact]
    public async Task It_shows_as_text_on_every_page_and_runs_in_no_table()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var admin = await served.ClientAsync(TeamRole.Administrator);
        var (layer, hunt) = await FillAsync(admin);
        List<string> wrong = [];
        foreach (var path in new[]
        {
            "/", "/matrix?layer=" + layer, "/matrix/cell/T1059?layer=" + layer, "/matrix/layers", "/matrix/layers/" + layer, "/matrix/palette.css?layer=" + layer, "/talk", "/talk/about?subject=technique:T1059", "/knowledge/T1059",
            "/knowledge/own", "/knowledge/search?q=onerror", "/knowledge/TA0002", "/detection", "/detection/logs", "/detection/hunts", "/detection/hunts/" + hunt, $"/detection/hunts/{hunt}?view=rules", $"/detection/hunts/{hunt}?view=hosts",
            $"/detection/hunts/{hunt}?view=story", $"/detection/hunts/{hunt}/findings/1", "/detection/rules", "/detection/rules/11111111-2222-4333-8444-555555555555", "/detection/rules/uploads", "/detection/findings", "/assessment/gaps",
            "/assessment/gaps/T1059", "/assessment/guide/who", "/assessment/organisation", "/assessment/organisation/versions/1", "/assessment/reports", "/journal", "/settings/people", "/settings/tokens", "/settings/audit",
            "/api/v1/matrix/files/svg?layer=" + layer, "/api/v1/matrix/files/html?layer=" + layer, $"/api/v1/hunts/{hunt}/export/html",
        })
        {
            using var answer = await admin.GetAsync(path);
            var text = await answer.Content.ReadAsStringAsync();
            if ((int)answer.StatusCode >= 500 || text.Contains("<img src=x", StringComparison.Ordinal) || text.Contains("<script>alert", StringComparison.Ordinal) || text.Contains("href=\"javascript:", StringComparison.OrdinalIgnoreCase)
                || text.Contains("href=\"data:", StringComparison.OrdinalIgnoreCase) || text.Contains("url(//evil", StringComparison.Ordinal))
            {
                wrong.Add($"{(int)answer.StatusCode} {path}");
            }
        }

        foreach (var path in new[]
        {
            $"/api/v1/hunts/{hunt}/export/csv", "/api/v1/audit/export?format=csv", "/api/v1/gaps/export?format=csv", "/api/v1/journal/export?format=csv", "/api/v1/priorities/export?format=csv", "/api/v1/plan/export?format=csv", "/api/v1/matrix/files/csv?layer=" + layer,
        })
        {
            var text = await (await admin.GetAsync(path)).Content.ReadAsStringAsync();
            wrong.AddRange(text.Split('\n').Where(static line => line.Split(',').Any(static cell => cell.TrimStart('"').StartsWith("=H", StringComparison.Ordinal))).Select(line => $"{path}: {line}"));
        }

        var sheet = await admin.GetByteArrayAsync("/api/v1/matrix/files/xlsx?layer=" + layer);
        using (ZipArchive book = new(new MemoryStream(sheet)))
        {
            foreach (var entry in book.Entries.Where(static entry => entry.FullName.EndsWith(".xml", StringComparison.Ordinal)))
            {
                using StreamReader reader = new(entry.Open());
                var xml = await reader.ReadToEndAsync();
                xml.ShouldNotContain("<f>");
                xml.ShouldNotContain("<img");
            }
        }

        wrong.ShouldBeEmpty();

        // And in a browser, where nothing may run and nothing be blocked.
        foreach (var path in new[] { "/", "/matrix?layer=" + layer, "/talk/about?subject=technique:T1059", $"/detection/hunts/{hunt}/findings/1", "/knowledge/own" })
        {
            await using var opened = await chromium.OpenAsync(served, path);
            opened.Page.Dialog += (_, dialog) => opened.Troubles.Enqueue("a dialog: " + dialog.Message);
            await Assertions.Expect(opened.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First).ToBeAttachedAsync();
            (await opened.Page.Locator("img[src=x]").CountAsync()).ShouldBe(0, path);
        }
    }

    static async Task<(string Layer, string Hunt)> FillAsync(HttpClient admin)
    {
        var layer = await PostAsync(admin, "/api/v1/layers", new
        {
            document = new
            {
                name = Markup,
                description = Markup,
                domain = "enterprise-attack",
                versions = new { layer = "4.5", attack = "18", navigator = "5.1.0" },
                techniques = new[]
                {
                    new
                    {
                        techniqueID = "T1059", score = 5, color = "red;background:url(//evil)", comment = Formula + Markup, metadata = new[] { new { name = Markup, value = Formula } },
                        links = new[] { new { label = Markup, url = "javascript:alert(1)" } },
                    },
                },
                legendItems = new[] { new { label = Markup, color = "#ff0000\"/><script>" } },
                links = new[] { new { label = Markup, url = "data:text/html,<script>alert(1)</script>" } },
            },
        });
        await PostAsync(admin, "/api/v1/talk/technique%3AT1059/comments", new { text = Markup + " javascript:alert(1) https://e.example/\"><img src=x onerror=alert(3)>" });
        await PostAsync(admin, "/api/v1/talk/technique%3AT1059/tasks", new { title = Markup });
        await PostAsync(admin, "/api/v1/tokens", new { name = Formula, scope = "read", days = 1 });
        await PostAsync(admin, "/api/v1/own", new { name = Markup, prefix = "XX", publisher = Formula });
        await PostAsync(admin, "/api/v1/own/entries", new { type = "technique", fields = new { name = Markup, description = Markup + " [a](javascript:alert(1)) <script>alert(1)</script>", tactics = new[] { "execution" } } });

        using var organisation = await admin.GetAsync("/api/v1/organisation");
        var text = (await organisation.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("text").GetString()!.Replace("name: Harbor Bank", "name: " + JsonSerializer.Serialize(Markup), StringComparison.Ordinal);
        using HttpRequestMessage put = new(HttpMethod.Put, "/api/v1/organisation") { Content = JsonContent.Create(new { text }) };
        put.Headers.IfMatch.Add(organisation.Headers.ETag!);
        (await admin.SendAsync(put)).EnsureSuccessStatusCode();

        var rule = DetectionApiTests.Rule.Replace("title: Somebody asks who they are", $"title: {JsonSerializer.Serialize(Markup)}\ndescription: {JsonSerializer.Serialize(Markup)}\nauthor: {JsonSerializer.Serialize(Formula)}\nreferences: ['javascript:alert(1)']\nfalsepositives: [{JsonSerializer.Serialize(Formula)}]", StringComparison.Ordinal);
        await DetectionApiTests.TakeRuleAsync(admin, Markup + ".yml", Encoding.UTF8.GetBytes(rule));
        var log = JsonSerializer.Serialize(new { EventID = 1, Channel = "Microsoft-Windows-Sysmon/Operational", Computer = Markup, UtcTime = "2026-09-14 09:00:00.000", Image = "C:\\cmd.exe", CommandLine = Formula + " whoami " + Markup, User = Formula });
        var upload = await DetectionApiTests.UploadAsync(admin, Markup + ".json", Encoding.UTF8.GetBytes(log));
        var hunt = await DetectionApiTests.HuntAsync(admin, new { title = Markup, uploads = new[] { upload.GetProperty("id").GetString() }, rules = "uploaded" });
        hunt.GetProperty("findings").GetInt64().ShouldBe(1, hunt.ToString());
        return (layer.GetProperty("id").GetString()!, hunt.GetProperty("id").GetString()!);
    }

    static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        answer.IsSuccessStatusCode.ShouldBeTrue(path + " " + await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
