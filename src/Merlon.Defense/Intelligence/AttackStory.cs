using Merlon.Attack;
using Merlon.Hunting;

namespace Merlon.Intelligence;

/// <summary>Findings told as an attack: per host and session, by stage, with the groups that it reminds of.</summary>
public sealed record AttackStory
{
    /// <summary>Least gravity of findings from which groups are guessed: what is low happens everywhere.</summary>
    public const int GravityMin = 3;

    /// <summary>Most groups that a story names.</summary>
    public const int HypothesesMax = 5;

    /// <summary>Hosts, the one where it began first.</summary>
    public required IReadOnlyList<HostStory> Hosts { get; init; }

    /// <summary>Groups that the whole of it reminds of.</summary>
    public required ActorRanking Actors { get; init; }

    /// <summary>Findings whose rules name neither technique nor tactic of the release; they have no stage.</summary>
    public required int Unplaced { get; init; }

    /// <summary>Tells findings as a story.</summary>
    /// <param name="findings">Findings of a hunt.</param>
    /// <param name="tags">Resolves the tags of their rules.</param>
    public static AttackStory Of(IReadOnlyList<Finding> findings, AttackTagReader tags)
    {
        var order = TacticsInOrder(tags.Release);
        var rank = order.Select(static (tactic, i) => (tactic, i)).ToDictionary(static pair => pair.tactic, static pair => pair.i, (IEqualityComparer<Tactic>)ReferenceEqualityComparer.Instance);
        var byRule = findings.Select(static finding => finding.Rule).Distinct((IEqualityComparer<HuntedRule>)ReferenceEqualityComparer.Instance)
            .ToDictionary(static rule => rule, rule => tags.Read(rule.Tags), (IEqualityComparer<HuntedRule>)ReferenceEqualityComparer.Instance);
        List<StoryFinding> placed = [];
        foreach (var finding in findings)
        {
            var tagged = byRule[finding.Rule];
            if (TacticOf(tagged, tags.Release, rank) is { } tactic)
            {
                placed.Add(new StoryFinding(finding, tactic, tagged.Techniques));
            }
        }

        var grave = findings.Where(static finding => finding.Rule.Gravity >= GravityMin).ToList();
        return new AttackStory
        {
            Hosts =
            [
                .. placed.GroupBy(static one => one.Finding.Host, StringComparer.OrdinalIgnoreCase)
                    .Select(host => HostStory.Of(host.Key, [.. host], rank))
                    .OrderBy(static host => host.First ?? DateTimeOffset.MaxValue)
                    .ThenBy(static host => host.Host, StringComparer.Ordinal),
            ],
            Actors = ActorRanking.Of(
                ActorProfiles.Of(tags.Release),
                grave.SelectMany(finding => byRule[finding.Rule].Techniques),
                grave.SelectMany(finding => byRule[finding.Rule].Software).Where(static software => software.IsTool).Concat(SeenSoftware.In(grave, tags.Release)), // rules name malware for what it does, not for being it
                HypothesesMax),
            Unplaced = findings.Count - placed.Count,
        };
    }

    // As the matrices have them; a tactic that stands in several is told where it comes first.
    static List<Tactic> TacticsInOrder(AttackRelease release)
        => [.. release.Domains.SelectMany(release.TacticsOf).Distinct((IEqualityComparer<Tactic>)ReferenceEqualityComparer.Instance)];

    /// <summary>
    /// The stage of a finding: of the tactics that its rule names and its techniques have, the earliest; where these share
    /// none, of those that the rule names; where it names none, of its techniques.
    /// </summary>
    static Tactic? TacticOf(AttackTags tagged, AttackRelease release, Dictionary<Tactic, int> rank)
    {
        var ofTechniques = tagged.Techniques.SelectMany(technique => technique.Domains.SelectMany(domain => release.TacticsOf(technique, domain))).ToHashSet<Tactic>(ReferenceEqualityComparer.Instance);
        var both = tagged.Tactics.Where(ofTechniques.Contains).ToList();
        var possible = both.Count > 0 ? both : tagged.Tactics.Count > 0 ? tagged.Tactics : [.. ofTechniques];
        return possible.Where(rank.ContainsKey).MinBy(tactic => rank[tactic]);
    }
}

/// <summary>What happened on one host.</summary>
public sealed record HostStory
{
    /// <summary>The host; empty for records that name none.</summary>
    public required string Host { get; init; }

