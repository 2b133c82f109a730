using System.Globalization;
using Merlon.Documents;
using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Hunting;

/// <summary>What was found in a file so far, by the pieces that were handed over.</summary>
/// <param name="document">Its name.</param>
abstract class HuntFile(string document)
{
    readonly SortedDictionary<string, long> pipelines = new(StringComparer.Ordinal);
    readonly DiagnosticLog log = new(document, ReadLimits.Default);

    /// <summary>Its name.</summary>
    public string Document { get; } = document;

    /// <summary>What it was read as.</summary>
    public LogFormat Format { get; set; }

    /// <summary>Records that were read.</summary>
    public long Records { get; set; }

    /// <summary>Records, lines or chunks that could not be read.</summary>
    public long Failed { get; set; }

    /// <summary>Records that no pipeline knows or no rule reads.</summary>
    public long Unrouted { get; set; }

    /// <summary>Bytes that were read, decompressed.</summary>
    public long Bytes { get; set; }

    /// <summary>Where its bytes come from; null where it could not be opened.</summary>
    public CountingStream? Source { get; init; }

    /// <summary>What befell the file itself while it was read; null where nothing can.</summary>
    public DiagnosticLog? Trouble { get; init; }

    /// <summary>What was noticed by the reader of its format.</summary>
    public virtual IReadOnlyList<Diagnostic> Noticed { get; set; } = [];

    /// <summary>Counts records of a pipeline, or of none.</summary>
    public void Count(Pipeline? pipeline, long records)
    {
        if (records > 0)
        {
            var name = pipeline?.Name ?? "";
            pipelines[name] = pipelines.GetValueOrDefault(name) + records;
        }
    }

    /// <summary>Notes that the file could not be read to its end.</summary>
    public void Fail(Exception trouble)
        => log.Error(
            "HUNT001", SourceLocation.Whole, $"reading failed, what was read before it was evaluated: {trouble.Message}",
            advice: "read the file once more, or a copy of it");

    /// <summary>What became of it.</summary>
    public FileTally ToTally()
    {
        if (Source is { IsShort: true } source)
        {
            log.Warn(
                "HUNT002", SourceLocation.Whole,
                string.Create(CultureInfo.InvariantCulture, $"the file shrank while it was read, from {source.Expected:N0} to {source.Total:N0} bytes; what was there was evaluated"),
                advice: "read a copy of it");
        }

        return new(Document, Format, Records, Failed, Unrouted, Bytes, pipelines, [.. Noticed, .. Trouble?.ToList() ?? [], .. log.ToList()]);
    }
}

/// <summary>A file whose records one reader gives one after another, or that could not be opened.</summary>
/// <param name="document">Its name.</param>
sealed class ReadFile(string document) : HuntFile(document);
