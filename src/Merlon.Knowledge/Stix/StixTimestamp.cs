using System.Globalization;
using System.Text;

namespace Merlon.Stix;

/// <summary>STIX timestamps (STIX 2.1 §2.16: RFC 3339 in UTC with a <c>Z</c>, any number of fractional digits).</summary>
static class StixTimestamp
{
    /// <summary>Ticks of the first fractional digit.</summary>
    const int TicksOfTenth = 1_000_000;

    /// <summary>
    /// Reads a timestamp. The common shape is read by hand because a release has some 50,000 of them; anything else goes to
    /// the library, which takes offsets and reads a time without one as UTC. Digits past 100 ns are cut.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset timestamp)
        => TryCommonShape(text, out timestamp)
            || DateTimeOffset.TryParse(
                Encoding.UTF8.GetString(text), CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out timestamp);

    static bool TryCommonShape(ReadOnlySpan<byte> text, out DateTimeOffset timestamp)
    {
        timestamp = default;
        if (text.Length < 20 || text[^1] != 'Z' || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':'
            || !TryDigits(text[..4], out var year) || !TryDigits(text.Slice(5, 2), out var month) || !TryDigits(text.Slice(8, 2), out var day)
            || !TryDigits(text.Slice(11, 2), out var hour) || !TryDigits(text.Slice(14, 2), out var minute)
            || !TryDigits(text.Slice(17, 2), out var second) || !TryFraction(text[19..^1], out var ticks))
        {
            return false;
        }

        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        timestamp = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).AddTicks(ticks);
        return true;
    }

    /// <summary>Reads <c>.123</c> (or nothing) as ticks of 100 ns.</summary>
    static bool TryFraction(ReadOnlySpan<byte> text, out int ticks)
    {
        ticks = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text[0] != '.' || text.Length == 1)
        {
            return false;
        }

        var unit = TicksOfTenth;
        foreach (var digit in text[1..])
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            ticks += (digit - '0') * unit;
            unit /= 10;
        }

        return true;
    }

    static bool TryDigits(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = value * 10 + (digit - '0');
        }

        return true;
    }
}
