using Merlon.Layers;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Security;
using Merlon.Workspaces;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Matrix;

/// <summary>Cells to and from a spreadsheet, and many cells at once by what they are.</summary>
public sealed class MatrixSheetTests(Chromium chromium, ServedFixture fixture) : IClassFixture<Chromium>, IClassFixture<ServedFixture>
{
    Team Team => fixture.Served.Server.Served.Team;

    [Fact]
    public async Task Scores_are_pasted_down_a_column_or_by_technique_and_copied_as_a_table()
    {
        var saved = Team.CreateLayer(new Layer { Name = "Sheet", Domain = "enterprise-attack", AttackVersion = "18", Techniques = [] }, "18.1", new TeamAuthor("0", "Ada")).Id;
        await using var opened = await chromium.OpenAsync(fixture.Served, $"/matrix?layer={saved}", TeamRole.Analyst);
        var page = opened.Page;
        await page.WaitForSelectorAsync(MatrixWalkTests.Painted);

        // A column of numbers, from the cell with the focus on; one undo takes it back.
        await Cell(page, "T1595").FocusAsync();
        await PasteAsync(page, "10\r\n\r\n30,5\r\n40 %\r\n");
        var first = page.Locator(".col").First.Locator(".c:not(.s)");
        await Assertions.Expect(first.Nth(0).Locator("i")).ToHaveTextAsync("10");
        await Assertions.Expect(first.Nth(1).Locator("i")).ToHaveTextAsync("");
        await Assertions.Expect(first.Nth(2).Locator("i")).ToHaveTextAsync("30.5");
        await Assertions.Expect(first.Nth(3).Locator("i")).ToHaveTextAsync("40");
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(first.Nth(3).Locator("i")).ToHaveTextAsync("");

        // Lines that name their techniques, wherever they are, with a tactic where one is meant, and a comment.
        await PasteAsync(page, "ATT&CK\tName\tScore\tWhy\nT1190\tExploit\t70\t\"seen\nin \"\"May\"\"\"\nt1078\tinitial-access\t20\nT1078.001\t\nT4711\t5");
        await Assertions.Expect(Cell(page, "T1190").Locator("i")).ToHaveTextAsync("70");
        await BrowserPage.SaysAsync(page, "Not in this matrix: 1 (T4711)");
        await Patience.UntilAsync(() => Scores(saved) == "T1078 initial-access 20, T1190 initial-access 70 seen\nin \"May\"");

        // What is no number changes nothing and is said; a list of ids alone selects.
        await PasteAsync(page, "50\nn/a\n60");
        await BrowserPage.SaysAsync(page, "“n/a” is no number");
        await PasteAsync(page, "T1190\nT1566");
        await Assertions.Expect(page.Locator(".c[aria-selected=true]")).ToHaveCountAsync(2);

        // One number for all that is selected.
        await PasteAsync(page, "5");
        await Patience.UntilAsync(() => Scores(saved) == "T1078 initial-access 20, T1190 initial-access 5 seen\nin \"May\", T1566 initial-access 5");
        (await CopyAsync(page)).ShouldBe("T1190\tExploit Public-Facing Application\tinitial-access\t5\t\"seen\nin \"\"May\"\"\"\nT1566\tPhishing\tinitial-access\t5\t");
    }

    [Fact]
    public async Task Many_cells_are_selected_by_what_they_are()
    {
        var saved = Team.CreateLayer(
            new Layer { Name = "Chosen", Domain = "enterprise-attack", AttackVersion = "18", Techniques = [new LayerTechnique("T1190", "initial-access", 5), new LayerTechnique("T1078", "initial-access", Comment: "why")] },
            "18.1", new TeamAuthor("0", "Ada")).Id;
        await using var opened = await chromium.OpenAsync(fixture.Served, $"/matrix?layer={saved}", TeamRole.Analyst);
        var page = opened.Page;
        await page.WaitForSelectorAsync(MatrixWalkTests.Painted);
        var chosen = page.Locator(".c[aria-selected=true]");
        await SelectAsync("What is scored or annotated");
        await Assertions.Expect(chosen).ToHaveCountAsync(2);
        await SelectAsync("The same in every tactic");
        await Assertions.Expect(chosen).ToHaveCountAsync(5); // T1078 is in four tactics
        await page.Locator("#mx-find").FillAsync("phishing");
        await SelectAsync("All that is shown");
        await Assertions.Expect(page.Locator(".c[aria-selected=true]:not(.out)")).ToHaveCountAsync(await chosen.CountAsync());
        await page.Locator("#mx-find").FillAsync("");
        await page.Locator(".head").Nth(2).ClickAsync(); // a tactic
        await Assertions.Expect(chosen.First).ToHaveAttributeAsync("data-t", "T1659");
        await SelectAsync("Nothing");
        await Assertions.Expect(chosen).ToHaveCountAsync(0);

        async Task SelectAsync(string what)
        {
            await page.Locator("#mx-select > summary").ClickAsync();
            await page.Locator("#mx-select").GetByText(what, new() { Exact = true }).ClickAsync();
            await Assertions.Expect(page.Locator("#mx-select")).Not.ToHaveAttributeAsync("open", "");
        }
    }

    static async Task PasteAsync(IPage page, string text) => await page.EvaluateAsync(
        """
        (text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }
        """,
        text);

    static Task<string> CopyAsync(IPage page) => page.EvaluateAsync<string>(
        """
        () => {
          const data = new DataTransfer();
          document.activeElement.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
          return data.getData("text/plain");
        }
        """);

    string Scores(string layer) => string.Join(", ", (Team.FindLayer(layer)?.Layer.Techniques ?? []).Where(static one => one.Score is not null).OrderBy(static one => one.TechniqueId, StringComparer.Ordinal)
        .Select(static one => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{one.TechniqueId} {one.Tactic} {one.Score} {one.Comment}").Trim()));

    static ILocator Cell(IPage page, string id) => page.Locator($".c[data-t=\"{id}\"]").First;
}
