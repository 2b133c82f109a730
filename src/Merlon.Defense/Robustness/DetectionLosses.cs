using Merlon.Assessment;
using Merlon.Sigma;

namespace Merlon.Robustness;

/// <summary>
/// Takes one rule or log source away at a time. A rule is a voice in the cells of its techniques, so only those are folded again without it; a log
/// source is taken out of the organisation, and the rules are collected again, because another source may feed them.
/// </summary>
sealed class DetectionLosses
{
    const string RulePrefix = "rule:";

    readonly GapAssessment assessment;
    readonly AssessmentInput input;
    readonly CoverageFold fold;
    readonly UsedRule[] deployed;
    readonly Dictionary<string, string> titles = new(StringComparer.Ordinal);
    readonly double weightSum;

    public DetectionLosses(GapAssessment assessment)
    {
        this.assessment = assessment;
        input = assessment.Input;
        fold = CoverageFold.Of([], input.Organisation, input.Context.Release, input.AsOf, assessment.Coverage.Parameters);
        deployed = [.. input.Rules.Where(static rule => rule.IsDeployed)];
        foreach (var used in deployed)
        {
            titles.TryAdd(RuleEvidence.SourceOf(used.Rule), used.Rule.Title);
        }

        weightSum = assessment.Profile.Techniques.Sum(static weight => weight.Weight);
    }

