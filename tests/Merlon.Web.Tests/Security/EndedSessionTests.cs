using System.Net;
using System.Text.RegularExpressions;
using Merlon.Web.App.People;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Security;

/// <summary>A session that ends while somebody writes: what they wrote is shown again and can be sent, to them alone, and without what is secret.</summary>
public sealed partial class EndedSessionTests(ServedFixture fixture, Chromium chromium) : IClassFixture<ServedFixture>, IClassFixture<Chromium>
{
    const string Said = "Half an hour of <b>thoughts</b>\r\non what the port logs";

    ServedMerlon Served => fixture.Served;

    [Fact]
    public async Task What_was_written_is_kept_on_the_page_and_sent_again_after_signing_in()
    {
        var person = Served.PersonOf(TeamRole.Analyst);
        var (old, subject) = (Served.BeginSession(TeamRole.Analyst), new Workspaces.TalkSubject("technique", "T1105"));
        (string, string)[] fields = [("form-key", FormKeys.Masked(old)), ("subject", $"{subject}"), ("text", Said), ("back", "/talk"), ("password", "nobody shows this")];
        using var gone = await SendAsync("/talk/say", cookie: null, "same-origin", fields);
        gone.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var html = await gone.Content.ReadAsStringAsync();
        html.ShouldContain("You are not signed in any more");
        html.ShouldContain("Half an hour of &lt;b&gt;thoughts&lt;/b&gt;");
        html.ShouldContain("target=\"_blank\"");
        html.ShouldNotContain("nobody shows this");
        html.ShouldNotContain("Send it again"); // the password is not there to be sent

        fields = fields[..4];
        var anew = Served.BeginSession(TeamRole.Analyst);
        using var stale = await SendAsync("/talk/say", anew, "same-origin", fields);
        stale.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        html = await stale.Content.ReadAsStringAsync();
        html.ShouldContain("Send it again");
        html.ShouldContain("Half an hour of");
        Served.Server.Served.Team.Comments(subject).ShouldBeEmpty("nobody has said yet that this is what they want");
        fields[0] = ("form-key", FormPart().Match(html[html.IndexOf("trouble-sent", StringComparison.Ordinal)..]).Groups["key"].Value);
        using var done = await SendAsync("/talk/say", anew, "same-origin", fields);
        done.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await done.Content.ReadAsStringAsync());
        Served.Server.Served.Team.Comments(subject).ShouldHaveSingleItem().AuthorId.ShouldBe(person.Id);
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData(null)]
    public async Task What_another_site_sends_is_never_shown(string? site)
    {
        (string, string)[] fields = [("text", "You have won: call this number at once")];
        foreach (var cookie in new[] { null, Served.BeginSession(TeamRole.Analyst) })
        {
            using var answer = await SendAsync("/talk/say", cookie, site, fields);
            ((int)answer.StatusCode).ShouldBeInRange(401, 403);
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("You have won");
        }
    }

    [Fact]
    public async Task A_form_too_large_to_be_shown_is_refused_in_words_all_the_same()
    {
        using var answer = await SendAsync("/talk/say", cookie: null, "same-origin", [("text", new string('x', Merlon.Web.App.SentForm.BytesMax))]);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Sign in first");
    }

    [Fact]
    public async Task Nobody_is_told_that_they_are_signed_in_as_nobody()
    {
        using Visitor visitor = new(Served.Address);
        using var refused = await visitor.PostAsync("/sign-in", ("login", "anna"), ("password", "wrong"));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync()).ShouldNotContain("You are signed in as");
    }

    [Fact]
    public async Task A_page_that_is_open_goes_on_when_the_same_person_signed_in_in_another_tab_and_not_as_somebody_else()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/talk/about?subject=technique:T1105", TeamRole.Analyst);
        var page = opened.Page;
        var text = page.GetByLabel("Say something");
        await text.FillAsync("Written before the session ended");
        var (team, subject) = (served.Server.Served.Team, new Workspaces.TalkSubject("technique", "T1105"));
        team.EndSessions(served.PersonOf(TeamRole.Analyst).Id, "");
        served.Server.Services.GetService(typeof(Recognition)).ShouldBeOfType<Recognition>().Forget();
        var say = page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Send", Exact = true });
        await say.ClickAsync();
        await BrowserPage.SaysAsync(page, "You are not signed in any more");
        await page.WaitForFunctionAsync("() => merlonNotes.some((note) => [...note.querySelectorAll('button')].some((one) => one.textContent === 'Sign in'))");

        await served.SignInAsync(page.Context, TeamRole.Approver); // somebody else, at the same machine
        await say.ClickAsync();
        await BrowserPage.SaysAsync(page, "The page is older than your session");
        team.Comments(subject).ShouldBeEmpty("it would have been said in another's name");

        await served.SignInAsync(page.Context, TeamRole.Analyst);
        await say.ClickAsync();
        await page.Locator(".comment:not(.pending)").WaitForAsync();
        await Microsoft.Playwright.Assertions.Expect(text).ToHaveValueAsync("");
        team.Comments(subject).ShouldHaveSingleItem();
        opened.Troubles.Clear(); // the browser tells of 401 and 403
    }

    async Task<HttpResponseMessage> SendAsync(string path, string? cookie, string? site, (string Name, string Value)[] fields)
    {
        using HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(Served.Address) };
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value))) };
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", $"{Served.SessionCookie}={cookie}");
        }

        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        return await client.SendAsync(request);
    }

    [GeneratedRegex("name=\"form-key\" value=\"(?<key>[^\"]*)\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex FormPart();
}
