using System.Text.RegularExpressions;
using Merlon.System.Tests.Cli;
using Microsoft.Playwright;

namespace Merlon.System.Tests.Report;

/// <summary>The reports for single readers as a person sees and prints them.</summary>
public sealed partial class ReaderBrowserTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Readers => ["manager", "engineer", "auditor"];

    string Address(string reader, string foreign = "")
    {
        var path = folder.File(reader + ".html");
        File.WriteAllBytes(path, ReaderTests.Written(reader, ReaderTests.Full(foreign)));
        return new Uri(path).AbsoluteUri;
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task It_opens_without_an_error_and_asks_the_network_for_nothing(string reader)
    {
        var console = new List<string>();
        var requests = new List<string>();
        var address = Address(reader, "\"><b>& a rather long text that somebody put where a word was asked for");
        await browser.OpenAsync(address: address, before: page =>
        {
            page.Console += (_, message) => console.Add(message.Text);
            page.PageError += (_, error) => console.Add(error);
            page.Request += (_, request) => requests.Add(request.Url);
        });
        console.ShouldBeEmpty();
        requests.ShouldBe([address]);
    }

    [Theory]
    [InlineData("manager", 390)]
    [InlineData("manager", 320)]
    [InlineData("manager", 1440)]
    [InlineData("engineer", 390)]
    [InlineData("engineer", 900)]
    [InlineData("auditor", 390)]
    [InlineData("auditor", 1440)]
    public async Task Nothing_sticks_out_to_the_side(string reader, int width)
    {
        var page = await browser.OpenAsync(width, address: Address(reader, "-a_rather_long_word_that_somebody_put_where_a_short_one_was_asked_for"));
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
    }

    [Theory]
    [InlineData("A4", "")]
    [InlineData("Letter", "")]
    [InlineData("A4", "", "manager with all that may be known")]
    [InlineData("Letter", "", "manager with all that may be known")]
    [InlineData("A4", " and a rather long text that somebody put where a word was asked for, which goes on and on and never comes to an end")]
    [InlineData("Letter", " and a rather long text that somebody put where a word was asked for, which goes on and on and never comes to an end")]
    public async Task A_manager_gets_exactly_two_pages(string paper, string foreign, string reader = "manager")
    {
        var page = await browser.OpenAsync(address: Address(reader, foreign));
        var pdf = global::System.Text.Encoding.Latin1.GetString(await page.PdfAsync(new() { Format = paper, PreferCSSPageSize = true, PrintBackground = true }));
        Pages().Count(pdf).ShouldBe(2);
    }

    [Theory]
    [InlineData("manager", ColorScheme.Light)]
    [InlineData("manager", ColorScheme.Dark)]
    [InlineData("engineer", ColorScheme.Light)]
    [InlineData("engineer", ColorScheme.Dark)]
    [InlineData("auditor", ColorScheme.Light)]
    [InlineData("auditor", ColorScheme.Dark)]
    public async Task Every_text_stands_out_from_its_background_at_4_5_to_1(string reader, ColorScheme scheme)
    {
        var page = await browser.OpenAsync(scheme: scheme, address: Address(reader));
        (await page.EvaluateAsync<string[]>(BrowserTests.WeakContrasts)).ShouldBeEmpty();
        (await page.EvaluateAsync<string[]>(WeakChartTexts)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Of_each_chart_one_drawing_shows_and_has_a_name(int width)
    {
        var page = await browser.OpenAsync(width);
        var shown = await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('figure.chart')].map(figure => {
              const drawn = [...figure.querySelectorAll('svg[role=img]')].filter(svg => svg.checkVisibility());
              const names = drawn.map(svg => svg.getAttribute('aria-labelledby').split(' ').every(id => document.getElementById(id)?.textContent.trim()));
              return drawn.length + ' ' + names;
            })
            """);
        shown.ShouldNotBeEmpty();
        shown.ShouldAllBe(static one => one == "1 true");
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Texts_of_charts_stay_inside_their_drawing(int width)
    {
        var page = await browser.OpenAsync(width);
        (await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('figure.chart svg')].filter(svg => svg.checkVisibility()).flatMap(svg => {
              const frame = svg.getBoundingClientRect();
              return [...svg.querySelectorAll('text')].filter(text => { const box = text.getBoundingClientRect(); return box.left < frame.left - 2 || box.right > frame.right + 2 || box.bottom > frame.bottom + 2; }).map(text => text.textContent);
            })
            """)).ShouldBeEmpty();
    }

    // As WeakContrasts, for texts of drawings: against the cell that they stand on, else the page.
    const string WeakChartTexts = """
        () => {
          const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const rgb = color => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
          const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
          const behind = element => { for (let one = element; one; one = one.parentElement) { const c = rgb(getComputedStyle(one).backgroundColor); if (c[3] > 250) return c; } return [255, 255, 255, 255]; };
          const weak = new Set();
          for (const text of document.querySelectorAll('figure.chart text')) {
            if (!text.checkVisibility()) continue;
            const cell = /^h[tb]/.test(text.className.baseVal) ? [...text.parentElement.querySelectorAll('rect[class^=hs' + text.className.baseVal.slice(-1) + ']')][0] : null;
            const back = text.className.baseVal === 'cnt' ? rgb(getComputedStyle(text.parentElement.querySelector('.cn')).fill) : cell ? rgb(getComputedStyle(cell).fill) : behind(text.closest('figure'));
            const a = light(rgb(getComputedStyle(text).fill)), b = light(back);
            const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            if (ratio < 4.5) weak.add(text.className.baseVal + ' ' + ratio.toFixed(2));
          }
          return [...weak];
        }
        """;

    [GeneratedRegex(@"/Type\s*/Page\b(?!s)", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Pages();
}
