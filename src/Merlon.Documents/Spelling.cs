namespace Merlon.Documents;

/// <summary>Finds what a person probably meant when a word is not known.</summary>
public static class Spelling
{
    /// <summary>
    /// The candidate nearest to <paramref name="word"/> by edit distance (insert, delete, replace, swap of neighbours),
    /// case ignored, or null when none is within a third of the word's length (at least 1, at most 4). Ties go to the
    /// ordinally first.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length == 0)
        {
            return null;
        }

        var best = Math.Clamp(word.Length / 3, 1, 4);
        string? nearest = null;
        foreach (var candidate in candidates)
        {
            var distance = Distance(word, candidate, best);
            if (distance < best
                || distance == best && (nearest is null || string.CompareOrdinal(candidate, nearest) < 0))
            {
                best = distance;
                nearest = candidate;
            }
        }

        return nearest;
    }

    /// <summary>
    /// Optimal string alignment distance with case ignored, or <paramref name="most"/> + 1 where it is larger. Looks only
    /// at the diagonals that can end within the bound, so that long words cost their length and not its square.
    /// </summary>
    internal static int Distance(string a, string b, int most)
    {
        if (Math.Abs(a.Length - b.Length) > most)
        {
            return most + 1;
        }

        var before = new int[b.Length + 1];
        var above = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        Array.Fill(before, most + 1);
        for (var j = 0; j <= b.Length; j++)
        {
            above[j] = Math.Min(j, most + 1);
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var from = Math.Max(1, i - most);
            var to = Math.Min(b.Length, i + most);
            row[from - 1] = from == 1 ? Math.Min(i, most + 1) : most + 1;
            for (var j = from; j <= to; j++)
            {
                row[j] = Math.Min(most + 1, CellOf(a, b, i, j, row, above, before));
            }

            if (to < b.Length)
            {
                row[to + 1] = most + 1;
            }

            (before, above, row) = (above, row, before);
        }

        return above[b.Length];
    }

    static int CellOf(string a, string b, int i, int j, int[] row, int[] above, int[] before)
    {
        var isSame = Fold(a[i - 1]) == Fold(b[j - 1]);
        var cell = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (isSame ? 0 : 1));
        var isSwap = i > 1 && j > 1 && Fold(a[i - 1]) == Fold(b[j - 2]) && Fold(a[i - 2]) == Fold(b[j - 1]);
        return isSwap ? Math.Min(cell, before[j - 2] + 1) : cell;
    }

    static char Fold(char c) => char.ToUpperInvariant(c);
}
