namespace Merlon.Planning;

/// <summary>
/// Which of some measures to take: the most value under budgets, prerequisites, exclusions and musts. Costs are whole numbers (cents,
/// hundredths of days), so that their sums are exact.
/// </summary>
sealed record PlanProblem
{
    /// <summary>Measures by index.</summary>
    public required IReadOnlyList<PlanItem> Items { get; init; }

    /// <summary>Limits, each on one kind of cost, 0 or more; an item's costs are in the same order.</summary>
    public required IReadOnlyList<PlanLimit> Limits { get; init; }

    /// <summary>Sets of items of which at most one may be taken.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Exclusions { get; init; } = [];

    /// <summary>What a set of items is worth.</summary>
    public required PlanObjective Objective { get; init; }
}

/// <summary>A measure of a problem.</summary>
/// <param name="Id">For messages.</param>
/// <param name="Costs">One per limit, 0 or more.</param>
/// <param name="Requires">For each entry at least one of its items has to be taken too.</param>
/// <param name="IsMust">It has to be taken.</param>
/// <param name="IsBarred">It must not be taken.</param>
sealed record PlanItem(
    string Id, IReadOnlyList<long> Costs, IReadOnlyList<IReadOnlyList<int>> Requires, bool IsMust = false, bool IsBarred = false)
{
    /// <summary>An item that requires nothing.</summary>
    public static PlanItem Plain(string id, params long[] costs) => new(id, costs, []);
}

/// <summary>The most that may be spent of one kind of cost.</summary>
/// <param name="Name">Such as <c>money</c> or <c>days of engineer</c>.</param>
/// <param name="Most">0 or more.</param>
readonly record struct PlanLimit(string Name, long Most);

/// <summary>A linear condition that every feasible set meets: the sum of the taken items' shares is at most the bound.</summary>
/// <param name="Items">Items with a share other than 0.</param>
/// <param name="Shares">Their shares.</param>
/// <param name="Most">The bound.</param>
/// <param name="IsBudget">True for a limit: no share is negative.</param>
sealed record PlanRow(int[] Items, long[] Shares, long Most, bool IsBudget)
{
    /// <summary>All conditions of a problem: limits, then prerequisites, then exclusions.</summary>
    public static IReadOnlyList<PlanRow> Of(PlanProblem problem)
    {
        var rows = new List<PlanRow>();
        var all = Enumerable.Range(0, problem.Items.Count).ToArray();
        for (var limit = 0; limit < problem.Limits.Count; limit++)
        {
            var kind = limit;
            var items = all.Where(item => problem.Items[item].Costs[kind] != 0).ToArray();
            rows.Add(new(items, Array.ConvertAll(items, item => problem.Items[item].Costs[kind]), problem.Limits[limit].Most, IsBudget: true));
        }

        foreach (var item in all)
        {
            foreach (var options in problem.Items[item].Requires.Where(options => !options.Contains(item)))
            {
                int[] items = [item, .. options.Distinct().Order()];
                rows.Add(new(items, [1, .. Enumerable.Repeat(-1L, items.Length - 1)], Most: 0, IsBudget: false));
            }
        }

        rows.AddRange(problem.Exclusions.Select(static group => group.Distinct().Order().ToArray()).Where(static group => group.Length > 1)
            .Select(static group => new PlanRow(group, [.. Enumerable.Repeat(1L, group.Length)], Most: 1, IsBudget: false)));
        return rows;
    }
}
