using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Inventory;

/// <summary>
/// What follows from the names of a record's fields alone: its pipeline, and which fields say where, when and who. Records of
/// one source mostly have one shape, so that this is found once instead of for each.
/// </summary>
sealed class RecordShape
{
    readonly int[][] selectors;
    readonly int[][] times;
    readonly int[][] hosts;
    readonly int[] provider;
    readonly int[][] firstSeen;

    RecordShape(LogEvent record, Pipeline? pipeline, IReadOnlyList<string> firstSeenFields, bool isMeasuring)
    {
        Pipeline = pipeline;
        Measures = isMeasuring && pipeline is not null ? RecordMeasures.Of(record, pipeline) : RecordMeasures.None;
        if (pipeline is null)
        {
            selectors = times = hosts = firstSeen = [];
            provider = [];
            return;
        }

        selectors = [.. pipeline.Selectors.Select(selector => FieldLookup.SelectorIndex(record, pipeline, selector) is >= 0 and var at ? (int[])[at] : [])];
        times = [.. pipeline.TimeFields.Select(Find)];
        hosts = [.. pipeline.HostFields.Select(Find)];
        provider = Find("Provider_Name");
        firstSeen = [.. firstSeenFields.Select(Find)];

        int[] Find(string field) => [.. FieldLookup.Find(record, pipeline, claim: null, field)];
    }

    /// <summary>The pipeline that knows the record, or null.</summary>
    public Pipeline? Pipeline { get; }

    /// <summary>The shape of a record.</summary>
    public static RecordShape Of(LogEvent record, Pipeline? pipeline, IReadOnlyList<string> firstSeenFields, bool isMeasuring = false)
        => new(record, pipeline, firstSeenFields, isMeasuring);

    /// <summary>Which event it is and when it arrived, where that is asked for.</summary>
    public RecordMeasures Measures { get; }

    /// <summary>Texts of the pipeline's selectors; empty where the record lacks one.</summary>
    public string[] SelectorsOf(LogEvent record) => [.. selectors.Select(indexes => First(record, indexes))];

    /// <summary>As <see cref="RecordFacts.TimeOf"/>.</summary>
    public DateTimeOffset? TimeOf(LogEvent record)
    {
        foreach (var indexes in times)
        {
            if (indexes.Length > 0 && RecordFacts.ReadTime(record.ValueText(indexes[0])) is { } time)
            {
                return time;
            }
        }

        return null;
    }

    /// <summary>As <see cref="RecordFacts.HostOf"/>.</summary>
    public string HostOf(LogEvent record)
    {
        foreach (var indexes in hosts)
        {
            if (First(record, indexes) is { Length: > 0 } host)
            {
                return host;
            }
        }

        return "";
    }

    /// <summary>The provider, or an empty text.</summary>
    public string ProviderOf(LogEvent record) => First(record, provider);

    /// <summary>Indexes of the values of the field whose values are asked for, by its place in the list.</summary>
    public int[] ValuesOf(int field) => firstSeen.Length == 0 ? [] : firstSeen[field];

    static string First(LogEvent record, int[] indexes) => indexes.Length == 0 ? "" : record.ValueText(indexes[0]);

    /// <summary>Bytes that are equal for records of one shape: format, names, depths, elements.</summary>
    /// <param name="record">The record.</param>
    /// <param name="key">Takes the bytes; the result is empty where they do not fit.</param>
    public static ReadOnlySpan<byte> KeyOf(LogEvent record, Span<byte> key)
    {
        var used = 0;
        key[used++] = (byte)record.Format;
        for (var i = 0; i < record.Count; i++)
        {
            var name = record.NameOf(i);
            if (used + name.Length + 3 > key.Length)
            {
                return default;
            }

            name.CopyTo(key[used..]);
            used += name.Length;
            key[used++] = 0xFF; // in no UTF-8
            key[used++] = (byte)record.DepthOf(i);
            key[used++] = record.IsElement(i) ? (byte)1 : (byte)0;
        }

        return key[..used];
    }
}
