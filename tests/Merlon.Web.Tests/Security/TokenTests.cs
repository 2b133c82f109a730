using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.Tests.Security;

/// <summary>Tokens: no more than their owner, no more than their scope, no longer than their time, and never more tokens.</summary>
public sealed class TokenTests(ServedFixture fixture) : IClassFixture<ServedFixture>
{
    ServedMerlon Served => fixture.Served;

    [Theory]
    [InlineData("administrator", "read", "viewer")]
    [InlineData("administrator", "write", "approver")]
    [InlineData("administrator", "admin", "administrator")]
    [InlineData("viewer", "admin", "viewer")]
    [InlineData("analyst", "write", "analyst")]
    public async Task A_token_may_what_both_its_owner_and_its_scope_allow(string owner, string scope, string role)
    {
        using var program = Program(Enum.Parse<TeamRole>(owner, ignoreCase: true), scope);
        using var me = JsonDocument.Parse(await program.GetStringAsync("/api/v1/me"));
        me.RootElement.GetProperty("role").GetString().ShouldBe(role);
        me.RootElement.GetProperty("is_token").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_that_reads_changes_nothing_even_where_a_viewer_may()
    {
        using var program = Program(TeamRole.Administrator, PersonToken.Read);
        (await program.PostAsJsonAsync("/api/v1/people", new { login = "x" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await program.DeleteAsync("/api/v1/sessions")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_token_makes_no_token_and_touches_no_account()
    {
        using var program = Program(TeamRole.Administrator, PersonToken.Admin);
        (await program.PostAsJsonAsync("/api/v1/tokens", new { name = "more", scope = "admin", days = 366 })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await program.PostAsJsonAsync("/api/v1/me/password", new { current = "a", password = "b" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_cookie_beside_a_token_is_not_looked_at()
    {
        using var client = await Served.ClientAsync(TeamRole.Administrator);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer merlon_wrong");
        (await client.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Remove("Authorization");
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Basic YTpi");
        (await client.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_ends_with_its_time_or_when_it_is_revoked_and_its_secret_is_kept_nowhere()
    {
        SettableTime time = new();
        await using var served = await ServedMerlon.StartAsync(settings => settings with { Clock = time });
        using var owner = await served.ClientAsync(TeamRole.Analyst);
        using var made = JsonDocument.Parse(await (await owner.PostAsJsonAsync("/api/v1/tokens", new { name = "nightly", scope = "read", days = 1 })).Content.ReadAsStringAsync());
        var secret = made.RootElement.GetProperty("secret").GetString()!;
        secret.ShouldStartWith("merlon_");
        (await owner.GetStringAsync("/api/v1/tokens")).ShouldNotContain(secret);
        Directory.EnumerateFiles(Path.Combine(served.Organisation, ".merlon"), "team.db*").ShouldAllBe(file => !Contains(file, secret));
        using HttpClient program = new() { BaseAddress = new Uri(served.Address) };
        program.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        (await program.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        time.Pass(TimeSpan.FromDays(1));
        (await program.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Somebody_elses_token_is_revoked_by_administrators_alone()
    {
        var (token, _) = Served.Server.Served.Team.AddToken(Served.PersonOf(TeamRole.Analyst).Id, "mine", PersonToken.Read, TimeSpan.FromDays(1));
        using var viewer = await Served.ClientAsync(TeamRole.Viewer);
        (await viewer.DeleteAsync($"/api/v1/tokens/{token.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await viewer.GetStringAsync("/api/v1/tokens")).ShouldNotContain(token.Id);
        using var admin = await Served.ClientAsync(TeamRole.Administrator);
        (await admin.DeleteAsync($"/api/v1/tokens/{token.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    HttpClient Program(TeamRole owner, string scope)
    {
        HttpClient client = new() { BaseAddress = new Uri(Served.Address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Served.Server.Served.Team.AddToken(Served.PersonOf(owner).Id, scope, scope, TimeSpan.FromDays(1)).Secret);
        return client;
    }

    static bool Contains(string file, string text)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0;
    }
}
