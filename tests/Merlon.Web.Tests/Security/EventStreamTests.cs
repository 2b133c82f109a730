using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Merlon.Web.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Merlon.Web.Tests.Security;

/// <summary>Answers that last: how many, and how long.</summary>
public sealed class EventStreamTests
{
    [Fact]
    public async Task One_person_follows_so_many_things_and_another_is_not_kept_from_it()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        using var viewer = await served.ClientAsync(TeamRole.Viewer);
        var path = await LayerAsync(analyst) + "/events";
        List<HttpResponseMessage> held = [];
        try
        {
            for (var i = 0; i < EventStreams.OfOneMax; i++)
            {
                held.Add(await analyst.GetAsync(path, HttpCompletionOption.ResponseHeadersRead));
                held[^1].StatusCode.ShouldBe(HttpStatusCode.OK);
            }

            using var refused = await analyst.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter.ShouldNotBeNull();
            using var other = await viewer.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            other.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            held.ForEach(static one => one.Dispose());
        }

        var streams = served.Server.Services.GetRequiredService<EventStreams>();
        await Patience.UntilAsync(() => streams.Held == 0); // what was closed does not count
        using var again = await analyst.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whoever_is_kept_out_sees_nothing_more_on_a_page_that_is_open()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        using var viewer = await served.ClientAsync(TeamRole.Viewer);
        using var admin = await served.ClientAsync(TeamRole.Administrator);
        var path = await LayerAsync(analyst) + "/events";
        using var stream = await viewer.GetStreamAsync(path);
        using StreamReader reader = new(stream);
        (await reader.ReadLineAsync()).ShouldBe("retry: 2000");
        using var content = new StringContent("{\"enabled\":false}", new MediaTypeHeaderValue("application/json"));
        (await admin.PatchAsync($"/api/v1/people/{served.PersonOf(TeamRole.Viewer).Id}", content)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await reader.ReadToEndAsync().WaitAsync(Patience.Time)).ShouldNotContain("event: gone"); // it ends by itself
    }

    static async Task<string> LayerAsync(HttpClient client)
    {
        using var made = await client.PostAsJsonAsync("/api/v1/layers", new { document = new { name = "a", domain = "enterprise-attack", versions = new { layer = "4.5" } } });
        made.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        return "/api/v1/layers/" + json.RootElement.GetProperty("id").GetString();
    }
}
