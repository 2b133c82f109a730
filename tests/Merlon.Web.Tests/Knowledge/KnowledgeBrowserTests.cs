using System.Text.RegularExpressions;
using Merlon.Web.Serving;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Knowledge;

/// <summary>The main paths through knowledge, in a browser, by keyboard.</summary>
public sealed class KnowledgeBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task The_search_box_offers_while_one_types_and_the_keyboard_does_it_all()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/knowledge", TeamRole.Viewer);
        var page = opened.Page;
        await page.Keyboard.PressAsync("/");
        var box = page.Locator("input[data-seek]");
        await Assertions.Expect(box).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("powersh");
        await Assertions.Expect(page.Locator("#seek-list [role=option]").First).ToContainTextAsync("T1059.001");
        await Assertions.Expect(box).ToHaveAttributeAsync("aria-expanded", "true");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#seek-list")).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(page.Locator("#seek-list")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(box).ToHaveAttributeAsync("aria-activedescendant", "seek-0");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/knowledge/T1059.001");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("PowerShell");

        // Filter of a long section, and what was looked at.
        await page.Locator("[data-k-filter=groups-direct]").FillAsync("apt29");
        await Assertions.Expect(page.Locator("#groups-direct li:visible, #groups-direct tbody tr:visible")).ToHaveCountAsync(1);
        await page.GotoAsync("/knowledge");
        await Assertions.Expect(page.Locator("[data-k-recent]")).ToContainTextAsync("T1059.001");
    }

    [Fact]
    public async Task The_graph_is_walked_with_arrow_keys()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/knowledge/G0016/graph?limit=5", TeamRole.Viewer);
        var page = opened.Page;
        await page.Locator("[data-k-graph]").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator("[data-k-graph] a:focus")).ToHaveAttributeAsync("aria-label", new Regex(": uses$", RegexOptions.None, Patience.Time));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/knowledge/(?!G0016)[A-Z0-9.]+/graph$", RegexOptions.None, Patience.Time));
    }

    [Fact]
    public async Task A_release_is_uploaded_compared_weighed_and_used_and_its_objects_have_a_history()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Administrator);
        await KnowledgePageTests.Added(client, SampleBundle.Small("90.1"));
        await using var opened = await chromium.OpenAsync(served, "/knowledge/releases", TeamRole.Administrator);
        var page = opened.Page;
        var newer = SampleBundle.Small("91.1", "Ask the day shift").Technique("second", "T9002", "Ask again");
        await page.Locator("#k-file").SetInputFilesAsync(new FilePayload { Name = newer.FileName, MimeType = "application/json", Buffer = newer.ToBytes() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/knowledge/releases/added/**");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("ATT&CK 91.1 is stored");

        await page.GotoAsync("/knowledge/releases/diff?old=90.1&new=91.1");
        await Assertions.Expect(page.Locator(".k-diff")).ToContainTextAsync("T9002");
        await page.GetByRole(AriaRole.Link, new() { Name = "What it means for us" }).Last.ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Use this release");

        await page.GetByRole(AriaRole.Link, new() { Name = "Use this release" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use ATT&CK 91.1 from now on" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("ATT&CK 91.1 is in use now");

        await page.GotoAsync("/knowledge/T9001");
        await Assertions.Expect(page.Locator("#history")).ToContainTextAsync("renamed from Ask the night shift");
        await page.Locator("#k-release").SelectOptionAsync("90.1");
        await page.WaitForURLAsync("**release=90.1");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("night shift");
    }
}
