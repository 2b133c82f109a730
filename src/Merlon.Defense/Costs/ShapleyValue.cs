namespace Merlon.Costs;

/// <summary>
/// What each member of a team adds, on average over every order in which they may join (Shapley 1953): the shares add up to what all add, two
/// who do the same get the same, and who adds nothing gets nothing.
/// </summary>
static class ShapleyValue
{
    /// <summary>Most members for whom every set is looked at; more are sampled.</summary>
    public const int ExactPlayersMax = 8;

    /// <summary>Orders that are drawn where there are more, each also backwards.</summary>
    public const int SampledOrders = 64;

    /// <summary>Shares of <paramref name="count"/> members. The value of a set is asked by its bits and has to be 0 for nobody.</summary>
    public static double[] Of(int count, Func<IReadOnlyList<bool>, double> value, ulong seed)
        => count <= ExactPlayersMax ? Exact(count, value) : Sampled(count, value, seed);

    internal static double[] Exact(int count, Func<IReadOnlyList<bool>, double> value)
    {
        var values = new double[1 << count];
        var members = new bool[count];
        for (var set = 0; set < values.Length; set++)
        {
            for (var member = 0; member < count; member++)
            {
                members[member] = (set >> member & 1) == 1;
            }

            values[set] = value(members);
        }

        var shares = new double[count];
        var chance = new double[count]; // of a set of that size to be the ones who came before
        for (var size = 0; size < count; size++)
        {
            chance[size] = size == 0 ? 1.0 / count : chance[size - 1] * size / (count - size);
        }

        for (var set = 0; set < values.Length; set++)
        {
            var size = System.Numerics.BitOperations.PopCount((uint)set);
            for (var member = 0; member < count; member++)
            {
                if ((set >> member & 1) == 0)
                {
                    shares[member] += chance[size] * (values[set | 1 << member] - values[set]);
                }
            }
        }

        return shares;
    }

    internal static double[] Sampled(int count, Func<IReadOnlyList<bool>, double> value, ulong seed)
    {
        var random = new SeededRandom(seed);
        var order = Enumerable.Range(0, count).ToArray();
        var shares = new double[count];
        for (var drawn = 0; drawn < SampledOrders; drawn++)
        {
            for (var i = count - 1; i > 0; i--)
            {
                var j = (int)random.Below((uint)i + 1);
                (order[i], order[j]) = (order[j], order[i]);
            }

            Walk(order, value, shares);
            Walk([.. order.Reverse()], value, shares);
        }

        return [.. shares.Select(static share => share / (2 * SampledOrders))];
    }

    static void Walk(int[] order, Func<IReadOnlyList<bool>, double> value, double[] shares)
    {
        var members = new bool[order.Length];
        var before = value(members);
        foreach (var member in order)
        {
            members[member] = true;
            var after = value(members);
            shares[member] += after - before;
            before = after;
        }
    }
}
