using System.Collections.Concurrent;
using Merlon.Layers;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Security;
using Merlon.Workspaces;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Matrix;

/// <summary>Answers that come late, twice, in another order or not at all while somebody goes on: nothing is lost, and what was asked for last is what is shown.</summary>
public sealed class MatrixOrderTests(Chromium chromium, ServedFixture fixture) : IClassFixture<Chromium>, IClassFixture<ServedFixture>
{
    const string Ready = MatrixWalkTests.Painted;

    ServedMerlon Served => fixture.Served;

    Team Team => Served.Server.Served.Team;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scores_typed_one_after_the_other_before_a_view_has_become_a_layer_are_all_kept(bool isModuleThere)
    {
        await using var opened = await chromium.OpenAsync(Served, "/matrix?view=threat", TeamRole.Analyst);
        var page = opened.Page;
        await page.WaitForSelectorAsync(Ready);
        var layer = await HoldAsync(page, "**/matrix/export/json*");
        await Cell(page, "T1190").FocusAsync();
        if (isModuleThere)
        {
            await page.Keyboard.PressAsync("Space");
            await Assertions.Expect(page.Locator("#mx-score")).ToBeAttachedAsync();
        }

        var cells = await KeysAsync(page, "1 0 Enter 2 0 Enter");
        layer.SetResult();
        await Assertions.Expect(Cell(page, cells[0]).Locator("i")).ToHaveTextAsync("10");
        await Assertions.Expect(Cell(page, cells[1]).Locator("i")).ToHaveTextAsync("20");

        // What is not saved is kept in this browser, and there again when the page is loaded anew; another view says how to come back.
        await page.ReloadAsync();
        await Assertions.Expect(Cell(page, cells[0]).Locator("i")).ToHaveTextAsync("10");
        await Assertions.Expect(Cell(page, cells[1]).Locator("i")).ToHaveTextAsync("20");
        await page.Locator("#mx-view").SelectOptionAsync("gap");
        await Assertions.Expect(page.Locator("#mx-title")).Not.ToContainTextAsync("My layer");
        await BrowserPage.PressNoteAsync(page, "Back to it");
        await Assertions.Expect(page.Locator("#mx-title")).ToContainTextAsync("My layer");
        await Assertions.Expect(Cell(page, cells[0]).Locator("i")).ToHaveTextAsync("10");
    }

    [Fact]
    public async Task Scores_typed_cell_by_cell_before_the_module_is_here_go_to_their_cells()
    {
        await using var opened = await chromium.OpenAsync(Served, "/journal", TeamRole.Analyst);
        var page = opened.Page;
        var module = await HoldAsync(page, "**/matrix-work*");
        await page.GotoAsync("/matrix?view=none");
        await page.WaitForSelectorAsync(Ready);
        await Cell(page, "T1190").FocusAsync();
        var cells = await KeysAsync(page, "1 0 Enter 2 5 Backspace Enter 7 ArrowDown 3 . 5");
        module.SetResult();
        await Assertions.Expect(page.Locator("#mx-score:focus")).ToHaveValueAsync("3.5");
        await page.Keyboard.PressAsync("Enter");
        foreach (var (cell, score) in cells.Zip(["10", "2", "7", "3.5"]))
        {
            await Assertions.Expect(Cell(page, cell).Locator("i")).ToHaveTextAsync(score);
        }
    }

    [Fact]
    public async Task A_layer_that_is_left_before_its_module_is_here_is_not_opened()
    {
        var saved = Saved("Left");
        await using var opened = await chromium.OpenAsync(Served, "/journal", TeamRole.Analyst);
        var page = opened.Page;
        ConcurrentQueue<string> asked = new();
        page.Request += (_, request) => asked.Enqueue(new Uri(request.Url).AbsolutePath);
        var module = await HoldAsync(page, "**/matrix-work*");
        await page.GotoAsync($"/matrix?layer={saved}");
        await page.WaitForSelectorAsync("html[data-ready=matrix]");
        await page.Locator("#mx-view").SelectOptionAsync("none");
        await Assertions.Expect(page.Locator("#mx-title")).Not.ToHaveTextAsync("Left");
        module.SetResult();
        await Cell(page, "T1190").FocusAsync();
        await KeysAsync(page, "4 0 Enter");
        await Assertions.Expect(Cell(page, "T1190").Locator("i")).ToHaveTextAsync("40");
        await Assertions.Expect(page.Locator("#mx-title")).ToContainTextAsync("My layer");
        asked.Where(path => path == "/api/v1/layers/" || path == $"/api/v1/layers/{saved}").ShouldBeEmpty();
    }

