using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Web.Reports.Engineer;

/// <summary>What is looked up for every item: rules by technique, owners by place, gaps by technique.</summary>
sealed class BacklogFacts
{
    /// <summary>Statements, rules or techniques that one item lists; the others are counted.</summary>
    public const int Listed = 12;

    readonly ILookup<TechniqueId, UsedRule> rules;
    readonly Dictionary<string, string> ownerOfPlace = new(StringComparer.Ordinal);
    readonly Dictionary<TechniqueId, Gap> gaps;
    readonly Dictionary<string, Measure> measures;
    readonly HashSet<(TechniqueId Technique, string Document)> counting;

    public BacklogFacts(GapAssessment assessment)
    {
        Assessment = assessment;
        gaps = assessment.Gaps.ToDictionary(static gap => gap.Technique.TechniqueId);
        measures = assessment.Plan.Steps.Select(static step => step.Measure).Concat(assessment.Plan.NotChosen)
            .DistinctBy(static measure => measure.Id, StringComparer.Ordinal).ToDictionary(static measure => measure.Id, StringComparer.Ordinal);
        rules = assessment.Input.Rules.SelectMany(rule => TechniquesOf(rule, assessment.Context.Release), static (rule, technique) => (technique, rule))
            .ToLookup(static pair => pair.technique, static pair => pair.rule);
        counting = [.. assessment.Evidence.Values.Where(static evidence => evidence.Kind == EvidenceKind.Rule).Select(static evidence => (evidence.Technique, DocumentOf(evidence.Place)))];
        var organisation = assessment.Organisation;
        foreach (var (location, owner) in organisation.LogSources.Select(static one => (one.Location, one.Owner))
            .Concat(organisation.Mitigations.Select(static one => (one.Location, one.Owner))).Concat(organisation.Controls.Select(static one => (one.Location, one.Owner))))
        {
            ownerOfPlace[$"{organisation.Document}:{location}"] = owner;
        }
    }

    public GapAssessment Assessment { get; }

    public Gap? GapOf(TechniqueId technique) => gaps.GetValueOrDefault(technique);

    public Measure? MeasureOf(string id) => measures.GetValueOrDefault(id);

    public Technique? TechniqueOf(TechniqueId id) => GapOf(id)?.Technique ?? (Assessment.Context.Release.TryFind(id, out var technique) ? technique : null);

    /// <summary>Statements that speak of a technique, strongest first.</summary>
    public IReadOnlyList<Evidence> EvidenceOf(Gap gap)
        => [.. gap.Coverage.EvidenceIds.Select(id => Assessment.Evidence.GetValueOrDefault(id)).OfType<Evidence>()];

    /// <summary>Owners of the entries that the statements come from.</summary>
    public IReadOnlyList<string> OwnersOf(IEnumerable<Evidence> evidence)
        => [.. evidence.Select(one => ownerOfPlace.GetValueOrDefault(one.Place, "")).Where(static owner => owner.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Rules that name a technique, those that count first; each with what becomes of it.</summary>
    public IReadOnlyList<BacklogLine> RulesOf(TechniqueId technique) =>
    [
        .. rules[technique].Select(rule => (rule, state: StateOf(rule, technique)))
            .OrderBy(static one => one.state, StringComparer.Ordinal).ThenBy(static one => one.rule.Rule.Document, StringComparer.Ordinal)
            .Select(static one => new BacklogLine(one.rule.Rule.Title, one.state, one.rule.Rule.Document)),
    ];

    /// <summary>Rules among several techniques that sleep or could be deployed.</summary>
    public IReadOnlyList<BacklogLine> IdleRulesOf(IEnumerable<Technique> techniques, Func<UsedRule, bool> isWanted) =>
    [
        .. techniques.SelectMany(technique => rules[technique.TechniqueId].Where(rule => isWanted(rule) && !counting.Contains((technique.TechniqueId, rule.Rule.Document))))
            .DistinctBy(static rule => (rule.Rule.Document, rule.Rule.Id)).OrderBy(static rule => rule.Rule.Document, StringComparer.Ordinal)
            .Select(static rule => new BacklogLine(rule.Rule.Title, rule.IsDeployed ? "deployed, sleeps" : "could be deployed", rule.Rule.Document)),
    ];

    /// <summary>Tests on record for a technique, the newest first.</summary>
    public IReadOnlyList<RecordedTest> TestsOf(TechniqueId technique)
        => [.. Assessment.Organisation.Tests.Where(test => test.Techniques.Any(one => one.TechniqueId == technique)).OrderByDescending(static test => test.Date)];

    public BacklogLine LineOf(RecordedTest test) => new(
        test.Name.Length == 0 ? $"test of {test.TechniqueAsWritten}" : test.Name, $"{Figures.Day(test.Date)}, {WordOf(test.Outcome)}", $"{Assessment.Organisation.Document}:{test.Location}");

    public static BacklogLine LineOf(Evidence evidence) => new(evidence.Statement, evidence.Date is { } day ? Figures.Day(day) : "", evidence.Place);

    public static string WordOf(Outcome outcome) => outcome switch
    {
        Outcome.None => "not seen",
        Outcome.Logged => "logged only",
        Outcome.Alerted => "alerted",
        Outcome.Blocked => "blocked",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not an outcome"),
    };

    /// <summary>Scopes of a technique, as a phrase; empty for the whole organisation.</summary>
    public static string ScopesOf(Gap gap)
    {
        var scopes = gap.Coverage.Scopes.Where(static scope => scope.Scope.Length > 0).Select(static scope => Figures.Cut(scope.Scope)).ToList();
        return scopes.Count == 0 ? "" : " on " + Figures.Join(scopes);
    }

    string StateOf(UsedRule rule, TechniqueId technique) => counting.Contains((technique, rule.Rule.Document)) ? "counts"
        : rule.IsDeployed ? "deployed, does not count: log source not collected or unknown" : "could be deployed";

    // A place is document:line:column; the document may have colons of its own.
    static string DocumentOf(string place)
    {
        var end = place.Length;
        for (var i = 0; i < 2; i++)
        {
            var colon = place.LastIndexOf(':', Math.Max(0, end - 1));
            if (colon <= 0 || !place.AsSpan(colon + 1, end - colon - 1).ContainsOnlyDigits())
            {
                break;
            }

            end = colon;
        }

        return place[..end];
    }

    static IEnumerable<TechniqueId> TechniquesOf(UsedRule rule, AttackRelease release) => rule.Rule.Tags
        .Where(static tag => string.Equals(tag.Namespace, "attack", StringComparison.OrdinalIgnoreCase))
        .SelectMany(tag => release.Lineage.Resolve(tag.Value.ToUpperInvariant()) switch
        {
            TechniqueResolution.Live live => [live.Technique],
            TechniqueResolution.Moved moved => moved.Techniques,
            _ => (IReadOnlyList<Technique>)[],
        })
        .Select(static technique => technique.TechniqueId).Distinct();
}

/// <summary>Spans of digits.</summary>
static class DigitSpans
{
    public static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => text.Length > 0 && text.IndexOfAnyExceptInRange('0', '9') < 0;
}
