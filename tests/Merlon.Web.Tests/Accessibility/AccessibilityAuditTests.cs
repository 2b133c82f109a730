using Microsoft.Playwright;

namespace Merlon.Web.Tests.Accessibility;

/// <summary>The audit itself: a page without faults has none, and every planted fault is found.</summary>
public sealed class AccessibilityAuditTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_clean_page_has_no_faults()
    {
        await using var opened = await chromium.BlankAsync();
        await opened.Page.SetContentAsync(await File.ReadAllTextAsync(Repository.PathOf("tests/Merlon.Web.Tests/Accessibility/clean.html")));
        (await AccessibilityAudit.OfAllAsync(opened.Page)).ShouldBeEmpty();
        (await AccessibilityAudit.ReflowAsync(opened.Page)).ShouldBeEmpty();
        await opened.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        (await AccessibilityAudit.ContrastAsync(opened.Page)).ShouldBeEmpty();
    }

    /// <summary>Every planted fault stands in an element of its own, whose id (or the class of the page) says what must be found of it.</summary>
    [Fact]
    public async Task Every_planted_fault_is_found()
    {
        await using var opened = await chromium.BlankAsync();
        await opened.Page.SetContentAsync(await File.ReadAllTextAsync(Repository.PathOf("tests/Merlon.Web.Tests/Accessibility/faults.html")));
        await opened.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        var found = await AccessibilityAudit.OfAllAsync(opened.Page);
        var planted = await opened.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('[data-fault]')].flatMap((element) => element.dataset.fault.split(';').map((what) => `${what.trim()}: ${element.id ? '#' + element.id : element.tagName.toLowerCase()}`))");
        planted.Length.ShouldBeGreaterThan(50);
        planted.Where(fault => !found.Any(sentence => sentence.StartsWith(fault, StringComparison.Ordinal))).ShouldBeEmpty(string.Join('\n', found));
        var innocent = await opened.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('[data-innocent]')].map((element) => '#' + element.id)");
        found.Where(sentence => innocent.Any(id => sentence.Contains($": {id}", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_without_language_title_headings_and_landmarks_is_told_so()
    {
        await using var opened = await chromium.BlankAsync();
        await opened.Page.SetContentAsync("<!DOCTYPE html><html><head><meta name=viewport content='user-scalable=no'><meta http-equiv=refresh content=900></head><body><p>Text</p></body></html>");
        var found = await AccessibilityAudit.OfAsync(opened.Page);
        foreach (var fault in new[]
        {
            "the document says no language", "the document has no title", "the page cannot be enlarged", "the page moves on by itself", "there is not exactly one h1", "there is not exactly one main",
            "a text stands outside all landmarks", "no live region",
        })
        {
            found.ShouldContain(sentence => sentence.StartsWith(fault, StringComparison.Ordinal), fault);
        }
    }

    [Fact]
    public async Task A_trap_for_the_keyboard_and_a_sideways_page_are_found()
    {
        await using var opened = await chromium.BlankAsync();
        await opened.Page.SetContentAsync("""
            <!DOCTYPE html><html lang="en"><head><title>Trap</title></head><body><main><h1>Trap</h1><button>One</button>
            <button id="trap" onkeydown="if (event.key === 'Tab') event.preventDefault()">Two</button><button id="far">Three</button><div id="wide" style="width: 900px">Wide</div></main></body></html>
            """);
        var found = await AccessibilityAudit.KeyboardAsync(opened.Page);
        found.ShouldContain(static sentence => sentence.StartsWith("the keyboard cannot leave it: #trap", StringComparison.Ordinal));
        found.ShouldContain(static sentence => sentence.StartsWith("Tab does not reach it: #far", StringComparison.Ordinal));
        (await AccessibilityAudit.ReflowAsync(opened.Page)).ShouldContain(static sentence => sentence.StartsWith("the page scrolls sideways at 320 pixels: #wide (9", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<button id=x aria-label='Close'>×</button>", "Close")]
    [InlineData("<span id=a>Delete</span><button id=x aria-labelledby='a x' aria-label=rule></button>", "Delete rule")]
    [InlineData("<label for=x>Name</label><input id=x placeholder=none>", "Name")]
    [InlineData("<label><input id=x type=checkbox> Show <input value=3> rows</label>", "Show 3 rows")]
    [InlineData("<a id=x href='/'><img alt='Home' src='data:,'> page</a>", "Home page")]
    [InlineData("<button id=x><span hidden>no</span><span aria-hidden=true>★</span>Mark</button>", "Mark")]
    [InlineData("<button id=x><svg aria-hidden=true></svg></button>", "")]
    [InlineData("<button id=x title=Theme><svg aria-hidden=true></svg></button>", "Theme")]
    [InlineData("<fieldset id=x><legend>Sectors</legend></fieldset>", "Sectors")]
    [InlineData("<table id=x><caption>Gaps</caption><tr><th>A</th></tr></table>", "Gaps")]
    [InlineData("<svg id=x role=img><title>Trend</title></svg>", "Trend")]
    [InlineData("<details><summary id=x>More <b>words</b></summary></details>", "More words")]
    public async Task A_name_is_computed_by_the_main_rules(string html, string name)
    {
        await using var opened = await chromium.BlankAsync();
        await opened.Page.SetContentAsync(html);
        (await AccessibilityAudit.NameAsync(opened.Page, "#x")).ShouldBe(name);
    }
}
