using Merlon.Documents;

namespace Merlon.Costs;

/// <summary>Whether an entry of a ledger is expected or has happened.</summary>
public enum LedgerStatus
{
    /// <summary>Expected.</summary>
    Plan,

    /// <summary>Paid, or worked.</summary>
    Actual,
}

/// <summary>Money of one payment as a range, in the organisation's currency, in whole cents; all three are the same where no range was given.</summary>
/// <param name="Low">Least, 0 or more.</param>
/// <param name="Likely">Most likely.</param>
/// <param name="High">Most.</param>
public readonly record struct LedgerAmount(decimal Low, decimal Likely, decimal High)
{
    /// <summary>Mean of a PERT distribution, <c>(low + 4 × likely + high) / 6</c>, in whole cents.</summary>
    public decimal Expected => Cents((Low + 4 * Likely + High) / 6);

    /// <summary>True where a range was given.</summary>
    public bool IsRange => Low != High;

    /// <summary>Rounds to cents, halves away from zero, as on an invoice.</summary>
    public static decimal Cents(decimal money) => Math.Round(money, 2, MidpointRounding.AwayFromZero);
}

/// <summary>What an entry pays for.</summary>
/// <param name="Kind">Column that names it: <c>measure</c>, <c>control</c>, <c>log_source</c>, <c>rule</c>, <c>course</c>, <c>technique</c>.</param>
/// <param name="Id">As written.</param>
public readonly record struct LedgerLink(string Kind, string Id);

/// <summary>A line of a ledger: something that is paid or worked once, or again and again.</summary>
public sealed record LedgerEntry
{
    /// <summary>Pairs a plan with its actual entries; unique among plans.</summary>
    public required string Id { get; init; }

    /// <summary>Of which kind.</summary>
    public required CostCategory Category { get; init; }

    /// <summary>Expected or happened.</summary>
    public required LedgerStatus Status { get; init; }

    /// <summary>Months between two payments, 1 to 120; 0 for what is paid once.</summary>
    public required int PeriodMonths { get; init; }

    /// <summary>Day of the payment, or of the first one.</summary>
    public required DateOnly Start { get; init; }

    /// <summary>Last day on which a payment may fall, or null for no end.</summary>
    public DateOnly? End { get; init; }

    /// <summary>Money of one payment, work included.</summary>
    public required LedgerAmount Amount { get; init; }

    /// <summary>How the amount was made: <c>12 days × 850</c>; empty where it was given.</summary>
    public string Basis { get; init; } = "";

    /// <summary>Person-days of one payment, 0 or more.</summary>
    public decimal Days { get; init; }

    /// <summary>Whose days; empty for anybody's.</summary>
    public string Role { get; init; } = "";

    /// <summary>What it pays for.</summary>
    public IReadOnlyList<LedgerLink> Links { get; init; } = [];

    /// <summary>Who answers for it; foreign text, may be empty.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Remark; foreign text, may be empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>Document and place, as a person finds it.</summary>
    public required string Place { get; init; }

    /// <summary>True for what is paid again and again.</summary>
    public bool IsRecurring => PeriodMonths > 0;

    /// <summary>Payments in a year of an entry that recurs; 0 for others.</summary>
    public decimal PaymentsPerYear => IsRecurring ? 12m / PeriodMonths : 0;

    /// <summary>Days on which payments fall, from <paramref name="from"/> and before <paramref name="to"/>.</summary>
    public IEnumerable<DateOnly> PaymentsBetween(DateOnly from, DateOnly to)
    {
        if (!IsRecurring)
        {
            if (Start >= from && Start < to)
            {
                yield return Start;
            }

            yield break;
        }

        var months = (from.Year - Start.Year) * 12 + from.Month - Start.Month;
        for (var payment = Math.Max(0, months / PeriodMonths - 1); ; payment++)
        {
            var day = Start.AddMonths(payment * PeriodMonths);
            if (day >= to || day > (End ?? DateOnly.MaxValue))
            {
                yield break;
            }

            if (day >= from)
            {
                yield return day;
            }
        }
    }

    /// <summary>True when it still recurs on a day.</summary>
    public bool RunsOn(DateOnly day) => IsRecurring && Start <= day && (End ?? DateOnly.MaxValue) >= day;
}

/// <summary>A file of a ledger that the organisation names.</summary>
/// <param name="Path">As written, relative to the organisation file.</param>
/// <param name="Location">Where it is named.</param>
public sealed record LedgerPath(string Path, SourceLocation Location);
