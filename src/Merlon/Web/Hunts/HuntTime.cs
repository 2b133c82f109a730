using System.Globalization;

namespace Merlon.Web.Hunts;

/// <summary>Times of findings as they are written: UTC, and in the zone that was asked for.</summary>
static class HuntTime
{
    /// <summary>ISO 8601 in UTC, to the millisecond, or finer where the record says it finer; empty for none.</summary>
    public static string Utc(DateTimeOffset? time)
        => time is { } known ? known.UtcDateTime.ToString(known.Ticks % TimeSpan.TicksPerMillisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture) : "";

    /// <summary>For people, to the second, in UTC; empty for none.</summary>
    public static string UtcShort(DateTimeOffset? time) => time is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "";

    /// <summary>For people, to the second, in a zone, with its distance from UTC; empty for none.</summary>
    public static string Local(DateTimeOffset? time, TimeZoneInfo zone)
        => time is { } known ? TimeZoneInfo.ConvertTime(known, zone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture) : "";

    /// <summary>ISO 8601 with the distance from UTC, in a zone; empty for none.</summary>
    public static string LocalIso(DateTimeOffset? time, TimeZoneInfo zone)
        => time is { } known ? TimeZoneInfo.ConvertTime(known, zone).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture) : "";

    /// <summary>From and to in UTC for people, saying so; one of them where they are the same second.</summary>
    public static string Span(DateTimeOffset? first, DateTimeOffset? last)
    {
        var (from, to) = (UtcShort(first), UtcShort(last));
        return from.Length == 0 ? "no time" : to.Length == 0 || string.Equals(from, to, StringComparison.Ordinal) ? $"{from} UTC" : $"{from} … {to} UTC";
    }

    /// <summary>Reads what <c>--from</c> and <c>--until</c> take: a day or a time, without a zone in the zone asked for; null for anything else.</summary>
    public static DateTimeOffset? Read(string text, TimeZoneInfo zone)
    {
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) || text.Length < 10)
        {
            return null;
        }

        if (time.Kind == DateTimeKind.Unspecified)
        {
            return zone.IsInvalidTime(time) ? new DateTimeOffset(time, zone.BaseUtcOffset) : new DateTimeOffset(time, zone.GetUtcOffset(time));
        }

        return new DateTimeOffset(time);
    }
}
