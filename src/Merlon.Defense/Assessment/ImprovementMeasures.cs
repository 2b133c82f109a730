using System.Globalization;
using Merlon.Attack;

namespace Merlon.Assessment;

/// <summary>Everything that the organisation could do, as candidates of a plan: docs/design/plan.md, "Measures".</summary>
sealed class ImprovementMeasures
{
    /// <summary>What is in place or collected but for this share, 0..1, counts as there: the rest costs most and shows least.</summary>
    const double MissingShareMin = 0.1;

    readonly AssessmentInput input;
    readonly CoverageFold fold;
    readonly PlanField field;
    readonly ImprovementProspects prospects;
    readonly PlanParameters parameters;
    readonly Organisation bare;

    ImprovementMeasures(
        AssessmentInput input, CoverageFold fold, PlanField field, ImprovementProspects prospects, PlanParameters parameters)
    {
        this.input = input;
        this.fold = fold;
        this.field = field;
        this.prospects = prospects;
        this.parameters = parameters;
        bare = ImprovementProspects.Bare(input.Organisation);
    }

    /// <summary>Candidates by id; those that would change nothing are left out.</summary>
    public static IReadOnlyList<PlanCandidate> Of(
        AssessmentInput input, CoverageFold fold, PlanField field, ImprovementProspects prospects, PlanParameters parameters)
    {
        var measures = new ImprovementMeasures(input, fold, field, prospects, parameters);
        var own = new ImprovementOwnMeasures(input, fold, field, prospects);
        var all = measures.Mitigations().Concat(measures.LogSources()).Concat(measures.Rules()).Concat(measures.SleepingRules()).Concat(measures.Tests())
            .Concat(own.Controls()).Concat(own.Measures()).ToList();
        return
        [
            .. all.Where(candidate => candidate.Changes.Count > 0 || own.IsNamed(candidate.Measure, all))
                .Select(candidate => candidate with { Measure = own.Priced(candidate.Measure) })
                .OrderBy(static candidate => candidate.Measure.Id, StringComparer.Ordinal),
        ];
    }

    IEnumerable<PlanCandidate> Mitigations()
    {
        var all = input.Context.Release.All<Mitigation>()
            .Where(mitigation => mitigation.IsLive && !DeclaredEvidence.IsNoMitigation(mitigation)
                && mitigation.Domains.Any(domain => bare.Domains.Contains(domain, StringComparer.Ordinal)))
            .DistinctBy(static mitigation => mitigation.Id, StringComparer.Ordinal)
            .ToArray();
        var supposed = bare with
        {
            Mitigations = [.. all.Select(static mitigation => new DeclaredMitigation(mitigation, Degree.Significant, [], Since: null, "", default))],
        };
        var statements = CollectedEvidence.Of(supposed, [], input.Context, input.AsOf).Evidence
            .Where(static statement => statement.Kind == EvidenceKind.Mitigation)
            .ToLookup(static statement => statement.Source, StringComparer.Ordinal);
        foreach (var mitigation in all)
        {
            var cost = Cost(mitigation.Id, "mitigation", out var isOwn);
            var missing = 1 - InPlace(mitigation) / ClaimStrength.GradeOf(Degree.Significant);
            if (missing > MissingShareMin)
            {
                var title = missing < 1 ? $"Extend {mitigation.Name} to nearly everywhere" : $"Introduce {mitigation.Name}";
                yield return Candidate(
                    $"mitigation:{mitigation.Id}", MeasureKind.Mitigation, $"{title} ({mitigation.Id})", Part(cost, missing), isOwn,
                    fold.ChangesOf(statements[$"mitigation:{mitigation.Id}"]), remark: "");
            }
        }
    }

    /// <summary>0..1: mean grade over the scopes, by their weight; in each the entry that names it speaks, else the one for the whole organisation.</summary>
    double InPlace(Mitigation mitigation)
    {
        var (sum, weights) = (0.0, 0.0);
        foreach (var scope in input.Organisation.Scopes)
        {
            var declared = input.Organisation.Mitigations
                .Where(declared => string.Equals(declared.Mitigation.Id, mitigation.Id, StringComparison.Ordinal) && Holds(declared.Scopes, scope))
                .MaxBy(static declared => declared.Scopes.Count > 0);
            sum += declared is null ? 0 : scope.Weight * ClaimStrength.GradeOf(declared.Degree);
            weights += scope.Weight;
        }

        return weights > 0 ? sum / weights : 0;
    }

