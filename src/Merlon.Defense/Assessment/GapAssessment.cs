using Merlon.Attack;
using Merlon.Documents;
using Merlon.Intelligence;

namespace Merlon.Assessment;

/// <summary>One assessment: who comes, what we would see and stop, which gaps matter, what to do first, what is not known.</summary>
public sealed record GapAssessment
{
    /// <summary>Everything that it was judged from: what looks closer at one part starts here.</summary>
    public required AssessmentInput Input { get; init; }

    /// <summary>Who was assessed.</summary>
    public required Organisation Organisation { get; init; }

    /// <summary>What it was resolved against.</summary>
    public required OrganisationContext Context { get; init; }

    /// <summary>The day that it speaks of.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Who comes and with what.</summary>
    public required ThreatProfile Profile { get; init; }

    /// <summary>What we would see and stop.</summary>
    public required Coverage Coverage { get; init; }

    /// <summary>Gaps by rank; every technique with a weight above zero.</summary>
    public required IReadOnlyList<Gap> Gaps { get; init; }

    /// <summary>What to do first.</summary>
    public required ImprovementPlan Plan { get; init; }

    /// <summary>All evidence in force, by id.</summary>
    public required IReadOnlyDictionary<string, Evidence> Evidence { get; init; }

    /// <summary>References that did not resolve as written.</summary>
    public required IReadOnlyList<UnresolvedReference> Unresolved { get; init; }

    /// <summary>What became of the rules.</summary>
    public required RuleCensus Rules { get; init; }

    /// <summary>What readers noticed on the way, in reading order.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Weighted shares over the profile, each 0..1.</summary>
    public required CoverageSummary Summary { get; init; }

    /// <summary>Judges: profile, fold, gaps, plan.</summary>
    public static GapAssessment Of(AssessmentInput input) => Of(input, CoverageParameters.Default, PlanParameters.Default);

    /// <summary>Judges with other numbers than the defaults.</summary>
    public static GapAssessment Of(AssessmentInput input, CoverageParameters coverageParameters, PlanParameters planParameters)
    {
        var organisation = input.Organisation;
        var profile = ProfileOf(input);
        var fold = CoverageFold.Of(input.Evidence, organisation, input.Context.Release, input.AsOf, coverageParameters);
        var coverage = fold.ToCoverage();
        var field = PlanField.Of(fold, profile.WeightOf, planParameters);
        var prospects = ImprovementProspects.Of(input);
        var candidates = ImprovementMeasures.Of(input, fold, field, prospects, planParameters);
        var plan = ImprovementPlan.Of(field, candidates, PlanBudget.Of(organisation), planParameters);
        var bounds = CoverageBounds.Of(input.Evidence, organisation, input.Context.Release, input.AsOf, coverageParameters);
        var evidence = ById(input.Evidence);
        return new()
        {
            Input = input,
            Organisation = organisation,
            Context = input.Context,
            AsOf = input.AsOf,
            Profile = profile,
            Coverage = coverage,
            Gaps = GapsOf(input, profile, coverage, prospects, plan, bounds, evidence),
            Plan = plan,
            Evidence = evidence,
            Unresolved = input.Collected.Unresolved,
            Rules = input.Collected.Rules,
            Diagnostics = input.Diagnostics,
            Summary = CoverageSummary.Of(profile, coverage) with { Interval = bounds.Of(profile) },
        };
    }

    /// <summary>Who comes and with what.</summary>
    internal static ThreatProfile ProfileOf(AssessmentInput input)
        => ThreatProfile.Of(input.Context.Release, input.Context.Sectors, QuestionOf(input), ThreatParameters.Default);

    static ThreatQuestion QuestionOf(AssessmentInput input)
    {
        var organisation = input.Organisation;
        return new(organisation.Sectors, organisation.Regions, organisation.Platforms, organisation.Domains, organisation.Groups, input.AsOf);
    }

