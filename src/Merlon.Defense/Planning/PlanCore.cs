using System.Numerics;

namespace Merlon.Planning;

/// <summary>
/// What is left of a problem when some items are decided: the open items, the rows with what they have left, and the terms as tables over open
/// items. Terms over nearly the same items become one, so that there is less to look at and their prices no longer have to agree: the bound of the core is never above that of the whole, and mostly below.
/// </summary>
sealed class PlanCore
{
    /// <summary>Most open items of a core.</summary>
    public const int ItemsMax = 128;

    readonly int[] items;
    readonly (int From, int To)[] slots;

    PlanCore(PlanProblem problem, double constant, int[] items, (int From, int To)[] slots, long work)
    {
        Problem = problem;
        Constant = constant;
        this.items = items;
        this.slots = slots;
        Work = work;
    }

    /// <summary>The problem over the open items.</summary>
    public PlanProblem Problem { get; }

    /// <summary>Worth of what is in already; a set of the core is worth so much more in the whole.</summary>
    public double Constant { get; }

    /// <summary>Steps that making it took.</summary>
    public long Work { get; }

    /// <summary>The item of the whole problem that an item of the core is.</summary>
    public int ItemOf(int item) => items[item];

    /// <summary>Makes the core.</summary>
    /// <param name="problem">The whole problem.</param>
    /// <param name="decisions">By item; at most <see cref="ItemsMax"/> are open.</param>
    public static PlanCore Of(PlanProblem problem, sbyte[] decisions)
    {
        int[] open = [.. Enumerable.Range(0, decisions.Length).Where(item => decisions[item] == Decision.Open)];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(open.Length, ItemsMax, nameof(decisions));
        var places = new int[decisions.Length];
        Array.Fill(places, -1);
        for (var place = 0; place < open.Length; place++)
        {
            places[open[place]] = place;
        }

        var parts = new PlanCoreTerms(problem.Objective, decisions, places);
        var (terms, slots) = parts.Merged();
        var objective = PlanObjective.Of(open.Length, terms, [.. open.Select(item => problem.Objective.Extras[item])]);
        return new(Conditions(problem, decisions, open, places, objective), parts.Constant, open, [.. slots.Select(slot => (slot.From, objective.Starts[slot.Term] + slot.Class))], parts.Work);
    }

    /// <summary>Prices of the whole as prices of the core: those of terms that became one are added, so that the bound that they prove is no worse.</summary>
    public PlanPrices PricesOf(PlanPrices whole)
    {
        var prices = new double[Problem.Objective.SlotCount];
        foreach (var (from, to) in slots)
        {
            prices[to] += whole.Prices[from];
        }

        var multipliers = new double[PlanRow.Of(Problem).Count];
        Array.Copy(whole.Multipliers, multipliers, Problem.Limits.Count); // rows begin with the limits
        return new(prices, multipliers);
    }

    static PlanProblem Conditions(PlanProblem problem, sbyte[] decisions, int[] open, int[] places, PlanObjective objective)
    {
        var limits = problem.Limits.Select((limit, kind) => limit with
        {
            Most = limit.Most - problem.Items.Where((_, item) => decisions[item] == Decision.In).Sum(item => item.Costs[kind]),
        });
        return new()
        {
            Items = [.. open.Select(item => problem.Items[item] with { IsMust = false, IsBarred = false, Requires = LeftOf(problem.Items[item].Requires) })],
            Limits = [.. limits],
            Exclusions = [.. Groups()],
            Objective = objective,
        };

        IReadOnlyList<IReadOnlyList<int>> LeftOf(IReadOnlyList<IReadOnlyList<int>> requires) =>
        [
            .. requires.Where(options => !options.Any(option => decisions[option] == Decision.In))
                .Select(options => (IReadOnlyList<int>)[.. options.Select(option => places[option]).Where(static place => place >= 0)]),
        ];

        IEnumerable<IReadOnlyList<int>> Groups() => problem.Exclusions
            .Where(group => !group.Any(item => decisions[item] == Decision.In))
            .Select(group => (IReadOnlyList<int>)[.. group.Select(item => places[item]).Where(static place => place >= 0)]);
    }

