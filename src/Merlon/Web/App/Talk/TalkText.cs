using System.Text.RegularExpressions;

namespace Merlon.Web.App.Talk;

/// <summary>A comment's plain text in parts: words, and what is linked in them. Nothing in it is ever read as HTML.</summary>
public static partial class TalkText
{
    /// <summary>Most parts of one text; the rest stays one piece.</summary>
    const int PartsMax = 2_000;

    /// <summary>The parts in order; together they are the text.</summary>
    public static IReadOnlyList<TalkPart> PartsOf(string text)
    {
        List<TalkPart> parts = [];
        var from = 0;
        foreach (Match match in Linked().Matches(text))
        {
            if (parts.Count >= PartsMax)
            {
                break;
            }

            if (match.Index > from)
            {
                parts.Add(new TalkPart(text[from..match.Index], null, IsMention: false));
            }

            var shown = match.Groups["web"].Success ? match.Value.TrimEnd('.', ',', ';', ':', '!', '?', ')') : match.Value;
            parts.Add(match.Groups["id"].Success ? new TalkPart(shown, "/knowledge/" + shown, IsMention: false)
                : match.Groups["web"].Success && Uri.TryCreate(shown, UriKind.Absolute, out var address) ? new TalkPart(shown, address.AbsoluteUri, IsMention: false)
                : new TalkPart(shown, null, IsMention: match.Groups["login"].Success));
            from = match.Index + shown.Length;
        }

        if (from < text.Length)
        {
            parts.Add(new TalkPart(text[from..], null, IsMention: false));
        }

        return parts;
    }

    [GeneratedRegex(@"(?<web>https?://[^\s<>""]{1,500})|(?<![\w@.])(?<login>@[\p{L}\p{Nd}](?:[\p{L}\p{Nd}._+-]{0,97}[\p{L}\p{Nd}_])?)|\b(?<id>TA\d{4}|T\d{4}(?:\.\d{3})?|[GSMCA]\d{4}|D[SC]\d{4}|DET\d{4}|AN\d{4})\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Linked();
}

/// <summary>A piece of a comment.</summary>
/// <param name="Text">As written; foreign.</param>
/// <param name="Href">Where it leads; null for plain words. A path of ours, or http or https.</param>
/// <param name="IsMention">True when it calls somebody.</param>
public sealed record TalkPart(string Text, string? Href, bool IsMention);
