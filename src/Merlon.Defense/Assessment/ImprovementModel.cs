using Merlon.Planning;

namespace Merlon.Assessment;

/// <summary>Candidates as a problem to solve: a term per technique that measures change, limits in cents and hundredths of days.</summary>
sealed class ImprovementModel
{
    /// <summary>Most of one cost, so that sums of all measures stay whole numbers of 64 bits: past it a measure never fits a budget.</summary>
    public const decimal CostMax = 1_000_000_000_000_000m;

    readonly Dictionary<string, int> places = new(StringComparer.OrdinalIgnoreCase);

    ImprovementModel(IReadOnlyList<PlanCandidate> candidates, PlanBudget budget)
    {
        Candidates = candidates;
        Budget = budget;
        for (var item = 0; item < candidates.Count; item++)
        {
            places.TryAdd(candidates[item].Measure.Id, item);
        }

        for (var item = 0; item < candidates.Count; item++)
        {
            var id = candidates[item].Measure.Id;
            places.TryAdd(id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..], item);
        }
    }

    /// <summary>Measures by index.</summary>
    public IReadOnlyList<PlanCandidate> Candidates { get; }

    public PlanBudget Budget { get; }

    public required PlanProblem Problem { get; init; }

    /// <summary>The limit that bounds one-off money; it is always the first.</summary>
    public const int MoneyLimit = 0;

    /// <summary>Makes the problem.</summary>
    public static ImprovementModel Of(PlanField field, IReadOnlyList<PlanCandidate> candidates, PlanBudget budget)
    {
        var names = new ImprovementModel(candidates, budget) { Problem = Nothing };
        var aim = budget.Aim;
        var must = aim.Must.Select(names.PlaceOf).ToHashSet();
        var barred = aim.Exclude.Select(names.PlaceOf).ToHashSet();
        var limits = LimitsOf(candidates, budget);
        var items = candidates.Select((candidate, item) => new PlanItem(
            candidate.Measure.Id, [.. limits.Select(limit => limit.CostOf(candidate.Measure))],
            [.. candidate.Measure.Requires.Select(options => (IReadOnlyList<int>)[.. options.Select(option => names.PlaceOf(option)).Where(static place => place >= 0)])],
            must.Contains(item), barred.Contains(item)));
        var problem = new PlanProblem
        {
            Items = [.. items],
            Limits = [.. limits.Select(static limit => new PlanLimit(limit.Name, limit.Most))],
            Exclusions = names.Exclusions(),
            Objective = PlanObjective.Of(candidates.Count, TermsOf(field, candidates, out var extras), extras),
        };
        return new(candidates, budget) { Problem = problem };
    }

    /// <summary>The measure that an id means, or −1; the part after the colon is enough.</summary>
    public int PlaceOf(string id) => places.GetValueOrDefault(id, -1);

    /// <summary>Ids by which measures can be called, letter case ignored.</summary>
    public static IReadOnlySet<string> NamesOf(IReadOnlyList<PlanCandidate> candidates)
        => candidates.Select(static one => one.Measure.Id).SelectMany(static id => new[] { id, id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..] })
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The same problem with another bound on one-off money, and one measure forced in or out.</summary>
    public PlanProblem With(decimal? money, int must = -1, int barred = -1) => Problem with
    {
        Limits = [.. Problem.Limits.Select((limit, index) => index == MoneyLimit && money is { } most ? limit with { Most = Hundredths(most) } : limit)],
        Items = must < 0 && barred < 0
            ? Problem.Items
            : [.. Problem.Items.Select((item, index) => index == must ? item with { IsMust = true } : index == barred ? item with { IsBarred = true } : item)],
    };

    static PlanProblem Nothing { get; } = new() { Items = [], Limits = [], Objective = PlanObjective.Of(0, []) };

    List<int[]> Exclusions() =>
    [
        .. Candidates.SelectMany((candidate, item) => candidate.Measure.Excludes
            .Where(places.ContainsKey).Select(other => new[] { item, places[other] }).Where(static pair => pair[0] != pair[1])),
    ];

    static List<CostLimit> LimitsOf(IReadOnlyList<PlanCandidate> candidates, PlanBudget budget)
    {
        var aim = budget.Aim;
        var limits = new List<CostLimit> { new("money", budget.Money is { } money ? Hundredths(money) : candidates.Sum(static one => Cents(one.Measure.TotalCost)), static measure => Cents(measure.TotalCost)) };
        if (aim.Yearly is { } yearly)
        {
            limits.Add(new("yearly money", Hundredths(yearly), static measure => Cents(measure.YearlyCost)));
        }

        var days = new Dictionary<string, decimal>(aim.Days, StringComparer.OrdinalIgnoreCase);
        if (aim.IsQuartersGiven)
        {
            foreach (var role in budget.Roles.Where(static role => role.DaysPerQuarter is not null))
            {
                var most = role.DaysPerQuarter.GetValueOrDefault() * aim.Quarters;
                days[role.Name] = days.TryGetValue(role.Name, out var given) ? Math.Min(given, most) : most;
            }

            if (aim.MoneyPerQuarter is { } quarterly)
            {
                limits.Add(new("money of all quarters", Hundredths(quarterly * aim.Quarters), static measure => Cents(measure.TotalCost)));
            }
        }

        limits.AddRange(days.OrderBy(static role => role.Key, StringComparer.OrdinalIgnoreCase).Select(static role => new CostLimit(
            role.Key.Length == 0 ? "days of anybody" : $"days of {role.Key}", Hundredths(role.Value),
            measure => Cents(measure.IsOwned ? 0 : measure.Cost.DaysByRole().GetValueOrDefault(role.Key)))));
        return limits;
    }

    static List<PlanTerm> TermsOf(PlanField field, IReadOnlyList<PlanCandidate> candidates, out double[] extras)
    {
        var added = new double[candidates.Count];
        var terms = new List<PlanTerm>();
        var units = candidates.SelectMany(static (candidate, item) => candidate.ByUnit.Select(unit => (unit.Unit, Item: item, unit.Changes)))
            .Where(one => field.WeightOf(one.Unit) > 0)
            .GroupBy(static one => one.Unit).OrderBy(static unit => unit.Key);
        foreach (var unit in units)
        {
            int[] items = [.. unit.Select(static one => one.Item)];
            IReadOnlyList<PlanChange>[] changes = [.. unit.Select(static one => one.Changes)];
            if (items.Length > AskedTerm.ItemsMax)
            {
                // Those that bring least alone count as if nothing else were there: a bound, and the true worth is said beside it.
                var alone = items.Select((item, local) => (Item: item, Local: local, Worth: new PlanUnitWorth(field, unit.Key, [changes[local]]).Of(1)))
                    .OrderByDescending(static one => one.Worth).ThenBy(static one => one.Item).ToArray();
                foreach (var one in alone[AskedTerm.ItemsMax..])
                {
                    added[one.Item] += one.Worth;
                }

                var kept = alone[..AskedTerm.ItemsMax].OrderBy(static one => one.Local).ToArray();
                items = [.. kept.Select(static one => one.Item)];
                changes = [.. kept.Select(one => changes[one.Local])];
            }

            var worth = new PlanUnitWorth(field, unit.Key, changes);
            terms.Add(new AskedTerm(items, worth.Of, worth.Kinship()));
        }

        extras = added;
        return terms;
    }

    // a limit is rounded down and a cost up, so that what fits in hundredths fits
    static long Hundredths(decimal limit) => (long)Math.Floor(Math.Min(Math.Max(limit, 0), CostMax) * 100);

    static long Cents(decimal amount) => (long)Math.Ceiling(Math.Min(Math.Max(amount, 0), CostMax / 100) * 100);

    sealed record CostLimit(string Name, long Most, Func<Measure, long> CostOf);
}
