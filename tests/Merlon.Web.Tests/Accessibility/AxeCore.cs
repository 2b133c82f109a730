using Microsoft.Playwright;

namespace Merlon.Web.Tests.Accessibility;

/// <summary>A second opinion: axe-core, where its <c>axe.min.js</c> is at hand (MERLON_AXE). It is not part of this repository; without it the audit of our own stands alone.</summary>
static class AxeCore
{
    /// <summary>The script, or null.</summary>
    public static string? Path { get; } = Find();

    /// <summary>What it finds against WCAG 2.2 A and AA: rule, where, why.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(await File.ReadAllTextAsync(Path!)); // asked for only where there is a path
        return await page.EvaluateAsync<string[]>("""
            async () => {
              scrollTo(0, 0); // the bar at the top lies over whatever was scrolled under it
              return (await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })).violations
              .flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? rule.help}: ${node.html.slice(0, 200)}`));
            }
            """);
    }

    static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("MERLON_AXE");
        return new[] { named, Repository.PathOf("artifacts/axe/package/axe.min.js") }.FirstOrDefault(static path => path is not null && File.Exists(path));
    }
}
