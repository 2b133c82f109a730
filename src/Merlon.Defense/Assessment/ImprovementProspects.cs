using Merlon.Attack;
using Merlon.Sigma;

namespace Merlon.Assessment;

/// <summary>A statement that a rule would make, and the logs that it reads.</summary>
sealed record RuleProspect(Evidence Statement, SigmaLogSource LogSource);

/// <summary>
/// What rules would say if more were collected or deployed: derived by the collector itself from a supposed organisation, so
/// that a plan promises what the next assessment would find.
/// </summary>
sealed class ImprovementProspects
{
    readonly ILookup<TechniqueId, RuleProspect> dormantByTechnique;
    readonly ILookup<TechniqueId, RuleProspect> availableByTechnique;

    readonly Dictionary<SigmaLogSource, IReadOnlyList<LogSourceKind>> feeders = [];
    readonly ILookup<string, RuleProspect> dormantByFeeder;

    ImprovementProspects(
        IReadOnlyList<RuleProspect> dormant, IReadOnlyList<RuleProspect> available, IReadOnlyList<RuleProspect> sleeping, LogSourceCatalogue catalogue)
    {
        foreach (var one in dormant.Concat(sleeping))
        {
            if (!feeders.ContainsKey(one.LogSource))
            {
                feeders.Add(one.LogSource, [.. catalogue.Feeding(one.LogSource).Select(static need => need.Kind)]);
            }
        }

        dormantByFeeder = dormant.SelectMany(one => feeders[one.LogSource].Select(kind => (kind.Id, Prospect: one)))
            .ToLookup(static pair => pair.Id, static pair => pair.Prospect, StringComparer.Ordinal);
        Dormant = dormant;
        Available = available;
        Sleeping = sleeping;
        dormantByTechnique = dormant.ToLookup(static one => one.Statement.Technique);
        availableByTechnique = available.ToLookup(static one => one.Statement.Technique);
    }

    /// <summary>What deployed rules would say beyond what they say today, were every log source collected everywhere.</summary>
    public IReadOnlyList<RuleProspect> Dormant { get; }

    /// <summary>What rules that are not deployed would say on what is collected today.</summary>
    public IReadOnlyList<RuleProspect> Available { get; }

    /// <summary>What rules that are not deployed would say were every log source collected, of Sigma log sources that nothing feeds today.</summary>
    public IReadOnlyList<RuleProspect> Sleeping { get; }

    public IEnumerable<RuleProspect> DormantOf(TechniqueId id) => dormantByTechnique[id];

    /// <summary>Dormant statements that collecting the log source would wake.</summary>
    public IReadOnlyList<RuleProspect> DormantFedBy(LogSourceKind kind) => [.. dormantByFeeder[kind.Id]];

    /// <summary>Log sources that would feed a dormant rule, as the catalogue orders them.</summary>
    public IReadOnlyList<LogSourceKind> FeedersOf(RuleProspect dormant) => feeders[dormant.LogSource];

    public IEnumerable<RuleProspect> AvailableOf(TechniqueId id) => availableByTechnique[id];

    public static ImprovementProspects Of(AssessmentInput input)
    {
        var deployed = input.Rules.Where(static rule => rule.IsDeployed).ToArray();
        var available = input.Rules.Where(static rule => !rule.IsDeployed).Select(static rule => rule with { IsDeployed = true }).ToArray();
        var logSources = new Dictionary<string, SigmaLogSource>(StringComparer.Ordinal);
        foreach (var rule in input.Rules)
        {
            logSources[rule.Rule.LogSource.ToString()] = rule.Rule.LogSource;
        }

        var today = new Dictionary<(string Source, TechniqueId Technique, string Scope), double>();
        foreach (var statement in input.Collected.Evidence.Where(static statement => statement.Kind == EvidenceKind.Rule))
        {
            today[(statement.Source, statement.Technique, statement.Scope)] = statement.Strength;
        }

        var bare = Bare(input.Organisation);
        var everything = bare with { LogSources = [.. input.Context.LogSources.Kinds.Select(kind => Everywhere(kind, bare))] };
        RuleProspect[] awake = [.. Statements(bare with { LogSources = input.Organisation.LogSources }, available, input, logSources)];
        var fed = awake.Select(static one => one.LogSource).ToHashSet();
        return new(
            [.. Statements(everything, deployed, input, logSources)
                .Where(one => one.Statement.Strength > today.GetValueOrDefault((one.Statement.Source, one.Statement.Technique, one.Statement.Scope)))],
            awake,
            [.. Statements(everything, available, input, logSources).Where(one => !fed.Contains(one.LogSource))],
            input.Context.LogSources);
    }

    /// <summary>The organisation with its platforms and scopes and nothing in place.</summary>
    public static Organisation Bare(Organisation organisation)
        => organisation with { LogSources = [], Mitigations = [], Controls = [], Tests = [] };

    /// <summary>A log source collected on every device of every scope that has one of its platforms.</summary>
    public static CollectedLogSource Everywhere(LogSourceKind kind, Organisation organisation) => new(
        kind.Id, kind, kind.AttackNames, EventIds: [], [.. FittingScopes(kind, organisation).Select(static scope => scope.Name)],
        DeviceShare: 1, Since: null, Owner: "", default);

    public static IEnumerable<Scope> FittingScopes(LogSourceKind kind, Organisation organisation)
        => organisation.Scopes.Where(scope => kind.Platforms.Any(platform => scope.Platforms.Contains(platform, StringComparer.OrdinalIgnoreCase)));

    static IEnumerable<RuleProspect> Statements(
        Organisation supposed, UsedRule[] rules, AssessmentInput input, Dictionary<string, SigmaLogSource> logSources)
    {
        if (rules.Length == 0)
        {
            return [];
        }

        return CollectedEvidence.OfRules(supposed, rules, input.Context)
            .Select(statement => new RuleProspect(statement, LogSourceOf(statement, logSources)));
    }

    static SigmaLogSource LogSourceOf(Evidence statement, Dictionary<string, SigmaLogSource> logSources)
    {
        var group = Claim.RuleGroup(statement.Source);
        return logSources.GetValueOrDefault(group[Math.Min(group.Length, "rule:".Length)..]);
    }
}
