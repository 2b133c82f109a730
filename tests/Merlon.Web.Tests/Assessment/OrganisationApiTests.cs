using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Assessment;

/// <summary>The organisation file over HTTP: nobody's change is lost, and nothing that reads worse is saved.</summary>
public sealed class OrganisationApiTests
{
    const string Place = "/api/v1/organisation";

    static async Task<(JsonElement Body, string Tag)> GetAsync(HttpClient client)
    {
        using var response = await client.GetAsync(Place);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(), response.Headers.ETag.ShouldNotBeNull().Tag);
    }

    static Task<HttpResponseMessage> PatchAsync(HttpClient client, string? tag, params object[] operations) => SendAsync(client, HttpMethod.Patch, Place, tag, JsonContent.Create(new { operations }));

    static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string place, string? tag, HttpContent? content = null)
    {
        using HttpRequestMessage request = new(method, place) { Content = content };
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        }

        return await client.SendAsync(request);
    }

    static async Task<JsonElement> BodyOf(HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    static object Put(object[] path, object value) => new { op = "put", path, value };

    static object Add(object[] path, params object[] values) => new { op = "add", path, values };

    [Fact]
    public async Task Two_people_who_change_different_places_both_have_their_way_and_the_comments_stay()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        var (_, tag) = await GetAsync(client);
        var file = Path.Combine(served.Organisation, "organisation.yaml");
        var before = await File.ReadAllTextAsync(file);

        using var first = await PatchAsync(client, tag, Add(["sectors"], "retail"));
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var second = await PatchAsync(client, tag, Put(["groups", 1, "weight"], 0.5));
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await BodyOf(second)).GetProperty("carried").GetBoolean().ShouldBeTrue();

        (await File.ReadAllTextAsync(file)).ShouldBe(before.Replace("[finance]", "[finance, retail]", StringComparison.Ordinal)
            .Replace("group: Lazarus Group\n    weight: 0.8", "group: Lazarus Group\n    weight: 0.5", StringComparison.Ordinal));
        var versions = (await client.GetFromJsonAsync<JsonElement>($"{Place}/versions")).GetProperty("items").EnumerateArray().Select(static one => one.GetProperty("how").GetString()).ToList();
        versions.ShouldBe(["edit", "edit", "found"]);
    }

    [Fact]
    public async Task The_same_place_is_refused_with_both_values_and_overruled_only_knowingly()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        var (_, tag) = await GetAsync(client);
        (await PatchAsync(client, tag, Put(["name"], "Theirs"))).Dispose();
        using var mine = await PatchAsync(client, tag, Put(["name"], "Mine"), Add(["regions"], "France"));
        mine.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        var problem = await BodyOf(mine);
        var conflict = problem.GetProperty("conflicts").EnumerateArray().ShouldHaveSingleItem();
        conflict.GetProperty("was").GetString().ShouldBe("Harbor Bank");
        conflict.GetProperty("theirs").GetString().ShouldBe("Theirs");
        (await GetAsync(client)).Body.GetProperty("document").GetProperty("name").GetString().ShouldBe("Theirs");

        var operations = problem.GetProperty("carried").EnumerateArray().Append(conflict.GetProperty("operation")).Select(static one => (object)one).ToArray();
        using var again = await PatchAsync(client, $"\"{problem.GetProperty("tag").GetString()}\"", operations);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        var document = (await GetAsync(client)).Body.GetProperty("document");
        document.GetProperty("name").GetString().ShouldBe("Mine");
        document.GetProperty("regions").EnumerateArray().Select(static one => one.GetString()).ShouldBe(["Germany", "France"]);
    }

    [Fact]
    public async Task Many_at_once_lose_nothing()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        var (_, tag) = await GetAsync(client);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => PatchAsync(client, tag, Add(["tests"], new { technique = "T1059", outcome = "logged", date = "2026-01-02", name = $"try {i}" }))));
        answers.ShouldAllBe(static answer => answer.StatusCode == HttpStatusCode.OK);
        var names = (await GetAsync(client)).Body.GetProperty("document").GetProperty("tests").EnumerateArray().Select(static test => test.GetProperty("name").GetString()).ToList();
        Enumerable.Range(0, 12).ShouldAllBe(i => names.Contains($"try {i}"));
        foreach (var answer in answers)
        {
            answer.Dispose();
        }
    }

    [Fact]
    public async Task A_change_without_its_state_or_of_a_viewer_is_refused()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        using var without = await PatchAsync(client, null, Put(["name"], "x"));
        without.StatusCode.ShouldBe((HttpStatusCode)428);
        using var unknown = await PatchAsync(client, "\"nobody\"", Put(["name"], "x"));
        unknown.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    public static TheoryData<string> Outside => ["/etc/passwd", "../../other", "..\\other", "~/x", "C:\\x", "\\\\host\\share", ".merlon/team.db", "a/../../b", "rules/.hidden"];

    [Theory]
    [MemberData(nameof(Outside))]
    public async Task No_path_leads_out_of_the_organisations_folder(string path)
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        var (_, tag) = await GetAsync(client);
        foreach (var operation in (object[])[Add(["rules"], new { path }), Add(["telemetry"], new { path }), Add(["mappings"], path), Add(["ledger"], path), Add(["benefit"], path), Add(["flows"], path), Add(["dettect"], new { path }), Add(["maturity"], new { path })])
        {
            using var answer = await PatchAsync(client, tag, operation);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task A_word_that_is_not_known_is_refused_with_the_one_that_is_near()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        var (_, tag) = await GetAsync(client);
        using var answer = await PatchAsync(client, tag, Add(["sectors"], "finanse"));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("finance");
    }

    [Fact]
    public async Task What_an_editor_changed_on_the_disk_is_seen_and_merged_with()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        var (_, tag) = await GetAsync(client);
        var file = Path.Combine(served.Organisation, "organisation.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("name: Harbor Bank", "name: Harbour Bank", StringComparison.Ordinal));
        using var answer = await PatchAsync(client, tag, Add(["sectors"], "retail"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var document = (await GetAsync(client)).Body.GetProperty("document");
        document.GetProperty("name").GetString().ShouldBe("Harbour Bank");
        document.GetProperty("sectors").GetArrayLength().ShouldBe(2);
        (await client.GetFromJsonAsync<JsonElement>($"{Place}/versions")).GetProperty("items").EnumerateArray().Select(static one => one.GetProperty("how").GetString()).ShouldBe(["edit", "outside", "found"]);
    }

    [Fact]
    public async Task A_whole_text_keeps_what_others_changed_in_other_lines_and_any_version_comes_back()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        var (body, tag) = await GetAsync(client);
        var text = body.GetProperty("text").GetString().ShouldNotBeNull();
        (await PatchAsync(client, tag, Put(["budget"], 90000))).Dispose();
        using var whole = await SendAsync(client, HttpMethod.Put, Place, tag, JsonContent.Create(new { text = text.Replace("# An invented bank.", "# Our bank.", StringComparison.Ordinal) }));
        whole.StatusCode.ShouldBe(HttpStatusCode.OK);
        var (merged, now) = await GetAsync(client);
        merged.GetProperty("text").GetString().ShouldNotBeNull().ShouldContain("# Our bank.");
        merged.GetProperty("document").GetProperty("budget").GetString().ShouldBe("90000");

        using var undone = await SendAsync(client, HttpMethod.Post, $"{Place}/versions/2/undo", null);
        undone.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(client)).Body.GetProperty("document").GetProperty("budget").GetString().ShouldBe("120000");
        using var stale = await SendAsync(client, HttpMethod.Post, $"{Place}/versions/1/restore", now);
        var (_, newest) = await GetAsync(client);
        using var restored = await SendAsync(client, HttpMethod.Post, $"{Place}/versions/1/restore", newest);
        restored.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(client)).Body.GetProperty("text").GetString().ShouldBe(text);
    }

    [Fact]
    public async Task A_table_shows_what_it_would_add_and_adds_it_once()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        var (_, tag) = await GetAsync(client);
        const string table = "technique;outcome;date;scopes;name\nT1055;none;2026-03-04;servers|workstations;\"a; b\"\nT1003.001;none;2026-09-14;workstations;LSASS memory read, purple team Q3 (nothing was seen)\n";
        using var preview = await SendAsync(client, HttpMethod.Post, $"{Place}/tables/tests?preview=true", tag, new StringContent(table, Encoding.UTF8, "text/csv"));
        var shown = await BodyOf(preview);
        shown.GetProperty("rows").GetInt32().ShouldBe(2);
        shown.GetProperty("fresh").GetInt32().ShouldBe(1);
        (await GetAsync(client)).Tag.ShouldBe(tag);
        using var added = await SendAsync(client, HttpMethod.Post, $"{Place}/tables/tests", tag, new StringContent(table, Encoding.UTF8, "text/csv"));
        added.StatusCode.ShouldBe(HttpStatusCode.OK);
        var tests = (await GetAsync(client)).Body.GetProperty("document").GetProperty("tests").EnumerateArray().ToList();
        tests.Count.ShouldBe(7);
        tests[^1].GetProperty("scopes").GetArrayLength().ShouldBe(2);
        (await client.GetStringAsync($"{Place}/tables/tests")).ShouldContain("T1055,none,2026-03-04,\"servers; workstations\",\"a; b\"");
    }

    [Fact]
    public async Task An_empty_folder_becomes_an_organisation()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        File.Delete(Path.Combine(served.Organisation, "organisation.yaml"));
        (await GetAsync(client)).Body.GetProperty("there").GetBoolean().ShouldBeFalse();
        (await client.GetFromJsonAsync<JsonElement>($"{Place}/figures")).GetProperty("judged").GetBoolean().ShouldBeFalse();
        using var created = await client.PostAsJsonAsync(Place, new { name = "A \"quoted\": name # here", sectors = new[] { "finance" } });
        created.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(client)).Body.GetProperty("document").GetProperty("name").GetString().ShouldBe("A \"quoted\": name # here");
        using var twice = await client.PostAsJsonAsync(Place, new { name = "Other" });
        twice.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await client.GetFromJsonAsync<JsonElement>($"{Place}/figures")).GetProperty("judged").GetBoolean().ShouldBeTrue();
    }
}
