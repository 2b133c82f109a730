using System.Collections.Immutable;
using System.Text;
using Merlon.Documents;

namespace Merlon.Sigma.Backends;

/// <summary>
/// SQL over a table of text: a row is a record whose fields are its columns that are not NULL. Comparisons of NULL are neither
/// true nor false there, so a negation asks whether its part is true instead; without negations, what is not true is left out.
/// </summary>
abstract class SqlBackend(TranslationOptions options) : QueryBackend(options)
{
    /// <summary>Most letters of one text that have to be replaced one by one because the database folds ASCII only.</summary>
    const int FoldingsMax = 100;

    /// <inheritdoc/>
    protected override (string True, string False) Constants => ("TRUE", "FALSE");

    /// <summary>How the database writes regular expressions, or null where it has none.</summary>
    protected abstract RegexDialect? Regexes { get; }

    /// <summary>A name of a column or table, quoted so that nothing in it has a meaning.</summary>
    protected abstract string Identifier(string name);

    /// <summary>A text, quoted so that nothing in it has a meaning.</summary>
    protected abstract string Literal(string text);

    /// <summary>A text with the letters A to Z as a to z and every other character as it is, whatever the database's locale.</summary>
    protected abstract string LowerAscii(string expression);

    /// <summary>A text as it is, compared character by character whatever the database's locale.</summary>
    protected virtual string Exact(string expression) => expression;

    /// <summary>True where a text fits a pattern that has a wildcard; case matters.</summary>
    protected abstract string Like(string expression, string canonical, bool isCased);

    /// <summary>True where an expression written by <see cref="RegexDialect"/> is found in a text.</summary>
    protected abstract string RegexTest(string expression, string regex);

    /// <summary>A field of the JSON column, at the end of a path, as text.</summary>
    protected abstract string JsonText(string column, IReadOnlyList<string> path, SourceLocation location);

    /// <summary>True where a field of the JSON column is there, be it null.</summary>
    protected abstract string JsonExists(string column, IReadOnlyList<string> path, SourceLocation location);

    /// <inheritdoc/>
    protected override string Negated(string expression) => $"{Parenthesised(expression)} IS NOT TRUE";

    /// <inheritdoc/>
    protected override string Statement(string condition)
        => $"SELECT *{Break}FROM {string.Join('.', Options.Table.Split('.').Select(Identifier))}{Break}WHERE {Indented(condition)}";

