using Merlon.Documents;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma.Matching;

namespace Merlon.Sigma.Explaining;

/// <summary>Comparisons and what a record has for them, in words.</summary>
sealed class PredicateWords(LogEvent record)
{
    /// <summary>Values of a list that are written out.</summary>
    const int ListedMax = 3;

    /// <summary>Longest value that is shown, in characters.</summary>
    const int ShownCharsMax = 160;

    /// <summary>What a comparison demands: <c>Image ends with '\cmd.exe'</c>.</summary>
    public static string TextOf(SigmaPredicate predicate, LogSourceClaim claim) => $"{FieldOf(predicate, claim)} {DemandOf(predicate)}";

    /// <summary>What several comparisons of one field demand, of which one must hold.</summary>
    public static string TextOf(IReadOnlyList<SigmaPredicate> predicates, LogSourceClaim claim)
    {
        if (predicates.Count == 1)
        {
            return TextOf(predicates[0], claim);
        }

        var listed = string.Join(", ", predicates.Take(ListedMax).Select(DemandOf).Distinct(StringComparer.Ordinal));
        var more = predicates.Count > ListedMax ? FormattableString.Invariant($", … {predicates.Count - ListedMax} more") : "";
        return $"{FieldOf(predicates[0], claim)}, one of {predicates.Count}: {listed}{more}";
    }

    /// <summary>What the record has that satisfies a comparison.</summary>
    public string ReasonOf(SigmaPredicate predicate, ExpressionExplanation outcome)
        => outcome.Satisfying.IsEmpty ? outcome.Compared.IsEmpty ? "the record has no such field" : ""
            : predicate.Field.Length == 0 ? $"{record.NameText(outcome.Satisfying[0])} is {Shown(outcome.Satisfying[0])}"
            : $"it is {Shown(outcome.Satisfying[0])}";

    /// <summary>What the record has instead of what a comparison demands.</summary>
    public string LackOf(SigmaPredicate predicate, ExpressionExplanation outcome)
    {
        if (predicate is SigmaPredicate.Exists { IsThere: false } or SigmaPredicate.Null && !outcome.Compared.IsEmpty)
        {
            return $"it is there: {Shown(outcome.Compared[0])}";
        }

        if (outcome.IsFieldMissing)
        {
            var near = Spelling.Nearest(predicate.Field, Enumerable.Range(0, record.Count).Select(record.NameText).Distinct(StringComparer.Ordinal));
            return "the record has no such field" + (near is null ? "" : $", but {near}");
        }

        if (predicate.Field.Length == 0)
        {
            return "no value of the record does";
        }

        var best = outcome.Compared.MaxBy(index => Nearness(predicate, record.ValueText(index)));
        var detail = predicate is SigmaPredicate.TextMatch text && record.KindOf(best) is not LogValueKind.Null ? NearMissOf(text, record.ValueText(best)) : "";
        return $"it is {Shown(best)}{detail}";
    }

    /// <summary>0 to 1: how near the record comes to a comparison that does not hold.</summary>
    public double NearnessOf(SigmaPredicate predicate, ExpressionExplanation outcome)
        => outcome.Compared.IsEmpty || predicate.Field.Length == 0 ? 0 : outcome.Compared.Max(index => Nearness(predicate, record.ValueText(index)));

    static string FieldOf(SigmaPredicate predicate, LogSourceClaim claim)
        => predicate.Field.Length == 0 ? "any value"
            : claim.Renames.TryGetValue(predicate.Field, out var renamed) ? $"{predicate.Field} (here {renamed})" : predicate.Field;

