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

    /// <summary>Put a control of a framework in place.</summary>
    Control,

    /// <summary>A tool of the organisation's own list.</summary>
    Tool,

    /// <summary>A course or certificate.</summary>
    Course,

    /// <summary>An exercise.</summary>
    Exercise,

    /// <summary>Anything else of the organisation's own list.</summary>
    Other,
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

    /// <summary>One-off: days × their rate + money, in the table's currency.</summary>
    public required decimal TotalCost { get; init; }

    /// <summary>Each year that it is kept, in the table's currency.</summary>
    public decimal YearlyCost { get; init; }

    /// <summary>One-off and yearly over the plan's horizon, discounted, in the table's currency.</summary>
    public decimal PresentCost { get; init; }

    /// <summary>Measures that it needs: of each entry at least one.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Requires { get; init; } = [];

    /// <summary>Measures that it cannot be taken with.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>Who answers for it; may be empty.</summary>
    public string Owner { get; init; } = "";

    /// <summary>True when it is paid already and costs nothing here.</summary>
    public bool IsOwned { get; init; }

    /// <summary>True when the organisation set the cost, false for the product's assumption.</summary>
    public required bool IsCostOwn { get; init; }

    /// <summary>Techniques that it would narrow, with how much weighted gap each alone, largest first.</summary>
    public required IReadOnlyList<MeasureEffect> Effects { get; init; }
}

/// <summary>What a measure does for one technique.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Gain">Weighted gap that it closes alone, today: weight × rise of covered; 0 for a log source that only shows more.</param>
public readonly record struct MeasureEffect(TechniqueId Technique, double Gain);

/// <summary>What to do first within a budget; how near the best it is, is said with it.</summary>
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

    /// <summary>What was asked for.</summary>
    public PlanAim Aim { get; init; } = PlanAim.None;

    /// <summary>Share of the weight that the plan is worth in the model that was searched, 0..1: covered, and a share for seeing what is not.</summary>
    public double Worth { get; init; }

    /// <summary>No plan within the same limits is worth more in that model, as a share of the weight, 0..1.</summary>
    public double Bound { get; init; }

    /// <summary>How much of <see cref="Bound"/> may be missing, 0..1; 0 when the plan is proven best.</summary>
    public double Gap => Bound > 0 ? Math.Max(0, (Bound - Worth) / Bound) : 0;

    /// <summary>True when no plan within the same limits is worth more in the model.</summary>
    public bool IsProven { get; init; }

    /// <summary>False when no plan meets what is asked: musts that do not fit or exclude each other. Then there are no steps.</summary>
    public bool IsPossible { get; init; } = true;

    /// <summary>What greed alone would be worth, as a share of the weight, 0..1.</summary>
    public double GreedyWorth { get; init; }

    /// <summary>Parts that the search looked at; 0 for a greedy plan.</summary>
    public int Nodes { get; init; }

    /// <summary>What recurs each year after every step, in <see cref="Currency"/>.</summary>
    public decimal YearlyCost { get; init; }

    /// <summary>One-off and yearly over the horizon, discounted, in <see cref="Currency"/>.</summary>
    public decimal PresentCost { get; init; }

    /// <summary>Budget against coverage, by budget; empty unless asked for.</summary>
    public IReadOnlyList<PlanPoint> Curve { get; init; } = [];

    /// <summary>What a little more money would bring; null without a budget or unless asked for.</summary>
    public PlanMargin? Margin { get; init; }

    /// <summary>When each step is done; null for an empty plan.</summary>
    public PlanSchedule? Schedule { get; init; }

    /// <summary>Why each measure is in or out: steps first, then the others, best first.</summary>
    public IReadOnlyList<PlanReason> Reasons { get; init; } = [];

    /// <summary>Chooses among candidates: docs/design/plan.md.</summary>
    internal static ImprovementPlan Of(PlanField field, IReadOnlyList<PlanCandidate> candidates, PlanBudget budget, PlanParameters parameters)
        => Of(field, candidates, budget, PlanDepth.Brief, parameters);

    /// <summary>Chooses among candidates with as much asked as is wanted.</summary>
    internal static ImprovementPlan Of(
        PlanField field, IReadOnlyList<PlanCandidate> candidates, PlanBudget budget, PlanDepth depth, PlanParameters parameters)
        => ImprovementChoice.Of(field, candidates, budget, depth, parameters);

    /// <summary>Chooses for an organisation, with another aim than the one of its file.</summary>
    /// <param name="input">What the assessment was judged from.</param>
    /// <param name="aim">What may be spent.</param>
    /// <param name="depth">How much is asked.</param>
    /// <exception cref="InvalidDataException">The aim names a measure that there is not, or cannot be met.</exception>
    public static ImprovementPlan Of(AssessmentInput input, PlanAim aim, PlanDepth depth)
    {
        var question = PlanQuestion.Of(input, aim);
        return Of(question.Field, question.Candidates, question.Budget, depth, PlanParameters.Default);
    }
}

