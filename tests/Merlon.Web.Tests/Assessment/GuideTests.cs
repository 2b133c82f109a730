using System.Net.Http.Json;
using System.Text.Json;
using Merlon.Web.Serving;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Assessment;

/// <summary>The guided assessment in a browser.</summary>
public sealed class GuideTests(Chromium chromium) : IClassFixture<Chromium>
{
    static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    static Task SavedAsync(IPage page) => BrowserPage.SaysAsync(page, "Saved");

    // The page shows a change before it is written.
    static Task WrittenAsync(ServedMerlon served, params string[] texts)
        => Patience.UntilAsync(() => Array.TrueForAll(texts, text => TextOf(served).Contains(text, StringComparison.Ordinal)), string.Join(", ", texts));

    static string TextOf(ServedMerlon served) => File.ReadAllText(Path.Combine(served.Organisation, "organisation.yaml"));

    static async Task<IPage> EmptyAsync(ServedMerlon served, BrowserPage opened)
    {
        foreach (var file in Directory.EnumerateFiles(served.Organisation))
        {
            File.Delete(file);
        }

        await opened.Page.GotoAsync("/assessment/guide");
        return opened.Page;
    }

    [Fact]
    public async Task A_newcomer_comes_from_an_empty_folder_to_a_review_and_an_approver_signs_it()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/settings", TeamRole.Analyst);
        var page = await EmptyAsync(served, opened);
        await page.GetByLabel("Name of your organisation").FillAsync("Blue \"Lake\" <b>: Clinic # 1");
        await Button(page, "Begin the assessment").ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Who we are");
        await Assertions.Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Blue \"Lake\" <b>: Clinic # 1");
        await page.GetByLabel("healthcare").CheckAsync();
        await SavedAsync(page);
        await Assertions.Expect(page.Locator("#guide-judged")).ToContainTextAsync("techniques judged");
        await page.GetByPlaceholder("A country or region").FillAsync("Germany");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove Germany" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Next: Who comes after us" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("worries us$") }).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Groups that you named" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Next: What we protect" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("workstations") }).ClickAsync();
        await Assertions.Expect(page.Locator("input.guide-title")).ToHaveValueAsync("workstations");

        await page.GetByRole(AriaRole.Link, new() { Name = "Next: What we see" }).ClickAsync();
        await Assertions.Expect(page.Locator("#log-sources > li:visible")).ToHaveCountAsync(12);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Show all") }).ClickAsync();
        await Assertions.Expect(page.Locator("#log-sources > .guide-beyond").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Filter" }).FillAsync("windows security");
        await Assertions.Expect(page.Locator("#log-sources.guide-found")).ToBeAttachedAsync(); // the list is short before something of it is pressed
        await Button(page, "We collect Windows Security event log").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Windows Security event log windows-security" })).ToBeVisibleAsync();

        await page.GetByText("Data quality of windows-security").ClickAsync();
        await page.GetByLabel("Timeliness").SelectOptionAsync("3");
        await Assertions.Expect(page.GetByText("1 of 5 stated")).ToBeVisibleAsync();
        await WrittenAsync(served, "timeliness: 3");

        await page.GetByRole(AriaRole.Link, new() { Name = "Next: What stops them" }).ClickAsync();
        await Button(page, "Say so of Multi-factor Authentication").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Measures in place" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Next: What we detect" }).ClickAsync();
        await Button(page, "I don’t know").ClickAsync();
        await Assertions.Expect(page.Locator("#guide-steps [data-step=rules]")).ToContainTextAsync("not known");

        await page.GetByRole(AriaRole.Link, new() { Name = "Next: What we tested" }).ClickAsync();
        await page.GetByLabel("Technique").FillAsync("T1059.001");
        await page.GetByLabel("What happened").First.SelectOptionAsync("none");
        await page.GetByLabel("What was done").FillAsync("- tried: \"it\" #1");
        await Button(page, "Add").ClickAsync();
        await Assertions.Expect(page.Locator("tbody")).ToContainTextAsync("- tried: \"it\" #1");

        await page.GetByRole(AriaRole.Link, new() { Name = "Next: What it costs" }).ClickAsync();
        await page.GetByLabel("Budget once, EUR").FillAsync("50000");
        await page.Keyboard.PressAsync("Tab");
        await WrittenAsync(served, "budget: 50000");
        await Button(page, "+ engineer").ClickAsync();
        await page.GetByText("Work a day’s cost out from a salary").ClickAsync();
        await page.GetByLabel("Salary of a year, EUR").FillAsync("80000");
        await page.GetByLabel("It is the day of").SelectOptionAsync("engineer");
        await Button(page, "Use it").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Group, new() { Name = "engineer", Exact = true }).GetByLabel("A day costs, EUR")).ToHaveValueAsync("600"); // 80,000 × 1.5 ÷ 200
        await page.Locator("#fold-single > summary").ClickAsync();
        await page.GetByLabel("Mitigation or log source").FillAsync("M1032");
        await page.GetByRole(AriaRole.Group, new() { Name = "What you know more exactly" }).GetByLabel("Days of work, once").FillAsync("25");
        await page.GetByRole(AriaRole.Group, new() { Name = "What you know more exactly" }).GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Multi-factor Authentication M1032" })).ToBeVisibleAsync();
        await WrittenAsync(served, "day_rate: 600", "M1032:", "days: 25");

        await page.GetByRole(AriaRole.Link, new() { Name = "Next: Review" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The ten gaps that matter most" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("answered with “I don’t know”");
        await page.GetByRole(AriaRole.Link, new() { Name = "Next: Sign-off" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Only an approver can sign off");

        await using var approver = await chromium.OpenAsync(served, "/assessment/guide/sign-off", TeamRole.Approver);
        await Button(approver.Page, "Sign off").ClickAsync();
        await approver.Page.WaitForURLAsync("**/assessment/sign-offs/1");
        await approver.Page.GetByRole(AriaRole.Link, new() { Name = "Verify now" }).ClickAsync();
        await Assertions.Expect(approver.Page.Locator("main")).ToContainTextAsync("The assessment gives the same result again.");
        TextOf(served).ShouldContain("# What happened when somebody tried");
    }

    [Fact]
    public async Task Two_people_see_each_other_and_what_both_changed_is_settled_by_hand()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var one = await chromium.OpenAsync(served, "/assessment/guide/threats", TeamRole.Analyst);
        await using var other = await chromium.OpenAsync(served, "/assessment/guide/scopes", TeamRole.Administrator);
        await Assertions.Expect(other.Page.Locator("[data-people=threats] .guide-person")).ToBeVisibleAsync();

        // A colleague's program changes what the page is about to change.
        using var client = await served.ClientAsync(TeamRole.Administrator);
        using HttpRequestMessage request = new(HttpMethod.Patch, "/api/v1/organisation") { Content = JsonContent.Create(new { operations = new[] { new { op = "put", path = new object[] { "groups", 0, "reason" }, value = "theirs" } } }) };
        request.Headers.TryAddWithoutValidation("If-Match", (await client.GetAsync("/api/v1/organisation")).Headers.ETag.ShouldNotBeNull().Tag);
        await one.Page.Locator("input[name='v.reason']").First.FillAsync("mine");
        (await client.SendAsync(request)).EnsureSuccessStatusCode();
        await one.Page.Locator("input[name='v.reason']").First.PressAsync("Tab");
        var dialog = one.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync("theirs");
        one.Troubles.Clear(); // the refused request is told on the console
        await dialog.GetByLabel("Mine:").CheckAsync();
        await Button(one.Page, "Save this choice").ClickAsync();
        await SavedAsync(one.Page);
        await Assertions.Expect(one.Page.Locator("input[name='v.reason']").First).ToHaveValueAsync("mine");
        TextOf(served).ShouldContain("reason: mine");
    }

    [Fact]
    public async Task A_change_can_be_undone_and_a_removed_scope_takes_its_references_along()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/assessment/guide/scopes", TeamRole.Analyst);
        var before = TextOf(served);
        await Button(opened.Page, "Remove network").ClickAsync();
        await SavedAsync(opened.Page);
        await Assertions.Expect(Button(opened.Page, "Remove network")).ToHaveCountAsync(0); // the page as it is now, not as it was
        TextOf(served).ShouldNotContain("[network, servers]");
        TextOf(served).ShouldContain("source: firewall\n    scopes: [servers]");
        await BrowserPage.PressNoteAsync(opened.Page, "Undo");
        await Assertions.Expect(Button(opened.Page, "Remove network")).ToBeVisibleAsync();
        TextOf(served).ShouldBe(before);
    }

    [Fact]
    public async Task What_could_not_be_saved_stays_typed_and_is_saved_when_it_can()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/assessment/guide/threats", TeamRole.Analyst);
        var reason = opened.Page.Locator("input[name='v.reason']").First;
        await opened.Page.RouteAsync("**/assessment/guide/edit", static route => route.AbortAsync());
        await reason.FillAsync("typed while there was no server");
        await reason.PressAsync("Tab");
        await BrowserPage.SaysAsync(opened.Page, "fetch");
        await Assertions.Expect(opened.Page.Locator("#guide-main form[data-dirty]")).ToHaveCountAsync(1);
        await Assertions.Expect(reason).ToHaveValueAsync("typed while there was no server");
        await opened.Page.UnrouteAllAsync();
        await reason.FillAsync("typed while there was no server again");
        await reason.PressAsync("Tab");
        await WrittenAsync(served, "reason: typed while there was no server again");
        opened.Troubles.Clear(); // the browser's own words about requests that failed
    }

    [Fact]
    public async Task What_is_typed_while_the_step_comes_anew_is_saved_when_it_is_left()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/assessment/guide/threats", TeamRole.Analyst);
        var page = opened.Page;
        TaskCompletionSource asked = new(), step = new();
        await page.RouteAsync("**/assessment/guide/threats", async route =>
        {
            asked.TrySetResult();
            await step.Task;
            await route.ContinueAsync();
        });
        var reasons = page.Locator("input[name='v.reason']");
        await reasons.Nth(0).FillAsync("said first");
        await reasons.Nth(0).PressAsync("Tab");
        await asked.Task;
        await reasons.Nth(1).FillAsync("said second");
        await reasons.Nth(1).EvaluateAsync("(field) => { window.typedIn = field; }");
        step.SetResult();
        await page.WaitForFunctionAsync("() => !typedIn.isConnected"); // another field stands in its place, with its words and the focus
        await Assertions.Expect(reasons.Nth(1)).ToHaveValueAsync("said second");
        await page.Keyboard.PressAsync("Tab");
        await WrittenAsync(served, "reason: said first", "reason: said second");
        await Assertions.Expect(page.Locator("#guide-main form[data-dirty]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_button_that_is_held_down_while_the_step_comes_anew_is_still_pressed()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/assessment/guide/threats", TeamRole.Analyst);
        var page = opened.Page;
        await page.Locator("input[name='v.reason']").First.FillAsync("said before");
        await Button(page, "Remove Carbanak").HoverAsync();
        await page.RunAndWaitForResponseAsync(() => page.Mouse.DownAsync(), static answer => answer.Url.EndsWith("/assessment/guide/threats", StringComparison.Ordinal)); // the field is left, saved, and the step on its way
        await page.EvaluateAsync("async () => { for (let i = 0; i < 3; i++) await fetch('/api/v1/organisation/figures').then((answer) => answer.text()); }"); // time enough for it to come
        await page.Mouse.UpAsync();
        await Patience.UntilAsync(() => !TextOf(served).Contains("group: Carbanak", StringComparison.Ordinal));
        TextOf(served).ShouldContain("reason: said before");
    }

    [Fact]
    public async Task It_works_without_scripts_and_fits_a_phone()
    {
        await using var served = await ServedMerlon.StartAsync();
        foreach (var step in new[] { "who", "threats", "scopes", "logs", "controls", "rules", "tests", "costs", "review", "sign-off" })
        {
            await using var opened = await chromium.OpenAsync(served, $"/assessment/guide/{step}", TeamRole.Approver, width: 360, height: 740);
            (await opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(360, step);
        }

        using var client = await served.ClientAsync(TeamRole.Analyst);
        var tag = (await client.GetAsync("/api/v1/organisation")).Headers.ETag.ShouldNotBeNull().Tag.Trim('"');
        using FormUrlEncodedContent form = new([new("do", "put"), new("at", "[\"name\"]"), new("v", "Plain Bank"), new("tag", tag), new("to", "/assessment/guide/who")]);
        using var answer = await client.PostAsync("/assessment/guide/edit", form);
        answer.Headers.Location.ShouldNotBeNull().ToString().ShouldBe("/assessment/guide/who");
        TextOf(served).ShouldContain("name: Plain Bank");
    }
}

