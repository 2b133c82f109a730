using Merlon.System.Tests.Cli;
using Merlon.System.Tests.Report;
using Microsoft.Playwright;

namespace Merlon.System.Tests.Drawings;

/// <summary>The page of a layer in a browser.</summary>
public sealed class MatrixPageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task It_opens_without_an_error_and_asks_the_network_for_nothing()
    {
        using var folder = new ScratchFolder();
        var console = new List<string>();
        var requests = new List<string>();
        var page = await browser.OpenAsync(before: one =>
        {
            one.Console += (_, message) => console.Add(message.Text);
            one.PageError += (_, error) => console.Add(error);
            one.Request += (_, request) => requests.Add(request.Url);
        });
        var address = Written(folder);
        await page.GotoAsync(address);
        await page.GetByRole(AriaRole.Button, new() { Name = "All sub-techniques" }).ClickAsync();
        console.ShouldBeEmpty();
        requests.ShouldBe([browser.Report, address]);
    }

    [Fact]
    public async Task A_cell_is_reached_and_opened_with_the_keyboard_and_closed_with_escape()
    {
        using var folder = new ScratchFolder();
        var page = await browser.OpenAsync();
        await page.GotoAsync(Written(folder));
        await page.Locator("#m0 .face").First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("Enter");
        var card = page.Locator("details.one[open] .card");
        (await card.CountAsync()).ShouldBe(1);
        (await card.InnerTextAsync()).ShouldContain("T0001");
        await page.Keyboard.PressAsync("Escape");
        (await card.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Finding_leaves_what_is_looked_for_and_says_how_much()
    {
        using var folder = new ScratchFolder();
        var page = await browser.OpenAsync();
        await page.GotoAsync(Written(folder));
        await page.GetByRole(AriaRole.Searchbox).FillAsync("T0002");
        (await page.Locator(".tools output").InnerTextAsync()).ShouldBe("1 cell");
        (await page.Locator("#m0 .cell:visible").CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_script_everything_can_be_opened()
    {
        using var folder = new ScratchFolder();
        var page = await browser.OpenAsync(script: false);
        await page.GotoAsync(Written(folder));
        (await page.Locator(".tools").First.IsVisibleAsync()).ShouldBeFalse();
        await page.Locator("#m0 .face").First.ClickAsync();
        (await page.Locator("details.one[open] .card").IsVisibleAsync()).ShouldBeTrue();
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task Only_the_matrix_scrolls_to_the_side(int width)
    {
        using var folder = new ScratchFolder();
        var page = await browser.OpenAsync(width);
        await page.GotoAsync(Written(folder));
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
    }

    static string Written(ScratchFolder folder)
        => new Uri(folder.Write("page.html", MatrixDocumentTests.Html(MatrixDocumentTests.Layer()))).AbsoluteUri;
}
