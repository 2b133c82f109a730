using Merlon.Layers;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Matrix;

/// <summary>Editing as in a spreadsheet, and while the server cannot be reached.</summary>
public sealed class MatrixEditingTests(Chromium chromium) : IClassFixture<Chromium>
{
    const string Ready = MatrixWalkTests.Painted;

    [Fact]
    public async Task Scores_are_typed_taken_back_and_done_again_with_the_keyboard_alone()
    {
        await using var served = await ServedMerlon.StartAsync();
        var saved = Saved(served, "Ours");
        await using var opened = await chromium.OpenAsync(served, $"/matrix?layer={saved.Id}", TeamRole.Analyst);
        var page = opened.Page;
        await page.WaitForSelectorAsync(Ready);
        var first = page.Locator(".col").First.Locator(".c").First;
        await first.FocusAsync();

        // A value, Enter, the next value below it.
        await page.Keyboard.TypeAsync("70");
        await Assertions.Expect(page.Locator("#mx-score")).ToHaveValueAsync("70");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(first.Locator("i")).ToHaveTextAsync("70");
        await Assertions.Expect(page.Locator(".c[aria-selected=true]")).ToHaveCountAsync(1);
        await Assertions.Expect(first).ToHaveAttributeAsync("aria-selected", "false");
        var second = page.Locator(".c:focus");
        var below = await second.GetAttributeAsync("data-t") ?? "";
        await page.Keyboard.TypeAsync("35");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Cell(page, below).Locator("i")).ToHaveTextAsync("35");

