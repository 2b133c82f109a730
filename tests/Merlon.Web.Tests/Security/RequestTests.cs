using System.Net;
using Merlon.Web.App.People;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Security;

/// <summary>What a single request may not do: come from elsewhere, lead elsewhere, reach files, smuggle text.</summary>
public sealed class RequestTests(ServedFixture fixture) : IClassFixture<ServedFixture>
{
    ServedMerlon Served => fixture.Served;

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_change_that_another_site_asks_for_is_refused_although_the_key_is_right(string header, string value)
    {
        using var client = await Served.ClientAsync(TeamRole.Viewer);
        client.DefaultRequestHeaders.Add(header, value);
        (await client.DeleteAsync("/api/v1/sessions")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_change_of_our_own_page_is_taken()
    {
        using var client = await Served.ClientAsync(TeamRole.Viewer);
        client.DefaultRequestHeaders.Add("Origin", Served.Address);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        (await client.DeleteAsync("/api/v1/sessions")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData(null)]
    public async Task A_wrong_key_or_that_of_another_session_is_none(string? key)
    {
        using var client = await Served.ClientAsync(TeamRole.Viewer);
        client.DefaultRequestHeaders.Remove(FormKeys.Header);
        client.DefaultRequestHeaders.TryAddWithoutValidation(FormKeys.Header, key ?? FormKeys.Masked(Served.BeginSession(TeamRole.Viewer)));
        (await client.DeleteAsync("/api/v1/sessions")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Nobody_is_signed_in_by_a_form_of_another_site()
    {
        using Visitor visitor = new(Served.Address);
        (await visitor.PostAsync("/sign-in", ("login", "a"), ("password", "b"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("/journal?x=1", "/journal?x=1")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/\tevil", "/")]
    [InlineData("/%0d%0aSet-Cookie:a=b", "/%0d%0aSet-Cookie:a=b")]
    [InlineData("/\r\nSet-Cookie: a=b", "/")]
    [InlineData("", "/")]
    [InlineData("/sign-out", "/")]
    public void Signing_in_leads_to_a_page_of_ours(string to, string where) => LocalPath.Of(to).ShouldBe(where);

    [Theory]
    [InlineData("evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]", true)]
    [InlineData("192.168.1.5", true)]
    public async Task A_name_that_is_not_ours_is_not_answered_to(string name, bool isOwn)
    {
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Get, Served.Address + "/sign-in");
        request.Headers.Host = name;
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(isOwn ? HttpStatusCode.OK : HttpStatusCode.MisdirectedRequest);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/settings/about")]
    [InlineData("/api/v1/me")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/nothing")]
    [InlineData("/api/v1/audit/export?format=csv")]
    [InlineData("/api/v1/audit?since=nonsense")]
    [InlineData("/assets/x/app.css")]
    public async Task Every_kind_of_answer_has_the_headers(string path)
    {
        using var client = await Served.ClientAsync(TeamRole.Administrator);
        using var answer = await client.GetAsync(path);
        foreach (var (name, value) in new[]
        {
            ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
        })
        {
            answer.Headers.GetValues(name).ShouldBe([value], path);
        }

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("unsafe");
        answer.Headers.Contains("Server").ShouldBeFalse();
        (answer.Headers.CacheControl?.NoStore == true || answer.Headers.CacheControl?.Private == true || path.StartsWith("/assets", StringComparison.Ordinal) || !answer.IsSuccessStatusCode).ShouldBeTrue(path);
    }

    [Theory]
    [InlineData("/assets/x/..%2f..%2fmerlon.dll")]
    [InlineData("/assets/x/%2e%2e%2f%2e%2e%2fetc%2fpasswd")]
    [InlineData("/assets/..%5c..%5cwindows%5cwin.ini/a")]
    [InlineData("/assets/x/%00")]
    [InlineData("/assets/x/C:%5cwindows%5cwin.ini")]
    [InlineData("/assets/x/%5c%5cserver%5cshare%5cfile")]
    [InlineData("/..%2f..%2f..%2fetc/passwd")]
    [InlineData("/.merlon/team.db")]
    [InlineData("/organisation.yaml")]
    public async Task No_path_leads_to_a_file_of_the_server(string path)
    {
        using var client = await Served.ClientAsync(TeamRole.Administrator);
        using var answer = await client.GetAsync(path);
        ((int)answer.StatusCode).ShouldBeInRange(400, 404, path);
    }

    [Fact]
    public async Task Names_with_markup_and_line_breaks_show_as_text_and_forge_no_line()
    {
        using var admin = await Served.ClientAsync(TeamRole.Administrator);
        Served.Server.Served.Team.AddPerson(new Workspaces.Person("", "obrien", "<script>alert(1)</script>'; DROP TABLE people; --", "viewer"));
        Should.Throw<InvalidDataException>(() => Served.Server.Served.Team.AddPerson(new Workspaces.Person("", "two\nlines", "x", "viewer")));
        Should.Throw<InvalidDataException>(() => Served.Server.Served.Team.AddPerson(new Workspaces.Person("", "fine", "two\nlines", "viewer")));
        var page = await admin.GetStringAsync("/settings/people");
        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        page.ShouldNotContain("<script>alert");

        Served.Server.Served.Team.Audit(new Workspaces.AuditEntry(default, "", "a\r\nb", "=cmd", "x\n2,forged,line", "done", ""));
        var csv = await admin.GetStringAsync("/api/v1/audit/export?format=csv&action=%3Dcmd");
        csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        csv.ShouldContain("\"'=cmd\"");
        (await admin.GetAsync("/api/v1/audit?q=%27%20OR%201%3D1%20--&action=%25")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await admin.GetStringAsync("/api/v1/audit?q=%27%20OR%201%3D1%20--&action=%25")).ShouldContain("\"total\":0");
    }

    [Fact]
    public async Task Every_change_leaves_a_line_that_says_who_what_and_how_it_went()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var admin = await served.ClientAsync(TeamRole.Administrator);
        using var viewer = await served.ClientAsync(TeamRole.Viewer);
        using var content = new StringContent("{\"login\":\"new\",\"role\":\"viewer\"}", System.Text.Encoding.UTF8, "application/json");
        await admin.PostAsync("/api/v1/people", content);
        await viewer.PostAsync("/api/v1/people", content);
        await viewer.DeleteAsync("/api/v1/tokens/none");
        served.Server.Served.Team.AuditLog(new Workspaces.AuditQuery(), 0, 10).Select(static entry => (entry.Name, entry.Action, entry.Outcome)).ShouldBe(
        [
            ("The viewer", "RevokeToken", "refused: there is no token 'none'"), ("The viewer", "InvitePerson", "refused: not allowed"), ("The administrator", "invite-person", "done"),
        ]);
    }
}
