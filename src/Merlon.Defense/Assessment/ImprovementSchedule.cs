using Merlon.Planning;

namespace Merlon.Assessment;

/// <summary>
/// Spreads chosen measures over quarters: a measure begins when what it needs is done and its money is there, and draws each role's days
/// from the quarters on. Worth counts from the end of the quarter in which it is done, discounted, so what brings much comes early.
/// </summary>
sealed class ImprovementSchedule
{
    /// <summary>Up to so many measures every order is tried.</summary>
    const int OrdersMax = 6;

    /// <summary>Quarters after which a measure that no capacity reaches is given up.</summary>
    const int QuartersMax = 200;

    readonly ImprovementModel model;
    readonly IReadOnlyList<PlanRow> rows;
    readonly PlanAim aim;
    readonly Dictionary<string, decimal> capacities;
    readonly decimal? money;

    ImprovementSchedule(ImprovementModel model)
    {
        this.model = model;
        rows = PlanRow.Of(model.Problem);
        aim = model.Budget.Aim;
        money = aim.MoneyPerQuarter;
        capacities = model.Budget.Roles.Where(static role => role.DaysPerQuarter is not null)
            .ToDictionary(static role => role.Name, static role => role.DaysPerQuarter.GetValueOrDefault(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The schedule, or null when nothing was chosen or no capacity is known.</summary>
    public static PlanSchedule? Of(IReadOnlyList<int> chosen, ImprovementModel model, PlanField field)
    {
        var schedule = new ImprovementSchedule(model);
        if (chosen.Count == 0 || (schedule.capacities.Count == 0 && schedule.money is null))
        {
            return null;
        }

        var (best, method) = chosen.Count <= OrdersMax
            ? (schedule.BestOf(chosen), "every order was tried: no other is worth more sooner")
            : (schedule.Exchanged([.. chosen]), "in order of worth per cost, then exchanged pairwise as long as that helps; not proven best");
        return schedule.Written(best, method, field);
    }

    /// <summary>Σ over quarters of discounted worth at their ends.</summary>
    double ValueOf(IReadOnlyList<int> order)
    {
        var ends = TimesOf(order);
        var set = new PlanSet(model.Problem, rows);
        var value = 0.0;
        for (var quarter = 1; quarter <= aim.Quarters; quarter++)
        {
            foreach (var item in order.Where(item => ends[item].End == quarter))
            {
                set.Add(item);
            }

            value += DiscountOf(quarter) * set.Value;
        }

        return value;
    }

    double DiscountOf(int quarter) => Math.Pow(1 + (double)aim.DiscountRate, -(quarter - 1) / 4.0);

    int[] BestOf(IReadOnlyList<int> chosen)
    {
        int[] best = [.. chosen];
        var most = ValueOf(best);
        foreach (var order in OrdersOf([.. chosen], 0))
        {
            var value = ValueOf(order);
            if (value > most * (1 + 1e-12))
            {
                (best, most) = ([.. order], value);
            }
        }

        return best;
    }

    static IEnumerable<int[]> OrdersOf(int[] items, int from)
    {
        if (from == items.Length)
        {
            yield return items;
            yield break;
        }

        for (var i = from; i < items.Length; i++)
        {
            (items[from], items[i]) = (items[i], items[from]);
            foreach (var order in OrdersOf(items, from + 1))
            {
                yield return order;
            }

            (items[from], items[i]) = (items[i], items[from]);
        }
    }

    int[] Exchanged(int[] order)
    {
        const int RoundsMax = 4, ItemsMax = 40;
        var most = ValueOf(order);
        for (var (round, isBetter) = (0, true); isBetter && round < RoundsMax && order.Length <= ItemsMax; round++)
        {
            isBetter = false;
            for (var i = 0; i < order.Length; i++)
            {
                for (var j = i + 1; j < order.Length; j++)
                {
                    (order[i], order[j]) = (order[j], order[i]);
                    var value = ValueOf(order);
                    if (value > most * (1 + 1e-12))
                    {
                        (most, isBetter) = (value, true);
                    }
                    else
                    {
                        (order[i], order[j]) = (order[j], order[i]);
                    }
                }
            }
        }

        return order;
    }

    /// <summary>When each measure begins, pays and ends, taken in this order; what is needed is moved before what needs it.</summary>
    Dictionary<int, Times> TimesOf(IReadOnlyList<int> order)
    {
        var times = new Dictionary<int, Times>();
        var used = new Dictionary<(string Role, int Quarter), decimal>();
        var paid = 0m;
        var open = order.ToList();
        while (open.Count > 0)
        {
            var ready = open.FindIndex(item => IsReady(item, times));
            var item = open[Math.Max(0, ready)];
            open.Remove(item);
            var begin = model.Problem.Items[item].Requires.Select(options => options.Where(times.ContainsKey).Select(option => times[option].End).DefaultIfEmpty(1).Min())
                .DefaultIfEmpty(1).Max();
            var measure = model.Candidates[item].Measure;
            paid += measure.TotalCost;
            if (money is { } each && measure.TotalCost > 0)
            {
                begin = Math.Max(begin, each > 0 ? (int)Math.Min(QuartersMax, Math.Ceiling(paid / each)) : QuartersMax);
            }

            times[item] = Drawn(measure, begin, used);
        }

        return times;
    }

    bool IsReady(int item, Dictionary<int, Times> times)
        => model.Problem.Items[item].Requires.All(options => options.Count == 0 || options.Any(times.ContainsKey));

    Times Drawn(Measure measure, int begin, Dictionary<(string Role, int Quarter), decimal> used)
    {
        var end = begin;
        var days = new Dictionary<(string Role, int Quarter), decimal>();
        foreach (var (role, all) in measure.IsOwned ? new Dictionary<string, decimal>(StringComparer.Ordinal) : measure.Cost.DaysByRole())
        {
            var left = all;
            for (var quarter = begin; left > 0; quarter++)
            {
                var isBounded = capacities.TryGetValue(role, out var capacity);
                var free = isBounded ? capacity - used.GetValueOrDefault((role, quarter)) : left;
                var drawn = quarter >= QuartersMax ? left : Math.Min(left, Math.Max(0, free));
                if (drawn > 0)
                {
                    used[(role, quarter)] = used.GetValueOrDefault((role, quarter)) + drawn;
                    days[(role, quarter)] = drawn;
                    left -= drawn;
                    end = Math.Max(end, quarter);
                }
            }
        }

        return new(begin, end, days);
    }

    PlanSchedule Written(IReadOnlyList<int> order, string method, PlanField field)
    {
        var times = TimesOf(order);
        var (quarters, now, value, weights) = (new List<PlanQuarter>(), field.Copy(), 0.0, 0.0);
        var last = Math.Max(aim.Quarters, times.Values.Max(static one => one.End));
        for (var number = 1; number <= last; number++)
        {
            foreach (var item in order.Where(item => times[item].End == number))
            {
                now.Apply(model.Candidates[item]);
            }

            var quarter = new PlanQuarter(
                number, IdsOf(order.Where(item => times[item].End == number)), IdsOf(order.Where(item => times[item].Begin == number && times[item].End > number)),
                order.Where(item => times[item].Begin == number).Sum(item => model.Candidates[item].Measure.TotalCost),
                times.Values.SelectMany(static one => one.Days).Where(one => one.Key.Quarter == number).GroupBy(static one => one.Key.Role, StringComparer.OrdinalIgnoreCase)
                    .ToDictionary(static role => role.Key, static role => role.Sum(static one => one.Value), StringComparer.OrdinalIgnoreCase),
                now.Covered);
            if (number <= aim.Quarters)
            {
                value += DiscountOf(number) * quarter.CoveredAfter;
                weights += DiscountOf(number);
            }

            if (number <= aim.Quarters || quarter.Done.Count > 0 || quarter.Begun.Count > 0 || quarter.Days.Count > 0)
            {
                quarters.Add(quarter);
            }
        }

        return new(quarters, method, weights > 0 ? value / weights : 0);
    }

    IReadOnlyList<string> IdsOf(IEnumerable<int> items) => [.. items.Select(item => model.Candidates[item].Measure.Id)];

    sealed record Times(int Begin, int End, Dictionary<(string Role, int Quarter), decimal> Days);
}
