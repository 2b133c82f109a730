using Merlon.Documents;

namespace Merlon.Sigma.Backends;

/// <summary>
/// Elasticsearch's ES|QL, over fields of type <c>keyword</c> or <c>wildcard</c>. TO_LOWER folds more than rules do, so that
/// letters are asked in both cases; a negation of null is null, so that null counts as false before.
/// </summary>
sealed class EsqlBackend(TranslationOptions options) : TextSearchBackend(options)
{
    /// <inheritdoc/>
    protected override (string True, string False) Constants => ("true", "false");

    /// <inheritdoc/>
    protected override RegexDialect Regexes => RegexDialect.Lucene;

    /// <inheritdoc/>
    protected override string Statement(string condition) => $"FROM {Options.Table}{Break}| WHERE {Indented(condition)}";

    /// <inheritdoc/>
    protected override string Negated(string expression) => $"NOT COALESCE({Indented(expression)}, false)";

    /// <inheritdoc/>
    protected override string FieldName(string name, SourceLocation location) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    /// <inheritdoc/>
    protected override string IsThere(string field, SourceLocation location) => $"{field} IS NOT NULL";

    /// <inheritdoc/>
    protected override string IsMissing(string field, SourceLocation location) => $"{field} IS NULL";

    /// <inheritdoc/>
    protected override string? Worded(string field, SigmaPredicate.TextMatch text)
        => text.Pattern.IsLiteral && (text.IsCased || IsWithoutCase(text.Pattern.Canonical)) ? $"{field} == {Quoted(text.Pattern.Canonical)}" : null;

    /// <inheritdoc/>
    protected override string RegexTest(string field, string regex, RegexTree tree, SourceLocation location) => $"{field} RLIKE {Quoted(regex)}";

    /// <inheritdoc/>
    protected override string ReferenceTest(string field, string other, SigmaPredicate.FieldReference reference)
    {
        if (!reference.IsCased)
        {
            return Refuse("fieldref without cased", "letters of two fields cannot be compared in both cases", reference.Location);
        }

        return reference.Part switch
        {
            SigmaTextPart.Whole => $"{field} == {other}",
            SigmaTextPart.Contains => $"LOCATE({field}, {other}) > 0",
            SigmaTextPart.StartsWith => $"STARTS_WITH({field}, {other})",
            _ => $"ENDS_WITH({field}, {other})",
        };
    }
}
