using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Merlon.Sigma;

namespace Merlon.Assessment;

/// <summary>
/// What a rule detects, as 16 hexadecimal digits: SHA-256 over its log source and its expression. Titles, texts, dates, tags, names of selections
/// and the order of alternatives do not enter, so that a rule whose words were edited is the same rule.
/// </summary>
static class RuleFingerprint
{
    const int HashBytesKept = 8;
    const char Separator = '\u001f';

    public static string Of(SigmaRule rule)
    {
        var text = new StringBuilder(512).Append(rule.LogSource.ToString()).Append(Separator);
        text.Append(rule.Expression is { } expression ? TextOf(expression) : string.Join(Separator, rule.Conditions.Concat(rule.Fields)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, HashBytesKept));
    }

    static string TextOf(SigmaExpression expression) => expression switch
    {
        SigmaExpression.Selection selection => TextOf(selection.Body),
        SigmaExpression.Negation negation => $"not({TextOf(negation.Part)})",
        SigmaExpression.AllOf { Parts: [var only] } => TextOf(only),
        SigmaExpression.AnyOf { Parts: [var only] } => TextOf(only),
        SigmaExpression.AllOf all => $"all({Joined(all.Parts)})",
        SigmaExpression.AnyOf any => $"any({Joined(any.Parts)})",
        SigmaExpression.Match match => TextOf(match.Predicate),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static string Joined(IEnumerable<SigmaExpression> parts) => string.Join(Separator, parts.Select(TextOf).Order(StringComparer.Ordinal));

    // every part of a predicate but its place
    static string TextOf(SigmaPredicate predicate) => string.Create(CultureInfo.InvariantCulture, $"{predicate.Field}\u001e{DemandOf(predicate)}");

    static string DemandOf(SigmaPredicate predicate) => predicate switch
    {
        SigmaPredicate.TextMatch text => $"text{(text.IsCased ? "!" : "")}{text.Pattern.Canonical}",
        SigmaPredicate.Number number => string.Create(CultureInfo.InvariantCulture, $"number{number.Value.ToString("0.#############################", CultureInfo.InvariantCulture)}"),
        SigmaPredicate.Null => "null",
        SigmaPredicate.Exists exists => exists.IsThere ? "there" : "absent",
        SigmaPredicate.RegexMatch regex => $"regex{(regex.IsIgnoringCase ? "i" : "")}{(regex.IsMultiline ? "m" : "")}{(regex.IsDotAll ? "s" : "")}/{regex.Expression}",
        SigmaPredicate.Cidr cidr => $"cidr{cidr.Network}",
        SigmaPredicate.Compare compare => string.Create(CultureInfo.InvariantCulture, $"{compare.Operator}{compare.Value}"),
        SigmaPredicate.FieldReference reference => $"field{reference.Part}{(reference.IsCased ? "!" : "")}{reference.Other}",
        SigmaPredicate.TimeMatch time => string.Create(CultureInfo.InvariantCulture, $"{time.Part}{time.Operator}{time.Value}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
