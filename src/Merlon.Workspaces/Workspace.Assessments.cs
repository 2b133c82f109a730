using Merlon.Assessment;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>Every assessment that the journal recorded, oldest first.</summary>
    public IReadOnlyList<RecordedAssessment> ListAssessments() => FindJournal() is { } journal
        ? [.. journal.Assessments().Select(static row => new RecordedAssessment(row.Sequence, row.At, row.Day, row.Release, row.Merlon, row.Summary))]
        : [];
}

/// <summary>An assessment of the journal.</summary>
/// <param name="Number">1, 2, 3 … within the journal.</param>
/// <param name="At">When it was recorded (UTC).</param>
/// <param name="AsOf">The day that it speaks of.</param>
/// <param name="Release">Version of ATT&amp;CK.</param>
/// <param name="Merlon">Version of Merlon.</param>
/// <param name="Summary">What came out.</param>
public sealed record RecordedAssessment(long Number, DateTimeOffset At, DateOnly AsOf, string Release, string Merlon, CoverageSummary Summary);
