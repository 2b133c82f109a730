using System.Text.RegularExpressions;
using Merlon.Web.Serving;
using Microsoft.Playwright;

namespace Merlon.Web.Tests;

/// <summary>What pages of all areas share: boxes that keep their shape, tables that fit a phone, headings that sort.</summary>
public sealed partial class LookTests(Chromium chromium, StillServed still) : IClassFixture<Chromium>, IClassFixture<StillServed>
{
    [Fact]
    public async Task What_needs_scripts_is_shown_in_the_shape_that_its_classes_give_it()
    {
        await using var opened = await chromium.OpenAsync(still.Served, "/assessment/reports", TeamRole.Analyst, width: 1440, height: 900);
        var forms = opened.Page.Locator("form[data-report]");
        await Assertions.Expect(forms).ToHaveCountAsync(4);
        var (first, second) = ((await forms.Nth(0).BoundingBoxAsync()).ShouldNotBeNull(), (await forms.Nth(1).BoundingBoxAsync()).ShouldNotBeNull());
        second.Y.ShouldBe(first.Y, 1);
        second.X.ShouldBeGreaterThan(first.X + first.Width);
    }

    [Fact]
    public async Task A_long_table_shows_its_first_rows_scrolls_in_its_frame_on_a_phone_and_opens_whole()
    {
        await using var opened = await chromium.OpenAsync(still.Served, "/assessment/priorities", TeamRole.Viewer, width: 390, height: 800);
        var page = opened.Page;
        var table = page.Locator("#priorities .table");
        await Assertions.Expect(table.Locator("tbody tr:visible")).ToHaveCountAsync(25);
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue();
        (await table.EvaluateAsync<bool>("frame => frame.scrollWidth > frame.clientWidth")).ShouldBeTrue();

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Show the other") }).ClickAsync();
        await Assertions.Expect(table.Locator("tbody tr:visible")).ToHaveCountAsync(200);
        await Assertions.Expect(table).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_heading_sorts_and_keeps_what_else_is_asked()
    {
        using var client = await still.Served.ClientAsync(TeamRole.Viewer);
        var gaps = await client.GetStringAsync(new Uri("/assessment/gaps?tactic=execution&offset=25&sort=weight", UriKind.Relative));
        gaps.ShouldContain("aria-sort=\"descending\"><a href=\"/assessment/gaps?tactic=execution&amp;sort=weight\"");
        gaps.ShouldContain("<a href=\"/assessment/gaps?tactic=execution&amp;sort=visibility\"");

        var sources = await client.GetStringAsync(new Uri("/knowledge/log-sources?state=collected&sort=techniques", UriKind.Relative));
        sources.ShouldContain("<a href=\"/knowledge/log-sources?state=collected&amp;sort=analytics\"");
        var counts = FirstNumber().Matches(sources).Select(static match => int.Parse(match.Groups[1].Value, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        counts.Count.ShouldBeGreaterThan(5);
        counts.ShouldBe(counts.OrderDescending());
    }

    [Fact]
    public async Task A_gap_says_what_would_fall_silent_by_its_name()
    {
        using var client = await still.Served.ClientAsync(TeamRole.Viewer);
        var gap = await client.GetStringAsync(new Uri("/assessment/gaps/T1059.001", UriKind.Relative));
        gap.ShouldContain("M1049 Antivirus/Antimalware falls silent");
        gap.ShouldNotContain("mitigation:M1049 falls silent");
    }

    /// <summary>The first number of each row: techniques.</summary>
    [GeneratedRegex("""</td>\s*<td class="num">([0-9,]+)</td>\s*<td class="num">[0-9,]+</td>\s*<td class="num">""")]
    private static partial Regex FirstNumber();
}