/// <summary>Sign-offs and decisions over HTTP.</summary>
public sealed class SignOffApiTests
{
    static async Task<JsonElement> DoneAsync(HttpClient client, HttpResponseMessage begun)
    {
        begun.EnsureSuccessStatusCode();
        var id = (await begun.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        var events = await client.GetStringAsync($"/api/v1/jobs/{id}/events"); // ends with the job
        return JsonSerializer.Deserialize<JsonElement>(events.Split("data: ", StringSplitOptions.RemoveEmptyEntries)[^1]);
    }

    [Fact]
    public async Task An_approver_signs_everybody_verifies_and_a_withdrawal_is_a_new_record()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        using var approver = await served.ClientAsync(TeamRole.Approver);
        using var refused = await analyst.PostAsJsonAsync("/api/v1/sign-offs", new { by = "Eve" });
        refused.StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        using var stale = await approver.PostAsJsonAsync("/api/v1/sign-offs", new { by = "Ada", tag = "other" });
        stale.StatusCode.ShouldBe(System.Net.HttpStatusCode.PreconditionFailed);

        using var begun = await approver.PostAsJsonAsync("/api/v1/sign-offs", new { by = "Ada", role = "CISO", statement = "seen\nby 1" });
        var job = await DoneAsync(approver, begun);
        job.GetProperty("result").GetString().ShouldBe("/api/v1/sign-offs/1");
        var signed = await analyst.GetFromJsonAsync<JsonElement>("/api/v1/sign-offs/1");
        signed.GetProperty("by").GetString().ShouldNotBeNull().ShouldStartWith("Ada");
        (await analyst.GetFromJsonAsync<JsonElement>("/api/v1/sign-offs/1/verify")).GetProperty("intact").GetBoolean().ShouldBeTrue();

        await File.AppendAllTextAsync(Path.Combine(served.Organisation, "organisation.yaml"), "# later\n");
        (await analyst.GetFromJsonAsync<JsonElement>("/api/v1/sign-offs/1/verify")).GetProperty("intact").GetBoolean().ShouldBeFalse();
        using var withdrawn = await approver.PostAsJsonAsync("/api/v1/sign-offs/1/withdraw", new { reason = "wrong files" });
        withdrawn.EnsureSuccessStatusCode();
        (await analyst.GetFromJsonAsync<JsonElement>("/api/v1/sign-offs")).GetProperty("total").GetInt32().ShouldBe(1);
        (await analyst.GetFromJsonAsync<JsonElement>("/api/v1/decisions?subject=sign-off:1")).GetProperty("items")[0].GetProperty("kind").GetString().ShouldBe("withdraw");
    }

