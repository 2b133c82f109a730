using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Sigma;

namespace Merlon.Defense.Tests.Assessment;

public sealed class RuleTagCheckTests
{
    static readonly RuleTagCheck Check = new(BuiltInRelease.Open());

    [Theory]
    [InlineData("attack.execution attack.t1059.001", "")]
    [InlineData("attack.g0016 attack.s0002 cve.2024-1 car.x", "")]
    [InlineData("attack.execution attack.t1059.999", "SIGMA120 SIGMA125")]
    [InlineData("attack.g9999", "SIGMA120")]
    [InlineData("attack.persistence attack.t1150", "SIGMA121")]
    [InlineData("attack.t1059", "SIGMA124")]
    [InlineData("attack.impact attack.execution attack.t1059", "SIGMA125")]
    [InlineData("attack.executing attack.execution attack.t1059", "SIGMA123")]
    [InlineData("attack.stealth attack.t1070", "SIGMA126")]
    public void A_tag_is_held_against_the_release(string tags, string codes)
        => string.Join(' ', Findings(tags).Select(static finding => finding.Code).Order(StringComparer.Ordinal)).ShouldBe(codes);

    [Fact]
    public void What_has_moved_names_its_successor()
    {
        var finding = Findings("attack.persistence attack.t1150").Single(static f => f.Code == "SIGMA121");
        finding.Advice.ShouldNotBeNull().ShouldContain("attack.t1647");
        (finding.Location.Line, finding.Severity).ShouldBe((2, Severity.Warning));
    }

    [Fact]
    public void A_technique_of_a_later_release_is_taken_for_one()
        => Findings("attack.impact attack.t9999").Single(static f => f.Code == "SIGMA120").Advice.ShouldNotBeNull().ShouldContain("later release");

    static IReadOnlyList<Diagnostic> Findings(string tags) => Check.Check(new SigmaRule
    {
        Document = "r.yml",
        Title = "R",
        LogSource = new SigmaLogSource("windows", "", ""),
        Conditions = [],
        Tags = [.. tags.Split(' ').Select(static (tag, i) => new SigmaTag(tag, new SourceLocation(i + 1, 1)))],
    });
}
