using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Costs;

/// <summary>A range of what is not known exactly; a single number has all three alike.</summary>
/// <param name="Low">Low end: the least of a PERT range, the 5th percentile of a lognormal one.</param>
/// <param name="Likely">Most likely; for a lognormal range its median, computed.</param>
/// <param name="High">High end: the most of a PERT range, the 95th percentile of a lognormal one.</param>
public readonly record struct LossRange(double Low, double Likely, double High);

/// <summary>Shapes of a range.</summary>
public enum LossDistribution
{
    /// <summary>Beta-PERT between low and high, likely four times as heavy as the ends.</summary>
    Pert,

    /// <summary>Lognormal; low and high hold 90 % of it.</summary>
    Lognormal,
}

/// <summary>What the frequency of a scenario counts.</summary>
public enum LossCount
{
    /// <summary>Losses as they happen with today's defence.</summary>
    Losses,

    /// <summary>Attempts, before any defence.</summary>
    Attempts,
}

/// <summary>One step of a scenario's path: any one of its techniques gets the attacker further.</summary>
/// <param name="Techniques">Alternatives, by id; never empty.</param>
/// <param name="Label">What the step is called: a tactic, or what was written.</param>
public sealed record LossStep(IReadOnlyList<Technique> Techniques, string Label);

/// <summary>A way in which the organisation may lose money, in its own numbers.</summary>
public sealed record LossScenario
{
    /// <summary>What it is called; foreign text.</summary>
    public required string Name { get; init; }

    /// <summary>How often a year, 0 to 365.</summary>
    public required LossRange Frequency { get; init; }

    /// <summary>Money lost each time, in the organisation's currency.</summary>
    public required LossRange Magnitude { get; init; }

    /// <summary>Shape of the magnitude; the frequency has the same.</summary>
    public required LossDistribution Distribution { get; init; }

    /// <summary>What the frequency counts.</summary>
    public LossCount Counts { get; init; }

    /// <summary>Steps in their order, each of which has to succeed; empty when the scenario names a flow that is still to be read.</summary>
    public required IReadOnlyList<LossStep> Steps { get; init; }

    /// <summary>Attack flow that gives the steps, relative to the organisation file, or null.</summary>
    public LedgerPath? Flow { get; init; }

    /// <summary>True where the attacker is taken to know the least covered alternative; false where one is as likely as its weight.</summary>
    public bool TakesBestAlternative { get; init; }

    /// <summary>0 for steps that fail independently of each other, 1 for a defence that fails or holds as a whole.</summary>
    public double Dependence { get; init; } = 0.5;

    /// <summary>Who estimated it, from what; foreign text, may be empty.</summary>
    public string Source { get; init; } = "";

    /// <summary>Remark; foreign text, may be empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>Where it is written.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>Document that it is written in.</summary>
    public required string Document { get; init; }
}
