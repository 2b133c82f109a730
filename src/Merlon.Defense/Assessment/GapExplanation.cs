using System.Globalization;
using Merlon.Attack;
using Merlon.Intelligence;

namespace Merlon.Assessment;

/// <summary>One gap opened into its parts, how sure it is, and what would change it most: docs/design/certainty.md.</summary>
public sealed record GapExplanation
{
    /// <summary>What is opened, as the assessment ranked it.</summary>
    public required Gap Gap { get; init; }

    /// <summary>What the gaps are ordered by, down to the statements that it rests on.</summary>
    public required ScorePart Priority { get; init; }

    /// <summary>Visibility scope by scope; it is no part of the priority.</summary>
    public required ScorePart Visibility { get; init; }

    /// <summary>Between what and what covered may lie.</summary>
    public required CoverageInterval Covered { get; init; }

    /// <summary>What covered rests on.</summary>
    public required CoverageBasis Basis { get; init; }

    /// <summary>What would change it, the greatest change first.</summary>
    public required IReadOnlyList<GapChange> Changes { get; init; }

    /// <summary>Opens the gap of a technique; null when the profile gives it no weight, so that it is no gap.</summary>
    public static GapExplanation? Of(GapAssessment assessment, TechniqueId technique)
    {
        var gap = assessment.Gaps.FirstOrDefault(gap => gap.Technique.TechniqueId == technique);
        return gap is null ? null : new GapExplainer(assessment, gap).Explain();
    }
}

/// <summary>What covered would be if one thing were different.</summary>
/// <param name="Kind">Which sort of change.</param>
/// <param name="What">What would be different, in a sentence without a full stop.</param>
/// <param name="Id">Id of the measure, or key of the source that would fall silent; empty for a test.</param>
/// <param name="CoveredAfter">0..1.</param>
public sealed record GapChange(GapChangeKind Kind, string What, string Id, double CoveredAfter);

/// <summary>Sorts of change.</summary>
public enum GapChangeKind
{
    /// <summary>A measure is carried out.</summary>
    Measure,

    /// <summary>A source of evidence falls silent.</summary>
    Loss,

    /// <summary>A test is made.</summary>
    Test,
}

/// <summary>Opens one gap.</summary>
sealed class GapExplainer
{
    /// <summary>Changes of one kind that are named.</summary>
    const int ChangesShown = 8;

    /// <summary>A change of covered below this is none, 0..1.</summary>
    const double ChangeMin = 0.0005;

    readonly GapAssessment assessment;
    readonly Gap gap;
    readonly Dictionary<string, Evidence> evidence = new(StringComparer.Ordinal);
    readonly IReadOnlyList<Evidence> concerning;
    readonly IReadOnlyList<Evidence> measuredElsewhere; // a log source that was measured silences what is declared of it, of any technique

    public GapExplainer(GapAssessment assessment, Gap gap)
    {
        this.assessment = assessment;
        this.gap = gap;
        var id = gap.Technique.TechniqueId;
        concerning = [.. assessment.Input.Evidence.Where(statement => statement.Technique == id || statement.Technique == id.Parent)];
        measuredElsewhere = [.. assessment.Input.Evidence.Where(statement => statement.Kind == EvidenceKind.Inventory && statement.Technique != id && statement.Technique != id.Parent)];
        foreach (var statement in concerning)
        {
            evidence[statement.Id] = statement;
        }
    }

    CoverageParameters Parameters => assessment.Coverage.Parameters;

    public GapExplanation Explain()
    {
        var unit = UnitOf(concerning);
        return new()
        {
            Gap = gap,
            Priority = PriorityOf(unit),
            Visibility = AxisOf(unit, Axis.Visibility),
            Covered = CoverageBounds.Of([.. concerning, .. measuredElsewhere], assessment.Organisation, assessment.Context.Release, assessment.AsOf, Parameters).Of(gap.Technique.TechniqueId),
            Basis = CoverageBasisOf.Technique(gap.Coverage, evidence),
            Changes = [.. Changes()],
        };
    }

    /// <summary>The technique folded with some of the evidence; null when it is on none of the organisation's platforms.</summary>
    CoverageUnit? UnitOf(IReadOnlyList<Evidence> statements, string without = "")
    {
        Evidence[] known = [.. statements, .. measuredElsewhere.Where(statement => !string.Equals(statement.Source, without, StringComparison.Ordinal))];
        var fold = CoverageFold.Of(known, assessment.Organisation, assessment.Context.Release, assessment.AsOf, Parameters, only: [gap.Technique]);
        return fold.TryFind(gap.Technique.TechniqueId, out var unit) ? fold.Units[unit] : null;
    }

