using System.Globalization;
using Microsoft.Playwright;

namespace Merlon.Benchmarks;

/// <summary>
/// What a person waits for, in Chromium as it is installed: medians of several visits on loopback, each in a context of its own (nothing cached, a process of its own), beside a plain
/// table of 887 cells. Keys are pressed as by a keyboard; a time ends with the frame that shows the change, not with the script that made it.
/// </summary>
static class BrowserFigures
{
    const int Rounds = 7;

    /// <summary>How long a browser is left alone after it was started, before anything is measured, in milliseconds.</summary>
    const int RestMs = 1_500;

    /// <summary>Ends when the frame that has what was just changed was handed on: a task after the next animation frame.</summary>
    const string Begin = """
        () => {
          window.merlonFrame = () => new Promise((done) => requestAnimationFrame(() => { const after = new MessageChannel(); after.port1.onmessage = () => done(performance.now()); after.port2.postMessage(0); }));
          window.merlonWatch = (type, isShown) => { window.merlonTook = new Promise((done) => addEventListener(type, async (event) => {
            const began = event.timeStamp;
            while (!isShown()) await new Promise((next) => setTimeout(next));
            done(await window.merlonFrame() - began);
          }, { once: true, capture: true })); };
        }
        """;

    static readonly string[] Counted = ["TaskDuration", "ScriptDuration", "RecalcStyleDuration", "LayoutDuration", "Nodes"];

    /// <summary>Prints the medians as a table with the aims.</summary>
    public static async Task PrintAsync(string address, string token, string floor, TextWriter output)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("MERLON_CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        await Task.Delay(RestMs); // its own pages load meanwhile, and would be measured with ours
        Tally tally = new();
        for (var round = 0; round < Rounds; round++)
        {
            await MatrixAsync(browser, address, token, tally);
            await SearchAsync(browser, address, token, tally);
            if (floor.Length > 0)
            {
                await PlainAsync(browser, floor, tally);
            }
        }

        await output.WriteLineAsync($"median of {Rounds.ToString(CultureInfo.InvariantCulture)} visits (smallest to largest)");
        tally.Write(output, "matrix interactive, cold", "ms", 700);
        tally.Write(output, "matrix over the wire, before images", "kB", 60);
        tally.Write(output, "first keystroke to paint", "ms", 50);
        tally.Write(output, "further keystrokes to paint", "ms", 50);
        tally.Write(output, "recolour 887 cells, asked of the server", "ms", 100);
        tally.Write(output, "recolour 887 cells, known already", "ms", 100);
        tally.Write(output, "search answers painted", "ms", 100);
        tally.Write(output, "floor: plain table of 887 cells, loaded", "ms");
        tally.Write(output, "floor: over the wire", "kB");
        foreach (var name in Counted)
        {
            tally.Write(output, $"matrix until interactive: {name}", name == "Nodes" ? "" : "ms");
            tally.Write(output, $"floor until loaded: {name}", name == "Nodes" ? "" : "ms");
        }
    }