/// <summary>A point of the curve of budget against coverage.</summary>
/// <param name="Budget">One-off money.</param>
/// <param name="Covered">Share of the weighted threat that the plan found for it covers, 0..1.</param>
/// <param name="Worth">What it is worth in the model, as a share of the weight, 0..1.</param>
/// <param name="Bound">No plan of this budget is worth more, 0..1.</param>
/// <param name="Measures">Number of measures.</param>
public sealed record PlanPoint(decimal Budget, double Covered, double Worth, double Bound, int Measures);

/// <summary>What a little more money would bring.</summary>
/// <param name="Price">Share of the weight that one further unit of money brings at the margin, by the bound's prices: worth per unit.</param>
/// <param name="Next">The measure not chosen that brings most for its cost when money for it is added, or null when none brings anything.</param>
/// <param name="NextCost">Money to add for it.</param>
/// <param name="NextCovered">Share of the weighted threat that would be covered with it, 0..1.</param>
/// <param name="Steps">The budget raised a little, each time chosen anew.</param>
public sealed record PlanMargin(double Price, string? Next, decimal NextCost, double NextCovered, IReadOnlyList<PlanRaise> Steps);

/// <summary>The plan for a somewhat larger budget.</summary>
/// <param name="Added">Money added.</param>
/// <param name="Covered">Share of the weighted threat that is covered then, 0..1.</param>
/// <param name="Joins">Ids of measures that come in.</param>
/// <param name="Leaves">Ids of measures that go out.</param>
public sealed record PlanRaise(decimal Added, double Covered, IReadOnlyList<string> Joins, IReadOnlyList<string> Leaves);

/// <summary>Why a measure is in the plan or not.</summary>
/// <param name="Measure">Its id.</param>
/// <param name="IsChosen">True when it is in.</param>
/// <param name="Verdict">One of <c>must</c>, <c>best</c>, <c>excluded</c>, <c>conflict</c>, <c>too-dear</c>, <c>needs</c>, <c>nothing-left</c>, <c>dominated</c>, <c>displaces</c>, <c>below-price</c>.</param>
/// <param name="Loss">For a chosen one: share of the weight that is lost without it, the rest chosen anew when that was asked, 0..1. For another: what forcing it in would lose.</param>
/// <param name="Text">A sentence.</param>
public sealed record PlanReason(string Measure, bool IsChosen, string Verdict, double Loss, string Text);

/// <summary>When steps are done.</summary>
/// <param name="Quarters">Quarter by quarter, the first is 1; the last ones may lie past the plan's quarters when capacities are small.</param>
/// <param name="Method">How the order was found, in words.</param>
/// <param name="Value">Σ over the plan's quarters of covered at the quarter's end, discounted, divided by the same sum of ones: 0..1.</param>
public sealed record PlanSchedule(IReadOnlyList<PlanQuarter> Quarters, string Method, double Value);

/// <summary>One quarter of a schedule.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Done">Ids of measures that are done by its end and were not before.</param>
/// <param name="Begun">Ids of measures that are begun in it and take longer.</param>
/// <param name="Money">One-off money that is paid in it.</param>
/// <param name="Days">Person-days that it takes, by role.</param>
/// <param name="CoveredAfter">Share of the weighted threat covered at its end, 0..1.</param>
public sealed record PlanQuarter(
    int Number, IReadOnlyList<string> Done, IReadOnlyList<string> Begun, decimal Money, IReadOnlyDictionary<string, decimal> Days, double CoveredAfter);

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
