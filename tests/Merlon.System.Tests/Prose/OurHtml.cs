using System.Text.RegularExpressions;

namespace Merlon.System.Tests.Prose;

/// <summary>A strict reader of the HTML that texts become: only our tags, every one closed, nothing unescaped.</summary>
static partial class OurHtml
{
    static readonly string[] Allowed = ["p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "pre", "code", "em", "strong", "u", "sub", "sup", "br", "hr", "a"];

    /// <summary>What is wrong with the HTML; null when nothing is.</summary>
    public static string? FaultOf(string html)
    {
        var open = new Stack<string>();
        var place = 0;
        foreach (Match tag in Tag().Matches(html))
        {
            if (html.AsSpan(place, tag.Index - place).ContainsAny('<', '>'))
            {
                return $"unescaped at {place}: {html[place..tag.Index]}";
            }

            place = tag.Index + tag.Length;
            var name = tag.Groups["name"].Value;
            if (!Allowed.Contains(name, StringComparer.Ordinal))
            {
                return $"a tag of others: {tag.Value}";
            }

            if (tag.Groups["attributes"].Value is { Length: > 0 } attributes && !Attributes().IsMatch(attributes))
            {
                return $"attributes: {tag.Value}";
            }

            if (tag.Groups["slash"].Length > 0)
            {
                if (open.Count == 0 || open.Pop() != name)
                {
                    return $"closes what is not open: {tag.Value} at {tag.Index}";
                }
            }
            else if (name is not ("br" or "hr"))
            {
                if (name == "a" && open.Contains("a", StringComparer.Ordinal) || name == "p" && open.Contains("p", StringComparer.Ordinal))
                {
                    return $"{name} within {name}";
                }

                open.Push(name);
            }
        }

        return html.AsSpan(place).ContainsAny('<', '>') ? $"unescaped at the end: {html[place..]}" : open.Count > 0 ? $"left open: {open.Peek()}" : null;
    }

    [GeneratedRegex(@"<(?<slash>/?)(?<name>[a-z][a-z0-9]*)(?<attributes>( [^<>]*)?)>", RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\A( start=""[0-9]+""| href=""(https?://|#ref-|\?id=)[^""<>\s]*""( rel=""external noopener noreferrer nofollow"")?)\z")]
    private static partial Regex Attributes();
}