    static async Task MatrixAsync(IBrowser browser, string address, string token, Tally tally)
    {
        await using var context = await ContextAsync(browser, address, token);
        var page = await context.NewPageAsync();
        var watch = await Watch.BeginAsync(page);
        await page.GotoAsync("/matrix", new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForFunctionAsync("() => document.documentElement.dataset.ready === 'matrix'", options: new() { PollingInterval = 5 });
        tally.Add("matrix interactive, cold", await page.EvaluateAsync<double>("() => performance.getEntriesByName('merlon-ready')[0]?.startTime ?? performance.now()"));
        await watch.CountAsync(tally, "matrix until interactive");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        tally.Add("matrix over the wire, before images", watch.Bytes / 1000.0);
        await page.EvaluateAsync(Begin);
        await page.FocusAsync("#mx-find");
        var isFirst = true;
        foreach (var key in "cred")
        {
            await page.EvaluateAsync("() => merlonWatch('input', () => true)");
            await page.Keyboard.PressAsync(key.ToString());
            tally.Add(isFirst ? "first keystroke to paint" : "further keystrokes to paint", await page.EvaluateAsync<double>("() => merlonTook"));
            isFirst = false;
        }

        await page.Keyboard.PressAsync("Escape");
        await page.EvaluateAsync("() => merlonFrame()");
        foreach (var (view, figure) in new[] { ("detection", "asked of the server"), ("gap", "asked of the server"), ("detection", "known already") })
        {
            // The event is sent by a script: the menu is not opened, so that nothing was fetched before the choice.
            tally.Add($"recolour 887 cells, {figure}", await page.EvaluateAsync<double>(
                """
                async (view) => {
                  const field = document.querySelector("#mx-view");
                  const title = document.querySelector("#mx-title").textContent;
                  merlonWatch("change", () => document.querySelector("#mx-title").textContent !== title);
                  field.value = view;
                  field.dispatchEvent(new Event("change", { bubbles: true }));
                  return merlonTook;
                }
                """,
                view));
        }
    }

    static async Task SearchAsync(IBrowser browser, string address, string token, Tally tally)
    {
        await using var context = await ContextAsync(browser, address, token);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/knowledge", new() { WaitUntil = WaitUntilState.NetworkIdle });
        await page.EvaluateAsync(Begin);
        await page.FocusAsync("[data-seek]");
        foreach (var key in "power")
        {
            // What is shown is the answer to what stands in the field now.
            await page.EvaluateAsync("() => merlonWatch('input', () => { const list = document.querySelector('#seek-list'); return !list.hidden && list.dataset.for === document.querySelector('[data-seek]').value.trim(); })");
            await page.Keyboard.PressAsync(key.ToString());
            tally.Add("search answers painted", await page.EvaluateAsync<double>("() => merlonTook"));
        }
    }

    static async Task PlainAsync(IBrowser browser, string address, Tally tally)
    {
        await using var context = await ContextAsync(browser, address, token: "");
        var page = await context.NewPageAsync();
        var watch = await Watch.BeginAsync(page);
        await page.GotoAsync("/table");
        tally.Add("floor: plain table of 887 cells, loaded", await page.EvaluateAsync<double>("() => performance.getEntriesByType('navigation')[0].loadEventEnd"));
        await watch.CountAsync(tally, "floor until loaded");
        tally.Add("floor: over the wire", watch.Bytes / 1000.0);
    }

    static Task<IBrowserContext> ContextAsync(IBrowser browser, string address, string token) => browser.NewContextAsync(new()
    {
        BaseURL = address,
        ViewportSize = new() { Width = 1440, Height = 900 },
        Locale = "en-GB",
        ExtraHTTPHeaders = token.Length == 0 ? null : new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {token}" },
    });

    /// <summary>What the browser itself counts: bytes as they came, heads of answers included, and its own work.</summary>
    sealed class Watch
    {
        readonly Dictionary<string, bool> isImage = new(StringComparer.Ordinal);
        readonly ICDPSession session;
        Dictionary<string, double> before = [];

        Watch(ICDPSession session) => this.session = session;

        /// <summary>Bytes of everything but images.</summary>
        public double Bytes { get; private set; }

        public static async Task<Watch> BeginAsync(IPage page)
        {
            Watch watch = new(await page.Context.NewCDPSessionAsync(page));
            watch.session.Event("Network.responseReceived").OnEvent += (_, given) => watch.isImage[given!.Value.GetProperty("requestId").GetString()!] = given.Value.GetProperty("type").GetString() == "Image"; // the protocol says both
            watch.session.Event("Network.loadingFinished").OnEvent += (_, given) =>
                watch.Bytes += watch.isImage.GetValueOrDefault(given!.Value.GetProperty("requestId").GetString()!) ? 0 : given.Value.GetProperty("encodedDataLength").GetDouble();
            await watch.session.SendAsync("Network.enable");
            await watch.session.SendAsync("Performance.enable");
            watch.before = await watch.MetricsAsync();
            return watch;
        }

        public async Task CountAsync(Tally tally, string what)
        {
            var after = await MetricsAsync();
            foreach (var name in Counted)
            {
                tally.Add($"{what}: {name}", name == "Nodes" ? after[name] : (after[name] - before[name]) * 1000);
            }
        }

        async Task<Dictionary<string, double>> MetricsAsync()
            => (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray() // the method always answers
                .ToDictionary(static one => one.GetProperty("name").GetString() ?? "", static one => one.GetProperty("value").GetDouble(), StringComparer.Ordinal);
    }

    /// <summary>Values by figure.</summary>
    sealed class Tally
    {
        readonly Dictionary<string, List<double>> values = new(StringComparer.Ordinal);

        public void Add(string figure, double value)
        {
            if (!values.TryGetValue(figure, out var list))
            {
                values.Add(figure, list = []);
            }

            list.Add(value);
        }

        public void Write(TextWriter output, string figure, string unit, double? aim = null)
        {
            if (!values.TryGetValue(figure, out var list))
            {
                return;
            }

            list.Sort();
            var median = list[list.Count / 2];
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{figure,-46} {median,8:0.0} {unit,-3} ({list[0]:0.0} to {list[^1]:0.0}){(aim is { } most ? $"  aim {most:0} {unit}: {(median <= most ? "met" : "MISSED")}" : "")}"));
        }
    }
}