    static string DemandOf(SigmaPredicate predicate) => predicate switch
    {
        SigmaPredicate.TextMatch text => DemandOf(text) + (text.IsCased ? " in this case" : ""),
        SigmaPredicate.Number number => $"is {number.Written}",
        SigmaPredicate.Null => "is missing or null",
        SigmaPredicate.Exists exists => exists.IsThere ? "is there" : "is not there",
        SigmaPredicate.RegexMatch regex => $"matches /{Cut(regex.Expression)}/{(regex.IsIgnoringCase ? "i" : "")}",
        SigmaPredicate.Cidr cidr => $"is in {cidr.Network}",
        SigmaPredicate.Compare compare => FormattableString.Invariant($"{WordOf(compare.Operator)} {compare.Value}"),
        SigmaPredicate.FieldReference reference => $"{WordOf(reference.Part)} the value of {reference.Other}",
        SigmaPredicate.TimeMatch time => FormattableString.Invariant($"has a {time.Part.ToString().ToLowerInvariant()} that {WordOf(time.Operator)} {time.Value}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static string DemandOf(SigmaPredicate.TextMatch text)
    {
        var (begins, ends, inner) = Split(text.Pattern.Canonical);
        if (inner.Length == 0)
        {
            return begins || ends ? "holds anything" : "is empty";
        }

        var shown = $"'{Cut(inner.Replace(SigmaPattern.AnyRun, '*').Replace(SigmaPattern.AnyOne, '?'))}'";
        return (begins, ends) switch
        {
            (true, true) => $"contains {shown}",
            (true, false) => $"ends with {shown}",
            (false, true) => $"starts with {shown}",
            _ => $"is {shown}",
        };
    }

    // Where a text stands that a pattern wants elsewhere, or how much of it does.
    static string NearMissOf(SigmaPredicate.TextMatch text, string value)
    {
        var (begins, ends, inner) = Split(text.Pattern.Canonical);
        if (inner.Length == 0 || inner.AsSpan().IndexOfAny(SigmaPattern.AnyRun, SigmaPattern.AnyOne) >= 0)
        {
            return "";
        }

        if (text.IsCased && value.Contains(inner, StringComparison.OrdinalIgnoreCase) && !value.Contains(inner, StringComparison.Ordinal))
        {
            return $", which has '{Cut(inner)}' in another case";
        }

        if (value.Contains(inner, StringComparison.OrdinalIgnoreCase))
        {
            return (begins, ends) switch
            {
                (true, false) => $", which contains '{Cut(inner)}', but not at its end",
                (false, true) => $", which contains '{Cut(inner)}', but not at its beginning",
                _ => $", which contains '{Cut(inner)}', but is longer",
            };
        }

        return value.Replace(" ", "", StringComparison.Ordinal).Contains(inner.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)
            ? $", which has '{Cut(inner)}' with other spaces"
            : value.Replace('/', '\\').Contains(inner.Replace('/', '\\'), StringComparison.OrdinalIgnoreCase) ? $", which has '{Cut(inner)}' with other slashes" : "";
    }

    // The longest beginning or end of a text that the value has too, as a share of the text.
    static double Nearness(SigmaPredicate predicate, string value)
    {
        if (predicate is not SigmaPredicate.TextMatch text || Split(text.Pattern.Canonical).Inner is not { Length: > 0 } inner)
        {
            return 0;
        }

        for (var length = Math.Min(inner.Length, ShownCharsMax); length > 1; length--)
        {
            if (value.Contains(inner[..length], StringComparison.OrdinalIgnoreCase) || value.Contains(inner[^length..], StringComparison.OrdinalIgnoreCase))
            {
                return (double)length / inner.Length;
            }
        }

        return 0;
    }

    static (bool Begins, bool Ends, string Inner) Split(string canonical)
    {
        var begins = canonical.StartsWith(SigmaPattern.AnyRun);
        var ends = canonical.Length > 1 && canonical.EndsWith(SigmaPattern.AnyRun);
        return (begins, ends, canonical[(begins ? 1 : 0)..(canonical.Length - (ends ? 1 : 0))]);
    }

    static string WordOf(SigmaOperator comparison) => comparison switch
    {
        SigmaOperator.Equal => "is",
        SigmaOperator.NotEqual => "is not",
        SigmaOperator.Greater => "is above",
        SigmaOperator.GreaterOrEqual => "is at least",
        SigmaOperator.Less => "is below",
        _ => "is at most",
    };

    static string WordOf(SigmaTextPart part) => part switch
    {
        SigmaTextPart.Contains => "contains",
        SigmaTextPart.StartsWith => "starts with",
        SigmaTextPart.EndsWith => "ends with",
        _ => "is",
    };

    string Shown(int index) => record.KindOf(index) is LogValueKind.Null ? "null" : record.ValueText(index) is { Length: > 0 } text ? $"'{Cut(text)}'" : "empty";

    static string Cut(string text) => text.Length > ShownCharsMax ? string.Concat(text.AsSpan(0, ShownCharsMax - 1), "…") : text;
}