    static IReadOnlyList<Gap> GapsOf(
        AssessmentInput input, ThreatProfile profile, Coverage coverage, ImprovementProspects prospects, ImprovementPlan plan,
        CoverageBounds bounds, IReadOnlyDictionary<string, Evidence> evidence)
    {
        var weights = profile.Techniques.ToDictionary(static weight => weight.Technique.TechniqueId);
        var reasons = new GapReasons(input, prospects);
        var measures = MeasuresByTechnique(plan);
        return
        [
            .. GapRanking.Of(profile.Techniques.Select(weight => (coverage.Of(weight.Technique), weight.Weight))).Select(gap => new Gap
            {
                Technique = gap.Coverage.Technique,
                Rank = gap.Rank,
                Weight = gap.Weight,
                Class = gap.Class,
                Open = gap.Open,
                Priority = gap.Priority,
                Coverage = gap.Coverage,
                Covered = bounds.Of(gap.Coverage.Technique.TechniqueId),
                Basis = CoverageBasisOf.Technique(gap.Coverage, evidence),
                Reasons = reasons.Of(gap, weights.GetValueOrDefault(gap.Coverage.Technique.TechniqueId)),
                Measures = measures.GetValueOrDefault(gap.Coverage.Technique.TechniqueId, []),
            }),
        ];
    }

    static Dictionary<TechniqueId, IReadOnlyList<string>> MeasuresByTechnique(ImprovementPlan plan) => plan.Steps
        .Select(static step => step.Measure)
        .Concat(plan.NotChosen)
        .SelectMany(static measure => measure.Effects.Select(effect => (effect.Technique, effect.Gain, measure.Id)))
        .GroupBy(static effect => effect.Technique)
        .ToDictionary(
            static technique => technique.Key,
            static technique => (IReadOnlyList<string>)
            [
                .. technique.OrderByDescending(static effect => effect.Gain).ThenBy(static effect => effect.Id, StringComparer.Ordinal)
                    .Select(static effect => effect.Id).Take(Gap.MeasuresMax),
            ]);

    static Dictionary<string, Evidence> ById(IReadOnlyList<Evidence> evidence)
    {
        var byId = new Dictionary<string, Evidence>(evidence.Count, StringComparer.Ordinal);
        foreach (var statement in evidence)
        {
            byId[statement.Id] = statement;
        }

        return byId;
    }
}

/// <summary>Everything that an assessment needs; nothing is read from elsewhere.</summary>
/// <param name="Organisation">The organisation.</param>
/// <param name="Context">What it was resolved against.</param>
/// <param name="Evidence">Evidence in force, from the journal.</param>
/// <param name="Collected">What was derived in this run: unresolved references and the rules' census.</param>
/// <param name="Rules">Rules, deployed and available (the plan proposes available ones and wakes dormant ones).</param>
/// <param name="AsOf">The day that it speaks of.</param>
/// <param name="Diagnostics">What readers noticed.</param>
public sealed record AssessmentInput(
    Organisation Organisation, OrganisationContext Context, IReadOnlyList<Evidence> Evidence, CollectedEvidence Collected,
    IReadOnlyList<UsedRule> Rules, DateOnly AsOf, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>How the organisation's tests stand; those that are void prove nothing until they are repeated.</summary>
    public IReadOnlyList<TestStanding> Tests { get; init; } = [];
}

/// <summary>Weighted shares over the profile's techniques, each 0..1: Σ weight × axis / Σ weight.</summary>
/// <param name="Visibility">0..1.</param>
/// <param name="Detection">0..1.</param>
/// <param name="Prevention">0..1.</param>
/// <param name="Covered">0..1: detected or prevented.</param>
/// <param name="Techniques">Techniques of the profile.</param>
/// <param name="Refuted">Of them refuted.</param>
/// <param name="Tested">Of them tested.</param>
public sealed record CoverageSummary(double Visibility, double Detection, double Prevention, double Covered, int Techniques, int Refuted, int Tested)
{
    /// <summary>Between what and what the share that is covered may lie, were every technique at its end at once.</summary>
    public CoverageInterval Interval { get; init; }

    /// <summary>Weighs the coverage of the profile's techniques; zeros for a profile without any weight.</summary>
    public static CoverageSummary Of(ThreatProfile profile, Coverage coverage)
    {
        var techniques = profile.Techniques.Select(weight => (weight.Weight, Coverage: coverage.Of(weight.Technique))).ToArray();
        var sum = techniques.Sum(static one => one.Weight);
        double Share(Func<TechniqueCoverage, double> axis) => sum > 0 ? Math.Min(1, techniques.Sum(one => one.Weight * axis(one.Coverage)) / sum) : 0;
        return new(
            Share(static one => one.Visibility), Share(static one => one.Detection), Share(static one => one.Prevention), Share(static one => one.Covered),
            techniques.Length, techniques.Count(static one => one.Coverage.IsRefuted), techniques.Count(static one => one.Coverage.IsTested));
    }
}
