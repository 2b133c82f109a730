using System.Text;
using Merlon.Attack;
using Merlon.Exports;

namespace Merlon.Web.Site;

/// <summary>What every page of a site has around its content: head, navigation, search, licence.</summary>
/// <param name="Scope">What the site is about.</param>
sealed record SiteFrame(ExportScope Scope)
{
    readonly IReadOnlyList<string> licence = ReleaseLicence.StatementsOf(Scope.Release);
    readonly IReadOnlyList<string> kinds = [.. Scope.Objects.Select(PagePaths.FolderOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Folders of kinds that have pages.</summary>
    public IReadOnlyList<string> Kinds => kinds;

    /// <summary>Domains that have a matrix.</summary>
    public IReadOnlyList<string> Matrices { get; } = [.. Scope.Domains.Where(domain => Scope.Release.TacticsOf(domain).Any(Scope.Holds))];

    /// <summary>What people call a domain: its matrix's name.</summary>
    public string NameOf(string domain)
        => Scope.Release.All<Matrix>().FirstOrDefault(matrix => matrix.IsLive && matrix.Domains.Contains(domain, StringComparer.Ordinal))?.Name ?? domain;

    /// <summary>A whole page.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="root">From the page to the site's folder: empty or <c>../</c>.</param>
    /// <param name="content">What stands in its main part, as HTML.</param>
    /// <param name="isWide">True to use the whole window.</param>
    public byte[] Page(string title, string root, StringBuilder content, bool isWide = false)
    {
        var html = new StringBuilder(content.Length + 4_096);
        html.Html($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'">
            <meta name="referrer" content="no-referrer">
            <title>{title}</title>
            <link rel="stylesheet" href="{root}site.css">
            <script src="{root}site.js" defer data-root="{root}"></script>
            </head>
            <body>
            <a class="skip" href="#content">Skip to the content</a>
            <header class="bar">
            <a class="home" href="{root}index.html">ATT&amp;CK {Scope.Release.Version}</a>
            <nav aria-label="Site"><ul>
            """);
        foreach (var domain in Matrices)
        {
            html.Html($"<li><a href=\"{root}matrix-{domain}.html\">{NameOf(domain)}</a></li>\n");
        }

        foreach (var kind in kinds)
        {
            html.Html($"<li><a href=\"{root}{kind}/index.html\">{Capitalised(kind.Replace('-', ' '))}</a></li>\n");
        }

        html.Html($"""
            </ul></nav>
            <div class="tools">
            <search class="find" hidden><label for="q" class="vh">Search</label><input id="q" type="search" placeholder="Search id, name or alias" autocomplete="off" aria-controls="hits" aria-describedby="count"><p id="count" class="vh" role="status"></p><ul id="hits" hidden></ul></search>
            <button id="theme" type="button" hidden>Dark</button>
            </div>
            </header>
            <main id="content" tabindex="-1" class="{(isWide ? "wide" : "")}">

            """);
        html.Append(content);
        html.Append("</main>\n<footer>\n");
        foreach (var statement in licence)
        {
            html.Html($"<p>{statement}</p>\n");
        }

        html.Append("<p>Made by Merlon. Nothing on these pages is loaded from elsewhere.</p>\n</footer>\n</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(html.ToString());
    }

    /// <summary>With its first letter in upper case.</summary>
    public static string Capitalised(string words) => words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
}
