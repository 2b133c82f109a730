using System.Text;
using Merlon.Documents;

namespace Merlon.Sigma.Backends;

/// <summary>
/// ClickHouse from 18.16, columns of <c>Nullable(String)</c>. Its <c>lower</c> folds ASCII only; backslashes are special in texts
/// and names; <c>IS NOT TRUE</c> it has not.
/// </summary>
sealed class ClickHouseBackend(TranslationOptions options) : SqlBackend(options)
{
    /// <inheritdoc/>
    protected override (string True, string False) Constants => ("1", "0");

    /// <inheritdoc/>
    protected override RegexDialect? Regexes => RegexDialect.Re2;

    /// <inheritdoc/>
    protected override string Identifier(string name) => $"`{name.Replace("\\", @"\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}`";

    /// <inheritdoc/>
    protected override string Literal(string text) => $"'{text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    /// <inheritdoc/>
    protected override string LowerAscii(string expression) => $"lower({expression})";

    /// <inheritdoc/>
    protected override string Negated(string expression) => $"NOT ifNull({Indented(expression)}, 0)";

    /// <inheritdoc/>
    protected override string Replaced(string expression, string from, string to) => $"replaceAll({expression}, {Literal(from)}, {Literal(to)})";

    /// <inheritdoc/>
    protected override string Like(string expression, string canonical, bool isCased)
    {
        var inner = canonical.Trim(SigmaPattern.AnyRun);
        var (isOpenBefore, isOpenBehind) = (canonical[0] == SigmaPattern.AnyRun, canonical[^1] == SigmaPattern.AnyRun);
        if (inner.AsSpan().IndexOfAny(SigmaPattern.AnyRun, SigmaPattern.AnyOne) < 0)
        {
            return (isOpenBefore, isOpenBehind) switch
            {
                (true, true) => $"position({expression}, {Literal(inner)}) > 0",
                (false, true) => $"startsWith({expression}, {Literal(inner)})",
                _ => $"endsWith({expression}, {Literal(inner)})",
            };
        }

        var pattern = new StringBuilder();
        foreach (var c in canonical)
        {
            _ = c switch
            {
                SigmaPattern.AnyRun => pattern.Append('%'),
                SigmaPattern.AnyOne => pattern.Append('_'),
                '%' or '_' or '\\' => pattern.Append('\\').Append(c),
                _ => pattern.Append(c),
            };
        }

        return $"{expression} LIKE {Literal(pattern.ToString())}";
    }

    /// <inheritdoc/>
    protected override string RegexTest(string expression, string regex) => $"match({expression}, {Literal(regex)})";

    /// <inheritdoc/>
    protected override string ReferenceTest(string column, string other, SigmaPredicate.FieldReference reference)
    {
        if (!reference.IsCased)
        {
            return Refuse("fieldref without cased", "ClickHouse folds letters of ASCII only", reference.Location);
        }

        return reference.Part switch
        {
            SigmaTextPart.Whole => $"{column} = {other}",
            SigmaTextPart.Contains => $"position({column}, {other}) > 0",
            SigmaTextPart.StartsWith => $"startsWith({column}, {other})",
            _ => $"endsWith({column}, {other})",
        };
    }

    /// <inheritdoc/>
    protected override string JsonText(string column, IReadOnlyList<string> path, SourceLocation location)
        => Refuse("a JSON column", "ClickHouse cannot tell a null from a missing field there; give each field a column", location);

    /// <inheritdoc/>
    protected override string JsonExists(string column, IReadOnlyList<string> path, SourceLocation location) => JsonText(column, path, location);
}
