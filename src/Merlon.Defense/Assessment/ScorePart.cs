namespace Merlon.Assessment;

/// <summary>How a part's value comes from the parts below it.</summary>
public enum ScoreOperation
{
    /// <summary>It comes from a source, or from numbers that its detail gives.</summary>
    Given,

    /// <summary>Π parts.</summary>
    Product,

    /// <summary>Σ parts, at most 1.</summary>
    Sum,

    /// <summary>1 − the only part.</summary>
    Complement,

    /// <summary>1 − Π (1 − part): one or the other.</summary>
    Either,

    /// <summary>The greatest part.</summary>
    Greatest,

    /// <summary>first × second + (1 − first) × third: how fresh a test is, what it says, what is claimed.</summary>
    Blend,
}

/// <summary>
/// One number of a score with what it is made of, down to the statement or fact that it rests on: whoever evaluates the
/// <see cref="Operation"/> of each part from the leaves up gets the same number.
/// </summary>
/// <param name="Name">What the number is, in a few words.</param>
/// <param name="Value">The number, 0..1 unless the name says otherwise.</param>
/// <param name="Operation">How it comes from <paramref name="Parts"/>.</param>
/// <param name="Parts">What it is made of; empty for <see cref="ScoreOperation.Given"/>.</param>
public sealed record ScorePart(string Name, double Value, ScoreOperation Operation, IReadOnlyList<ScorePart> Parts)
{
    /// <summary>More about it in a sentence without a full stop: the statement, the formula with its numbers; may be empty.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Where it stands: <c>organisation.yaml:41:5</c>, a rule's file, a release; empty for what is computed.</summary>
    public string Place { get; init; } = "";

    /// <summary>Id of the evidence behind it, or empty.</summary>
    public string EvidenceId { get; init; } = "";

    /// <summary>A number that comes from a source or from numbers that its detail gives.</summary>
    public static ScorePart Given(string name, double value, string detail = "", string place = "")
        => new(name, value, ScoreOperation.Given, []) { Detail = detail, Place = place };

    /// <summary>A number that is computed from its parts here and nowhere else.</summary>
    /// <exception cref="ArgumentException">The operation does not fit the number of parts.</exception>
    public static ScorePart Of(string name, ScoreOperation operation, params IReadOnlyList<ScorePart> parts)
        => new(name, Evaluate(operation, parts), operation, parts);

    static double Evaluate(ScoreOperation operation, IReadOnlyList<ScorePart> parts) => operation switch
    {
        ScoreOperation.Product => parts.Aggregate(1.0, static (product, part) => product * part.Value),
        ScoreOperation.Sum => Math.Min(1, parts.Sum(static part => part.Value)),
        ScoreOperation.Complement when parts.Count == 1 => 1 - parts[0].Value,
        ScoreOperation.Either => 1 - parts.Aggregate(1.0, static (open, part) => open * (1 - part.Value)),
        ScoreOperation.Greatest => parts.Count == 0 ? 0 : parts.Max(static part => part.Value),
        ScoreOperation.Blend when parts.Count == 3 => parts[0].Value * parts[1].Value + (1 - parts[0].Value) * parts[2].Value,
        _ => throw new ArgumentException($"{operation} does not take {parts.Count} parts", nameof(parts)),
    };
}
