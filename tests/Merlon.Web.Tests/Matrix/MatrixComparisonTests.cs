using System.Net;
using Merlon.Layers;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Security;
using Merlon.Workspaces;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Matrix;

/// <summary>Two layers, and two days, against each other by their address.</summary>
public sealed class MatrixComparisonTests(Chromium chromium) : IClassFixture<Chromium>
{
    const string Ready = MatrixWalkTests.Painted;

    [Fact]
    public async Task Two_layers_are_compared_by_their_address()
    {
        await using var served = await ServedMerlon.StartAsync();
        var ours = Saved(served, "Ours", ("T1190", 70), ("T1189", 10), ("T1133", 50));
        var theirs = Saved(served, "Theirs", ("T1190", 30), ("T1189", 50), ("T1133", 50));
        await using var opened = await chromium.OpenAsync(served, $"/matrix?layer={ours}&with=layer:{theirs}", TeamRole.Viewer);
        var page = opened.Page;
        await page.WaitForSelectorAsync(Ready);
        await Assertions.Expect(page.Locator("#mx-title")).ToHaveTextAsync("Ours against Theirs");
        await Assertions.Expect(page.Locator(".c.more-3[data-t=T1190] > i")).ToHaveTextAsync("+40");
        await Assertions.Expect(page.Locator(".c.less-3[data-t=T1189] > i").First).ToHaveTextAsync("−40");
        await Assertions.Expect(page.Locator(".c[data-t=T1133] > i").First).ToHaveTextAsync("0");

        // Turned round in the page: the address follows, and leads back to the same.
        await page.Locator("#mx-view").SelectOptionAsync("layer:" + theirs);
        await page.Locator("details:has(#mx-with) > summary").ClickAsync();
        await page.Locator("#mx-with").SelectOptionAsync("layer:" + ours);
        await Assertions.Expect(page.Locator("#mx-title")).ToHaveTextAsync("Theirs against Ours");
        await Assertions.Expect(page.Locator(".c[data-t=T1190] > i")).ToHaveTextAsync("−40");
        page.Url.ShouldContain($"layer={theirs}");
        page.Url.ShouldContain($"with=layer:{ours}");
        await page.ReloadAsync();
        await page.WaitForSelectorAsync(Ready);
        await Assertions.Expect(page.Locator(".c[data-t=T1190] > i")).ToHaveTextAsync("−40");
        await page.GoBackAsync();
        await page.WaitForSelectorAsync(Ready);

        // What is seen is what is exported.
        using var viewer = await served.ClientAsync(TeamRole.Viewer);
        (await viewer.GetStringAsync($"/matrix/export/csv?layer={ours}&with=layer:{theirs}")).ShouldContain("initial-access,T1190,Exploit Public-Facing Application,40,yes,");
        using var gone = await viewer.GetAsync($"/matrix?layer={ours}&with=layer:0123456789abcdef");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var nonsense = await viewer.GetAsync($"/matrix?layer={ours}&with=yesterday");
        nonsense.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_day_is_compared_with_now_by_its_address()
    {
        SettableTime time = new();
        await using var served = await ServedMerlon.StartAsync(settings => settings with { Clock = time });
        using (var analyst = await served.ClientAsync(TeamRole.Analyst))
        {
            using var recorded = await analyst.PostAsync("/assessment/record", content: null);
            recorded.StatusCode.ShouldBe(HttpStatusCode.Redirect, await recorded.Content.ReadAsStringAsync());
        }

        // Half a year later most machines no longer send.
        time.Pass(TimeSpan.FromDays(180));
        var file = Path.Combine(served.Organisation, "organisation.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("devices: 95%", "devices: 10%", StringComparison.Ordinal).Replace("devices: 85%", "devices: 10%", StringComparison.Ordinal));
        using var viewer = await served.ClientAsync(TeamRole.Viewer);
        await viewer.GetStringAsync("/api/v1/standing"); // a page does not wait for it: its colours would follow by script
        var page = await viewer.GetStringAsync("/matrix?view=visibility&with=day:2026-11-22");
        page.ShouldContain("Visibility since 2026-11-22");
        page.ShouldMatch("class=\"c[^\"]* less-[123]");
        page.ShouldNotMatch("class=\"c[^\"]* more-[123]");

        // A day that is none.
        using var none = await viewer.GetAsync("/matrix?with=day:2026-02-30");
        none.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    static string Saved(ServedMerlon served, string name, params (string Id, double Score)[] scores) => served.Server.Served.Team.CreateLayer(
        new Layer { Name = name, Domain = "enterprise-attack", AttackVersion = "18", Techniques = [.. scores.Select(static one => new LayerTechnique(one.Id, "initial-access", one.Score))] },
        "18.1", new TeamAuthor("0", "Ada")).Id;
}
