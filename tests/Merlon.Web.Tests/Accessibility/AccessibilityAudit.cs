using Microsoft.Playwright;

namespace Merlon.Web.Tests.Accessibility;

/// <summary>
/// What of WCAG 2.2 AA a machine can see on a live page, looked at by scripts of our own beside this file. Each fault is a sentence: what, where, how much.
/// Nothing found is no proof: what names mean, and in which order a page is best read, people judge.
/// </summary>
static class AccessibilityAudit
{
    /// <summary>Most times that Tab is pressed; a page with more stops is walked as far.</summary>
    const int PressesMax = 150;

    static readonly string[] Scripts = ["names.js", "structure.js", "controls.js", "contrast.js", "space.js", "keyboard.js", "audit.js"];

    static readonly Lazy<string> Program = new(static () => string.Join('\n', Scripts.Select(static name => File.ReadAllText(Repository.PathOf($"tests/Merlon.Web.Tests/Accessibility/{name}")))));

    /// <summary>Faults of the page as it stands, without touching it: names, structure, ARIA, contrast, targets, sideways scrolling.</summary>
    public static Task<IReadOnlyList<string>> OfAsync(IPage page) => LookAsync(page, ["structure", "controls", "aria", "contrast", "targets", "reflow"]);

    /// <summary>As <see cref="OfAsync"/>, and what moves the focus and the styles: visible focus, keyboard, spacing of letters, less motion.</summary>
    public static async Task<IReadOnlyList<string>> OfAllAsync(IPage page)
    {
        List<string> faults = [.. await OfAsync(page)];
        faults.AddRange(await LookAsync(page, ["spacing", "focus"]));
        faults.AddRange(await KeyboardAsync(page));
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        faults.AddRange(await LookAsync(page, ["motion"]));
        return faults;
    }

    /// <summary>Contrast alone, as for a second theme.</summary>
    public static Task<IReadOnlyList<string>> ContrastAsync(IPage page) => LookAsync(page, ["contrast", "focus"]);

    /// <summary>What a narrow window does: no scrolling sideways, no text cut off, targets still large enough. The page is 320 CSS pixels wide afterwards.</summary>
    public static async Task<IReadOnlyList<string>> ReflowAsync(IPage page)
    {
        await page.SetViewportSizeAsync(320, 640);
        return await LookAsync(page, ["reflow", "spacing", "targets"]);
    }

    /// <summary>Walks the page by Tab from its beginning.</summary>
    public static async Task<IReadOnlyList<string>> KeyboardAsync(IPage page)
    {
        var stops = await page.EvaluateAsync<int>($"() => {{ {Program.Value}\n return watchFocus(); }}");
        var presses = Math.Min(stops + 3, PressesMax);
        for (var press = 0; press < presses; press++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        return await LookAsync(page, ["keyboard"], presses);
    }

    /// <summary>The name that a screen reader says for an element.</summary>
    public static Task<string> NameAsync(IPage page, string selector)
        => page.EvaluateAsync<string>($"(selector) => {{ {Program.Value}\n return nameOf(document.querySelector(selector)); }}", selector);

    static async Task<IReadOnlyList<string>> LookAsync(IPage page, string[] parts, int given = 0)
        => await page.EvaluateAsync<string[]>($"([parts, given]) => {{ {Program.Value}\n return look(parts, given); }}", new object[] { parts, given });
}
