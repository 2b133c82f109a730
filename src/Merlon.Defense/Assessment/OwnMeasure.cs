using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Assessment;

/// <summary>A measure that the organisation describes itself: a tool, a course, an exercise, a bundle of others.</summary>
public sealed record OwnMeasure
{
    /// <summary>As other measures refer to it.</summary>
    public required string Id { get; init; }

    /// <summary>What to do, in one line; foreign text.</summary>
    public required string Title { get; init; }

    /// <summary>What sort of work it is.</summary>
    public required MeasureKind Kind { get; init; }

    /// <summary>What it costs.</summary>
    public required MeasureCost Cost { get; init; }

    /// <summary>Measures that it needs, all of them; as written.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>Measures that it cannot be taken with; as written.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>True when it is paid already.</summary>
    public bool IsOwned { get; init; }

    /// <summary>Who answers for it; may be empty.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Mitigations that it puts in place, and how far.</summary>
    public IReadOnlyList<ProvidedMitigation> Mitigations { get; init; } = [];

    /// <summary>Controls that it puts in place, and how far.</summary>
    public IReadOnlyList<ProvidedControl> Controls { get; init; } = [];

    /// <summary>Log sources that it collects.</summary>
    public IReadOnlyList<LogSourceKind> LogSources { get; init; } = [];

    /// <summary>Where it is written.</summary>
    public required SourceLocation Location { get; init; }
}

/// <summary>A mitigation that a measure puts in place.</summary>
/// <param name="Mitigation">The mitigation.</param>
/// <param name="Degree">How far.</param>
public sealed record ProvidedMitigation(Mitigation Mitigation, Degree Degree);

/// <summary>A control that a measure puts in place.</summary>
/// <param name="FrameworkId">Framework.</param>
/// <param name="ControlId">Control in the framework's own spelling.</param>
/// <param name="Degree">How far.</param>
public sealed record ProvidedControl(string FrameworkId, string ControlId, Degree Degree);
