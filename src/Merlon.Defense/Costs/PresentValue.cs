namespace Merlon.Costs;

/// <summary>What payments over several years are worth today.</summary>
public static class PresentValue
{
    /// <summary>Longest horizon that is computed, in years.</summary>
    public const int YearsMax = 30;

    /// <summary>
    /// once + Σ over the years 0 … horizon − 1 of yearly ÷ (1 + rate)^year: what recurs is paid at the start of each year, the first time at once.
    /// </summary>
    /// <param name="once">Paid today.</param>
    /// <param name="yearly">Paid at the start of each year.</param>
    /// <param name="years">Horizon, 0 to <see cref="YearsMax"/>; 0 counts what is paid once only.</param>
    /// <param name="discountRate">A share such as 0.05 for 5 % a year, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The horizon or the rate is out of range.</exception>
    public static decimal Of(decimal once, decimal yearly, int years, decimal discountRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(years);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(years, YearsMax);
        ArgumentOutOfRangeException.ThrowIfNegative(discountRate);
        var (sum, share) = (once, 1m);
        for (var year = 0; year < years; year++)
        {
            sum += yearly * share;
            share /= 1 + discountRate;
        }

        return sum;
    }
}
