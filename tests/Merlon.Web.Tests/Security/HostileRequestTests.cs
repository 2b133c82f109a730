using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Microsoft.AspNetCore.Routing;

namespace Merlon.Web.Tests.Security;

/// <summary>Requests that no page of ours sends: wrong bodies and words on every route, forms that are cut off, ways to be led elsewhere.</summary>
public sealed partial class HostileRequestTests(ServedFixture fixture) : IClassFixture<ServedFixture>
{
    static readonly string[] Bodies =
    [
        "{}", "[]", "{\"a\":",
        """{"document":null,"layers":[null],"expression":null,"edits":[null],"uploads":null,"files":[null],"formats":[null],"fields":null,"type":null,"text":null,"name":null,"days":-1,"subject":null,"rule":null,"url":null}""",
        """{"document":{},"layers":[{}],"layer":{},"left":{},"edits":[{}],"operations":[null],"uploads":[null],"folders":[null],"files":[{}],"frameworks":[null],"reader":"auditor","name":"\u0000\ud800","domains":[null],"subjects":[null],"answers":[null]}""",
        Deep,
    ];

    static string Deep => new string('[', 3_000) + new string(']', 3_000);

    // They end the caller's own session, or open a connection.
    static readonly string[] LeftOut = ["/api/v1/sessions", "/sign-out", "/settings/account/sessions", "/api/v1/releases/offers", "/api/v1/releases/fetch", "/knowledge/releases/fetch", "/api/v1/backup"];

    ServedMerlon Served => fixture.Served;

