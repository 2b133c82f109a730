namespace Merlon.Planning;

/// <summary>
/// The bound: every term buys the items that it wants at its own prices, every item is sold when its prices exceed what it uses of the rows.
/// Any prices prove a bound; the subgradient method looks for good ones. docs/design/plan.md, "The bound".
/// </summary>
sealed class PlanRelaxation
{
    readonly PlanObjective objective;
    readonly IReadOnlyList<PlanRow> rows;
    readonly double[] scales; // by row: its largest share
    readonly int main; // the budget that is solved exactly, or −1
    readonly PlanStair? stair; // what has to be exceeded at each budget of a window; null when one budget is asked for

    readonly int[] taken; // by class
    readonly int[] free; // by class
    readonly int[] picks; // by class
    readonly List<int> activeTerms = [];
    readonly List<int> openItems = [];
    readonly long[] left; // by row: what is left when all that is in is paid
    double constant; // worth of terms and items that are decided
    long mainLeft;
    long touches;

    readonly double[] reduced; // by item: what selling it is worth
    readonly double[] sold; // by item: 0..1
    readonly double[] slope; // by class, then by row
    readonly double[] direction;
    readonly double[] prices; // by class, then by row (scaled)
    readonly double[] best;
    readonly int[] order;
    readonly double[] keys;
    readonly double[] mainCosts;
    double mainPrice;
    double last; // what the last look showed
    double[] endRooms = []; // by end of the stair: how much more than is known could be sold there; −∞ when nothing is
    double[] endPrices = []; // by end of the stair: the price of the main budget there

    public PlanRelaxation(PlanProblem problem, IReadOnlyList<PlanRow> rows, PlanStair? stair = null)
    {
        objective = problem.Objective;
        this.rows = rows;
        this.stair = stair;
        scales = [.. rows.Select(static row => row.Shares.Length == 0 ? 1.0 : row.Shares.Max(static share => (double)Math.Abs(share)))];
        main = stair is null ? MainOf(rows) : 0;
        var (slots, count) = (objective.SlotCount, problem.Items.Count);
        taken = new int[slots];
        free = new int[slots];
        picks = new int[slots];
        left = new long[rows.Count];
        reduced = new double[count];
        sold = new double[count];
        slope = new double[slots + rows.Count];
        direction = new double[slots + rows.Count];
        prices = new double[slots + rows.Count];
        best = new double[slots + rows.Count];
        order = new int[count];
        keys = new double[count];
        mainCosts = new double[count];
        if (main >= 0)
        {
            for (var i = 0; i < rows[main].Items.Length; i++)
            {
                mainCosts[rows[main].Items[i]] = rows[main].Shares[i];
            }
        }

        Average = new double[count];
    }

    /// <summary>Steps so far, each a look at one class of one term.</summary>
    public long Work { get; private set; }

    /// <summary>How far each item was sold, on average: where it is near neither 0 nor 1, it is worth deciding next.</summary>
    public double[] Average { get; }

    /// <summary>Whether every better set of the part last looked at has an open item (<see cref="Decision.In"/>) or none has, as far as the best prices show it; a better one is worth more than <paramref name="floor"/>.</summary>
    public sbyte SettledOf(int item, double floor)
    {
        if (stair is null)
        {
            return reduced[item] != 0 && Math.Abs(reduced[item]) >= last - floor ? reduced[item] > 0 ? Decision.In : Decision.Out : Decision.Open;
        }

        var (isIn, isOut) = (true, true);
        for (var end = 0; end < endRooms.Length && (isIn || isOut); end++)
        {
            var worth = reduced[item] + (mainPrice - endPrices[end]) * mainCosts[item];
            isIn &= endRooms[end] - Math.Max(0, worth) <= floor;
            isOut &= endRooms[end] - Math.Max(0, -worth) <= floor;
        }

        return isOut ? Decision.Out : isIn ? Decision.In : Decision.Open;
    }

    /// <summary>Items that are open in the part last looked at.</summary>
    public IReadOnlyList<int> Open => openItems;

    /// <summary>
    /// Improves the node's prices by up to so many steps, until its bound is no more than <paramref name="target"/>. At the end everything here
    /// speaks of the best prices found. Past <paramref name="workMax"/> of <see cref="Work"/> or when time is up it takes the prices as they are.
    /// </summary>
    public void Improve(PlanNode node, double target, int steps, double pace, long workMax, Func<bool>? isOutOfTime)
    {
        Begin(node);
        var (bound, stale, slots) = (double.PositiveInfinity, 0, objective.SlotCount);
        Array.Clear(direction);
        Array.Clear(Average);
        for (var step = 0; step <= steps; step++)
        {
            var value = Look();
            Blend(step);
            if (value < bound - 1e-12)
            {
                stale = double.IsInfinity(bound) || value < bound - 1e-4 * (bound - Math.Max(target, 0)) ? 0 : stale + 1;
                bound = value;
                prices.CopyTo(best, 0);
            }
            else
            {
                stale++;
            }

            if (bound <= target || step == steps || pace < 1e-3 || Work + touches > workMax || isOutOfTime?.Invoke() == true)
            {
                break;
            }

            if (stale > Patience)
            {
                (pace, stale) = (pace / 2, 0);
                best.CopyTo(prices, 0);
                Array.Clear(direction);
                value = Look();
            }

            Move(value, target, pace, slots);
        }

        best.CopyTo(prices, 0);
        bound = Look();
        node.Prices = Kept();
        node.Bound = Math.Min(node.Bound, bound);
    }

