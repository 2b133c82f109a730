using System.Numerics;

namespace Merlon.Planning;

/// <summary>
/// One part of what a set is worth, such as a technique. Items that are alike in it form a class: only how many of each class are taken counts.
/// </summary>
abstract class PlanTerm
{
    /// <summary>Items that it depends on.</summary>
    public abstract int[] Items { get; }

    /// <summary>The class of each of them.</summary>
    public abstract int[] Classes { get; }

    /// <summary>Number of classes.</summary>
    public abstract int ClassCount { get; }

    /// <summary>Its worth with so many of each class taken; 0 for none.</summary>
    public abstract double ValueOf(ReadOnlySpan<int> counts);

    /// <summary>What <see cref="MostOf"/> costs with so many classes open, in steps of the search's limit.</summary>
    public virtual long StepsOf(int free) => 1;

    /// <summary>Up to so many open items the worth of all their sets is cheaper to know than to ask for.</summary>
    public virtual int TableItemsMax => 12;

    /// <summary>
    /// The most that value less prices can be when to <paramref name="taken"/> some of <paramref name="free"/> are added at a price each: exact,
    /// or (past a number of steps) somewhat above. <paramref name="picks"/> gets how many of each class reach it, or nearly.
    /// </summary>
    public abstract double MostOf(ReadOnlySpan<int> taken, ReadOnlySpan<int> free, ReadOnlySpan<double> prices, Span<int> picks);
}

/// <summary>weight × (1 − Π (1 − grade)) over the items taken; classes are items of one grade.</summary>
sealed class GradedTerm : PlanTerm
{
    /// <summary>Most steps of a search over several grades before it settles for a bound.</summary>
    const int StepsMax = 64;

    readonly double weight;
    readonly double[][] survivals; // by class: (1 − grade)^count
    readonly double[] slopes; // by class: −log(1 − grade)

    public GradedTerm(double weight, IReadOnlyList<(int Item, double Grade)> grades)
    {
        this.weight = weight;
        Weight = weight;
        var distinct = grades.Select(static grade => grade.Grade).Distinct().OrderDescending().ToArray();
        Items = [.. grades.Select(static grade => grade.Item)];
        Classes = [.. grades.Select(grade => Array.IndexOf(distinct, grade.Grade))];
        Grades = distinct;
        slopes = Array.ConvertAll(distinct, static grade => grade < 1 ? -Math.Log(1 - grade) : double.PositiveInfinity);
        survivals = Array.ConvertAll(distinct, grade => PowersOf(1 - grade, grades.Count(other => other.Grade.Equals(grade))));
    }

    public override int[] Items { get; }

    public override int[] Classes { get; }

    public override int ClassCount => Grades.Length;

    /// <summary>0 or more.</summary>
    public double Weight { get; }

    /// <summary>The grade of each class, 0..1, the largest first.</summary>
    public double[] Grades { get; }

    public override double ValueOf(ReadOnlySpan<int> counts) => weight * (1 - SurvivalOf(counts));

    public override double MostOf(ReadOnlySpan<int> taken, ReadOnlySpan<int> free, ReadOnlySpan<double> prices, Span<int> picks)
    {
        picks.Clear();
        var open = weight * SurvivalOf(taken);
        var value = weight - open;
        if (open <= 0)
        {
            return value;
        }

        if (free.Length == 1)
        {
            return value + MostOfOne(open, free[0], prices[0], Grades[0], out picks[0]);
        }

        var search = new Search(this, taken, free, prices, picks);
        return value + search.Most(open);
    }

    static double MostOfOne(double open, int free, double price, double grade, out int count)
    {
        var sum = 0.0;
        for (count = 0; count < free; count++)
        {
            var gain = open * grade - price;
            if (gain <= 0)
            {
                break;
            }

            sum += gain;
            open *= 1 - grade;
        }

        return sum;
    }

