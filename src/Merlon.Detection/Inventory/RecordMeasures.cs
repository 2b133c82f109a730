using System.Buffers;
using System.Collections.Frozen;
using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Inventory;

/// <summary>What a record says of which event it is, and of when it arrived: found by the names of its fields, once for each shape.</summary>
sealed class RecordMeasures
{
    static readonly Lazy<FrozenDictionary<string, string[][]>> NamingFields = new(static () => DetectionFacts.Rows("event-names.tsv", columns: 2)
        .GroupBy(static row => row[0], StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(static g => g.Key, static g => g.Select(static row => row[1].Split('+')).ToArray(), StringComparer.OrdinalIgnoreCase));

    static readonly Lazy<string[][]> TimePairs = new(static () => [.. DetectionFacts.Rows("arrival-times.tsv", columns: 2)]);

    static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    readonly (string Field, int[] Indexes)[] names;
    readonly (string Pair, int Event, int Arrival, bool IsUtc)[] times;

    RecordMeasures((string, int[])[] names, (string, int, int, bool)[] times)
    {
        this.names = names;
        this.times = times;
    }

    /// <summary>A record of which nothing is measured.</summary>
    public static RecordMeasures None { get; } = new([], []);

    /// <summary>What is measured of records of one shape.</summary>
    public static RecordMeasures Of(LogEvent record, Pipeline pipeline)
    {
        var naming = new List<(string, int[])>();
        foreach (var fields in NamingFields.Value.GetValueOrDefault(pipeline.Name, []))
        {
            int[] indexes = [.. fields.Select(field => IndexOf(record, field))];
            if (Array.TrueForAll(indexes, static i => i >= 0))
            {
                naming.Add((string.Join('+', fields), indexes));
            }
        }

        var timing = new List<(string, int, int, bool)>();
        foreach (var pair in TimePairs.Value)
        {
            if (IndexOf(record, pair[0]) is >= 0 and var happened && IndexOf(record, pair[1]) is >= 0 and var arrived)
            {
                timing.Add(($"{pair[0]} to {pair[1]}", happened, arrived, pair[0].EndsWith("UtcTime", StringComparison.Ordinal)));
            }
        }

        return naming.Count + timing.Count == 0 ? None : new RecordMeasures([.. naming], [.. timing]);
    }

    /// <summary>Names of the event, field by field; a field that is empty gives none.</summary>
    public IEnumerable<(string Field, string Value)> NamesOf(LogEvent record)
    {
        foreach (var (field, indexes) in names)
        {
            var value = indexes.Length == 1 ? record.ValueText(indexes[0]) : string.Join(' ', indexes.Select(record.ValueText));
            if (!string.IsNullOrWhiteSpace(value))
            {
                yield return (field, value);
            }
        }
    }

    /// <summary>From event to arrival, and by which fields; null where the record does not say or its times cannot be compared.</summary>
    public (string Pair, TimeSpan Delay)? DelayOf(LogEvent record)
    {
        foreach (var (pair, happened, arrived, isUtc) in times)
        {
            var (eventText, arrivalText) = (record.ValueText(happened), record.ValueText(arrived));
            // A time without a zone is somebody's local time: it is compared with another such one only.
            if ((isUtc || HasZone(eventText) == HasZone(arrivalText))
                && RecordFacts.ReadTime(eventText) is { } at && RecordFacts.ReadTime(arrivalText) is { } then)
            {
                return (pair, then - at);
            }
        }

        return null;
    }

    static int IndexOf(LogEvent record, string path)
    {
        for (var i = 0; i < record.Count; i++)
        {
            if (string.Equals(record.NameText(i), path, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    static bool HasZone(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        return text.EndsWith("Z", StringComparison.OrdinalIgnoreCase)
            || !text.ContainsAnyExcept(NumberCharacters)
            || text.LastIndexOfAny('+', '-') is var sign && sign > text.IndexOfAny('T', ' ') && sign > 9;
    }
}
