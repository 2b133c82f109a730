namespace Merlon.Costs;

/// <summary>
/// The sums of a report. Forecast: every planned entry, and what recurs among the actual ones that no plan of the same id speaks of; so
/// nothing is counted twice and nothing that runs is forgotten.
/// </summary>
sealed class LedgerSums
{
    readonly IReadOnlyList<LedgerEntry> entries;
    readonly LedgerQuestion question;
    readonly DateOnly end;
    readonly DateOnly tomorrow;
    readonly IReadOnlyList<ForecastLine> forecast;
    readonly HashSet<string> actualIds;
    readonly IReadOnlyList<LedgerEntry> forecastEntries;

    public LedgerSums(IReadOnlyList<LedgerEntry> entries, LedgerQuestion question)
    {
        this.entries = entries;
        this.question = question;
        end = question.AsOf.AddYears(question.HorizonYears);
        tomorrow = question.AsOf.AddDays(1);
        var plans = entries.Where(static one => one.Status == LedgerStatus.Plan).Select(static one => one.Id).ToHashSet(StringComparer.Ordinal);
        actualIds = entries.Where(static one => one.Status == LedgerStatus.Actual).Select(static one => one.Id).ToHashSet(StringComparer.Ordinal);
        forecastEntries = [.. entries.Where(one => one.Status == LedgerStatus.Plan || (one.IsRecurring && !plans.Contains(one.Id)))];
        forecast =
        [
            .. forecastEntries.Select(LineOf).Where(static line => line.Payments > 0)
                .OrderByDescending(static line => line.Present).ThenBy(static line => line.Entry.Id, StringComparer.Ordinal).ThenBy(static line => line.Entry.Place, StringComparer.Ordinal),
        ];
    }

    public LedgerReport Report() => new()
    {
        AsOf = question.AsOf,
        Currency = question.Currency,
        HorizonYears = question.HorizonYears,
        DiscountRate = question.DiscountRate,
        Categories = [.. Enum.GetValues<CostCategory>().Select(CategoryOf)],
        Quarters = Quarters(),
        Capacity = Capacity(),
        Years = Years(),
        Forecast = forecast,
        Overdue = [.. entries.Where(one => one.Status == LedgerStatus.Plan && !one.IsRecurring && one.Start < question.AsOf && !actualIds.Contains(one.Id)).OrderBy(static one => one.Start).ThenBy(static one => one.Id, StringComparer.Ordinal)],
        RunRate = RunRateOf(static _ => true),
    };

    ForecastLine LineOf(LedgerEntry entry)
    {
        var (count, present, low, high) = (0, 0m, 0m, 0m);
        for (var year = 0; year < question.HorizonYears; year++)
        {
            var (payments, share) = (PaymentsIn(entry, year), ShareOf(year));
            count += payments;
            present += LedgerAmount.Cents(payments * entry.Amount.Expected * share);
            low += LedgerAmount.Cents(payments * entry.Amount.Low * share);
            high += LedgerAmount.Cents(payments * entry.Amount.High * share);
        }

        return new(entry, count, count * entry.Amount.Expected, present, low, high);
    }

    int PaymentsIn(LedgerEntry entry, int year) => entry.PaymentsBetween(question.AsOf.AddYears(year), question.AsOf.AddYears(year + 1)).Count();

    /// <summary>1 in the first year, divided by one plus the rate with each anniversary: what <see cref="PresentValue"/> does for equal years.</summary>
    decimal ShareOf(int year)
    {
        var share = 1m;
        for (var passed = 0; passed < year; passed++)
        {
            share /= 1 + question.DiscountRate;
        }

        return share;
    }

    CategorySum CategoryOf(CostCategory category)
    {
        var own = entries.Where(one => one.Category == category).ToArray();
        var lines = forecast.Where(line => line.Entry.Category == category).ToArray();
        return new(
            category, PaidBy(own, LedgerStatus.Plan), PaidBy(own, LedgerStatus.Actual), RunRateOf(one => one.Category == category),
            lines.Where(static line => !line.Entry.IsRecurring).Sum(static line => line.Money), lines.Sum(static line => line.Present));
    }

    decimal PaidBy(IEnumerable<LedgerEntry> own, LedgerStatus status) => own.Where(one => one.Status == status)
        .Sum(one => one.PaymentsBetween(DateOnly.MinValue, tomorrow).Count() * one.Amount.Expected);

    decimal RunRateOf(Func<LedgerEntry, bool> counts)
        => forecastEntries.Where(one => counts(one) && one.RunsOn(question.AsOf)).Sum(static one => LedgerAmount.Cents(one.Amount.Expected * one.PaymentsPerYear));

    List<QuarterSum> Quarters()
    {
        var sums = new SortedDictionary<(int Year, int Quarter, CostCategory Category), (decimal Plan, decimal Actual)>();
        foreach (var entry in entries)
        {
            foreach (var day in entry.PaymentsBetween(DateOnly.MinValue, entry.Status == LedgerStatus.Actual ? tomorrow : end))
            {
                var key = (day.Year, QuarterOf(day), entry.Category);
                var (plan, actual) = sums.GetValueOrDefault(key);
                sums[key] = entry.Status == LedgerStatus.Plan ? (plan + entry.Amount.Expected, actual) : (plan, actual + entry.Amount.Expected);
            }
        }

        return [.. sums.Select(static one => new QuarterSum(one.Key.Year, one.Key.Quarter, one.Key.Category, one.Value.Plan, one.Value.Actual))];
    }

    List<CapacitySum> Capacity()
    {
        var sums = new Dictionary<(int Year, int Quarter, string Role), (decimal Plan, decimal Actual)>();
        foreach (var entry in entries.Where(static one => one.Days > 0))
        {
            foreach (var day in entry.PaymentsBetween(DateOnly.MinValue, entry.Status == LedgerStatus.Actual ? tomorrow : end))
            {
                var key = (day.Year, QuarterOf(day), entry.Role);
                var (plan, actual) = sums.GetValueOrDefault(key);
                sums[key] = entry.Status == LedgerStatus.Plan ? (plan + entry.Days, actual) : (plan, actual + entry.Days);
            }
        }

        return
        [
            .. sums.OrderBy(static one => one.Key.Year).ThenBy(static one => one.Key.Quarter).ThenBy(static one => one.Key.Role, StringComparer.Ordinal)
                .Select(static one => new CapacitySum(one.Key.Year, one.Key.Quarter, one.Key.Role, one.Value.Plan, one.Value.Actual)),
        ];
    }

    // Rounded per entry and year, as the lines are: both columns have the same sum.
    List<YearSum> Years()
    {
        var years = new List<YearSum>();
        for (var year = 0; year < question.HorizonYears; year++)
        {
            var (once, recurring, present) = (0m, 0m, 0m);
            foreach (var entry in forecastEntries)
            {
                var money = PaymentsIn(entry, year) * entry.Amount.Expected;
                (once, recurring) = entry.IsRecurring ? (once, recurring + money) : (once + money, recurring);
                present += LedgerAmount.Cents(money * ShareOf(year));
            }

            years.Add(new(year, question.AsOf.AddYears(year), once, recurring, present));
        }

        return years;
    }

    static int QuarterOf(DateOnly day) => (day.Month - 1) / 3 + 1;
}
