using System.Globalization;
using System.Text;

namespace Merlon.Cli;

/// <summary>How many columns text takes on a terminal, and text fitted to columns.</summary>
static class Columns
{
    /// <summary>Columns that a line takes; Merlon's own colour sequences take none.</summary>
    public static int Of(string line)
    {
        var columns = 0;
        for (var i = 0; i < line.Length;)
        {
            if (line[i] == '\u001b')
            {
                i = line.IndexOf('m', i) is var end and >= 0 ? end + 1 : line.Length;
                continue;
            }

            _ = Rune.DecodeFromUtf16(line.AsSpan(i), out var rune, out var length);
            columns += Of(rune);
            i += length;
        }

        return columns;
    }

    /// <summary>Filled with spaces on the right to a width; longer text stays as it is.</summary>
    public static string PadRight(string text, int width) => text + new string(' ', Math.Max(0, width - Of(text)));

    /// <summary>Filled with spaces on the left to a width; longer text stays as it is.</summary>
    public static string PadLeft(string text, int width) => new string(' ', Math.Max(0, width - Of(text))) + text;

    /// <summary>Cut to a width (1 or more), the last column an ellipsis when something was cut; text without colours.</summary>
    public static string Cut(string text, int width)
    {
        if (Of(text) <= width)
        {
            return text;
        }

        var kept = new StringBuilder();
        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            columns += Of(rune);
            if (columns > width - 1)
            {
                break;
            }

            kept.Append(rune.ToString());
        }

        return kept.ToString().TrimEnd() + "…";
    }

    /// <summary>Broken at spaces into lines of a width; a longer word is broken inside. Text without colours.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        var used = 0;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var rest = word;
            if (used > 0 && used + 1 + Of(rest) > width)
            {
                lines.Add(line.ToString());
                line.Clear();
                used = 0;
            }

            while (used == 0 && Of(rest) > width)
            {
                var head = HeadOf(rest, width);
                lines.Add(head);
                rest = rest[head.Length..];
            }

            line.Append(used > 0 ? " " : "").Append(rest);
            used += (used > 0 ? 1 : 0) + Of(rest);
        }

        if (used > 0 || lines.Count == 0)
        {
            lines.Add(line.ToString());
        }

        return lines;
    }

    static string HeadOf(string word, int width)
    {
        var columns = 0;
        var length = 0;
        foreach (var rune in word.EnumerateRunes())
        {
            columns += Of(rune);
            if (columns > width && length > 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return word[..length];
    }

    // Unicode Standard Annex 11, the blocks that are wide throughout; combining marks take no column.
    static int Of(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        >= 0x1100 and <= 0x115F => 2,
        >= 0x2E80 and <= 0xA4CF and not 0x303F => 2,
        >= 0xAC00 and <= 0xD7A3 => 2,
        >= 0xF900 and <= 0xFAFF => 2,
        >= 0xFE30 and <= 0xFE6F => 2,
        >= 0xFF00 and <= 0xFF60 => 2,
        >= 0x1F300 and <= 0x1FAFF => 2,
        >= 0x20000 and <= 0x3FFFD => 2,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0 : 1,
    };
}
