using System.Text;
using Merlon.Documents;

namespace Merlon.Sigma.Backends;

/// <summary>
/// Elasticsearch's query string syntax, over fields of type <c>keyword</c> or <c>wildcard</c>. Terms mind case there, so that
/// letters are asked in both; a negation on its own finds nothing in Lucene, so that it is taken from everything.
/// </summary>
sealed class LuceneBackend(TranslationOptions options) : TextSearchBackend(options)
{
    /// <summary>Longest regular expression that an index takes unless told otherwise (index.max_regex_length).</summary>
    public const int RegexCharsMax = 1_000;

    /// <inheritdoc/>
    protected override (string True, string False) Constants => ("*:*", "(*:* AND NOT *:*)");

    /// <inheritdoc/>
    protected override RegexDialect Regexes => RegexDialect.Lucene;

    /// <inheritdoc/>
    protected override string Statement(string condition) => condition;

    /// <inheritdoc/>
    protected override string Negated(string expression) => $"(*:* AND NOT {(IsSingle(expression) ? expression : Parenthesised(expression))})";

    // A clause of its own, or one in parentheses.
    static bool IsSingle(string expression) => !expression.Contains(" AND ", StringComparison.Ordinal) && !expression.Contains(" OR ", StringComparison.Ordinal) && !expression.Contains(Break, StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override string FieldName(string name, SourceLocation location)
    {
        var field = new StringBuilder();
        foreach (var c in name)
        {
            if (c is '<' or '>' or < ' ')
            {
                return Refuse("a field name that Lucene cannot say", "", location);
            }

            field.Append(char.IsLetterOrDigit(c) || c is '.' or '_' or '@' ? "" : "\\").Append(c);
        }

        return field.ToString();
    }

    /// <inheritdoc/>
    protected override string IsThere(string field, SourceLocation location) => $"_exists_:{field}";

    /// <inheritdoc/>
    protected override string IsMissing(string field, SourceLocation location) => Negated(IsThere(field, location));

    /// <inheritdoc/>
    protected override string? Worded(string field, SigmaPredicate.TextMatch text)
    {
        var canonical = text.Pattern.Canonical;
        return canonical.Length == 0 ? $"(_exists_:{field} AND NOT {field}:/.+/)"
            : text.Pattern.IsLiteral && (text.IsCased || IsWithoutCase(canonical)) && !canonical.Any(char.IsControl) ? $"{field}:{Quoted(canonical)}" : null;
    }

    /// <inheritdoc/>
    protected override string RegexTest(string field, string regex, RegexTree tree, SourceLocation location)
        => regex.Length > RegexCharsMax ? Refuse("an expression that is too long for Elasticsearch", "", location)
            : regex.Length == 0 ? Refuse("an expression for empty texts only", "", location)
            : $"{field}:/{regex}/";
}
