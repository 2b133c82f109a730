using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Merlon.System.Tests.Report;

public sealed partial class BrowserTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task It_opens_without_an_error_and_asks_the_network_for_nothing()
    {
        var console = new List<string>();
        var requests = new List<string>();
        var page = await browser.OpenAsync(before: one =>
        {
            one.Console += (_, message) => console.Add(message.Text);
            one.PageError += (_, error) => console.Add(error);
            one.Request += (_, request) => requests.Add(request.Url);
        });
        await page.GetByRole(AriaRole.Button, new() { Name = "Unfold all" }).ClickAsync();
        console.ShouldBeEmpty();
        requests.ShouldBe([browser.Report]);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(390)]
    [InlineData(768)]
    [InlineData(1101)]
    [InlineData(1440)]
    [InlineData(2560)]
    public async Task Nothing_sticks_out_to_the_side(int width)
    {
        var page = await browser.OpenAsync(width);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_text_stands_out_from_its_background_at_4_5_to_1(ColorScheme scheme)
    {
        var page = await browser.OpenAsync(scheme: scheme);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(one => one.open = true)");
        (await page.EvaluateAsync<string[]>(WeakContrasts)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Dark_and_light_differ_and_the_button_overrides_the_system()
    {
        var light = await browser.OpenAsync();
        var dark = await browser.OpenAsync(scheme: ColorScheme.Dark);
        var darkColor = await dark.EvaluateAsync<string>(Background);
        string.Equals(await light.EvaluateAsync<string>(Background), darkColor, StringComparison.Ordinal).ShouldBeFalse();
        var button = light.Locator("[data-theme-toggle]");
        await button.ClickAsync();
        await button.ClickAsync();
        (await button.InnerTextAsync()).ShouldBe("Theme: dark");
        (await light.EvaluateAsync<string>(Background)).ShouldBe(darkColor);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task The_matrix_shows_every_tactic(int width)
    {
        var page = await browser.OpenAsync(width);
        var names = await page.Locator(".tactic h3 bdi").AllInnerTextsAsync();
        string.Join("|", names).ShouldBe(string.Join("|", SampleRelease.TacticNames));
        (await page.Locator(".tactic").First.IsVisibleAsync()).ShouldBeTrue();
    }

    [Theory]
    [InlineData("Enter")]
    [InlineData("Space")]
    public async Task The_keyboard_unfolds_sub_techniques(string key)
    {
        var page = await browser.OpenAsync();
        var details = page.Locator(".cells details").First;
        await details.Locator("summary").FocusAsync();
        await page.Keyboard.PressAsync(key);
        (await details.EvaluateAsync<bool>("one => one.open")).ShouldBeTrue();
        (await details.Locator(".subs .face").First.IsVisibleAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task The_first_tab_stop_skips_to_the_answer()
    {
        var page = await browser.OpenAsync();
        await page.Keyboard.PressAsync("Tab");
        (await page.EvaluateAsync<string>("document.activeElement.getAttribute('href')")).ShouldBe("#answer");
    }

    [Fact]
    public async Task Without_a_script_everything_is_there_and_no_dead_control_shows()
    {
        var page = await browser.OpenAsync(script: false);
        (await page.Locator(".needs-script").First.IsVisibleAsync()).ShouldBeFalse();
        await page.Locator(".cells summary").First.ClickAsync();
        (await page.Locator(".subs .face").First.IsVisibleAsync()).ShouldBeTrue();
        (await page.Locator(".gap").CountAsync()).ShouldBe(50);
    }

    [Fact]
    public async Task The_filter_keeps_what_it_finds()
    {
        var page = await browser.OpenAsync();
        await page.Locator("[data-filter=gaps]").FillAsync("T0003");
        (await page.Locator(".gap:visible").AllInnerTextsAsync()).ShouldAllBe(text => text.Contains("T0003"));
        (await page.Locator(".gap:visible").CountAsync()).ShouldBeGreaterThan(0);
        (await page.Locator(".gap:not(:visible)").CountAsync()).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task It_prints_as_pages_with_the_matrix_across()
    {
        var page = await browser.OpenAsync();
        var pdf = global::System.Text.Encoding.Latin1.GetString(await page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = true }));
        var boxes = Boxes().Matches(pdf).Select(match => (Width: double.Parse(match.Groups["w"].Value, global::System.Globalization.CultureInfo.InvariantCulture), Height: double.Parse(match.Groups["h"].Value, global::System.Globalization.CultureInfo.InvariantCulture))).ToList();
        boxes.Count.ShouldBeGreaterThan(5);
        boxes.ShouldContain(box => box.Width > box.Height);
        boxes.ShouldContain(box => box.Width < box.Height);
    }

    const string Background = "getComputedStyle(document.body).backgroundColor";

    /// <summary>Texts below 4.5 to 1, computed as WCAG 2.2 does, over the nearest opaque background.</summary>
    internal const string WeakContrasts = """
        () => {
          const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const rgb = color => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
          const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
          const behind = element => { for (let one = element; one; one = one.parentElement) { const c = rgb(getComputedStyle(one).backgroundColor); if (c[3] > 250) return c; } return [255, 255, 255, 255]; };
          const weak = new Set();
          for (const element of document.querySelectorAll('body *')) {
            if (![...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()) || element.closest('svg, script') || !element.checkVisibility()) continue;
            const a = light(rgb(getComputedStyle(element).color)), b = light(behind(element));
            const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            if (ratio < 4.5) weak.add(element.tagName + '.' + element.className + ' in ' + element.parentElement.className + ' ' + ratio.toFixed(2));
          }
          return [...weak];
        }
        """;

    [GeneratedRegex(@"/MediaBox\s*\[\s*0 0 (?<w>[\d.]+) (?<h>[\d.]+)\s*\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Boxes();
}
