using System.Reflection;
using Merlon.Assessment;
using Merlon.Documents;
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
        List<Diagnostic> diagnostics = [];
        if (ReadInputs(request, progress, diagnostics, cancellationToken) is not { } inputs)
        {
            return new Parsed<GapAssessment>(Value: null, diagnostics);
        }

        var assessment = Judge(inputs, progress, diagnostics, cancellationToken);
        if (request.Record)
        {
            Record(inputs, assessment, progress, cancellationToken);
        }

        return new Parsed<GapAssessment>(assessment, diagnostics);
    }

    /// <summary>
    /// Derives the statements and judges them. The run speaks for every kind of evidence that it judges, so what it says is what will be in
    /// force once it is recorded. It is judged first: what cannot be judged is not recorded either.
    /// </summary>
    GapAssessment Judge(AssessmentInputs inputs, IProgress<WorkProgress>? progress, List<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        progress?.Report(new WorkProgress("Collecting evidence", 0, 0));
        var collected = CollectedEvidence.Of(inputs.Organisation, inputs.Rules, inputs.Context, inputs.AsOf);
        cancellationToken.ThrowIfCancellationRequested();

        progress?.Report(new WorkProgress("Judging", 0, 0));
        var tests = StandingsOf(inputs, collected, diagnostics);
        Name(diagnostics);
        Evidence[] judged = [.. collected.Evidence.Concat(inputs.RecordedHere).Concat(VoidEvidence.Of(tests, collected.Evidence)).DistinctBy(static e => e.Id, StringComparer.Ordinal).OrderBy(static e => e.Id, StringComparer.Ordinal)];
        return GapAssessment.Of(new AssessmentInput(inputs.Organisation, inputs.Context, judged, collected, inputs.Rules, inputs.AsOf, diagnostics) { Tests = tests });
    }

    void Record(AssessmentInputs inputs, GapAssessment assessment, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var said = assessment.Input.Evidence;
        progress?.Report(new WorkProgress("Recording", 0, said.Count));
        AssessmentRecord assessed = new(
            inputs.AsOf, MerlonVersion, inputs.Paths.Document, inputs.OrganisationText.ToArray(), InputManifest.Of(inputs.Files),
            ParameterText.Of(assessment.Coverage.Parameters, assessment.Profile.Parameters), inputs.Context.Release.Version, assessment.Summary);
        JournalForWriting().Sync([.. said, .. inputs.Recorded], AssessedKinds, OwnerOf(inputs.Organisation, inputs.Paths), assessed, clock.GetUtcNow(), cancellationToken);
        StampBases(assessment.Input.Tests, cancellationToken);
        isKept = true;
    }

    /// <summary>Version of this Merlon, such as <c>0.1.0</c>.</summary>
    static string MerlonVersion { get; } = typeof(Workspace).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    static readonly HashSet<EvidenceKind> AssessedKinds = [EvidenceKind.LogSource, EvidenceKind.Rule, EvidenceKind.Mitigation, EvidenceKind.Control, EvidenceKind.Test, EvidenceKind.Inventory, EvidenceKind.Score];

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
