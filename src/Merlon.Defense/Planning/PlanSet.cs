namespace Merlon.Planning;

/// <summary>A set of items that changes item by item, with its worth and what it spends kept up to date.</summary>
sealed class PlanSet
{
    readonly PlanProblem problem;
    readonly PlanObjective objective;
    readonly IReadOnlyList<PlanRow> rows;
    readonly PlanRowUse[][] uses;
    readonly bool[] taken;
    readonly int[] counts; // by class of all terms
    readonly double[] values; // by term
    readonly long[] sums; // by row

    public PlanSet(PlanProblem problem, IReadOnlyList<PlanRow> rows)
        : this(problem, rows, PlanRowUse.ByItem(problem.Items.Count, rows), new bool[problem.Items.Count], new int[problem.Objective.SlotCount],
            new double[problem.Objective.Terms.Count], new long[rows.Count], 0)
    {
    }

    PlanSet(
        PlanProblem problem, IReadOnlyList<PlanRow> rows, PlanRowUse[][] uses, bool[] taken, int[] counts, double[] values, long[] sums, double value)
    {
        this.problem = problem;
        objective = problem.Objective;
        this.rows = rows;
        this.uses = uses;
        this.taken = taken;
        this.counts = counts;
        this.values = values;
        this.sums = sums;
        Value = value;
    }

    public IReadOnlyList<bool> Taken => taken;

    /// <summary>Worth, up to rounding of many additions and removals; <see cref="PlanObjective.ValueOf"/> says it anew.</summary>
    public double Value { get; private set; }

    /// <summary>Sum of each row.</summary>
    public IReadOnlyList<long> Sums => sums;

    /// <summary>Class counts of all terms.</summary>
    public ReadOnlySpan<int> Counts => counts;

    public PlanSet Copy() => new(
        problem, rows, uses, (bool[])taken.Clone(), (int[])counts.Clone(), (double[])values.Clone(), (long[])sums.Clone(), Value);

    /// <summary>True when every condition is met.</summary>
    public bool IsFeasible => FirstBroken() < 0;

    /// <summary>The first condition that is not met, or −1.</summary>
    public int FirstBroken()
    {
        for (var row = 0; row < sums.Length; row++)
        {
            if (sums[row] > rows[row].Most)
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>True when the item can be added and every condition still holds that held before.</summary>
    public bool CanAdd(int item)
    {
        foreach (var use in uses[item])
        {
            if (use.Share > 0 && sums[use.Row] + use.Share > rows[use.Row].Most)
            {
                return false;
            }
        }

        return !problem.Items[item].IsBarred;
    }

    /// <summary>True when the item can be left out and every condition still holds that held before.</summary>
    public bool CanRemove(int item)
    {
        foreach (var use in uses[item])
        {
            if (use.Share < 0 && sums[use.Row] - use.Share > rows[use.Row].Most)
            {
                return false;
            }
        }

        return !problem.Items[item].IsMust;
    }

    /// <summary>What the item would add.</summary>
    public double GainOf(int item)
    {
        var gain = objective.Extras[item];
        var (terms, slots) = (objective.TermsOf[item], objective.SlotsOf[item]);
        for (var i = 0; i < terms.Length; i++)
        {
            counts[slots[i]]++;
            gain += ValueOf(terms[i]) - values[terms[i]];
            counts[slots[i]]--;
        }

        return gain;
    }

    /// <summary>What would be lost without the item.</summary>
    public double LossOf(int item)
    {
        var loss = objective.Extras[item];
        var (terms, slots) = (objective.TermsOf[item], objective.SlotsOf[item]);
        for (var i = 0; i < terms.Length; i++)
        {
            counts[slots[i]]--;
            loss += values[terms[i]] - ValueOf(terms[i]);
            counts[slots[i]]++;
        }

        return loss;
    }

    public void Add(int item) => Move(item, 1);

    public void Remove(int item) => Move(item, -1);

    void Move(int item, int by)
    {
        taken[item] = by > 0;
        Value += by * objective.Extras[item];
        var (terms, slots) = (objective.TermsOf[item], objective.SlotsOf[item]);
        for (var i = 0; i < terms.Length; i++)
        {
            counts[slots[i]] += by;
            var value = ValueOf(terms[i]);
            Value += value - values[terms[i]];
            values[terms[i]] = value;
        }

        foreach (var use in uses[item])
        {
            sums[use.Row] += by * use.Share;
        }
    }

    double ValueOf(int term) => objective.Terms[term].ValueOf(counts.AsSpan(objective.Starts[term], objective.Terms[term].ClassCount));
}

/// <summary>An item's share in a row.</summary>
readonly record struct PlanRowUse(int Row, long Share)
{
    public static PlanRowUse[][] ByItem(int count, IReadOnlyList<PlanRow> rows)
    {
        var uses = new List<PlanRowUse>[count];
        for (var item = 0; item < count; item++)
        {
            uses[item] = [];
        }

        for (var row = 0; row < rows.Count; row++)
        {
            for (var i = 0; i < rows[row].Items.Length; i++)
            {
                uses[rows[row].Items[i]].Add(new(row, rows[row].Shares[i]));
            }
        }

        return Array.ConvertAll(uses, static list => list.ToArray());
    }
}
