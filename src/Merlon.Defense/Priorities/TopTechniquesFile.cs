using System.Globalization;
using System.Text.Json;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Tables;

namespace Merlon.Priorities;

/// <summary>
/// Reads what the Top Techniques calculator is told: a CSV table or a JSON array with one row or object for each technique, and tables of
/// sightings (docs/formats/top-techniques.md). Never throws for content; what is left out is said (TOP0nn).
/// </summary>
public static class TopTechniquesFile
{
    /// <summary>Largest count of a cell.</summary>
    public const int NumberMax = 1_000_000_000;

    static readonly string[] RowKeys =
    [
        "technique", "name", "before", "after", "mitigations", "detections", "prevalence", "sightings", "modifier", "process", "network", "file", "cloud", "hardware", "ransomware",
    ];

    static readonly string[] SightingKeys = ["technique", "date", "count"];
    static readonly string[] Levels = ["none", "low", "medium", "high"];

    /// <summary>Reads rows. Null only when the document could not be read at all.</summary>
    /// <param name="bytes">The document.</param>
    /// <param name="document">Its name as the user gave it.</param>
    /// <param name="levels">Monitoring levels, one for each of <see cref="TopTechniqueRow.MonitoringKinds"/>, that count where a cell only says that the kind sees the technique.</param>
    /// <param name="limits">How much is read.</param>
    public static Parsed<IReadOnlyList<TopTechniqueRow>> Read(ReadOnlyMemory<byte> bytes, string document, IReadOnlyList<MonitoringLevel> levels, ReadLimits limits)
    {
        var log = new DiagnosticLog(document, limits);
        var records = RecordsOf(bytes, limits, log);
        var rows = new List<TopTechniqueRow>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var unknown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in records ?? [])
        {
            var fields = new TableFields(record, "TOP001", log);
            if (unknown.UnionAdds(record.Keys))
            {
                fields.CheckKeys(RowKeys);
            }

            if (RowOf(fields, document, levels, log) is not { } row)
            {
                continue;
            }

            if (!seen.Add(row.Technique))
            {
                fields.Warn("technique", $"{row.Technique} is there already; this row was left out");
                continue;
            }

            rows.Add(row);
        }

