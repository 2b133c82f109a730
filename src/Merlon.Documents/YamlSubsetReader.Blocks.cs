using System.Diagnostics.CodeAnalysis;

namespace Merlon.Documents;

/// <summary>Literal and folded text (YAML 1.2.2, 8.1), and the buffer in which text of several lines is put together.</summary>
ref partial struct YamlSubsetReader
{
    // Indicators of indentation and comments behind them are the general parser's.
    bool TryReadBlock(int parentIndent, [NotNullWhen(true)] out string? value)
    {
        value = null;
        var isLiteral = text[at] == '|';
        var chomping = ++at < text.Length && text[at] is '-' or '+' ? text[at++] : ' ';
        SkipSpaces();
        if (at >= text.Length || text[at] != '\n')
        {
            return false;
        }

        NextLine();
        var breaks = 0;
        while (at < text.Length && text[at] == '\n')
        {
            breaks++;
            NextLine();
        }

        // The first line that has text gives the indentation; one of spaces before it is trouble in most cases.
        var begin = at;
        SkipSpaces();
        var indent = at - begin;
        if (IsAtLineEnd(at) || indent == 0 || indent <= parentIndent)
        {
            return false;
        }

        at = begin;
        if (!TryReadBlockLines(indent, isLiteral, ref breaks, out var length, out var isBroken))
        {
            return false;
        }

        AppendBreaks(chomping switch { '-' => 0, '+' => breaks + (isBroken ? 1 : 0), _ => isBroken ? 1 : 0 }, ref length);
        value = new string(folded, 0, length);
        SkipToContent();
        return true;
    }

    // Leaves the breaks of empty lines at the end uncounted in the text; isBroken: the last line that has text ends with a break.
    bool TryReadBlockLines(int indent, bool isLiteral, ref int breaks, out int length, out bool isBroken)
    {
        length = 0;
        isBroken = false;
        var isAfterBlank = false;
        while (at < text.Length)
        {
            var begin = at;
            SkipSpaces();
            if (at >= text.Length && at > begin)
            {
                return false;
            }

            if (IsAtLineEnd(at) && at - begin <= indent)
            {
                breaks++;
                NextLine();
                continue;
            }

            if (at - begin < indent)
            {
                at = begin;
                break;
            }

            at = begin + indent;
            if (text[at] == '\t')
            {
                return false;
            }

            var isBlank = text[at] == ' ';
            if (!isLiteral && isBroken && !isAfterBlank && !isBlank)
            {
                AppendFold(breaks, ref length);
            }
            else
            {
                AppendBreaks(breaks + (isBroken ? 1 : 0), ref length);
            }

            begin = at;
            SkipLine();
            Append(text[begin..at], ref length);
            breaks = 0;
            isAfterBlank = isBlank;
            isBroken = at < text.Length;
            if (isBroken)
            {
                NextLine();
            }
        }

        return true;
    }

    void NextLine()
    {
        lineBegin = ++at;
        line++;
    }

    void Append(scoped ReadOnlySpan<char> part, ref int length)
    {
        if (folded.Length - length < part.Length)
        {
            Array.Resize(ref folded, Math.Max(256, 2 * (length + part.Length)));
        }

        part.CopyTo(folded.AsSpan(length));
        length += part.Length;
    }

    void Append(char c, ref int length) => Append(new ReadOnlySpan<char>(in c), ref length);

    void AppendBreaks(int count, ref int length)
    {
        for (; count > 0; count--)
        {
            Append('\n', ref length);
        }
    }

    // One break becomes a space, of several the first is dropped (YAML 1.2.2, 6.5).
    void AppendFold(int emptyLines, ref int length)
    {
        if (emptyLines == 0)
        {
            Append(' ', ref length);
        }
        else
        {
            AppendBreaks(emptyLines, ref length);
        }
    }
}
