using Microsoft.Playwright;

namespace Merlon.Benchmarks;

/// <summary>What a person waits for, in Chromium as it is installed: medians of several fresh browsers (cold caches), on loopback.</summary>
static class BrowserFigures
{
    const int Rounds = 7;

    /// <summary>From a change to the frame that shows it: two animation frames after the page has taken it in.</summary>
    const string Painted = """
        async ([selector, value, event]) => {
          const field = document.querySelector(selector);
          const began = performance.now();
          if (field.matches("select")) field.value = value; else field.value += value;
          field.dispatchEvent(new Event(event, { bubbles: true }));
          await new Promise((done) => {
            let quiet;
            const watch = new MutationObserver(() => { clearTimeout(quiet); quiet = setTimeout(end, 60); last = performance.now(); });
            let last = began;
            const end = () => { watch.disconnect(); requestAnimationFrame(() => done(last)); };
            quiet = setTimeout(end, 400);
            watch.observe(document.querySelector("main, body"), { subtree: true, childList: true, attributes: true, characterData: true });
          }).then((last) => { window.merlonTook = last - began; });
          return window.merlonTook;
        }
        """;

    /// <summary>Prints the medians.</summary>
    public static async Task PrintAsync(string address, string token, string floor, Action<string, double, string> print)
    {
        using var playwright = await Playwright.CreateAsync();
        List<double> interactive = [], wire = [], filter = [], recolour = [], search = [], plain = [], plainWire = [];
        for (var round = 0; round < Rounds; round++)
        {
            await using var browser = await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = Environment.GetEnvironmentVariable("MERLON_CHROMIUM") ?? "/usr/bin/chromium",
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
            });
            await MatrixAsync(browser, address, token, interactive, wire, filter, recolour, search);
            if (floor.Length > 0)
            {
                await PlainAsync(browser, floor, plain, plainWire);
            }
        }

        print("matrix interactive, cold", Median(interactive), "ms");
        print("matrix over the wire", Median(wire) / 1000, "kB");
        print("filter keystroke to paint", Median(filter), "ms");
        print("recolour to paint", Median(recolour), "ms");
        print("search answers painted", Median(search), "ms");
        if (plain.Count > 0)
        {
            print("floor: plain table of 887 cells, loaded", Median(plain), "ms");
            print("floor: over the wire", Median(plainWire) / 1000, "kB");
        }
    }

    static async Task MatrixAsync(IBrowser browser, string address, string token, List<double> interactive, List<double> wire, List<double> filter, List<double> recolour, List<double> search)
    {
        await using var context = await browser.NewContextAsync(new() { BaseURL = address, ViewportSize = new() { Width = 1440, Height = 900 }, ExtraHTTPHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {token}" } });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/matrix", new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForFunctionAsync("() => document.documentElement.dataset.ready === 'matrix'", options: new() { PollingInterval = 5 });
        interactive.Add(await page.EvaluateAsync<double>("() => performance.now()"));
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        wire.Add(await page.EvaluateAsync<double>("() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter((entry) => entry.initiatorType !== 'img').reduce((sum, entry) => sum + entry.transferSize, 0)"));
        filter.Add(await page.EvaluateAsync<double>(Painted, new object[] { "#mx-find", "cred", "input" }));
        await page.EvaluateAsync("() => { const field = document.querySelector('#mx-find'); field.value = ''; field.dispatchEvent(new Event('input', { bubbles: true })); }");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var views = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('#mx-view option')].filter((option) => !option.selected && !option.value.startsWith('layer:')).map((option) => option.value)");
        if (views.Length > 0)
        {
            recolour.Add(await page.EvaluateAsync<double>(Painted, new object[] { "#mx-view", views[0], "change" }));
        }

        await page.GotoAsync("/knowledge");
        var began = await page.EvaluateAsync<double>("() => { const field = document.querySelector('[data-seek]'); field.focus(); field.value = 'power'; const began = performance.now(); field.dispatchEvent(new Event('input', { bubbles: true })); return began; }");
        await page.WaitForFunctionAsync("() => document.querySelectorAll('[role=option]').length > 0 && document.querySelector('[role=option]').checkVisibility()", options: new() { PollingInterval = 2 });
        search.Add(await page.EvaluateAsync<double>("(began) => performance.now() - began", began));
    }

    static async Task PlainAsync(IBrowser browser, string address, List<double> plain, List<double> wire)
    {
        await using var context = await browser.NewContextAsync(new() { BaseURL = address, ViewportSize = new() { Width = 1440, Height = 900 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/table");
        plain.Add(await page.EvaluateAsync<double>("() => performance.getEntriesByType('navigation')[0].loadEventEnd"));
        wire.Add(await page.EvaluateAsync<double>("() => performance.getEntriesByType('navigation')[0].transferSize"));
    }

    static double Median(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? double.NaN : values[values.Count / 2];
    }
}
