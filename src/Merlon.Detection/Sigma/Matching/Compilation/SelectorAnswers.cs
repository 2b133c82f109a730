using System.Collections.Immutable;
using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Sigma.Matching.Compilation;

/// <summary>
/// What a route's selector values decide of a rule before any record is seen: rules for another event id fall away with
/// everything that they would have asked of other fields.
/// </summary>
sealed class SelectorAnswers
{
    readonly ImmutableArray<string> names;
    readonly string[] values;
    readonly string[] folded;
    readonly bool[] isNumber;
    readonly decimal[] numbers;
    readonly SigmaEvaluation evaluation = new();
    readonly Dictionary<SigmaExpression.Selection, bool?> selections = new(ReferenceEqualityComparer.Instance);
    LogSourceClaim? selectionsClaim;

    /// <summary>Answers for a route; none where its selectors are not plain.</summary>
    public SelectorAnswers(LogRoute route, bool arePlain)
    {
        names = arePlain ? route.Pipeline.Selectors : [];
        values = arePlain ? [.. route.SelectorValues] : [];
        folded = Array.ConvertAll(values, SigmaText.Fold);
        numbers = new decimal[values.Length];
        isNumber = new bool[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            isNumber[i] = SigmaText.TryReadNumber(values[i], out numbers[i]);
        }
    }

    /// <summary>A field as the records of a claim call it.</summary>
    public static string Renamed(string field, LogSourceClaim claim)
        => claim.Renames.Count == 0 ? field : claim.Renames.GetValueOrDefault(field, field);

    /// <summary>How the selectors decide an expression, or null where they do not.</summary>
    public bool? IsTrue(SigmaExpression expression, LogSourceClaim claim)
    {
        if (names.IsEmpty)
        {
            return null;
        }

        switch (expression)
        {
            case SigmaExpression.Match match:
                return IsTrue(match, claim);
            case SigmaExpression.Selection selection:
                return IsTrue(selection, claim);
            case SigmaExpression.Negation negation:
                return !IsTrue(negation.Part, claim);
            case SigmaExpression.AllOf all:
                return IsDecidedBy(all.Parts, claim, decisive: false);
            case SigmaExpression.AnyOf any:
                return IsDecidedBy(any.Parts, claim, decisive: true);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    bool? IsTrue(SigmaExpression.Selection selection, LogSourceClaim claim)
    {
        if (selectionsClaim != claim)
        {
            selections.Clear();
            selectionsClaim = claim;
        }

        if (!selections.TryGetValue(selection, out var answer))
        {
            selections.Add(selection, answer = IsTrue(selection.Body, claim));
        }

        return answer;
    }

    bool? IsDecidedBy(ImmutableArray<SigmaExpression> parts, LogSourceClaim claim, bool decisive)
    {
        bool? all = !decisive;
        foreach (var part in parts)
        {
            var answer = IsTrue(part, claim);
            if (answer == decisive)
            {
                return decisive;
            }

            all = answer is null ? null : all;
        }

        return all;
    }

    bool? IsTrue(SigmaExpression.Match match, LogSourceClaim claim)
    {
        var predicate = match.Predicate;
        var at = names.IndexOf(Renamed(predicate.Field, claim), 0, StringComparer.Ordinal);
        if (at < 0 || predicate is SigmaPredicate.FieldReference)
        {
            return null;
        }

        return predicate switch
        {
            SigmaPredicate.Number number => isNumber[at] && numbers[at] == number.Value || folded[at] == SigmaText.Fold(number.Written),
            SigmaPredicate.TextMatch { IsCased: false } text => SigmaText.IsMatch(folded[at], SigmaText.Fold(text.Pattern.Canonical)),
            _ => Evaluate(predicate with { Field = names[at] }, at),
        };
    }

    bool Evaluate(SigmaPredicate predicate, int at)
    {
        var record = new LogEvent();
        record.Add(names[at], values[at]);
        return evaluation.Explain(new SigmaExpression.Match(predicate), record, Bare, Anything).IsTrue;
    }

    static Pipeline Bare { get; } = new() { Name = "", Title = "" };

    static LogSourceClaim Anything { get; } = new(default);
}