    const int Patience = 6;

    /// <summary>Prices as the marginal worth around a set: where a good search begins.</summary>
    public static PlanPrices Around(PlanSet set, PlanProblem problem, IReadOnlyList<PlanRow> rows)
    {
        var (terms, starts) = (problem.Objective.Terms, problem.Objective.Starts);
        var marginal = new double[problem.Objective.SlotCount];
        for (var term = 0; term < terms.Count; term++)
        {
            var (start, classes) = (starts[term], terms[term].ClassCount);
            var counts = set.Counts.Slice(start, classes).ToArray();
            var most = new int[classes];
            foreach (var of in terms[term].Classes)
            {
                most[of]++;
            }

            var now = terms[term].ValueOf(counts);
            for (var of = 0; of < classes; of++)
            {
                counts[of]++;
                var gain = counts[of] <= most[of] ? terms[term].ValueOf(counts) - now : 0;
                counts[of] -= 2;
                var loss = counts[of] >= 0 ? now - terms[term].ValueOf(counts) : gain;
                counts[of]++;
                marginal[start + of] = (gain + loss) / 2;
            }
        }

        return new(marginal, new double[rows.Count]);
    }

    static int MainOf(IReadOnlyList<PlanRow> rows)
    {
        var (main, tightest) = (-1, 0.0);
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row].IsBudget && rows[row].Items.Length > 0)
            {
                var use = rows[row].Shares.Sum(static share => (double)share) / Math.Max(1, rows[row].Most);
                (main, tightest) = use > tightest ? (row, use) : (main, tightest);
            }
        }

        return main;
    }

    /// <summary>Takes up a part: what is in, what is open, what each row has left.</summary>
    void Begin(PlanNode node)
    {
        Array.Clear(taken);
        Array.Clear(free);
        Array.Clear(slope);
        openItems.Clear();
        activeTerms.Clear();
        constant = 0;
        touches = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            left[row] = rows[row].Most;
            for (var i = 0; i < rows[row].Items.Length; i++)
            {
                left[row] -= node.Decisions[rows[row].Items[i]] == Decision.In ? rows[row].Shares[i] : 0;
            }

            prices[objective.SlotCount + row] = node.Prices.Multipliers[row] * scales[row];
        }

        node.Prices.Prices.CopyTo(prices, 0);
        mainLeft = main >= 0 ? left[main] : 0;
        for (var item = 0; item < node.Decisions.Length; item++)
        {
            if (node.Decisions[item] == Decision.Out)
            {
                continue;
            }

            var counts = node.Decisions[item] == Decision.In ? taken : free;
            foreach (var slot in objective.SlotsOf[item])
            {
                counts[slot]++;
            }

            if (node.Decisions[item] == Decision.In)
            {
                constant += objective.Extras[item];
            }
            else
            {
                openItems.Add(item);
                touches += objective.SlotsOf[item].Length + 1;
            }
        }

        for (var term = 0; term < objective.Terms.Count; term++)
        {
            var (start, classes) = (objective.Starts[term], objective.Terms[term].ClassCount);
            if (free.AsSpan(start, classes).IndexOfAnyExcept(0) >= 0)
            {
                activeTerms.Add(term);
                touches += objective.Terms[term].StepsOf(classes - free.AsSpan(start, classes).Count(0));
            }
            else
            {
                constant += objective.Terms[term].ValueOf(taken.AsSpan(start, classes));
            }
        }

    }

    /// <summary>The bound at the prices as they are, and its slope.</summary>
    double Look()
    {
        Work += touches;
        var value = constant;
        foreach (var term in activeTerms)
        {
            var (start, classes) = (objective.Starts[term], objective.Terms[term].ClassCount);
            value += objective.Terms[term].MostOf(
                taken.AsSpan(start, classes), free.AsSpan(start, classes), prices.AsSpan(start, classes), picks.AsSpan(start, classes));
            for (var slot = start; slot < start + classes; slot++)
            {
                slope[slot] = -picks[slot];
            }
        }

        foreach (var item in openItems)
        {
            var sum = objective.Extras[item];
            foreach (var slot in objective.SlotsOf[item])
            {
                sum += prices[slot];
            }

            reduced[item] = sum;
        }

        value += PayRows();
        value += Sell();
        for (var end = 0; end < endRooms.Length; end++)
        {
            endRooms[end] += value;
        }

        last = value;
        foreach (var item in openItems)
        {
            if (sold[item] > 0)
            {
                foreach (var slot in objective.SlotsOf[item])
                {
                    slope[slot] += sold[item];
                }
            }
        }

        SlopeOfRows();
        return value;
    }

    double PayRows()
    {
        var value = 0.0;
        for (var row = 0; row < rows.Count; row++)
        {
            var price = prices[objective.SlotCount + row];
            if (row != main && price > 0)
            {
                value += price * left[row] / scales[row];
                for (var i = 0; i < rows[row].Items.Length; i++)
                {
                    reduced[rows[row].Items[i]] -= price * rows[row].Shares[i] / scales[row];
                }
            }
        }

        return value;
    }

    void SlopeOfRows()
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var rest = (double)left[row];
            for (var i = 0; row != main && i < rows[row].Items.Length; i++)
            {
                rest -= rows[row].Shares[i] * sold[rows[row].Items[i]];
            }

            slope[objective.SlotCount + row] = row == main ? 0 : rest / scales[row];
        }
    }

    /// <summary>Sells what is worth it, by worth per cost of the main budget until that is used up; the last item in part.</summary>
    double Sell()
    {
        Array.Clear(sold);
        var (value, count) = (0.0, 0);
        foreach (var item in openItems)
        {
            if (reduced[item] > 0)
            {
                if (mainCosts[item] == 0)
                {
                    sold[item] = 1;
                    value += reduced[item];
                }
                else
                {
                    order[count] = item;
                    keys[count++] = -reduced[item] / mainCosts[item];
                }
            }
        }

        Array.Sort(keys, order, 0, count);
        var (most, known) = stair is null ? (mainLeft, 0.0) : Widest(stair, count);
        var rest = (double)most;
        mainPrice = 0;
        for (var i = 0; i < count; i++)
        {
            var (item, cost) = (order[i], mainCosts[order[i]]);
            if (cost <= rest)
            {
                sold[item] = 1;
                value += reduced[item];
                rest -= cost;
            }
            else
            {
                sold[item] = rest / cost;
                value += reduced[item] * sold[item];
                mainPrice = reduced[item] / cost;
                break;
            }
        }

        for (var i = 0; i < openItems.Count && mainPrice > 0; i++)
        {
            reduced[openItems[i]] -= mainPrice * mainCosts[openItems[i]];
        }

        return value - known;
    }

    /// <summary>
    /// What the main budget has left where most may be missing, and what is known there: the highest, over all budgets of the window, of what can be
    /// sold less what is known. As each of them is convex in the prices, the highest is too, and its slope is that of the budget where it lies.
    /// </summary>
    (long Left, double Known) Widest(PlanStair known, int count)
    {
        var ends = known.Ends;
        if (endRooms.Length != ends.Length)
        {
            endRooms = new double[ends.Length];
            endPrices = new double[ends.Length];
        }

        var (sum, spent, next, widest) = (0.0, 0.0, 0, -1);
        for (var end = 0; end < ends.Length; end++)
        {
            var room = mainLeft - (known.To - ends[end].Budget);
            (endRooms[end], endPrices[end]) = (double.NegativeInfinity, 0);
            if (room < 0)
            {
                continue;
            }

            for (; next < count && spent + mainCosts[order[next]] <= room; next++)
            {
                sum += reduced[order[next]];
                spent += mainCosts[order[next]];
            }

            endPrices[end] = next < count ? reduced[order[next]] / mainCosts[order[next]] : 0;
            endRooms[end] = sum + (room - spent) * endPrices[end] - ends[end].Value;
            widest = widest < 0 || endRooms[end] > endRooms[widest] ? end : widest;
        }

        if (widest < 0)
        {
            return (Math.Max(0, mainLeft), double.PositiveInfinity); // no budget of the window pays for what is in already
        }

        var most = endRooms[widest];
        for (var end = 0; end < ends.Length; end++)
        {
            endRooms[end] -= most;
        }

        return (mainLeft - (known.To - ends[widest].Budget), ends[widest].Value);
    }

    void Blend(int step)
    {
        var share = Math.Max(0.08, 1.0 / (step + 1));
        foreach (var item in openItems)
        {
            Average[item] += share * (sold[item] - Average[item]);
        }
    }

    /// <summary>One step against the slope, as long as what the bound has left above the target allows (Polyak), deflected where it turns back.</summary>
    void Move(double value, double target, double pace, int slots)
    {
        var (square, across, before) = (0.0, 0.0, 0.0);
        for (var i = 0; i < slope.Length; i++)
        {
            across += slope[i] * direction[i];
            before += direction[i] * direction[i];
        }

        var turn = across < 0 && before > 0 ? -1.5 * across / before : 0;
        for (var i = 0; i < slope.Length; i++)
        {
            var is0 = prices[i] <= 0 && slope[i] > 0;
            direction[i] = is0 ? 0 : slope[i] + turn * direction[i];
            square += direction[i] * direction[i];
        }

        if (square <= 0)
        {
            return;
        }

        var length = pace * Math.Max(value - Math.Max(target, 0), 1e-9 * Math.Abs(value)) / square;
        for (var i = 0; i < prices.Length; i++)
        {
            prices[i] = Math.Max(0, prices[i] - length * direction[i]);
        }
    }

    PlanPrices Kept()
    {
        var multipliers = new double[rows.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            multipliers[row] = row == main ? mainPrice : prices[objective.SlotCount + row] / scales[row];
        }

        return new(prices[..objective.SlotCount], multipliers);
    }
}
