using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Merlon.Attack;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Matrix;

/// <summary>The matrix over HTTP, without a browser.</summary>
public sealed class MatrixServingTests
{
    static readonly AttackRelease Release = BuiltInRelease.Open();

    [Fact]
    public async Task What_is_exported_opens_in_Navigator_without_a_word()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        using var created = await client.PostAsJsonAsync("/api/v1/layers", new { document = Hostile("<b>mine</b>") });
        var id = (await Json(created)).GetProperty("id").GetString();
        foreach (var query in new[]
        {
            "", "?view=threat", "?view=tested", "?view=none&open=all", "?view=detection&scope=", "?group=G0016", "?group=G0016&show=dim&open=T1059", "?q=power&ids=1", "?with=release:18.1", $"?layer={id}",
            $"?view=gap&with=layer:{id}", "?domain=ics-attack", "?domain=mobile-attack&platform=Android",
        })
        {
            using var file = await client.GetAsync("/matrix/export/json" + query);
            file.StatusCode.ShouldBe(HttpStatusCode.OK, query);
            file.Content.Headers.ContentDisposition?.DispositionType.ShouldBe("attachment");
            var layer = await Json(file);
            var domain = layer.GetProperty("domain").GetString() ?? "";
            NavigatorMessages.About(layer, "18", (technique, tactic) => TechniqueId.TryParse(technique, null, out var key) && Release.TryFind(key, out var found) && found.IsLive
                && Release.TacticsOf(found, domain).Any(one => one.Shortname == tactic)).ShouldBeEmpty(query);
        }
    }

    [Fact]
    public async Task What_is_filtered_is_what_is_exported_and_what_the_page_shows_without_a_script()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Viewer);
        var group = Release.All<Group>().First(static one => one.Id == "G0016");
        var uses = Release.TechniquesOf(group).Where(static use => use.Technique.Domains.Contains("enterprise-attack", StringComparer.Ordinal)).Select(static use => use.Technique.Id).ToHashSet(StringComparer.Ordinal);
        var page = await client.GetStringAsync("/matrix?group=G0016");
        page.ShouldContain($"{uses.Count} of 691 techniques");
        var layer = JsonDocument.Parse(await client.GetStringAsync("/matrix/export/json?group=APT29")).RootElement;
        layer.GetProperty("hideDisabled").GetBoolean().ShouldBeTrue();
        var kept = layer.GetProperty("techniques").EnumerateArray().Where(static one => one.GetProperty("enabled").GetBoolean()).Select(static one => one.GetProperty("techniqueID").GetString() ?? "").ToHashSet(StringComparer.Ordinal);
        kept.Except(uses, StringComparer.Ordinal).ShouldAllBe(id => uses.Any(used => used.StartsWith(id + ".", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_page_of_a_layer_has_its_colours_and_exports_it_before_any_script()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        using var created = await client.PostAsJsonAsync("/api/v1/layers", new { document = Hostile("ours") });
        var page = WebUtility.HtmlDecode(await client.GetStringAsync($"/matrix?layer={(await Json(created)).GetProperty("id").GetString()}"));
        string Linked(string beginning) => page[(page.IndexOf(beginning, StringComparison.Ordinal) + beginning.Length)..].Split('"')[0];
        (await client.GetStringAsync("/matrix/palette.css" + Linked("/../../matrix/palette.css"))).ShouldContain(".p0{");
        JsonDocument.Parse(await client.GetStringAsync("/matrix/export/json" + Linked("/matrix/export/json"))).RootElement.GetProperty("name").GetString().ShouldBe("ours");
    }

    [Theory]
    [InlineData("svg", "<svg")]
    [InlineData("csv", "tactic,technique,name,score")]
    [InlineData("xlsx", "PK")]
    [InlineData("html", "<!DOCTYPE html>")]
    public async Task Every_format_is_written(string format, string beginning)
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Viewer);
        (await client.GetStringAsync($"/matrix/export/{format}?view=threat")).ShouldContain(beginning);
        using var none = await client.GetAsync("/matrix/export/exe");
        none.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_hostile_layer_shows_as_text_and_is_bounded()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        const string Evil = "\"><script>alert(1)</script><img src=x onerror=alert(2)>";
        using var created = await client.PostAsJsonAsync("/api/v1/layers", new { document = Hostile(Evil) });
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = (await Json(created)).GetProperty("id").GetString();
        foreach (var path in new[] { $"/matrix?layer={id}", "/matrix/layers", $"/matrix/layers/{id}", $"/matrix?q={Uri.EscapeDataString(Evil)}&group={Uri.EscapeDataString(Evil)}" })
        {
            var page = await client.GetStringAsync(path);
            page.ShouldNotContain("<script>alert", Case.Insensitive, path);
            page.ShouldNotContain("<img src=x", Case.Insensitive, path);
        }

        (await client.GetStringAsync($"/matrix/palette.css?layer={id}")).ShouldMatch(@"\A(\.p\d+\{background:#[0-9a-f]{6};color:#[0-9a-f]{6}\}\n)+\z");
        // More than is taken is refused while it is still being sent.
        var refusal = await Record.ExceptionAsync(async () =>
        {
            using var huge = await client.PostAsync("/api/v1/layers", new StringContent("{\"document\":{\"techniques\":[" + new string(' ', 17 * 1024 * 1024), null, "application/json"));
            ((int)huge.StatusCode).ShouldBeInRange(400, 413);
        });
        (refusal is null or HttpRequestException).ShouldBeTrue(refusal?.ToString());
        using var other = await client.PostAsync("/api/v1/layers", new StringContent("{\"document\":7}", null, "application/json"));
        (await other.Content.ReadAsStringAsync()).Split("neither a layer").Length.ShouldBe(2); // said once
        var deep = string.Concat(Enumerable.Repeat("[", 500)) + string.Concat(Enumerable.Repeat("]", 500));
        using var nested = await client.PostAsync("/api/v1/layer-tools/read", new StringContent($"{{\"document\":{deep}}}", null, "application/json"));
        nested.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var many = string.Join(',', Enumerable.Range(0, 100_001).Select(static i => $"{{\"techniqueID\":\"T{i}\",\"score\":1}}"));
        using var read = await client.PostAsync("/api/v1/layer-tools/read", new StringContent($"{{\"document\":{{\"domain\":\"enterprise-attack\",\"techniques\":[{many}]}}}}", null, "application/json"));
        (await Json(read)).GetProperty("diagnostics").EnumerateArray().Any(static one => one.GetProperty("code").GetString() == "LAYER004").ShouldBeTrue();
    }

    [Fact]
    public async Task Navigator_opens_a_shared_layer_from_our_address_and_nobody_else_sees_more()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        using var created = await client.PostAsJsonAsync("/api/v1/layers", new { document = Hostile("shared") });
        var id = (await Json(created)).GetProperty("id").GetString();
        using var linked = await client.PostAsJsonAsync($"/api/v1/layers/{id}/links", new { days = 1 });
        var link = await Json(linked);
        var url = new Uri(link.GetProperty("url").GetString() ?? "");
        (link.GetProperty("navigator").GetString() ?? "").ShouldStartWith("https://mitre-attack.github.io/attack-navigator/#layerURL=http");
        using var nobody = await served.ClientAsync(TeamRole.Nobody);
        using var shown = await nobody.GetAsync(url);
        shown.StatusCode.ShouldBe(HttpStatusCode.OK);
        shown.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
        shown.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        shown.Headers.Contains("Set-Cookie").ShouldBeFalse();
        shown.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
        NavigatorMessages.About(await Json(shown), "18", static (_, _) => true).ShouldBeEmpty();
        using var guessed = await nobody.GetAsync($"/layers/shared/{new string('0', 64)}.json");
        guessed.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.DeleteAsync($"/api/v1/layers/{id}/links")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var ended = await nobody.GetAsync(url);
        ended.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Viewers_look_and_analysts_edit_and_only_administrators_fetch()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var viewer = await served.ClientAsync(TeamRole.Viewer);
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        using var refused = await viewer.PostAsJsonAsync("/api/v1/layers", new { document = Hostile("x") });
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var fetched = await analyst.PostAsJsonAsync("/api/v1/layer-tools/fetch", new { url = "https://example.org/layer.json" });
        fetched.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var administrator = await served.ClientAsync(TeamRole.Administrator);
        foreach (var address in new[] { "http://example.org/x.json", "https://127.0.0.1/x.json", "https://localhost/x.json", "file:///etc/passwd", "https://a:b@example.org/x" })
        {
            using var inside = await administrator.PostAsJsonAsync("/api/v1/layer-tools/fetch", new { url = address });
            inside.IsSuccessStatusCode.ShouldBeFalse(address);
        }
    }

    static async Task<JsonElement> Json(HttpResponseMessage message) => JsonDocument.Parse(await message.Content.ReadAsStringAsync()).RootElement;

    static object Hostile(string text) => new
    {
        name = text,
        versions = new { attack = "18", navigator = "5.1.0", layer = "4.5" },
        domain = "enterprise-attack",
        description = text,
        techniques = new object[]
        {
            new { techniqueID = "T1059", tactic = "execution", score = 50, comment = text, color = "", enabled = true, metadata = new[] { new { name = text, value = text } } },
            new { techniqueID = "T1003", score = 7, comment = text, color = "#00ff00" },
        },
        gradient = new { colors = new[] { "#ffffffff", "red;}body{display:none" }, minValue = 0, maxValue = 100 },
    };
}
