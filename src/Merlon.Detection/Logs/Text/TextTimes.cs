using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Merlon.Logs.Text;

/// <summary>Times as logs write them, and as ISO 8601.</summary>
static class TextTimes
{
    /// <summary>Longest text that <see cref="LogTime.Write"/> gives, in bytes.</summary>
    public const int IsoBytesMax = 36;

    /// <summary>A time whose offset from UTC may be unknown.</summary>
    /// <param name="Value">As written.</param>
    /// <param name="Offset">Distance from UTC, or null where the log does not say.</param>
    public readonly record struct LogTime(DateTime Value, TimeSpan? Offset)
    {
        /// <summary>Writes it as ISO 8601, in UTC with <c>Z</c> where the offset is known, else without any; returns the length in bytes.</summary>
        public int Write(Span<byte> iso)
        {
            var utc = Offset is { } offset && Value.Ticks - offset.Ticks is >= 0 and var ticks && ticks <= DateTime.MaxValue.Ticks ? new DateTime(ticks) : Value;
            var isExact = utc.Ticks % TimeSpan.TicksPerSecond == 0;
            utc.TryFormat(iso, out var length, isExact ? "yyyy-MM-ddTHH:mm:ss" : "yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
            if (Offset is not null)
            {
                iso[length++] = (byte)'Z';
            }

            return length;
        }
    }

    /// <summary>Adds field <c>time</c> to a record.</summary>
    public static void Add(LogEvent record, LogTime time)
    {
        Span<byte> iso = stackalloc byte[IsoBytesMax];
        record.Add("time"u8, iso[..time.Write(iso)]);
    }

    /// <summary>Reads <c>10/Oct/2000:13:55:36 -0700</c> (common log format) at the front of a text.</summary>
    public static bool TryReadAccess(ReadOnlySpan<byte> text, out LogTime time, out int length)
    {
        time = default;
        length = 26;
        return text.Length >= 26 && text[2] == '/' && text[6] == '/' && text[11] == ':' && text[14] == ':' && text[17] == ':' && text[20] == ' '
            && TryNumber(text[..2], out var day) && MonthOf(text[3..6]) is > 0 and var month && TryNumber(text[7..11], out var year)
            && TryClock(text[12..20], out var clock) && TryDate(year, month, day, clock, out var value)
            && TryOffset(text[21..26], out var offset) && Set(out time, new LogTime(value, offset));
    }

    /// <summary>Reads seconds since 1970 with or without a fraction.</summary>
    public static bool TryReadEpoch(ReadOnlySpan<byte> text, out LogTime time)
    {
        time = default;
        return Utf8Parser.TryParse(text, out decimal seconds, out var used) && used == text.Length && seconds is >= 0 and < 253_402_300_800m
            && Set(out time, new LogTime(DateTime.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)), TimeSpan.Zero));
    }

    /// <summary>
    /// Reads the time of a syslog line at the front of a text: <c>Oct 11 22:14:15</c> (RFC 3164; with a year before or behind
    /// the clock and with fractions, as devices write it) or RFC 3339.
    /// </summary>
    /// <param name="text">Where the time begins.</param>
    /// <param name="options">The year of a time without one.</param>
    /// <param name="time">The time; null where the year is not known.</param>
    /// <param name="length">Length of the time in the text.</param>
    public static bool TryReadSyslog(ReadOnlySpan<byte> text, LogReadOptions options, out LogTime? time, out int length)
    {
        time = null;
        if (!text.IsEmpty && char.IsAsciiDigit((char)text[0]))
        {
            length = text.IndexOf((byte)' ') is > 0 and var space ? space : text.Length;
            return TryReadIso(text[..length], out var iso) && Set(out time, iso);
        }

        length = 0;
        if (text.Length < 15 || MonthOf(text[..3]) is not (> 0 and var month) || text[3] != ' ')
        {
            return false;
        }

        var at = text[4] == ' ' ? 5 : 4;
        var digits = char.IsAsciiDigit((char)text[at + 1]) ? 2 : 1;
        if (!TryNumber(text.Slice(at, digits), out var day) || text[at + digits] != ' ')
        {
            return false;
        }

        at += digits + 1;
        var hasYear = text.Length >= at + 13 && text[at + 4] == ' ' && TryNumber(text.Slice(at, 4), out _);
        var year = 0;
        if (hasYear)
        {
            TryNumber(text.Slice(at, 4), out year);
            at += 5;
        }

        if (text.Length < at + 8 || !TryClock(text.Slice(at, 8), out var clock))
        {
            return false;
        }

        at += 8;
        at += TakeFraction(text[at..], ref clock);
        if (!hasYear && text.Length >= at + 5 && text[at] == ' ' && TryNumber(text.Slice(at + 1, 4), out var behind) && behind is >= 1970 and < 2200
            && (text.Length == at + 5 || text[at + 5] is (byte)' ' or (byte)':'))
        {
            (hasYear, year) = (true, behind);
            at += 5;
        }

        length = at;
        if (!hasYear)
        {
            year = options.Year is { } last ? month > options.LastMonth ? last - 1 : last : 0;
        }

        if (!TryDate(year == 0 ? 2000 : year, month, day, clock, out var value))
        {
            return false; // 2000 had a 29 February
        }

        time = year == 0 ? null : new LogTime(value, Offset: null);
        return true;
    }

    /// <summary>Reads ISO 8601 and RFC 3339, date and clock parted by <c>T</c> or a space; anything else is false.</summary>
    public static bool TryReadIso(ReadOnlySpan<byte> text, out LogTime time)
    {
        time = default;
        if (text.Length is < 19 or > 40 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ')
            || !TryNumber(text[..4], out var year) || !TryNumber(text[5..7], out var month) || !TryNumber(text[8..10], out var day)
            || !TryClock(text[11..19], out var clock) || !TryDate(year, month, day, clock, out _))
        {
            return false;
        }

        var rest = text[19..];
        rest = rest[TakeFraction(rest, ref clock)..];
        TimeSpan? offset = null;
        if (rest is [(byte)'Z' or (byte)'z'])
        {
            offset = TimeSpan.Zero;
        }
        else if (!rest.IsEmpty)
        {
            if (!TryOffset(rest, out var written))
            {
                return false;
            }

            offset = written;
        }

        return TryDate(year, month, day, clock, out var value) && Set(out time, new LogTime(value, offset));
    }

    /// <summary>Reads what devices put into a field: ISO 8601, seconds, milliseconds, micro- or nanoseconds since 1970, <c>Oct 11 2024 22:14:15</c>.</summary>
    public static bool TryReadAny(ReadOnlySpan<byte> text, LogReadOptions options, out LogTime time)
    {
        time = default;
        if (TryReadIso(text, out time))
        {
            return true;
        }

        if (text.Length is >= 12 and <= 19 && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9') && Utf8Parser.TryParse(text, out long ticks, out _))
        {
            var perTick = ticks >= 100_000_000_000_000_000 ? 0.01m : ticks >= 100_000_000_000_000 ? 10m : 10_000m;
            return Set(out time, new LogTime(DateTime.UnixEpoch.AddTicks((long)(ticks * perTick)), TimeSpan.Zero));
        }

        return text.Length >= 9 && TryReadEpoch(text, out time)
            || TryReadSyslog(text, options, out var written, out _) && written is { } known && Set(out time, known);
    }

    /// <summary>Number of a month's English abbreviation, or 0.</summary>
    static int MonthOf(ReadOnlySpan<byte> name)
    {
        var names = "JanFebMarAprMayJunJulAugSepOctNovDec"u8;
        for (var i = 0; i < 12; i++)
        {
            if (Ascii.EqualsIgnoreCase(name, names.Slice(i * 3, 3)))
            {
                return i + 1;
            }
        }

        return 0;
    }

    static bool TryNumber(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = value * 10 + digit - '0';
        }

        return true;
    }

    static bool TryClock(ReadOnlySpan<byte> text, out TimeSpan clock)
    {
        clock = default;
        if (text[2] != ':' || text[5] != ':' || !TryNumber(text[..2], out var hours) || !TryNumber(text[3..5], out var minutes)
            || !TryNumber(text[6..8], out var seconds) || hours > 23 || minutes > 59 || seconds > 60)
        {
            return false;
        }

        clock = new TimeSpan(hours, minutes, Math.Min(seconds, 59)); // a leap second is the one before it
        return true;
    }

    static bool TryDate(int year, int month, int day, TimeSpan clock, out DateTime value)
    {
        value = default;
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        value = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified).Add(clock);
        return true;
    }

    // +0200, +02:00, +02
    static bool TryOffset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = default;
        if (text.Length is not (3 or 5 or 6) || text[0] is not ((byte)'+' or (byte)'-') || !TryNumber(text[1..3], out var hours))
        {
            return false;
        }

        var minutes = 0;
        if (text.Length > 3 && (text.Length == 6 && text[3] != ':' || !TryNumber(text[^2..], out minutes)) || hours > 18 || minutes > 59)
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0);
        offset = text[0] == '-' ? -offset : offset;
        return true;
    }

    static int TakeFraction(ReadOnlySpan<byte> text, ref TimeSpan clock)
    {
        if (text.Length < 2 || text[0] is not ((byte)'.' or (byte)',') || !char.IsAsciiDigit((char)text[1]))
        {
            return 0;
        }

        var at = 1;
        var unit = TimeSpan.TicksPerSecond / 10;
        var ticks = 0L;
        for (; at < text.Length && char.IsAsciiDigit((char)text[at]); at++)
        {
            ticks += (text[at] - '0') * unit;
            unit /= 10;
        }

        clock += new TimeSpan(ticks);
        return at;
    }

    static bool Set<T>(out T place, T value)
    {
        place = value;
        return true;
    }
}