    /// <summary>How many of each class to buy: class by class, the cheapest per logarithm of what survives first.</summary>
    ref struct Search
    {
        readonly GradedTerm term;
        readonly ReadOnlySpan<int> free;
        readonly ReadOnlySpan<double> prices;
        readonly Span<int> picks;
        double best;
        int steps;

        public Search(GradedTerm term, ReadOnlySpan<int> taken, ReadOnlySpan<int> free, ReadOnlySpan<double> prices, Span<int> picks)
        {
            this.term = term;
            this.free = free;
            this.prices = prices;
            this.picks = picks;
        }

        /// <summary>The most that what is bought is worth beyond its price.</summary>
        public double Most(double open)
        {
            Span<int> order = stackalloc int[free.Length];
            Span<int> now = stackalloc int[free.Length];
            var count = 0;
            for (var index = 0; index < free.Length; index++)
            {
                if (free[index] > 0 && open * term.Grades[index] > prices[index])
                {
                    var place = count++;
                    for (; place > 0 && RatioOf(order[place - 1]) > RatioOf(index); place--)
                    {
                        order[place] = order[place - 1];
                    }

                    order[place] = index;
                }
            }

            Look(order[..count], open, 0, now);
            return best;
        }

        double RatioOf(int index) => prices[index] / term.slopes[index];

        void Look(scoped ReadOnlySpan<int> order, double open, double sum, scoped Span<int> now)
        {
            steps++;
            if (sum > best)
            {
                best = sum;
                now.CopyTo(picks);
            }

            if (order.Length == 0 || sum + BoundOf(order, open) is var bound && bound <= best + 1e-13 * term.weight)
            {
                return;
            }

            if (steps > StepsMax)
            {
                best = bound;
                now.CopyTo(picks);
                return;
            }

            var index = order[0];
            _ = MostOfOne(open, free[index], prices[index], term.Grades[index], out var most);
            for (var count = most; count >= 0; count--)
            {
                now[index] = count;
                var left = open * term.survivals[index][count];
                Look(order[1..], left, sum + (open - left) - count * prices[index], now);
            }

            now[index] = 0;
        }

        /// <summary>
        /// What buying parts of items could be worth at most: as long as what is open exceeds a class's price per logarithm, more of it pays.
        /// Never more than the classes one by one.
        /// </summary>
        double BoundOf(scoped ReadOnlySpan<int> order, double open)
        {
            var (sum, alone, before) = (0.0, 0.0, open);
            foreach (var index in order)
            {
                alone += MostOfOne(before, free[index], prices[index], term.Grades[index], out _);
            }

            foreach (var index in order)
            {
                var ratio = RatioOf(index);
                if (double.IsInfinity(term.slopes[index]))
                {
                    sum += MostOfOne(open, free[index], prices[index], term.Grades[index], out _); // without what it leaves to the others: still a bound
                    continue;
                }

                if (open <= ratio)
                {
                    break;
                }

                var left = open * term.survivals[index][free[index]];
                if (left >= ratio)
                {
                    sum += open - left - free[index] * prices[index];
                    open = left;
                }
                else
                {
                    sum += open - ratio - Math.Log(open / ratio) * ratio;
                    break;
                }
            }

            return Math.Min(sum, alone);
        }
    }

    double SurvivalOf(ReadOnlySpan<int> counts)
    {
        var survival = 1.0;
        for (var index = 0; index < counts.Length; index++)
        {
            survival *= survivals[index][counts[index]];
        }

        return survival;
    }

    static double[] PowersOf(double share, int count)
    {
        var powers = new double[count + 1];
        powers[0] = 1;
        for (var power = 1; power <= count; power++)
        {
            powers[power] = powers[power - 1] * share;
        }

        return powers;
    }
}

/// <summary>A term that is asked set by set; each answer is remembered. Every item is a class of its own.</summary>
sealed class AskedTerm : PlanTerm
{
    /// <summary>Most items: a set is the bits of one word.</summary>
    public const int ItemsMax = 64;

    /// <summary>Most sets of which the answer is remembered; past it they are asked again.</summary>
    const int RememberedMax = 1 << 16;

    /// <summary>Most steps of a search before it settles for a bound.</summary>
    const int StepsMax = 150;

    /// <summary>Up to so many open items a search ends with the most itself; with more it may end a little above.</summary>
    const int ExactItemsMax = 8;

    /// <summary>With more open items than this a second bound is worth its time.</summary>
    const int BlendItemsMin = 5;

    /// <summary>Steps of the search for the best share of its mixture.</summary>
    const int BlendSteps = 7;

    /// <summary>How far above, as a share of what all items of the term are worth.</summary>
    const double SlackShare = 2e-4;

    /// <summary>Up to so many items the answers are an array over all sets.</summary>
    const int ArrayItemsMax = 14;

    readonly Func<ulong, double> ask;
    readonly Dictionary<ulong, double> answers = [];
    readonly double[] all;
    readonly double whole;
    readonly PlanKinship? kinship;

