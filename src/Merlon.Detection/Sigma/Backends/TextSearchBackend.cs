using Merlon.Documents;

namespace Merlon.Sigma.Backends;

/// <summary>Languages in which a pattern that they have no word for is asked as a regular expression over the field.</summary>
abstract class TextSearchBackend(TranslationOptions options) : QueryBackend(options)
{
    /// <summary>How the language writes regular expressions.</summary>
    protected abstract RegexDialect Regexes { get; }

    /// <summary>A field, quoted so that nothing in its name has a meaning; refused where that cannot be.</summary>
    protected abstract string FieldName(string name, SourceLocation location);

    /// <summary>True where the field has a value, be it empty.</summary>
    protected abstract string IsThere(string field, SourceLocation location);

    /// <summary>True where it has none.</summary>
    protected abstract string IsMissing(string field, SourceLocation location);

    /// <summary>A text or pattern that the language has a word for; null where it takes a regular expression.</summary>
    protected abstract string? Worded(string field, SigmaPredicate.TextMatch text);

    /// <summary>A field in which a regular expression is found.</summary>
    protected abstract string RegexTest(string field, string regex, RegexTree tree, SourceLocation location);

    /// <summary>A field compared with another one; most languages cannot.</summary>
    protected virtual string ReferenceTest(string field, string other, SigmaPredicate.FieldReference reference)
        => Refuse("fieldref", "the language compares fields with values only, or with its own rules of case", reference.Location);

    /// <inheritdoc/>
    protected override string Write(QueryNode.Test test)
    {
        var location = test.Predicate.Location;
        if (Options.JsonColumn.Length > 0)
        {
            return Refuse("a JSON column", "fields have columns of their own here", location);
        }

        if (test.Field.Names.Length > 1 || test.Other.Names.Length > 1)
        {
            return Refuse("a field that may stand in several columns", "leave out --columns, or name those of one shape of records only", location);
        }

        var field = FieldName(test.Field.Names[0], location);
        return test.Predicate switch
        {
            SigmaPredicate.TextMatch text => TextTest(field, text),
            SigmaPredicate.Number number => NumberTest(field, number),
            SigmaPredicate.Null => IsMissing(field, location),
            SigmaPredicate.Exists => Options.IsWithoutEmptyValues ? IsThere(field, location)
                : Refuse("exists", "a null cannot be told from a missing field; say so where no record holds nulls or empty texts", location),
            SigmaPredicate.RegexMatch regex => WriteRegex(field, regex),
            SigmaPredicate.Cidr cidr => RegexOf(field, NetworkRegex.Of(cidr.Network), "cidr", location),
            SigmaPredicate.Compare compare => RegexOf(field, NumberRegex.Of(compare.Operator, compare.Value), "comparisons of numbers", location),
            SigmaPredicate.FieldReference reference => ReferenceTest(field, FieldName(test.Other.Names[0], location), reference),
            SigmaPredicate.TimeMatch => Refuse("parts of a time (minute … year)", "times are text here, written in many ways", location),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    string TextTest(string field, SigmaPredicate.TextMatch text)
    {
        if (!IsSayable(text.Pattern.Canonical))
        {
            return Refuse("a text with NUL or half a character", "", text.Location);
        }

        return text.Pattern.Canonical is [SigmaPattern.AnyRun] ? IsThere(field, text.Location)
            : Worded(field, text) ?? RegexOf(field, PatternRegex.Of(text.Pattern, text.IsCased), "patterns", text.Location);
    }

    string NumberTest(string field, SigmaPredicate.Number number)
    {
        var test = RegexOf(field, NumberRegex.Of(SigmaOperator.Equal, number.Value), "numbers", number.Location);
        return NumberRegex.IsPlain(number.Written) ? test
            : Joined([test, TextTest(field, new SigmaPredicate.TextMatch(number.Field, SigmaPattern.FromCanonical(number.Written), IsCased: false, number.Location))], Operators.Or, isInner: true);
    }

    string WriteRegex(string field, SigmaPredicate.RegexMatch regex)
    {
        var (tree, unsupported) = RegexReader.Read(regex);
        return tree is null ? Refuse($"regular expression with {unsupported}", "", regex.Location) : RegexOf(field, tree, "regular expressions", regex.Location);
    }

    string RegexOf(string field, RegexTree tree, string feature, SourceLocation location)
    {
        var (regex, unsupported) = Regexes.Write(tree);
        return regex is null ? Refuse($"{feature} with {unsupported}", "", location) : RegexTest(field, regex, tree, location);
    }

    /// <summary>True where no letter in a text has another case.</summary>
    protected static bool IsWithoutCase(string canonical) => canonical.EnumerateRunes().All(static rune => CaseVariants.OfText(rune.Value).Count == 1);

    /// <summary>A text between quotation marks in which a backslash takes the meaning from what follows.</summary>
    protected static string Quoted(string text)
    {
        var quoted = new System.Text.StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
