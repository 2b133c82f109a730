using Merlon.Planning;

namespace Merlon.Assessment;

/// <summary>
/// The best plan for every budget: first a short look at even budgets, so that a stair is there early; then the windows between them, each searched
/// for all of its budgets at once, nearest to the organisation's own budget first. What a window leaves open is searched again in halves, and longer.
/// </summary>
sealed class FrontierSearch(PlanField field, ImprovementModel model, FrontierDepth depth)
{
    const int EvenBudgets = 24;

    /// <summary>How many times the organisation's own budget is looked at: what lies beyond is far from being decided, and costs most to search.</summary>
    const decimal OwnTimes = 3;

    /// <summary>Steps of the first search, of the organisation's own budget, and of those at even budgets, which begin with its prices.</summary>
    const long FirstEffort = 4_000_000, QuickEffort = 300_000;

    /// <summary>Steps of a window; its halves get twice as many.</summary>
    const long WindowEffort = 600_000_000;

    readonly double weight = field.WeightSum > 0 ? field.WeightSum : 1;
    readonly PlanStair found = new(0, long.MaxValue);
    readonly PlanCertainty certainty = new();
    readonly SortedList<long, PlanPrices> prices = []; // by budget: any prices prove a bound, and good ones change little from budget to budget
    long steps;
    int searches;

    public PlanFrontier Run()
    {
        var everything = model.Candidates.Sum(static candidate => candidate.Measure.TotalCost);
        var most = CentsOf(model.Budget.Money is { } own ? Math.Min(everything, Math.Ceiling(own * OwnTimes)) : Math.Ceiling(everything));
        var middle = Math.Min(CentsOf(model.Budget.Money ?? everything / 4), most);
        List<long> budgets = [.. Enumerable.Range(0, EvenBudgets + 1).Select(i => i < EvenBudgets ? most / EvenBudgets * i : most).Distinct()];
        Recall(most);
        if (!certainty.IsProven(middle))
        {
            Search(middle, FirstEffort);
        }

        foreach (var budget in budgets)
        {
            if (HasTime && !certainty.IsProven(budget))
            {
                Search(budget, QuickEffort);
            }
        }

        depth.Better?.Invoke(Present(most), searches);
        var waiting = new PriorityQueue<(long From, long To, int Level), (int Level, long Far, long From)>();
        for (var i = 1; i < budgets.Count; i++)
        {
            Wait(budgets[i - 1], budgets[i], 0);
        }

        while (HasTime && waiting.TryDequeue(out var window, out _))
        {
            if (certainty.Open(window.From, window.To) is not { } open)
            {
                continue;
            }

            if (!IsProven(open.From, open.To, WindowEffort << window.Level))
            {
                var half = open.From + (open.To - open.From) / 2;
                Wait(open.From, half, window.Level + 1);
                Wait(Math.Min(half + 1, open.To), open.To, window.Level + 1);
            }

            depth.Better?.Invoke(Present(most), searches);
        }

        return Present(most);

        void Wait(long from, long to, int level) => waiting.Enqueue((from, to, Math.Min(level, 20)), (level, middle < from ? from - middle : Math.Max(0, middle - to), from));
    }

    /// <summary>Takes up what an earlier run found and proved, unless some plan is not what it says: then it was another question.</summary>
    void Recall(long most)
    {
        var problem = model.With(most / 100m);
        var rows = PlanRow.Of(problem);
        var recalled = new List<StairStep>();
        foreach (var point in depth.Known)
        {
            var set = new PlanSet(problem, rows);
            foreach (var item in point.Measures.Select(model.PlaceOf).Where(static item => item >= 0).Distinct())
            {
                set.Add(item);
            }

            var step = new StairStep(set.Sums[ImprovementModel.MoneyLimit], problem.Objective.ValueOf(set.Taken), set.Taken);
            if (!set.IsFeasible || step.Cost != CentsOf(point.Cost) || Math.Abs(step.Value / weight - point.Worth) > PlanSearch.Tolerance || set.Taken.Count(static taken => taken) != point.Measures.Count)
            {
                return;
            }

            recalled.Add(step);
        }

        foreach (var (step, point) in recalled.Zip(depth.Known))
        {
            found.Offer(step);
            if (point.IsProven)
            {
                certainty.Prove(step.Cost, CentsOf(point.UpTo));
            }
        }
    }

