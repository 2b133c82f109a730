using FsCheck;
using FsCheck.Fluent;
using Merlon.Sigma;

namespace Merlon.Detection.Tests.Sigma.Matching;

/// <summary>What conditions mean.</summary>
public sealed class SigmaConditionTests
{
    // Each selection is true where its field is 1.
    const string Selections = "a: {A: 1}, b: {B: 1}, c: {C: 1}, sel_x: {X: 1}, sel_y: {Y: 1}, _hidden: {H: 1}";

    [Theory]
    [InlineData("a", "A", true)]
    [InlineData("a", "B", false)]
    [InlineData("not a", "", true)]
    [InlineData("not not a", "A", true)]
    [InlineData("a and b", "A", false)]
    [InlineData("a or b and c", "A", true)] // and before or
    [InlineData("a or b and c", "C", false)]
    [InlineData("(a or b) and c", "A", false)]
    [InlineData("(a or b) and c", "AC", true)]
    [InlineData("not a and b", "B", true)] // not before and
    [InlineData("not a and b", "", false)]
    [InlineData("not (a and b)", "A", true)]
    [InlineData("a and not b or c", "C", true)]
    [InlineData("a AND NOT b", "A", true)] // words in any case
    [InlineData("A or a", "A", null)] // ids are not
    [InlineData("a or(b)", "B", true)]
    [InlineData("((a))", "A", true)]
    [InlineData("1 of sel_*", "Y", true)]
    [InlineData("any of sel_*", "X", true)]
    [InlineData("all of sel_*", "X", false)]
    [InlineData("all of sel_*", "XY", true)]
    [InlineData("1 OF sel_*", "X", true)]
    [InlineData("1 of *_x", "X", true)]
    [InlineData("1 of *e*", "X", true)]
    [InlineData("1 of sel_x", "X", true)]
    [InlineData("1 of sel", "X", null)] // a pattern fits whole ids
    [InlineData("1 of them", "A", true)]
    [InlineData("1 of them", "H", false)] // those with _ before them are left out
    [InlineData("all of them", "ABCXY", true)]
    [InlineData("1 of _*", "H", null)]
    [InlineData("_hidden", "H", true)] // but can be named
    [InlineData("not 1 of sel_*", "A", true)]
    [InlineData("a and not 1 of sel_*", "AX", false)]
    [InlineData("a and not all of sel_*", "AX", true)]
    [InlineData("1 of nothing*", "A", null)]
    [InlineData("2 of them", "A", null)]
    [InlineData("d", "A", null)]
    [InlineData("a b", "A", null)]
    [InlineData("a and", "A", null)]
    [InlineData("and a", "A", null)]
    [InlineData("(a", "A", null)]
    [InlineData("a)", "A", null)]
    [InlineData("()", "A", null)]
    [InlineData("not", "A", null)]
    [InlineData("1 of", "A", null)]
    [InlineData("1 of (a)", "A", null)]
    [InlineData("a | count() > 5", "A", null)]
    [InlineData("a | near b", "A", null)]
    public void A_condition_holds_or_is_refused(string condition, string fields, bool? expected)
    {
        var rule = SmallRules.Rule($"{{{Selections}, condition: '{condition}'}}".Replace("| near b", "| near b", StringComparison.Ordinal));
        if (expected is null)
        {
            rule.Expression.ShouldBeNull();
            rule.Refusal.ShouldNotBeNull().Code.ShouldBeOneOf("SIGMA045", "SIGMA046", "SIGMA048");
            return;
        }

        SmallRules.IsMatch(rule, $$"""{"Z":0{{string.Concat(fields.Select(static f => $",\"{f}\":1"))}}}""").ShouldBe(expected.Value);
    }

    [Fact]
    public void Several_conditions_are_alternatives()
    {
        var rule = SmallRules.Rule($"{{{Selections}, condition: [a, b and c]}}");
        SmallRules.IsMatch(rule, """{"A":1}""").ShouldBeTrue();
        SmallRules.IsMatch(rule, """{"B":1}""").ShouldBeFalse();
        SmallRules.IsMatch(rule, """{"B":1,"C":1}""").ShouldBeTrue();
    }

