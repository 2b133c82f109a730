using Merlon.Web.Serving;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Matrix;

/// <summary>The matrix in a browser, as people use it.</summary>
public sealed class MatrixWalkTests(Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>There when the matrix shows what its address says: a server that was just started has its colours later.</summary>
    internal const string Painted = "html[data-ready=matrix] #mx-grid[data-painted=yes]";

    const string Ready = Painted;

    [Fact]
    public async Task An_analyst_moves_filters_annotates_undoes_saves_and_another_sees_it()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/matrix?view=threat", TeamRole.Analyst);
        var page = opened.Page;
        await page.WaitForSelectorAsync(Ready);
        await page.Locator("#mx-find").FillAsync("scheduled task");
        await Assertions.Expect(page.Locator("#mx-shown")).ToHaveTextAsync("2 of 691 techniques");
        await page.WaitForURLAsync("**q=scheduled+task**");
        await page.Locator("#mx-find").PressAsync("Escape");
        await Assertions.Expect(page.Locator("#mx-shown")).ToHaveTextAsync("691 techniques");

        await page.Locator("#mx-find").PressAsync("Enter");
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator(".c:focus")).ToHaveAttributeAsync("data-t", "T1650");
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("Shift+ArrowDown");
        await page.Keyboard.PressAsync("Shift+ArrowDown");
        await Assertions.Expect(page.Locator(".c[aria-selected=true]")).ToHaveCountAsync(3);
        await page.Locator("#mx-score").FillAsync("70");
        await page.Locator("#mx-score").PressAsync("Enter");
        var scored = page.Locator(".c.own[aria-selected=true] > i");
        await Assertions.Expect(scored).ToHaveTextAsync(["70", "70", "70"]);
        await page.Locator(".c[aria-selected=true]").First.FocusAsync();
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(page.Locator(".c[aria-selected=true] > i").First).Not.ToHaveTextAsync("70");
        await page.Keyboard.PressAsync("Control+Shift+Z");
        await Assertions.Expect(scored).ToHaveTextAsync(["70", "70", "70"]);

        await page.GetByRole(AriaRole.Button, new() { Name = "Save as layer …" }).ClickAsync();
        await page.Locator("#mx-text").FillAsync("Ours");
        await page.Locator("#mx-text").PressAsync("Enter");
        await page.WaitForURLAsync("**layer=*");
        await Assertions.Expect(page.Locator("#mx-title")).ToHaveTextAsync("Ours");

        await using var other = await chromium.OpenAsync(served, new Uri(page.Url).PathAndQuery, TeamRole.Administrator);
        await other.Page.WaitForSelectorAsync(Ready);
        await Assertions.Expect(other.Page.Locator(".c[data-t=T1650] > i")).ToHaveTextAsync("70");
    }

    [Fact]
    public async Task Two_people_on_one_cell_lose_nothing()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        var saved = served.Server.Served.Team.CreateLayer(
            new Layers.Layer { Name = "Shared", Domain = "enterprise-attack", AttackVersion = "18", Techniques = [new Layers.LayerTechnique("T1190", "initial-access", 5)] }, "18.1", new Workspaces.TeamAuthor("0", "Ada"));
        await using var first = await chromium.OpenAsync(served, $"/matrix?layer={saved.Id}", TeamRole.Analyst);
        await using var second = await chromium.OpenAsync(served, $"/matrix?layer={saved.Id}", TeamRole.Administrator);
        foreach (var page in new[] { first.Page, second.Page })
        {
            await page.WaitForSelectorAsync(Ready);
            await page.Locator(".c[data-t=T1190]").FocusAsync();
            await page.Keyboard.PressAsync("Space");
            await page.WaitForSelectorAsync("#mx-comment");
        }

        // What the first writes reaches the second by itself.
        await CommentAsync(first.Page, "seen by the first");
        await Assertions.Expect(second.Page.Locator(".c[data-t=T1190].noted")).ToHaveCountAsync(1);

        // The second's edit is on its way while the same is changed elsewhere: it rests on what was there before.
        TaskCompletionSource sent = new(), changed = new();
        await second.Page.RouteAsync("**/api/v1/layers/*/edits", async route =>
        {
            sent.TrySetResult();
            await changed.Task;
            await route.ContinueAsync();
        });
        await CommentAsync(second.Page, "seen by the second");
        await sent.Task;
        served.Server.Served.Team.EditLayer(
            saved.Id, "elsewhere", [new Layers.LayerEdit("T1190", "initial-access", Layers.LayerPart.Comment, "\"seen by the first\"", "\"changed elsewhere\"")], new Workspaces.TeamAuthor("0", "Ada"));
        changed.SetResult();
        var dialog = second.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("Both").ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
        await Patience.UntilAsync(() => CommentOf(served, saved.Id) == "changed elsewhere\nseen by the second");
        await Assertions.Expect(first.Page.Locator(".c[data-t=T1190].noted")).ToHaveCountAsync(1);
        var edits = served.Server.Served.Team.LayerEditsAfter(saved.Id, 0, 100).Select(static edit => edit.Edit?.After ?? "").ToList();
        foreach (var text in new[] { "seen by the first", "changed elsewhere" })
        {
            edits.Any(edit => edit.Contains(text, StringComparison.Ordinal)).ShouldBeTrue(text);
        }

        first.Troubles.Clear();
        second.Troubles.Clear();
    }

    [Theory]
    [InlineData(390)]
    [InlineData(2560)]
    public async Task A_layer_dropped_onto_the_page_opens_at_any_width(int width)
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/matrix?view=none", TeamRole.Analyst, width);
        var page = opened.Page;
        await page.WaitForSelectorAsync(Ready);
        const string Layer = """{"name":"<i>Dropped</i>","versions":{"attack":"18","navigator":"5.1.0","layer":"4.5"},"domain":"enterprise-attack","techniques":[{"techniqueID":"T1190","tactic":"initial-access","score":42}]}""";
        await page.EvaluateAsync(
            """
            (layer) => {
              const data = new DataTransfer();
              data.items.add(new File([layer], "dropped.json", { type: "application/json" }));
              dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """,
            Layer);
        var open = page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Open", Exact = true });
        await Assertions.Expect(open.Or(page.Locator("#mx-title", new() { HasText = "<i>Dropped</i>" })).First).ToBeVisibleAsync(); // a dialog comes where there is something to say of the file
        if (await open.IsVisibleAsync())
        {
            await open.ClickAsync();
        }

        await Assertions.Expect(page.Locator("#mx-title")).ToHaveTextAsync("<i>Dropped</i>");
        await Assertions.Expect(page.Locator(".c[data-t=T1190] > i")).ToHaveTextAsync("42");
        (await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue();
        await page.Locator(".c[data-t=T1190] > a").ClickAsync();
        await Assertions.Expect(page.Locator(".mx-cell h2")).ToContainTextAsync("Exploit Public-Facing Application");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#mx-panel")).ToBeHiddenAsync();
    }

    static async Task CommentAsync(IPage page, string text)
    {
        await page.Locator("#mx-comment").ClickAsync();
        await page.Locator("#mx-text").FillAsync(text);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Set" }).ClickAsync();
    }

    static string? CommentOf(ServedMerlon served, string layer) => served.Server.Served.Team.FindLayer(layer)?.Layer.Techniques.FirstOrDefault(static one => one.TechniqueId == "T1190")?.Comment;
}
