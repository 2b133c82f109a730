using Merlon.Attack;

namespace Merlon.Priorities;

/// <summary>How early something should be done about a technique, opened into its parts, beside what the Top Techniques calculator says.</summary>
public sealed record Priority
{
    /// <summary>What it is of.</summary>
    public required Technique Technique { get; init; }

    /// <summary>1 for the technique to begin with.</summary>
    public int Rank { get; init; }

    /// <summary>0..1: threat × gap × choke × feasibility × cheapness.</summary>
    public required double Score { get; init; }

    /// <summary>0..1: weight in the threat profile: who is likely to come, how recently they used it.</summary>
    public required double Threat { get; init; }

    /// <summary>0..1: what is not covered.</summary>
    public required double Gap { get; init; }

    /// <summary>0.5..1: half, and half of the choke point.</summary>
    public required double Choke { get; init; }

    /// <summary>0..1: share of the gap that everything this organisation could still do would close.</summary>
    public required double Feasibility { get; init; }

    /// <summary>0..1: 0.5 where the measures that close it gain as much for their money as the median does; more is cheaper.</summary>
    public required double Cheapness { get; init; }

    /// <summary>The choke point with its own parts.</summary>
    public required ChokePoint ChokePoint { get; init; }

    /// <summary>Measures that would narrow the gap, best first.</summary>
    public required IReadOnlyList<PriorityOption> Options { get; init; }

    /// <summary>What the calculator says, ranked among the same techniques.</summary>
    public required TopTechniqueScore Top { get; init; }

    /// <summary>Each part in a sentence, with the places that it comes from.</summary>
    public required IReadOnlyList<PriorityPart> Parts { get; init; }

    /// <summary>Why the two ranks differ, the weightiest first; empty where they hardly do.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];

    /// <summary>Ranks that it is higher here than in the calculator's list; below 0 where it is lower.</summary>
    public int Shift => Top.Rank - Rank;
}

/// <summary>A measure that would narrow a technique's gap.</summary>
/// <param name="Measure">Its id in the plan.</param>
/// <param name="Title">What to do.</param>
/// <param name="Rise">0..1: how much of the technique it alone would cover more.</param>
/// <param name="Cost">What it costs once, in the organisation's currency.</param>
/// <param name="CostShare">The part of that which falls on this technique: as large as its part of what the measure gains.</param>
/// <param name="IsCostOwn">True when the organisation set the cost, false for the product's assumption.</param>
public sealed record PriorityOption(string Measure, string Title, double Rise, decimal Cost, decimal CostShare, bool IsCostOwn);

/// <summary>One part of a priority.</summary>
/// <param name="Name">Such as <c>threat</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Sentence">Where it comes from, in words.</param>
/// <param name="Places">Documents and places, release objects, evidence; the weightiest first.</param>
public sealed record PriorityPart(string Name, double Value, string Sentence, IReadOnlyList<string> Places);
