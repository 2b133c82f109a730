using System.Net;
using Merlon.Web.Serving;
using Microsoft.AspNetCore.WebUtilities;

namespace Merlon.Web.Tests.Security;

/// <summary>Signing in with an identity provider: who is let in, as what, and what is not believed.</summary>
public sealed class DirectoryTests
{
    const string Return = "/sign-in/directory/return";

    [Fact]
    public async Task Who_the_provider_vouches_for_is_let_in_with_the_least_role_and_led_to_where_they_were_going()
    {
        using FakeDirectory directory = new();
        await using var served = await StartAsync(directory);
        using Visitor visitor = new(served.Address);
        (await visitor.Client.GetStringAsync("/sign-in")).ShouldContain("Sign in with Our directory");
        using var done = await SignInAsync(visitor, directory, to: "/journal");
        done.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        done.Headers.Location?.OriginalString.ShouldBe("/journal");
        (await visitor.Client.GetStringAsync("/api/v1/me")).ShouldContain("\"role\":\"viewer\"");
        directory.Asked["grant_type"].ShouldBe("authorization_code");
        directory.Asked["redirect_uri"].ShouldBe(served.Address + Return);
        directory.Asked["code_verifier"].Length.ShouldBeGreaterThanOrEqualTo(43);

        using Visitor again = new(served.Address);
        (await SignInAsync(again, directory)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        served.Server.Served.Team.People().Count.ShouldBe(1); // known by the provider's key
    }

    [Fact]
    public async Task Groups_decide_the_role_at_every_sign_in_and_a_name_that_is_taken_takes_nobody_over()
    {
        using FakeDirectory directory = new() { Groups = ["staff", "blue-team"] };
        await using var served = await StartAsync(directory);
        served.Server.Served.Team.AddPerson(new Workspaces.Person("", "dora", "Another Dora", "administrator") { Secret = "x" });
        using Visitor visitor = new(served.Address);
        (await SignInAsync(visitor, directory)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        served.Server.Served.Team.FindLogin("dora-2")!.Role.ShouldBe("analyst");
        directory.Groups = [];
        using Visitor later = new(served.Address);
        (await SignInAsync(later, directory)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        served.Server.Served.Team.FindLogin("dora-2")!.Role.ShouldBe("viewer");
    }

    [Fact]
    public async Task Who_comes_for_the_first_time_in_two_tabs_at_once_has_one_account()
    {
        await using var served = await ServedMerlon.StartAsync();
        var team = served.Server.Served.Team;
        Workspaces.Person first = new("", "dora", "Dora", "viewer") { Issuer = "https://login.example", Subject = "u-1" };
        var added = team.AddPerson(first);
        team.AddPerson(first).Id.ShouldBe(added.Id); // the second tab had looked before the first one's account was there
        team.AddPerson(first with { Login = "dora-2" }).Login.ShouldBe("dora");
        team.AddPerson(first with { Login = "dora-2", Subject = "u-2" }).Login.ShouldBe("dora-2");
    }

    [Fact]
    public async Task Who_is_kept_out_stays_out_whatever_the_provider_says()
    {
        using FakeDirectory directory = new();
        await using var served = await StartAsync(directory);
        using Visitor visitor = new(served.Address);
        await SignInAsync(visitor, directory);
        var person = served.Server.Served.Team.People().Single();
        served.Server.Served.Team.ChangePerson(person.Id, revision: null, new Workspaces.PersonChange { IsEnabled = false });
        using Visitor again = new(served.Address);
        (await SignInAsync(again, directory)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        again.Cookie("merlon-" + new Uri(served.Address).Port).ShouldBeNull();
    }

    [Theory]
    [InlineData("nonce")]
    [InlineData("audience")]
    [InlineData("issuer")]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("forged")]
    [InlineData("expired")]
    public async Task What_cannot_be_believed_is_not(string wrong)
    {
        using FakeDirectory directory = new();
        switch (wrong)
        {
            case "nonce": directory.Nonce = "of another sign-in"; break;
            case "audience": directory.Audience = "somebody-else"; break;
            case "issuer": directory.Issuer = "https://evil.example"; break;
            case "forged": directory.IsForged = true; break;
            case "expired": directory.Lasts = TimeSpan.FromHours(-1); break;
            default: directory.Alg = wrong; break;
        }

        await using var served = await StartAsync(directory);
        using Visitor visitor = new(served.Address);
        (await SignInAsync(visitor, directory)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        served.Server.Served.Team.People().ShouldBeEmpty();
        served.Server.Served.Team.AuditLog(new Workspaces.AuditQuery { Action = "sign-in" }, 0, 1).Single().Outcome.ShouldStartWith("refused");
    }

    [Fact]
    public async Task An_answer_works_once_and_only_in_the_browser_that_asked()
    {
        using FakeDirectory directory = new();
        await using var served = await StartAsync(directory);
        using Visitor visitor = new(served.Address), thief = new(served.Address);
        var state = await BeginAsync(visitor, directory, "/");
        var cookie = visitor.Cookie("merlon-directory")!;
        (await thief.GetAsync($"{Return}?code=c&state={state}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await visitor.GetAsync($"{Return}?code=c&state={state}x")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        visitor.Cookies.Add(new Uri(served.Address), new Cookie(cookie.Name, cookie.Value, "/"));
        (await visitor.GetAsync($"{Return}?code=c&state={state}&iss=https%3A%2F%2Fevil.example")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var second = await BeginAsync(visitor, directory, "/");
        var kept = visitor.Cookie("merlon-directory")!;
        (await visitor.GetAsync($"{Return}?code=c&state={second}")).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        using Visitor replay = new(served.Address);
        replay.Cookies.Add(new Uri(served.Address), new Cookie(kept.Name, kept.Value, "/"));
        (await replay.GetAsync($"{Return}?code=c&state={second}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    static Task<ServedMerlon> StartAsync(FakeDirectory directory) => ServedMerlon.StartAsync(settings => settings with
    {
        Directory = new DirectorySettings(new Uri(directory.Address), "merlon", "secret", "Our directory", "groups", new Dictionary<string, TeamRole>(StringComparer.Ordinal) { ["blue-team"] = TeamRole.Analyst }) { AnswerSeconds = Patience.Ms / 1_000 },
    });

    static async Task<HttpResponseMessage> SignInAsync(Visitor visitor, FakeDirectory directory, string to = "/")
    {
        var state = await BeginAsync(visitor, directory, to);
        return await visitor.GetAsync($"{Return}?code=c&state={state}");
    }

    static async Task<string> BeginAsync(Visitor visitor, FakeDirectory directory, string to)
    {
        using var sent = await visitor.GetAsync("/sign-in/directory?to=" + Uri.EscapeDataString(to));
        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var query = QueryHelpers.ParseQuery(sent.Headers.Location!.Query);
        query["code_challenge_method"].ToString().ShouldBe("S256");
        directory.ExpectedNonce = query["nonce"].ToString();
        return query["state"].ToString();
    }
}
