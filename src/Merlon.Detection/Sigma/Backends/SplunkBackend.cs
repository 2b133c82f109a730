using Merlon.Documents;

namespace Merlon.Sigma.Backends;

/// <summary>
/// Splunk's search language. <c>search</c> has no word for one character, none for a star that is a star, and compares what looks
/// like a number as one; so conditions stand in <c>where</c>, where <c>match</c> asks exactly what is written. What is no value
/// is asked for first: <c>match</c> of it is neither true nor false.
/// </summary>
sealed class SplunkBackend(TranslationOptions options) : TextSearchBackend(options)
{
    /// <inheritdoc/>
    protected override (string True, string False) Constants => ("1=1", "1=0");

    /// <inheritdoc/>
    protected override RegexDialect Regexes => RegexDialect.Pcre;

    /// <inheritdoc/>
    protected override string Statement(string condition) => $"search index={Quoted(Options.Table)}{Break}| where {Indented(condition)}";

    /// <inheritdoc/>
    protected override string Negated(string expression) => $"NOT {Parenthesised(expression)}";

    /// <inheritdoc/>
    protected override string FieldName(string name, SourceLocation location)
        => name.Any(static c => c is '\'' or '\\' or < ' ') ? Refuse("a field name that Splunk cannot say", "", location) : $"'{name}'";

    /// <inheritdoc/>
    protected override string IsThere(string field, SourceLocation location) => $"isnotnull({field})";

    /// <inheritdoc/>
    protected override string IsMissing(string field, SourceLocation location) => $"isnull({field})";

    /// <inheritdoc/>
    protected override string? Worded(string field, SigmaPredicate.TextMatch text) => null;

    /// <inheritdoc/>
    protected override string RegexTest(string field, string regex, RegexTree tree, SourceLocation location) => $"(isnotnull({field}) AND match({field}, \"{regex}\"))";
}
