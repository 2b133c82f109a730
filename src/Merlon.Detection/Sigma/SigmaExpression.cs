using System.Collections.Immutable;
using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>
/// What the detection of a rule means once conditions, patterns, lists and modifiers are resolved: a tree over predicates. A
/// record either satisfies it or not; a predicate over a missing field is false, so that its negation is true.
/// </summary>
public abstract record SigmaExpression
{
    /// <summary>True where every part is; at least one part.</summary>
    /// <param name="Parts">In the order written.</param>
    public sealed record AllOf(ImmutableArray<SigmaExpression> Parts) : SigmaExpression;

    /// <summary>True where a part is; at least one part.</summary>
    /// <param name="Parts">In the order written.</param>
    public sealed record AnyOf(ImmutableArray<SigmaExpression> Parts) : SigmaExpression;

    /// <summary>True where the part is not.</summary>
    /// <param name="Part">What is negated.</param>
    public sealed record Negation(SigmaExpression Part) : SigmaExpression;

    /// <summary>A selection that the condition names; means what its body means. A selection that is named twice is one object.</summary>
    /// <param name="Name">As written.</param>
    /// <param name="Body">What it says.</param>
    /// <param name="Location">Where it stands.</param>
    public sealed record Selection(string Name, SigmaExpression Body, SourceLocation Location) : SigmaExpression;

    /// <summary>A predicate over one field, or over every value of the record.</summary>
    /// <param name="Predicate">What must hold.</param>
    public sealed record Match(SigmaPredicate Predicate) : SigmaExpression;
}
