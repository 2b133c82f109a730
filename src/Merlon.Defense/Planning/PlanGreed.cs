namespace Merlon.Planning;

/// <summary>Good sets fast: greedy by worth per cost and by worth, then exchanges until none helps. Never a proof.</summary>
sealed class PlanGreed
{
    /// <summary>A gain below this share of the value is rounding.</summary>
    const double GainShareMin = 1e-10;

    readonly PlanProblem problem;
    readonly IReadOnlyList<PlanRow> rows;
    readonly PlanRowUse[][] uses;
    readonly double[] costs; // by item: Σ of its shares of the limits

    public PlanGreed(PlanProblem problem, IReadOnlyList<PlanRow> rows)
    {
        this.problem = problem;
        this.rows = rows;
        uses = PlanRowUse.ByItem(problem.Items.Count, rows);
        costs = new double[problem.Items.Count];
        for (var item = 0; item < costs.Length; item++)
        {
            foreach (var use in uses[item].Where(use => rows[use.Row].IsBudget))
            {
                costs[item] += use.Share / (double)Math.Max(1, rows[use.Row].Most);
            }
        }
    }

    /// <summary>Steps so far, each a look at one class of one term.</summary>
    public long Work { get; private set; }

    /// <summary>A feasible set, or null when the musts cannot be met this way.</summary>
    public PlanSet? Start()
    {
        var set = new PlanSet(problem, rows);
        for (var item = 0; item < problem.Items.Count; item++)
        {
            if (problem.Items[item].IsMust && !set.Taken[item])
            {
                Take(item, set, depth: 0);
            }
        }

        return set.IsFeasible ? set : null;
    }

    /// <summary>
    /// Greedy by worth per cost; then the best single item first and greed after it (the guard by which greed is never worse than .316 of the
    /// best under one budget); then greed by worth alone: the best of the three.
    /// </summary>
    public PlanSet Guarded(PlanSet start)
    {
        var best = Filled(start, byCost: true);
        var (single, most) = (-1, 0.0);
        for (var item = 0; item < problem.Items.Count; item++)
        {
            if (!start.Taken[item] && start.CanAdd(item) && problem.Items[item].Requires.Count == 0)
            {
                var gain = GainOf(item, start);
                (single, most) = gain > most ? (item, gain) : (single, most);
            }
        }

        if (single >= 0)
        {
            var guarded = start.Copy();
            guarded.Add(single);
            best = Better(best, Filled(guarded, byCost: true));
        }

        return Better(best, Filled(start, byCost: false));
    }

    /// <summary>The plain greedy choice by worth per cost, for comparison.</summary>
    public PlanSet Filled(PlanSet start, bool byCost)
    {
        var set = start.Copy();
        Fill(set, byCost, except: -1);
        return set;
    }

    /// <summary>Exchanges one item for others as long as that helps, for at most so many steps.</summary>
    public PlanSet Improved(PlanSet start, long workMax)
    {
        var (best, until, isBetter) = (start.Copy(), Work + workMax, true);
        while (isBetter && Work < until)
        {
            isBetter = false;
            for (var item = 0; item < problem.Items.Count && Work < until; item++)
            {
                var tried = best.Copy();
                if (tried.Taken[item] ? Without(item, tried) : Forced(item, tried))
                {
                    Fill(tried, byCost: true, tried.Taken[item] ? -1 : item);
                    if (tried.Value > best.Value + GainShareMin * Math.Abs(best.Value))
                    {
                        (best, isBetter) = (tried, true);
                    }
                }
            }
        }

        return best;
    }

    /// <summary>A set near an order of the items: taken one by one while they fit, then filled up.</summary>
    public PlanSet Along(PlanSet start, IEnumerable<int> order)
    {
        var set = start.Copy();
        foreach (var item in order)
        {
            if (!set.Taken[item])
            {
                TryTake(item, set);
            }
        }

        Fill(set, byCost: true, except: -1);
        return set;
    }

    /// <summary>A set near another one that may be too dear here: what is worth least for what it spends too much of is left out, then it is filled up. Null when that cannot be.</summary>
    public PlanSet? Near(PlanSet start, IReadOnlyList<bool> hint)
    {
        var set = start.Copy();
        for (var item = 0; item < hint.Count; item++)
        {
            if (hint[item] && !set.Taken[item] && !problem.Items[item].IsBarred)
            {
                set.Add(item);
            }
        }

        if (!IsRepaired(set, keep: -1))
        {
            return null;
        }

        Fill(set, byCost: true, except: -1);
        return set;
    }

    /// <summary>A set, and what is left of it as what is worth least for its cost in the first row goes, one by one, until it costs no more than <paramref name="from"/>. The same set each time, changed.</summary>
    public IEnumerable<PlanSet> Downwards(PlanSet set, long from)
    {
        yield return set;
        var left = set.Copy();
        var spent = rows[0];
        while (left.Sums[0] > from)
        {
            var (worst, least) = (-1, double.PositiveInfinity);
            for (var i = 0; i < spent.Items.Length; i++)
            {
                var item = spent.Items[i];
                if (left.Taken[item] && left.CanRemove(item))
                {
                    Work += problem.Objective.TermsOf[item].Length + 1;
                    var loss = left.LossOf(item) / spent.Shares[i];
                    (worst, least) = loss < least ? (item, loss) : (worst, least);
                }
            }

            if (worst < 0)
            {
                yield break;
            }

            left.Remove(worst);
            yield return left;
        }
    }

