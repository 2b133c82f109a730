using Merlon.Attack;
using Merlon.Documents;
using Merlon.Hunting;
using Merlon.Intelligence;

namespace Merlon.Workspaces;

/// <summary>What a hunt found, against a release of ATT&amp;CK: what every output of <c>merlon hunt</c> is made from.</summary>
public sealed record HuntReport
{
    /// <summary>What was found.</summary>
    public required HuntSummary Summary { get; init; }

    /// <summary>The release that tags were resolved against, and the zone of local times.</summary>
    public required HuntKnowledge Knowledge { get; init; }

    /// <summary>Techniques with their matches, exactly: most matches first, then by id.</summary>
    public required IReadOnlyList<TechniqueHits> Techniques { get; init; }

    /// <summary>Tags of rules with matches that the release does not have under the id that they name.</summary>
    public required IReadOnlyList<UnresolvedTag> Unresolved { get; init; }

    /// <summary>The findings as an attack; null where it was not asked for.</summary>
    public AttackStory? Story { get; init; }

    /// <summary>Logs that were asked for, as they were named.</summary>
    public required IReadOnlyList<string> Logs { get; init; }

    /// <summary>What was noticed, bounded.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Entries of the baseline that was learnt, or null.</summary>
    public int? Learnt { get; init; }

    /// <summary>What the journal took, or null.</summary>
    public JournalSync? Recorded { get; init; }

    /// <summary>Puts together what a hunt found.</summary>
    public static HuntReport Of(HuntSummary summary, HuntKnowledge knowledge, IReadOnlyList<string> logs, IReadOnlyList<Diagnostic> diagnostics, bool tellsStory)
    {
        var techniques = TechniqueHits.Of(summary.Rules, knowledge);
        return new HuntReport
        {
            Summary = summary,
            Knowledge = knowledge,
            Techniques = techniques,
            Unresolved = knowledge.Reader.Unresolved,
            Story = tellsStory ? AttackStory.Of(summary.Findings, new AttackTagReader(knowledge.Release)) : null,
            Logs = logs,
            Diagnostics = diagnostics,
        };
    }
}

/// <summary>How often rules of a technique matched.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Hits">Matches of all its rules.</param>
/// <param name="Rules">Tallies of its rules.</param>
public sealed record TechniqueHits(Technique Technique, long Hits, IReadOnlyList<RuleTally> Rules)
{
    /// <summary>Counts tallies by technique: most matches first, then by id. Rules that are no findings of their own do not count.</summary>
    public static IReadOnlyList<TechniqueHits> Of(IReadOnlyList<RuleTally> rules, HuntKnowledge knowledge)
        =>
        [
            .. rules.Where(static tally => tally.Rule.IsShown && tally.Findings > 0)
                .SelectMany(tally => knowledge.TagsOf(tally.Rule).Techniques.Select(technique => (technique, tally)))
                .GroupBy(static pair => pair.technique, static pair => pair.tally, (IEqualityComparer<Technique>)ReferenceEqualityComparer.Instance)
                .Select(static group => new TechniqueHits(group.Key, group.Sum(static tally => tally.Hits), [.. group]))
                .OrderByDescending(static one => one.Hits)
                .ThenBy(static one => one.Technique.TechniqueId),
        ];
}
