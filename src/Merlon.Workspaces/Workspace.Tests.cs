using Merlon.Assessment;
using Merlon.Documents;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>How the tests stand against what they rested on when they were first recorded; each that is void is a finding at its place.</summary>
    IReadOnlyList<TestStanding> StandingsOf(AssessmentInputs inputs, CollectedEvidence collected, List<Diagnostic> diagnostics)
    {
        var stamped = FindJournal()?.Bases() ?? new Dictionary<string, TestBasis>(StringComparer.Ordinal);
        var standings = TestStanding.Of(inputs.Organisation, collected, inputs.Rules, inputs.Context, stamped, inputs.AsOf);
        diagnostics.AddRange(standings.Where(static standing => standing.IsVoid)
            .Select(standing => new Diagnostic("TEST001", Severity.Warning, inputs.Paths.Shown, standing.Test.Location, standing.Sentence)));
        return standings;
    }

    /// <summary>Keeps what tests rest on that have no basis yet.</summary>
    void StampBases(IReadOnlyList<TestStanding> standings, CancellationToken cancellationToken)
    {
        var fresh = standings.Where(static standing => standing.Stamped is null).Select(static standing => KeyValuePair.Create(standing.Key, standing.Basis)).ToList();
        if (fresh.Count > 0)
        {
            JournalForWriting().StampBases(fresh, clock.GetUtcNow(), cancellationToken);
        }
    }
}
