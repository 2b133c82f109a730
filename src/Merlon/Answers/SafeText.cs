using System.Globalization;
using System.Text;

namespace Merlon.Answers;

/// <summary>
/// Foreign text as it may reach a terminal: whole escape sequences, control characters and invisible format characters
/// (bidirectional overrides, zero-width and tag characters) are taken out, so that no bundle, rule or organisation file can
/// move the cursor, hide text or fake output.
/// </summary>
static class SafeText
{
    const char Escape = '\u001b', Bell = '\u0007', ControlSequence = '\u009b', OperatingSystemCommand = '\u009d';

    /// <summary>One line: line breaks and tabs become spaces.</summary>
    public static string Line(string foreign) => Clean(foreign, keepsLines: false);

    /// <summary>Several lines: line breaks stay (as <c>\n</c>), tabs become spaces.</summary>
    public static string Block(string foreign) => Clean(foreign, keepsLines: true);

    static string Clean(string foreign, bool keepsLines)
    {
        if (IsClean(foreign))
        {
            return foreign;
        }

        var clean = new StringBuilder(foreign.Length);
        for (var i = 0; i < foreign.Length;)
        {
            var isOpening = foreign[i] is Escape or ControlSequence or OperatingSystemCommand;
            if (isOpening)
            {
                i = AfterSequence(foreign, i);
                continue;
            }

            if (foreign.AsSpan(i).StartsWith("\r\n", StringComparison.Ordinal))
            {
                i++; // one break, which the \n makes
                continue;
            }

            // A lone surrogate decodes to the replacement character and is one unit long.
            _ = Rune.DecodeFromUtf16(foreign.AsSpan(i), out var rune, out var length);
            AppendVisible(clean, rune, keepsLines);
            i += length;
        }

        return clean.ToString();
    }

    static bool IsClean(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }

    static void AppendVisible(StringBuilder clean, Rune rune, bool keepsLines)
    {
        switch (rune.Value)
        {
            case '\n' or '\r' or 0x85 or 0x2028 or 0x2029:
                clean.Append(keepsLines ? '\n' : ' ');
                break;
            case '\t':
                clean.Append(' ');
                break;
            default:
                if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format))
                {
                    clean.Append(rune.ToString());
                }

                break;
        }
    }

    // ECMA-48: ESC [ or CSI … final byte 0x40–0x7E; ESC ] or OSC (and DCS, PM, APC) … BEL or ESC \; else ESC and one character.
    static int AfterSequence(string text, int start)
    {
        var i = start + 1;
        var kind = text[start];
        if (kind == Escape)
        {
            if (i >= text.Length)
            {
                return i;
            }

            kind = text[i++];
        }

        if (kind is '[' or ControlSequence)
        {
            while (i < text.Length && text[i] is >= ' ' and <= '?')
            {
                i++;
            }

            return i < text.Length && text[i] is >= '@' and <= '~' ? i + 1 : i;
        }

        if (kind is not (']' or 'P' or '^' or '_' or 'X' or OperatingSystemCommand))
        {
            return char.IsSurrogate(kind) ? i - 1 : i;
        }

        // A command string that never ends would swallow the rest of the text: only its opening is taken out then.
        for (var end = i; end < text.Length; end++)
        {
            if (text[end] is Bell or '\u009c')
            {
                return end + 1;
            }

            if (text[end] == Escape && end + 1 < text.Length && text[end + 1] == '\\')
            {
                return end + 2;
            }
        }

        return i;
    }
}
