using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Merlon.Robustness;
using Merlon.Sigma;

namespace Merlon.Defense.Tests.Robustness;

public sealed class RobustnessPropertyTests
{
    static readonly (string Field, string Value)[] Observables =
    [
        ("Image", "*\\evil.exe".Replace('*', SigmaPattern.AnyRun)), ("OriginalFileName", "RUNDLL32.EXE"), ("OriginalFileName", "Rubeus.exe"), ("CommandLine", "-enc"),
        ("ParentImage", "\\w3wp.exe"), ("EventID", "4698"), ("TargetObject", "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\x"), ("TargetObject", "\\x"),
        ("User", "SYSTEM"), ("Provider_Name", "P"), ("GrantedAccess", "0x1010"), ("Hashes", "MD5=00"), ("Unheard", "of"),
    ];

    static readonly Gen<SigmaExpression> Expressions = Gen.Sized(static size => Expression(Math.Min(size, 12)));

    static Gen<SigmaExpression> Leaf => Gen.Elements(Observables).Select(static one => (SigmaExpression)Match(one.Field, one.Value));

    static SigmaExpression.Match Match(string field, string value)
        => new SigmaExpression.Match(new SigmaPredicate.TextMatch(field, SigmaPattern.FromCanonical(value), IsCased: false, default));

    static Gen<SigmaExpression> Expression(int size)
    {
        if (size <= 1)
        {
            return Leaf;
        }

        var parts = Expression(size / 3).NonEmptyListOf().Resize(3).Select(static list => list.ToImmutableArray());
        return Gen.OneOf(
            Leaf,
            parts.Select(static list => (SigmaExpression)new SigmaExpression.AllOf(list)),
            parts.Select(static list => (SigmaExpression)new SigmaExpression.AnyOf(list)),
            Expression(size / 2).Select(static one => (SigmaExpression)new SigmaExpression.Negation(one)));
    }

    static SigmaRule Rule(SigmaExpression expression) => new()
    {
        Document = "a.yml",
        Title = "A",
        LogSource = new SigmaLogSource("windows", "process_creation", ""),
        Conditions = ["s"],
        Expression = expression,
    };

    static int LevelOf(SigmaExpression expression) => RuleRobustness.Of(Rule(expression)).Level ?? 0;

    [Fact]
    public void Every_rule_has_a_level_from_1_to_5_and_exactly_one_deciding_part_or_none()
        => Prop.ForAll(Expressions.ToArbitrary(), static expression =>
        {
            var scored = RuleRobustness.Of(Rule(expression));
            return scored.Level is >= 1 and <= 5 && scored.Factor is > 0 and <= 1 && scored.Parts.Count(static part => part.Decides) <= 1
                && scored.Parts.Where(static part => part.Decides).All(part => part.Level == scored.Level);
        }).Check(Cases.Quick);

    [Fact]
    public void An_ephemeral_value_that_must_hold_too_makes_any_rule_ephemeral()
        => Prop.ForAll(Expressions.ToArbitrary(), static expression =>
            LevelOf(new SigmaExpression.AllOf([expression, Match("Image", "\\evil.exe")])) == 1).Check(Cases.Quick);

    [Fact]
    public void A_further_alternative_never_lowers_the_level_of_a_rule_without_exclusions()
        => Prop.ForAll(Leaf.ToArbitrary(), Leaf.ToArbitrary(), static (one, other) =>
            LevelOf(new SigmaExpression.AnyOf([one, other])) >= Math.Min(LevelOf(one), LevelOf(other))).Check(Cases.Quick);

    [Fact]
    public void The_order_in_which_parts_are_written_changes_nothing()
        => Prop.ForAll(Expressions.ToArbitrary(), static expression => LevelOf(expression) == LevelOf(Reversed(expression))).Check(Cases.Quick);

    static SigmaExpression Reversed(SigmaExpression expression) => expression switch
    {
        SigmaExpression.AllOf all => new SigmaExpression.AllOf([.. all.Parts.Reverse().Select(Reversed)]),
        SigmaExpression.AnyOf any => new SigmaExpression.AnyOf([.. any.Parts.Reverse().Select(Reversed)]),
        SigmaExpression.Negation negation => new SigmaExpression.Negation(Reversed(negation.Part)),
        _ => expression,
    };

    [Fact]
    public void A_double_negation_changes_nothing()
        => Prop.ForAll(Expressions.ToArbitrary(), static expression =>
            LevelOf(new SigmaExpression.Negation(new SigmaExpression.Negation(expression))) == LevelOf(expression)).Check(Cases.Quick);
}