    /// <summary>True when something that is in still waits for one of several open items: then there is no core, as nobody in it would need them.</summary>
    public static bool HasNeeds(PlanProblem problem, sbyte[] decisions)
    {
        for (var item = 0; item < decisions.Length; item++)
        {
            if (decisions[item] == Decision.In && problem.Items[item].Requires.Any(options => !options.Any(option => option == item || decisions[option] == Decision.In)))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The terms of a core as they are made: tables over sets of open items, put together.</summary>
sealed class PlanCoreTerms
{
    /// <summary>Most items of a table that several terms became.</summary>
    const int MergedItemsMax = 14;

    /// <summary>Steps of one answer, as the search counts them.</summary>
    const int StepsOfAnswer = 4;

    readonly PlanObjective objective;
    readonly List<Part> parts = [];
    readonly List<(PlanTerm Term, int Outer, int[] Classes)> others = [];
    readonly int[] places;

    public PlanCoreTerms(PlanObjective objective, sbyte[] decisions, int[] places)
    {
        this.objective = objective;
        this.places = places;
        for (var item = 0; item < decisions.Length; item++)
        {
            Constant += decisions[item] == Decision.In ? objective.Extras[item] : 0;
        }

        for (var term = 0; term < objective.Terms.Count; term++)
        {
            Take(term, decisions);
        }
    }

    public double Constant { get; private set; }

    public long Work { get; private set; }

    void Take(int number, sbyte[] decisions)
    {
        var term = objective.Terms[number];
        var counts = new int[term.ClassCount];
        var open = new List<int>();
        for (var local = 0; local < term.Items.Length; local++)
        {
            var decision = decisions[term.Items[local]];
            counts[term.Classes[local]] += decision == Decision.In ? 1 : 0;
            if (decision == Decision.Open)
            {
                open.Add(local);
            }
        }

        var before = term.ValueOf(counts);
        Constant += before;
        if (open.Count > 0 && open.Count <= term.TableItemsMax)
        {
            open.Sort((a, b) => places[term.Items[a]].CompareTo(places[term.Items[b]]));
            var part = new Part { Items = [.. open.Select(local => places[term.Items[local]])], Table = TableOf(term, counts, open, before) };
            part.Sources.AddRange(open.Select(local => (objective.Starts[number] + term.Classes[local], places[term.Items[local]])));
            parts.Add(part);
        }
        else if (open.Count > 0)
        {
            int[] classes = [.. open.Select(local => term.Classes[local]).Distinct().Order()];
            others.Add((new RestTerm(
                term, counts, before, classes, [.. open.Select(local => places[term.Items[local]])], [.. open.Select(local => Array.IndexOf(classes, term.Classes[local]))]), number, classes));
        }
    }

    double[] TableOf(PlanTerm term, int[] counts, List<int> open, double before)
    {
        var table = new double[1 << open.Count];
        Work += table.Length * StepsOfAnswer;
        for (var set = 1; set < table.Length; set++)
        {
            for (var i = 0; i < open.Count; i++)
            {
                counts[term.Classes[open[i]]] += set >> i & 1;
            }

            table[set] = term.ValueOf(counts) - before;
            for (var i = 0; i < open.Count; i++)
            {
                counts[term.Classes[open[i]]] -= set >> i & 1;
            }
        }

        return table;
    }

    /// <summary>All terms, and which price of the whole belongs to which of theirs.</summary>
    public (List<PlanTerm> Terms, List<(int From, int Term, int Class)> Slots) Merged()
    {
        Absorb();
        Pair();
        var (terms, slots) = (new List<PlanTerm>(), new List<(int From, int Term, int Class)>());
        foreach (var part in parts)
        {
            slots.AddRange(part.Sources.Select(source => (source.Slot, terms.Count, Array.IndexOf(part.Items, source.Place))));
            terms.Add(new TableTerm(part.Items, part.Table));
        }

        foreach (var (term, outer, classes) in others)
        {
            slots.AddRange(classes.Select((of, index) => (objective.Starts[outer] + of, terms.Count, index)));
            terms.Add(term);
        }

        return (terms, slots);
    }

    /// <summary>Adds each table to the smallest one over all of its items.</summary>
    void Absorb()
    {
        var kept = new List<Part>();
        foreach (var part in parts.OrderByDescending(static part => part.Items.Length).ThenBy(static part => part.Mask))
        {
            var home = kept.Where(other => (part.Mask & ~other.Mask) == 0).MinBy(static other => other.Items.Length);
            if (home is null)
            {
                kept.Add(part);
            }
            else
            {
                home.Add(part);
            }
        }

        parts.Clear();
        parts.AddRange(kept);
    }

    /// <summary>Makes one of the two that share most, as long as there are such two.</summary>
    void Pair()
    {
        var partners = parts.ConvertAll(part => PartnerOf(part));
        while (parts.Count > 1)
        {
            var one = 0;
            for (var i = 1; i < parts.Count; i++)
            {
                one = partners[i].Share > partners[one].Share ? i : one;
            }

            if (partners[one].Other is not { } other)
            {
                return;
            }

            int[] items = [.. parts[one].Items.Concat(other.Items).Distinct().Order()];
            var (merged, gone) = (new Part { Items = items, Table = new double[1 << items.Length] }, parts[one]);
            merged.Add(gone);
            merged.Add(other);
            Work += merged.Table.Length;
            parts[one] = merged;
            partners.RemoveAt(parts.IndexOf(other));
            parts.Remove(other);
            for (var i = 0; i < parts.Count; i++)
            {
                var isStale = parts[i] == merged || partners[i].Other == gone || partners[i].Other == other;
                var share = isStale ? 0 : ShareOf(parts[i], merged);
                partners[i] = isStale ? PartnerOf(parts[i]) : share > partners[i].Share ? (merged, share) : partners[i];
            }
        }
    }

    (Part? Other, double Share) PartnerOf(Part part)
    {
        (Part? Other, double Share) best = (null, 0);
        foreach (var other in parts)
        {
            var share = other == part ? 0 : ShareOf(part, other);
            best = share > best.Share ? (other, share) : best;
        }

        return best;
    }

    /// <summary>Share of the items of either that both have; 0 when together they are too many.</summary>
    static double ShareOf(Part one, Part other)
    {
        var both = one.Mask & other.Mask;
            var shared = BitOperations.PopCount(unchecked((ulong)both)) + BitOperations.PopCount((ulong)(both >> 64));
        var together = one.Items.Length + other.Items.Length - shared;
        return together <= MergedItemsMax ? (double)shared / together : 0;
    }

    /// <summary>A table over open items, by bits in the order of the items.</summary>
    sealed class Part
    {
        readonly int[] items = [];

        public required int[] Items
        {
            get => items;
            init
            {
                items = value;
                foreach (var item in value)
                {
                    Mask |= UInt128.One << item;
                }
            }
        }

        public required double[] Table { get; init; }

        public UInt128 Mask { get; private set; }

        /// <summary>Prices of the whole that belong to it, each with its open item.</summary>
        public List<(int Slot, int Place)> Sources { get; } = [];

        /// <summary>Adds a table over some of the same items.</summary>
        public void Add(Part part)
        {
            var bits = new int[Table.Length]; // a set as the other table counts it
            for (var item = 0; item < Items.Length; item++)
            {
                var place = Array.IndexOf(part.Items, Items[item]);
                var bit = place < 0 ? 0 : 1 << place;
                for (var set = 0; set < 1 << item; set++)
                {
                    bits[set | 1 << item] = bits[set] | bit;
                }
            }

            for (var set = 0; set < Table.Length; set++)
            {
                Table[set] += part.Table[bits[set]];
            }

            Sources.AddRange(part.Sources);
        }
    }
}
