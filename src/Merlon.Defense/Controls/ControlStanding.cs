using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Controls;

/// <summary>How a control stands: what is declared, what it touches, what it buys, what speaks against it.</summary>
public sealed record ControlStanding
{
    /// <summary>Framework.</summary>
    public required string FrameworkId { get; init; }

    /// <summary>Control in the framework's own spelling.</summary>
    public required string ControlId { get; init; }

    /// <summary>Title, where a file has one; foreign text.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the organisation declares of it, in the order of its file; empty when it does not name it.</summary>
    public required IReadOnlyList<DeclaredControl> Declared { get; init; }

    /// <summary>The highest degree that is declared anywhere.</summary>
    public Degree Degree => Declared.Count == 0 ? Degree.None : Declared.Max(static declared => declared.Degree);

    /// <summary>Live techniques that it touches, the heaviest first; those outside the organisation's platforms too.</summary>
    public required IReadOnlyList<ControlTechnique> Techniques { get; init; }

    /// <summary>0..1: share of the profile's weight that is covered less when the control is taken away and all else stays.</summary>
    public required double Keeps { get; init; }

    /// <summary>0..1: share of the profile's weight that is covered more when it is in place to a significant degree everywhere, confirmed today, and all else stays.</summary>
    public required double Gains { get; init; }

    /// <summary>Tests in force that ended otherwise than the control claims.</summary>
    public required IReadOnlyList<Evidence> Contradictions { get; init; }

    /// <summary>Controls of other frameworks through which it reaches techniques, ordered.</summary>
    public required IReadOnlyList<ControlStep> Through { get; init; }

    /// <summary>What it could make visible; null where nothing is known. Product-made, and on no axis.</summary>
    public required ControlSight? Sight { get; init; }

    /// <summary>True when all of its techniques are reached through other frameworks.</summary>
    public bool IsDerived => Techniques.Count > 0 && Techniques.All(static technique => technique.Edge.IsDerived);
}

/// <summary>A technique that a control touches.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Edge">The pair that speaks; its id as written may be another one.</param>
/// <param name="Weight">0..1 from the threat profile; 0 outside of it.</param>
/// <param name="Covered">0..1 as it is.</param>
/// <param name="Without">0..1 without the control.</param>
/// <param name="Raised">0..1 with the control in place to a significant degree everywhere.</param>
/// <param name="IsPossible">False when the organisation has none of its platforms or domains.</param>
public sealed record ControlTechnique(
    Technique Technique, ControlEdge Edge, double Weight, double Covered, double Without, double Raised, bool IsPossible);

/// <summary>What a control of logging or monitoring could make visible: data components, and the techniques that these would show.</summary>
/// <param name="What">What the control does, in Merlon's words.</param>
/// <param name="Components">Data components of the release.</param>
/// <param name="Techniques">Live techniques of the profile that they would show, by id.</param>
/// <param name="Weight">0..1: share of the profile's weight that those have.</param>
/// <param name="Visibility">0..1: how much of their data is collected as it is, weighted.</param>
/// <param name="Through">The controls whose sight it is where the control has none of its own.</param>
public sealed record ControlSight(
    string What, IReadOnlyList<string> Components, IReadOnlyList<TechniqueId> Techniques, double Weight, double Visibility, IReadOnlyList<string> Through);
