using Merlon.Documents;

namespace Merlon.Maturity;

/// <summary>An answer that an organisation gives to one question of a model on one day.</summary>
public sealed record MaturityAnswer
{
    /// <summary>Model as files call it.</summary>
    public required string Model { get; init; }

    /// <summary>Question's id as written.</summary>
    public required string Question { get; init; }

    /// <summary>Levels that are claimed, ascending: INFORM's 1 to 4, each on its own; for other models one number.</summary>
    public required IReadOnlyList<int> Levels { get; init; }

    /// <summary>True when one level was written: in INFORM it stands for itself and all below it.</summary>
    public bool IsUpTo { get; init; }

    /// <summary>Capability 0 to 3 that is claimed, or null.</summary>
    public int? Capability { get; init; }

    /// <summary>How much the question counts in its domain, 0 to 100; 1 unless the organisation says otherwise.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>What shows it: texts and links; may be empty.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>The day that it was given, or null.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Who answers for it; may be empty.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The file where it stands.</summary>
    public required string Document { get; init; }

    /// <summary>Where it stands there.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>Document and place, as a person finds it.</summary>
    public string Place => $"{Document}:{Location}";
}

/// <summary>A file of answers, or a model, that an organisation names.</summary>
/// <param name="Path">As written, relative to the organisation file.</param>
/// <param name="Location">Where it is written.</param>
public sealed record MaturityReference(string Path, SourceLocation Location);