    ScorePart PriorityOf(CoverageUnit? unit)
    {
        var weight = new ThreatExplainer(assessment).WeightOf(gap.Technique);
        var open = ScorePart.Of("open", ScoreOperation.Complement, CoveredOf(unit)) with { Detail = "what is neither detected nor prevented" };
        if (!gap.Coverage.IsRefuted)
        {
            return ScorePart.Of("priority", ScoreOperation.Product, weight, open) with { Detail = "weight × open" };
        }

        var first = assessment.Gaps.Where(other => other.Class == gap.Class && !other.Coverage.IsRefuted).Select(static other => other.Priority).DefaultIfEmpty(0).Max();
        var lifted = ScorePart.Of(
            "lifted by the missed test", ScoreOperation.Product,
            ScorePart.Given($"upper bound of the class {gap.Class}", GapRanking.UpperBoundOf(gap.Class), $"its weight is {Number(gap.Weight)}"), open);
        return ScorePart.Of(
            "priority", ScoreOperation.Greatest, lifted,
            ScorePart.Given("first gap of its class that no test missed", first)) with
        {
            Detail = "a technique that the last test missed leads its class of weight",
        };
    }

    static ScorePart CoveredOf(CoverageUnit? unit, Func<CoverageCell, int, ScorePart> ofCell) => unit is null
        ? ScorePart.Given("covered", 0, "on none of the organisation's platforms: nothing was folded")
        : ScorePart.Of("covered", ScoreOperation.Sum, [.. unit.Cells.Select((cell, scope) => ScorePart.Of(
            NameOf(unit.Scopes[scope]), ScoreOperation.Product,
            ScorePart.Given("weight of the scope", unit.Scopes[scope].Weight, "among the scopes that have one of the technique's platforms"),
            ofCell(cell, scope)))]) with { Detail = "scope by scope, weighted" };

    ScorePart CoveredOf(CoverageUnit? unit) => CoveredOf(unit, (cell, _) => ScorePart.Of(
        "detected or prevented", ScoreOperation.Either, AxisOf(cell, Axis.Detection), AxisOf(cell, Axis.Prevention)));

    ScorePart AxisOf(CoverageUnit? unit, Axis axis) => CoveredOf(unit, (cell, _) => AxisOf(cell, axis)) with { Name = NameOf(axis) };

    ScorePart AxisOf(CoverageCell cell, Axis axis)
    {
        var claimed = ClaimedOf(cell, axis);
        if (cell.Test is not { } test)
        {
            return claimed with { Name = NameOf(axis) };
        }

        var statement = evidence.GetValueOrDefault(test.EvidenceId);
        var fresh = ScorePart.Given(
            "freshness of the test", test.Freshness, $"½^({assessment.AsOf.DayNumber - test.Date.DayNumber} days / {Parameters.TestHalfLifeDays})") with { EvidenceId = test.EvidenceId };
        var says = ScorePart.Given(
            $"the test of {Day(test.Date)}: {test.Outcome.ToString().ToLowerInvariant()}{(test.IsVoid ? ", void until it is repeated" : "")}", ValueOf(cell.TestedValue, axis), statement?.Statement ?? "", statement?.Place ?? "") with
        {
            EvidenceId = test.EvidenceId,
        };
        return ScorePart.Of(NameOf(axis), ScoreOperation.Blend, fresh, says, claimed) with { Detail = "freshness × test + (1 − freshness) × claims" };
    }

    ScorePart ClaimedOf(CoverageCell cell, Axis axis)
    {
        var claims = cell.ClaimsOf(axis);
        var groups = ScorePart.Of(
            "groups of claims together", ScoreOperation.Either,
            [.. claims.Groups.OrderByDescending(static group => group.Value).ThenBy(static group => group.Key, StringComparer.Ordinal).Select(GroupOf)]);
        var said = ScorePart.Of(
            "claims", ScoreOperation.Product,
            ScorePart.Given("most that claims can give", claims.Ceiling, claims.Ceiling < 1 ? "more needs a test" : "whether data arrive can be looked up"), groups);
        return axis == Axis.Visibility
            ? ScorePart.Of("claims", ScoreOperation.Greatest, said, ClaimedOf(cell, Axis.Detection) with { Name = "what alerts was seen: detection" })
            : claims.Groups.Count == 0 ? said with { Detail = "nobody claims anything: unknown" } : said;
    }

    ScorePart GroupOf(VoiceGroup group)
    {
        var parts = new List<ScorePart>(group.Voices.Count);
        var share = 1.0;
        foreach (var voice in group.Voices)
        {
            parts.Add(VoiceOf(voice, parts.Count == 0 ? null : ScorePart.Given("share of a further voice", share)));
            share *= group.FurtherShare;
        }

        return ScorePart.Of(group.Key.Length == 0 ? "log sources" : group.Key, ScoreOperation.Sum, parts);
    }

