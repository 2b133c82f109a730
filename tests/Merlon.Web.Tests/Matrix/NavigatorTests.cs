using System.Text.Json;
using Merlon.Attack;
using Merlon.Layers;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Matrix;

/// <summary>
/// A page of another origin asks for a shared layer as ATT&amp;CK Navigator 5 does for <c>#layerURL=</c>: the address out of the fragment, one request without cookies from a real
/// browser under its rules for origins, the answer as JSON. What Navigator would say of the layer is <see cref="NavigatorMessages"/>. Navigator itself is not here.
/// </summary>
public sealed class NavigatorTests(Chromium chromium) : IClassFixture<Chromium>
{
    static readonly AttackRelease Release = BuiltInRelease.Open();

    [Theory]
    [InlineData("https://navigator.example/attack-navigator/")] // an organisation's own
    [InlineData("https://mitre-attack.github.io/attack-navigator/")]
    public async Task A_page_of_another_origin_gets_a_shared_layer_as_Navigator_asks_for_it(string navigator)
    {
        await using var served = await ServedMerlon.StartAsync();
        var team = served.Server.Served.Team;
        var saved = team.CreateLayer(
            new Layer
            {
                Name = "Shared <b>layer</b>",
                Domain = "enterprise-attack",
                AttackVersion = "18",
                Description = "For Navigator",
                Techniques = [new LayerTechnique("T1190", "initial-access", 42, "a comment") { Color = "#ff0000", Links = [new LayerLink("label", "https://example.org")] }, new LayerTechnique("T1003.001", "credential-access", 0)],
                Legend = [new LayerLegendItem("bad", "#ff0000")],
            },
            "18.1", new TeamAuthor("0", "Ada"));
        var address = $"{served.Address}/layers/shared/{team.ShareLayer(saved.Id, TimeSpan.FromDays(1), new TeamAuthor("0", "Ada"))}.json";
        await using var opened = await chromium.OpenAsync(served, "/matrix", TeamRole.Viewer); // signed in here: no cookie may go along from there
        var page = opened.Page;
        await AllowLocalNetworkAsync(page.Context, new Uri(navigator));
        await page.RouteAsync(navigator + "**", static route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<!DOCTYPE html><title>Another origin</title>" }));
        string? cookies = null;
        string? preflight = null;
        page.Request += (_, request) =>
        {
            if (request.Url == address)
            {
                preflight = request.Method == "OPTIONS" ? request.Method : preflight;
                cookies = request.Headers.GetValueOrDefault("cookie");
            }
        };
        await page.GotoAsync($"{navigator}#layerURL={Uri.EscapeDataString(address)}");
        var answer = await page.EvaluateAsync<JsonElement>(
            """
            () => new Promise((done) => {
              const fragment = new URLSearchParams(location.hash.slice(1));
              const request = new XMLHttpRequest();
              request.open("GET", fragment.get("layerURL"));
              request.setRequestHeader("Accept", "application/json, text/plain, */*");
              request.onload = () => {
                let layer = null;
                try { layer = JSON.parse(request.responseText); } catch { layer = null; }
                done({ status: request.status, type: request.getResponseHeader("Content-Type"), layer });
              };
              request.onerror = () => done({ status: 0, type: "", layer: null });
              request.send();
            })
            """);
        answer.GetProperty("status").GetInt32().ShouldBe(200, string.Join("; ", opened.Troubles));
        (answer.GetProperty("type").GetString() ?? "").ShouldStartWith("application/json");
        var layer = answer.GetProperty("layer");
        NavigatorMessages.About(layer, "18", (technique, tactic) => TechniqueId.TryParse(technique, null, out var key) && Release.TryFind(key, out var found) && found.IsLive
            && Release.TacticsOf(found, "enterprise-attack").Any(one => one.Shortname == tactic)).ShouldBeEmpty();
        layer.GetProperty("name").GetString().ShouldBe("Shared <b>layer</b>");
        layer.GetProperty("versions").GetProperty("layer").GetString().ShouldBe("4.5");
        layer.GetProperty("techniques").GetArrayLength().ShouldBe(2);
        cookies.ShouldBeNull();
        preflight.ShouldBeNull();

        // Nothing else of ours can be read from there, signed in or not: the layer's own address in the API, and the page.
        foreach (var closed in new[] { $"/api/v1/layers/{saved.Id}", "/matrix", "/api/v1/standing" })
        {
            (await page.EvaluateAsync<string>("(url) => fetch(url, { credentials: 'include' }).then((answer) => 'read ' + answer.status, () => 'refused')", served.Address + closed)).ShouldBe("refused", closed);
        }

        opened.Troubles.Clear(); // the refusals, in the browser's words
    }

    // Browsers of late ask the person before a public page may reach this machine; the person says yes here.
    static async Task AllowLocalNetworkAsync(IBrowserContext context, Uri navigator)
    {
        foreach (var permission in new[] { "local-network-access", "loopback-network" })
        {
            try
            {
                await context.GrantPermissionsAsync([permission], new() { Origin = navigator.GetLeftPart(UriPartial.Authority) });
            }
            catch (PlaywrightException)
            {
                // A browser that does not know this permission does not ask for it.
            }
        }
    }
}
