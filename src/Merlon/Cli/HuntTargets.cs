using System.Text;
using System.Text.Json;
using Merlon.Hunting;
using Merlon.Layers;
using Merlon.Web.Hunts;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary>One output of a hunt: a format, and a file or standard output.</summary>
/// <param name="Format">One of <see cref="HuntTargets.Formats"/>.</param>
/// <param name="Path">The file, or null for standard output.</param>
sealed record HuntTarget(string Format, string? Path)
{
    /// <summary>True where findings are written one by one as they come.</summary>
    public bool IsStreamed => Format is "ndjson" or "csv" or "timesketch";
}

/// <summary>
/// Writes a hunt in as many formats as are asked for. Those that list findings are written while the hunt runs, in the memory
/// of one finding; the others at its end. Files are whole or as they were.
/// </summary>
sealed class HuntTargets(Terminal terminal, IReadOnlyList<HuntTarget> targets)
{
    /// <summary>What there is.</summary>
    public static readonly string[] Formats = ["table", "timeline", "json", "ndjson", "csv", "timesketch", "sarif", "stix", "layer", "html"];

    readonly List<FindingStream> streams = [];

    /// <summary>Pairs formats and files in their order; a file without a format is of the one that its name ends with.</summary>
    /// <param name="formats">As given.</param>
    /// <param name="files">As given.</param>
    /// <param name="isJson">True for one JSON document on standard output.</param>
    /// <param name="complaint">What is wrong, a sentence without a full stop; null where nothing is.</param>
    public static IReadOnlyList<HuntTarget> Pair(IReadOnlyList<string> formats, IReadOnlyList<string> files, bool isJson, out string? complaint)
    {
        List<HuntTarget> targets = [];
        complaint = null;
        for (var i = 0; i < Math.Max(formats.Count, files.Count); i++)
        {
            var file = i < files.Count ? files[i] : null;
            var format = i < formats.Count ? formats[i].ToLowerInvariant() : FormatOf(file ?? "");
            if (format is null || !Formats.Contains(format, StringComparer.Ordinal))
            {
                complaint ??= format is null ? $"the name {file} does not say what to write: give --to for it" : $"--to takes one of {string.Join(", ", Formats)}, not '{format}'";
                continue;
            }

            targets.Add(new HuntTarget(format, file == "-" ? null : file));
        }

        if (isJson)
        {
            targets.Add(new HuntTarget("json", null));
        }

        if (targets.Count(static target => target.Path is null) > 1)
        {
            complaint ??= "several outputs want the standard output: give each but one a file with --out, in the order of --to";
        }
        else if (targets.Where(static target => target.Path is not null).GroupBy(static target => System.IO.Path.GetFullPath(target.Path ?? ""), StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1) is { } twice)
        {
            complaint ??= $"{twice.First().Path} is the file of several outputs";
        }

        return targets;
    }

    /// <summary>Runs the hunt between opening and closing what is written while it runs.</summary>
    /// <param name="knowledge">What findings are told with.</param>
    /// <param name="isFlushing">True to write files in their place, finding by finding: for what has no end.</param>
    /// <param name="run">The hunt; gets what takes findings.</param>
    /// <param name="cancellation">Leaves files as they were.</param>
    public HuntReport Stream(HuntKnowledge knowledge, bool isFlushing, Func<Action<Finding>?, HuntReport> run, CancellationToken cancellation)
        => Open([.. targets.Where(static target => target.IsStreamed)], [], open => run(Begin(open, knowledge, isFlushing)), isFlushing, cancellation);

    /// <summary>Findings that formats could not hold, by format.</summary>
    public IEnumerable<(string Format, long Count)> LeftOut(HuntReport report)
    {
        foreach (var stream in streams.Where(static stream => stream.LeftOut > 0))
        {
            yield return ("timesketch", stream.LeftOut);
        }

        if (targets.Any(static target => target.Format == "stix") && HuntStix.LeftOut(report) is > 0 and var count)
        {
            yield return ("stix", count);
        }
    }

    /// <summary>Files that were written.</summary>
    public IReadOnlyList<string> Written => [.. targets.Select(static target => target.Path).OfType<string>()];

    /// <summary>True where a person gets the table on standard output.</summary>
    public bool IsText => targets.Count == 0 || targets.All(static target => target.Path is not null) || targets.Any(static target => target is { Path: null, Format: "table" or "timeline" });

