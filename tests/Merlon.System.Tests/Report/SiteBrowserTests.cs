using Merlon.System.Tests.Cli;
using Microsoft.Playwright;

namespace Merlon.System.Tests.Report;

/// <summary>A site as a person sees it: opened from the disk, with the browser's own rules for such pages.</summary>
public sealed class SiteBrowserTests(SiteBrowserTests.Site site, Browser browser) : IClassFixture<SiteBrowserTests.Site>, IClassFixture<Browser>
{
    [Fact]
    public async Task The_search_finds_a_group_by_another_name_and_leads_to_its_page()
    {
        var complaints = new List<string>();
        var page = await browser.OpenAsync(before: page =>
        {
            page.Console += (_, message) => complaints.Add(message.Text);
            page.PageError += (_, error) => complaints.Add(error);
        });
        await page.GotoAsync(site.Address("index.html"));

        await page.FillAsync("#q", "voodoo bear");
        await page.WaitForSelectorAsync("#hits a");
        (await page.InnerTextAsync("#hits a >> nth=0")).ShouldContain("G0034");
        await page.PressAsync("#q", "Enter");
        await page.WaitForURLAsync("**/groups/G0034.html");

        (await page.InnerTextAsync("h1")).ShouldBe("G0034 Sandworm Team");
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_loaded_but_the_sites_own_files()
    {
        var requests = new List<string>();
        var page = await browser.OpenAsync(before: page => page.Request += (_, request) => requests.Add(request.Url));
        await page.GotoAsync(site.Address("techniques/T0803.html"));
        await page.FocusAsync("#q");

        requests.ShouldAllBe(static url => url.StartsWith("file:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("techniques/T0803.html", 1440)]
    [InlineData("techniques/T0803.html", 390)]
    [InlineData("matrix-ics-attack.html", 390)]
    [InlineData("index.html", 390)]
    public async Task No_page_is_wider_than_the_window(string path, int width)
    {
        var page = await browser.OpenAsync(width);
        await page.GotoAsync(site.Address(path));

        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
    }

    [Fact]
    public async Task A_page_reads_the_same_without_its_script_and_shows_no_tool_that_needs_it()
    {
        var page = await browser.OpenAsync(script: false);
        await page.GotoAsync(site.Address("techniques/T0803.html"));

        (await page.InnerTextAsync("main")).ShouldContain("Detection strategy");
        (await page.IsVisibleAsync("#q")).ShouldBeFalse();
        (await page.IsVisibleAsync("#theme")).ShouldBeFalse();
    }

    [Fact]
    public async Task Colours_follow_the_system_and_the_button()
    {
        var page = await browser.OpenAsync(scheme: ColorScheme.Dark);
        await page.GotoAsync(site.Address("index.html"));
        var dark = await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

        await page.ClickAsync("#theme");

        (await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor")).ShouldNotBe(dark, StringComparer.Ordinal);
    }

    [Fact]
    public async Task References_are_numbered_and_lead_to_the_list()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync(site.Address("techniques/T0803.html"));

        var first = page.Locator("main sup a").First;
        var target = await first.GetAttributeAsync("href");
        await first.ClickAsync();
        await page.WaitForURLAsync("**" + target);

        (await page.Locator($"ol.references {target}:target").CountAsync()).ShouldBe(1);
        (await page.EvaluateAsync<int>("[...document.querySelectorAll('[id]')].length - new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size")).ShouldBe(0);
    }

    /// <summary>The site of ICS 18.1, written once.</summary>
    public sealed class Site : IDisposable
    {
        readonly ScratchFolder folder = new();
        readonly Lock gate = new();

        /// <summary>Address of a page; the site is exported when the first one is asked for. Skips the test where the data is missing.</summary>
        public string Address(string path)
        {
            var data = SharedData.PathOf("attack/ics-attack-18.1.json");
            lock (gate)
            {
                if (!Directory.Exists(folder.File("site")))
                {
                    var run = CommandRun.Of("export", "--format", "site", "--out", folder.File("site"), "--release", data, "--live-only");
                    run.ExitCode.ShouldBe(0, run.Error);
                }
            }

            return new Uri(Path.Combine(folder.File("site"), path)).AbsoluteUri;
        }

        /// <inheritdoc/>
        public void Dispose() => folder.Dispose();
    }
}
