using Merlon.Documents;

namespace Merlon.Sigma.Backends;

/// <summary>DuckDB. Its <c>lower</c> and ILIKE fold more than rules do (the Kelvin sign is no k), so that letters are translated one by one.</summary>
sealed class DuckDbBackend(TranslationOptions options) : StandardSqlBackend(options)
{
    /// <inheritdoc/>
    protected override RegexDialect? Regexes => RegexDialect.Re2;

    /// <inheritdoc/>
    protected override string NoEscape => "";

    /// <inheritdoc/>
    protected override string LowerAscii(string expression) => $"translate({expression}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')";

    /// <inheritdoc/>
    protected override string RegexTest(string expression, string regex) => $"regexp_matches({expression}, {Literal(regex)})";

    /// <inheritdoc/>
    protected override string ReferenceTest(string column, string other, SigmaPredicate.FieldReference reference)
    {
        var (left, right) = reference.IsCased ? (column, other) : (Folded(column), Folded(other));
        return reference.Part switch
        {
            SigmaTextPart.Whole => $"{left} = {right}",
            SigmaTextPart.Contains => $"contains({left}, {right})",
            SigmaTextPart.StartsWith => $"starts_with({left}, {right})",
            _ => $"ends_with({left}, {right})",
        };
    }

    /// <inheritdoc/>
    protected override string JsonText(string column, IReadOnlyList<string> path, SourceLocation location) => $"json_extract_string({column}, {Path(path, location)})";

    /// <inheritdoc/>
    protected override string JsonExists(string column, IReadOnlyList<string> path, SourceLocation location) => $"json_type({column}, {Path(path, location)}) IS NOT NULL";

    string Folded(string expression) => $"translate({LowerAscii(expression)}, {Literal(CaseTable.From)}, {Literal(CaseTable.To)})";

    string Path(IReadOnlyList<string> path, SourceLocation location)
        => path.Any(static name => name.Contains('"', StringComparison.Ordinal)) ? Refuse("a field name with a quotation mark", "", location)
            : Literal("$." + string.Join('.', path.Select(static name => $"\"{name}\"")));
}
