using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Trend;
using Merlon.Workspaces;

namespace Merlon.Web.App.Home;

/// <summary>Everything that the first page shows; parts that are not worked out yet are null, and the page says so.</summary>
public sealed record HomeView
{
    /// <summary>Days without a recorded assessment after which the page offers to record one.</summary>
    public const int RecordDays = 7;

    /// <summary>The assessment behind it.</summary>
    public required GapAssessment Assessment { get; init; }

    /// <summary>From where it is looked at.</summary>
    public required Standpoint From { get; init; }

    /// <summary>What changes when the standing does: the page looks for another one now and then.</summary>
    public required string Tag { get; init; }

    /// <summary>What to do next.</summary>
    public required IReadOnlyList<NextStep> Next { get; init; }

    /// <summary>What moved since the last recorded assessment, or since the files were last read; null when nothing is known.</summary>
    public CoverageMove? Move { get; init; }

    /// <summary>Coverage over time; null while it is worked out, or before two assessments were recorded.</summary>
    public CoverageTrend? Trend { get; init; }

    /// <summary>True while something is worked out that the page will show.</summary>
    public bool IsWorking { get; init; }

    /// <summary>What losses may cost, where the organisation estimates them; null otherwise or while it is worked out.</summary>
    public Costs.BenefitReport? Losses { get; init; }

    /// <summary>Releases of the workspace and the built-in one, newest first.</summary>
    public required IReadOnlyList<StoredRelease> Releases { get; init; }

    /// <summary>What the journal holds.</summary>
    public required JournalSummary Journal { get; init; }

    /// <summary>The latest changes of the journal, newest first.</summary>
    public required IReadOnlyList<JournalDay> Recent { get; init; }

    /// <summary>The last sign-off, or null.</summary>
    public SignOffRecord? SignOff { get; init; }

    /// <summary>What readers noticed.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>The newest release that there is, where it is newer than the one in use; else null.</summary>
    public StoredRelease? Newer => Releases.FirstOrDefault(one => Compare(one.Version, Assessment.Context.Release.Version) > 0);

    // Releases are numbered as 18.1: by parts, not as text.
    static int Compare(string version, string other)
        => Version.TryParse(version, out var one) && Version.TryParse(other, out var two) ? one.CompareTo(two) : string.CompareOrdinal(version, other);
}
