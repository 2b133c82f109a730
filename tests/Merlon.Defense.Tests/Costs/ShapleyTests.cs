using Merlon.Costs;

namespace Merlon.Defense.Tests.Costs;

public sealed class ShapleyTests
{
    /// <summary>What is covered by any of those present, each with its own chance per target: as coverage adds up.</summary>
    static Func<IReadOnlyList<bool>, double> Game(Random random, int count)
    {
        var strengths = Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 5).Select(_ => random.Next(3) == 0 ? 0 : random.NextDouble()).ToArray()).ToArray();
        return present => Enumerable.Range(0, 5).Sum(target => 1 - Enumerable.Range(0, count).Where(member => present[member]).Aggregate(1.0, (open, member) => open * (1 - strengths[member][target])));
    }

    [Fact]
    public void Shares_are_the_mean_over_every_order()
    {
        var random = new Random(2);
        for (var count = 1; count <= 5; count++)
        {
            var game = Game(random, count);
            var naive = Naive(count, game);
            var exact = ShapleyValue.Exact(count, game);
            for (var member = 0; member < count; member++)
            {
                exact[member].ShouldBe(naive[member], 1e-12);
            }
        }
    }

    [Fact]
    public void Shares_add_up_to_what_all_add()
    {
        var random = new Random(9);
        for (var count = 1; count <= 12; count++)
        {
            var game = Game(random, count);
            ShapleyValue.Of(count, game, seed: 1).Sum().ShouldBe(game([.. Enumerable.Repeat(true, count)]), 1e-9);
        }
    }

    [Fact]
    public void Two_who_do_the_same_get_the_same_and_who_does_nothing_gets_nothing()
    {
        var shares = ShapleyValue.Exact(4, static present => (present[0] || present[1] ? 6 : 0) + (present[2] ? 2 : 0));
        shares.ShouldBe([3, 3, 2, 0]);
    }

    [Fact]
    public void Drawing_orders_comes_near_looking_at_all_sets()
    {
        var random = new Random(7);
        var game = Game(random, ShapleyValue.ExactPlayersMax);
        var (exact, sampled) = (ShapleyValue.Exact(ShapleyValue.ExactPlayersMax, game), ShapleyValue.Sampled(ShapleyValue.ExactPlayersMax, game, 1));
        var all = exact.Sum();
        for (var member = 0; member < exact.Length; member++)
        {
            sampled[member].ShouldBe(exact[member], 0.02 * all);
        }

        ShapleyValue.Sampled(ShapleyValue.ExactPlayersMax, game, 1).ShouldBe(sampled);
    }

    static double[] Naive(int count, Func<IReadOnlyList<bool>, double> game)
    {
        var shares = new double[count];
        var orders = Orders([.. Enumerable.Range(0, count)]).ToArray();
        foreach (var order in orders)
        {
            var present = new bool[count];
            foreach (var member in order)
            {
                var before = game(present);
                present[member] = true;
                shares[member] += (game(present) - before) / orders.Length;
            }
        }

        return shares;
    }

    static IEnumerable<int[]> Orders(int[] members) => members.Length == 0
        ? [[]]
        : members.SelectMany(first => Orders([.. members.Where(one => one != first)]).Select(rest => (int[])[first, .. rest]));

    [Fact]
    public void Shared_money_adds_up_to_the_cent()
    {
        var random = new Random(4);
        for (var round = 0; round < 2_000; round++)
        {
            var amount = random.Next(0, 10_000_000) / 100m;
            var weights = Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(4) == 0 ? 0 : random.NextDouble()).ToArray();
            var shares = LargestRemainder.Share(amount, weights);
            shares.Sum().ShouldBe(amount);
            shares.ShouldAllBe(static share => share >= 0 && share == Math.Round(share, 2));
        }
    }

    [Fact]
    public void Cents_go_to_the_largest_remainders()
    {
        LargestRemainder.Share(100m, [1, 1, 1]).ShouldBe([33.34m, 33.33m, 33.33m]);
        LargestRemainder.Share(0.02m, [5, 3, 2]).ShouldBe([0.01m, 0.01m, 0m]);
        LargestRemainder.Share(10m, [0, 0]).ShouldBe([5m, 5m]);
        LargestRemainder.Share(10m, []).ShouldBeEmpty();
    }
}