    /// <summary>A term over some items.</summary>
    /// <param name="items">At most <see cref="ItemsMax"/>.</param>
    /// <param name="ask">The worth of a set, by bits in the order of the items; 0 for none.</param>
    /// <param name="kinship">What is known of the items, so that fewer sets are asked for.</param>
    public AskedTerm(int[] items, Func<ulong, double> ask, PlanKinship? kinship = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(items.Length, ItemsMax, nameof(items));
        this.ask = ask;
        this.kinship = kinship;
        Items = items;
        Classes = [.. Enumerable.Range(0, items.Length)];
        all = items.Length > ArrayItemsMax ? [] : new double[1 << items.Length];
        Array.Fill(all, double.NaN);
        whole = ask(items.Length == 64 ? ulong.MaxValue : (1UL << items.Length) - 1);
    }

    /// <inheritdoc/>
    public override long StepsOf(int free) => 1 + free * (long)free;

    public override int[] Items { get; }

    public override int[] Classes { get; }

    public override int ClassCount => Items.Length;

    public override double ValueOf(ReadOnlySpan<int> counts) => ValueOf(SetOf(counts));

    public override double MostOf(ReadOnlySpan<int> taken, ReadOnlySpan<int> free, ReadOnlySpan<double> prices, Span<int> picks)
    {
        var start = SetOf(taken);
        var search = new Search(this, prices, start, ValueOf(start));
        Span<int> items = stackalloc int[free.Length];
        var count = ListOf(Needed(SetOf(free), prices), items);
        search.Look(items[..count], start, search.Best, count > ExactItemsMax ? SlackShare * whole : 0);
        for (var item = 0; item < picks.Length; item++)
        {
            picks[item] = ((search.BestSet & ~start) >> item & 1UL) != 0 ? 1 : 0;
        }

        return search.Best;
    }

    /// <summary>Without what another of them covers at no more cost.</summary>
    ulong Needed(ulong open, ReadOnlySpan<double> prices)
    {
        if (kinship is not null)
        {
            for (var rest = open; rest != 0; rest &= rest - 1)
            {
                var item = BitOperations.TrailingZeroCount(rest);
                var covered = kinship.CoveredBy(item, open, prices);
                open &= ~covered;
                rest &= ~covered | 1UL << item;
            }
        }

        return open;
    }

    static int ListOf(ulong set, Span<int> items)
    {
        var count = 0;
        for (; set != 0; set &= set - 1)
        {
            items[count++] = BitOperations.TrailingZeroCount(set);
        }

        return count;
    }

    double ValueOf(ulong set)
    {
        double value;
        if (all.Length > 0)
        {
            value = all[(int)set];
            return double.IsNaN(value) ? all[(int)set] = ask(set) : value;
        }

        if (answers.TryGetValue(set, out value))
        {
            return value;
        }

        value = ask(set);
        if (answers.Count < RememberedMax)
        {
            answers.Add(set, value);
        }

        return value;
    }

    static ulong SetOf(ReadOnlySpan<int> counts)
    {
        var set = 0UL;
        for (var item = 0; item < counts.Length; item++)
        {
            set |= counts[item] > 0 ? 1UL << item : 0;
        }

        return set;
    }

