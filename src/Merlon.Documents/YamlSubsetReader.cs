using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Merlon.Documents;

/// <summary>
/// Reads the YAML that people write by hand in one pass over the text: block mappings and sequences, scalars of every
/// style, lists of scalars in brackets, comments, several documents. It makes the trees that the general parser makes,
/// places included, or gives up without a word: whatever is unusual, wrong or past a limit is the general parser's.
/// </summary>
ref partial struct YamlSubsetReader
{
    /// <summary>Longest key on one line; the general parser's own bound is 1,024 characters.</summary>
    const int KeyCharsMax = 1_000;

    /// <summary>Deepest nesting that is read by recursion, whatever the limits allow.</summary>
    const int DepthMax = 128;

    // Below this many keys a walk finds a duplicate faster than a set.
    const int WalkedKeys = 32;

    // What YAML 1.1 counts as a line end, and the byte order mark.
    static readonly SearchValues<char> Unusual = SearchValues.Create("\u0085\u2028\u2029\ufeff");

    readonly ReadOnlySpan<char> text;
    readonly ReadLimits limits;
    readonly List<YamlNode> items;
    readonly List<KeyValuePair<YamlNode.Scalar, YamlNode>> entries;
    char[] folded;
    int at;
    int line;
    int lineBegin;
    int nodes;
    int depth;

    // Column from 0 of the text that comes next, which begins its line; -1 at the end of the document.
    int column;

    YamlSubsetReader(ReadOnlySpan<char> text, ReadLimits limits)
    {
        this.text = text;
        this.limits = limits;
        items = [];
        entries = [];
        folded = [];
        line = 1;
    }

    /// <summary>The documents of the stream; false where it is not all of the subset, and then nothing has been said of it.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, ReadLimits limits, [NotNullWhen(true)] out List<YamlNode>? roots)
    {
        roots = null;
        if (text.Contains('\r'))
        {
            text = text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
        }

        if (text.Contains('\r') || text.ContainsAny(Unusual))
        {
            return false;
        }

        var found = new List<YamlNode>(1);
        if (!new YamlSubsetReader(text, limits).TryReadDocuments(found))
        {
            return false;
        }

        roots = found;
        return true;
    }

    bool TryReadDocuments(List<YamlNode> roots)
    {
        SkipToContent();
        do
        {
            if (column < 0 && StandsAt("---"))
            {
                at += 3;
                if (!TryEndLine())
                {
                    return false;
                }
            }

            if (column != 0 || !TryReadNode(-1, path: null, out var root) || root is YamlNode.Scalar || column >= 0)
            {
                return false;
            }

            roots.Add(root);
        }
        while (at < text.Length);

        return true;
    }

    // A node that may be a block collection: it begins its line, or stands behind a dash.
    bool TryReadNode(int parentIndent, DocumentPath? path, [NotNullWhen(true)] out YamlNode? node)
    {
        var indent = at - lineBegin;
        if (IsDash(at))
        {
            return TryReadSequence(indent, path, out node);
        }

        if (IsKey())
        {
            return TryReadMapping(indent, path, out node);
        }

        return TryReadValue(parentIndent, path, out node);
    }

    bool TryReadMapping(int indent, DocumentPath? path, [NotNullWhen(true)] out YamlNode? node)
    {
        node = null;
        var location = Here(path);
        var first = entries.Count;
        HashSet<string>? known = null;
        if (!TryEnter())
        {
            return false;
        }

        column = indent;
        while (column == indent)
        {
            if (!TryReadKey(path, out var key, out var entryPath) || IsKnown(key.Text, first, ref known) || !TryReadEntryValue(indent, entryPath, out var value))
            {
                return false;
            }

            entries.Add(new(key, value));
        }

        if (column > indent)
        {
            return false;
        }

        depth--;
        node = new YamlNode.Mapping(CollectionsMarshal.AsSpan(entries)[first..].ToArray(), location);
        entries.RemoveRange(first, entries.Count - first);
        return true;
    }

    bool TryReadSequence(int indent, DocumentPath? path, [NotNullWhen(true)] out YamlNode? node)
    {
        node = null;
        var location = Here(path);
        var first = items.Count;
        if (!TryEnter())
        {
            return false;
        }

        column = indent;
        while (column == indent && IsDash(at))
        {
            var itemPath = DocumentPath.ToItem(path, items.Count - first);
            at++;
            var behind = Here(itemPath);
            SkipSpaces();
            if (IsAtLineEnd(at) || text[at] == '#')
            {
                if (!TryEndLine() || !TryReadBelow(indent, isDashAllowed: false, itemPath, behind, out var below))
                {
                    return false;
                }

                items.Add(below);
                continue;
            }

            if (!TryReadNode(indent, itemPath, out var item))
            {
                return false;
            }

            items.Add(item);
        }

        if (column > indent)
        {
            return false;
        }

        depth--;
        node = new YamlNode.Sequence(CollectionsMarshal.AsSpan(items)[first..].ToArray(), location);
        items.RemoveRange(first, items.Count - first);
        return true;
    }

    bool TryReadKey(DocumentPath? path, [NotNullWhen(true)] out YamlNode.Scalar? key, [NotNullWhen(true)] out DocumentPath? entryPath)
    {
        key = null;
        entryPath = null;
        if (!IsKey() || !TryCount())
        {
            return false;
        }

        var begin = at;
        var isPlain = text[at] is not ('\'' or '"');
        string? name;
        if (isPlain)
        {
            name = text[at..ScanPlain(at, out _)].ToString();
            at += name.Length;
        }
        else if (!TryReadQuoted(out name))
        {
            return false;
        }

        // Keys of any other form are the general parser's: merges, a space before the colon, and asterisks, which it takes for aliases.
        if (isPlain && (name is "<<" || name.Contains('*', StringComparison.Ordinal)) || at - begin > KeyCharsMax || at >= text.Length || text[at] != ':')
        {
            return false;
        }

        at++;
        entryPath = DocumentPath.ToKey(path, name);
        key = new(name, isPlain, new SourceLocation(line, begin - lineBegin + 1, entryPath));
        return true;
    }

    bool TryReadEntryValue(int indent, DocumentPath path, [NotNullWhen(true)] out YamlNode? value)
    {
        value = null;
        var behind = Here(path);
        SkipSpaces();
        return IsAtLineEnd(at) || text[at] == '#'
            ? TryEndLine() && TryReadBelow(indent, isDashAllowed: true, path, behind, out value)
            : !IsDash(at) && TryReadValue(indent, path, out value);
    }

    // What stands on the lines below a key or dash: deeper, a list at the key's own indentation, or nothing.
    bool TryReadBelow(int indent, bool isDashAllowed, DocumentPath path, SourceLocation behind, [NotNullWhen(true)] out YamlNode? node)
    {
        if (column > indent)
        {
            return TryReadNode(indent, path, out node);
        }

        if (column == indent && isDashAllowed && IsDash(at))
        {
            return TryReadSequence(indent, path, out node);
        }

        node = new YamlNode.Scalar("", IsPlain: true, behind);
        return TryCount();
    }

    readonly bool IsKnown(string key, int first, ref HashSet<string>? known)
    {
        if (entries.Count - first < WalkedKeys)
        {
            for (var i = first; i < entries.Count; i++)
            {
                if (string.Equals(entries[i].Key.Text, key, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }

        known ??= [.. entries[first..].Select(static entry => entry.Key.Text)];
        return !known.Add(key);
    }

    bool TryEnter() => ++depth <= Math.Min(limits.YamlDepthMax, DepthMax) && TryCount();

    bool TryCount() => ++nodes <= limits.YamlNodesMax;

    readonly SourceLocation Here(DocumentPath? path) => new(line, at - lineBegin + 1, path);

    readonly bool IsAtLineEnd(int index) => index >= text.Length || text[index] == '\n';

    readonly bool IsBlank(int index) => index >= text.Length || text[index] is ' ' or '\n';

    readonly bool IsDash(int index) => index < text.Length && text[index] == '-' && IsBlank(index + 1);

    readonly bool StandsAt(string marker) => text[at..].StartsWith(marker, StringComparison.Ordinal) && IsBlank(at + marker.Length);

    void SkipSpaces()
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }
    }

    // Leaves a line behind on which nothing may follow but a comment, and goes on to the next text.
    bool TryEndLine()
    {
        var begin = at;
        SkipSpaces();
        if (!IsAtLineEnd(at) && (text[at] != '#' || at == begin && text[at - 1] != ' '))
        {
            return false;
        }

        SkipLine();
        SkipToContent();
        return true;
    }

    void SkipLine()
    {
        var end = text[at..].IndexOf('\n');
        at = end < 0 ? text.Length : at + end;
    }

    // From the end or beginning of a line to the first text of a line that is no comment.
    void SkipToContent()
    {
        while (at < text.Length)
        {
            if (text[at] == '\n')
            {
                lineBegin = ++at;
                line++;
                continue;
            }

            SkipSpaces();
            if (IsAtLineEnd(at))
            {
                continue;
            }

            if (text[at] != '#')
            {
                column = at - lineBegin;
                if (column == 0 && (StandsAt("---") || StandsAt("...")))
                {
                    column = -1;
                }

                return;
            }

            SkipLine();
        }

        column = -1;
    }
}
