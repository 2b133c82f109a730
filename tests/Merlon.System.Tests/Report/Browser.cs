using Microsoft.Playwright;

namespace Merlon.System.Tests.Report;

/// <summary>
/// Chromium as it is installed (MERLON_CHROMIUM, /usr/bin/chromium or PATH), with a report on disk. Tests are skipped, saying
/// so, where there is none; nothing is downloaded.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>How long it may take over anything, in milliseconds: as long as a machine may take that does ten other things.</summary>
    const int PatienceMs = 180_000;

    readonly string folder = Directory.CreateTempSubdirectory("merlon-report-").FullName;
    IPlaywright? playwright;
    IBrowser? browser;

    /// <summary>Address of the report.</summary>
    public string Report => new Uri(Path.Combine(folder, "report.html")).AbsoluteUri;

    /// <summary>Starts the browser, or does nothing where there is none.</summary>
    public async ValueTask InitializeAsync()
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, "report.html"), ReportTests.Written(SampleAssessment.Of()));
        if (Find() is { } executable)
        {
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = executable,
                Timeout = PatienceMs,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            });
        }
    }

    /// <summary>A page with the report open, or what stands at another address.</summary>
    public async Task<IPage> OpenAsync(
        int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light, bool script = true, Action<IPage>? before = null, string? address = null)
    {
        if (browser is null)
        {
            Assert.Skip("no Chromium: set MERLON_CHROMIUM to its executable");
        }

        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            JavaScriptEnabled = script,
        });
        context.SetDefaultTimeout(PatienceMs);
        var page = await context.NewPageAsync();
        before?.Invoke(page);
        await page.GotoAsync(address ?? Report);
        return page;
    }

    /// <summary>Closes the browser and removes the report.</summary>
    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.CloseAsync();
        }

        playwright?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("MERLON_CHROMIUM");
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(directory => new[] { "chromium", "chromium-browser", "google-chrome" }, Path.Combine);
        return new[] { named, "/usr/bin/chromium" }.Concat(onPath).FirstOrDefault(File.Exists);
    }
}
