using System.Globalization;
using System.Text;

namespace Merlon.Sheets;

/// <summary>Foreign text as a sheet can hold it.</summary>
static class SheetText
{
    const char Replacement = '\ufffd';

    /// <summary>
    /// Text that XML can hold: line breaks are <c>\n</c>; control characters, halves of surrogate pairs and the two
    /// non-characters become U+FFFD, which readers see.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="replaced">Characters that were replaced.</param>
    public static string Clean(string text, out int replaced)
    {
        replaced = 0;
        if (!NeedsCleaning(text))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\r')
            {
                if (i + 1 >= text.Length || text[i + 1] != '\n')
                {
                    clean.Append('\n');
                }
            }
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                clean.Append(c).Append(text[++i]);
            }
            else if (IsForbidden(c))
            {
                clean.Append(Replacement);
                replaced++;
            }
            else
            {
                clean.Append(c);
            }
        }

        return clean.ToString();
    }

    /// <summary>At most <paramref name="chars"/> UTF-16 units from the start; no pair is cut in two.</summary>
    public static string Head(string text, int chars)
    {
        if (text.Length <= chars)
        {
            return text;
        }

        return text[..(chars > 0 && char.IsHighSurrogate(text[chars - 1]) ? chars - 1 : chars)];
    }

    /// <summary>Cut to what a cell holds, the end saying how much there was.</summary>
    public static string Cut(string text, out bool isCut)
    {
        isCut = text.Length > SheetLimits.CellCharsMax;
        if (!isCut)
        {
            return text;
        }

        var end = string.Create(CultureInfo.InvariantCulture, $"… (cut here; {text.Length:N0} characters in all)");
        return Head(text, SheetLimits.CellCharsMax - end.Length) + end;
    }

    /// <summary>
    /// Spreadsheet programs read <c>_x0041_</c> as the character with that number (ECMA-376 part 1, 22.9.2.19): the underscore
    /// of text that looks like this is written as such a number itself.
    /// </summary>
    public static string Escape(string text)
    {
        var start = text.IndexOf("_x", StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 8);
        var copied = 0;
        for (; start >= 0; start = text.IndexOf("_x", start + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (IsNumberedCharacter(text.AsSpan(start)))
            {
                escaped.Append(text, copied, start - copied).Append("_x005F_");
                copied = start + 1;
            }
        }

        return escaped.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>True for text that a spreadsheet program would take for a formula when somebody edits the cell.</summary>
    public static bool LooksLikeFormula(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\'';

    static bool IsNumberedCharacter(ReadOnlySpan<char> text)
        => text.Length >= 7 && text[6] == '_' && char.IsAsciiHexDigit(text[2]) && char.IsAsciiHexDigit(text[3])
            && char.IsAsciiHexDigit(text[4]) && char.IsAsciiHexDigit(text[5]);

    static bool NeedsCleaning(string text)
    {
        foreach (var c in text)
        {
            if (c == '\r' || char.IsSurrogate(c) || IsForbidden(c))
            {
                return true;
            }
        }

        return false;
    }

    static bool IsForbidden(char c) => c < ' ' && c is not ('\t' or '\n') || char.IsSurrogate(c) || c is '\ufffe' or '\uffff';
}
