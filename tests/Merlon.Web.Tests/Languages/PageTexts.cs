using System.Net;
using System.Text.RegularExpressions;

namespace Merlon.Web.Tests.Languages;

/// <summary>What people read of a page, from its HTML: texts of elements, and names that attributes give. What is marked as not to be translated or as English, and code, is left out.</summary>
static partial class PageTexts
{
    static readonly string[] Void = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

    /// <summary>Elements whose text is not language: code, what a program reads, moments, parts of data that are marked.</summary>
    static readonly string[] Silent = ["script", "style", "code", "pre", "kbd", "samp", "textarea", "time", "mark", "ins", "del"];

    /// <summary>Attributes that are read out or shown.</summary>
    static readonly string[] Read = ["aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "title", "alt", "placeholder", "data-label", "label"];

    /// <summary>Every text, with where it stands.</summary>
    public static IEnumerable<(string Where, string Text)> Of(string html)
    {
        List<(string Name, bool IsData)> open = [];
        var at = 0;
        while (at < html.Length)
        {
            var tag = html.IndexOf('<', at);
            if (tag < 0)
            {
                tag = html.Length;
            }

            if (open.Count > 0 && !open[^1].IsData && WebUtility.HtmlDecode(html[at..tag]).Trim() is { Length: > 0 } text)
            {
                yield return (Where(open), Space().Replace(text, " "));
            }

            if (tag == html.Length)
            {
                yield break;
            }

            if (html.AsSpan(tag).StartsWith("<!", StringComparison.Ordinal))
            {
                at = html.IndexOf('>', tag) + 1;
                continue;
            }

            var match = Element().Match(html, tag);
            match.Success.ShouldBeTrue(html.Substring(tag, Math.Min(80, html.Length - tag)));
            at = tag + match.Length;
            var name = match.Groups["name"].Value.ToLowerInvariant();
            if (match.Groups["end"].Length > 0)
            {
                var begun = open.FindLastIndex(element => element.Name == name);
                if (begun >= 0)
                {
                    open.RemoveRange(begun, open.Count - begun);
                }

                continue;
            }

            var attributes = Attribute().Matches(match.Groups["attributes"].Value).ToDictionary(static a => a.Groups["name"].Value.ToLowerInvariant(), static a => WebUtility.HtmlDecode(a.Groups["value"].Value), StringComparer.Ordinal);
            var isData = attributes.GetValueOrDefault("translate") switch { "no" => true, "yes" => false, _ => open.Count > 0 && open[^1].IsData } || (attributes.GetValueOrDefault("lang") == "en" && name != "html") || Silent.Contains(name, StringComparer.Ordinal);
            if (!isData || name is "textarea")
            {
                foreach (var (attribute, value) in attributes.Where(a => Read.Contains(a.Key, StringComparer.Ordinal) || (name == "input" && a.Key == "value" && attributes.GetValueOrDefault("type") is "submit" or "button")))
                {
                    if (value.Trim().Length > 0)
                    {
                        yield return ($"{Where(open)} {name}[{attribute}]", Space().Replace(value.Trim(), " "));
                    }
                }
            }

            if (match.Groups["closed"].Length == 0 && !Void.Contains(name, StringComparer.Ordinal))
            {
                if (name is "script" or "style" or "textarea")
                {
                    at = html.IndexOf("</" + name, at, StringComparison.OrdinalIgnoreCase);
                }

                open.Add((name, isData));
            }
        }
    }

    static string Where(List<(string Name, bool IsData)> open) => string.Join('>', open.Skip(Math.Max(0, open.Count - 4)).Select(static element => element.Name));

    [GeneratedRegex(@"\G<(?<end>/?)(?<name>[a-zA-Z][\w:-]*)(?<attributes>(\s+[^\s=>/""']+(\s*=\s*(""[^""]*""|'[^']*'|[^\s""'>]+))?)*)\s*(?<closed>/?)>", RegexOptions.ExplicitCapture)]
    private static partial Regex Element();

    [GeneratedRegex(@"(?<name>[^\s=""'/]+)(\s*=\s*(""(?<value>[^""]*)""|'(?<value>[^']*)'|(?<value>[^\s""'>]+)))?", RegexOptions.ExplicitCapture)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
