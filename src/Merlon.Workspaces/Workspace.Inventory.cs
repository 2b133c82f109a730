using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Inventory;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>Records between two looks at cancellation and two reports of progress.</summary>
    const int RecordsPerLook = 4_096;

    /// <summary>
    /// Looks through log files and says what they hold, which rules could ever fire on them, and, where asked, what that shows of
    /// ATT&amp;CK's techniques, which then goes into the journal. Files are read on as many processors as there are, each once.
    /// </summary>
    /// <exception cref="FileNotFoundException">A path of rules does not exist.</exception>
    /// <exception cref="InvalidDataException">A pipeline or log source is unknown.</exception>
    public Parsed<InventoryReport> TakeInventory(InventoryRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        if (request.IsRecording)
        {
            RequireWriter();
        }

        var limits = ReadLimits.Default;
        var choice = PipelineChoice.Of(request.Pipelines, request.LogSource, limits);
        List<Diagnostic> diagnostics = [.. choice.Diagnostics];
        var rules = request.RulePaths.Count == 0 ? SigmaContent.Empty : ReadRules(request.RulePaths, diagnostics, progress, cancellationToken);
        var found = LogFiles.Find(request.Paths, new LogFileOptions { Format = request.Format, OpenStandardInput = request.OpenStandardInput });
        diagnostics.AddRange(found.Diagnostics);
        if (found.Inputs.Count == 0)
        {
            return new Parsed<InventoryReport>(Value: null, diagnostics);
        }

        var read = ReadAll(found.Inputs, choice, request, progress, cancellationToken);
        diagnostics.AddRange(read.Files.SelectMany(static f => f.Diagnostics));
        var inventory = read.Total.Build();
        progress?.Report(new WorkProgress("Holding rules against the logs", 0, rules.Rules.Count));
        var reachability = new RuleReachability(inventory, choice.Pipelines);
        RuleReach[] reach = [.. rules.FilteredRules().Select(reachability.Of)];
        var (evidence, recorded) = request.IsRecording ? RecordInventory(inventory, choice.Pipelines, request, diagnostics, progress, cancellationToken) : ([], null);
        return new Parsed<InventoryReport>(new InventoryReport(inventory, read.Files, reach, evidence, recorded), diagnostics);
    }

    static SigmaContent ReadRules(IReadOnlyList<string> paths, List<Diagnostic> diagnostics, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var rules = RuleContent.Read(paths, SigmaReadOptions.Default, progress, cancellationToken);
        diagnostics.AddRange(rules.Diagnostics);
        return rules.Value ?? SigmaContent.Empty;
    }

    static (InventoryBuilder Total, IReadOnlyList<InventoriedFile> Files) ReadAll(
        IReadOnlyList<LogInput> inputs, PipelineChoice choice, InventoryRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var files = new InventoriedFile[inputs.Count];
        var total = NewBuilder();
        Lock gate = new();
        var done = 0;
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = request.Threads };
        Parallel.For(
            0, inputs.Count, options, NewBuilder,
            (i, _, builder) =>
            {
                files[i] = ReadOne(inputs[i], builder, request.Reading, cancellationToken);
                progress?.Report(new WorkProgress("Reading logs", Interlocked.Increment(ref done), inputs.Count));
                return builder;
            },
            builder =>
            {
                lock (gate)
                {
                    total.Add(builder);
                }
            });
        return (total, files);

        InventoryBuilder NewBuilder() => new(choice.Pipelines, request.FirstSeenFields, InventoryLimits.Default) { Pipeline = choice.Forced, IsMeasuring = request.IsMeasuring };
    }

    static InventoriedFile ReadOne(LogInput input, InventoryBuilder builder, LogReadOptions options, CancellationToken cancellationToken)
    {
        using var reader = LogReaders.Open(input, options);
        var record = new LogEvent();
        while (reader.Read(record))
        {
            builder.Add(record);
            if (reader.Records % RecordsPerLook == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        builder.AddFailed(reader.Failed);
        return new InventoriedFile(input.Document, reader.Format, reader.Records, reader.Failed, reader.Position, [.. reader.Diagnostics, .. input.Trouble?.ToList() ?? []]);
    }

    (IReadOnlyList<Evidence> Evidence, JournalSync? Recorded) RecordInventory(
        LogInventory inventory, PipelineSet pipelines, InventoryRequest request, List<Diagnostic> diagnostics, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var release = LoadRelease(request.ReleaseVersion, progress);
        diagnostics.AddRange(release.Diagnostics);
        if (release.Value is null)
        {
            return ([], null);
        }

        OrganisationContext context = new(release.Value, GroupSectors.OpenBuiltIn(), ControlMappings.OpenBuiltIn(), LogSourceCatalogue.OpenBuiltIn());
        var today = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        var evidence = InventoryEvidence.Of(inventory, pipelines, context, string.Join(", ", request.Paths), request.Scope, today);
        return (evidence, Record(evidence, cancellationToken));
    }
}

/// <summary>What to look through.</summary>
/// <param name="Paths">Files, folders, patterns, <c>-</c>.</param>
/// <param name="RulePaths">Rules to hold against the logs; none to leave that out.</param>
public sealed record InventoryRequest(IReadOnlyList<string> Paths, IReadOnlyList<string> RulePaths)
{
    /// <summary>Pipelines by name or file.</summary>
    public IReadOnlyList<string> Pipelines { get; init; } = [];

    /// <summary>Log source of every record, or null to recognise each.</summary>
    public string? LogSource { get; init; }

    /// <summary>Format of every file, or null to recognise each.</summary>
    public LogFormat? Format { get; init; }

    /// <summary>What readers are told.</summary>
    public LogReadOptions Reading { get; init; } = LogReadOptions.Default;

    /// <summary>Fields whose values are listed with the time of the first.</summary>
    public IReadOnlyList<string> FirstSeenFields { get; init; } = [];

    /// <summary>Opens standard input, or null where there is none.</summary>
    public Func<Stream>? OpenStandardInput { get; init; }

    /// <summary>Files that are read at a time, 1 or more.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>True to count event names and delays of arrival too.</summary>
    public bool IsMeasuring { get; init; }

    /// <summary>True to state in the journal what the logs show of techniques.</summary>
    public bool IsRecording { get; init; }

    /// <summary>Scope that the logs are of; empty for the whole organisation.</summary>
    public string Scope { get; init; } = "";

    /// <summary>Release whose analytics count, or null for the one in use.</summary>
    public string? ReleaseVersion { get; init; }
}

/// <summary>What was found in log files.</summary>
/// <param name="Inventory">Sources, fields, hosts, times, logons, values.</param>
/// <param name="Files">What became of each file, in the order found.</param>
/// <param name="Rules">Whether each rule could fire, in the order read.</param>
/// <param name="Evidence">What was stated in the journal, or would have been already.</param>
/// <param name="Recorded">What that changed in the journal, or null where nothing was to be recorded.</param>
public sealed record InventoryReport(
    LogInventory Inventory, IReadOnlyList<InventoriedFile> Files, IReadOnlyList<RuleReach> Rules, IReadOnlyList<Evidence> Evidence, JournalSync? Recorded);

/// <summary>What became of one file.</summary>
/// <param name="Document">Its name.</param>
/// <param name="Format">What it was read as.</param>
/// <param name="Records">Records read.</param>
/// <param name="Failed">Records, lines or chunks that could not be read.</param>
/// <param name="Bytes">Bytes read, decompressed.</param>
/// <param name="Diagnostics">What was noticed, bounded.</param>
public sealed record InventoriedFile(string Document, LogFormat Format, long Records, long Failed, long Bytes, IReadOnlyList<Diagnostic> Diagnostics);