        // Escape leaves the field without a change.
        await page.Keyboard.TypeAsync("9");
        await Assertions.Expect(page.Locator("#mx-score:focus")).ToHaveValueAsync("9");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator(".c:focus")).ToHaveCountAsync(1);

        // Several at once: Shift and arrows, to the end with Ctrl, and Delete.
        await first.FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("Shift+ArrowDown");
        await page.Keyboard.PressAsync("Delete");
        await Assertions.Expect(first.Locator("i")).ToHaveTextAsync("");
        await Assertions.Expect(Cell(page, below).Locator("i")).ToHaveTextAsync("");
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(first.Locator("i")).ToHaveTextAsync("70");
        await Assertions.Expect(Cell(page, below).Locator("i")).ToHaveTextAsync("35");
        await page.Keyboard.PressAsync("Control+y");
        await Assertions.Expect(first.Locator("i")).ToHaveTextAsync("");
        await page.Keyboard.PressAsync("Control+z");
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(Cell(page, below).Locator("i")).ToHaveTextAsync("");
        await Assertions.Expect(first.Locator("i")).ToHaveTextAsync("70");

        // Over the columns: a rectangle, as the eye sees it.
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        var chosen = await page.Locator(".c[aria-selected=true]").EvaluateAllAsync<int>("(cells) => new Set(cells.map((cell) => cell.closest('.col'))).size");
        chosen.ShouldBe(2);

        // T and digits look for an id, and score nothing.
        await page.EvaluateAsync("() => { for (const key of 't1190') document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })); }"); // without a pause, which would begin anew
        await Assertions.Expect(page.Locator(".c:focus")).ToHaveAttributeAsync("data-t", "T1190");
        await Patience.UntilAsync(() => served.Server.Served.Team.FindLayer(saved.Id)?.Layer.Techniques.Count(static one => one.Score is not null) == 1);
    }

    [Theory]
    [InlineData("module layer 1 0 Enter")]
    [InlineData("module 1 0 Enter layer")]
    [InlineData("1 module 0 Enter layer")]
    [InlineData("1 0 Enter module layer")]
    [InlineData("1 0 Enter layer module")]
    [InlineData("1 module layer 0 Enter")]
    public async Task A_score_typed_before_what_takes_it_has_come_is_kept(string order)
    {
        await using var served = await ServedMerlon.StartAsync();
        var saved = Saved(served, "Ours");
        await using var opened = await chromium.OpenAsync(served, "/journal", TeamRole.Analyst);
        var page = opened.Page;
        var module = new TaskCompletionSource();
        var layer = new TaskCompletionSource();
        await Hold("**/matrix-work*", module);
        await Hold($"**/api/v1/layers/{saved.Id}", layer);
        await page.GotoAsync($"/matrix?layer={saved.Id}", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.WaitForSelectorAsync("html[data-ready=matrix]");
        await Cell(page, "T1190").FocusAsync();
        var isTyped = false;
        foreach (var step in order.Split(' '))
        {
            switch (step)
            {
                case "module":
                    module.SetResult();
                    await Assertions.Expect(page.Locator(isTyped ? "#mx-score" : "#mx-work")).ToBeAttachedAsync();
                    break;
                case "layer":
                    layer.SetResult();
                    break;
                default:
                    isTyped = true;
                    await page.Keyboard.PressAsync(step);
                    break;
            }
        }

        await Patience.UntilAsync(() => ScoreOf(served, saved.Id, "T1190") == 10);
        await Assertions.Expect(Cell(page, "T1190").Locator("i")).ToHaveTextAsync("10");

        Task Hold(string addresses, TaskCompletionSource until) => page.RouteAsync(addresses, async route =>
        {
            await until.Task;
            await route.ContinueAsync();
        });
    }

    [Fact]
    public async Task Edits_made_while_the_server_cannot_be_reached_wait_are_seen_and_arrive()
    {
        await using var served = await ServedMerlon.StartAsync();
        var saved = Saved(served, "Ours");
        await using var opened = await chromium.OpenAsync(served, $"/matrix?layer={saved.Id}", TeamRole.Analyst);
        var page = opened.Page;
        await page.WaitForSelectorAsync(Ready);
        await Cell(page, "T1190").FocusAsync();
        await page.Keyboard.TypeAsync("10");
        await page.Keyboard.PressAsync("Enter");
        await Patience.UntilAsync(() => ScoreOf(served, saved.Id, "T1190") == 10);

        try
        {
            await page.Context.SetOfflineAsync(true);
            await Cell(page, "T1190").FocusAsync();
            await page.Keyboard.TypeAsync("20");
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(Cell(page, "T1190").Locator("i")).ToHaveTextAsync("20"); // seen at once
            await BrowserPage.SaysAsync(page, "does not answer");
            await Cell(page, "T1189").FocusAsync();
            await page.Keyboard.TypeAsync("30");
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(Cell(page, "T1189").Locator("i")).ToHaveTextAsync("30");
            ScoreOf(served, saved.Id, "T1190").ShouldBe(10);
            (await page.EvaluateAsync<string>(Kept, "merlon-edits-" + saved.Id)).ShouldContain("T1189");

            // Another person edits meanwhile, elsewhere: both stand afterwards.
            served.Server.Served.Team.EditLayer(saved.Id, "elsewhere", [new LayerEdit("T1133", "initial-access", LayerPart.Score, "null", "55")], new TeamAuthor("0", "Ada"));

            await page.Context.SetOfflineAsync(false);
            await Patience.UntilAsync(() => ScoreOf(served, saved.Id, "T1190") == 20 && ScoreOf(served, saved.Id, "T1189") == 30);
            await BrowserPage.SaysAsync(page, "everything is sent");
            await Assertions.Expect(page.Locator(".c[data-t=T1133] > i").First).ToHaveTextAsync("55");
            ScoreOf(served, saved.Id, "T1133").ShouldBe(55);
            await page.WaitForFunctionAsync($"(slot) => ({Kept})(slot) === ''", "merlon-edits-" + saved.Id);

            // A page that is closed before its edits arrived sends them when it is opened again.
            await page.RouteAsync("**/api/v1/layers/*/edits", static route => route.AbortAsync());
            await Cell(page, "T1133").First.FocusAsync();
            await page.Keyboard.TypeAsync("77");
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(Cell(page, "T1133").First.Locator("i")).ToHaveTextAsync("77");
            (await page.EvaluateAsync<string>(Kept, "merlon-edits-" + saved.Id)).ShouldContain("77");
            await page.GotoAsync("about:blank");
            await page.UnrouteAllAsync();
            ScoreOf(served, saved.Id, "T1133").ShouldBe(55);
            await page.GotoAsync($"/matrix?layer={saved.Id}");
            await Patience.UntilAsync(() => ScoreOf(served, saved.Id, "T1133") == 77);
            await Assertions.Expect(Cell(page, "T1133").First.Locator("i")).ToHaveTextAsync("77");
        }
        finally
        {
            opened.Troubles.Clear(); // the browser's own words about requests that failed
        }
    }

    /// <summary>What this browser keeps of edits that the server has not confirmed.</summary>
    const string Kept = "(slot) => Object.keys(localStorage).filter((key) => key.startsWith(slot)).map((key) => localStorage.getItem(key)).join()";

    static ILocator Cell(IPage page, string id) => page.Locator($".c[data-t=\"{id}\"]").First;

    static double? ScoreOf(ServedMerlon served, string id, string technique)
        => served.Server.Served.Team.FindLayer(id)?.Layer.Techniques.FirstOrDefault(one => one.TechniqueId == technique && one.Tactic == "initial-access")?.Score;

    static TeamLayer Saved(ServedMerlon served, string name) => served.Server.Served.Team.CreateLayer(
        new Layer { Name = name, Domain = "enterprise-attack", AttackVersion = "18", Techniques = [] }, "18.1", new TeamAuthor("0", "Ada"));
}
