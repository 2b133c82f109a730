using Merlon.Planning;

namespace Merlon.Defense.Tests.Planning;

/// <summary>What is known of a term's items saves questions and changes no answer.</summary>
public sealed class PlanKinshipTests
{
    const double Rounding = 1e-9;

    [Fact]
    public void The_most_less_prices_is_that_of_trying_every_set()
    {
        var isSaved = false;
        for (var number = 0; number < 3000; number++)
        {
            var (random, asked) = (new Random(number), new HashSet<ulong>());
            var world = World.Any(random, itemsMax: 9);
            var term = world.Term(asked);
            var count = term.Items.Length;
            var (taken, free) = (new int[count], new int[count]);
            foreach (var item in Enumerable.Range(0, count))
            {
                var at = random.Next(8);
                (taken[item], free[item]) = (at == 0 ? 1 : 0, at > 1 ? 1 : 0);
            }

            var prices = world.Prices(random);
            var most = term.MostOf(taken, free, prices, new int[count]);
            most.ShouldBe(BestOf(world, taken, free, prices), free.Sum() <= 8 ? Rounding : 0.01, $"{number}");
            most.ShouldBeGreaterThanOrEqualTo(BestOf(world, taken, free, prices) - Rounding, $"{number}");
            isSaved |= asked.Count < 1 << free.Sum() - 3;
        }

        isSaved.ShouldBeTrue();
    }

    [Fact]
    public void With_many_alike_items_the_most_is_exact_or_nearly()
    {
        for (var number = 0; number < 15; number++)
        {
            var random = new Random(number);
            var world = World.Any(random, itemsMax: 16, itemsMin: 14);
            var term = world.Term([]);
            var (taken, free) = (new int[term.Items.Length], Enumerable.Repeat(1, term.Items.Length).ToArray());
            var prices = world.Prices(random);
            var (most, best) = (term.MostOf(taken, free, prices, new int[free.Length]), BestOf(world, taken, free, prices));
            most.ShouldBeGreaterThanOrEqualTo(best - Rounding, $"{number}");
            most.ShouldBeLessThanOrEqualTo(best + 0.05, $"{number}");
        }
    }

    static double BestOf(World world, int[] taken, int[] free, double[] prices)
    {
        var (start, open) = (Bits(taken), Bits(free));
        var best = double.NegativeInfinity;
        for (var set = open; ; set = (set - 1) & open)
        {
            best = Math.Max(best, world.WorthOf(start | set) - prices.Where((_, item) => (set >> item & 1) == 1).Sum());
            if (set == 0)
            {
                return best;
            }
        }
    }

    static ulong Bits(int[] counts) => counts.Select(static (count, item) => (ulong)count << item).Aggregate(0UL, static (bits, bit) => bits | bit);

    /// <summary>Places with voices, each place's value min(.95, Σ .4^i × strength), the worth 1 − Π (1 − value).</summary>
    sealed record World(PlanVoice[][] Voices, PlanVoice[] Known)
    {
        const int Places = 3;

        public static World Any(Random random, int itemsMax, int itemsMin = 1)
        {
            var (keys, strengths) = (random.Next(2, 9), random.Next(1, 4));
            var items = Enumerable.Range(0, random.Next(itemsMin, itemsMax + 1)).Select(_ => Some(random.Next(1, 3))).ToArray();
            return new(items, Some(random.Next(3)));

            PlanVoice[] Some(int count) =>
            [
                .. Enumerable.Range(0, count).Select(_ => new PlanVoice(random.Next(Places), $"k{random.Next(keys)}", 0.2 * random.Next(1, strengths + 1)))
                    .DistinctBy(static voice => (voice.Place, voice.Key)),
            ];
        }

        public double[] Prices(Random random)
        {
            var scale = random.NextDouble() * 0.3;
            return [.. Voices.Select(_ => scale * random.Next(0, 5))];
        }

        public AskedTerm Term(HashSet<ulong> asked)
            => new(
                [.. Enumerable.Range(0, Voices.Length)],
                set =>
                {
                    asked.Add(set);
                    return WorthOf(set);
                },
                new PlanKinship(Voices, Known.Select(static voice => (voice.Place, voice.Key)).ToHashSet()));

        public double WorthOf(ulong set) => Open([]) - Open(Voices.Where((_, item) => (set >> item & 1) == 1).SelectMany(static voices => voices));

        double Open(IEnumerable<PlanVoice> more) => Known.Concat(more).GroupBy(static voice => voice.Place).Select(static place => 1 - Math.Min(0.95, place
            .GroupBy(static voice => voice.Key, StringComparer.Ordinal).Select(static same => same.Max(static voice => voice.Strength)).OrderDescending()
            .Select(static (strength, index) => strength * Math.Pow(0.4, index)).Sum())).Aggregate(1.0, static (open, one) => open * one);
    }
}
