using System.Globalization;
using System.Text;
using Merlon.Layers;
using Merlon.Web.Hunts;

namespace Merlon.Web.App.Detection.Hunts;

/// <summary>A hunt in the formats of <c>merlon hunt --to</c>.</summary>
static class HuntExport
{
    /// <summary>Most findings of formats that are one document, the gravest; those of one line each have all.</summary>
    public const int DocumentFindingsMax = 10_000;

    const int FindingsPerWrite = 500;

    /// <summary>What there is: its name, the ending of files and the type.</summary>
    public static IReadOnlyList<(string Format, string Ending, string Type)> Formats { get; } =
    [
        ("ndjson", ".ndjson", "application/x-ndjson"), ("csv", ".csv", "text/csv; charset=utf-8"), ("timesketch", ".jsonl", "application/x-ndjson"), ("json", ".json", "application/json"),
        ("sarif", ".sarif", "application/sarif+json"), ("stix", ".stix.json", "application/stix+json"), ("layer", ".layer.json", "application/json"), ("html", ".html", "text/html; charset=utf-8"),
    ];

    /// <summary>Answers with a hunt in a format.</summary>
    /// <exception cref="InvalidDataException">There is no such format.</exception>
    public static async Task WriteAsync(HttpContext context, StoredHunt hunt, Workspaces.IndexedRelease release, FindingFilter filter, string format, string name)
    {
        var (_, ending, type) = Formats.FirstOrDefault(one => one.Format == format) is { Format: not null } known ? known : throw new InvalidDataException($"'{format}' is no format: {string.Join(", ", Formats.Select(static one => one.Format))}");
        var response = context.Response;
        response.ContentType = type;
        response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"{name}{ending}\"");
        response.Headers.CacheControl = "private, no-cache";
        if (format is "ndjson" or "csv" or "timesketch")
        {
            await StreamAsync(context, hunt, release, filter, format);
            return;
        }

        using var whole = new MemoryStream();
        await Task.Run(() => WriteWhole(whole, hunt, release, filter, format), context.RequestAborted);
        response.ContentLength = whole.Length;
        await response.Body.WriteAsync(whole.GetBuffer().AsMemory(0, (int)whole.Length), context.RequestAborted);
    }

    static async Task StreamAsync(HttpContext context, StoredHunt hunt, Workspaces.IndexedRelease release, FindingFilter filter, string format)
    {
        var knowledge = hunt.ToReport(release, [], tellsStory: false).Knowledge;
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using FindingStream stream = format switch
        {
            "csv" => new CsvStream(text, knowledge),
            "timesketch" => new TimesketchStream(text, knowledge),
            _ => new NdjsonStream(text, knowledge),
        };
        stream.Begin();
        foreach (var some in hunt.Findings.Load(hunt.Findings.Find(filter)).Chunk(FindingsPerWrite))
        {
            foreach (var finding in some)
            {
                stream.Add(finding);
            }

            await FlushAsync(text, context);
        }

        await FlushAsync(text, context);
    }

    static async Task FlushAsync(StringWriter text, HttpContext context)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), context.RequestAborted);
        text.GetStringBuilder().Clear();
    }

    static void WriteWhole(Stream output, StoredHunt hunt, Workspaces.IndexedRelease release, FindingFilter filter, string format)
    {
        var report = hunt.ToReport(release, [.. hunt.Findings.Load(Gravest(hunt, filter, DocumentFindingsMax))], tellsStory: format is "html" or "json");
        switch (format)
        {
            case "json":
                JsonText.WriteFile(output, json => HuntJson.Write(json, report));
                break;
            case "sarif":
                JsonText.WriteFile(output, json => HuntSarif.Write(json, report));
                break;
            case "stix":
                JsonText.WriteFile(output, json => HuntStix.Write(json, report, rule => hunt.RuleTexts.GetValueOrDefault(rule.Key)));
                break;
            case "layer":
                LayerWriter.Write(HuntLayer.Of(report), output);
                break;
            default:
                HuntDocument.Write(report, output);
                break;
        }
    }

    /// <summary>The gravest findings of a filter, at most so many, in order of time.</summary>
    public static IReadOnlyList<int> Gravest(StoredHunt hunt, FindingFilter filter, int most)
    {
        var found = hunt.Findings.Find(filter with { IsGravestFirst = true });
        return found.Count <= most ? hunt.Findings.Find(filter with { IsGravestFirst = false }) : [.. found.Take(most).OrderBy(number => hunt.Findings.RowOf(number).Time).ThenBy(static number => number)];
    }
}
