using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Visibility;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>
    /// Says what logs show of ATT&amp;CK, for an organisation's scopes where one is named: its telemetry, or the logs given instead.
    /// Where asked, what it says goes into the journal. Without a value the diagnostics say why.
    /// </summary>
    /// <exception cref="FileNotFoundException">The organisation or the release does not exist.</exception>
    /// <exception cref="InvalidDataException">A scope or pipeline is unknown.</exception>
    public Parsed<MeasuredVisibility> MeasureVisibility(VisibilityRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var measured = Measure(request, progress, cancellationToken);
        return measured with { Diagnostics = [.. measured.Diagnostics.Select(Named)] };
    }

    Parsed<MeasuredVisibility> Measure(VisibilityRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        if (request.IsRecording)
        {
            RequireWriter();
        }

        var limits = ReadLimits.Default;
        var release = request.ReleasePath is { } path ? ReleaseFiles.Load(path, request.ReleaseVersion, progress, limits)
            : request.PublishedOnly ? LoadPublishedRelease(request.ReleaseVersion, progress) : LoadRelease(request.ReleaseVersion, progress);
        List<Diagnostic> diagnostics = [.. release.Diagnostics];
        if (release.Value is null)
        {
            return new Parsed<MeasuredVisibility>(Value: null, diagnostics);
        }

        OrganisationContext context = new(release.Value, GroupSectors.OpenBuiltIn(), ControlMappings.OpenBuiltIn(), LogSourceCatalogue.OpenBuiltIn());
        var asOf = request.AsOf ?? DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        var paths = request.OrganisationPath is { } own ? OrganisationPaths.Of(own) : null;
        var organisation = paths is null ? Anybody(context, request.Scope) : ReadOrganisation(paths, context, asOf, limits, [], diagnostics)?.Organisation;
        if (organisation is null)
        {
            return new Parsed<MeasuredVisibility>(Value: null, diagnostics);
        }

        var (sight, files) = request.Inventory.Paths.Count > 0
            ? LookThroughOnce(request, organisation, asOf, diagnostics, progress, cancellationToken)
            : (LookThrough(organisation, paths ?? throw new InvalidDataException("name logs, or an organisation that has telemetry"), asOf, diagnostics, progress, cancellationToken), []);
        if (sight.IsEmpty)
        {
            diagnostics.Add(new Diagnostic(
                "ORG043", Severity.Error, paths?.Shown ?? "logs", SourceLocation.Whole, "there are no logs to look through",
                Advice: "name logs on the command line, or write telemetry: into the organisation file"));
            return new Parsed<MeasuredVisibility>(Value: null, diagnostics);
        }

        if (paths is null && sight.PlatformsSeen(context.LogSources) is { Count: > 0 } platforms)
        {
            organisation = organisation with { Platforms = platforms, Scopes = [organisation.Scopes[0] with { Platforms = platforms }] };
        }

        progress?.Report(new WorkProgress("Holding the logs against ATT&CK", 0, 0));
        var report = VisibilityReport.Of(organisation, context with { Sight = sight });
        var recorded = request.IsRecording ? Record(report.Evidence, cancellationToken) : null;
        return new Parsed<MeasuredVisibility>(new MeasuredVisibility(report, organisation, release.Value, asOf, files, recorded), diagnostics);
    }

    static (MeasuredSight Sight, IReadOnlyList<InventoriedFile> Files) LookThroughOnce(
        VisibilityRequest request, Organisation organisation, DateOnly asOf, List<Diagnostic> diagnostics, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        if (request.Scope.Length > 0 && !organisation.Scopes.Any(s => string.Equals(s.Name, request.Scope, StringComparison.Ordinal)))
        {
            throw new InvalidDataException($"{organisation.Name} has no scope {request.Scope}: it has {string.Join(", ", organisation.Scopes.Select(static s => s.Name))}");
        }

        var choice = PipelineChoice.Of(request.Inventory.Pipelines, request.Inventory.LogSource, ReadLimits.Default);
        diagnostics.AddRange(choice.Diagnostics);
        var inputs = LogFiles.Find(request.Inventory.Paths, new LogFileOptions { Format = request.Inventory.Format, OpenStandardInput = request.Inventory.OpenStandardInput });
        diagnostics.AddRange(inputs.Diagnostics);
        if (inputs.Inputs.Count == 0)
        {
            return (MeasuredSight.None, []);
        }

        var (total, files) = ReadAll(inputs.Inputs, choice, request.Inventory with { IsMeasuring = true }, progress, cancellationToken);
        diagnostics.AddRange(files.SelectMany(static f => f.Diagnostics));
        TelemetryInventory entry = new(string.Join(", ", request.Inventory.Paths), request.Scope.Length > 0 ? [request.Scope] : [], total.Build());
        return (MeasuredSight.Of([entry], organisation, choice.Pipelines, asOf), files);
    }

    /// <summary>An organisation with one scope, for logs of nobody in particular; its platforms are those of what is seen.</summary>
    static Organisation Anybody(OrganisationContext context, string scope)
    {
        string[] platforms = [.. context.Release.Techniques.SelectMany(static t => t.Platforms).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        return new Organisation
        {
            Document = "logs",
            Name = "logs",
            Sectors = [],
            Domains = context.Release.Domains,
            Platforms = platforms,
            Scopes = [new Scope(scope.Length > 0 ? scope : "logs", 1, platforms)],
            Costs = CostTable.Default,
        };
    }
}

/// <summary>Whose logs to hold against ATT&amp;CK.</summary>
/// <param name="Inventory">Logs and how they are read; no path for the organisation's own telemetry.</param>
public sealed record VisibilityRequest(InventoryRequest Inventory)
{
    /// <summary>An <c>organisation.yaml</c> or its folder, or null for logs of nobody in particular.</summary>
    public string? OrganisationPath { get; init; }

    /// <summary>Scope that the logs are of; empty where the hosts decide.</summary>
    public string Scope { get; init; } = "";

    /// <summary>The day to speak of, or null for today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Bundles to use instead of the pinned release, or null.</summary>
    public string? ReleasePath { get; init; }

    /// <summary>Version to use, or null for the pinned one.</summary>
    public string? ReleaseVersion { get; init; }

    /// <summary>True to leave out the organisation's own knowledge.</summary>
    public bool PublishedOnly { get; init; }

    /// <summary>True to state in the journal what was found.</summary>
    public bool IsRecording { get; init; }
}

/// <summary>What logs show of ATT&amp;CK.</summary>
/// <param name="Report">Scopes, references, techniques, statements.</param>
/// <param name="Organisation">Whose scopes.</param>
/// <param name="Release">Whose analytics.</param>
/// <param name="AsOf">The day spoken of.</param>
/// <param name="Files">What became of each file; none for the organisation's own telemetry.</param>
/// <param name="Recorded">What changed in the journal, or null where nothing was to be recorded.</param>
public sealed record MeasuredVisibility(
    VisibilityReport Report, Organisation Organisation, Attack.AttackRelease Release, DateOnly AsOf, IReadOnlyList<InventoriedFile> Files, JournalSync? Recorded);
