using Merlon.Hunting;

namespace Merlon.Detection.Tests.Hunting;

public sealed class RuleSelectionTests
{
    static string[] Selected(RuleSelection selection)
        => [.. selection.Of(SmallHunt.Rules(SmallHunt.Whoami, SmallHunt.Dump)).Content.Rules.Select(static rule => rule.Name)];

    [Fact]
    public void Nothing_asked_for_lets_all_through() => Selected(new RuleSelection()).ShouldBe(["whoami", "dump"]);

    [Theory]
    [InlineData("informational", "whoami,dump")]
    [InlineData("medium", "whoami,dump")]
    [InlineData("high", "dump")]
    [InlineData("critical", "")]
    public void A_level_is_the_least(string level, string expected)
        => string.Join(',', Selected(new RuleSelection { LevelMin = level })).ShouldBe(expected);

    [Theory]
    [InlineData("t1003", "dump")]
    [InlineData("attack.t1003", "dump")]
    [InlineData("T1003.001", "dump")]
    [InlineData("t1003.0", "")]
    [InlineData("t100", "")]
    [InlineData("discovery", "whoami")]
    [InlineData("attack", "whoami,dump")]
    public void A_tag_stands_for_itself_and_what_is_below_it(string tag, string expected)
        => string.Join(',', Selected(new RuleSelection { Tags = [tag] })).ShouldBe(expected);

    [Fact]
    public void Rules_are_named_by_id_or_name_and_left_out_likewise()
    {
        Selected(new RuleSelection { Rules = ["WHOAMI"] }).ShouldBe(["whoami"]);
        Selected(new RuleSelection { Rules = ["22222222-2222-2222-2222-222222222222"] }).ShouldBe(["dump"]);
        Selected(new RuleSelection { Excluded = ["whoami"] }).ShouldBe(["dump"]);
        Selected(new RuleSelection { Statuses = ["Test"] }).ShouldBe(["whoami"]);
    }
}
