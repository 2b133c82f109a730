namespace Merlon.Sigma;

/// <summary>How much of a rule is taken before it is refused; docs/limits.md lists them.</summary>
static class SigmaLimits
{
    /// <summary>Longest condition, in UTF-16 units.</summary>
    public const int ConditionCharsMax = 16_384;

    /// <summary>Deepest nesting of a condition, parentheses and negations together.</summary>
    public const int ConditionDepthMax = 64;

    /// <summary>Most predicates of a rule, after <c>windash</c>, <c>base64offset</c> and placeholders made several of one.</summary>
    public const int PredicatesMax = 50_000;

    /// <summary>Dashes in one value up to which <c>windash</c> writes out every combination; with more it becomes a regular expression.</summary>
    public const int DashesWrittenOutMax = 3;

    /// <summary>Longest regular expression, in UTF-16 units.</summary>
    public const int RegexCharsMax = 10_000;

    /// <summary>How far a correlation counts events or values; what one group may remember.</summary>
    public const int CorrelationCountMax = 1_000_000;

    /// <summary>Most parts that counted repetitions, written out, add to a regular expression.</summary>
    public const int RegexAddedMax = 2_000;
}
