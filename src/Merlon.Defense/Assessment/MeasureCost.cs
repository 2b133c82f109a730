using Merlon.Costs;

namespace Merlon.Assessment;

/// <summary>What a measure costs, line by line: once, and each year that it is kept. Equal when the lines are.</summary>
public sealed record MeasureCost
{
    /// <summary>One-off days of anybody and one-off money for tools, the short form of an organisation file.</summary>
    /// <param name="days">Person-days, 0 or more.</param>
    /// <param name="money">Money beside the days, in the table's currency, 0 or more.</param>
    public MeasureCost(decimal days, decimal money)
        : this(Plain(days, money))
    {
    }

    /// <summary>Lines as given.</summary>
    public MeasureCost(IReadOnlyList<CostLine> lines)
    {
        Lines = lines;
        Days = lines.Where(static line => !line.IsYearly).Sum(static line => line.Days);
        Money = lines.Where(static line => !line.IsYearly).Sum(static line => line.Money);
        YearlyDays = lines.Where(static line => line.IsYearly).Sum(static line => line.Days);
        YearlyMoney = lines.Where(static line => line.IsYearly).Sum(static line => line.Money);
    }

    /// <summary>Nothing at all: what is owned already.</summary>
    public static MeasureCost None { get; } = new([]);

    /// <summary>The lines, as written or as the product assumes.</summary>
    public IReadOnlyList<CostLine> Lines { get; }

    /// <summary>Person-days once.</summary>
    public decimal Days { get; }

    /// <summary>Money once, beside the days.</summary>
    public decimal Money { get; }

    /// <summary>Person-days each year.</summary>
    public decimal YearlyDays { get; }

    /// <summary>Money each year, beside the days.</summary>
    public decimal YearlyMoney { get; }

    /// <summary>One-off days at their roles' rates and one-off money.</summary>
    public decimal Once(DayRates rates) => Lines.Where(static line => !line.IsYearly).Sum(rates.Of);

    /// <summary>What recurs each year, days at their roles' rates and money.</summary>
    public decimal Yearly(DayRates rates) => Lines.Where(static line => line.IsYearly).Sum(rates.Of);

    /// <summary>One-off days by role; days of anybody under the empty role.</summary>
    public IReadOnlyDictionary<string, decimal> DaysByRole() => Lines.Where(static line => !line.IsYearly && line.Days > 0)
        .GroupBy(static line => line.Role, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(static role => role.Key, static role => role.Sum(static line => line.Days), StringComparer.OrdinalIgnoreCase);

    /// <summary>Money over a horizon, discounted: <see cref="PresentValue.Of(decimal, decimal, int, decimal)"/>.</summary>
    public decimal Over(int years, decimal discountRate, DayRates rates) => PresentValue.Of(Once(rates), Yearly(rates), years, discountRate);

    /// <summary>The same by category; each category that has a line once.</summary>
    public IReadOnlyDictionary<CostCategory, decimal> OverByCategory(int years, decimal discountRate, DayRates rates) => Lines
        .GroupBy(static line => line.Category)
        .ToDictionary(static category => category.Key, category => new MeasureCost([.. category]).Over(years, discountRate, rates));

    /// <summary>True when the lines are the same, in the same order.</summary>
    public bool Equals(MeasureCost? other) => other is not null && Lines.SequenceEqual(other.Lines);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Days, Money, YearlyDays, YearlyMoney);

    static CostLine[] Plain(decimal days, decimal money)
    {
        var lines = new List<CostLine>(2);
        if (days != 0)
        {
            lines.Add(new(CostCategory.People, IsYearly: false, 0, days, ""));
        }

        if (money != 0)
        {
            lines.Add(new(CostCategory.Tools, IsYearly: false, money, 0, ""));
        }

        return [.. lines];
    }
}
