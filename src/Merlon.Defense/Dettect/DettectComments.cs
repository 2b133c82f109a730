using System.Text;
using Merlon.Documents;

namespace Merlon.Dettect;

/// <summary>
/// The remarks that stand beside the values of a file (<c># 24.10%</c>), by the line of the node that they belong to, so that what
/// is written back has them too. Remarks inside of texts that go over several lines are text and none of these.
/// </summary>
public sealed class DettectComments
{
    readonly Dictionary<int, string> behind = [];
    readonly Dictionary<int, List<string>> above = [];

    DettectComments() { }

    /// <summary>A file without remarks.</summary>
    public static DettectComments None { get; } = new();

    /// <summary>Remarks below the last node.</summary>
    public IReadOnlyList<string> Below { get; private set; } = [];

    /// <summary>How many there are.</summary>
    public int Count => behind.Count + above.Values.Sum(static lines => lines.Count) + Below.Count;

    /// <summary>The remark behind a node that begins in a line, or null.</summary>
    internal string? Behind(int line) => behind.GetValueOrDefault(line);

    /// <summary>Remarks in lines of their own above a node that begins in a line.</summary>
    internal IReadOnlyList<string> Above(int line) => above.TryGetValue(line, out var lines) ? lines : [];

    /// <summary>Finds the remarks of a document that was read as <paramref name="root"/>.</summary>
    internal static DettectComments Of(ReadOnlyMemory<byte> utf8, YamlNode root)
    {
        var begins = new HashSet<int>();
        Collect(root, begins);
        var found = new DettectComments();
        var pending = new List<string>();
        var lineNumber = 0;
        char? open = null; // the quote that a text over several lines began with
        var block = -1; // indentation of the key whose text block goes on
        foreach (var line in Encoding.UTF8.GetString(utf8.Span).AsSpan().EnumerateLines())
        {
            lineNumber++;
            var text = lineNumber == 1 ? line.TrimStart('\uFEFF') : line;
            var indent = text.Length - text.TrimStart(' ').Length;
            if (open is not null)
            {
                (open, _) = Scan(text, open);
                continue;
            }

            if (block >= 0 && (text.IsWhiteSpace() || indent > block))
            {
                continue;
            }

            block = -1;
            if (text.TrimStart(" \t").StartsWith("#", StringComparison.Ordinal))
            {
                pending.Add(Clean(text.TrimStart(" \t")[1..]));
                continue;
            }

            if (!begins.Contains(lineNumber))
            {
                continue;
            }

            if (pending.Count > 0)
            {
                found.above[lineNumber] = pending;
                pending = [];
            }

            (open, var at) = Scan(text, open: null);
            var content = at < 0 ? text : text[..at];
            if (at >= 0)
            {
                found.behind[lineNumber] = Clean(text[(at + 1)..]);
            }

            var opener = content.TrimEnd().TrimEnd("0123456789+-");
            block = opener.EndsWith("|", StringComparison.Ordinal) || opener.EndsWith(">", StringComparison.Ordinal) ? indent : -1;
        }

        found.Below = pending;
        return found.Count == 0 ? None : found;
    }

    static void Collect(YamlNode node, HashSet<int> begins)
    {
        var open = new Stack<YamlNode>([node]);
        while (open.TryPop(out var next))
        {
            begins.Add(next.Location.Line);
            switch (next)
            {
                case YamlNode.Sequence sequence:
                    foreach (var item in sequence.Items)
                    {
                        open.Push(item);
                    }

                    break;
                case YamlNode.Mapping mapping:
                    foreach (var (key, value) in mapping.Entries)
                    {
                        begins.Add(key.Location.Line);
                        open.Push(value);
                    }

                    break;
            }
        }
    }

    /// <summary>Walks a line: which quote is open at its end, and where its remark begins (−1 for none).</summary>
    static (char? Open, int Comment) Scan(ReadOnlySpan<char> line, char? open)
    {
        var isStart = true; // of a token, where alone a quote opens a text
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (open is { } quote)
            {
                if (c == '\\' && quote == '"')
                {
                    i++;
                }
                else if (c == quote)
                {
                    if (quote == '\'' && i + 1 < line.Length && line[i + 1] == '\'')
                    {
                        i++;
                    }
                    else
                    {
                        open = null;
                        isStart = false;
                    }
                }
            }
            else if (c == '#' && (i == 0 || line[i - 1] is ' ' or '\t'))
            {
                return (null, i);
            }
            else if (c is '"' or '\'' && isStart)
            {
                open = c;
            }
            else if (c is not (' ' or '\t'))
            {
                isStart = c is ':' or ',' or '[' or '{' or '-' or '?';
            }
        }

        return (open, -1);
    }

    static string Clean(ReadOnlySpan<char> text)
    {
        var clean = text.ToString().ToCharArray();
        for (var i = 0; i < clean.Length; i++)
        {
            clean[i] = char.IsControl(clean[i]) || clean[i] is '\u2028' or '\u2029' or '\ufeff' || char.IsSurrogate(clean[i]) ? ' ' : clean[i];
        }

        return new string(clean).TrimEnd();
    }
}
