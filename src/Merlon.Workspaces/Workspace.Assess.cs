using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Workspaces.Exchange;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>
    /// Assesses an organisation: reads its file, its rules and the release, judges, and appends to the journal what they say anew
    /// and what they no longer say. Without a value the diagnostics say why. Nothing is appended when it is cancelled.
    /// </summary>
    /// <exception cref="FileNotFoundException">The organisation file, the release or a rule path of the request does not exist.</exception>
    public Task<Parsed<GapAssessment>> AssessAsync(AssessRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        if (request.Record)
        {
            RequireWriter();
        }

        return Task.Run(() => Assess(request, progress, cancellationToken), cancellationToken);
    }

    Parsed<GapAssessment> Assess(AssessRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var limits = ReadLimits.Default;
        var paths = OrganisationPaths.Of(request.OrganisationPath);
        RuleSources.RequireAll(request.RulePaths);

        progress?.Report(new WorkProgress("Reading ATT&CK", 0, 0));
        var release = request.ReleasePath is { } path
            ? ReleaseFiles.Load(path, request.ReleaseVersion, progress, limits)
            : request.PublishedOnly ? LoadPublishedRelease(request.ReleaseVersion, progress) : LoadRelease(request.ReleaseVersion, progress);
        List<Diagnostic> diagnostics = [.. release.Diagnostics];
        if (release.Value is null)
        {
            return new Parsed<GapAssessment>(Value: null, diagnostics);
        }

        cancellationToken.ThrowIfCancellationRequested();
        OrganisationContext context = new(release.Value, GroupSectors.OpenBuiltIn(), ControlMappings.OpenBuiltIn(), LogSourceCatalogue.OpenBuiltIn());
        var asOf = request.AsOf ?? DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        if (ReadOrganisation(paths, context, asOf, limits, diagnostics) is not { } organisation
            || (request.Record && !IsOwnJournal(organisation, paths, diagnostics)))
        {
            return new Parsed<GapAssessment>(Value: null, diagnostics);
        }

        var rules = RuleSources.Of(organisation, paths, request.RulePaths, limits).Read(progress, limits, cancellationToken);
        diagnostics.AddRange(rules.Diagnostics);
        var usedRules = ReplayEvidence.Mark(rules.Rules, EvidenceInForce());

        progress?.Report(new WorkProgress("Collecting evidence", 0, 0));
        var collected = CollectedEvidence.Of(organisation, usedRules, context, asOf);
        cancellationToken.ThrowIfCancellationRequested();

        progress?.Report(new WorkProgress("Judging", 0, 0));

        // The run speaks for every kind of evidence that it judges, so what it says is what will be in force once it is recorded. It is judged
        // first: what cannot be judged is not recorded either.
        Evidence[] inForce = [.. collected.Evidence.DistinctBy(static e => e.Id, StringComparer.Ordinal).OrderBy(static e => e.Id, StringComparer.Ordinal)];
        var assessment = GapAssessment.Of(new AssessmentInput(organisation, context, inForce, collected, usedRules, asOf, diagnostics));
        if (request.Record)
        {
            progress?.Report(new WorkProgress("Recording", 0, inForce.Length));
            JournalForWriting().Sync(inForce, AssessedKinds, OwnerOf(organisation, paths), clock.GetUtcNow(), cancellationToken);
            isKept = true;
        }

        return new Parsed<GapAssessment>(assessment, diagnostics);
    }

    static readonly HashSet<EvidenceKind> AssessedKinds = [EvidenceKind.LogSource, EvidenceKind.Rule, EvidenceKind.Mitigation, EvidenceKind.Control, EvidenceKind.Test];

    static Organisation? ReadOrganisation(OrganisationPaths paths, OrganisationContext context, DateOnly asOf, ReadLimits limits, List<Diagnostic> diagnostics)
    {
        if (BoundedBytes.OfPlainFile(paths.FullPath, limits.YamlBytesMax) is not BoundedBytes.Whole { Bytes: var bytes })
        {
            diagnostics.Add(new Diagnostic("FILE005", Severity.Error, paths.Shown, SourceLocation.Whole, $"the file is larger than {limits.YamlBytesMax} bytes; nothing of it was read"));
            return null;
        }

        var read = OrganisationFile.Read(bytes, paths.Document, context, limits, asOf);
        diagnostics.AddRange(read.Diagnostics.Select(d => string.Equals(d.Document, paths.Document, StringComparison.Ordinal) ? d with { Document = paths.Shown } : d));
        return read.Value;
    }

    bool IsOwnJournal(Organisation organisation, OrganisationPaths paths, List<Diagnostic> diagnostics)
    {
        if (JournalForWriting().FindOwner() is not { } owner || owner.IsSameAs(OwnerOf(organisation, paths)))
        {
            return true;
        }

        diagnostics.Add(new Diagnostic(
            "WORK001", Severity.Error, paths.Shown, SourceLocation.Whole,
            $"the journal in {Folder} belongs to {owner.Name}; {organisation.Name} was not recorded or judged with it",
            Advice: "use --workspace DIR for another workspace, or --dry-run to judge without recording"));
        return false;
    }

    JournalOwner OwnerOf(Organisation organisation, OrganisationPaths paths)
        => new(organisation.Name, Path.GetRelativePath(Folder, paths.FullPath).Replace('\\', '/'));
}

/// <summary>What to assess.</summary>
/// <param name="OrganisationPath">An <c>organisation.yaml</c> or the folder that holds one.</param>
/// <param name="ReleasePath">Bundles to use instead of the pinned release, or null.</param>
/// <param name="ReleaseVersion">Version to use, or null for the pinned one (the newest of <paramref name="ReleasePath"/>).</param>
/// <param name="RulePaths">Further rule folders or files, taken as deployed.</param>
/// <param name="AsOf">The day, or null for today.</param>
/// <param name="Record">
/// Whether the journal takes what this run says. False judges only: for trying other rules or another release without the
/// history showing it, and for workspaces opened for reading.
/// </param>
public sealed record AssessRequest(
    string OrganisationPath, string? ReleasePath, string? ReleaseVersion, IReadOnlyList<string> RulePaths, DateOnly? AsOf, bool Record = true)
{
    /// <summary>True to leave out the organisation's own knowledge.</summary>
    public bool PublishedOnly { get; init; }
}
