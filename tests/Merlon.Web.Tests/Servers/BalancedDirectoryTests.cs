using System.Net;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Security;
using Microsoft.AspNetCore.WebUtilities;

namespace Merlon.Web.Tests.Servers;

/// <summary>Signing in with an identity provider where the answer arrives at another server than the one that asked.</summary>
public sealed class BalancedDirectoryTests
{
    const string Return = "/sign-in/directory/return";

    [Fact]
    public async Task Who_is_sent_to_the_provider_by_one_server_comes_back_to_the_other_and_an_answer_works_once_on_both()
    {
        using FakeDirectory directory = new();
        await using var two = await TwoServers.StartAsync(change: settings => settings with
        {
            Directory = new DirectorySettings(new Uri(directory.Address), "merlon", "secret", "Our directory", "groups", new Dictionary<string, TeamRole>(StringComparer.Ordinal) { ["blue-team"] = TeamRole.Analyst }) { AnswerSeconds = Patience.Ms / 1_000 },
        });
        directory.Groups = ["blue-team"];
        foreach (var (from, to) in new[] { (two.Left, two.Right), (two.Right, two.Left) })
        {
            using Visitor visitor = new(two.Balancer.Address);
            two.Balancer.Use(from.Address);
            using var sent = await visitor.GetAsync("/sign-in/directory?to=%2Fjournal");
            sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            var query = QueryHelpers.ParseQuery(sent.Headers.Location!.Query);
            query["redirect_uri"].ToString().ShouldBe(two.Balancer.Address + Return, "the way back is the balancer's, not the server's");
            directory.ExpectedNonce = query["nonce"].ToString();
            var (state, cookie) = (query["state"].ToString(), visitor.Cookie("merlon-directory")!);

            two.Balancer.Use(to.Address);
            using var back = await visitor.GetAsync($"{Return}?code=c&state={state}");
            back.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await back.Content.ReadAsStringAsync());
            back.Headers.Location?.OriginalString.ShouldBe("/journal");
            directory.Asked["redirect_uri"].ShouldBe(two.Balancer.Address + Return);

            two.Balancer.Use(from.Address, to.Address);
            for (var i = 0; i < 2; i++)
            {
                (await visitor.Client.GetStringAsync("/api/v1/me")).ShouldContain("\"role\":\"analyst\"", customMessage: "signed in on both");
                using Visitor replay = new(two.Balancer.Address);
                replay.Cookies.Add(new Uri(two.Balancer.Address), new Cookie(cookie.Name, cookie.Value, "/"));
                (await replay.GetAsync($"{Return}?code=c&state={state}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden, "an answer works once, wherever");
            }
        }

        two.Left.Server.Served.Team.People().Count.ShouldBe(1, "the same person by the provider's key");
    }
}
