namespace Merlon.Documents;

/// <summary>Which items of two sequences are the same ones.</summary>
static class YamlAlignment
{
    /// <summary>Where the two differ: a run of the first, and what stands there in the second; in order.</summary>
    public static IEnumerable<(int Start, int Count, IReadOnlyList<YamlNode> Items)> Hunks(IReadOnlyList<YamlNode> from, IReadOnlyList<YamlNode> to)
    {
        var (i, j) = (0, 0);
        foreach (var (a, b) in Pairs(from, to).Append((from.Count, to.Count)))
        {
            if (a > i || b > j)
            {
                yield return (i, a - i, [.. to.Skip(j).Take(b - j)]);
            }

            (i, j) = (a + 1, b + 1);
        }
    }

    /// <summary>Pairs of places with the same item, both rising: the longest such list.</summary>
    public static List<(int From, int To)> Pairs(IReadOnlyList<YamlNode> from, IReadOnlyList<YamlNode> to) => CommonParts.Pairs(from, to, YamlTree.AreSame);
}
