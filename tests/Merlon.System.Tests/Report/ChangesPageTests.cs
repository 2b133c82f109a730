using System.Text;
using System.Text.RegularExpressions;
using Merlon.Changes;
using Merlon.Documents;
using Merlon.System.Tests.Cli;
using Merlon.Web.Changes;
using Microsoft.Playwright;

namespace Merlon.System.Tests.Report;

/// <summary>The page of <c>merlon release diff --html</c>: as text, and in a browser.</summary>
public sealed partial class ChangesPageTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Foreign_text_stays_text_and_only_addresses_of_the_web_become_links()
    {
        var html = Html();
        html.ShouldNotContain("<script>alert");
        html.ShouldNotContain("javascript:alert(1)\"");
        html.ShouldNotContain('\u202E');
        Links().Matches(html).Select(match => match.Groups["url"].Value).ShouldAllBe(url => url.StartsWith('#') || url.StartsWith("https://attack.example/"));
        html.ShouldContain("Evil &lt;script&gt;");
    }

    [Fact]
    public void The_same_comparison_gives_the_same_bytes() => Html().ShouldBe(Html());

    [Fact]
    public void No_element_has_an_inline_style_or_a_handler_and_nothing_is_loaded()
    {
        var html = Html();
        var body = html[html.IndexOf("<body>", StringComparison.Ordinal)..html.LastIndexOf("<script>", StringComparison.Ordinal)];
        Forbidden().Matches(body).Select(match => match.Value).ShouldBeEmpty();
    }

    [Fact]
    public void Both_sides_stand_beside_each_other_with_what_went_and_what_came()
    {
        var html = Html();
        html.ShouldContain("<ins>, and whether a dog is,</ins>");
        html.ShouldContain("1.0 → 2.0");
        html.ShouldContain("<del>M1001: Mute the bell</del>");
        html.ShouldContain("<ins>S0001: Squeak</ins>");
    }

    [Fact]
    public async Task It_opens_without_an_error_and_asks_the_network_for_nothing()
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
        await page.Locator(".change summary").First.ClickAsync();
        (await page.Locator(".change .body").First.IsVisibleAsync()).ShouldBeTrue();
        console.ShouldBeEmpty();
        requests.ShouldBe([address]);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task Nothing_sticks_out_to_the_side(int width)
    {
        var page = await browser.OpenAsync(width, address: Write());
        await page.EvaluateAsync(OpenAll);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_text_stands_out_from_its_background_at_4_5_to_1(ColorScheme scheme)
    {
        var page = await browser.OpenAsync(scheme: scheme, address: Write());
        await page.EvaluateAsync(OpenAll);
        (await page.EvaluateAsync<string[]>(BrowserTests.WeakContrasts)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_filter_keeps_what_it_finds()
    {
        var page = await browser.OpenAsync(address: Write());
        await page.Locator("[data-filter=changes]").FillAsync("t1002");
        (await page.Locator(".change:visible").AllTextContentsAsync()).ShouldAllBe(text => text.Contains("T1002"));
        (await page.Locator(".change:visible").CountAsync()).ShouldBeGreaterThan(0);
    }

    const string OpenAll = "document.querySelectorAll('details').forEach(one => one.open = true)";

    string Write() => new Uri(folder.Write("changes.html", Html())).AbsoluteUri;

    static string Html()
    {
        static PublishedRelease Release(string version, string json) => new(version, version, [new DomainBundle("demo-attack.json", Domain: null, Encoding.UTF8.GetBytes(json))]);
        var diff = ReleaseDiff.Between(Release("1.0", SampleChanges.Old), Release("2.0", SampleChanges.New), ReadLimits.Default, CancellationToken.None).Value
            ?? throw new InvalidOperationException("the sample is not compared");
        using var stream = new MemoryStream();
        ChangesDocument.Write(new DiffView(diff, diff.Domains, []), stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [GeneratedRegex("href=\"(?<url>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Links();

    [GeneratedRegex("<[^>]*\\s(style|on\\w+|src)=[^>]*>|<(link|img|iframe)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Forbidden();
}
