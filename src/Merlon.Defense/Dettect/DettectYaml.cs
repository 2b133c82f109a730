using System.Buffers;
using System.Globalization;
using System.Text;
using Merlon.Documents;

namespace Merlon.Dettect;

/// <summary>
/// Writes a tree of YAML in block style as DeTT&amp;CT's own files are laid out: two spaces, lists indented below their key. Reading
/// it again gives the same tree: every text, every plain value, every key in its order.
/// </summary>
public static class DettectYaml
{
    const int IndentSpaces = 2;

    static readonly SearchValues<char> NumberChars = SearchValues.Create("0123456789.");

    /// <summary>The text of a tree, lines ended by a line feed.</summary>
    public static string Write(YamlNode.Mapping root) => Write(root, DettectComments.None);

    /// <summary>The text of a tree with the remarks of the file that its nodes come from.</summary>
    public static string Write(YamlNode.Mapping root, DettectComments comments)
    {
        var writer = new Writer(comments);
        writer.WriteRoot(root);
        return writer.ToString();
    }

    /// <summary>Writes one document; each line's remarks are written once, at the first node of that line.</summary>
    sealed class Writer(DettectComments comments)
    {
        readonly StringBuilder text = new();
        readonly HashSet<int> said = [];

        public override string ToString() => text.ToString();

        public void WriteRoot(YamlNode.Mapping root)
        {
            if (root.Entries.Count == 0)
            {
                text.Append("{}\n");
            }

            Entries(root, 0, isFirstInline: false);
            foreach (var remark in comments.Below)
            {
                text.Append('#').Append(remark).Append('\n');
            }
        }

        void Entries(YamlNode.Mapping mapping, int indent, bool isFirstInline)
        {
            foreach (var (key, value) in mapping.Entries)
            {
                var behind = isFirstInline ? Behind(key.Location) : Begin(key.Location, indent);
                isFirstInline = false;
                text.Append(Scalar(key)).Append(':');
                Value(value, indent, behind);
            }
        }

        void Value(YamlNode value, int indent, string behind)
        {
            switch (value)
            {
                case YamlNode.Scalar scalar:
                    var written = Scalar(scalar);
                    text.Append(written.Length == 0 ? "" : " ").Append(written).Append(behind).Append('\n');
                    break;
                case YamlNode.Sequence { Items.Count: 0 }:
                    text.Append(" []").Append(behind).Append('\n');
                    break;
                case YamlNode.Mapping { Entries.Count: 0 }:
                    text.Append(" {}").Append(behind).Append('\n');
                    break;
                case YamlNode.Sequence sequence:
                    text.Append(behind).Append('\n');
                    Items(sequence, indent + IndentSpaces, isFirstInline: false);
                    break;
                case YamlNode.Mapping mapping:
                    text.Append(behind).Append('\n');
                    Entries(mapping, indent + IndentSpaces, isFirstInline: false);
                    break;
            }
        }

        void Items(YamlNode.Sequence sequence, int indent, bool isFirstInline)
        {
            foreach (var item in sequence.Items)
            {
                var isInline = isFirstInline;
                isFirstInline = false;
                if (!isInline)
                {
                    Above(item.Location, indent);
                    text.Append(' ', indent);
                }

                text.Append('-');
                switch (item)
                {
                    case YamlNode.Mapping { Entries.Count: > 0 } mapping:
                        text.Append(' ');
                        Entries(mapping, indent + IndentSpaces, isFirstInline: true);
                        break;
                    case YamlNode.Sequence { Items.Count: > 0 } nested:
                        text.Append(' ');
                        Items(nested, indent + IndentSpaces, isFirstInline: true);
                        break;
                    default:
                        Value(item, indent, Behind(item.Location));
                        break;
                }
            }
        }

        /// <summary>The remarks above a node and its indentation; gives the remark behind it.</summary>
        string Begin(SourceLocation location, int indent)
        {
            Above(location, indent);
            text.Append(' ', indent);
            return Behind(location);
        }

        void Above(SourceLocation location, int indent)
        {
            if (location.Line > 0 && !said.Contains(location.Line))
            {
                foreach (var remark in comments.Above(location.Line))
                {
                    text.Append(' ', indent).Append('#').Append(remark).Append('\n');
                }
            }
        }

        string Behind(SourceLocation location)
            => location.Line > 0 && said.Add(location.Line) && comments.Behind(location.Line) is { } remark ? $" #{remark}" : "";
    }

    /// <summary>Plain where it was plain and stays what it is, else in single quotes, in double ones where a character needs an escape.</summary>
    static string Scalar(YamlNode.Scalar scalar)
    {
        if (scalar.IsPlain && IsPlainSafe(scalar.Text))
        {
            return scalar.Text;
        }

        return scalar.Text.Any(static c => c < ' ' || c is '\u007f' or '\u0085' or '\u00a0' or '\u2028' or '\u2029' or '\ufeff' || char.IsSurrogate(c))
            ? DoubleQuoted(scalar.Text)
            : $"'{scalar.Text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    // An empty plain scalar is null and is written as nothing at all.
    static bool IsPlainSafe(string text)
        => text.Length == 0
            || !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1])
            && "-?:,[]{}#&*!|>'\"%@`".IndexOf(text[0], StringComparison.Ordinal) < 0
            && !text.Contains(": ", StringComparison.Ordinal) && !text.EndsWith(':') && !text.Contains(" #", StringComparison.Ordinal)
            && !text.Any(static c => c < ' ' || c is '\u007f' or '\u0085' or '\u2028' or '\u2029' or '\ufeff' || char.IsSurrogate(c))
            && text is not ("---" or "...")
        || IsNumber(text);

    static bool IsNumber(string text) => text.Length > 1 && text[0] == '-' && char.IsAsciiDigit(text[1]) && text.AsSpan(1).IndexOfAnyExcept(NumberChars) < 0;

    static string DoubleQuoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' or 0x7f or 0x85 or 0xa0 or 0x2028 or 0x2029 or 0xfeff => quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"),
                _ => quoted.Append(rune.ToString()),
            };
        }

        return quoted.Append('"').ToString();
    }
}
