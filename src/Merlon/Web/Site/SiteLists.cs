using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Merlon.Attack;
using Merlon.Exports;

namespace Merlon.Web.Site;

/// <summary>Pages that lead to others: the beginning, a list for each kind, a matrix for each domain, and what the search reads.</summary>
static class SiteLists
{
    public static byte[] Index(SiteFrame frame)
    {
        var scope = frame.Scope;
        var html = new StringBuilder();
        html.Html($"<h1>ATT&amp;CK {scope.Release.Version}</h1>\n<p class=\"kind\">{string.Join(", ", scope.Domains)}{(scope.Release.HasTexts ? "" : "; facts only, without texts")}</p>\n<ul class=\"tiles\">\n");
        foreach (var domain in frame.Matrices)
        {
            html.Html($"<li><a href=\"matrix-{domain}.html\"><b>{frame.NameOf(domain)}</b><span>{scope.Release.TacticsOf(domain).Count} tactics</span></a></li>\n");
        }

        foreach (var kind in frame.Kinds)
        {
            html.Html($"<li><a href=\"{kind}/index.html\"><b>{SiteFrame.Capitalised(kind.Replace('-', ' '))}</b><span>{scope.Objects.Count(found => PagePaths.FolderOf(found) == kind)}</span></a></li>\n");
        }

        html.Append("</ul>\n");
        return frame.Page($"ATT&CK {scope.Release.Version}", "", html);
    }

    public static byte[] Kind(SiteFrame frame, PagePaths paths, string kind)
    {
        var name = SiteFrame.Capitalised(kind.Replace('-', ' '));
        var objects = frame.Scope.Objects.Where(found => PagePaths.FolderOf(found) == kind).ToList();
        var html = new StringBuilder();
        html.Html($"<nav class=\"crumbs\" aria-label=\"Place\"><a href=\"../index.html\">ATT&amp;CK {frame.Scope.Release.Version}</a></nav>\n<h1>{name}</h1>\n<p class=\"kind\">{objects.Count} in all</p>\n");
        html.Append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"List\"><table>\n<thead><tr><th scope=\"col\">Id</th><th scope=\"col\">Name</th><th scope=\"col\">Also</th></tr></thead>\n<tbody>\n");
        foreach (var found in objects)
        {
            var also = found.Aliases.Count > 0 ? found.Aliases : found.Platforms;
            var state = found.IsLive ? "" : found.IsRevoked ? "revoked" : "deprecated";
            html.Html($"<tr><td class=\"id\"><a href=\"../{paths.Of(found)}\">{found.Id}</a></td><th scope=\"row\"><a href=\"../{paths.Of(found)}\">{found.Name}</a> <span class=\"fact\">{state}</span></th><td>{string.Join(", ", also)}</td></tr>\n");
        }

        html.Append("</tbody></table></div>\n");
        return frame.Page($"{name} · ATT&CK {frame.Scope.Release.Version}", "../", html);
    }

    public static byte[] Matrix(SiteFrame frame, PagePaths paths, string domain)
    {
        var scope = frame.Scope.Live;
        var release = scope.Release;
        var name = frame.NameOf(domain);
        var html = new StringBuilder();
        html.Html($"<h1>{name}</h1>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{name}\"><div class=\"matrix\">\n");
        foreach (var tactic in release.TacticsOf(domain).Where(scope.Holds))
        {
            var techniques = scope.All<Technique>().Where(one => !one.IsSubTechnique && release.TacticsOf(one, domain).Contains(tactic)).OrderBy(static one => one.Name, StringComparer.Ordinal).ToList();
            html.Html($"<div class=\"tactic\"><h2><a href=\"{paths.Of(tactic)}\">{tactic.Name}</a> <span class=\"n\">{techniques.Count}</span></h2>\n<ul>\n");
            foreach (var technique in techniques)
            {
                WriteCell(html, scope, paths, technique, release.SubTechniquesOf(technique).Where(sub => scope.Holds(sub) && release.TacticsOf(sub, domain).Contains(tactic)).ToList());
            }

            html.Append("</ul></div>\n");
        }

        html.Append("</div></div>\n");
        return frame.Page($"{name} · {release.Version}", "", html, isWide: true);
    }

    static void WriteCell(StringBuilder html, ExportScope scope, PagePaths paths, Technique technique, List<Technique> subs)
    {
        html.Html($"<li><a href=\"{paths.Of(technique)}\">{technique.Name} <span class=\"id\">{technique.Id}</span></a>");
        if (subs.Count > 0)
        {
            html.Html($"<details><summary>{subs.Count} sub</summary><ul>");
            foreach (var sub in subs.OrderBy(static sub => sub.Name, StringComparer.Ordinal))
            {
                html.Html($"<li><a href=\"{paths.Of(sub)}\">{sub.Name} <span class=\"id\">{sub.Id}</span></a></li>");
            }

            html.Append("</ul></details>");
        }

        html.Append("</li>\n");
    }

    /// <summary>Id, name, other names, kind and path of every object, as a script: a page opened from a disk may not read a file.</summary>
    public static void WriteSearchIndex(SiteFrame frame, PagePaths paths, Stream output)
    {
        output.Write("window.merlonIndex="u8);
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartArray();
            foreach (var found in frame.Scope.Objects)
            {
                json.WriteStartArray();
                json.WriteStringValue(found.Id);
                json.WriteStringValue(found.Name);
                json.WriteStringValue(string.Join('\n', found.Aliases));
                json.WriteStringValue(ObjectKind.NameOf(found).Replace('-', ' '));
                json.WriteStringValue(paths.Of(found));
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        output.Write(";\n"u8);
    }
}