    ScorePart VoiceOf(Voice voice, ScorePart? share)
    {
        var statement = evidence[voice.EvidenceId];
        List<ScorePart> factors = share is null ? [] : [share];
        factors.Add(AsStated(statement));
        if (statement.Date is { } date)
        {
            var days = assessment.AsOf.DayNumber - date.DayNumber;
            factors.Add(ScorePart.Given(
                "what age leaves", Math.Pow(2, -days / (double)Parameters.ClaimHalfLifeDays),
                string.Create(CultureInfo.InvariantCulture, $"last confirmed on {Day(date)}: ½^({days} days / {Parameters.ClaimHalfLifeDays})")));
        }

        if (statement.Technique != gap.Technique.TechniqueId)
        {
            factors.Add(ScorePart.Given("share for a sub-technique", Parameters.ParentClaimShare, $"it was claimed of {statement.Technique}"));
        }

        return ScorePart.Of(statement.Statement, ScoreOperation.Product, factors) with { EvidenceId = statement.Id };
    }

    ScorePart AsStated(Evidence statement)
    {
        var parts = statement.Kind == EvidenceKind.Rule && assessment.Input.Rules.FirstOrDefault(used => used.IsDeployed && string.Equals(RuleEvidence.SourceOf(used.Rule), statement.Source, StringComparison.Ordinal)) is { } rule
            ? RuleEvidence.PartsOf(rule, statement, assessment.Input.Organisation, assessment.Context) : null;
        return new ScorePart("as stated", statement.Strength, parts is null ? ScoreOperation.Given : ScoreOperation.Product, parts ?? [])
        {
            Detail = statement.Source,
            Place = statement.Place,
            EvidenceId = statement.Id,
        };
    }

    IEnumerable<GapChange> Changes() => Measures().Concat(Losses()).Concat(Tests())
        .OrderByDescending(change => Math.Abs(change.CoveredAfter - gap.Coverage.Covered)).ThenBy(static change => change.Id, StringComparer.Ordinal);

    // a measure's effect on one technique is weight × rise of covered
    IEnumerable<GapChange> Measures() => assessment.Plan.Steps.Select(static step => step.Measure).Concat(assessment.Plan.NotChosen)
        .DistinctBy(static measure => measure.Id, StringComparer.Ordinal)
        .SelectMany(measure => measure.Effects.Where(effect => effect.Technique == gap.Technique.TechniqueId)
            .Select(effect => new GapChange(GapChangeKind.Measure, measure.Title, measure.Id, Math.Min(1, gap.Coverage.Covered + effect.Gain / gap.Weight))))
        .Where(IsFelt)
        .OrderByDescending(static change => change.CoveredAfter).ThenBy(static change => change.Id, StringComparer.Ordinal)
        .Take(ChangesShown);

    IEnumerable<GapChange> Losses() => concerning
        .Where(static statement => statement.Kind != EvidenceKind.Test)
        .GroupBy(static statement => statement.Source, StringComparer.Ordinal)
        .Select(source => new GapChange(
            GapChangeKind.Loss, $"{source.Key} falls silent", source.Key,
            UnitOf([.. concerning.Where(statement => !string.Equals(statement.Source, source.Key, StringComparison.Ordinal))], source.Key)?.Covered ?? 0))
        .Where(IsFelt)
        .OrderBy(static change => change.CoveredAfter).ThenBy(static change => change.Id, StringComparer.Ordinal)
        .Take(ChangesShown);

    IEnumerable<GapChange> Tests()
    {
        (Outcome Outcome, string What)[] tried =
        [
            (Outcome.Alerted, "a test today, everywhere, that raises an alert"),
            (Outcome.Blocked, "a test today, everywhere, that is blocked"),
            (Outcome.None, "a test today, everywhere, that nobody sees"),
        ];
        if (UnitOf(concerning) is not { } unit)
        {
            return [];
        }

        return tried.Select(one => new GapChange(GapChangeKind.Test, one.What, "", CoveredAfter(unit, one.Outcome))).Where(IsFelt);
    }

    double CoveredAfter(CoverageUnit unit, Outcome outcome)
    {
        var test = new SpeakingTest("", outcome, assessment.AsOf, 1);
        return unit.Cells.Select((cell, scope) => unit.Scopes[scope].Weight * cell.With(test).Value.Covered).Sum();
    }

