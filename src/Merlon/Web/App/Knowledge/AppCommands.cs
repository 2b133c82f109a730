namespace Merlon.Web.App.Knowledge;

/// <summary>Pages of the application that the search box leads to, by what people call them.</summary>
static class AppCommands
{
    /// <summary>Most that are offered.</summary>
    const int OfferedMax = 3;

    // Key of the name, address, further words that mean it.
    static readonly (string Key, string Href, string Also)[] Pages =
    [
        ("shell.menu.home", "/", "start dashboard"),
        ("shell.menu.matrix", "/matrix", "heat map navigator layer"),
        ("shell.menu.knowledge", "/knowledge", "attack browse"),
        ("knowledge.releases", "/knowledge/releases", "version update upload fetch pin diff impact"),
        ("knowledge.own", "/knowledge/own", "extend custom"),
        ("knowledge.paths", "/knowledge/paths", "connection path between"),
        ("shell.menu.detection", "/detection", "rules sigma hunt logs findings"),
        ("shell.menu.assessment", "/assessment", "gaps plan controls budget maturity trend reports sign-off"),
        ("shell.menu.journal", "/journal", "evidence statements"),
        ("shell.menu.settings", "/settings", "users tokens backup about"),
    ];

    /// <summary>Those of which a word begins with what was typed.</summary>
    public static IReadOnlyList<(string Name, string Href)> Matching(string typed, Words words) => typed.Length < 2 ? []
        : [.. Pages.Where(page => $"{words[page.Key]} {page.Also}".Split(' ').Any(word => word.StartsWith(typed, StringComparison.OrdinalIgnoreCase)))
            .Select(page => (words[page.Key], page.Href)).Take(OfferedMax)];
}