    /// <inheritdoc/>
    protected override string Write(QueryNode.Test test)
    {
        var location = test.Predicate.Location;
        if (test.Field.Names.Concat(test.Other.Names).Any(static name => !IsSayable(name)))
        {
            return Refuse("a field name with NUL or half a character", "", location);
        }

        var column = Column(test.Field, location);
        return test.Predicate switch
        {
            SigmaPredicate.TextMatch text => TextTest(column, text),
            SigmaPredicate.Number number => NumberTest(column, number),
            SigmaPredicate.Null => $"{column} IS NULL",
            SigmaPredicate.Exists => ExistsTest(test.Field, column, location),
            SigmaPredicate.RegexMatch regex => WriteRegex(column, regex),
            SigmaPredicate.Cidr cidr => NetworkTest(column, cidr),
            SigmaPredicate.Compare compare => CompareTest(column, compare.Operator, compare.Value, location),
            SigmaPredicate.FieldReference reference => ReferenceTest(column, Column(test.Other, location), reference),
            SigmaPredicate.TimeMatch => Refuse("parts of a time (minute … year)", "times are text here, written in many ways", location),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> WriteAny(ImmutableArray<QueryNode> parts)
    {
        var lists = parts.Where(IsListed).GroupBy(static part => ListKey(part), StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.ToList(), StringComparer.Ordinal);
        foreach (var part in parts)
        {
            if (!IsListed(part) || lists[ListKey(part)] is { Count: < 2 })
            {
                yield return Render(part, isInner: true);
            }
            else if (ReferenceEquals(lists[ListKey(part)][0], part))
            {
                var tests = lists[ListKey(part)].Cast<QueryNode.Test>().ToList();
                var texts = tests.Select(static test => LowerOf(TextOf(test).Pattern.Canonical)).Distinct(StringComparer.Ordinal).Select(Literal).ToList();
                var column = LowerAscii(Column(tests[0].Field, tests[0].Predicate.Location));
                yield return texts.Count == 1 ? $"{column} = {texts[0]}" : $"{column} IN ({Wrapped(texts)})";
            }
        }
    }

    /// <summary>A value that is a number and compares so.</summary>
    protected virtual string CompareTest(string column, SigmaOperator comparison, decimal value, SourceLocation location)
        => RegexOf(column, NumberRegex.Of(comparison, value), "comparisons of numbers", location);

    /// <summary>A value that is an address of a network.</summary>
    protected virtual string NetworkTest(string column, SigmaPredicate.Cidr cidr) => RegexOf(column, NetworkRegex.Of(cidr.Network), "cidr", cidr.Location);

    /// <summary>A value in which a regular expression of the rule is found.</summary>
    protected virtual string WriteRegex(string column, SigmaPredicate.RegexMatch regex)
    {
        var (tree, unsupported) = RegexReader.Read(regex);
        return tree is null ? Refuse($"regular expression with {unsupported}", "", regex.Location) : RegexOf(column, tree, "regular expressions", regex.Location);
    }

    /// <summary>A value that is, holds, begins or ends with the value of another field.</summary>
    protected abstract string ReferenceTest(string column, string other, SigmaPredicate.FieldReference reference);

    /// <summary>The column of a field, the first that is not null where it may stand in several.</summary>
    protected string Column(QueryField field, SourceLocation location)
    {
        var columns = field.Names.Select(name => Options.JsonColumn.Length > 0 ? JsonText(Identifier(Options.JsonColumn), name.Split('.'), location) : Identifier(name)).ToList();
        return columns.Count == 1 ? columns[0] : $"coalesce({string.Join(", ", columns)})";
    }

    /// <summary>Text with A to Z as a to z.</summary>
    protected static string LowerOf(string text) => string.Create(text.Length, text, static (lower, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            lower[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
        }
    });

    string TextTest(string column, SigmaPredicate.TextMatch text)
    {
        var canonical = text.Pattern.Canonical;
        if (!IsSayable(canonical))
        {
            return Refuse("a text with NUL or half a character", "", text.Location);
        }

        if (canonical is [SigmaPattern.AnyRun])
        {
            return $"{column} IS NOT NULL";
        }

        if (text.IsCased)
        {
            return text.Pattern.IsLiteral ? $"{Exact(column)} = {Literal(canonical)}" : Like(column, canonical, isCased: true);
        }

        var needle = LowerOf(canonical);
        var value = canonical.Any(char.IsAsciiLetter) || canonical.Any(static c => c >= 0x80) ? LowerAscii(column) : Exact(column);
        var foldings = 0;
        var done = new HashSet<int>();
        foreach (var character in needle.EnumerateRunes().Where(static rune => !rune.IsAscii).Distinct())
        {
            // One of the characters that are the same stands for all of them, in the value and in the rule.
            var variants = CaseVariants.OfText(character.Value);
            if (variants.Count == 1 || !done.Add(variants[0]))
            {
                continue;
            }

            var lower = Rune.ToLowerInvariant(character).Value;
            var one = char.ConvertFromUtf32(variants.Contains(lower) ? lower : variants[0]);
            foreach (var variant in variants.Select(char.ConvertFromUtf32).Where(variant => !string.Equals(variant, one, StringComparison.Ordinal)))
            {
                foldings++;
                needle = needle.Replace(variant, one, StringComparison.Ordinal);
                value = Replaced(value, variant, one);
            }
        }

        return foldings > FoldingsMax ? Refuse("a text with too many letters outside ASCII", "use cased", text.Location)
            : text.Pattern.IsLiteral ? $"{value} = {Literal(needle)}" : Like(value, needle, isCased: false);
    }

    /// <summary>A text with every occurrence of one character as another.</summary>
    protected virtual string Replaced(string expression, string from, string to) => $"replace({expression}, {Literal(from)}, {Literal(to)})";

    string NumberTest(string column, SigmaPredicate.Number number)
    {
        var test = CompareTest(column, SigmaOperator.Equal, number.Value, number.Location);
        return !NumberRegex.IsPlain(number.Written)
            ? $"({test} OR {TextTest(column, new SigmaPredicate.TextMatch(number.Field, SigmaPattern.FromCanonical(number.Written), IsCased: false, number.Location))})"
            : test;
    }

    string ExistsTest(QueryField field, string column, SourceLocation location)
        => Options.JsonColumn.Length > 0
            ? $"({string.Join(" OR ", field.Names.Select(name => JsonExists(Identifier(Options.JsonColumn), name.Split('.'), location)))})"
            : Options.IsWithoutEmptyValues ? $"{column} IS NOT NULL"
            : Refuse("exists", "a column cannot tell a null from a missing field; say so where no record holds nulls or empty texts", location);

    string RegexOf(string column, RegexTree tree, string feature, SourceLocation location)
    {
        if (Regexes is not { } dialect)
        {
            return Refuse(feature, "the database has no regular expressions", location);
        }

        var (regex, unsupported) = dialect.Write(tree);
        return regex is null ? Refuse($"{feature} with {unsupported}", "", location) : RegexTest(Exact(column), regex);
    }

    static SigmaPredicate.TextMatch TextOf(QueryNode.Test test) => (SigmaPredicate.TextMatch)test.Predicate;

    // Whole ASCII texts without regard to case can stand in a list.
    static bool IsListed(QueryNode node) => node is QueryNode.Test { Predicate: SigmaPredicate.TextMatch { IsCased: false, Pattern.IsLiteral: true } text }
        && text.Pattern.Canonical.All(static c => c is > '\0' and < '\u0080');

    static string ListKey(QueryNode node) => string.Join('\n', ((QueryNode.Test)node).Field.Names);

    static string Wrapped(List<string> texts)
    {
        const int ListColumns = 100;
        return texts.Sum(static text => text.Length + 2) <= ListColumns ? string.Join(", ", texts) : $"{Break}    {string.Join($",{Break}    ", texts)}";
    }
}
