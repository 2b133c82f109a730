using Merlon.Assessment;

namespace Merlon.Costs;

/// <summary>
/// What a plan is worth in the organisation's own loss scenarios, before and after: a simulation with a fixed seed, the same on every machine.
/// Money in the organisation's currency.
/// </summary>
public sealed record BenefitReport
{
    /// <summary>What was asked.</summary>
    public required BenefitQuestion Question { get; init; }

    /// <summary>Code such as <c>EUR</c>.</summary>
    public required string Currency { get; init; }

    /// <summary>Ids of the measures whose worth it is.</summary>
    public required IReadOnlyList<string> Measures { get; init; }

    /// <summary>What they cost over the horizon, discounted.</summary>
    public required decimal Cost { get; init; }

    /// <summary>Scenarios in the order given.</summary>
    public required IReadOnlyList<ScenarioResult> Scenarios { get; init; }

    /// <summary>Loss of one year with today's defence; its mean is the annual loss expectancy.</summary>
    public required Spread LossBefore { get; init; }

    /// <summary>Loss of one year after the measures.</summary>
    public required Spread LossAfter { get; init; }

    /// <summary>Loss avoided over the horizon, discounted.</summary>
    public required Spread Benefit { get; init; }

    /// <summary>(benefit − cost) ÷ cost; null where the measures cost nothing.</summary>
    public required Spread? Rosi { get; init; }

    /// <summary>0..1: share of the trials in which the benefit is above the cost.</summary>
    public required double ChanceOfGain { get; init; }

    /// <summary>Loss of one year that is exceeded with a probability, from likely to rare.</summary>
    public required IReadOnlyList<Exceedance> Curve { get; init; }

    /// <summary>What the expected net value would be with one input at its low and at its high end, widest first.</summary>
    public required IReadOnlyList<Swing> Swings { get; init; }

    /// <summary>How strongly each drawn input and the benefit rise together, strongest first.</summary>
    public required IReadOnlyList<RankCorrelation> Correlations { get; init; }

    /// <summary>Expected benefit less cost, in closed form.</summary>
    public required double ExpectedNet { get; init; }

    /// <summary>Simulates.</summary>
    /// <param name="assessment">The assessment: coverage, threat and measures.</param>
    /// <param name="scenarios">The organisation's scenarios; at least one.</param>
    /// <param name="question">Horizon, discount, trials, seed, measures.</param>
    /// <exception cref="ArgumentException">No scenario, or a number out of range.</exception>
    public static BenefitReport Of(GapAssessment assessment, IReadOnlyList<LossScenario> scenarios, BenefitQuestion question)
        => scenarios.Count > 0 && question.IsInRange ? BenefitModel.Of(assessment, scenarios, question).Report() : throw new ArgumentException("no scenario, or a number out of range", nameof(question));
}

/// <summary>What a simulation is asked.</summary>
/// <param name="HorizonYears">Years that the measures are kept, 1 to 30.</param>
/// <param name="DiscountRate">A share such as 0.05 for 5 % a year, 0 to 1.</param>
/// <param name="Trials">How often the years are played, 100 to <see cref="TrialsMax"/>.</param>
/// <param name="Seed">Where the random numbers begin; the same seed gives the same answer.</param>
/// <param name="Measures">Ids of measures; empty for those of the plan.</param>
public sealed record BenefitQuestion(int HorizonYears, decimal DiscountRate, int Trials, ulong Seed, IReadOnlyList<string> Measures)
{
    /// <summary>Fewest trials.</summary>
    public const int TrialsLeast = 100;

    /// <summary>Most trials.</summary>
    public const int TrialsMax = 200_000;

    /// <summary>Most events, expected over all trials and years, that are drawn.</summary>
    public const int LossEventsMax = 50_000_000;

    internal bool IsInRange => HorizonYears is >= 1 and <= PresentValue.YearsMax && DiscountRate is >= 0 and <= 1 && Trials is >= TrialsLeast and <= TrialsMax;
}

/// <summary>How a number came out over the trials.</summary>
/// <param name="P10">A tenth of the trials lie below.</param>
/// <param name="P50">Half do.</param>
/// <param name="P90">Nine tenths do.</param>
/// <param name="Mean">Mean.</param>
/// <param name="StandardError">How far the mean may be off by chance: the deviation of the trials over the root of their number.</param>
public sealed record Spread(double P10, double P50, double P90, double Mean, double StandardError);

/// <summary>One scenario before and after.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Before">Chance to get through its path with today's defence.</param>
/// <param name="After">After the measures.</param>
/// <param name="LossBefore">Expected loss a year with today's defence, in closed form.</param>
/// <param name="LossAfter">After the measures.</param>
/// <param name="SimulatedBefore">Mean loss a year over the trials, to hold against <paramref name="LossBefore"/>.</param>
/// <param name="SimulatedAfter">After the measures.</param>
public sealed record ScenarioResult(
    LossScenario Scenario, PathChance Before, PathChance After, double LossBefore, double LossAfter, double SimulatedBefore, double SimulatedAfter);

/// <summary>A point of the loss exceedance curve.</summary>
/// <param name="Probability">0..1: chance that a year costs more.</param>
/// <param name="Before">With today's defence.</param>
/// <param name="After">After the measures.</param>
public readonly record struct Exceedance(double Probability, double Before, double After);

/// <summary>How far one input moves the expected net value.</summary>
/// <param name="Input">The input in words.</param>
/// <param name="AtLow">Net value with the input at its low end.</param>
/// <param name="AtHigh">Net value with the input at its high end.</param>
/// <param name="Low">Its low end.</param>
/// <param name="High">Its high end.</param>
/// <param name="IsOwn">True where the range is the organisation's, false for a what-if of the product.</param>
public sealed record Swing(string Input, double AtLow, double AtHigh, double Low, double High, bool IsOwn)
{
    /// <summary>Distance of the two.</summary>
    public double Width => Math.Abs(AtHigh - AtLow);
}

/// <summary>Spearman's rank correlation of an input with the benefit.</summary>
/// <param name="Input">The input in words.</param>
/// <param name="Value">−1..1.</param>
public sealed record RankCorrelation(string Input, double Value);
