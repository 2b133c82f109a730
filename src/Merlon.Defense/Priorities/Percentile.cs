namespace Merlon.Priorities;

/// <summary>Percentiles as spreadsheets compute them.</summary>
static class Percentile
{
    /// <summary>
    /// PERCENTILE.INC: linear between the two neighbours of rank <c>share × (n − 1)</c>, the smallest having rank 0. NaN for no values.
    /// </summary>
    /// <param name="values">In any order.</param>
    /// <param name="share">0..1.</param>
    public static double Inclusive(IEnumerable<double> values, double share)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return OfSorted(sorted, share);
    }

    /// <summary>As <see cref="Inclusive"/>, of values that are sorted already.</summary>
    public static double OfSorted(IReadOnlyList<double> sorted, double share)
    {
        if (sorted.Count == 0)
        {
            return double.NaN;
        }

        var rank = Math.Clamp(share, 0, 1) * (sorted.Count - 1);
        var below = (int)Math.Floor(rank);
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}
