using Merlon.Attack;

namespace Merlon.Assessment;

/// <summary>Kinds of measures.</summary>
public enum MeasureKind
{
    /// <summary>Put a mitigation in place, or further in place.</summary>
    Mitigation,

    /// <summary>Collect a log source; dormant rules that it feeds wake up.</summary>
    LogSource,

    /// <summary>Deploy rules that exist for log sources that are collected.</summary>
    Rules,

    /// <summary>Try a technique whose coverage is only claimed.</summary>
    Test,
}

/// <summary>Something that the organisation could do.</summary>
public sealed record Measure
{
    /// <summary>Stable: <c>mitigation:M1032</c>, <c>log-source:sysmon</c>, <c>rules:windows/process_creation</c>, <c>tests:1</c> (the heaviest batch).</summary>
    public required string Id { get; init; }

    /// <summary>What sort of work it is.</summary>
    public required MeasureKind Kind { get; init; }

    /// <summary>What to do, in one line.</summary>
    public required string Title { get; init; }

    /// <summary>Person-days and money.</summary>
    public required MeasureCost Cost { get; init; }

    /// <summary>Days × day rate + money, in the table's currency.</summary>
    public required decimal TotalCost { get; init; }

    /// <summary>True when the organisation set the cost, false for the product's assumption.</summary>
    public required bool IsCostOwn { get; init; }

    /// <summary>Techniques that it would narrow, with how much weighted gap each alone, largest first.</summary>
    public required IReadOnlyList<MeasureEffect> Effects { get; init; }
}

/// <summary>What a measure does for one technique.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Gain">Weighted gap that it closes alone, today: weight × rise of covered; 0 for a log source that only shows more.</param>
public readonly record struct MeasureEffect(TechniqueId Technique, double Gain);

/// <summary>What to do first within a budget. Chosen greedily by gain per cost: not proven best, and the plan says so.</summary>
public sealed record ImprovementPlan
{
    /// <summary>How it was chosen, in words that a report prints.</summary>
    public required string Method { get; init; }

    /// <summary>Budget, or null for none.</summary>
    public required decimal? Budget { get; init; }

    /// <summary>Code such as <c>EUR</c> that every sum is in.</summary>
    public required string Currency { get; init; }

    /// <summary>Steps in the order chosen.</summary>
    public required IReadOnlyList<PlanStep> Steps { get; init; }

    /// <summary>Measures that were considered and not chosen, best first.</summary>
    public required IReadOnlyList<Measure> NotChosen { get; init; }

    /// <summary>Share of the weighted threat that is covered before, 0..1.</summary>
    public required double CoveredBefore { get; init; }

    /// <summary>Share of the weighted threat that would be covered after every step, 0..1.</summary>
    public required double CoveredAfter { get; init; }

    /// <summary>Chooses among candidates: docs/design/plan.md.</summary>
    internal static ImprovementPlan Of(PlanField field, IReadOnlyList<PlanCandidate> candidates, PlanBudget budget, PlanParameters parameters)
        => GreedyPlan.Choose(field, candidates, budget, parameters);
}

/// <summary>The numbers that a plan is chosen with; each is explained in docs/design/plan.md.</summary>
public sealed record PlanParameters
{
    /// <summary>The defaults.</summary>
    public static PlanParameters Default { get; } = new();

    /// <summary>Worth of seeing all of a technique that is not covered, as a share of its weight, 0..1.</summary>
    public double VisibilityShare { get; init; } = 0.1;

    /// <summary>Chance, 0..1, that a technique that is only claimed passes its test.</summary>
    public double TestPassChance { get; init; } = 0.5;

    /// <summary>Least that must be claimed of a technique, 0..1, before testing it is proposed.</summary>
    public double TestClaimMin { get; init; } = 0.1;

    /// <summary>Techniques that are tested as one measure.</summary>
    public int TestsPerMeasure { get; init; } = 10;

    /// <summary>Most measures that are batches of tests.</summary>
    public int TestMeasuresMax { get; init; } = 2;

    /// <summary>Most rules that are deployed as one measure.</summary>
    public int RulesPerMeasure { get; init; } = 20;

    /// <summary>Most steps of a plan.</summary>
    public int StepsMax { get; init; } = 12;

    /// <summary>Least worth of a step, as a share of the whole weight, 0..1.</summary>
    public double StepWorthShareMin { get; init; } = 0.001;
}

/// <summary>One step.</summary>
/// <param name="Measure">What to do.</param>
/// <param name="Gain">Weighted gap that it closes after the steps before it.</param>
/// <param name="CostSoFar">Money including this step.</param>
/// <param name="CoveredAfter">Share of the weighted threat covered after this step, 0..1.</param>
/// <param name="Reason">Why it comes here, one sentence.</param>
public sealed record PlanStep(Measure Measure, double Gain, decimal CostSoFar, double CoveredAfter, string Reason);
