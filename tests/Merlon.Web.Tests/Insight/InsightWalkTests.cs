using System.Text.RegularExpressions;
using Merlon.Web.Serving;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Insight;

/// <summary>From where we stand to why, and what to do, in a browser.</summary>
public sealed partial class InsightWalkTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task From_home_to_a_gap_its_explanation_and_the_plan_by_keyboard()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/", TeamRole.Viewer);
        var page = opened.Page;
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Where Harbor Bank stands");
        await page.GetByLabel("Against").SelectOptionAsync(new SelectOptionValue { Label = "FIN7" });
        await page.WaitForURLAsync("**/?profile=G0046");
        await Assertions.Expect(page.Locator(".home-headline")).ToContainTextAsync("of what FIN7 does");

        await page.GotoAsync("/assessment/gaps");
        await page.GetByLabel("Find").FillAsync("remote desktop");
        await page.GetByLabel("Find").PressAsync("Enter");
        await page.WaitForURLAsync("**/assessment/gaps?text=remote+desktop**");
        await page.GetByRole(AriaRole.Link, new() { Name = "T1021.001 Remote Desktop Protocol" }).ClickAsync();
        await Assertions.Expect(page.Locator("#score")).ToContainTextAsync("weight");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open all" }).ClickAsync();
        await Assertions.Expect(page.Locator("#score")).ToContainTextAsync("organisation.yaml:");

        await page.GotoAsync("/assessment/plan");
        var slider = page.GetByRole(AriaRole.Slider);
        await Assertions.Expect(slider).ToBeVisibleAsync(); // the first stair is there as soon as each budget was looked at once
        await slider.FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Assertions.Expect(page.Locator("#sum")).ToHaveTextAsync(NoMoney());
        await page.Keyboard.PressAsync("PageUp");
        var first = await slider.InputValueAsync();
        int.Parse(first, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        await page.Keyboard.PressAsync("PageUp");
        int.Parse(await slider.InputValueAsync(), System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(int.Parse(first, System.Globalization.CultureInfo.InvariantCulture));
        (await slider.GetAttributeAsync("aria-valuetext")).ShouldNotBeNull().ShouldMatch(@"\d points with \d+ measures, [\d.]+ % covered");
        (await page.EvaluateAsync<bool>("() => [...document.querySelector('.plan-curve .line').getAttribute('d').matchAll(/V ([\\d.]+)/g)].map((step) => Number(step[1])).every((y, at, all) => at === 0 || y <= all[at - 1])")).ShouldBeTrue(); // more money never brings less
        await Assertions.Expect(page.Locator("#answer tbody tr").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("What a little more money would bring")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_journal_is_recorded_filtered_and_leads_to_what_a_statement_counts_for()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/journal", TeamRole.Analyst);
        var page = opened.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Record this assessment" }).ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
        await page.GetByLabel("Kind").SelectOptionAsync("mitigation");
        await page.WaitForURLAsync("**kind=mitigation**");
        foreach (var kind in await page.Locator("tbody tr td:nth-child(3)").AllInnerTextsAsync())
        {
            kind.ShouldBe("mitigation");
        }

        await page.Locator("tbody tr th a").First.ClickAsync();
        await Assertions.Expect(page.GetByText("What it counts for now")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("organisation.yaml:").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_report_is_made_and_saved()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/assessment/reports", TeamRole.Viewer);
        var page = opened.Page;
        var form = page.Locator("form[data-report=manager]");
        await form.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        var link = form.GetByRole(AriaRole.Link, new() { Name = "Save the report" });
        await Assertions.Expect(link).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        download.SuggestedFilename.ShouldBe("manager.html");
        (await File.ReadAllTextAsync(await download.PathAsync())).ShouldContain("Harbor Bank");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/assessment/gaps")]
    [InlineData("/assessment/plan")]
    [InlineData("/journal")]
    public async Task A_manager_reads_it_on_a_phone_without_scrolling_sideways(string path)
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, path, TeamRole.Viewer, width: 390, height: 844);
        await BrowserPage.ArrivedAsync(opened.Page);
        (await opened.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0);
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
    }

    [GeneratedRegex(@"^0\s*EUR$")]
    private static partial Regex NoMoney();
}
