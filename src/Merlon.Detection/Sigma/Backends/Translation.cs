using System.Collections.Immutable;
using Merlon.Documents;

namespace Merlon.Sigma.Backends;

/// <summary>What became of a rule that was to be said in a query language: a query that means exactly the rule, or a refusal.</summary>
public abstract record Translation
{
    Translation()
    {
    }

    /// <summary>The rule as a query.</summary>
    /// <param name="Text">The whole query, without a line break at its end.</param>
    /// <param name="Condition">Its condition alone, for a query of one's own.</param>
    /// <param name="Warnings">What must hold of the data beyond what the target always asks, one sentence each without a full stop.</param>
    public sealed record Query(string Text, string Condition, ImmutableArray<string> Warnings) : Translation;

    /// <summary>The target cannot say what the rule means.</summary>
    /// <param name="Feature">What of the rule it is, in few words; equal for equal causes, so that refusals can be counted.</param>
    /// <param name="Advice">What helps, one sentence without a full stop; empty where nothing does.</param>
    /// <param name="Location">Where in the rule.</param>
    public sealed record Refused(string Feature, string Advice, SourceLocation Location) : Translation;
}
