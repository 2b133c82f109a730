using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Trend;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>
    /// Assesses for a watch, and says what moved since its last good assessment; without one, since the last recorded one of the same release. Records
    /// when the request says so. Without a value the diagnostics say what is wrong with the files.
    /// </summary>
    public Task<Parsed<WatchedAssessment>> AssessWatchedAsync(AssessRequest request, WatchedAssessment? last, CancellationToken cancellationToken)
    {
        if (request.Record)
        {
            RequireWriter();
        }

        return Task.Run(() => AssessWatched(request, last, cancellationToken), cancellationToken);
    }

    Parsed<WatchedAssessment> AssessWatched(AssessRequest request, WatchedAssessment? last, CancellationToken cancellationToken)
    {
        List<Diagnostic> diagnostics = [];
        if (ReadInputs(request, progress: null, diagnostics, cancellationToken) is not { } inputs)
        {
            return new Parsed<WatchedAssessment>(Value: null, diagnostics);
        }

        var assessment = Judge(inputs, progress: null, diagnostics, cancellationToken);
        var moment = MomentOf(inputs, assessment);
        var move = last is not null ? MoveSince(last.Moment, moment) : MoveSinceRecorded(moment, diagnostics);
        if (request.Record)
        {
            Record(inputs, assessment, progress: null, cancellationToken);
        }

        return new Parsed<WatchedAssessment>(
            new WatchedAssessment(moment, move, inputs.Files, PathsOf(inputs), last is null ? [] : ChangedFiles(last.Files, inputs.Files), assessment), diagnostics);
    }

    static CoverageMove? MoveSince(TrendMoment last, TrendMoment now)
        => string.Equals(last.Inputs.Release.Version, now.Inputs.Release.Version, StringComparison.Ordinal) ? CoverageMove.Between(last, now) : null;

    CoverageMove? MoveSinceRecorded(TrendMoment now, List<Diagnostic> diagnostics)
    {
        if (FindJournal() is not { } journal)
        {
            return null;
        }

        TrendHistory history = new(journal, version => ReleaseThen(version, progress: null), diagnostics, Folder);
        return history.Assessments.Count > 0 && history.Of(history.Assessments[^1], history.Assessments[^1].Day) is { } recorded ? MoveOf(history, recorded, now) : null;
    }

    /// <summary>Where the files are that a change of would change the assessment: folders of rules as such, so that new files are seen.</summary>
    static IReadOnlyList<string> PathsOf(AssessmentInputs inputs) =>
    [
        .. inputs.Organisation.Rules.Select(r => Path.Combine(inputs.Paths.Folder, r.Path))
            .Concat(inputs.Files.Where(static f => f.Role is InputRole.Mapping or InputRole.Telemetry or InputRole.Other).Select(f => Path.Combine(inputs.Paths.Folder, f.Document)))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    static IReadOnlyList<InputChange> ChangedFiles(IReadOnlyList<InputFile> before, IReadOnlyList<InputFile> after)
    {
        var (old, now) = (TrendHistory.FilesByName(before), TrendHistory.FilesByName(after));
        return
        [
            .. after.Where(f => !old.TryGetValue(f.Document, out var hash) || !string.Equals(hash, f.Sha256, StringComparison.Ordinal))
                .Select(f => new InputChange(old.ContainsKey(f.Document) ? InputChangeKind.Changed : InputChangeKind.Added, f.Role, f.Document, Line: 0))
                .Concat(before.Where(f => !now.ContainsKey(f.Document)).Select(static f => new InputChange(InputChangeKind.Removed, f.Role, f.Document, Line: 0)))
                .OrderBy(static c => c.Role).ThenBy(static c => c.Document, StringComparer.Ordinal),
        ];
    }
}

/// <summary>An assessment made while watching.</summary>
/// <param name="Moment">What was judged.</param>
/// <param name="Move">What moved since the one before, and why; null when there is none, or when the release is another one.</param>
/// <param name="Files">Files that it was judged from.</param>
/// <param name="Paths">Files and folders to look at for changes.</param>
/// <param name="Changed">Files that changed since the one before.</param>
/// <param name="Assessment">The assessment itself.</param>
public sealed record WatchedAssessment(
    TrendMoment Moment, CoverageMove? Move, IReadOnlyList<InputFile> Files, IReadOnlyList<string> Paths, IReadOnlyList<InputChange> Changed,
    GapAssessment Assessment);
