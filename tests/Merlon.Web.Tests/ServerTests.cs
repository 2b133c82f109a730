using System.Net;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests;

/// <summary>What holds for the server as a whole.</summary>
public sealed class ServerTests
{
    [Fact]
    public async Task Every_route_says_who_may_use_it()
    {
        await using var served = await ServedMerlon.StartAsync();
        served.Server.Endpoints.Where(static endpoint => endpoint.Metadata.GetMetadata<AccessRule>() is null).Select(static endpoint => endpoint.DisplayName).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_address_that_is_not_there_is_answered_with_words_and_no_trace()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Viewer);
        using var page = await client.GetAsync("/nothing-here");
        page.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await page.Content.ReadAsStringAsync()).ShouldContain("There is no such page");
        using var api = await client.GetAsync("/api/v1/nothing-here");
        api.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
    }
}

/// <summary>The frame around every page, in a browser.</summary>
public sealed class ShellTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task The_menu_leads_to_every_area()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/", TeamRole.Viewer);
        foreach (var area in new[] { "Matrix", "Knowledge", "Detection", "Assessment", "Journal", "Settings" })
        {
            await opened.Page.GetByRole(Microsoft.Playwright.AriaRole.Navigation, new() { Name = "Main" }).GetByText(area, new() { Exact = true }).ClickAsync();
            await opened.Page.WaitForURLAsync("**/" + area.ToLowerInvariant() + "**");
            (await opened.Page.TitleAsync()).ShouldContain("Merlon");
        }
    }
}