    [Fact]
    public void A_selection_that_is_named_twice_is_one_object()
    {
        var rule = SmallRules.Rule("{a: {A: 1}, b: {B: 1}, condition: a and b or a}");
        var any = rule.Expression.ShouldBeOfType<SigmaExpression.AnyOf>();
        any.Parts[0].ShouldBeOfType<SigmaExpression.AllOf>().Parts[0].ShouldBeSameAs(any.Parts[1]);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Nesting_is_bounded(int depth, bool isRead)
    {
        SmallRules.Rule($"{{a: {{A: 1}}, condition: '{new string('(', depth)}a{new string(')', depth)}'}}").Refusal?.Code.ShouldBe(isRead ? null : "SIGMA047");
        var rule = SmallRules.Rule($"{{a: {{A: 1}}, condition: '{string.Concat(Enumerable.Repeat("not ", depth))}a'}}");
        (rule.Refusal is null).ShouldBe(isRead);
    }

    [Theory]
    [InlineData(16_384, true)]
    [InlineData(16_385, false)]
    public void Length_is_bounded(int length, bool isRead)
        => (SmallRules.Rule($"{{a: {{A: 1}}, condition: 'a or {new string(' ', length - 6)}a'}}").Refusal?.Code is "SIGMA047").ShouldBe(!isRead);

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(10_001, false)]
    public void Predicates_are_bounded(int values, bool isRead)
    {
        var list = string.Join(", ", Enumerable.Repeat("'-a'", values)); // five each
        (SmallRules.Rule($"{{a: {{A|windash: [{list}]}}, condition: a}}").Refusal?.Code is "SIGMA047").ShouldBe(!isRead);
    }

    // A tree of words written out with as few parentheses as precedence allows must be read back as it was.
    [Fact]
    public void Precedence_is_that_of_a_tree_written_out()
    {
        var tree = Gen.Sized(TreeOf);
        Prop.ForAll(tree.ToArbitrary(), Gen.Choose(0, 7).ToArbitrary(), static (tree, bits) =>
        {
            var rule = SmallRules.Rule($"{{a: {{A: 1}}, b: {{B: 1}}, c: {{C: 1}}, condition: '{tree.Text(0)}'}}");
            var json = $$"""{"A":{{bits & 1}},"B":{{bits >> 1 & 1}},"C":{{bits >> 2 & 1}}}""";
            return SmallRules.IsMatch(rule, json) == tree.Value(bits);
        }).Check(Cases.Quick.WithMaxTest(300).WithEndSize(20));

        static Gen<Tree> TreeOf(int size)
            => size <= 1 ? Gen.Choose(0, 2).Select(static i => new Tree('v', i, null, null))
            : Gen.OneOf(
                Gen.Choose(0, 2).Select(static i => new Tree('v', i, null, null)),
                TreeOf(size - 1).Select(static t => new Tree('!', 0, t, null)),
                from left in TreeOf(size / 2) from right in TreeOf(size / 2) select new Tree('&', 0, left, right),
                from left in TreeOf(size / 2) from right in TreeOf(size / 2) select new Tree('|', 0, left, right));
    }

    sealed record Tree(char Kind, int Variable, Tree? Left, Tree? Right)
    {
        public bool Value(int bits) => Kind switch
        {
            'v' => (bits >> Variable & 1) == 1,
            '!' => !Left!.Value(bits),
            '&' => Left!.Value(bits) && Right!.Value(bits),
            _ => Left!.Value(bits) || Right!.Value(bits),
        };

        public string Text(int around)
        {
            var (own, text) = Kind switch
            {
                'v' => (3, "abc"[Variable].ToString()),
                '!' => (2, "not " + Left!.Text(2)),
                '&' => (1, Left!.Text(1) + " and " + Right!.Text(1)),
                _ => (0, Left!.Text(0) + " or " + Right!.Text(0)),
            };
            return own < around ? $"({text})" : text;
        }
    }
}
