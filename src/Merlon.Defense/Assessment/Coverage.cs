using Merlon.Attack;

namespace Merlon.Assessment;

/// <summary>
/// What an organisation would see and stop, per technique and scope: a fold of the evidence at a day, never stored as truth.
/// docs/design/coverage-model.md.
/// </summary>
public sealed class Coverage
{
    /// <summary>The day of the fold.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>The numbers that the fold was made with.</summary>
    public required CoverageParameters Parameters { get; init; }

    /// <summary>Every live technique of the organisation's domains and platforms, by id.</summary>
    public required IReadOnlyList<TechniqueCoverage> Techniques { get; init; }

    /// <summary>Release that was folded against; null when the instance was put together by hand.</summary>
    internal AttackRelease? Release { get; init; }

    /// <summary>
    /// Coverage of one technique, or one of nothing known when it was left out (another platform or domain). Throws
    /// <see cref="KeyNotFoundException"/> for an id that the release does not know.
    /// </summary>
    public TechniqueCoverage Of(TechniqueId id)
    {
        var at = IndexOf(id);
        return at >= 0 ? Techniques[at]
            : Release is not null && Release.TryFind(id, out var technique) ? TechniqueCoverage.NothingKnown(technique)
            : throw new KeyNotFoundException($"{id} is no technique of the release");
    }

    /// <summary>Coverage of one technique, or one of nothing known when it was left out (another platform or domain).</summary>
    public TechniqueCoverage Of(Technique technique)
    {
        var at = IndexOf(technique.TechniqueId);
        return at >= 0 ? Techniques[at] : TechniqueCoverage.NothingKnown(technique);
    }

    /// <summary>Folds the evidence: in any order, statements dated after <paramref name="asOf"/> left out.</summary>
    public static Coverage Of(
        IReadOnlyList<Evidence> evidence, Organisation organisation, AttackRelease release, DateOnly asOf, CoverageParameters parameters)
        => CoverageFold.Of(evidence, organisation, release, asOf, parameters).ToCoverage();

    int IndexOf(TechniqueId id)
    {
        var (low, high) = (0, Techniques.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = Techniques[middle].Technique.TechniqueId.CompareTo(id);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}

/// <summary>The numbers of the fold; each is explained in docs/design/coverage-model.md.</summary>
public sealed record CoverageParameters
{
    /// <summary>The defaults.</summary>
    public static CoverageParameters Default { get; } = new();

    /// <summary>Days after which a test counts half.</summary>
    public int TestHalfLifeDays { get; init; } = 365;

    /// <summary>Days after which a claim that nobody confirmed counts half.</summary>
    public int ClaimHalfLifeDays { get; init; } = 730;

    /// <summary>Most that claims alone can give detection, 0..1; what they say together is scaled by it.</summary>
    public double DetectionClaimMax { get; init; } = 0.6;

    /// <summary>Most that claims alone can give prevention, 0..1; what they say together is scaled by it.</summary>
    public double PreventionClaimMax { get; init; } = 0.6;

    /// <summary>What a passed test gives, 0..1: one procedure is not the technique.</summary>
    public double TestPass { get; init; } = 0.9;

    /// <summary>Share of the claims that counts while a miss is void: what was changed since is to be proven, 0..1.</summary>
    public double UnprovenShare { get; init; } = 0.5;

    /// <summary>Share of a claim on a technique that holds for its sub-techniques, 0..1.</summary>
    public double ParentClaimShare { get; init; } = 0.5;

    /// <summary>What the second rule of one log source adds of its strength, 0..1; the third adds the square of it, and so on.</summary>
    public double FurtherRuleShare { get; init; } = 0.5;

    /// <summary>What the second mitigation adds of its strength, 0..1; the third adds the square of it, and so on.</summary>
    public double FurtherMitigationShare { get; init; } = 0.5;

    /// <summary>What the second family of controls adds of its strength, 0..1; the third adds the square of it, and so on.</summary>
    public double FurtherControlShare { get; init; } = 0.25;

    /// <summary>Freshness, 0..1, below which a test no longer marks a technique as tested or refuted; it still counts by its freshness.</summary>
    public double FlagFreshnessMin { get; init; } = 0.25;
}

/// <summary>Coverage of one technique over the organisation: scopes weighted, each axis 0..1.</summary>
public sealed record TechniqueCoverage
{
    /// <summary>What the coverage is of.</summary>
    public required Technique Technique { get; init; }

    /// <summary>0..1: how much of the data that would show it is there.</summary>
    public required double Visibility { get; init; }

    /// <summary>0..1: how sure an alert is.</summary>
    public required double Detection { get; init; }

    /// <summary>0..1: how sure it is stopped.</summary>
    public required double Prevention { get; init; }

    /// <summary>0..1: detected or prevented, 1−(1−detection)(1−prevention), scope by scope, then weighted.</summary>
    public required double Covered { get; init; }

    /// <summary>True when the latest test in force was a miss (none or logged) in at least one scope.</summary>
    public required bool IsRefuted { get; init; }

    /// <summary>True when a test is in force in at least one scope.</summary>
    public required bool IsTested { get; init; }

    /// <summary>Scope by scope, in the organisation's order; only scopes that have one of the technique's platforms.</summary>
    public required IReadOnlyList<ScopeCoverage> Scopes { get; init; }

    /// <summary>Ids of the evidence that counted, strongest first.</summary>
    public required IReadOnlyList<string> EvidenceIds { get; init; }

    /// <summary>Roll-up over the technique and its live sub-techniques, for a folded cell of the matrix: see the design page.</summary>
    public required RolledUp RolledUp { get; init; }

    /// <summary>A technique that no scope was folded for: 0 on every axis, to be shown as unknown.</summary>
    public static TechniqueCoverage NothingKnown(Technique technique) => new()
    {
        Technique = technique,
        Visibility = 0,
        Detection = 0,
        Prevention = 0,
        Covered = 0,
        IsRefuted = false,
        IsTested = false,
        Scopes = [],
        EvidenceIds = [],
        RolledUp = default,
    };
}

/// <summary>Coverage of one technique in one scope.</summary>
/// <param name="Scope">Name; empty for the organisation as a whole, where none of its scopes has one of the technique's platforms.</param>
/// <param name="Weight">0..1: the scope's weight among those that have one of the technique's platforms; they add up to 1.</param>
/// <param name="Visibility">0..1.</param>
/// <param name="Detection">0..1.</param>
/// <param name="Prevention">0..1.</param>
/// <param name="Covered">0..1: detected or prevented.</param>
/// <param name="IsRefuted">True when the latest test that speaks here was a miss.</param>
/// <param name="IsTested">True when a test speaks here.</param>
/// <param name="EvidenceIds">Evidence that counted: the test, then claims, strongest first.</param>
public sealed record ScopeCoverage(
    string Scope, double Weight, double Visibility, double Detection, double Prevention, double Covered, bool IsRefuted, bool IsTested,
    IReadOnlyList<string> EvidenceIds);

/// <summary>A technique together with its live sub-techniques on the organisation's platforms: the mean, each with equal weight, 0..1.</summary>
public readonly record struct RolledUp(double Visibility, double Detection, double Prevention, double Covered);
