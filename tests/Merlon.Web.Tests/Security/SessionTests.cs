using System.Net;
using Merlon.Web.App.People;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.Tests.Security;

/// <summary>Sessions: how they begin, how long they last, how they end, and who cannot have them.</summary>
public sealed class SessionTests
{
    const string Password = "blue kettle seven oceans";

    [Fact]
    public async Task The_first_start_makes_one_administrator_once()
    {
        await using var served = await ServedMerlon.StartAsync();
        var link = served.Server.FirstStartAddress()!;
        var path = link[served.Address.Length..];
        using Visitor first = new(served.Address), second = new(served.Address);
        (await second.GetAsync("/first-start?link=guessed")).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await Choose(first, path, "short")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Choose(first, path, "passwordpassword")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var done = await Choose(first, path, Password);
        done.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await first.GetAsync("/settings/people")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Choose(second, path, Password)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        served.Server.FirstStartAddress().ShouldBeNull();
        served.Server.Served.Team.People().Select(static person => (person.Login, person.Role)).ShouldBe([("anna", "administrator")]);
    }

    [Fact]
    public async Task A_link_of_an_earlier_start_is_worthless()
    {
        await using var served = await ServedMerlon.StartAsync();
        var earlier = served.Server.FirstStartAddress()!;
        served.Server.FirstStartAddress().ShouldNotBeNull();
        using Visitor visitor = new(served.Address);
        (await visitor.GetAsync(earlier[served.Address.Length..])).StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Signing_in_makes_a_new_session_and_signing_out_ends_it_for_good()
    {
        await using var served = await ServedMerlon.StartAsync();
        await AddAsync(served, "anna", "analyst");
        using Visitor visitor = new(served.Address);
        var planted = TeamSecret.Make();
        visitor.Cookies.Add(new Uri(served.Address), new Cookie(served.SessionCookie, planted));
        using var signedIn = await visitor.SignInAsync("anna", Password);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var session = visitor.Cookie("merlon-" + new Uri(served.Address).Port)!.Value;
        string.Equals(session, planted, StringComparison.Ordinal).ShouldBeFalse(); // fixation
        signedIn.Headers.GetValues("Set-Cookie").ShouldContain(cookie => cookie.Contains("httponly", StringComparison.OrdinalIgnoreCase) && cookie.Contains("samesite=lax", StringComparison.OrdinalIgnoreCase));
        using var again = await visitor.GetAsync("/sign-in?to=/journal");
        again.Headers.Location?.OriginalString.ShouldBe("/journal"); // who is signed in needs no form
        using var page = await visitor.SendFormAsync("/settings/account", "/sign-out");
        page.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        using Visitor thief = new(served.Address);
        thief.Cookies.Add(new Uri(served.Address), new Cookie(served.SessionCookie, session));
        (await thief.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_ends_without_use_and_in_any_case()
    {
        SettableTime time = new();
        await using var served = await ServedMerlon.StartAsync(settings => settings with { Clock = time });
        var team = served.Server.Served.Team;
        var secret = served.BeginSession(TeamRole.Viewer);
        time.Pass(TimeSpan.FromHours(Team.SessionIdleHoursMax - 1));
        team.TouchSession(team.FindSession(secret)!.Value.Session, "127.0.0.1");
        time.Pass(TimeSpan.FromHours(Team.SessionIdleHoursMax - 1));
        team.FindSession(secret).ShouldNotBeNull();
        time.Pass(TimeSpan.FromHours(2));
        team.FindSession(secret).ShouldBeNull();

        var lasting = served.BeginSession(TeamRole.Viewer);
        for (var hours = 0; hours < Team.SessionHoursMax - 1; hours++)
        {
            time.Pass(TimeSpan.FromHours(1));
            team.TouchSession(team.FindSession(lasting)!.Value.Session, "127.0.0.1");
        }

        time.Pass(TimeSpan.FromHours(1));
        team.FindSession(lasting).ShouldBeNull();
    }

    [Fact]
    public async Task Another_password_ends_the_other_sessions_and_needs_the_current_one()
    {
        await using var served = await ServedMerlon.StartAsync();
        await AddAsync(served, "anna", "viewer");
        using Visitor here = new(served.Address), there = new(served.Address);
        await here.SignInAsync("anna", Password);
        await there.SignInAsync("anna", Password);
        (string, string)[] Fields(string current) => [("current", current), ("password", "nine lamps under water"), ("again", "nine lamps under water")];
        (await here.SendFormAsync("/settings/account", "/settings/account/password", Fields("wrong"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await here.SendFormAsync("/settings/account", "/settings/account/password", Fields(Password))).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await here.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await there.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_is_kept_out_is_out_at_once_with_sessions_and_tokens()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var admin = await served.ClientAsync(TeamRole.Administrator);
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        var person = served.PersonOf(TeamRole.Analyst);
        using HttpClient program = new() { BaseAddress = new Uri(served.Address) };
        program.DefaultRequestHeaders.Authorization = new("Bearer", served.Server.Served.Team.AddToken(person.Id, "t", PersonToken.Write, TimeSpan.FromDays(1)).Secret);
        (await program.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await analyst.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var content = new StringContent("{\"enabled\":false}", System.Text.Encoding.UTF8, "application/json");
        (await admin.PatchAsync($"/api/v1/people/{person.Id}", content)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await analyst.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await program.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_last_administrator_remains()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var admin = await served.ClientAsync(TeamRole.Administrator);
        foreach (var body in new[] { "{\"enabled\":false}", "{\"role\":\"viewer\"}" })
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            (await admin.PatchAsync($"/api/v1/people/{served.PersonOf(TeamRole.Administrator).Id}", content)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Two_administrators_who_change_the_same_person_do_not_undo_each_other()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var admin = await served.ClientAsync(TeamRole.Administrator);
        var path = $"/api/v1/people/{served.PersonOf(TeamRole.Viewer).Id}";
        using var seen = await admin.GetAsync(path);
        using HttpRequestMessage first = Patch(path, "{\"role\":\"analyst\"}", seen.Headers.ETag!.Tag), second = Patch(path, "{\"role\":\"approver\"}", seen.Headers.ETag!.Tag);
        (await admin.SendAsync(first)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var refused = await admin.SendAsync(second);
        refused.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("\"role\":\"analyst\"");
    }

    [Fact]
    public async Task Nobody_takes_the_name_that_somebody_else_goes_by_and_the_log_says_who_changed_theirs()
    {
        await using var served = await ServedMerlon.StartAsync();
        var team = served.Server.Served.Team;
        var (ada, anna) = (team.AddPerson(new Person("", "ada", "Ada Berg", "approver")), await AddAsync(served, "anna", "viewer"));
        using Visitor visitor = new(served.Address);
        await visitor.SignInAsync("anna", Password);
        foreach (var taken in new[] { "Ada Berg", "ada  berg", "A\u200bda Berg", "\uff21da Berg" })
        {
            using var refused = await visitor.SendFormAsync("/settings/account", "/settings/account", ("name", taken), ("email", ""));
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, taken);
        }

        (await visitor.SendFormAsync("/settings/account", "/settings/account", ("name", "Anna Berg"), ("email", ""))).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        team.AuditLog(new AuditQuery { Action = "change-account" }, 0, 1).Single().Subject.ShouldBe("name anna to Anna Berg");
        var link = OneTimeLinks.Invite(team, team.AddPerson(new Person("", "bert", "Bert", "viewer") { State = Person.Invited }).Id);
        using Visitor bert = new(served.Address);
        using var page = await bert.GetAsync(link);
        (string, string)[] Fields(string name) => [("form-key", Visitor.KeyIn(page.Content.ReadAsStringAsync().Result)), ("link", link.Split("link=")[1]), ("name", name), ("password", "nine lamps under water"), ("again", "nine lamps under water")];
        (await bert.PostAsync("/invitation", Fields("Ada Berg"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await bert.PostAsync("/invitation", Fields("Bert B."))).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        team.ChangePerson(anna.Id, revision: null, new PersonChange { Name = "Ada Berg" })!.Name.ShouldBe(ada.Name); // an administrator may: two people can be called the same
    }

    static HttpRequestMessage Patch(string path, string body, string tag)
    {
        HttpRequestMessage request = new(HttpMethod.Patch, path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("If-Match", tag);
        return request;
    }

    internal static async Task<Person> AddAsync(ServedMerlon served, string login, string role)
    {
        using Passwords passwords = new();
        return served.Server.Served.Team.AddPerson(new Person("", login, login, role) { Secret = await passwords.HashAsync(Password, TestContext.Current.CancellationToken) });
    }

    static Task<HttpResponseMessage> Choose(Visitor visitor, string path, string password)
        => ChooseAsync(visitor, path, password);

    static async Task<HttpResponseMessage> ChooseAsync(Visitor visitor, string path, string password)
    {
        using var page = await visitor.GetAsync(path);
        var key = Visitor.KeyIn(await page.Content.ReadAsStringAsync());
        return await visitor.PostAsync("/first-start", ("form-key", key), ("link", path[(path.IndexOf('=', StringComparison.Ordinal) + 1)..]), ("login", "Anna"), ("name", "Anna"), ("password", password), ("again", password));
    }
}