    bool HasTime => searches < depth.SearchesMax && steps < depth.StepsMax && found.Steps.Count < PlanFrontier.PointsMax;

    /// <summary>Looks for the best plan of one budget.</summary>
    PlanEnd Search(long budget, long effort)
    {
        Begin();
        var result = PlanSearch.Run(model.With(budget / 100m), new PlanEffort(effort, depth.IsCancelled), HintsFor(budget), PricesNear(budget));
        End(budget, result.Root, result.Work);
        if (result.End == PlanEnd.Infeasible)
        {
            certainty.Prove(0, budget);
            return result.End;
        }

        var cost = 0L;
        for (var item = 0; item < result.Taken.Count; item++)
        {
            cost += result.Taken[item] ? model.Problem.Items[item].Costs[ImprovementModel.MoneyLimit] : 0;
        }

        found.Offer(new(cost, result.Value, result.Taken));
        certainty.Limit(budget, result.Bound);
        if (result.End == PlanEnd.Proven)
        {
            certainty.Prove(cost, budget); // the best for a budget stays the best down to what it costs
        }

        return result.End;
    }

    /// <summary>Looks for the best plans of all budgets of a window; true when nothing is left open.</summary>
    bool IsProven(long from, long to, long effort)
    {
        // Below the cheapest plan that is known there may be a cheaper one: that is asked like any budget, until none is left or one is below the window.
        while (HasTime && (found.Steps.Count == 0 || found.Steps[0].Cost > from) && !certainty.IsProven(from))
        {
            var budget = found.Steps.Count == 0 ? to : Math.Min(to, found.Steps[0].Cost - 1);
            if (Search(budget, effort) is not (PlanEnd.Infeasible or PlanEnd.Proven))
            {
                return false;
            }
        }

        if (!HasTime || certainty.Open(from, to) is not { } open)
        {
            return HasTime;
        }

        Begin();
        var stair = new PlanStair(open.From, open.To);
        foreach (var step in found.Steps.Where(step => step.Cost <= open.To))
        {
            stair.Offer(step);
        }

        var window = PlanSearch.RunWindow(model.With(open.To / 100m), new PlanEffort(effort, depth.IsCancelled), stair, PricesNear(open.To));
        End(open.To, window.Root, window.Work);
        foreach (var step in stair.Steps)
        {
            found.Offer(step);
        }

        if (window.End is PlanEnd.Proven or PlanEnd.Infeasible)
        {
            certainty.Prove(open.From, open.To);
            return true;
        }

        certainty.Limit(open.To, found.Steps[found.At(open.To)].Value + window.Missing);
        return false;
    }

    void Begin()
    {
        if (depth.IsCancelled?.Invoke() == true)
        {
            throw new OperationCanceledException();
        }
    }

    void End(long budget, PlanPrices root, long work)
    {
        searches++;
        steps += work;
        if (root.Prices.Length > 0)
        {
            prices[budget] = root;
            certainty.Limit(budget, BoundOf(budget, root, out var slope), slope);
        }
    }

    /// <summary>What prices show of everything, before anything is decided: the searches decide much that holds for their own budgets only.</summary>
    double BoundOf(long budget, PlanPrices of, out double slope)
    {
        var problem = model.With(budget / 100m);
        sbyte[] decisions = [.. problem.Items.Select(static item => item.IsMust ? Decision.In : item.IsBarred ? Decision.Out : Decision.Open)];
        var node = new PlanNode(decisions, of, double.PositiveInfinity, depth: 0, proof: null);
        var relaxation = new PlanRelaxation(problem, PlanRow.Of(problem));
        relaxation.Improve(node, double.NegativeInfinity, steps: 0, pace: 1, long.MaxValue, isOutOfTime: null);
        steps += relaxation.Work;
        slope = node.Prices.Multipliers[ImprovementModel.MoneyLimit];
        return node.Bound;
    }

    PlanPrices? PricesNear(long budget) => prices.Count == 0 ? null : prices.MinBy(known => Math.Abs(known.Key - budget)).Value;

    List<IReadOnlyList<bool>> HintsFor(long budget)
    {
        var at = found.At(budget);
        return [.. found.Steps.Skip(Math.Max(0, at)).Take(at < 0 ? 1 : 2).Select(static step => step.Taken).OfType<IReadOnlyList<bool>>()];
    }