    IEnumerable<PlanCandidate> LogSources()
    {
        var sight = new ImprovementSight(input, fold, field);
        foreach (var kind in input.Context.LogSources.Kinds)
        {
            var missing = 1 - CollectedShareOf(kind);
            if (missing <= MissingShareMin || !ImprovementProspects.FittingScopes(kind, bare).Any())
            {
                continue;
            }

            var id = $"log-source:{kind.Id}";
            var woken = prospects.DormantFedBy(kind);
            var changes = fold.ChangesOf(woken.Select(static one => one.Statement))
                .Concat(sight.RisesOf(ImprovementProspects.Everywhere(kind, bare), id));
            var rules = woken.Select(static one => one.Statement.Source).Distinct(StringComparer.Ordinal).Count();
            var cost = Cost(kind.Id, "log_source", out var isOwn);
            var title = missing < 1 ? $"Collect {kind.Title} everywhere it fits" : $"Collect {kind.Title}";
            yield return Candidate(
                id, MeasureKind.LogSource, title, Part(cost, missing), isOwn, changes,
                rules > 0 ? string.Create(CultureInfo.InvariantCulture, $"wakes or strengthens {rules:#,0} deployed rules") : "");
        }
    }

    /// <summary>0..1 over the scopes that it fits; a source limited to some event ids counts as half collected.</summary>
    double CollectedShareOf(LogSourceKind kind)
    {
        var (sum, weights) = (0.0, 0.0);
        foreach (var scope in ImprovementProspects.FittingScopes(kind, input.Organisation))
        {
            var share = input.Organisation.LogSources.Where(source => IsOf(source, kind) && Holds(source.Scopes, scope))
                .Select(static source => source.EventIds.Count > 0 ? source.DeviceShare / 2 : source.DeviceShare).DefaultIfEmpty(0).Max();
            sum += scope.Weight * share;
            weights += scope.Weight;
        }

        return weights > 0 ? sum / weights : 0;
    }

    IEnumerable<PlanCandidate> Rules()
    {
        foreach (var logSource in prospects.Available.GroupBy(static one => one.LogSource.ToString(), StringComparer.Ordinal))
        {
            var rules = logSource.GroupBy(static one => one.Statement.Source, StringComparer.Ordinal)
                .Select(rule => Candidate(rule.Key, MeasureKind.Rules, rule.Key, MeasureCost.None, isOwn: false, fold.ChangesOf(rule.Select(static one => one.Statement)), ""))
                .Where(static rule => rule.Changes.Count > 0)
                .ToList();
            var chosen = ChooseRules(rules);
            var cost = Cost(logSource.Key, "rule", out var isOwn);
            var title = chosen.Count < rules.Count
                ? $"Deploy the {chosen.Count} most useful of {rules.Count} available rules for {logSource.Key}"
                : $"Deploy {chosen.Count} available {(chosen.Count == 1 ? "rule" : "rules")} for {logSource.Key}";
            var changes = chosen.SelectMany(static rule => rule.Changes)
                .Select(static change => new CellChange(change.Unit, change.Change.Scope, change.Change.Claims));
            yield return Candidate(
                $"rules:{logSource.Key}", MeasureKind.Rules, title, Times(cost, chosen.Count), isOwn, changes,
                "what they read is already collected");
        }
    }

    /// <summary>Rules that could be deployed once a log source feeds them: each pack needs one of those log sources.</summary>
    IEnumerable<PlanCandidate> SleepingRules()
    {
        foreach (var logSource in prospects.Sleeping.GroupBy(static one => one.LogSource.ToString(), StringComparer.Ordinal))
        {
            var rules = logSource.GroupBy(static one => one.Statement.Source, StringComparer.Ordinal)
                .Select(rule => Candidate(rule.Key, MeasureKind.Rules, rule.Key, MeasureCost.None, isOwn: false, fold.ChangesOf(rule.Select(static one => one.Statement)), ""))
                .Where(static rule => rule.Changes.Count > 0)
                .ToList();
            var chosen = ChooseRules(rules);
            var feeders = prospects.FeedersOf(logSource.First()).Select(static kind => $"log-source:{kind.Id}").ToArray();
            if (chosen.Count == 0 || feeders.Length == 0)
            {
                continue;
            }

            var cost = Cost(logSource.Key, "rule", out var isOwn);
            var changes = chosen.SelectMany(static rule => rule.Changes).Select(static change => new CellChange(change.Unit, change.Change.Scope, change.Change.Claims));
            var candidate = Candidate(
                $"rules:{logSource.Key}", MeasureKind.Rules, $"Deploy {chosen.Count} available {(chosen.Count == 1 ? "rule" : "rules")} for {logSource.Key}",
                Times(cost, chosen.Count), isOwn, changes, $"what they read is not collected today; they need {string.Join(" or ", feeders)}");
            yield return candidate with { Measure = candidate.Measure with { Requires = [feeders] } };
        }
    }