    static PlanSet Better(PlanSet one, PlanSet other) => other.Value > one.Value ? other : one;

    /// <summary>Adds what brings most until nothing fits; a stale gain is an upper bound, so most items are looked at once.</summary>
    void Fill(PlanSet set, bool byCost, int except)
    {
        var queue = new PriorityQueue<(int Item, double Gain), (double Key, int Item)>();
        for (var item = 0; item < problem.Items.Count; item++)
        {
            if (!set.Taken[item] && item != except && !problem.Items[item].IsBarred)
            {
                Enqueue(queue, item, GainOf(item, set), byCost);
            }
        }

        var waiting = new List<int>();
        while (queue.TryDequeue(out var next, out _))
        {
            if (set.Taken[next.Item])
            {
                continue;
            }

            var gain = GainOf(next.Item, set);
            if (gain <= GainShareMin * Math.Abs(set.Value))
            {
                continue;
            }

            if (gain < next.Gain && queue.TryPeek(out _, out var after) && after.Key < KeyOf(next.Item, gain, byCost))
            {
                Enqueue(queue, next.Item, gain, byCost);
            }
            else if (!TryTake(next.Item, set))
            {
                waiting.Add(next.Item);
            }
        }

        foreach (var item in waiting.Where(item => !set.Taken[item]))
        {
            TryTake(item, set);
        }
    }

    void Enqueue(PriorityQueue<(int Item, double Gain), (double Key, int Item)> queue, int item, double gain, bool byCost)
    {
        if (gain > 0)
        {
            queue.Enqueue((item, gain), (KeyOf(item, gain, byCost), item));
        }
    }

    double KeyOf(int item, double gain, bool byCost) => byCost ? -gain / Math.Max(costs[item], 1e-12) : -gain;

    double GainOf(int item, PlanSet set)
    {
        Work += problem.Objective.TermsOf[item].Length + 1;
        return set.GainOf(item);
    }

    /// <summary>Adds an item with what it requires when all of that fits and helps; else nothing changes.</summary>
    bool TryTake(int item, PlanSet set)
    {
        if (set.CanAdd(item))
        {
            var gain = GainOf(item, set);
            if (gain > 0)
            {
                set.Add(item);
            }

            return gain > 0;
        }

        if (problem.Items[item].Requires.Count == 0 || problem.Items[item].IsBarred)
        {
            return false;
        }

        var before = set.Taken.ToArray();
        var value = set.Value;
        Take(item, set, depth: 0);
        if (set.FirstBroken() >= 0 || set.Value <= value)
        {
            for (var other = 0; other < before.Length; other++)
            {
                if (set.Taken[other] && !before[other])
                {
                    set.Remove(other);
                }
            }

            return false;
        }

        return true;
    }

    /// <summary>Adds an item with what it requires, whether it fits or not; of several ways the cheapest.</summary>
    void Take(int item, PlanSet set, int depth)
    {
        const int DepthMax = 50;
        if (!set.Taken[item])
        {
            set.Add(item);
        }

        foreach (var options in problem.Items[item].Requires)
        {
            if (depth < DepthMax && !options.Any(option => set.Taken[option])
                && options.Where(option => !problem.Items[option].IsBarred).OrderBy(option => costs[option]).ThenBy(static option => option).Take(1).ToArray() is [var cheapest])
            {
                Take(cheapest, set, depth + 1);
            }
        }
    }

    /// <summary>Leaves an item out, with all that requires it; false when a must stands in the way.</summary>
    bool Without(int item, PlanSet set)
    {
        if (problem.Items[item].IsMust)
        {
            return false;
        }

        set.Remove(item);
        return IsRepaired(set, keep: -1);
    }

    /// <summary>Adds an item and leaves out what costs least until everything fits again.</summary>
    bool Forced(int item, PlanSet set)
    {
        if (problem.Items[item].IsBarred || (costs[item] > 0 && GainOf(item, set) <= 0))
        {
            return false;
        }

        Take(item, set, depth: 0);
        return IsRepaired(set, item);
    }

    bool IsRepaired(PlanSet set, int keep)
    {
        while (set.FirstBroken() is >= 0 and var broken)
        {
            var (worst, least) = (-1, double.PositiveInfinity);
            var row = rows[broken];
            for (var i = 0; i < row.Items.Length; i++)
            {
                var item = row.Items[i];
                if (row.Shares[i] > 0 && set.Taken[item] && item != keep && !problem.Items[item].IsMust)
                {
                    Work += problem.Objective.TermsOf[item].Length + 1;
                    var loss = set.LossOf(item) / row.Shares[i];
                    (worst, least) = loss < least ? (item, loss) : (worst, least);
                }
            }

            if (worst < 0)
            {
                return false;
            }

            set.Remove(worst);
        }

        return true;
    }
}
