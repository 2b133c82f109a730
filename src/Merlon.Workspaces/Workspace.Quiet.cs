using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Hunting;
using Merlon.Sigma;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>
    /// Records how often rules fired on logs in which nothing happened. A rule that was recorded as noisy before and is silent now is recorded
    /// as silent; one that never was noisy needs no statement.
    /// </summary>
    JournalSync RecordQuiet(HuntRequest request, double hostDays, HuntReport report, SelectedRules selected, CancellationToken cancellation)
    {
        var release = report.Knowledge.Release;
        var telemetry = string.Join(", ", request.Logs.Select(static log => Path.GetFileName(log.TrimEnd('/', '\\'))));
        var day = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        var hits = report.Summary.Rules.Where(static tally => !tally.Rule.IsCorrelation)
            .GroupBy(static tally => (tally.Rule.Document, tally.Rule.Id, tally.Rule.Title)).ToDictionary(static group => group.Key, static group => group.Sum(static tally => tally.Hits));
        var noisy = EvidenceInForce().Where(QuietEvidence.Is).Select(static statement => statement.Source).ToHashSet(StringComparer.Ordinal);
        List<Evidence> said = [];
        foreach (var rule in selected.Content.Rules.DistinctBy(static rule => (rule.Document, rule.Id, rule.Title)))
        {
            var fired = hits.GetValueOrDefault((rule.Document, rule.Id, rule.Title));
            if (fired > 0 || noisy.Contains(QuietEvidence.SourceOf(rule)))
            {
                said.AddRange(TaggedWith(rule, release).Select(technique => QuietEvidence.Of(rule, technique, fired, hostDays, telemetry, day, release)));
            }
        }

        return said.Count == 0 ? new JournalSync(0, 0, 0) : Record(said, cancellation);
    }

    static IEnumerable<Technique> TaggedWith(SigmaRule rule, AttackRelease release)
        => rule.Tags.Where(static tag => string.Equals(tag.Namespace, "attack", StringComparison.OrdinalIgnoreCase) && TechniqueId.TryParse(tag.Value.ToUpperInvariant(), out _))
            .SelectMany(tag => TechniquesOf(release, tag.Value)).DistinctBy(static technique => technique.TechniqueId);
}
