using System.Text.Json;
using Merlon.Web.Serving;
using Microsoft.Playwright;

namespace Merlon.Web.Tests;

/// <summary>Main paths that lead through several areas, as the people of a role walk them.</summary>
public sealed class RoleWalkTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task An_approver_accepts_the_risk_of_a_gap_and_an_analyst_reads_why_and_answers()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var approver = await chromium.OpenAsync(served, "/assessment/gaps/T1082", TeamRole.Approver);
        var page = approver.Page;
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Nothing yet. A gap is closed, tested, planned for, or accepted until a day.");
        await page.GetByText("Accept the risk").First.ClickAsync();
        await page.Locator("#accept-reason").FillAsync("Everybody may look at <b>systems</b>; we watch what follows");
        await page.Locator("#accept-until").FillAsync("2099-12-31");
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept the risk" }).ClickAsync();
        await Assertions.Expect(page.Locator(".decision")).ToContainTextAsync("Everybody may look at <b>systems</b>; we watch what follows");
        await Assertions.Expect(page.Locator(".decision")).ToContainTextAsync("until 2099-12-31");

        await using var analyst = await chromium.OpenAsync(served, "/assessment/gaps/T1082", TeamRole.Analyst);
        page = analyst.Page;
        await Assertions.Expect(page.Locator(".decision")).ToContainTextAsync("by The approver");
        await Assertions.Expect(page.GetByText("Accept the risk")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "Talk about it" }).ClickAsync();
        await page.GetByLabel("Say something").FillAsync("The hunt of last week says otherwise");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(approver.Page.Locator("[data-talk-comments]")).ToContainTextAsync("The hunt of last week says otherwise");
    }

    [Fact]
    public async Task An_analyst_scores_a_cell_takes_it_back_scores_it_again_and_exports_what_is_seen()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/matrix?view=threat", TeamRole.Analyst);
        var page = opened.Page;
        await page.WaitForSelectorAsync(Matrix.MatrixWalkTests.Painted); // a server that was just started has its colours later
        var cell = page.Locator(".c[data-t='T1595']");
        var before = await cell.Locator("i").InnerTextAsync();
        await cell.ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await Assertions.Expect(page.Locator(".c[aria-selected=true]")).ToHaveCountAsync(1);
        await page.Locator("#mx-score").FillAsync("42");
        await page.Locator("#mx-score").PressAsync("Enter");
        await Assertions.Expect(cell.Locator("i")).ToHaveTextAsync("42");
        await cell.FocusAsync();
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(cell.Locator("i")).ToHaveTextAsync(before);
        await page.Keyboard.PressAsync("Control+Shift+Z");
        await Assertions.Expect(cell.Locator("i")).ToHaveTextAsync("42");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as layer …" }).ClickAsync();
        await page.Locator("#mx-text").FillAsync("Scored");
        await page.Locator("#mx-text").PressAsync("Enter");
        await page.WaitForURLAsync("**layer=*");

        await page.Locator("#mx-exports > summary").ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-export=json]").ClickAsync());
        await using var file = await download.CreateReadStreamAsync();
        var layer = await JsonSerializer.DeserializeAsync<JsonElement>(file);
        layer.GetProperty("name").GetString().ShouldBe("Scored");
        layer.GetProperty("techniques").EnumerateArray().First(static one => one.GetProperty("techniqueID").GetString() == "T1595").GetProperty("score").GetDouble().ShouldBe(42);
    }

    [Fact]
    public async Task An_empty_workspace_leads_everybody_to_the_guide()
    {
        await using var served = await ServedMerlon.StartAsync();
        foreach (var file in Directory.EnumerateFiles(served.Organisation))
        {
            File.Delete(file);
        }

        await using var opened = await chromium.OpenAsync(served, "/", TeamRole.Analyst);
        foreach (var path in new[] { "/", "/assessment", "/assessment/gaps", "/assessment/plan", "/assessment/reports", "/detection/rules/coverage" })
        {
            await opened.Page.GotoAsync(path);
            await Assertions.Expect(opened.Page.Locator("main a[href='/assessment/guide'], main form[action='/assessment/guide/edit']").First).ToBeAttachedAsync();
        }

        opened.Troubles.Clear(); // pages of what is not there yet answer 409, which the console tells
    }
}
