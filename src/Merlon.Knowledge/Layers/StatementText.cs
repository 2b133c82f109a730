using System.Text;

namespace Merlon.Layers;

/// <summary>A statement of ATT&amp;CK as a comment of a layer: plain text without citations, addresses and tags.</summary>
static class StatementText
{
    /// <summary>Takes <c>(Citation: …)</c> out, leaves the words of <c>[words](address)</c>, takes <c>&lt;code&gt;</c> tags out.</summary>
    public static string Plain(string markdown)
    {
        var text = new StringBuilder(markdown.Length);
        for (var i = 0; i < markdown.Length;)
        {
            var rest = markdown.AsSpan(i);
            if (rest.StartsWith("(Citation:", StringComparison.Ordinal) && Closing(rest, '(', ')') is var citation and > 0)
            {
                i += citation + 1;
            }
            else if (rest[0] == '[' && Closing(rest, '[', ']') is var words and > 0 && rest[(words + 1)..] is ['(', ..] && Closing(rest[(words + 1)..], '(', ')') is var address and > 0)
            {
                text.Append(rest[1..words]);
                i += words + 1 + address + 1;
            }
            else if (rest.StartsWith("<code>", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("</code>", StringComparison.OrdinalIgnoreCase))
            {
                i += rest.IndexOf('>') + 1;
            }
            else
            {
                text.Append(rest[0]);
                i++;
            }
        }

        return text.ToString().Trim();
    }

    /// <summary>Cut to a length, ending in an ellipsis where something was cut.</summary>
    public static string Cut(string text, int charsMax)
    {
        if (text.Length <= charsMax)
        {
            return text;
        }

        var end = charsMax - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)].TrimEnd() + "…";
    }

    static int Closing(ReadOnlySpan<char> text, char open, char close)
    {
        var depth = 0;
        for (var i = 0; i < text.Length && i < 2_000; i++)
        {
            depth += text[i] == open ? 1 : text[i] == close ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }
}