    static long CentsOf(decimal money) => (long)(Math.Min(money, ImprovementModel.CostMax) * 100);

    PlanFrontier Present(long most) => new()
    {
        Currency = model.Budget.Currency,
        Aim = model.Budget.Aim with { Money = model.Budget.Money },
        CoveredBefore = field.Covered,
        Weight = weight,
        Points = [.. found.Steps.Select((step, at) => PointOf(step, at + 1 < found.Steps.Count ? Math.Max(step.Cost, found.Steps[at + 1].Cost - 1) : Math.Max(step.Cost, most)))],
        Measures = [.. model.Candidates.Select(static candidate => candidate.Measure)],
        IsWhole = found.Steps.Count > 0 && certainty.Open(0, most) is null,
    };

    FrontierPoint PointOf(StairStep step, long last)
    {
        var done = field.Copy();
        var ids = new List<string>();
        for (var item = 0; item < model.Candidates.Count; item++)
        {
            if (step.Taken?[item] == true)
            {
                done.Apply(model.Candidates[item]);
                ids.Add(model.Candidates[item].Measure.Id);
            }
        }

        var isProven = certainty.IsProven(step.Cost);
        var upTo = certainty.Reach(step.Cost, last);
        var bound = isProven ? step.Value : Math.Max(step.Value, certainty.Bound(upTo));
        return new(step.Cost / 100m, upTo / 100m, done.Covered, Math.Min(1, step.Value / weight), Math.Min(1, bound / weight), isProven, [.. ids.Order(StringComparer.Ordinal)]);
    }
}

/// <summary>What is certain of budgets: the spans of which the best plans are proven, and what no plan of a budget is worth more than.</summary>
sealed class PlanCertainty
{
    readonly List<(long From, long To)> spans = []; // by budget, none touching the next
    readonly SortedList<long, double> bounds = [];
    readonly List<(long Budget, double Bound, double Slope)> lines = [];

    /// <summary>The best plans of all budgets of a span are known.</summary>
    public void Prove(long from, long to)
    {
        var touching = spans.Where(span => span.From <= to + 1 && span.To >= from - 1).ToList();
        foreach (var span in touching)
        {
            (from, to) = (Math.Min(from, span.From), Math.Max(to, span.To));
            spans.Remove(span);
        }

        spans.Insert(spans.Count(span => span.From < from), (from, to));
    }

    /// <summary>No plan of a budget is worth more.</summary>
    public void Limit(long budget, double bound) => bounds[budget] = Math.Min(bound, bounds.GetValueOrDefault(budget, double.PositiveInfinity));

    /// <summary>No plan of any budget is worth more than a line: what prices show for one budget they show for all, at their price of money.</summary>
    public void Limit(long budget, double bound, double slope) => lines.Add((budget, bound, slope));

    /// <summary>True when the best plan of a budget is known.</summary>
    public bool IsProven(long budget) => spans.Exists(span => span.From <= budget && budget <= span.To);

    /// <summary>What is not proven between two budgets: the first and the last such budget; null when everything is.</summary>
    public (long From, long To)? Open(long from, long to)
    {
        foreach (var span in spans)
        {
            from = span.From <= from && span.To >= from ? span.To + 1 : from;
        }

        for (var i = spans.Count - 1; i >= 0; i--)
        {
            to = spans[i].From <= to && spans[i].To >= to ? spans[i].From - 1 : to;
        }

        return from <= to ? (from, to) : null;
    }

    /// <summary>How far beyond a budget something is known, at most to <paramref name="last"/>: proven, or a bound.</summary>
    public long Reach(long budget, long last)
        => spans.FindIndex(span => span.From <= budget && budget <= span.To) is >= 0 and var proven ? Math.Min(spans[proven].To, last)
            : Math.Max(budget, bounds.Keys.LastOrDefault(known => known <= last));

    /// <summary>What no plan of a budget is worth more than: what a greater budget cannot bring, a smaller one cannot.</summary>
    public double Bound(long budget)
    {
        var least = double.PositiveInfinity;
        foreach (var bound in bounds)
        {
            least = bound.Key >= budget ? Math.Min(least, bound.Value) : least;
        }

        foreach (var line in lines)
        {
            least = Math.Min(least, line.Bound + (budget - line.Budget) * line.Slope);
        }

        return least;
    }
}
