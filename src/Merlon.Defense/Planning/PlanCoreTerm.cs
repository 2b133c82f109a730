using System.Numerics;

namespace Merlon.Planning;

/// <summary>A term of which the worth of every set is known. Every item is a class of its own, and the most is exact.</summary>
sealed class TableTerm(int[] items, double[] table) : PlanTerm
{
    public override int[] Items => items;

    public override int[] Classes { get; } = [.. Enumerable.Range(0, items.Length)];

    public override int ClassCount => items.Length;

    public override int TableItemsMax => items.Length;

    public override double ValueOf(ReadOnlySpan<int> counts) => table[SetOf(counts)];

    public override long StepsOf(int free) => 1 + free;

    public override double MostOf(ReadOnlySpan<int> taken, ReadOnlySpan<int> free, ReadOnlySpan<double> prices, Span<int> picks)
    {
        var start = SetOf(taken);
        var (sure, open, paid) = Settled(start, SetOf(free), prices);
        var size = 1 << BitOperations.PopCount((uint)open);
        Span<int> sets = stackalloc int[size];
        Span<double> sums = stackalloc double[size];
        (sets[0], sums[0]) = (sure, paid);
        var (best, bestSet, count) = (table[sure] - paid, sure, 1);
        for (; open != 0; open &= open - 1, count <<= 1)
        {
            var (bit, price) = (open & -open, prices[BitOperations.TrailingZeroCount(open)]);
            for (var i = 0; i < count; i++)
            {
                var (set, sum) = (sets[i] | bit, sums[i] + price);
                sets[count + i] = set;
                sums[count + i] = sum;
                if (table[set] - sum > best)
                {
                    (best, bestSet) = (table[set] - sum, set);
                }
            }
        }

        for (var item = 0; item < picks.Length; item++)
        {
            picks[item] = (bestSet & ~start) >> item & 1;
        }

        return best;
    }

    /// <summary>
    /// Items that are in the best set or not whatever becomes of the others: one not worth its price after what is sure never is, one worth it
    /// after all the others always is.
    /// </summary>
    (int Sure, int Open, double Paid) Settled(int start, int open, ReadOnlySpan<double> prices)
    {
        var (sure, paid, isChanged) = (start, 0.0, true);
        while (isChanged)
        {
            isChanged = false;
            for (var rest = open; rest != 0; rest &= rest - 1)
            {
                var bit = rest & -rest;
                var price = prices[BitOperations.TrailingZeroCount(rest)];
                if (table[sure | bit] - table[sure] <= price)
                {
                    open &= ~bit;
                    isChanged = true;
                }
                else if (table[sure | open] - table[(sure | open) & ~bit] >= price)
                {
                    sure |= bit;
                    open &= ~bit;
                    paid += price;
                    isChanged = true;
                }
            }
        }

        return (sure, open, paid);
    }

    static int SetOf(ReadOnlySpan<int> counts)
    {
        var set = 0;
        for (var item = 0; item < counts.Length; item++)
        {
            set |= counts[item] > 0 ? 1 << item : 0;
        }

        return set;
    }
}

/// <summary>What is left of a term that is too large for a table, when some of its items are taken.</summary>
/// <param name="whole">The term.</param>
/// <param name="taken">Of each of its classes, how many are taken.</param>
/// <param name="before">What they are worth.</param>
/// <param name="classes">Its classes with open items.</param>
/// <param name="items">Open items.</param>
/// <param name="places">By open item, the place of its class among <paramref name="classes"/>.</param>
sealed class RestTerm(PlanTerm whole, int[] taken, double before, int[] classes, int[] items, int[] places) : PlanTerm
{
    public override int[] Items => items;

    public override int[] Classes => places;

    public override int ClassCount => classes.Length;

    public override int TableItemsMax => whole.TableItemsMax;

    public override long StepsOf(int free) => whole.StepsOf(free);

    public override double ValueOf(ReadOnlySpan<int> counts)
    {
        Span<int> all = stackalloc int[taken.Length];
        taken.CopyTo(all);
        Spread(counts, all);
        return whole.ValueOf(all) - before;
    }

    public override double MostOf(ReadOnlySpan<int> further, ReadOnlySpan<int> free, ReadOnlySpan<double> prices, Span<int> picks)
    {
        Span<int> all = stackalloc int[taken.Length];
        Span<int> open = stackalloc int[taken.Length];
        Span<int> chosen = stackalloc int[taken.Length];
        Span<double> wholePrices = stackalloc double[taken.Length];
        taken.CopyTo(all);
        Spread(further, all);
        Spread(free, open);
        for (var of = 0; of < classes.Length; of++)
        {
            wholePrices[classes[of]] = prices[of];
        }

        var most = whole.MostOf(all, open, wholePrices, chosen) - before;
        for (var of = 0; of < classes.Length; of++)
        {
            picks[of] = chosen[classes[of]];
        }

        return most;
    }

    void Spread(ReadOnlySpan<int> counts, Span<int> all)
    {
        for (var of = 0; of < classes.Length; of++)
        {
            all[classes[of]] += counts[of];
        }
    }
}
