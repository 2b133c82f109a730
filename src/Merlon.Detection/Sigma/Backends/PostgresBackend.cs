using System.Text;
using Merlon.Documents;

namespace Merlon.Sigma.Backends;

/// <summary>
/// PostgreSQL from 12, in a database of UTF-8 with <c>standard_conforming_strings</c> on, as it is unless changed. The
/// collation "C" makes <c>lower</c> fold ASCII only and comparisons go by character; ILIKE would go by the server's locale.
/// </summary>
sealed class PostgresBackend(TranslationOptions options) : StandardSqlBackend(options)
{
    /// <summary>Longest name in bytes; PostgreSQL cuts longer ones off without an error.</summary>
    const int NameBytesMax = 63;

    /// <inheritdoc/>
    protected override RegexDialect? Regexes => RegexDialect.Postgres;

    /// <inheritdoc/>
    protected override string NoEscape => " ESCAPE ''";

    /// <inheritdoc/>
    protected override string Identifier(string name)
        => Encoding.UTF8.GetByteCount(name) > NameBytesMax ? Refuse("a name that is too long for PostgreSQL", "", default) : base.Identifier(name);

    /// <inheritdoc/>
    protected override string LowerAscii(string expression) => $"lower({expression} COLLATE \"C\")";

    /// <inheritdoc/>
    protected override string Exact(string expression) => $"({expression} COLLATE \"C\")";

    /// <inheritdoc/>
    protected override string RegexTest(string expression, string regex) => $"{expression} ~ {Literal(regex)}";

    /// <inheritdoc/>
    protected override string ReferenceTest(string column, string other, SigmaPredicate.FieldReference reference)
    {
        var (left, right) = reference.IsCased ? (Exact(column), Exact(other)) : (Folded(column), Folded(other));
        return reference.Part switch
        {
            SigmaTextPart.Whole => $"{left} = {right}",
            SigmaTextPart.Contains => $"strpos({left}, {right}) > 0",
            SigmaTextPart.StartsWith => $"left({left}, length({right})) = {right}",
            _ => $"right({left}, length({right})) = {right}",
        };
    }

    /// <inheritdoc/>
    protected override string JsonText(string column, IReadOnlyList<string> path, SourceLocation location) => $"({column} #>> {Path(path)})";

    /// <inheritdoc/>
    protected override string JsonExists(string column, IReadOnlyList<string> path, SourceLocation location) => $"({column} #> {Path(path)}) IS NOT NULL";

    // Neither side is known, so that every letter that has a case is listed.
    string Folded(string expression) => $"translate({LowerAscii(expression)}, {Literal(CaseTable.From)}, {Literal(CaseTable.To)})";

    string Path(IReadOnlyList<string> path) => $"ARRAY[{string.Join(", ", path.Select(Literal))}]";
}