        return new(records is null ? null : rows, log.ToList());
    }

    /// <summary>Reads a table of sightings (technique, date, count): by technique, in the order of the file.</summary>
    public static Parsed<IReadOnlyDictionary<string, IReadOnlyList<Sighting>>> ReadSightings(ReadOnlyMemory<byte> bytes, string document, ReadLimits limits)
    {
        var log = new DiagnosticLog(document, limits);
        var records = RecordsOf(bytes, limits, log);
        var byTechnique = new Dictionary<string, List<Sighting>>(StringComparer.Ordinal);
        var unknown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in records ?? [])
        {
            var fields = new TableFields(record, "TOP001", log);
            if (unknown.UnionAdds(record.Keys))
            {
                fields.CheckKeys(SightingKeys);
            }

            var count = fields.Has("count") ? fields.Number("count", 0, NumberMax) : 1;
            if (IdOf(fields) is { } id && fields.Day("date") is { } day && count is > 0)
            {
                if (!byTechnique.TryGetValue(id, out var known))
                {
                    byTechnique.Add(id, known = []);
                }

                known.Add(new(day, (double)count.Value));
            }
            else
            {
                fields.Warn("technique", "a sighting needs a technique, a date and a count above 0; it was left out");
            }
        }

        return new(
            records is null ? null : byTechnique.ToDictionary(static one => one.Key, static one => (IReadOnlyList<Sighting>)one.Value, StringComparer.Ordinal), log.ToList());
    }

    static IReadOnlyList<TableRecord>? RecordsOf(ReadOnlyMemory<byte> bytes, ReadLimits limits, DiagnosticLog log)
    {
        var text = bytes.Span.TrimStart("\uFEFF \t\r\n"u8);
        if (text.IsEmpty || text[0] is not ((byte)'[' or (byte)'{'))
        {
            var records = CsvTable.Read(bytes, log);
            return log.HasErrors ? null : records;
        }

        try
        {
            using var json = JsonDocument.Parse(bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes, new JsonDocumentOptions { MaxDepth = limits.JsonDepthMax });
            if (json.RootElement.ValueKind == JsonValueKind.Array)
            {
                return TableRecord.OfJson(json.RootElement, "$", CsvTable.RowsMax, "TOP001", log);
            }

            log.Error("TOP002", SourceLocation.Whole, "an array of objects was expected; nothing was read");
        }
        catch (JsonException e)
        {
            log.Error("TOP002", new SourceLocation((int)Math.Min(int.MaxValue - 1, e.LineNumber ?? 0) + 1, 0), "this is not JSON that can be read; nothing was read");
        }
        catch (InvalidOperationException)
        {
            log.Error("TOP002", SourceLocation.Whole, "a text of this JSON is no Unicode; nothing was read");
        }

        return null;
    }

    static TopTechniqueRow? RowOf(TableFields fields, string document, IReadOnlyList<MonitoringLevel> levels, DiagnosticLog log)
    {
        if (IdOf(fields) is not { } id)
        {
            fields.Warn("technique", "a row needs technique, an id such as T1059.001; it was left out");
            return null;
        }

        var sightings = SightingsOf(fields);
        var prevalence = fields.Number("prevalence", 0, 1);
        if (prevalence is not null && sightings.Count > 0)
        {
            fields.Warn("prevalence", "prevalence is given and sightings too: the given one counts");
        }

        var place = fields.Place.ToString();
        return new TopTechniqueRow
        {
            Technique = id,
            Before = Count(fields, "before"),
            After = Count(fields, "after"),
            Mitigations = Count(fields, "mitigations"),
            Detections = Count(fields, "detections"),
            Prevalence = (double?)prevalence,
            Sightings = sightings,
            Modifier = (double)(fields.Number("modifier", -1, 100) ?? 0),
            Monitoring = [.. TopTechniqueRow.MonitoringKinds.Select((kind, at) => LevelOf(fields, kind, levels[at]))],
            Ransomware = (double?)fields.Number("ransomware", 0, NumberMax),
            Place = place.Length == 0 ? log.Document : $"{document}:{place}",
        };
    }

    static double Count(TableFields fields, string key) => (double)(fields.Number(key, 0, NumberMax) ?? 0);

    static string? IdOf(TableFields fields) => TechniqueId.TryParse(fields.Text("technique"), out var id) ? id.ToString() : null;

    /// <summary>Days, each alone or with a count after a star: <c>2021-05-01 2021-06-30*3</c>.</summary>
    static List<Sighting> SightingsOf(TableFields fields)
    {
        var sightings = new List<Sighting>();
        foreach (var word in fields.Words("sightings"))
        {
            var star = word.IndexOf('*', StringComparison.Ordinal);
            var count = 1.0;
            if (DateOnly.TryParseExact(star < 0 ? word : word[..star], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && (star < 0 || double.TryParse(word.AsSpan(star + 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out count))
                && count is > 0 and <= NumberMax)
            {
                sightings.Add(new(day, count));
            }
            else
            {
                fields.Warn("sightings", $"a sighting is a day, or a day and a count as in 2021-06-30*3; {TableFields.Quoted(word)} was left out");
            }
        }

        return sightings;
    }

    static MonitoringLevel? LevelOf(TableFields fields, string kind, MonitoringLevel level)
    {
        var text = fields.Text(kind);
        return text.ToLowerInvariant() switch
        {
            "" or "0" or "no" or "false" or "-" => null,
            "1" or "yes" or "true" or "x" => level,
            _ => fields.Choice(kind, Levels) is { } known ? (MonitoringLevel)known : null,
        };
    }

    /// <summary>True when at least one was not there yet: unknown columns are said once, not on each row.</summary>
    static bool UnionAdds(this HashSet<string> seen, IEnumerable<string> keys)
    {
        var before = seen.Count;
        seen.UnionWith(keys);
        return seen.Count > before;
    }
}
