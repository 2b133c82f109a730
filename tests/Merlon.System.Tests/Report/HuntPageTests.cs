using System.Text.RegularExpressions;
using Merlon.System.Tests.Cli;
using Microsoft.Playwright;

namespace Merlon.System.Tests.Report;

/// <summary>The page of <c>merlon hunt --to html</c>: as text, and in a browser.</summary>
public sealed partial class HuntPageTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    readonly SampleHunt hunt = new();

    public void Dispose() => hunt.Dispose();

    string Write()
    {
        var file = hunt.File("hunt.html");
        hunt.Run("--story", "--out", file).ExitCode.ShouldBe(1);
        return new Uri(file).AbsoluteUri;
    }

    string Html()
    {
        Write();
        return hunt.Read("hunt.html");
    }

    [Fact]
    public void Foreign_text_stays_text()
    {
        var html = Html();
        html.ShouldNotContain("<img");
        html.ShouldContain("&lt;img src=x onerror=alert(1)&gt;");
        html.ShouldNotContain('\u202E');
        html.ShouldContain("Administrators &lt;b&gt;");
    }

    [Fact]
    public void The_same_hunt_gives_the_same_bytes() => Html().ShouldBe(Html());

    [Fact]
    public void No_element_has_an_inline_style_or_a_handler_and_nothing_is_loaded()
    {
        var html = Html();
        var body = html[html.IndexOf("<body>", StringComparison.Ordinal)..html.LastIndexOf("<script>", StringComparison.Ordinal)];
        Forbidden().Matches(body).Select(static match => match.Value).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_opens_without_an_error_asks_the_network_for_nothing_and_shows_every_part()
    {
        var console = new List<string>();
        var requests = new List<string>();
        var address = Write();
        var page = await browser.OpenAsync(address: address, before: one =>
        {
            one.Console += (_, message) => console.Add(message.Text);
            one.PageError += (_, error) => console.Add(error);
            one.Request += (_, request) => requests.Add(request.Url);
        });

        console.ShouldBeEmpty();
        requests.ShouldBe([address]);
        (await page.Locator("h1").InnerTextAsync()).ShouldBe("6 findings");
        (await page.Locator("section > h2").AllInnerTextsAsync()).Select(static text => text.Split('\n')[0].Split(' ')[0]).ShouldBe(["What", "When", "Story", "Matrix", "Rules", "Hosts", "Findings", "Files"]);
        (await page.Locator(".finding").CountAsync()).ShouldBe(6);
        await page.Locator(".finding summary", new() { HasText = "Memory of LSASS dumped" }).ClickAsync();
        (await page.Locator(".finding[open] mark").First.InnerTextAsync()).ShouldContain("comsvcs.dll");
    }

    [Fact]
    public async Task Without_its_script_everything_can_be_read_and_opened()
    {
        var page = await browser.OpenAsync(address: Write(), script: false);
        await page.Locator(".finding summary").First.ClickAsync();
        (await page.Locator(".finding[open] .body").First.IsVisibleAsync()).ShouldBeTrue();
        (await page.Locator("[data-filter]").First.IsVisibleAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Findings_are_found_by_words()
    {
        var page = await browser.OpenAsync(address: Write());
        await page.Locator("[data-filter]").First.FillAsync("pc2 psexec");
        (await page.Locator(".finding:visible").CountAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(768)]
    [InlineData(1440)]
    public async Task Nothing_sticks_out_to_the_side(int width)
    {
        var page = await browser.OpenAsync(width, address: Write());
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(one => one.open = true)");
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_text_stands_out_from_its_background_at_4_5_to_1(ColorScheme scheme)
    {
        var page = await browser.OpenAsync(scheme: scheme, address: Write());
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(one => one.open = true)");
        (await page.EvaluateAsync<string[]>(BrowserTests.WeakContrasts)).ShouldBeEmpty();
    }

    [Fact]
    public async Task On_paper_every_finding_is_open()
    {
        var page = await browser.OpenAsync(address: Write());
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        (await page.PdfAsync(new() { PreferCSSPageSize = true })).Length.ShouldBeGreaterThan(10_000);
    }

    [GeneratedRegex(@"\s(style|on\w+)=""|<(img|iframe|link|object|embed|script)\b|url\(", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Forbidden();
}