    // an item that is not worth its price now never is later: a further item adds never more
    ref struct Search(AskedTerm term, ReadOnlySpan<double> prices, ulong start, double value)
    {
        readonly AskedTerm term = term;
        readonly ReadOnlySpan<double> prices = prices;
        int steps;

        public double Best { get; private set; } = value;

        public ulong BestSet { get; private set; } = start;

        public void Look(scoped ReadOnlySpan<int> items, ulong set, double worth, double slack)
        {
            steps++;
            if (worth > Best)
            {
                (Best, BestSet) = (worth, set);
            }

            var before = term.ValueOf(set);
            Span<int> open = stackalloc int[items.Length];
            Span<double> adds = stackalloc double[items.Length];
            var (count, bound, most, first, all) = (0, worth, 0.0, 0, set);
            Span<ulong> above = stackalloc ulong[term.ClassCount];
            Rank(items, set, above);
            foreach (var item in items)
            {
                var known = set | above[item];
                var add = term.ValueOf(known | 1UL << item) - (known == set ? before : term.ValueOf(known));
                var gain = add - prices[item];
                if (gain > 0)
                {
                    (most, first) = gain > most ? (gain, count) : (most, first);
                    adds[count] = add;
                    open[count++] = item;
                    bound += gain;
                    all |= 1UL << item;
                }
            }

            most = count == 0 ? 0 : term.ValueOf(set | 1UL << open[first]) - before - prices[open[first]];
            if (count < 2 || bound <= Best + slack)
            {
                Settle(count, worth + most, bound, set, count == 0 ? 0 : 1UL << open[first]);
                return;
            }

            bound = Math.Min(bound, worth + Ceiling(open[..count], adds[..count], term.ValueOf(all) - before));
            if (bound > Best + slack && count > BlendItemsMin)
            {
                bound = Math.Min(bound, worth + Blend(open[..count], adds[..count], set, before));
            }

            if (bound <= Best + slack || steps > StepsMax)
            {
                Settle(count, worth + most, bound, set, 1UL << open[first]);
                return;
            }

            var taken = open[first];
            open[(first + 1)..count].CopyTo(open[first..]);
            Look(open[..(count - 1)], set | 1UL << taken, worth + most, slack);
            var others = all & ~set & ~(1UL << taken);
            var left = ListOf(others & ~(term.kinship?.OutdoneBy(taken, set, others, prices) ?? 0), open);
            Look(open[..left], set, worth, slack);
        }

        /// <summary>By item: what some best set with it has too, so that it adds no more than after that.</summary>
        void Rank(scoped ReadOnlySpan<int> items, ulong set, scoped Span<ulong> above)
        {
            var all = 0UL;
            foreach (var item in items)
            {
                above[item] = 0;
                all |= 1UL << item;
            }

            if (term.kinship is { } kinship)
            {
                foreach (var item in items)
                {
                    for (var below = kinship.OutdoneBy(item, set, all & ~(1UL << item), prices); below != 0; below &= below - 1)
                    {
                        above[BitOperations.TrailingZeroCount(below)] |= 1UL << item;
                    }
                }
            }
        }

        /// <summary>Ends a part: with one item that is exact, with more it takes the bound for what is there.</summary>
        void Settle(int count, double withFirst, double bound, ulong set, ulong first)
        {
            if (count > 0 && withFirst > Best)
            {
                (Best, BestSet) = (withFirst, set | first);
            }

            if (count > 1 && bound > Best)
            {
                Best = bound;
            }
        }

        /// <summary>
        /// With P the items that greed takes: any items add at most what P adds and what each outside P adds after it. A mixture of that and of
        /// what each adds alone is a bound for every share of the mixture; the best share is looked for.
        /// </summary>
        double Blend(scoped ReadOnlySpan<int> open, scoped ReadOnlySpan<double> adds, ulong set, double before)
        {
            Span<double> after = stackalloc double[open.Length];
            var (chosen, now) = (set, before);
            while (true)
            {
                var (most, best) = (0.0, -1);
                for (var i = 0; i < open.Length; i++)
                {
                    after[i] = (chosen >> open[i] & 1) != 0 ? 0 : term.ValueOf(chosen | 1UL << open[i]) - now;
                    (most, best) = after[i] - prices[open[i]] > most ? (after[i] - prices[open[i]], i) : (most, best);
                }

                if (best < 0)
                {
                    break;
                }

                chosen |= 1UL << open[best];
                now += after[best];
            }

            var (low, high) = (0.0, 1.0);
            for (var step = 0; step < BlendSteps; step++)
            {
                var (left, right) = (low + (high - low) / 3, high - (high - low) / 3);
                (low, high) = At(left, open, adds, after, now - before) <= At(right, open, adds, after, now - before) ? (low, right) : (left, high);
            }

            return At((low + high) / 2, open, adds, after, now - before);
        }

        readonly double At(double share, scoped ReadOnlySpan<int> open, scoped ReadOnlySpan<double> adds, scoped ReadOnlySpan<double> after, double together)
        {
            var sum = (1 - share) * together;
            for (var i = 0; i < open.Length; i++)
            {
                sum += Math.Max(0, share * adds[i] + (1 - share) * after[i] - prices[open[i]]);
            }

            return sum;
        }

        /// <summary>
        /// Together they add no more than all of them, and no more than each alone: what the cheapest way to reach that leaves, in parts of items.
        /// </summary>
        double Ceiling(scoped ReadOnlySpan<int> open, scoped ReadOnlySpan<double> adds, double most)
        {
            Span<double> ratios = stackalloc double[open.Length];
            Span<double> order = stackalloc double[open.Length];
            for (var i = 0; i < open.Length; i++)
            {
                ratios[i] = prices[open[i]] / adds[i];
                order[i] = adds[i];
            }

            ratios.Sort(order);
            var (sum, reached) = (0.0, 0.0);
            for (var i = 0; i < order.Length && reached < most; i++)
            {
                var part = Math.Min(order[i], most - reached);
                sum += part * (1 - ratios[i]);
                reached += part;
            }

            return sum;
        }
    }
}
