using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Linting;
using Merlon.Sigma.Matching;

namespace Merlon.Detection.Tests.Sigma.Linting;

/// <summary>What entailment affirms has to be so: held against matching itself.</summary>
public sealed class EntailmentTests
{
    static readonly SigmaLogSource Source = new("", "any", "");
    static readonly Pipeline Any = Pipeline.Of(Source);
    static readonly LogRoute Route = PipelineSet.RouteOf(Any, []);

    [Theory]
    [InlineData("*a*", "*ab*", true)]
    [InlineData("*b", "*ab", true)]
    [InlineData("a*", "ab*", true)]
    [InlineData("*", "", true)]
    [InlineData("*a*", "*", false)]
    [InlineData("a?", "ab", true)]
    [InlineData("a?", "a*", false)]
    [InlineData("a?c", "a?c", true)]
    [InlineData("*ab*", "*a*b*", false)]
    [InlineData("*a*b*", "*ab*", true)]
    [InlineData("?", "\ud83d\ude00", false)]
    public void A_pattern_covers_another(string wide, string narrow, bool expected)
        => Entailment.Covers(SigmaPattern.Parse(wide).Canonical, SigmaPattern.Parse(narrow).Canonical).ShouldBe(expected);

    [Fact]
    public void A_pattern_that_covers_another_fits_every_text_that_the_other_fits()
    {
        var patterns = Gen.Elements('a', 'b', '*', '?').ArrayOf().Resize(5).Select(static chars => new string(chars));
        var texts = Gen.Elements('a', 'b').ArrayOf().Resize(6).Select(static chars => new string(chars));
        var cases = patterns.SelectMany(_ => patterns, static (wide, narrow) => (wide, narrow)).SelectMany(_ => texts, static (pair, text) => (pair.wide, pair.narrow, text)).ToArbitrary();
        Prop.ForAll(cases, static one =>
        {
            var (wide, narrow) = (SigmaPattern.Parse(one.wide).Canonical, SigmaPattern.Parse(one.narrow).Canonical);
            return !Entailment.Covers(wide, narrow) || !SigmaText.IsMatch(one.text, narrow) || SigmaText.IsMatch(one.text, wide);
        }).Check(Cases.Quick.WithMaxTest(50_000));
    }

    [Fact]
    public void An_expression_that_entails_another_is_never_true_of_a_record_of_which_the_other_is_not()
    {
        var cases = Expressions(3).SelectMany(_ => Expressions(3), static (premise, conclusion) => (premise, conclusion))
            .SelectMany(_ => Records(), static (pair, records) => (pair.premise, pair.conclusion, records)).ToArbitrary();
        var affirmed = 0;
        Prop.ForAll(cases, one =>
        {
            if (!new Entailment().Holds(one.premise, one.conclusion))
            {
                return true;
            }

            affirmed++;
            return one.records.All(record => !IsMatch(one.premise, record) || IsMatch(one.conclusion, record));
        }).Check(Cases.Quick.WithMaxTest(6_000));
        affirmed.ShouldBeGreaterThan(300);
    }

    static bool IsMatch(SigmaExpression expression, (string Field, string Value, bool IsElement)[] fields)
    {
        LogEvent record = new();
        foreach (var (field, value, isElement) in fields)
        {
            record.Add(field, value, value == "null" ? LogValueKind.Null : LogValueKind.Text, isElement: isElement);
        }

        var rule = new SigmaRule { Document = "", Title = "", LogSource = Source, Conditions = [], Expression = expression };
        return new NaiveMatcher([rule], PipelineSet.BuiltIn).IsMatch(rule, record, Route);
    }

    static Gen<(string Field, string Value, bool IsElement)[][]> Records()
    {
        var values = Gen.Elements("", "a", "b", "ab", "aab", "1", "2", "null", "A");
        var fields = Gen.Elements("f", "g").SelectMany(_ => values, static (field, value) => (field, value)).SelectMany(_ => Gen.Elements(true, false), static (pair, isElement) => (pair.field, pair.value, isElement));
        return fields.ArrayOf().Resize(4).ArrayOf(8);
    }

    static Gen<SigmaExpression> Expressions(int depth)
    {
        Gen<SigmaExpression> match = Predicates().Select(static predicate => (SigmaExpression)new SigmaExpression.Match(predicate));
        if (depth == 0)
        {
            return match;
        }

        var parts = Gen.Choose(1, 3).SelectMany(count => Expressions(depth - 1).ArrayOf(count)).Select(static array => array.ToImmutableArray());
        return Gen.OneOf(
            match,
            parts.Select(static p => (SigmaExpression)new SigmaExpression.AllOf(p)),
            parts.Select(static p => (SigmaExpression)new SigmaExpression.AnyOf(p)),
            Expressions(depth - 1).Select(static p => (SigmaExpression)new SigmaExpression.Negation(p)),
            Expressions(depth - 1).Select(static p => (SigmaExpression)new SigmaExpression.Selection("s", p, default)));
    }

    static Gen<SigmaPredicate> Predicates()
    {
        var field = Gen.Elements("f", "g");
        var text = Gen.Elements("a", "*a", "a*", "*a*", "*ab*", "?", "", "*", "1", "A");
        return Gen.OneOf(
            field.SelectMany(_ => text, static (f, t) => (f, t)).SelectMany(_ => Gen.Elements(true, false), static (p, cased) => (SigmaPredicate)new SigmaPredicate.TextMatch(p.f, SigmaPattern.Parse(p.t), cased, default)),
            field.SelectMany(_ => text, static (f, t) => (SigmaPredicate)new SigmaPredicate.TextMatch(f, SigmaPattern.Parse(t), IsCased: false, default)),
            field.Select(static f => (SigmaPredicate)new SigmaPredicate.Null(f, default)),
            field.SelectMany(_ => Gen.Elements(true, false), static (f, isThere) => (SigmaPredicate)new SigmaPredicate.Exists(f, isThere, default)),
            field.SelectMany(_ => Gen.Elements(1m, 2m), static (f, n) => (SigmaPredicate)new SigmaPredicate.Number(f, n, $"{n}", default)),
            field.SelectMany(_ => Gen.Elements(SigmaOperator.Greater, SigmaOperator.LessOrEqual), static (f, op) => (f, op))
                .SelectMany(_ => Gen.Elements(1m, 2m), static (p, n) => (SigmaPredicate)new SigmaPredicate.Compare(p.f, p.op, n, default)));
    }
}
