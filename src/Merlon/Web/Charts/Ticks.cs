using System.Globalization;

namespace Merlon.Web.Charts;

/// <summary>Where the lines of an axis stand: steps of 1, 2 or 5 times a power of ten, around all values.</summary>
/// <param name="From">Lower end of the axis, at most the least value.</param>
/// <param name="To">Upper end of the axis, at least the greatest value, above <paramref name="From"/>.</param>
/// <param name="Values">Ticks from end to end.</param>
public sealed record Ticks(double From, double To, IReadOnlyList<double> Values)
{
    /// <summary>Largest number that is drawn as it is; beyond it a mark stands at the end of its axis.</summary>
    public const double Largest = 1e100;

    /// <summary>Ticks around some values; those that are not finite count for nothing.</summary>
    /// <param name="values">Values; none give an axis from 0 to 1.</param>
    /// <param name="wished">About how many steps, 2 or more.</param>
    /// <param name="includesZero">True to begin at zero (or end there, for negative ones).</param>
    internal static Ticks Around(IEnumerable<double> values, int wished, bool includesZero)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values.Where(double.IsFinite))
        {
            least = Math.Min(least, Math.Clamp(value, -Largest, Largest));
            most = Math.Max(most, Math.Clamp(value, -Largest, Largest));
        }

        if (least > most)
        {
            (least, most) = (0, 1);
        }

        if (includesZero)
        {
            (least, most) = (Math.Min(least, 0), Math.Max(most, 0));
        }

        // A span that the precision of the numbers cannot part into steps is widened.
        if (most - least <= Math.Max(1e-200, Math.Max(Math.Abs(least), Math.Abs(most)) * 1e-9))
        {
            var pad = Math.Max(Math.Abs(least), Math.Abs(most)) * 0.1;
            (least, most) = pad > 1e-200 ? (includesZero ? Math.Min(least, 0) : least - pad, most + pad) : (0, 1);
        }

        return Between(least, most, Math.Max(2, wished));
    }

    static Ticks Between(double least, double most, int wished)
    {
        var step = StepFor((most - least) / wished);
        var first = Math.Floor(least / step + 1e-9);
        var last = Math.Ceiling(most / step - 1e-9);
        var values = new List<double>();
        for (var i = 0; i <= wished * 3 && first + i <= last; i++)
        {
            values.Add(Rounded((first + i) * step));
        }

        return new Ticks(values[0], values[^1], values);
    }

    static double StepFor(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var part = rough / power;
        return power * (part <= 1.0000001 ? 1 : part <= 2.0000001 ? 2 : part <= 5.0000001 ? 5 : 10);
    }

    // 3 × 0.1 is not 0.3 in binary: fifteen digits are.
    static double Rounded(double value) => double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + 0.0;
}

/// <summary>Days on an axis: ticks at the beginnings of months, quarters or years.</summary>
static class DayTicks
{
    static readonly int[] Months = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000, 24_000];

    /// <summary>Ticks between two days, as many as fit.</summary>
    /// <param name="from">First day, as <see cref="DateOnly.DayNumber"/>.</param>
    /// <param name="to">Last day.</param>
    /// <param name="most">Most ticks, 2 or more.</param>
    public static IReadOnlyList<(double Day, string Words)> Between(double from, double to, int most)
    {
        var first = DateOnly.FromDayNumber((int)Math.Clamp(from, 0, DateOnly.MaxValue.DayNumber));
        var last = DateOnly.FromDayNumber((int)Math.Clamp(to, first.DayNumber, DateOnly.MaxValue.DayNumber));
        var months = (last.Year - first.Year) * 12 + last.Month - first.Month;
        if (months < 2)
        {
            return first == last ? [(first.DayNumber, Words(first, "yyyy-MM-dd"))] : [(first.DayNumber, Words(first, "yyyy-MM-dd")), (last.DayNumber, Words(last, "yyyy-MM-dd"))];
        }

        var step = Months.FirstOrDefault(step => months / step < most, Months[^1]);
        var ticks = new List<(double, string)>();
        for (var month = (first.Year * 12 + first.Month - 1 + step - 1) / step * step; month <= last.Year * 12 + last.Month - 1 && ticks.Count <= most; month += step)
        {
            if (month / 12 is >= 1 and <= 9999)
            {
                var day = new DateOnly(month / 12, month % 12 + 1, 1);
                if (day >= first)
                {
                    ticks.Add((day.DayNumber, Words(day, step >= 12 ? "yyyy" : "yyyy-MM")));
                }
            }
        }

        return ticks;
    }

    static string Words(DateOnly day, string format) => day.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>Maps values of a span onto a length of the drawing; what lies outside lands on the nearer end.</summary>
readonly record struct ChartScale(double From, double To, double Start, double End)
{
    public double Of(double value)
    {
        var share = (Math.Clamp(value, -Ticks.Largest, Ticks.Largest) - From) / (To - From);
        return double.IsFinite(share) ? Start + (End - Start) * Math.Clamp(share, 0, 1) : Start;
    }
}
