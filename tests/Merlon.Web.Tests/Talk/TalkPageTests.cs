using Merlon.Web.App.Talk;
using Merlon.Web.Serving;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Talk;

/// <summary>Talking in a browser: two people at once, and hostile words.</summary>
public sealed class TalkPageTests(Chromium chromium) : IClassFixture<Chromium>
{
    const string Path = "/talk/about?subject=technique:T1059";

    [Fact]
    public async Task What_one_says_the_other_sees_and_edits_of_both_are_merged()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var one = await chromium.OpenAsync(served, Path, TeamRole.Analyst);
        await one.Page.GetByLabel("Say something").FillAsync("Line one\nLine two\n<b>T1059.001</b>");
        await one.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await one.Page.Locator(".comment:not(.pending)").WaitForAsync();
        await Assertions.Expect(one.Page.Locator(".comment-text")).ToContainTextAsync("<b>T1059.001</b>");
        await Assertions.Expect(one.Page.Locator(".comment-text a")).ToHaveAttributeAsync("href", "/knowledge/T1059.001");

        // The same person in a second window changes the last line; here the first line is being changed.
        await using var two = await chromium.OpenAsync(served, Path, TeamRole.Analyst);
        await one.Page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await one.Page.GetByLabel("Edit").FillAsync("Line 1\nLine two\n<b>T1059.001</b>");
        await two.Page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await two.Page.GetByLabel("Edit").FillAsync("Line one\nLine two\nLine 3");
        await two.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await two.Page.Locator(".comment[data-revision='2']").WaitForAsync();
        await one.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var dialog = one.Page.GetByRole(AriaRole.Dialog);
        await dialog.WaitForAsync();
        await Assertions.Expect(dialog.GetByLabel("What will be saved")).ToHaveValueAsync("Line 1\nLine two\nLine 3");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await one.Page.Locator(".comment[data-revision='3']").WaitForAsync();
        served.Server.Served.Team.Comments(new Workspaces.TalkSubject("technique", "T1059")).ShouldHaveSingleItem().Text.ShouldBe("Line 1\nLine two\nLine 3");
        one.Troubles.ShouldHaveSingleItem().ShouldContain("412"); // asked for above
        one.Troubles.Clear();
    }

    [Fact]
    public async Task Words_that_could_not_be_sent_stay_and_answers_that_come_late_double_nothing()
    {
        await using var served = await ServedMerlon.StartAsync();
        var analyst = served.PersonOf(TeamRole.Analyst);
        served.Server.Served.Team.AddComment(new Workspaces.TalkSubject("technique", "T1059"), new Workspaces.TalkPerson(analyst.Id, analyst.Login, analyst.Name), "Before");
        await using var opened = await chromium.OpenAsync(served, Path, TeamRole.Analyst);
        var page = opened.Page;
        await page.RouteAsync("**/api/v1/comments/*", static route => route.AbortAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await page.GetByLabel("Edit").FillAsync("After, and a long text");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Edit")).ToHaveValueAsync("After, and a long text"); // the field is there again, with what was typed
        await page.UnrouteAllAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator(".comment[data-revision='2']")).ToContainTextAsync("After, and a long text");

        // The next comment is typed while the one before it is on its way, and is refused: both stand in the field.
        var said = await Matrix.MatrixOrderTests.HoldAsync(page, "**/comments");
        await page.GetByLabel("Say something").FillAsync("First");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(page.Locator(".comment.pending")).ToHaveCountAsync(1);
        await page.GetByLabel("Say something").FillAsync("Second");
        await page.Context.SetOfflineAsync(true);
        said.SetResult();
        await Assertions.Expect(page.GetByLabel("Say something")).ToHaveValueAsync("First\n\nSecond");
        await page.Context.SetOfflineAsync(false);
        await Assertions.Expect(page.Locator(".comment")).ToHaveCountAsync(1);
        opened.Troubles.Clear(); // the browser's own words about requests that failed
    }

    [Fact]
    public async Task A_task_is_ticked_off_and_counted_in_the_header()
    {
        await using var served = await ServedMerlon.StartAsync();
        var analyst = served.PersonOf(TeamRole.Analyst);
        served.Server.Served.Team.AddTask(new Workspaces.TalkTask("", "technique:T1003", "Write the rule") { Assignee = analyst.Login, MadeBy = "Anna" });
        await using var opened = await chromium.OpenAsync(served, "/talk", TeamRole.Analyst);
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Link, new() { Name = "Talk · 1 wait for you" })).ToBeVisibleAsync();
        await opened.Page.GetByLabel("Write the rule").CheckAsync();
        await opened.Page.Locator(".task.done[data-revision='2']").WaitForAsync();
        served.Server.Served.Team.WaitingFor(analyst.Login).ShouldBe(0);
    }

    [Fact]
    public async Task Without_scripts_one_talks_by_forms()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        using FormUrlEncodedContent form = new([new("subject", "rule:x"), new("text", "By a form"), new("back", "/talk/about?subject=rule:x")]);
        using var said = await client.PostAsync("/talk/say", form);
        ((int)said.StatusCode, said.Headers.Location?.OriginalString).ShouldBe((303, "/talk/about?subject=rule%3Ax"));
        (await client.GetStringAsync("/talk/about?subject=rule:x")).ShouldContain("By a form");
        using FormUrlEncodedContent elsewhere = new([new("subject", "rule:x"), new("text", "x"), new("back", "//evil.example")]);
        using var kept = await client.PostAsync("/talk/say", elsewhere);
        kept.Headers.Location?.OriginalString.ShouldBe("/talk");
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("see T1059.001.", "see |T1059.001>/knowledge/T1059.001|.")]
    [InlineData("https://a.example/x?y=1, and", "https://a.example/x?y=1>https://a.example/x?y=1|, and")]
    [InlineData("@anna, mail b@c.example", "@anna!|, mail b@c.example")]
    [InlineData("javascript:alert(1) XT1059X", "javascript:alert(1) XT1059X")]
    public void A_text_is_linked_where_it_names_something(string text, string parts)
        => string.Join('|', TalkText.PartsOf(text).Select(static part => part.Text + (part.Href is null ? "" : ">" + part.Href) + (part.IsMention ? "!" : ""))).ShouldBe(parts);
}
