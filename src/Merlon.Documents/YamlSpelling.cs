using System.Globalization;
using System.Text;

namespace Merlon.Documents;

/// <summary>How values are written so that they read as the same values: plain where that is safe, else in double quotes with escapes (YAML 1.2.2, 7.3).</summary>
static class YamlSpelling
{
    /// <summary>Any text as one scalar on one line; inside of brackets fewer texts are safe without quotes.</summary>
    public static string Of(string text, bool isInFlow)
    {
        if (IsPlain(text, isInFlow))
        {
            return text;
        }

        var quoted = new StringBuilder(text.Length + 2).Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            Append(quoted, text, ref i);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A value on one line.</summary>
    public static string Flow(YamlNode value) => value switch
    {
        YamlNode.Scalar { IsNull: true } => "null",
        YamlNode.Scalar scalar => Of(scalar.Text, isInFlow: true),
        YamlNode.Sequence sequence => $"[{string.Join(", ", sequence.Items.Select(Flow))}]",
        YamlNode.Mapping mapping => $"{{{string.Join(", ", mapping.Entries.Select(static e => $"{Of(e.Key.Text, isInFlow: true)}: {Flow(e.Value)}"))}}}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>True for a value that is written on the line of its key: texts, lists of texts, small mappings of texts, and what is empty.</summary>
    public static bool IsInline(YamlNode value) => value switch
    {
        YamlNode.Scalar => true,
        YamlNode.Sequence sequence => sequence.Items.All(static item => item is YamlNode.Scalar),
        YamlNode.Mapping mapping => mapping.Entries.Count == 0,
        _ => false,
    };

    /// <summary>A value outside of brackets: what follows <c>key:</c> or <c>-</c> on the same line, without the space before it.</summary>
    public static string Inline(YamlNode value) => value is YamlNode.Scalar { IsNull: false } scalar ? Of(scalar.Text, isInFlow: false) : Flow(value);

    /// <summary>The lines of a collection that is not inline, each with its indentation and without its end.</summary>
    public static List<string> Block(YamlNode value, int indent)
    {
        var lines = new List<string>();
        var spaces = new string(' ', indent);
        if (value is YamlNode.Sequence sequence)
        {
            foreach (var item in sequence.Items)
            {
                lines.AddRange(Item(item, indent));
            }
        }
        else if (value is YamlNode.Mapping mapping)
        {
            foreach (var (key, inner) in mapping.Entries)
            {
                lines.AddRange(Entry(spaces, key.Text, inner, indent));
            }
        }

        return lines;
    }

    /// <summary>The lines of one item of a sequence, the dash at a column (from 0).</summary>
    public static List<string> Item(YamlNode item, int indent)
    {
        var spaces = new string(' ', indent);
        if (IsInline(item) || item is YamlNode.Sequence)
        {
            return [$"{spaces}- {(item is YamlNode.Sequence ? Flow(item) : Inline(item))}"];
        }

        var lines = Block(item, indent + 2);
        lines[0] = $"{spaces}- {lines[0].TrimStart(' ')}";
        return lines;
    }

    /// <summary>The lines of one entry of a mapping.</summary>
    public static List<string> Entry(string spaces, string key, YamlNode value, int indent)
    {
        var name = Of(key, isInFlow: false);
        return IsInline(value) || IsSmallMapping(value, indent) ? [$"{spaces}{name}: {(IsInline(value) ? Inline(value) : Flow(value))}"] : [$"{spaces}{name}:", .. Block(value, indent + 2)];
    }

    // Below the outermost level a mapping of words stands on one line, as people write {device: 4, field: 3}.
    static bool IsSmallMapping(YamlNode value, int indent) => indent > 0 && value is YamlNode.Mapping mapping && mapping.Entries.All(static e => e.Value is YamlNode.Scalar);

    static bool IsPlain(string text, bool isInFlow)
    {
        if (text.Length is 0 or > 1_000 || !IsWord(text[0]) || (!IsWord(text[^1]) && text[^1] is not ('%' or ')')))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!IsWord(c) && c is not (' ' or '-' or '_' or '.' or '/' or '%' or '(' or ')' or '+' or '*' or '@') && (isInFlow || c != ','))
            {
                return false;
            }
        }

        return text.ToUpperInvariant() is not ("NULL" or "TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N");
    }

    static bool IsWord(char c) => char.IsLetterOrDigit(c) && !char.IsSurrogate(c);

    // What cannot be seen, or turns the direction of what can, stands as its number: a file shows what it says.
    static void Append(StringBuilder quoted, string text, ref int i)
    {
        var c = text[i];
        switch (c)
        {
            case '"':
                quoted.Append("\\\"");
                break;
            case '\\':
                quoted.Append("\\\\");
                break;
            case '\n':
                quoted.Append("\\n");
                break;
            case '\t':
                quoted.Append("\\t");
                break;
            case '\r':
                quoted.Append("\\r");
                break;
            case var _ when char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]):
                var whole = char.ConvertToUtf32(c, text[++i]);
                if (char.GetUnicodeCategory(text, i - 1) is UnicodeCategory.OtherNotAssigned or UnicodeCategory.Format or UnicodeCategory.PrivateUse)
                {
                    quoted.Append(CultureInfo.InvariantCulture, $"\\U{whole:X8}");
                }
                else
                {
                    quoted.Append(c).Append(text[i]);
                }

                break;
            case var _ when char.IsSurrogate(c):
                quoted.Append("\\uFFFD"); // half a character is none
                break;
            case var _ when char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse
                || (char.IsWhiteSpace(c) && c != ' '):
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
                break;
            default:
                quoted.Append(c);
                break;
        }
    }
}
