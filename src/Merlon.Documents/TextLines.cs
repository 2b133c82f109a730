namespace Merlon.Documents;

/// <summary>Two or three states of a text, line by line.</summary>
public static class TextLines
{
    /// <summary>What became of each line; lines that moved are removed and added.</summary>
    public static IReadOnlyList<LineChange> Compare(string before, string after)
    {
        var (from, to) = (Split(before), Split(after));
        var changes = new List<LineChange>();
        var (i, j) = (0, 0);
        foreach (var (a, b) in CommonParts.Pairs(from, to, string.Equals).Append((from.Length, to.Length)))
        {
            for (; i < a; i++)
            {
                changes.Add(new LineChange(LineFate.Removed, i + 1, 0, from[i]));
            }

            for (; j < b; j++)
            {
                changes.Add(new LineChange(LineFate.Added, 0, j + 1, to[j]));
            }

            if (a < from.Length)
            {
                changes.Add(new LineChange(LineFate.Kept, ++i, ++j, from[a]));
            }
        }

        return changes;
    }

    /// <summary>Both changes of a text in one; null where both changed the same or neighbouring lines differently.</summary>
    public static string? Merge(string known, string mine, string theirs)
    {
        if (string.Equals(known, theirs, StringComparison.Ordinal) || string.Equals(mine, theirs, StringComparison.Ordinal))
        {
            return mine;
        }

        var lines = Split(known);
        var (ours, others) = (Hunks(lines, Split(mine)), Hunks(lines, Split(theirs)));
        var merged = new List<string>();
        var at = 0;
        while (ours.Count > 0 || others.Count > 0)
        {
            var isOurs = others.Count == 0 || (ours.Count > 0 && ours.Peek().Start <= others.Peek().Start);
            var (next, rest) = isOurs ? (ours.Dequeue(), others) : (others.Dequeue(), ours);
            if (rest.Count > 0 && rest.Peek() is var other && other.Start <= next.Start + next.Count)
            {
                if (other.Start != next.Start || other.Count != next.Count || !other.Lines.SequenceEqual(next.Lines, StringComparer.Ordinal))
                {
                    return null;
                }

                rest.Dequeue();
            }

            merged.AddRange(lines[at..next.Start]);
            merged.AddRange(next.Lines);
            at = next.Start + next.Count;
        }

        merged.AddRange(lines[at..]);
        return string.Join('\n', merged);
    }

    static Queue<(int Start, int Count, string[] Lines)> Hunks(string[] from, string[] to)
    {
        var hunks = new Queue<(int, int, string[])>();
        var (i, j) = (0, 0);
        foreach (var (a, b) in CommonParts.Pairs(from, to, string.Equals).Append((from.Length, to.Length)))
        {
            if (a > i || b > j)
            {
                hunks.Enqueue((i, a - i, to[j..b]));
            }

            (i, j) = (a + 1, b + 1);
        }

        return hunks;
    }

    static string[] Split(string text) => text.Split('\n');
}

/// <summary>What became of a line.</summary>
/// <param name="Fate">Kept, added or removed.</param>
/// <param name="Before">Its number before, from 1; 0 for one that was added.</param>
/// <param name="After">Its number after, from 1; 0 for one that was removed.</param>
/// <param name="Text">The line without its end.</param>
public sealed record LineChange(LineFate Fate, int Before, int After, string Text);

/// <summary>What can become of a line.</summary>
public enum LineFate
{
    /// <summary>It is in both.</summary>
    Kept,

    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is gone.</summary>
    Removed,
}
