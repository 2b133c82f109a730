using System.Globalization;
using Merlon.Logs;

namespace Merlon.Pipelines;

/// <summary>When, where and who of a record, as its pipeline says where they stand.</summary>
public static class RecordFacts
{
    /// <summary>The record's time in UTC, or null where it has none that can be read. A time without a zone is UTC.</summary>
    public static DateTimeOffset? TimeOf(LogEvent record, Pipeline pipeline)
    {
        foreach (var field in pipeline.TimeFields)
        {
            if (FieldLookup.FirstText(record, pipeline, field) is { } text && ReadTime(text) is { } time)
            {
                return time;
            }
        }

        return null;
    }

    /// <summary>The host, or an empty text.</summary>
    public static string HostOf(LogEvent record, Pipeline pipeline) => First(record, pipeline, pipeline.HostFields);

    /// <summary>The user, or an empty text.</summary>
    public static string UserOf(LogEvent record, Pipeline pipeline) => First(record, pipeline, pipeline.UserFields);

    /// <summary>
    /// Reads ISO 8601, RFC 3339, <c>yyyy-MM-dd HH:mm:ss</c> with fractions, and seconds, milliseconds, microseconds or
    /// nanoseconds since 1970 (by their size); null for anything else.
    /// </summary>
    public static DateTimeOffset? ReadTime(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            var seconds = number switch { >= 1e17m => number / 1e9m, >= 1e14m => number / 1e6m, >= 1e11m => number / 1e3m, _ => number };
            return number >= 1e8m && seconds < 253_402_300_800m ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)) : null;
        }

        return text.Length >= 10 && char.IsAsciiDigit(text[0])
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
    }

    static string First(LogEvent record, Pipeline pipeline, IEnumerable<string> fields)
        => fields.Select(field => FieldLookup.FirstText(record, pipeline, field)).FirstOrDefault(static text => !string.IsNullOrEmpty(text)) ?? "";
}
