using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>A Sigma rule as written (Sigma 2.1 rules specification); never mutated. Tags are text: Detection knows no ATT&amp;CK.</summary>
public sealed record SigmaRule
{
    /// <summary>Where it was read from.</summary>
    public required string Document { get; init; }

    /// <summary>Where in the document the rule begins; a file may hold several.</summary>
    public SourceLocation Location { get; init; }

    /// <summary>Title, required by the specification.</summary>
    public required string Title { get; init; }

    /// <summary>Id as written, lower case: a UUID unless a warning says otherwise; empty where it has none.</summary>
    public string Id { get; init; } = "";

    /// <summary>Name for correlations; empty where it has none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Status as written, lower case; empty where it has none.</summary>
    public string Status { get; init; } = "";

    /// <summary>Level as written, lower case; empty where it has none.</summary>
    public string Level { get; init; } = "";

    /// <summary>Description; empty where it has none.</summary>
    public string Description { get; init; } = "";

    /// <summary>Author; empty where it has none.</summary>
    public string Author { get; init; } = "";

    /// <summary>Date of creation, or null.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Date of last modification, or null.</summary>
    public DateOnly? Modified { get; init; }

    /// <summary>References as written.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Tags as written with the place of each: <c>attack.t1059.001</c>, <c>attack.defense-evasion</c>, <c>cve.2021-44228</c>.</summary>
    public IReadOnlyList<SigmaTag> Tags { get; init; } = [];

    /// <summary>Known false positives as written.</summary>
    public IReadOnlyList<string> FalsePositives { get; init; } = [];

    /// <summary>Which logs it reads.</summary>
    public required SigmaLogSource LogSource { get; init; }

    /// <summary>Conditions as written: one, or several that are alternatives.</summary>
    public required IReadOnlyList<string> Conditions { get; init; }

    /// <summary>
    /// Names of the event fields that its selections read, modifiers cut off, ordinally sorted, each once; what
    /// <c>fieldref</c> compares with is among them, keyword lists have none.
    /// </summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>What the detection means; null where it cannot be evaluated, and then <see cref="Refusal"/> says why.</summary>
    public SigmaExpression? Expression { get; init; }

    /// <summary>Why the rule cannot be evaluated, or null.</summary>
    public SigmaRefusal? Refusal { get; init; }
}

/// <summary>A tag and where it stands.</summary>
/// <param name="Text">As written.</param>
/// <param name="Location">Where.</param>
public readonly record struct SigmaTag(string Text, SourceLocation Location)
{
    /// <summary>Part before the first point, such as <c>attack</c>.</summary>
    public string Namespace => Text.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? Text[..dot] : "";

    /// <summary>Part after the first point, such as <c>t1059.001</c>.</summary>
    public string Value => Text.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? Text[(dot + 1)..] : Text;
}

/// <summary>Which logs a rule reads; parts are lower case as the taxonomy has them, empty where not given.</summary>
/// <param name="Product">Such as <c>windows</c>.</param>
/// <param name="Category">Such as <c>process_creation</c>.</param>
/// <param name="Service">Such as <c>sysmon</c>.</param>
public readonly record struct SigmaLogSource(string Product, string Category, string Service)
{
    /// <summary>As people write it: <c>windows/process_creation</c>, empty parts left out.</summary>
    public override string ToString() => string.Join('/', new[] { Product, Category, Service }.Where(static part => part.Length > 0));
}
