namespace Merlon.Costs;

/// <summary>A ledger added up: plan against actual, the cost of the years ahead, days of work. Money in whole cents, so that every column adds up exactly.</summary>
public sealed record LedgerReport
{
    /// <summary>The day that it speaks of: what lies before is compared, what follows is forecast.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Code such as <c>EUR</c>.</summary>
    public required string Currency { get; init; }

    /// <summary>Years ahead, 1 to <see cref="PresentValue.YearsMax"/>.</summary>
    public required int HorizonYears { get; init; }

    /// <summary>A share such as 0.05 for 5 % a year.</summary>
    public required decimal DiscountRate { get; init; }

    /// <summary>By category, in the order of <see cref="CostCategory"/>.</summary>
    public required IReadOnlyList<CategorySum> Categories { get; init; }

    /// <summary>By quarter, first to last; quarters without a payment are left out.</summary>
    public required IReadOnlyList<QuarterSum> Quarters { get; init; }

    /// <summary>Days of work by quarter and role.</summary>
    public required IReadOnlyList<CapacitySum> Capacity { get; init; }

    /// <summary>The years ahead, the first beginning on <see cref="AsOf"/>.</summary>
    public required IReadOnlyList<YearSum> Years { get; init; }

    /// <summary>What each entry of the forecast costs over the horizon, largest first, ties by id.</summary>
    public required IReadOnlyList<ForecastLine> Forecast { get; init; }

    /// <summary>Planned payments whose day has passed and that no actual entry of the same id answers.</summary>
    public required IReadOnlyList<LedgerEntry> Overdue { get; init; }

    /// <summary>What recurs on <see cref="AsOf"/>, a year.</summary>
    public required decimal RunRate { get; init; }

    /// <summary>Total of the years ahead, undiscounted.</summary>
    public decimal Ahead => Forecast.Sum(static line => line.Money);

    /// <summary>Total cost of ownership over the horizon: the years ahead, discounted.</summary>
    public decimal PresentCost => Forecast.Sum(static line => line.Present);

    /// <summary>Adds up the entries.</summary>
    /// <exception cref="ArgumentException">The horizon or the rate is out of range.</exception>
    public static LedgerReport Of(IReadOnlyList<LedgerEntry> entries, LedgerQuestion question)
        => question.HorizonYears is >= 1 and <= PresentValue.YearsMax && question.DiscountRate >= 0
            ? new LedgerSums(entries, question).Report()
            : throw new ArgumentException("the horizon or the discount rate is out of range", nameof(question));
}

/// <summary>What a ledger is asked.</summary>
/// <param name="AsOf">The day.</param>
/// <param name="Currency">The organisation's currency.</param>
/// <param name="HorizonYears">Years ahead, 1 to <see cref="PresentValue.YearsMax"/>.</param>
/// <param name="DiscountRate">A share such as 0.05 for 5 % a year, 0 or more.</param>
public sealed record LedgerQuestion(DateOnly AsOf, string Currency, int HorizonYears, decimal DiscountRate);

/// <summary>Plan against actual of one category.</summary>
/// <param name="Category">The category.</param>
/// <param name="PlanToDate">Planned payments up to and on the day.</param>
/// <param name="ActualToDate">Payments made up to and on the day.</param>
/// <param name="RunRate">What recurs on the day, a year.</param>
/// <param name="Once">What is paid once in the years ahead.</param>
/// <param name="Present">The years ahead, discounted.</param>
public sealed record CategorySum(CostCategory Category, decimal PlanToDate, decimal ActualToDate, decimal RunRate, decimal Once, decimal Present)
{
    /// <summary>Actual less plan: above 0 where more was spent.</summary>
    public decimal Difference => ActualToDate - PlanToDate;
}

/// <summary>Plan and actual of one category in one quarter.</summary>
/// <param name="Year">Calendar year.</param>
/// <param name="Quarter">1 to 4.</param>
/// <param name="Category">The category.</param>
/// <param name="Plan">Planned.</param>
/// <param name="Actual">Paid.</param>
public sealed record QuarterSum(int Year, int Quarter, CostCategory Category, decimal Plan, decimal Actual);

/// <summary>Days of work of one role in one quarter.</summary>
/// <param name="Year">Calendar year.</param>
/// <param name="Quarter">1 to 4.</param>
/// <param name="Role">The role; empty for anybody.</param>
/// <param name="PlanDays">Person-days planned.</param>
/// <param name="ActualDays">Person-days worked.</param>
public sealed record CapacitySum(int Year, int Quarter, string Role, decimal PlanDays, decimal ActualDays);

/// <summary>One of the years ahead.</summary>
/// <param name="Number">0 for the first, which begins on the day of the report and is not discounted.</param>
/// <param name="Start">Its first day.</param>
/// <param name="Once">Paid once.</param>
/// <param name="Recurring">Paid again and again.</param>
/// <param name="Present">Both, discounted.</param>
public sealed record YearSum(int Number, DateOnly Start, decimal Once, decimal Recurring, decimal Present);

/// <summary>What an entry costs over the horizon.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Payments">Payments in it.</param>
/// <param name="Money">Their expected sum.</param>
/// <param name="Present">Discounted.</param>
/// <param name="PresentLow">Discounted, every payment at its least.</param>
/// <param name="PresentHigh">Discounted, every payment at its most.</param>
public sealed record ForecastLine(LedgerEntry Entry, int Payments, decimal Money, decimal Present, decimal PresentLow, decimal PresentHigh);