    [Fact]
    public async Task Lists_of_a_filter_that_was_cleared_change_nothing_when_they_come()
    {
        await using var opened = await chromium.OpenAsync(Served, "/journal", TeamRole.Viewer);
        var page = opened.Page;
        var list = await HoldAsync(page, "**/api/v1/matrix/filters/group*");
        await page.GotoAsync("/matrix?view=none&group=G0016");
        await page.WaitForSelectorAsync(Ready);
        await Assertions.Expect(page.Locator("#mx-shown")).ToContainTextAsync(" of ");
        await page.Locator("#mx-filters > summary").ClickAsync();
        await page.Locator("#mx-clear").ClickAsync();
        await Assertions.Expect(page.Locator("#mx-shown")).ToHaveTextAsync("691 techniques");
        await page.RunAndWaitForResponseAsync(() => { list.SetResult(); return Task.CompletedTask; }, static response => response.Url.Contains("/filters/group", StringComparison.Ordinal));
        await page.Locator("#mx-find").FillAsync("phishing");
        await page.Locator("#mx-find").FillAsync("");
        await Assertions.Expect(page.Locator("#mx-shown")).ToHaveTextAsync("691 techniques");
        await Assertions.Expect(page.Locator(".c.out")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_view_that_could_not_be_fetched_is_asked_for_again()
    {
        await using var opened = await chromium.OpenAsync(Served, "/matrix?view=threat", TeamRole.Viewer);
        var page = opened.Page;
        await page.WaitForSelectorAsync(Ready);
        var before = await page.Locator("#mx-title").InnerTextAsync();
        await page.RouteAsync("**/api/v1/matrix/values*", static route => route.AbortAsync());
        await page.Locator("#mx-view").SelectOptionAsync("none");
        await page.WaitForFunctionAsync("() => merlonNotes.some((note) => note.querySelector('button')?.textContent === 'Try again')");
        await page.UnrouteAllAsync();
        await BrowserPage.PressNoteAsync(page, "Try again");
        await Assertions.Expect(page.Locator("#mx-title")).Not.ToHaveTextAsync(before);
        opened.Troubles.Clear(); // the browser's own words about requests that failed
    }

    [Fact]
    public async Task What_is_edited_while_a_layer_is_being_saved_belongs_to_it()
    {
        await using var opened = await chromium.OpenAsync(Served, "/matrix?view=none", TeamRole.Analyst);
        var page = opened.Page;
        await page.WaitForSelectorAsync(Ready);
        await Cell(page, "T1190").FocusAsync();
        await KeysAsync(page, "1 0 Enter");
        await Assertions.Expect(Cell(page, "T1190").Locator("i")).ToHaveTextAsync("10");
        var saving = await HoldAsync(page, "**/api/v1/layers");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as layer …" }).ClickAsync();
        await page.Locator("#mx-text").FillAsync("While saving");
        await page.Locator("#mx-text").PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Cell(page, "T1595").FocusAsync();
        await KeysAsync(page, "2 0 Enter");
        await Assertions.Expect(Cell(page, "T1595").Locator("i")).ToHaveTextAsync("20");
        saving.SetResult();
        await page.WaitForURLAsync("**layer=*");
        await Patience.UntilAsync(() => Team.ListLayers().FirstOrDefault(static one => one.Name == "While saving") is { } saved && ScoreOf(saved.Id, "T1190") == 10 && ScoreOf(saved.Id, "T1595") == 20);
        await Assertions.Expect(Cell(page, "T1595").Locator("i")).ToHaveTextAsync("20");
    }

    [Fact]
    public async Task A_conflict_that_comes_after_the_layer_was_left_is_settled_when_it_is_open_again()
    {
        var saved = Saved("Two of us");
        await using var opened = await chromium.OpenAsync(Served, $"/matrix?layer={saved}", TeamRole.Analyst);
        var page = opened.Page;
        await page.WaitForSelectorAsync(Ready);
        var answer = await HoldAsync(page, "**/api/v1/layers/*/edits");
        await Cell(page, "T1190").FocusAsync();
        await KeysAsync(page, "1 0 Enter");
        await Assertions.Expect(Cell(page, "T1190").Locator("i")).ToHaveTextAsync("10");
        await page.Locator("#mx-view").SelectOptionAsync("none");
        await Assertions.Expect(Cell(page, "T1190").Locator("i")).ToHaveTextAsync("");
        Team.EditLayer(saved, "elsewhere", [new LayerEdit("T1190", "initial-access", LayerPart.Score, "null", "55")], new TeamAuthor("0", "Ada"));
        answer.SetResult();
        await BrowserPage.SaysAsync(page, "Nothing is lost: open it to say what stands.");
        await Assertions.Expect(Cell(page, "T1190").Locator("i")).ToHaveTextAsync(""); // the view is not touched
        await BrowserPage.PressNoteAsync(page, "Show it");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("Mine").ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
        await Patience.UntilAsync(() => ScoreOf(saved, "T1190") == 10);
        await Assertions.Expect(Cell(page, "T1190").Locator("i")).ToHaveTextAsync("10");
    }

    [Fact]
    public async Task What_others_write_while_a_dialog_shows_what_was_there_is_asked_about_and_not_written_over()
    {
        var saved = Saved("Read before", new LayerTechnique("T1190", "initial-access", Comment: "before"));
        await using var opened = await chromium.OpenAsync(Served, $"/matrix?layer={saved}", TeamRole.Analyst);
        var page = opened.Page;
        await page.WaitForSelectorAsync(Ready);
        await Cell(page, "T1190").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Locator("#mx-comment").ClickAsync();
        await page.Locator("#mx-text").FillAsync("mine");
        Team.EditLayer(saved, "elsewhere", [new LayerEdit("T1190", "initial-access", LayerPart.Comment, "\"before\"", "\"theirs\"")], new TeamAuthor("0", "Ada"));
        await BrowserPage.SaysAsync(page, "Ada");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Set" }).ClickAsync();
        await dialog.GetByText("Both").ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
        await Patience.UntilAsync(() => CommentOf(saved) == "theirs\nmine");

        // Who set what was there already changed nothing: what came meanwhile stays.
        await page.Locator("#mx-comment").ClickAsync();
        await Assertions.Expect(page.Locator("#mx-text")).ToHaveValueAsync("theirs\nmine");
        Team.EditLayer(saved, "later", [new LayerEdit("T1190", "initial-access", LayerPart.Comment, "\"theirs\\nmine\"", "\"later\"")], new TeamAuthor("0", "Eve"));
        await BrowserPage.SaysAsync(page, "Eve");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Set" }).ClickAsync();
        await Cell(page, "T1190").FocusAsync();
        await KeysAsync(page, "1 0 Enter");
        await Patience.UntilAsync(() => ScoreOf(saved, "T1190") == 10);
        CommentOf(saved).ShouldBe("later");
    }

    /// <summary>Holds requests back until the test lets them go.</summary>
    internal static async Task<TaskCompletionSource> HoldAsync(IPage page, string addresses)
    {
        TaskCompletionSource gate = new();
        await page.RouteAsync(addresses, async route =>
        {
            await gate.Task;
            await route.ContinueAsync();
        });
        return gate;
    }

    /// <summary>Presses keys; answers the techniques that had the focus on the way, in their order.</summary>
    static async Task<List<string>> KeysAsync(IPage page, string keys)
    {
        List<string> cells = [];
        foreach (var key in keys.Split(' '))
        {
            if (await page.EvaluateAsync<string?>("() => document.activeElement.closest('.c')?.dataset.t ?? null") is { } cell && !cells.Contains(cell, StringComparer.Ordinal))
            {
                cells.Add(cell);
            }

            await page.Keyboard.PressAsync(key);
        }

        return cells;
    }

    static ILocator Cell(IPage page, string id) => page.Locator($".c[data-t=\"{id}\"]").First;

    double? ScoreOf(string layer, string technique) => Team.FindLayer(layer)?.Layer.Techniques.FirstOrDefault(one => one.TechniqueId == technique)?.Score;

    string? CommentOf(string layer) => Team.FindLayer(layer)?.Layer.Techniques.FirstOrDefault(static one => one.TechniqueId == "T1190")?.Comment;

    string Saved(string name, params LayerTechnique[] techniques) => Team.CreateLayer(new Layer { Name = name, Domain = "enterprise-attack", AttackVersion = "18", Techniques = techniques }, "18.1", new TeamAuthor("0", "Ada")).Id;
}
