using Merlon.Web.Serving;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Detection;

/// <summary>The main path of a detection engineer, in a browser: upload, hunt, open what was found, export; then a rule.</summary>
public sealed class DetectionWalkTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task An_uploaded_event_log_is_hunted_and_a_finding_opened_beside_its_rule()
    {
        var log = SharedData.PathOf("evtx/UACME_59_Sysmon.evtx");
        var rules = SharedData.PathOf("sigma/rules/windows");
        await using var served = await ServedMerlon.StartAsync(settings => settings with { RulePaths = [rules] });
        await using var opened = await chromium.OpenAsync(served, "/detection/logs", TeamRole.Analyst);
        var page = opened.Page;
        await page.SetInputFilesAsync("input[type=file]:not([webkitdirectory])", log);
        await page.GetByRole(AriaRole.Rowheader, new() { Name = "UACME_59_Sysmon.evtx" }).WaitForAsync();
        await page.GetByLabel("Choose UACME_59_Sysmon.evtx").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Hunt in the chosen logs" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin the hunt" }).ClickAsync();
        await page.Locator(".finding-link").First.WaitForAsync();

        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("no such text anywhere");
        await page.GetByText("Nothing fits this filter.").WaitForAsync();
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("");
        await page.Locator(".finding-link").First.ClickAsync();
        await page.Locator(".fields .marked").First.WaitForAsync();
        await Assertions.Expect(page.Locator(".rule-text li.matching").First).ToBeAttachedAsync();
        await page.GetByText("The rule fires.").WaitForAsync();
        await page.GoBackAsync();

        await page.Locator("summary", new() { HasText = "Export" }).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "NDJSON" }).ClickAsync());
        download.SuggestedFilename.ShouldEndWith(".ndjson");
        foreach (var (view, text) in new[] { ("Rules", "Matches"), ("Techniques", "by magnitude"), ("Hosts", "Gravest"), ("Story", "hypotheses"), ("Files and notices", "Read as") })
        {
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the hunt" }).GetByText(view, new() { Exact = true }).ClickAsync();
            await page.GetByText(text).First.WaitForAsync();
        }
    }

    [Fact]
    public async Task A_list_shows_what_was_typed_last_whichever_answer_comes_first()
    {
        await using var served = await ServedMerlon.StartAsync(settings => settings with { RulePaths = [Repository.PathOf("rules")] });
        await using var opened = await chromium.OpenAsync(served, "/detection/rules", TeamRole.Viewer);
        var page = opened.Page;
        TaskCompletionSource asked = new(), second = new();
        await page.RouteAsync("**/detection/rules?q=no+such+rule", async route =>
        {
            asked.TrySetResult();
            await second.Task;
            await route.ContinueAsync();
        });
        var rules = page.Locator("[data-part=rules]");
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("no such rule");
        await asked.Task;
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("lsass");
        await Assertions.Expect(rules.Locator("tbody a").First).ToContainTextAsync("LSASS");
        second.SetResult();
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("lsas");
        await page.WaitForURLAsync("**/detection/rules?q=lsas");
        await Assertions.Expect(rules.Locator("tbody a").First).ToBeVisibleAsync();
        await page.UnrouteAllAsync();

        // What could not be fetched is asked for again.
        await page.RouteAsync("**/detection/rules?q=lsass", static route => route.AbortAsync());
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("lsass");
        await page.WaitForFunctionAsync("() => merlonNotes.some((note) => note.querySelector('button')?.textContent === 'Try again')");
        await page.UnrouteAllAsync();
        await BrowserPage.PressNoteAsync(page, "Try again");
        await page.WaitForURLAsync("**/detection/rules?q=lsass");
        opened.Troubles.Clear(); // the browser's own words about requests that failed
    }

    [Fact]
    public async Task A_row_that_is_held_down_while_another_list_comes_is_still_opened()
    {
        await using var served = await ServedMerlon.StartAsync(settings => settings with { RulePaths = [Repository.PathOf("rules")] });
        await using var opened = await chromium.OpenAsync(served, "/detection/rules", TeamRole.Viewer);
        var page = opened.Page;
        var lists = 0;
        page.Request += (_, request) =>
        {
            if (request.Url.EndsWith("/detection/rules?q=lsass", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref lists);
            }
        };
        var text = page.GetByLabel("Text", new() { Exact = true });
        await text.FillAsync("lsass");
        await page.WaitForURLAsync("**/detection/rules?q=lsass");
        var row = page.Locator("[data-part=rules] tbody a").First;

        // Leaving the field asks for nothing that is there.
        await row.HoverAsync();
        await page.Mouse.DownAsync();
        await page.EvaluateAsync("() => fetch(location.href).then((answer) => answer.text())");
        await page.Mouse.UpAsync();
        await page.Locator(".rule-text li").First.WaitForAsync();
        Volatile.Read(ref lists).ShouldBe(2); // one by the page, one above

        // And what comes late waits for the click.
        await page.GoBackAsync();
        await page.WaitForURLAsync("**/detection/rules?q=lsass");
        await Assertions.Expect(row).ToBeVisibleAsync();
        var list = await Matrix.MatrixOrderTests.HoldAsync(page, "**/detection/rules?q=lsas");
        await page.RunAndWaitForRequestAsync(() => text.FillAsync("lsas"), static request => request.Url.EndsWith("?q=lsas", StringComparison.Ordinal));
        await row.HoverAsync();
        await page.Mouse.DownAsync();
        await page.RunAndWaitForResponseAsync(
            () =>
            {
                list.SetResult();
                return Task.CompletedTask;
            },
            static answer => answer.Url.EndsWith("?q=lsas", StringComparison.Ordinal));
        await page.EvaluateAsync("async () => { for (let i = 0; i < 3; i++) await fetch(location.href).then((answer) => answer.text()); }"); // time enough for it to come
        await page.Mouse.UpAsync();
        await page.Locator(".rule-text li").First.WaitForAsync();
    }

    [Fact]
    public async Task A_rule_is_found_read_tried_on_an_event_and_translated()
    {
        await using var served = await ServedMerlon.StartAsync(settings => settings with { RulePaths = [Repository.PathOf("rules")] });
        await using var opened = await chromium.OpenAsync(served, "/detection/rules", TeamRole.Viewer);
        var page = opened.Page;
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("lsass");
        await page.WaitForURLAsync("**/detection/rules?q=lsass");
        await page.Locator("[data-part=rules]:not([aria-busy]) tbody a").First.ClickAsync();
        await page.Locator(".rule-text li").First.WaitForAsync();
        await page.GetByLabel("Event", new() { Exact = true }).FillAsync("""{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Image":"C:\\a.exe"}""");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try" }).ClickAsync();
        await page.GetByText("The rule does not fire.").WaitForAsync();
        await page.GetByLabel("Language").SelectOptionAsync("postgres");
        await page.GetByRole(AriaRole.Button, new() { Name = "Translate" }).ClickAsync();
        await page.Locator("#query, .callout.warn").First.WaitForAsync();
    }
}