    /// <summary>Stages in the order of the matrix.</summary>
    public required IReadOnlyList<StoryStage> Stages { get; init; }

    /// <summary>Sessions in the order in which they began.</summary>
    public required IReadOnlyList<StorySession> Sessions { get; init; }

    /// <summary>When the first finding happened (UTC), or null.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>When the last finding happened (UTC), or null.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>Findings of all stages.</summary>
    public int Findings => Stages.Sum(static stage => stage.Findings.Count);

    internal static HostStory Of(string host, IReadOnlyList<StoryFinding> findings, Dictionary<Tactic, int> rank) => new()
    {
        Host = host,
        Stages =
        [
            .. findings.GroupBy(static one => one.Tactic, (IEqualityComparer<Tactic>)ReferenceEqualityComparer.Instance)
                .OrderBy(stage => rank[stage.Key])
                .Select(static stage => StoryStage.Of(stage.Key, [.. stage])),
        ],
        Sessions =
        [
            .. findings.GroupBy(static one => SessionOf(one.Finding), StringComparer.OrdinalIgnoreCase)
                .Select(static session => StorySession.Of(session.Key, [.. session]))
                .OrderBy(static session => session.First ?? DateTimeOffset.MaxValue)
                .ThenBy(static session => session.Name, StringComparer.Ordinal),
        ],
        First = findings.Min(static one => one.Finding.Time),
        Last = findings.Max(static one => one.Finding.LastTime ?? one.Finding.Time),
    };

    /// <summary>What a finding's session is told as: its logon, else its user.</summary>
    public static string SessionOf(Finding finding) => finding.Session.Length > 0 ? finding.Session : finding.User;
}

/// <summary>A tactic on a host.</summary>
/// <param name="Tactic">The tactic.</param>
/// <param name="Findings">Its findings in order of time.</param>
/// <param name="Techniques">Their techniques, by id.</param>
/// <param name="First">When the first happened (UTC), or null.</param>
/// <param name="Last">When the last happened (UTC), or null.</param>
public sealed record StoryStage(Tactic Tactic, IReadOnlyList<StoryFinding> Findings, IReadOnlyList<Technique> Techniques, DateTimeOffset? First, DateTimeOffset? Last)
{
    internal static StoryStage Of(Tactic tactic, IReadOnlyList<StoryFinding> findings) => new(
        tactic,
        [
            .. findings.OrderBy(static one => one.Finding.Time ?? DateTimeOffset.MaxValue)
                .ThenBy(static one => one.Finding.Document, StringComparer.Ordinal)
                .ThenBy(static one => one.Finding.Record)
                .ThenBy(static one => one.Finding.Rule.Key, StringComparer.Ordinal),
        ],
        [.. findings.SelectMany(static one => one.Techniques).Distinct().OrderBy(static technique => technique.TechniqueId)],
        findings.Min(static one => one.Finding.Time),
        findings.Max(static one => one.Finding.LastTime ?? one.Finding.Time));
}

/// <summary>A logon or user on a host.</summary>
/// <param name="Name">Logon id or user; empty where the records name neither.</param>
/// <param name="Users">Users of its findings.</param>
/// <param name="Tactics">Its stages in the order in which they began.</param>
/// <param name="Findings">How many findings it has.</param>
/// <param name="First">When the first happened (UTC), or null.</param>
/// <param name="Last">When the last happened (UTC), or null.</param>
public sealed record StorySession(string Name, IReadOnlyList<string> Users, IReadOnlyList<Tactic> Tactics, int Findings, DateTimeOffset? First, DateTimeOffset? Last)
{
    internal static StorySession Of(string name, IReadOnlyList<StoryFinding> findings)
    {
        var inOrder = findings.OrderBy(static one => one.Finding.Time ?? DateTimeOffset.MaxValue).ToList();
        return new StorySession(
            name,
            [.. findings.Select(static one => one.Finding.User).Where(static user => user.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)],
            [.. inOrder.Select(static one => one.Tactic).Distinct((IEqualityComparer<Tactic>)ReferenceEqualityComparer.Instance)],
            findings.Count,
            findings.Min(static one => one.Finding.Time),
            findings.Max(static one => one.Finding.LastTime ?? one.Finding.Time));
    }
}

/// <summary>A finding and its place in a story.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Tactic">Its stage.</param>
/// <param name="Techniques">Techniques that its rule is tagged with, as the release has them.</param>
public sealed record StoryFinding(Finding Finding, Tactic Tactic, IReadOnlyList<Technique> Techniques);
