using System.Net;
using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>
/// One comparison of a rule after its modifiers were applied (Sigma 2.1, modifiers appendix): true where a value of the field
/// satisfies it. Comparisons are of text without regard to case unless they say otherwise.
/// </summary>
/// <param name="Field">Name as the rule has it; empty for a keyword, which any value of the record may satisfy.</param>
/// <param name="Location">Where the value stands in the rule.</param>
public abstract record SigmaPredicate(string Field, SourceLocation Location)
{
    /// <summary>The value is the text, or fits the pattern; also what <c>contains</c>, <c>base64</c>, <c>windash</c> and others become.</summary>
    /// <param name="Field">Field or empty.</param>
    /// <param name="Pattern">Literal text and wildcards.</param>
    /// <param name="IsCased">True where case matters (<c>cased</c>).</param>
    /// <param name="Location">Where.</param>
    public sealed record TextMatch(string Field, SigmaPattern Pattern, bool IsCased, SourceLocation Location) : SigmaPredicate(Field, Location);

    /// <summary>The value is this number: as text, or where it reads as a decimal number, by value. <c>0x10</c> is text.</summary>
    /// <param name="Field">Field or empty.</param>
    /// <param name="Value">The number.</param>
    /// <param name="Written">As written.</param>
    /// <param name="Location">Where.</param>
    public sealed record Number(string Field, decimal Value, string Written, SourceLocation Location) : SigmaPredicate(Field, Location);

    /// <summary>The field is missing, or is there and said to have no value (JSON's null). Empty text is a value.</summary>
    /// <param name="Field">Field.</param>
    /// <param name="Location">Where.</param>
    public sealed record Null(string Field, SourceLocation Location) : SigmaPredicate(Field, Location);

    /// <summary>The field is there or not, whatever its value: null and empty are there (<c>exists</c>).</summary>
    /// <param name="Field">Field.</param>
    /// <param name="IsThere">What must be.</param>
    /// <param name="Location">Where.</param>
    public sealed record Exists(string Field, bool IsThere, SourceLocation Location) : SigmaPredicate(Field, Location);

    /// <summary>The regular expression matches somewhere in the value (<c>re</c>).</summary>
    /// <param name="Field">Field or empty.</param>
    /// <param name="Expression">As written, PCRE's common subset.</param>
    /// <param name="IsIgnoringCase">Flag <c>i</c>.</param>
    /// <param name="IsMultiline">Flag <c>m</c>: <c>^</c> and <c>$</c> also match at line ends.</param>
    /// <param name="IsDotAll">Flag <c>s</c>: the point also matches a line end.</param>
    /// <param name="Location">Where.</param>
    public sealed record RegexMatch(string Field, string Expression, bool IsIgnoringCase, bool IsMultiline, bool IsDotAll, SourceLocation Location)
        : SigmaPredicate(Field, Location);

    /// <summary>The value is an address in the network (<c>cidr</c>), IPv4 or IPv6; a value that is no address is not.</summary>
    /// <param name="Field">Field or empty.</param>
    /// <param name="Network">The network.</param>
    /// <param name="Location">Where.</param>
    public sealed record Cidr(string Field, IPNetwork Network, SourceLocation Location) : SigmaPredicate(Field, Location);

    /// <summary>The value reads as a decimal number that compares so (<c>gt</c>, <c>gte</c>, <c>lt</c>, <c>lte</c>).</summary>
    /// <param name="Field">Field.</param>
    /// <param name="Operator">How it compares.</param>
    /// <param name="Value">With what.</param>
    /// <param name="Location">Where.</param>
    public sealed record Compare(string Field, SigmaOperator Operator, decimal Value, SourceLocation Location) : SigmaPredicate(Field, Location);

    /// <summary>A value of the field is, contains, begins or ends with a value of another field of the same record (<c>fieldref</c>).</summary>
    /// <param name="Field">Field.</param>
    /// <param name="Other">The other field.</param>
    /// <param name="Part">Which part of the value is compared.</param>
    /// <param name="IsCased">True where case matters.</param>
    /// <param name="Location">Where.</param>
    public sealed record FieldReference(string Field, string Other, SigmaTextPart Part, bool IsCased, SourceLocation Location)
        : SigmaPredicate(Field, Location);

    /// <summary>The value is a point in time of which this part is or compares so (<c>minute</c> … <c>year</c>), in UTC.</summary>
    /// <param name="Field">Field.</param>
    /// <param name="Part">Which part.</param>
    /// <param name="Operator">How it compares.</param>
    /// <param name="Value">With what.</param>
    /// <param name="Location">Where.</param>
    public sealed record TimeMatch(string Field, SigmaTimePart Part, SigmaOperator Operator, decimal Value, SourceLocation Location)
        : SigmaPredicate(Field, Location);
}

/// <summary>How two numbers compare.</summary>
public enum SigmaOperator
{
    /// <summary>Equal.</summary>
    Equal,

    /// <summary>Not equal.</summary>
    NotEqual,

    /// <summary>Greater.</summary>
    Greater,

    /// <summary>Greater or equal.</summary>
    GreaterOrEqual,

    /// <summary>Less.</summary>
    Less,

    /// <summary>Less or equal.</summary>
    LessOrEqual,
}

/// <summary>Which part of a value is compared.</summary>
public enum SigmaTextPart
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>Any part.</summary>
    Contains,

    /// <summary>Its beginning.</summary>
    StartsWith,

    /// <summary>Its end.</summary>
    EndsWith,
}

/// <summary>A part of a point in time.</summary>
public enum SigmaTimePart
{
    /// <summary>0 to 59.</summary>
    Minute,

    /// <summary>0 to 23.</summary>
    Hour,

    /// <summary>Day of the month, 1 to 31.</summary>
    Day,

    /// <summary>Week of the year, 1 to 53 (ISO 8601).</summary>
    Week,

    /// <summary>1 to 12.</summary>
    Month,

    /// <summary>Four digits.</summary>
    Year,
}
