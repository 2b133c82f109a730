using System.Collections.Immutable;
using Merlon.Documents;

namespace Merlon.Sigma.Backends;

/// <summary>
/// Kusto's query language, over columns of type <c>string</c>. Its operators without case fold ASCII only; <c>has</c> looks for
/// words and is never used. A string has no null there: what is missing is empty, so that empty texts cannot be asked for.
/// </summary>
sealed class KqlBackend(TranslationOptions options) : TextSearchBackend(options)
{
    const string EmptyAdvice = "Kusto cannot tell an empty text from a missing field; say so where no record holds nulls or empty texts";

    /// <inheritdoc/>
    protected override (string And, string Or) Operators => ("and ", "or ");

    /// <inheritdoc/>
    protected override (string True, string False) Constants => ("true", "false");

    /// <inheritdoc/>
    protected override RegexDialect Regexes => RegexDialect.Kusto;

    /// <inheritdoc/>
    protected override string Statement(string condition) => $"{Name(Options.Table)}{Break}| where {Indented(condition)}";

    /// <inheritdoc/>
    protected override string Negated(string expression) => $"not{Parenthesised(expression)}";

    /// <inheritdoc/>
    protected override string FieldName(string name, SourceLocation location) => Name(name);

    /// <inheritdoc/>
    protected override string IsThere(string field, SourceLocation location)
        => Options.IsWithoutEmptyValues ? $"isnotempty({field})" : Refuse("a field that is there, be it empty", EmptyAdvice, location);

    /// <inheritdoc/>
    protected override string IsMissing(string field, SourceLocation location)
        => Options.IsWithoutEmptyValues ? $"isempty({field})" : Refuse("null", EmptyAdvice, location);

    /// <inheritdoc/>
    protected override string? Worded(string field, SigmaPredicate.TextMatch text)
    {
        var canonical = text.Pattern.Canonical;
        if (canonical.Length == 0)
        {
            return Options.IsWithoutEmptyValues ? Constants.False : Refuse("an empty text", EmptyAdvice, text.Location);
        }

        var inner = canonical.Trim(SigmaPattern.AnyRun);
        if (inner.Length == 0 || inner.AsSpan().IndexOfAny(SigmaPattern.AnyRun, SigmaPattern.AnyOne) >= 0
            || !text.IsCased && !IsWithoutCase(string.Concat(inner.Where(static c => c >= 0x80))))
        {
            return null;
        }

        var word = (canonical[0] == SigmaPattern.AnyRun, canonical[^1] == SigmaPattern.AnyRun) switch
        {
            (true, true) => text.IsCased ? "contains_cs" : "contains",
            (true, false) => text.IsCased ? "endswith_cs" : "endswith",
            (false, true) => text.IsCased ? "startswith_cs" : "startswith",
            _ => text.IsCased ? "==" : "=~",
        };
        return $"{field} {word} {Text(inner)}";
    }

    /// <inheritdoc/>
    protected override string RegexTest(string field, string regex, RegexTree tree, SourceLocation location)
        => !tree.CanBeEmpty ? $"{field} matches regex {Text(regex)}"
            : Options.IsWithoutEmptyValues ? $"(isnotempty({field}) and {field} matches regex {Text(regex)})"
            : Refuse("an expression that an empty text fits", EmptyAdvice, location);

    /// <inheritdoc/>
    protected override string ReferenceTest(string field, string other, SigmaPredicate.FieldReference reference)
    {
        if (!reference.IsCased)
        {
            return Refuse("fieldref without cased", "Kusto folds letters of ASCII only", reference.Location);
        }

        var word = reference.Part switch
        {
            SigmaTextPart.Whole => "==",
            SigmaTextPart.Contains => "contains_cs",
            SigmaTextPart.StartsWith => "startswith_cs",
            _ => "endswith_cs",
        };
        return Options.IsWithoutEmptyValues ? $"(isnotempty({field}) and isnotempty({other}) and {field} {word} {other})" : Refuse("fieldref", EmptyAdvice, reference.Location);
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> WriteAny(ImmutableArray<QueryNode> parts)
    {
        var lists = parts.Where(IsListed).GroupBy(static part => ((QueryNode.Test)part).Field.Names[0], StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.ToList(), StringComparer.Ordinal);
        foreach (var part in parts)
        {
            if (!IsListed(part) || lists[((QueryNode.Test)part).Field.Names[0]] is not { Count: > 1 } list)
            {
                yield return Render(part, isInner: true);
            }
            else if (ReferenceEquals(list[0], part))
            {
                var test = (QueryNode.Test)part;
                var texts = list.Select(static node => Text(((SigmaPredicate.TextMatch)((QueryNode.Test)node).Predicate).Pattern.Canonical)).Distinct(StringComparer.Ordinal);
                yield return $"{FieldName(test.Field.Names[0], test.Predicate.Location)} in~ ({string.Join(", ", texts)})";
            }
        }
    }

    // Whole ASCII texts without regard to case can stand in a list.
    static bool IsListed(QueryNode node) => node is QueryNode.Test { Field.Names: [_], Predicate: SigmaPredicate.TextMatch { IsCased: false, Pattern.IsLiteral: true } text }
        && text.Pattern.Canonical.Length > 0 && text.Pattern.Canonical.All(static c => c is > '\0' and < '\u0080');

    static string Name(string name)
        => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') ? name
            : $"['{name.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)}']";

    // Verbatim, so that a path reads as it is; a line break needs the other kind.
    static string Text(string text) => text.Any(char.IsControl) ? Quoted(text) : $"@\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