    [Fact]
    public async Task A_risk_is_accepted_by_an_approver_with_a_reason_and_an_end()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        using var approver = await served.ClientAsync(TeamRole.Approver);
        (await analyst.PostAsJsonAsync("/api/v1/decisions", new { subject = "T1059", reason = "x" })).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        (await approver.PostAsJsonAsync("/api/v1/decisions", new { subject = "T9999", reason = "x" })).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        (await approver.PostAsJsonAsync("/api/v1/decisions", new { subject = "T1059", reason = " " })).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        (await approver.PostAsJsonAsync("/api/v1/decisions", new { subject = "T1059", reason = "x", until = "2001-01-01" })).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        using var accepted = await approver.PostAsJsonAsync("/api/v1/decisions", new { subject = "T1059", reason = "<b>legacy</b>", until = "2999-12-31" });
        var decision = await accepted.Content.ReadFromJsonAsync<JsonElement>();
        decision.GetProperty("holds").GetBoolean().ShouldBeTrue();
        (await analyst.GetStringAsync("/assessment/decisions")).ShouldContain("&lt;b&gt;legacy&lt;/b&gt;");
        using var ended = await approver.PostAsJsonAsync($"/api/v1/decisions/{decision.GetProperty("id").GetString()}/end", new { reason = "replaced" });
        (await ended.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("holds").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task An_assessment_is_recorded_as_a_job()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        using var begun = await analyst.PostAsync("/api/v1/assessments", content: null);
        (await DoneAsync(analyst, begun)).GetProperty("state").GetString().ShouldBe("done");
        (await analyst.GetFromJsonAsync<JsonElement>("/api/v1/assessments")).GetProperty("total").GetInt32().ShouldBe(1);
    }
}
