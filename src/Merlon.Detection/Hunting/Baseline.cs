using System.Globalization;
using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Hunting;

/// <summary>
/// What is normal: rule, host and matched values that were seen while learning. A finding whose like is here is not shown.
/// The file is JSON (docs/formats/baseline.md), one entry a line, so that people can read it and take entries out.
/// </summary>
public sealed class Baseline
{
    const string FormatName = "merlon-baseline";
    const int FormatVersion = 1;

    readonly Dictionary<FindingKey, BaselineEntry> entries = [];

    /// <summary>How many entries it has.</summary>
    public int Count => entries.Count;

    /// <summary>Findings that were not learnt, for it is full.</summary>
    public long Refused { get; private set; }

    /// <summary>Entries, by rule, host and values.</summary>
    public IEnumerable<BaselineEntry> Entries => entries.Values
        .OrderBy(static entry => entry.Rule, StringComparer.Ordinal)
        .ThenBy(static entry => entry.Host, StringComparer.Ordinal)
        .ThenBy(static entry => KeyOf(entry).Values, StringComparer.Ordinal);

    /// <summary>True where a finding like it was learnt.</summary>
    public bool IsNormal(Finding finding) => entries.ContainsKey(finding.Key);

    /// <summary>Learns a finding; it is counted where it was learnt before, and refused where the baseline is full.</summary>
    public void Learn(Finding finding)
    {
        var key = finding.Key;
        if (entries.TryGetValue(key, out var known))
        {
            var last = finding.LastTime ?? finding.Time;
            entries[key] = known with { Count = known.Count + finding.Count, Last = known.Last is null || last > known.Last ? last : known.Last };
        }
        else if (entries.Count < HuntLimits.BaselineEntriesMax)
        {
            entries.Add(key, new BaselineEntry(
                finding.Rule.Key, finding.Rule.Title, finding.Host, [.. finding.Fields.Where(static field => field.IsMarked)], finding.Count, finding.Time, finding.LastTime ?? finding.Time));
        }
        else
        {
            Refused++;
        }
    }

    /// <summary>Writes it as UTF-8.</summary>
    public void Write(Stream output)
    {
        output.Write(System.Text.Encoding.UTF8.GetBytes($"{{\"format\":\"{FormatName}\",\"version\":{FormatVersion},\"entries\":["));
        var isFirst = true;
        foreach (var entry in Entries)
        {
            output.Write(isFirst ? "\n"u8 : ",\n"u8);
            isFirst = false;
            using var json = new Utf8JsonWriter(output);
            entry.Write(json);
        }

        output.Write("\n]}\n"u8);
    }

    /// <summary>Reads one; what is no entry is left out and counted in a warning.</summary>
    public static Parsed<Baseline> Read(ReadOnlyMemory<byte> utf8, string document)
    {
        var log = new DiagnosticLog(document, ReadLimits.Default);
        try
        {
            using var json = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 16 });
            return new Parsed<Baseline>(ReadRoot(json.RootElement, log), log.ToList());
        }
        catch (JsonException e)
        {
            log.Error("HUNT010", new SourceLocation((int)Math.Min(int.MaxValue, (e.LineNumber ?? 0) + 1), 1), "the baseline is no JSON; nothing of it was read", advice: "learn it anew with --learn, or correct it there");
            return new Parsed<Baseline>(Value: null, log.ToList());
        }
    }

    static Baseline? ReadRoot(JsonElement root, DiagnosticLog log)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var format) || format.ValueKind != JsonValueKind.String || !format.ValueEquals(FormatName)
            || !root.TryGetProperty("entries", out var entries) || entries.ValueKind != JsonValueKind.Array)
        {
            log.Error("HUNT011", SourceLocation.Whole, "this is no baseline of Merlon; nothing of it was read", advice: "name the file that --learn wrote");
            return null;
        }

        if (!root.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != FormatVersion)
        {
            log.Error("HUNT012", SourceLocation.Whole, "the baseline is of a version that this Merlon does not know; nothing of it was read", advice: "use the Merlon that wrote it, or learn it anew");
            return null;
        }

        var baseline = new Baseline();
        var misfits = 0;
        foreach (var element in entries.EnumerateArray())
        {
            if (BaselineEntry.Read(element) is not { } entry || baseline.entries.Count >= HuntLimits.BaselineEntriesMax)
            {
                misfits++;
            }
            else
            {
                baseline.entries[KeyOf(entry)] = entry;
            }
        }

        if (misfits > 0)
        {
            log.Warn(
                "HUNT013", SourceLocation.Whole,
                string.Create(CultureInfo.InvariantCulture, $"{misfits:N0} entries of the baseline are none, or more than the {HuntLimits.BaselineEntriesMax:N0} that fit; they were left out"));
        }

        return baseline;
    }

    static FindingKey KeyOf(BaselineEntry entry) => new Finding
    {
        Rule = new HuntedRule { Id = entry.Rule, Title = "", Document = "" },
        Host = entry.Host,
        Document = "",
        Fields = entry.Values,
    }.Key;
}

/// <summary>Something that is normal.</summary>
/// <param name="Rule">Key of the rule: its id, or its document and title.</param>
/// <param name="Title">Title of the rule when it was learnt; for people only.</param>
/// <param name="Host">Host.</param>
/// <param name="Values">The fields that the rule matched.</param>
/// <param name="Count">How often it was seen.</param>
/// <param name="First">When first (UTC), or null.</param>
/// <param name="Last">When last (UTC), or null.</param>
public sealed record BaselineEntry(string Rule, string Title, string Host, IReadOnlyList<FindingField> Values, long Count, DateTimeOffset? First, DateTimeOffset? Last)
{
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("rule", Rule);
        json.WriteString("title", Title);
        json.WriteString("host", Host);
        json.WriteStartArray("values");
        foreach (var value in Values)
        {
            json.WriteStartArray();
            json.WriteStringValue(value.Name);
            json.WriteStringValue(value.Value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteNumber("count", Count);
        WriteTime(json, "first", First);
        WriteTime(json, "last", Last);
        json.WriteEndObject();
    }

    internal static BaselineEntry? Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || TextOf(element, "rule") is not { } rule || TextOf(element, "host") is not { } host
            || !element.TryGetProperty("values", out var values) || values.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        List<FindingField> fields = [];
        foreach (var pair in values.EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || pair[0].ValueKind != JsonValueKind.String || pair[1].ValueKind != JsonValueKind.String
                || SafeText(pair[0]) is not { } name || SafeText(pair[1]) is not { } value)
            {
                return null;
            }

            fields.Add(new FindingField(name, value, IsMarked: true));
        }

        var count = element.TryGetProperty("count", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var n) && n > 0 ? n : 1;
        return new BaselineEntry(rule, TextOf(element, "title") ?? "", host, fields, count, TimeOf(element, "first"), TimeOf(element, "last"));
    }

    static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        }
    }

    static string? TextOf(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? SafeText(value) : null;

    // A lone surrogate, escaped, is valid JSON and no text.
    static string? SafeText(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    static DateTimeOffset? TimeOf(JsonElement element, string name)
        => TextOf(element, name) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
