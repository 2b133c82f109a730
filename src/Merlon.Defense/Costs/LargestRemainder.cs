namespace Merlon.Costs;

/// <summary>Sharing out money so that the shares add up exactly.</summary>
static class LargestRemainder
{
    /// <summary>
    /// Shares of an amount in whole cents in proportion to weights (0 or more): each rounded down, then the cents that are left go to the
    /// largest remainders, ties to the earlier. Without any weight the shares are equal; without anybody there are none.
    /// </summary>
    public static decimal[] Share(decimal amount, IReadOnlyList<double> weights)
    {
        if (weights.Count == 0)
        {
            return [];
        }

        var sum = weights.Sum();
        var exact = weights.Select(weight => sum > 0 ? amount * (decimal)(weight / sum) : amount / weights.Count).ToArray();
        var shares = exact.Select(static share => Math.Floor(share * 100) / 100).ToArray();
        var cents = (int)((amount - shares.Sum()) * 100);
        foreach (var at in Enumerable.Range(0, shares.Length).OrderByDescending(at => exact[at] - shares[at]).ThenBy(static at => at).Take(Math.Max(0, cents)))
        {
            shares[at] += 0.01m;
        }

        // What rounding of the weights leaves beyond that goes to the heaviest.
        var rest = amount - shares.Sum();
        if (rest != 0)
        {
            var heaviest = Enumerable.Range(0, shares.Length).MaxBy(at => weights[at]);
            shares[heaviest] += rest;
        }

        return shares;
    }
}
