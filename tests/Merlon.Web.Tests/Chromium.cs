using Merlon.Web.Serving;
using Microsoft.Playwright;

namespace Merlon.Web.Tests;

/// <summary>
/// Chromium as it is installed (MERLON_CHROMIUM, /usr/bin/chromium or PATH), one for all tests of a class. Tests are skipped, saying so, where there is none;
/// nothing is downloaded. What a page says on its console, and what its policy blocked, fails the test at the end (<see cref="BrowserPage"/>).
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    IPlaywright? playwright;
    IBrowser? browser;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Find() is { } executable)
        {
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = executable,
                Timeout = Patience.Ms,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            });
        }
    }

    /// <summary>A page of a person who is signed in with a role, at a path such as <c>/matrix</c>.</summary>
    internal async Task<BrowserPage> OpenAsync(
        ServedMerlon served, string path, TeamRole role = TeamRole.Administrator, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        if (browser is null)
        {
            Assert.Skip("no Chromium: set MERLON_CHROMIUM to its executable");
        }

        var context = await browser.NewContextAsync(new()
        {
            BaseURL = served.Address,
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            Locale = "en-GB",
            TimezoneId = "UTC",
            AcceptDownloads = true,
        });
        await served.SignInAsync(context, role);
        var page = await BrowserPage.OfAsync(context);
        await page.Page.GotoAsync(path);
        return page;
    }

    /// <summary>An empty page without a server, for what is tested on content of its own.</summary>
    internal async Task<BrowserPage> BlankAsync(int width = 1440, int height = 900)
    {
        if (browser is null)
        {
            Assert.Skip("no Chromium: set MERLON_CHROMIUM to its executable");
        }

        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, Locale = "en-GB", TimezoneId = "UTC" });
        context.SetDefaultTimeout(Patience.Ms);
        return new BrowserPage(context, await context.NewPageAsync());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.CloseAsync();
        }

        playwright?.Dispose();
    }

    static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("MERLON_CHROMIUM");
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(directory => new[] { "chromium", "chromium-browser", "google-chrome" }, Path.Combine);
        return new[] { named, "/usr/bin/chromium" }.Concat(onPath).FirstOrDefault(File.Exists);
    }
}
