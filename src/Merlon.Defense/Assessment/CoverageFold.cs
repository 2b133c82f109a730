using Merlon.Attack;
using Merlon.Visibility;

namespace Merlon.Assessment;

/// <summary>The fold with its cells kept, so that a plan can ask what further claims would change without folding everything again.</summary>
sealed class CoverageFold
{
    readonly CoverageParameters parameters;
    readonly AttackRelease release;
    readonly Dictionary<TechniqueId, int> indexes;
    readonly ClaimReading reading;

    CoverageFold(
        IReadOnlyList<CoverageUnit> units, Dictionary<TechniqueId, int> indexes, AttackRelease release, DateOnly asOf, CoverageParameters parameters,
        ClaimReading reading)
    {
        this.reading = reading;
        Units = units;
        this.indexes = indexes;
        this.release = release;
        AsOf = asOf;
        this.parameters = parameters;
    }

    public DateOnly AsOf { get; }

    /// <summary>Which log sources were measured in which scopes: there nothing else is heard of them.</summary>
    MeasuredVoices Measured { get; init; } = MeasuredVoices.None;

    /// <summary>Every live technique of the organisation's domains and platforms, by id.</summary>
    public IReadOnlyList<CoverageUnit> Units { get; }

    /// <summary>Folds the evidence over all techniques, or over some alone: what the fold says of one does not depend on the others being there.</summary>
    public static CoverageFold Of(
        IReadOnlyList<Evidence> evidence, Organisation organisation, AttackRelease release, DateOnly asOf, CoverageParameters parameters,
        ClaimReading reading = ClaimReading.AsStated, IEnumerable<Technique>? only = null)
    {
        var empty = CoverageCell.Empty(parameters);
        var techniques = (only ?? release.Techniques).Where(technique => technique.IsLive && IsOf(technique, organisation))
            .DistinctBy(static technique => technique.TechniqueId)
            .OrderBy(static technique => technique.TechniqueId);
        var units = new List<CoverageUnit>();
        var byId = new Dictionary<TechniqueId, int>();
        foreach (var technique in techniques)
        {
            byId.Add(technique.TechniqueId, units.Count);
            var scopes = ScopesOf(technique, organisation);
            units.Add(new(technique, scopes, [.. scopes.Select(_ => empty)]));
        }

        var fold = new CoverageFold(units, byId, release, asOf, parameters, reading) { Measured = MeasuredVoices.Of(evidence, asOf) };
        foreach (var change in fold.ChangesOf(evidence))
        {
            units[change.Unit].Cells[change.Scope] = empty.With(change.Claims);
        }

        fold.LetTestsSpeak(evidence);
        return fold;
    }

    /// <summary>The claims among statements that are in force, by cell: what a measure would add. In no particular order.</summary>
    public IReadOnlyList<CellChange> ChangesOf(IEnumerable<Evidence> evidence)
    {
        var claims = new Dictionary<(int Unit, int Scope), List<Claim>>();
        foreach (var statements in evidence.Where(statement => statement.Kind is not (EvidenceKind.Test or EvidenceKind.Replay) && IsInForce(statement))
            .GroupBy(static statement => statement.Technique))
        {
            if (!release.TryFind(statements.Key, out var technique))
            {
                continue;
            }

            var subs = release.SubTechniquesOf(technique);
            foreach (var statement in statements)
            {
                var claim = Claim.Of(statement, Strength(statement), parameters);
                Add(claims, statement, technique, claim);
                if (statement.Axis != Axis.Visibility && subs.Count > 0)
                {
                    var half = claim with { Voice = claim.Voice with { Strength = claim.Voice.Strength * parameters.ParentClaimShare } };
                    foreach (var sub in subs)
                    {
                        Add(claims, statement, sub, half);
                    }
                }
            }
        }

        return [.. claims.Select(static pair => new CellChange(pair.Key.Unit, pair.Key.Scope, pair.Value))];
    }

    public bool TryFind(TechniqueId id, out int unit) => indexes.TryGetValue(id, out unit);