    public DetectionCoverage Find()
    {
        Evidence[] claims = [.. input.Evidence.Where(static statement => statement.Axis == Axis.Detection)];
        var cells = CellsOf(claims);
        var detection = DetectionOf(cells);
        var withoutRule = WithoutRules(cells, detection);
        Evidence[] others = [.. claims.Where(static statement => statement.Kind != EvidenceKind.Rule)];
        var sources = input.Organisation.LogSources.GroupBy(static source => source.KeyOf(), StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, Name: group.First().Kind?.Title ?? group.Key, Without: Without(group.Key, others))).ToList();
        return new()
        {
            Detection = Weighted(detection),
            Techniques = TechniquesOf(detection, withoutRule, sources),
            LogSources =
            [
                .. sources.Select(source => new LogSourceDependence(
                        source.Key, source.Name, Weighted(detection) - Weighted(source.Without.Detection), Falls(detection, source.Without.Detection),
                        Blinded(detection, source.Without.Detection), SilencedRules(claims, source.Without.Statements)))
                    .OrderByDescending(static one => one.Lost).ThenBy(static one => one.Key, StringComparer.Ordinal),
            ],
            Rules = RulesOf(detection, withoutRule),
        };
    }

    double Weighted(double[] detection) => weightSum > 0 ? Math.Min(1, fold.Units.Select((unit, i) => assessment.Profile.WeightOf(unit.Technique.TechniqueId) * detection[i]).Sum() / weightSum) : 0;

    Dictionary<(int Unit, int Scope), IReadOnlyList<Claim>> CellsOf(IEnumerable<Evidence> claims)
        => fold.ChangesOf(claims).ToDictionary(static change => (change.Unit, change.Scope), static change => change.Claims);

    double[] DetectionOf(Dictionary<(int Unit, int Scope), IReadOnlyList<Claim>> cells)
    {
        var detection = new double[fold.Units.Count];
        foreach (var ((unit, scope), claims) in cells.OrderBy(static cell => cell.Key))
        {
            detection[unit] += fold.Units[unit].Scopes[scope].Weight * DetectionOf(unit, scope, claims);
        }

        return detection;
    }

    double DetectionOf(int unit, int scope, IReadOnlyList<Claim> claims) => fold.Units[unit].Cells[scope].With(claims).Claimed.Detection;

    /// <summary>Of each technique and rule that speaks for it: what is left without the rule.</summary>
    Dictionary<int, SortedDictionary<string, double>> WithoutRules(Dictionary<(int Unit, int Scope), IReadOnlyList<Claim>> cells, double[] detection)
    {
        var without = new Dictionary<int, SortedDictionary<string, double>>();
        foreach (var ((unit, scope), claims) in cells.OrderBy(static cell => cell.Key))
        {
            if (!without.TryGetValue(unit, out var left))
            {
                without.Add(unit, left = new SortedDictionary<string, double>(StringComparer.Ordinal));
            }

            var (weight, all) = (fold.Units[unit].Scopes[scope].Weight, DetectionOf(unit, scope, claims));
            foreach (var key in claims.Select(static claim => claim.Voice.Key).Where(static key => key.StartsWith(RulePrefix, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal))
            {
                var rest = DetectionOf(unit, scope, [.. claims.Where(claim => !string.Equals(claim.Voice.Key, key, StringComparison.Ordinal))]);
                left[key] = Math.Max(0, left.GetValueOrDefault(key, detection[unit]) - weight * (all - rest));
            }
        }

        return without;
    }

    (double[] Detection, IReadOnlyList<Evidence> Statements) Without(string logSource, Evidence[] others)
    {
        var quiet = input.Organisation with { LogSources = [.. input.Organisation.LogSources.Where(source => !string.Equals(source.KeyOf(), logSource, StringComparison.Ordinal))] };
        var statements = CollectedEvidence.OfRules(quiet, deployed, input.Context);
        return (DetectionOf(CellsOf([.. others, .. statements])), statements);
    }

    IReadOnlyList<TechniqueDetection> TechniquesOf(
        double[] detection, Dictionary<int, SortedDictionary<string, double>> withoutRule,
        List<(string Key, string Name, (double[] Detection, IReadOnlyList<Evidence> Statements) Without)> sources)
        => [.. fold.Units.Select((unit, i) => new TechniqueDetection(
                unit.Technique, assessment.Profile.WeightOf(unit.Technique.TechniqueId), detection[i],
                Sorted(withoutRule.GetValueOrDefault(i, []).Select(pair => new DetectionLoss(pair.Key, titles.GetValueOrDefault(pair.Key, pair.Key), pair.Value))),
                Sorted(sources.Where(source => IsLess(source.Without.Detection[i], detection[i]))
                    .Select(source => new DetectionLoss(source.Key, source.Name, Math.Max(0, source.Without.Detection[i]))))))
            .Where(static technique => technique.Weight > 0 || technique.Detection > 0)
            .OrderByDescending(static technique => technique.Weight).ThenBy(static technique => technique.Technique.TechniqueId)];

    static IReadOnlyList<DetectionLoss> Sorted(IEnumerable<DetectionLoss> losses)
        => [.. losses.OrderBy(static loss => loss.Left).ThenBy(static loss => loss.Key, StringComparer.Ordinal)];

    IReadOnlyList<RuleDependence> RulesOf(double[] detection, Dictionary<int, SortedDictionary<string, double>> withoutRule)
    {
        var byRule = withoutRule.SelectMany(technique => technique.Value.Select(rule => (Rule: rule.Key, Unit: technique.Key, Left: rule.Value)))
            .ToLookup(static one => one.Rule, StringComparer.Ordinal);
        return
        [
            .. deployed.Select(static used => (used.Rule, Key: RuleEvidence.SourceOf(used.Rule))).DistinctBy(static one => one.Key, StringComparer.Ordinal)
                .Select(one => DependenceOf(one.Rule, one.Key, byRule[one.Key].Select(loss => (loss.Unit, Before: detection[loss.Unit], loss.Left)).ToList()))
                .OrderByDescending(static one => one.Lost).ThenBy(static one => one.IsSilent).ThenBy(static one => one.Key, StringComparer.Ordinal),
        ];
    }

    RuleDependence DependenceOf(SigmaRule rule, string key, List<(int Unit, double Before, double Left)> losses) => new(
        rule, key,
        weightSum > 0 ? losses.Sum(loss => assessment.Profile.WeightOf(fold.Units[loss.Unit].Technique.TechniqueId) * (loss.Before - loss.Left)) / weightSum : 0,
        losses.Count,
        losses.Count(static loss => loss.Before > 0 && loss.Left < loss.Before * DetectionCoverage.LossMax),
        losses.Select(static loss => loss.Before - loss.Left).DefaultIfEmpty(0).Max());

    static bool IsLess(double left, double before) => left < before - Rounding;

    static int Falls(double[] before, double[] after) => before.Where((value, i) => IsLess(after[i], value)).Count();

    static int Blinded(double[] before, double[] after) => before.Where((value, i) => value > 0 && after[i] <= Rounding).Count();

    static int SilencedRules(Evidence[] before, IReadOnlyList<Evidence> after)
    {
        var left = after.GroupBy(static statement => statement.Source, StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => group.Sum(static one => one.Strength), StringComparer.Ordinal);
        return before.Where(static statement => statement.Kind == EvidenceKind.Rule).GroupBy(static statement => statement.Source, StringComparer.Ordinal)
            .Count(group => group.Sum(static one => one.Strength) > left.GetValueOrDefault(group.Key) + Rounding);
    }

    /// <summary>Sums in another order differ by less.</summary>
    const double Rounding = 1e-9;
}