    [Fact]
    public async Task No_body_makes_any_route_fail()
    {
        SettableTime time = new();
        await using var served = await ServedMerlon.StartAsync(settings => settings with { Clock = time });
        using var client = await served.ClientAsync(TeamRole.Administrator);
        using var made = await client.PostAsJsonAsync("/api/v1/layers", new { document = new { name = "a", domain = "enterprise-attack", versions = new { layer = "4.5" } } });
        var layer = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        List<string> failed = [];
        foreach (var (method, pattern) in Routes(served).Where(static route => route.Method is not ("GET" or "HEAD") && !LeftOut.Contains(route.Pattern.TrimEnd('/'), StringComparer.Ordinal)))
        {
            var path = pattern.Contains("/layers/", StringComparison.Ordinal) ? pattern.Replace("{id}", layer, StringComparison.Ordinal) : Filled(pattern, "none");
            foreach (var body in Bodies)
            {
                foreach (var type in pattern.StartsWith("/api/", StringComparison.Ordinal) ? (string[])["application/json"] : body == "{}" ? ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] : [])
                {
                    time.Pass(TimeSpan.FromMilliseconds(200)); // or the pace would be what answers
                    using HttpRequestMessage request = new(new HttpMethod(method), path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
                    request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
                    request.Headers.TryAddWithoutValidation("If-Match", "\"r1\"");
                    using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                    if ((int)answer.StatusCode >= 500)
                    {
                        failed.Add($"{(int)answer.StatusCode} {method} {path} {type} {body[..Math.Min(60, body.Length)]}");
                    }
                }
            }
        }

        failed.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_word_in_an_address_makes_any_route_fail_or_comes_back_as_markup_or_opens_a_file()
    {
        const string Word = "%22%3E%3Cimg%20src=x%3E%E2%80%AE..%2f..%2fetc%2fpasswd";
        const string Query = "?offset=0&release=..%2f..%2fetc%2fpasswd&format=..%2f..&version=..%2f&old=..%2f&new=%ff&domain=%00&q=%00%22%3E%3Cimg%20src=x%3E&text=%22%3E%3Cimg%20src=x%3E&filter=%5B&group=%00&technique=%00&since=x&as_of=9999-99-99&budget=-1";
        using var client = await Served.ClientAsync(TeamRole.Administrator);
        List<string> failed = [];
        foreach (var (_, pattern) in Routes(Served).Where(static route => route.Method == "GET" && !route.Pattern.Contains("/events", StringComparison.Ordinal)))
        {
            using var answer = await client.GetAsync(Filled(pattern, Word) + Query);
            var text = await answer.Content.ReadAsStringAsync();
            var isShown = answer.Content.Headers.ContentType?.MediaType is "text/html" or "image/svg+xml" or "text/css";
            if ((int)answer.StatusCode >= 500 || (isShown && text.Contains("<img src=x", StringComparison.Ordinal)) || text.Contains("root:x:", StringComparison.Ordinal))
            {
                failed.Add($"{(int)answer.StatusCode} {Filled(pattern, Word)}");
            }
        }

        failed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_form_that_is_cut_off_is_a_bad_request_and_not_a_full_disk()
    {
        using var client = await Served.ClientAsync(TeamRole.Analyst);
        using ByteArrayContent cut = new("--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhalf"u8.ToArray());
        cut.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        (await client.PostAsync("/assessment/organisation", cut)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_word_of_the_request_in_an_entity_tag_cannot_break_the_answers_head()
    {
        using var client = await Served.ClientAsync(TeamRole.Viewer);
        using var answer = await client.GetAsync("/api/v1/matrix/filters/%E2%80%AE%22");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var odd = await client.GetAsync("/api/v1/matrix/filters/tactic?domain=%E2%80%AE%0d%0aSet-Cookie:a=b");
        ((int)odd.StatusCode).ShouldBeLessThan(500);
        odd.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Theory]
    [InlineData("Bearer nothing")]
    [InlineData("Basic YTpi")]
    [InlineData("x")]
    public async Task An_authorization_that_names_nobody_is_no_way_around_the_form_key(string authorization)
    {
        using HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Served.Address) };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        using FormUrlEncodedContent form = new([new("login", "a"), new("password", "b")]);
        (await client.PostAsync("/sign-in", form)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("/assessment/guide/edit", "do=answer&step=rules&subject=&answer=unknown", "/assessment/\r\nSet-Cookie: a=b")]
    [InlineData("/assessment/guide/edit", "do=answer&step=rules&subject=&answer=unknown", "//evil.example/assessment/")]
    [InlineData("/assessment/guide/edit", "do=answer&step=rules&subject=&answer=unknown", "/assessment/\u202E")]
    [InlineData("/talk/seen", "", "//evil.example")]
    [InlineData("/talk/seen", "", "/\\evil.example")]
    [InlineData("/talk/seen", "", "/\r\nSet-Cookie: a=b")]
    public async Task A_form_leads_to_a_page_of_ours_whatever_it_says(string path, string fields, string to)
    {
        using var client = await Served.ClientAsync(TeamRole.Analyst);
        using StringContent form = new($"{fields}&to={Uri.EscapeDataString(to)}&back={Uri.EscapeDataString(to)}", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var answer = await client.PostAsync(path, form);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var location = answer.Headers.Location.ShouldNotBeNull().OriginalString;
        (location.StartsWith("/assessment/", StringComparison.Ordinal) || location.StartsWith("/talk", StringComparison.Ordinal)).ShouldBeTrue(location);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task Where_somebody_came_from_leads_back_to_a_page_of_ours()
    {
        using var client = await Served.ClientAsync(TeamRole.Analyst);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Referer", Served.Address + "//evil.example/");
        using var answer = await client.PostAsync("/assessment/record", content: null);
        answer.Headers.Location?.OriginalString.ShouldBe("/");
    }

    [Fact]
    public async Task A_link_for_somebody_else_names_the_public_address_and_not_what_the_request_said()
    {
        await using var served = await ServedMerlon.StartAsync(static settings => settings with { PublicUrl = new Uri("https://merlon.example") });
        using HttpClient client = new() { BaseAddress = new Uri(served.Address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", served.Server.Served.Team.AddToken(served.PersonOf(TeamRole.Administrator).Id, "t", PersonToken.Admin, TimeSpan.FromDays(1)).Secret);
        using var made = await client.PostAsJsonAsync("/api/v1/layers", new { document = new { name = "a", domain = "enterprise-attack", versions = new { layer = "4.5" } } });
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        using var shared = await client.PostAsJsonAsync($"/api/v1/layers/{id}/links", new { days = 1 });
        (await shared.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString().ShouldNotBeNull().ShouldStartWith("https://merlon.example/layers/shared/");
        using var invited = await client.PostAsJsonAsync("/api/v1/people", new { login = "bert", role = "viewer" });
        (await invited.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("link").GetString().ShouldNotBeNull().ShouldStartWith("https://merlon.example/invitation?");
    }

    [Fact]
    public async Task A_token_that_reads_changes_nothing_on_any_route()
    {
        // They work something out and keep nothing but the answer.
        string[] reading = ["/api/v1/layer-tools/", "/api/v1/rules/", "/api/v1/reports", "/api/v1/releases/{version}/export", "/api/v1/sign-offs/verify"];
        using HttpClient program = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Served.Address) };
        program.DefaultRequestHeaders.Authorization = new("Bearer", Served.Server.Served.Team.AddToken(Served.PersonOf(TeamRole.Administrator).Id, "reads", PersonToken.Read, TimeSpan.FromDays(1)).Secret);
        List<string> taken = [];
        foreach (var (method, pattern) in Routes(Served).Where(route => route.Method is not ("GET" or "HEAD") && route.Pattern.StartsWith("/api/", StringComparison.Ordinal) && !reading.Any(each => route.Pattern.StartsWith(each, StringComparison.Ordinal))))
        {
            using HttpRequestMessage request = new(new HttpMethod(method), Filled(pattern, "technique:T1059").Replace("organisation/presence/", "organisation/presence", StringComparison.Ordinal)) { Content = JsonContent.Create(new { step = "rules", watching = true }) };
            using var answer = await program.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (answer.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.UnsupportedMediaType)) // the latter before anybody looked who asks
            {
                taken.Add($"{(int)answer.StatusCode} {method} {pattern}");
            }
        }

        taken.ShouldBeEmpty();
    }

    [Fact]
    public void Messages_do_not_say_where_things_lie_on_the_server()
    {
        ServeSettings settings = new("/srv/bank", "/var/lib/merlon/bank", TimeProvider.System);
        settings.Told("Could not find file '/var/lib/merlon/bank/uploads/a' of /srv/organisation.yaml").ShouldBe(string.Create(CultureInfo.InvariantCulture, $"Could not find file 'workspace/uploads/a' of organisation.yaml"));
    }

    static IEnumerable<(string Method, string Pattern)> Routes(ServedMerlon served) => served.Server.Endpoints.OfType<RouteEndpoint>()
        .SelectMany(static endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))))
        .OrderBy(static route => route.Item2, StringComparer.Ordinal).ThenBy(static route => route.method, StringComparer.Ordinal);

    static string Filled(string pattern, string word)
        => ParameterPattern().Replace(pattern, parameter => parameter.Value.Contains(":long", StringComparison.Ordinal) || parameter.Value.Contains(":int", StringComparison.Ordinal) ? "9" : word);

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, 1_000)]
    private static partial Regex ParameterPattern();
}