    /// <summary>The rules that together add most, greedily; ties by id.</summary>
    List<PlanCandidate> ChooseRules(List<PlanCandidate> rules)
    {
        var (now, chosen) = (field.Copy(), new List<PlanCandidate>());
        var left = rules.Select(rule => (Rule: rule, now.RiseOf(rule).Worth)).ToList();
        while (chosen.Count < parameters.RulesPerMeasure && left.Count > 0)
        {
            left.Sort(static (a, b) => a.Worth.Equals(b.Worth)
                ? string.CompareOrdinal(a.Rule.Measure.Id, b.Rule.Measure.Id)
                : b.Worth.CompareTo(a.Worth));
            var fresh = now.RiseOf(left[0].Rule).Worth;
            if (fresh <= 0)
            {
                left.RemoveAt(0);
            }
            else if (left.Count > 1 && fresh < left[1].Worth)
            {
                left[0] = (left[0].Rule, fresh);
            }
            else
            {
                now.Apply(left[0].Rule);
                chosen.Add(left[0].Rule);
                left.RemoveAt(0);
            }
        }

        return chosen;
    }

    IEnumerable<PlanCandidate> Tests()
    {
        var claimed = Enumerable.Range(0, fold.Units.Count)
            .Where(unit => field.WeightOf(unit) > 0 && field.CoveredOf(unit) >= parameters.TestClaimMin
                && fold.Units[unit].Cells.All(static cell => !cell.IsTested))
            .OrderByDescending(unit => field.WeightOf(unit) * field.CoveredOf(unit)).ThenBy(static unit => unit)
            .Chunk(parameters.TestsPerMeasure)
            .Take(parameters.TestMeasuresMax);
        var number = 0;
        foreach (var units in claimed)
        {
            number++;
            var cost = Cost("test", "test", out var isOwn);
            var changes = units.SelectMany(unit => fold.Units[unit].Cells.Select((_, scope) => (unit, new PlanChange(scope, [], IsTest: true))));
            var names = string.Join(", ", units.Take(5).Select(unit => field.TechniqueOf(unit).ToString()));
            var measure = Measure(
                string.Create(CultureInfo.InvariantCulture, $"tests:{number}"), MeasureKind.Test,
                $"Test {units.Length} techniques whose coverage is only claimed: {names}{(units.Length > 5 ? " …" : "")}",
                Times(cost, units.Length), isOwn);
            yield return new(measure, [.. changes], "a pass proves what is claimed, a miss shows where the claim is wrong");
        }
    }

    PlanCandidate Candidate(
        string id, MeasureKind kind, string title, MeasureCost cost, bool isOwn, IEnumerable<CellChange> changes, string remark)
    {
        var byCell = changes.Where(change => field.WeightOf(change.Unit) > 0)
            .GroupBy(static change => (change.Unit, change.Scope))
            .Select(static cell => (cell.Key.Unit, new PlanChange(cell.Key.Scope, [.. cell.SelectMany(static change => change.Claims)], IsTest: false)));
        return new(Measure(id, kind, title, cost, isOwn), [.. byCell], remark);
    }

    Measure Measure(string id, MeasureKind kind, string title, MeasureCost cost, bool isOwn) => new()
    {
        Id = id,
        Kind = kind,
        Title = title,
        Cost = cost,
        TotalCost = cost.Once(input.Organisation.Costs.Rates),
        IsCostOwn = isOwn,
        Effects = [],
    };

    MeasureCost Cost(string key, string kind, out bool isOwn)
    {
        var costs = input.Organisation.Costs;
        var used = costs.Measures.ContainsKey(key) ? key : kind;
        isOwn = costs.SetByOrganisation.Contains(used);
        return costs.Measures.TryGetValue(used, out var cost) ? cost : CostTable.Default.Measures[kind];
    }

    /// <summary>The missing part of a full cost, line by line, days to halves and money to hundreds, upwards.</summary>
    static MeasureCost Part(MeasureCost full, double missing)
    {
        var share = (decimal)Math.Min(1, missing);
        return new([
            .. full.Lines.Select(line => line with
            {
                Days = Math.Ceiling(line.Days * share * 2) / 2,
                Money = share == 1 ? line.Money : Math.Ceiling(line.Money * share / 100) * 100,
            }),
        ]);
    }

    static MeasureCost Times(MeasureCost one, int count)
        => new([.. one.Lines.Select(line => line with { Days = line.Days * count, Money = line.Money * count })]);

    static bool Holds(IReadOnlyList<string> scopes, Scope scope) => scopes.Count == 0 || scopes.Contains(scope.Name, StringComparer.Ordinal);

    static bool IsOf(CollectedLogSource source, LogSourceKind kind) => source.Kind is { } known && IsSame(known, kind);

    static bool IsSame(LogSourceKind one, LogSourceKind other) => string.Equals(one.Id, other.Id, StringComparison.Ordinal);
}