    /// <summary>Writes everything that is written at the end, standard output last.</summary>
    public void Finish(HuntReport report, string group, bool isProfiling, CancellationToken cancellation)
    {
        foreach (var target in targets.Where(static target => !target.IsStreamed && target.Path is not null))
        {
            SingleFile.Write(target.Path ?? "", stream => Write(target.Format, report, stream, group, isProfiling), cancellation);
        }

        var shown = targets.FirstOrDefault(static target => target.Path is null);
        if (shown is { IsStreamed: true })
        {
            return;
        }

        if (shown is null or { Format: "table" or "timeline" })
        {
            WriteText(new Page(terminal), shown?.Format ?? "table", report, group, isProfiling);
        }
        else if (shown.Format == "json")
        {
            JsonPrint.To(terminal, json => HuntJson.Write(json, report));
        }
        else
        {
            using var whole = new MemoryStream();
            Write(shown.Format, report, whole, group, isProfiling);
            terminal.Out.Write(Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length));
        }
    }

    // Each file is open inside the writing of the one before, so that all of them become whole or none does.
    HuntReport Open(ReadOnlySpan<HuntTarget> streamed, IReadOnlyList<(HuntTarget Target, TextWriter Writer)> open, Func<IReadOnlyList<(HuntTarget Target, TextWriter Writer)>, HuntReport> run, bool isFlushing, CancellationToken cancellation)
    {
        if (streamed.IsEmpty)
        {
            return run(open);
        }

        var (first, rest) = (streamed[0], streamed[1..].ToArray());
        if (first.Path is not { } path)
        {
            return Open(rest, [.. open, (first, terminal.Out)], run, isFlushing, cancellation);
        }

        if (isFlushing)
        {
            using var growing = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            return Open(rest, [.. open, (first, growing)], run, isFlushing, cancellation);
        }

        HuntReport? report = null;
        SingleFile.Write(
            path,
            stream =>
            {
                using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 65_536, leaveOpen: true);
                report = Open(rest, [.. open, (first, writer)], run, isFlushing, cancellation);
            },
            cancellation);
        return report ?? throw new System.Diagnostics.UnreachableException(); // the callback ran, or threw
    }

    Action<Finding>? Begin(IReadOnlyList<(HuntTarget Target, TextWriter Writer)> open, HuntKnowledge knowledge, bool isFlushing)
    {
        if (open.Count == 0)
        {
            return isFlushing ? finding => HuntTimeline.Write(new Page(terminal), finding, knowledge) : null;
        }

        foreach (var (target, writer) in open)
        {
            FindingStream stream = target.Format switch
            {
                "csv" => new CsvStream(writer, knowledge),
                "timesketch" => new TimesketchStream(writer, knowledge),
                _ => new NdjsonStream(writer, knowledge),
            };
            stream.Begin();
            streams.Add(stream);
        }

        return finding =>
        {
            foreach (var stream in streams)
            {
                stream.Add(finding);
                if (isFlushing)
                {
                    stream.Flush();
                }
            }
        };
    }

    static void WriteText(Page page, string format, HuntReport report, string group, bool isProfiling)
    {
        HuntText.Write(page, report, group, isProfiling);
        if (format == "timeline" && report.Summary.Findings.Count > 0)
        {
            HuntTimeline.Write(page, report);
        }
    }

    static void Write(string format, HuntReport report, Stream output, string group, bool isProfiling)
    {
        switch (format)
        {
            case "json":
                WriteJson(output, json => HuntJson.Write(json, report));
                break;
            case "sarif":
                WriteJson(output, json => HuntSarif.Write(json, report));
                break;
            case "stix":
                WriteJson(output, json => HuntStix.Write(json, report, TextOf));
                break;
            case "layer":
                LayerWriter.Write(HuntLayer.Of(report), output);
                break;
            case "html":
                HuntDocument.Write(report, output);
                break;
            default:
                using (var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true))
                {
                    WriteText(new Page(new Terminal { Out = writer, Error = TextWriter.Null, WidthColumns = Terminal.WidthColumnsMax }), format, report, group, isProfiling);
                }

                break;
        }
    }

    static void WriteJson(Stream output, Action<Utf8JsonWriter> write) => JsonText.WriteFile(output, write);

    // The rule as it stands in its file; where it is gone by now, its name has to do.
    static string? TextOf(HuntedRule rule)
    {
        try
        {
            return File.Exists(rule.Document) ? File.ReadAllText(rule.Document) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static string? FormatOf(string file) => file.ToLowerInvariant() switch
    {
        var name when name.EndsWith(".stix.json", StringComparison.Ordinal) || name.EndsWith(".stix", StringComparison.Ordinal) => "stix",
        var name when name.EndsWith(".layer.json", StringComparison.Ordinal) => "layer",
        var name when name.EndsWith(".sarif.json", StringComparison.Ordinal) || name.EndsWith(".sarif", StringComparison.Ordinal) => "sarif",
        var name when name.EndsWith(".ndjson", StringComparison.Ordinal) => "ndjson",
        var name when name.EndsWith(".jsonl", StringComparison.Ordinal) => "timesketch",
        var name when name.EndsWith(".csv", StringComparison.Ordinal) => "csv",
        var name when name.EndsWith(".html", StringComparison.Ordinal) || name.EndsWith(".htm", StringComparison.Ordinal) => "html",
        var name when name.EndsWith(".json", StringComparison.Ordinal) => "json",
        var name when name.EndsWith(".txt", StringComparison.Ordinal) => "timeline",
        _ => null,
    };
}