    public Coverage ToCoverage() => new()
    {
        AsOf = AsOf,
        Parameters = parameters,
        Release = release,
        Techniques = [.. Units.Select(unit => unit.ToCoverage(RolledUpOf(unit)))],
    };

    static bool IsOf(Technique technique, Organisation organisation)
        => technique.Domains.Any(domain => organisation.Domains.Contains(domain, StringComparer.Ordinal))
            && (technique.Platforms.Count == 0 || Share(technique.Platforms, organisation.Platforms));

    static bool Share(IReadOnlyList<string> some, IReadOnlyList<string> others)
        => some.Any(one => others.Contains(one, StringComparer.OrdinalIgnoreCase));

    static IReadOnlyList<WeightedScope> ScopesOf(Technique technique, Organisation organisation)
    {
        var scopes = organisation.Scopes.Where(scope => technique.Platforms.Count == 0 || Share(technique.Platforms, scope.Platforms)).ToArray();
        var sum = scopes.Sum(static scope => scope.Weight);
        return scopes.Length == 0 ? [new("", 1)]
            : sum > 0 ? [.. scopes.Select(scope => new WeightedScope(scope.Name, scope.Weight / sum))]
            : [.. scopes.Select(scope => new WeightedScope(scope.Name, 1.0 / scopes.Length))];
    }

    bool IsInForce(Evidence statement) => statement.Date is not { } date || date <= AsOf;

    double Strength(Evidence statement)
    {
        var strength = double.IsNaN(statement.Strength) ? 0 : Math.Clamp(statement.Strength, 0, 1);
        var freshness = statement.Date is { } date ? Freshness(date, parameters.ClaimHalfLifeDays) : 1;
        return reading switch
        {
            ClaimReading.AtLeast => ClaimCertainty.Of(statement.Kind, strength, freshness).Low,
            ClaimReading.AtMost => ClaimCertainty.Of(statement.Kind, strength, freshness).High,
            _ => strength * freshness,
        };
    }

    // 1, or a share for a test of a technique that was split since: it may have been of any of them
    static double ShareOf(Evidence test) => double.IsNaN(test.Strength) ? 0 : Math.Clamp(test.Strength, 0, 1);

    double Freshness(DateOnly date, int halfLifeDays) => Math.Pow(2, -(AsOf.DayNumber - date.DayNumber) / (double)halfLifeDays);

    void Add(Dictionary<(int Unit, int Scope), List<Claim>> claims, Evidence statement, Technique technique, Claim claim)
    {
        if (claim.Voice.Strength <= 0 || !indexes.TryGetValue(technique.TechniqueId, out var unit))
        {
            return;
        }

        var scopes = Units[unit].Scopes;
        for (var scope = 0; scope < scopes.Count; scope++)
        {
            if (SpeaksFor(statement.Scope, scopes[scope]) && !Measured.Outrank(statement, scopes[scope].Name))
            {
                if (!claims.TryGetValue((unit, scope), out var known))
                {
                    claims.Add((unit, scope), known = []);
                }

                known.Add(claim);
            }
        }
    }

    void LetTestsSpeak(IReadOnlyList<Evidence> evidence)
    {
        var voided = VoidEvidence.LinksIn(evidence);
        foreach (var statement in evidence.Where(static statement => statement.Kind == EvidenceKind.Test))
        {
            if (statement.Date is { } date && date <= AsOf && statement.Outcome is { } outcome && indexes.TryGetValue(statement.Technique, out var unit))
            {
                var test = new SpeakingTest(statement.Id, outcome, date, Freshness(date, parameters.TestHalfLifeDays) * ShareOf(statement), VoidEvidence.Find(voided, statement, Axis.Detection), VoidEvidence.Find(voided, statement, Axis.Prevention));
                var (scopes, cells) = (Units[unit].Scopes, Units[unit].Cells);
                for (var scope = 0; scope < scopes.Count; scope++)
                {
                    if (SpeaksFor(statement.Scope, scopes[scope]) && (cells[scope].Test is not { } speaking || test.Outranks(speaking)))
                    {
                        cells[scope] = cells[scope].With(test);
                    }
                }
            }
        }
    }

