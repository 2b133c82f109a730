using Merlon.Web.Serving;
using Merlon.Web.Tests.Security;
using Microsoft.Playwright;

namespace Merlon.Web.Tests;

/// <summary>A server whose clock stands still, over the example, for pages whose looks are kept.</summary>
public sealed class StillServed : IAsyncLifetime
{
    internal ServedMerlon Served { get; private set; } = null!; // made before any test runs

    public async ValueTask InitializeAsync()
    {
        Served = await ServedMerlon.StartAsync(static settings => settings with { Clock = new SettableTime() });
        await Served.Server.Served.StandingAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => Served.DisposeAsync();
}

/// <summary>What the pages look like that people come to first: the upper part of each, as it was reviewed.</summary>
public sealed class PagePictureTests(Chromium chromium, StillServed still) : IClassFixture<Chromium>, IClassFixture<StillServed>
{
    const int Width = 960, Height = 560;

    /// <summary>What may differ between two runs: how fast something was worked out.</summary>
    static readonly string[] Hidden = ["[data-live]", ".home-trend", ".risk", "#guide-judged", ".guide-effect"];

    [Theory]
    [InlineData("/", "home", ColorScheme.Light)]
    [InlineData("/", "home", ColorScheme.Dark)]
    [InlineData("/assessment/gaps", "gaps", ColorScheme.Light)]
    [InlineData("/assessment/gaps/T1059.001", "gap", ColorScheme.Light)]
    [InlineData("/assessment/gaps/T1059.001", "gap", ColorScheme.Dark)]
    [InlineData("/assessment/guide/scopes", "guide", ColorScheme.Light)]
    [InlineData("/assessment/guide/scopes", "guide", ColorScheme.Dark)]
    [InlineData("/knowledge/T1059.001", "technique", ColorScheme.Light)]
    [InlineData("/journal", "journal", ColorScheme.Light)]
    [InlineData("/detection", "detection", ColorScheme.Light)]
    [InlineData("/settings/tokens", "tokens", ColorScheme.Dark)]
    [InlineData("/there-is-no-such-page", "trouble", ColorScheme.Light)]
    public async Task A_page_looks_as_it_was_reviewed(string path, string name, ColorScheme scheme)
    {
        await using var opened = await chromium.OpenAsync(still.Served, path, TeamRole.Approver, Width, Height, scheme);
        await BrowserPage.ArrivedAsync(opened.Page);
        opened.Troubles.Clear(); // the page that is not there says so on the console
        await GoldenPicture.VerifyAsync(opened.Page, $"page-{name}-{(scheme == ColorScheme.Dark ? "dark" : "light")}", Hidden);
    }

    [Fact]
    public async Task The_first_page_on_a_phone_looks_as_it_was_reviewed()
    {
        await using var opened = await chromium.OpenAsync(still.Served, "/", TeamRole.Approver, width: 390, height: 700);
        await BrowserPage.ArrivedAsync(opened.Page);
        await GoldenPicture.VerifyAsync(opened.Page, "page-home-phone", Hidden);
    }
}
