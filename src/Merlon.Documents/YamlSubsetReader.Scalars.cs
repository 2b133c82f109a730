using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Merlon.Documents;

/// <summary>Scalars of every style, and lists of them in brackets.</summary>
ref partial struct YamlSubsetReader
{
    // What a plain item in brackets may mean something else with.
    static readonly SearchValues<char> BracketIndicators = SearchValues.Create("\t[{}:#?&*!|>%@`'\"");

    static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>What ended a line of a plain scalar.</summary>
    enum PlainEnd
    {
        /// <summary>The end of the line.</summary>
        Line,

        /// <summary>A colon that makes it a key.</summary>
        Colon,

        /// <summary>A comment.</summary>
        Comment,

        /// <summary>A tab: the text is the general parser's.</summary>
        Tab,
    }

    // A scalar or a list in brackets, and the rest of its line.
    bool TryReadValue(int parentIndent, DocumentPath? path, [NotNullWhen(true)] out YamlNode? node)
    {
        node = null;
        if (!TryCount())
        {
            return false;
        }

        var location = Here(path);
        string? value;
        switch (text[at])
        {
            case '\'' or '"':
                if (!TryReadQuoted(out value) || !TryEndLine())
                {
                    return false;
                }

                node = new YamlNode.Scalar(value, IsPlain: false, location);
                return true;
            case '[':
                return TryReadBrackets(location, path, out node);
            case '|' or '>':
                if (!TryReadBlock(parentIndent, out value))
                {
                    return false;
                }

                node = new YamlNode.Scalar(value, IsPlain: false, location);
                return true;
            default:
                if (!IsPlainBegin(at) || !TryReadPlain(parentIndent, out value))
                {
                    return false;
                }

                node = new YamlNode.Scalar(value, IsPlain: true, location);
                return true;
        }
    }

    // True where a key and its colon begin here.
    readonly bool IsKey()
    {
        if (text[at] is '\'' or '"')
        {
            var quote = text[at];
            for (var i = at + 1; i < text.Length && text[i] != '\n'; i++)
            {
                if (text[i] == '\\' && quote == '"')
                {
                    i++;
                }
                else if (text[i] == quote)
                {
                    if (quote == '"' || i + 1 >= text.Length || text[i + 1] != quote)
                    {
                        return i + 1 < text.Length && text[i + 1] == ':' && IsBlank(i + 2);
                    }

                    i++;
                }
            }

            return false;
        }

        if (!IsPlainBegin(at))
        {
            return false;
        }

        ScanPlain(at, out var end);
        return end == PlainEnd.Colon;
    }

    // What YAML 1.2.2, 7.3.3 lets a plain scalar begin with, directives left out.
    readonly bool IsPlainBegin(int index) => text[index] switch
    {
        ',' or '[' or ']' or '{' or '}' or '#' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' or '\t' => false,
        '-' or '?' or ':' => !IsBlank(index + 1),
        _ => true,
    };

    // The end of the plain text on this line, without spaces behind it.
    readonly int ScanPlain(int index, out PlainEnd end)
    {
        end = PlainEnd.Line;
        var i = index;
        for (; i < text.Length; i++)
        {
            var c = text[i];
            if (c > ':')
            {
                continue;
            }

            if (c == '\n')
            {
                break;
            }

            if (c == '\t')
            {
                end = PlainEnd.Tab;
                break;
            }

            if (c == ':' && IsBlank(i + 1))
            {
                end = PlainEnd.Colon;
                break;
            }

            if (c == '#' && text[i - 1] == ' ' && i > index)
            {
                end = PlainEnd.Comment;
                break;
            }
        }

        while (i > index && text[i - 1] == ' ')
        {
            i--;
        }

        return i;
    }

    // Lines that follow belong to it as long as they are indented deeper than its parent; breaks are folded.
    bool TryReadPlain(int parentIndent, [NotNullWhen(true)] out string? value)
    {
        value = null;
        var begin = at;
        at = ScanPlain(at, out var end);
        var length = -1;
        var first = text[begin..at];
        while (end == PlainEnd.Line)
        {
            SkipSpaces();
            var lineAt = at;
            var breaks = 0;
            var next = at;
            while (next < text.Length && text[next] == '\n')
            {
                breaks++;
                lineAt = ++next;
                while (next < text.Length && text[next] == ' ')
                {
                    next++;
                }
            }

            if (next >= text.Length || next - lineAt <= parentIndent || text[next] == '#')
            {
                break;
            }

            if (length < 0)
            {
                length = 0;
                Append(first, ref length);
            }

            AppendFold(breaks - 1, ref length);
            line += breaks;
            lineBegin = lineAt;
            at = ScanPlain(next, out end);
            Append(text[next..at], ref length);
        }

        if (end is PlainEnd.Colon or PlainEnd.Tab || !TryEndLine())
        {
            return false;
        }

        value = length < 0 ? first.ToString() : new string(folded, 0, length);
        return true;
    }

    // On one line; the place is left behind the closing quote.
    bool TryReadQuoted([NotNullWhen(true)] out string? value)
    {
        value = null;
        var quote = text[at];
        var begin = at + 1;
        var length = -1;
        while (true)
        {
            var rest = text[begin..];
            var stop = quote == '"' ? rest.IndexOfAny('"', '\\', '\n') : rest.IndexOfAny('\'', '\n');
            if (stop < 0 || rest[stop] == '\n')
            {
                return false;
            }

            var next = begin + stop + 1;
            char escaped;
            if (rest[stop] == '\\')
            {
                escaped = UnescapedAt(ref next);
            }
            else if (quote == '\'' && next < text.Length && text[next] == '\'')
            {
                escaped = '\'';
            }
            else
            {
                if (length >= 0)
                {
                    Append(rest[..stop], ref length);
                }

                value = length < 0 ? rest[..stop].ToString() : new string(folded, 0, length);
                at = next;
                return true;
            }

            if (escaped == '\0')
            {
                return false;
            }

            length = Math.Max(length, 0);
            Append(rest[..stop], ref length);
            Append(escaped, ref length);
            begin = next + 1;
        }
    }

    // The character of an escape in double quotes, its last character left to the caller; NUL for every other.
    readonly char UnescapedAt(ref int index)
    {
        var c = index < text.Length ? text[index] : '\0';
        switch (c)
        {
            case '\\' or '"' or '/' or ' ':
                return c;
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'x' or 'u':
                var digits = text.Slice(index + 1, Math.Min(c == 'x' ? 2 : 4, text.Length - index - 1));
                index += digits.Length;
                return digits.Length >= 2 && !digits.ContainsAnyExcept(HexDigits) && ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                    && !char.IsSurrogate((char)code) ? (char)code : '\0';
            default:
                return '\0';
        }
    }

    // On one line, scalars only.
    bool TryReadBrackets(SourceLocation location, DocumentPath? path, [NotNullWhen(true)] out YamlNode? node)
    {
        node = null;
        if (depth >= Math.Min(limits.YamlDepthMax, DepthMax))
        {
            return false;
        }

        var first = items.Count;
        at++;
        SkipSpaces();
        while (at < text.Length && (text[at] != ']' || items.Count > first))
        {
            if (!TryReadBracketItem(DocumentPath.ToItem(path, items.Count - first)))
            {
                return false;
            }

            SkipSpaces();
            if (at >= text.Length || text[at] is not (',' or ']'))
            {
                return false;
            }

            if (text[at] == ']')
            {
                break;
            }

            at++;
            SkipSpaces();
        }

        at++;
        if (at > text.Length || !TryEndLine())
        {
            return false;
        }

        node = new YamlNode.Sequence(CollectionsMarshal.AsSpan(items)[first..].ToArray(), location);
        items.RemoveRange(first, items.Count - first);
        return true;
    }

    bool TryReadBracketItem(DocumentPath path)
    {
        var location = Here(path);
        if (!TryCount())
        {
            return false;
        }

        if (text[at] is '\'' or '"')
        {
            if (!TryReadQuoted(out var quoted))
            {
                return false;
            }

            items.Add(new YamlNode.Scalar(quoted, IsPlain: false, location));
            return true;
        }

        var length = text[at..].IndexOfAny(',', ']', '\n');
        if (length <= 0 || text[at] == '-')
        {
            return false;
        }

        var plain = text.Slice(at, length);
        if (plain.ContainsAny(BracketIndicators))
        {
            return false;
        }

        at += length;
        items.Add(new YamlNode.Scalar(plain.TrimEnd(' ').ToString(), IsPlain: true, location));
        return true;
    }
}