    static bool SpeaksFor(string scopeName, WeightedScope scope)
        => scopeName.Length == 0 || string.Equals(scopeName, scope.Name, StringComparison.Ordinal);

    RolledUp RolledUpOf(CoverageUnit unit)
    {
        var (sum, covered, count) = (unit.Mean, unit.Covered, 1);
        foreach (var sub in release.SubTechniquesOf(unit.Technique))
        {
            if (indexes.TryGetValue(sub.TechniqueId, out var index))
            {
                var mean = Units[index].Mean;
                sum = new(sum.Visibility + mean.Visibility, sum.Detection + mean.Detection, sum.Prevention + mean.Prevention);
                covered += Units[index].Covered;
                count++;
            }
        }

        return new(sum.Visibility / count, sum.Detection / count, sum.Prevention / count, covered / count);
    }
}

/// <summary>How claims are read: as they are stated, or at the bounds of what they may be worth.</summary>
enum ClaimReading
{
    /// <summary>As stated, faded by age.</summary>
    AsStated,

    /// <summary>At the least that they may be worth.</summary>
    AtLeast,

    /// <summary>At the most that they may be worth.</summary>
    AtMost,
}

/// <summary>A scope that has one of a technique's platforms; the weights of one technique's scopes add up to 1.</summary>
readonly record struct WeightedScope(string Name, double Weight);

/// <summary>Claims that would be added to one cell; the numbers index <see cref="CoverageFold.Units"/> and its scopes.</summary>
sealed record CellChange(int Unit, int Scope, IReadOnlyList<Claim> Claims);

/// <summary>A technique with a cell per scope.</summary>
sealed record CoverageUnit(Technique Technique, IReadOnlyList<WeightedScope> Scopes, CoverageCell[] Cells)
{
    /// <summary>Axes weighted over the scopes.</summary>
    public AxisValues Mean
    {
        get
        {
            var mean = default(AxisValues);
            for (var scope = 0; scope < Cells.Length; scope++)
            {
                var (value, weight) = (Cells[scope].Value, Scopes[scope].Weight);
                mean = new(
                    mean.Visibility + weight * value.Visibility,
                    mean.Detection + weight * value.Detection,
                    mean.Prevention + weight * value.Prevention);
            }

            return Bounded(mean);
        }
    }

    /// <summary>Covered per scope, then weighted: not what <see cref="Mean"/> would give.</summary>
    public double Covered
    {
        get
        {
            var covered = 0.0;
            for (var scope = 0; scope < Cells.Length; scope++)
            {
                covered += Scopes[scope].Weight * Cells[scope].Value.Covered;
            }

            return Math.Min(1, covered);
        }
    }

    public TechniqueCoverage ToCoverage(RolledUp rolledUp)
    {
        var evidence = Cells.Select(static cell => cell.Evidence).ToArray();
        var mean = Mean;
        return new()
        {
            Technique = Technique,
            Visibility = mean.Visibility,
            Detection = mean.Detection,
            Prevention = mean.Prevention,
            Covered = Covered,
            IsRefuted = Cells.Any(static cell => cell.IsRefuted),
            IsTested = Cells.Any(static cell => cell.IsTested),
            Scopes = [.. Cells.Select((cell, scope) => ToCoverage(cell, Scopes[scope], evidence[scope]))],
            EvidenceIds = [.. WeighedEvidence.Sorted(evidence.SelectMany(static ids => ids)).Select(static one => one.Id)],
            RolledUp = rolledUp,
        };
    }

    static ScopeCoverage ToCoverage(CoverageCell cell, WeightedScope scope, IReadOnlyList<WeighedEvidence> evidence)
    {
        var (visibility, detection, prevention) = cell.Value;
        return new(
            scope.Name, scope.Weight, visibility, detection, prevention, cell.Value.Covered, cell.IsRefuted, cell.IsTested,
            [.. evidence.Select(static one => one.Id)]);
    }

    // weights add up to 1 only within rounding, so a sum of ones may exceed 1 by an ulp
    static AxisValues Bounded(AxisValues mean)
        => new(Math.Min(1, mean.Visibility), Math.Min(1, mean.Detection), Math.Min(1, mean.Prevention));
}
