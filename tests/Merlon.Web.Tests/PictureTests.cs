using Merlon.Web.Serving;
using Microsoft.Playwright;

namespace Merlon.Web.Tests;

/// <summary>What stable pages look like: pictures in <c>golden</c>, in both themes.</summary>
public sealed class PictureTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData(ColorScheme.Light, "light")]
    [InlineData(ColorScheme.Dark, "dark")]
    public async Task Signing_in_looks_as_it_was_reviewed(ColorScheme scheme, string name)
    {
        await using var served = await ServedMerlon.StartAsync();
        _ = served.PersonOf(TeamRole.Administrator);
        await using var opened = await chromium.OpenAsync(served, "/sign-in", TeamRole.Nobody, width: 900, height: 700, scheme);
        await GoldenPicture.VerifyAsync(opened.Page, $"sign-in-{name}");
    }
}
