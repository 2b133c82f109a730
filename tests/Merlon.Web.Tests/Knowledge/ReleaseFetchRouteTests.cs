using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Detection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Merlon.Web.Tests.Knowledge;

/// <summary>Fetching over HTTP: from a mirror of this machine where the server's owner allows it, and from nothing of its network else.</summary>
public sealed class ReleaseFetchRouteTests
{
    [Fact]
    public async Task A_release_is_fetched_from_a_private_mirror_where_the_owner_allows_it_and_can_be_used()
    {
        var bundle = SampleBundle.Small("90.1");
        await using var mirror = await MirrorAsync(bundle);
        await using var served = await ServedMerlon.StartAsync(static settings => settings with { AllowsPrivateImports = true });
        using var client = await served.ClientAsync(TeamRole.Administrator);
        using var offered = await client.PostAsJsonAsync("/api/v1/releases/offers", new { from = mirror.Urls.First() + "/mirror/index.json" });
        (await offered.Content.ReadAsStringAsync()).ShouldContain("90.1");
        using var begun = await client.PostAsJsonAsync("/api/v1/releases/fetch", new { version = "90.1", from = mirror.Urls.First() + "/mirror/index.json" });
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var job = (await begun.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        var events = await client.GetStringAsync($"/api/v1/jobs/{job}/events"); // ends with the job
        events.ShouldContain("\"state\":\"done\"");
        (await client.GetStringAsync("/api/v1/releases")).ShouldContain("90.1");
        (await client.GetStringAsync("/api/v1/objects/T9001?release=90.1")).ShouldContain("Ask the night shift");

        using var layer = await client.PostAsJsonAsync("/api/v1/layer-tools/fetch", new { url = mirror.Urls.First() + "/layer.json" });
        (await layer.Content.ReadAsStringAsync()).ShouldContain("from the mirror");
    }

    [Fact]
    public async Task While_a_mirror_drips_others_save_and_hunt_and_afterwards_the_release_is_there()
    {
        await using var mirror = await GatedMirror.StartAsync(SampleBundle.Small("90.1"));
        await using var served = await ServedMerlon.StartAsync(static settings => settings with { AllowsPrivateImports = true });
        using var admin = await served.ClientAsync(TeamRole.Administrator);
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        List<string> fetches = [];
        for (var i = 0; i < JobBoard.RunningMax + 1; i++) // more of them than jobs run at a time
        {
            using var begun = await admin.PostAsJsonAsync("/api/v1/releases/fetch", new { version = "90.1", from = mirror.Index });
            begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            fetches.Add((await begun.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
            await mirror.Asked; // the first has its turn before another one comes
        }

        await DetectionApiTests.TakeRuleAsync(analyst, "who.yml", System.Text.Encoding.UTF8.GetBytes(DetectionApiTests.Rule)); // needs the one writer
        using var recording = await analyst.PostAsync("/api/v1/assessments", content: null);
        var recorded = (await recording.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        (await analyst.GetStringAsync($"/api/v1/jobs/{recorded}/events")).ShouldContain("\"state\":\"done\"");
        (await analyst.GetFromJsonAsync<JsonElement>("/api/v1/assessments")).GetProperty("total").GetInt32().ShouldBe(1);
        (await admin.GetFromJsonAsync<JsonElement>($"/api/v1/jobs/{fetches[0]}")).GetProperty("state").GetString().ShouldBe("running");
        (await admin.DeleteAsync($"/api/v1/jobs/{fetches[^1]}")).StatusCode.ShouldBe(HttpStatusCode.Accepted); // one that waits for its turn
        mirror.Open();
        (await admin.GetStringAsync($"/api/v1/jobs/{fetches[0]}/events")).ShouldContain("\"state\":\"done\"");
        (await admin.GetStringAsync($"/api/v1/jobs/{fetches[1]}/events")).ShouldContain("\"state\":\"done\"");
        (await admin.GetStringAsync($"/api/v1/jobs/{fetches[^1]}/events")).ShouldContain("\"state\":\"cancelled\"");
        (await analyst.GetStringAsync("/api/v1/objects/T9001?release=90.1")).ShouldContain("Ask the night shift");
        Directory.Exists(Path.Combine(served.Server.Served.Settings.WorkspaceFolder, "scratch", "fetch")).ShouldBeFalse("nothing of it is left");
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/mirror/index.json")]
    [InlineData("https://127.0.0.1:{0}/mirror/index.json")]
    [InlineData("https://[::ffff:127.0.0.1]:{0}/mirror/index.json")]
    [InlineData("https://2130706433:{0}/mirror/index.json")]
    [InlineData("https://localhost:{0}/mirror/index.json")]
    [InlineData("/etc/passwd")]
    [InlineData("file:///etc/passwd")]
    public async Task Without_the_owners_word_nothing_of_the_servers_network_is_asked(string from)
    {
        var bundle = SampleBundle.Small("90.1");
        await using var mirror = await MirrorAsync(bundle);
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Administrator);
        var address = string.Format(System.Globalization.CultureInfo.InvariantCulture, from, new Uri(mirror.Urls.First()).Port);
        using var offered = await client.PostAsJsonAsync("/api/v1/releases/offers", new { from = address });
        offered.StatusCode.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.BadGateway);
        using var layer = await client.PostAsJsonAsync("/api/v1/layer-tools/fetch", new { url = address });
        layer.StatusCode.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.BadGateway);
        using var begun = await client.PostAsJsonAsync("/api/v1/releases/fetch", new { version = "90.1", from = address });
        if (begun.StatusCode == HttpStatusCode.Accepted)
        {
            var job = (await begun.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
            (await client.GetStringAsync($"/api/v1/jobs/{job}/events")).ShouldContain("\"state\":\"failed\"");
        }
        else
        {
            begun.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await client.GetStringAsync("/api/v1/releases")).ShouldNotContain("90.1");
        mirror.Services.GetService(typeof(Asked)).ShouldBeOfType<Asked>().Count.ShouldBe(0); // not one request came
    }

    static async Task<WebApplication> MirrorAsync(SampleBundle bundle)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        Asked asked = new();
        Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(builder.Services, asked);
        var mirror = builder.Build();
        mirror.Use(next => context =>
        {
            asked.Add();
            return next(context);
        });
        mirror.MapGet("/mirror/index.json", () => Results.Text(JsonSerializer.Serialize(new
        {
            id = "1",
            collections = new[] { new { name = "enterprise-attack", versions = new[] { new { version = "90.1", url = $"https://raw.example.org/mitre-attack/attack-stix-data/master/enterprise-attack/{bundle.FileName}" } } } },
        }), "application/json"));
        mirror.MapGet("/mirror/enterprise-attack/" + bundle.FileName, () => Results.Bytes(bundle.ToBytes(), "application/json"));
        mirror.MapGet("/layer.json", static () => Results.Text("{\"name\":\"from the mirror\",\"domain\":\"enterprise-attack\",\"versions\":{\"layer\":\"4.5\"}}", "application/json"));
        await mirror.StartAsync();
        return mirror;
    }

    sealed class Asked
    {
        int count;

        public int Count => Volatile.Read(ref count);

        public void Add() => Interlocked.Increment(ref count);
    }
}