    bool IsFelt(GapChange change) => Math.Abs(change.CoveredAfter - gap.Coverage.Covered) >= ChangeMin;

    static double ValueOf(AxisValues values, Axis axis) => axis switch
    {
        Axis.Visibility => values.Visibility,
        Axis.Detection => values.Detection,
        _ => values.Prevention,
    };

    static string NameOf(Axis axis) => axis.ToString().ToLowerInvariant();

    static string NameOf(WeightedScope scope) => scope.Name.Length == 0 ? "the organisation as a whole" : scope.Name;

    static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Opens a technique's weight into groups, their relevance and how long ago.</summary>
sealed class ThreatExplainer(GapAssessment assessment)
{
    public ScorePart WeightOf(Technique technique)
    {
        var profile = assessment.Profile;
        if (profile.Techniques.FirstOrDefault(weight => weight.Technique.TechniqueId == technique.TechniqueId) is not { } weight)
        {
            return ScorePart.Given("weight", 0, "nobody is known to use it");
        }

        var prevalence = ScorePart.Of(
            "how common it is", ScoreOperation.Product,
            ScorePart.Given("prevalence", weight.Prevalence, "groups, campaigns and software that use it, against the most used technique", Release),
            ScorePart.Given("share of prevalence, scaled to the heaviest technique", weight.Prevalence > 0 ? weight.PrevalencePart / weight.Prevalence : 0));
        return ScorePart.Of("weight", ScoreOperation.Sum, [.. weight.Uses.Select(use => UseOf(use, technique)), prevalence]) with
        {
            Detail = "what groups contribute, and how common it is; the heaviest technique of the profile weighs 1",
        };
    }

    string Release => $"ATT&CK {assessment.Context.Release.Version}";

    string PlaceOf(Group group)
    {
        var named = assessment.Organisation.Groups.FirstOrDefault(one => ReferenceEquals(one.Group, group));
        return named is null ? assessment.Organisation.Document : $"{assessment.Organisation.Document}:{named.Location}";
    }

    ScorePart UseOf(WeightedUse use, Technique technique)
    {
        var parameters = assessment.Profile.Parameters;
        var group = assessment.Profile.Groups.FirstOrDefault(one => ReferenceEquals(one.Group, use.Group));
        var relevance = ScorePart.Given(
            "relevance of the group", group?.Relevance ?? 0, group is null ? "" : string.Join("; ", group.Reasons),
            group is { IsNamed: true } ? PlaceOf(use.Group) : "");
        var kind = ScorePart.Given(use.IsDirect ? "said of the group itself" : "inherited from a campaign", use.IsDirect ? 1 : parameters.InheritedUse, use.Via);
        var years = Math.Max(0, assessment.AsOf.DayNumber - use.LastSeen.DayNumber) / 365.25;
        var recency = ScorePart.Given(
            "recency", TechniqueWeighing.RecencyOf(use.LastSeen, assessment.AsOf, parameters),
            string.Create(
                CultureInfo.InvariantCulture,
                $"last seen {use.LastSeen:yyyy-MM-dd}: {parameters.RecencyFloor} + {1 - parameters.RecencyFloor:0.##} × ½^({years:0.#} years / {parameters.RecencyHalfLifeYears})"));
        var alone = relevance.Value * kind.Value * recency.Value;
        var share = ScorePart.Given(
            "share that is left to it", alone > 0 ? use.Part / alone : 0, "the second group that uses a technique counts half, the third a third; scaled to the heaviest technique");
        return ScorePart.Of($"{use.Group.Name} ({use.Group.Id})", ScoreOperation.Product, relevance, kind, recency, share) with
        {
            Place = $"{Release}: {use.Group.Id} uses {technique.Id}",
        };
    }
}

/// <summary>Says what a technique's coverage rests on.</summary>
static class CoverageBasisOf
{
    public static CoverageBasis Technique(TechniqueCoverage coverage, IReadOnlyDictionary<string, Evidence> evidence)
    {
        if (coverage.IsTested)
        {
            return coverage.Scopes.All(static scope => scope.IsTested) ? CoverageBasis.Tested : CoverageBasis.TestedInPart;
        }

        // What only shows says nothing of covered; where something alerts or stops, logs that were looked through say whether it is fed.
        var known = coverage.EvidenceIds.Select(id => evidence.GetValueOrDefault(id)).OfType<Evidence>().ToList();
        return !known.Exists(static statement => statement.Axis is Axis.Detection or Axis.Prevention) ? CoverageBasis.Unknown
            : known.Exists(static statement => statement.Kind is EvidenceKind.Inventory or EvidenceKind.Replay) ? CoverageBasis.Measured
            : CoverageBasis.Declared;
    }
}
