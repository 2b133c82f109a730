namespace Merlon.Documents;

/// <summary>The longest common subsequence of two lists.</summary>
static class CommonParts
{
    /// <summary>Most comparisons; where the parts that differ would need more, they are taken as different from end to end.</summary>
    public const int ComparisonsMax = 4_000_000;

    /// <summary>Pairs of places with the same item, both rising: the longest such list.</summary>
    public static List<(int From, int To)> Pairs<T>(IReadOnlyList<T> from, IReadOnlyList<T> to, Func<T, T, bool> areSame)
    {
        var start = 0;
        while (start < from.Count && start < to.Count && areSame(from[start], to[start]))
        {
            start++;
        }

        var end = 0;
        while (end < from.Count - start && end < to.Count - start && areSame(from[^(end + 1)], to[^(end + 1)]))
        {
            end++;
        }

        var (n, m) = (from.Count - start - end, to.Count - start - end);
        var pairs = Enumerable.Range(0, start).Select(static i => (i, i)).ToList();
        if ((long)n * m <= ComparisonsMax)
        {
            pairs.AddRange(Longest(n, m, (i, j) => areSame(from[start + i], to[start + j])).Select(pair => (pair.I + start, pair.J + start)));
        }

        pairs.AddRange(Enumerable.Range(0, end).Select(i => (from.Count - end + i, to.Count - end + i)));
        return pairs;
    }

    static IEnumerable<(int I, int J)> Longest(int n, int m, Func<int, int, bool> isSame)
    {
        var lengths = new int[n + 1, m + 1];
        for (var i = n - 1; i >= 0; i--)
        {
            for (var j = m - 1; j >= 0; j--)
            {
                lengths[i, j] = isSame(i, j) ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        for (var (i, j) = (0, 0); i < n && j < m;)
        {
            if (lengths[i, j] == lengths[i + 1, j + 1] + 1 && isSame(i, j))
            {
                yield return (i++, j++);
            }
            else if (lengths[i + 1, j] >= lengths[i, j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }
    }
}
