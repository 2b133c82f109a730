using Merlon.Attack;
using Merlon.Hunting;
using Merlon.Intelligence;

namespace Merlon.Defense.Tests.Intelligence;

public sealed class AttackStoryTests
{
    static readonly Lazy<AttackRelease> Release = new(BuiltInRelease.Open);

    static HuntedRule Rule(string title, string level, params string[] tags) => new() { Title = title, Id = title, Level = level, Tags = tags, Document = "r.yml" };

    static Finding At(HuntedRule rule, int minute, string host = "pc1", string session = "s1", string image = "") => new()
    {
        Rule = rule,
        Time = new DateTimeOffset(2026, 1, 2, 3, minute, 0, TimeSpan.Zero),
        Host = host,
        User = "bob",
        Session = session,
        Document = "a",
        Record = minute,
        Fields = image.Length == 0 ? [] : [new FindingField("Image", image, IsMarked: true)],
    };

    static AttackStory Story(params Finding[] findings) => AttackStory.Of(findings, new AttackTagReader(Release.Value));

    [Fact]
    public void Stages_stand_in_the_order_of_the_matrix_each_with_its_time_span_and_techniques()
    {
        var dump = Rule("dump", "high", "attack.credential-access", "attack.t1003.001");
        var run = Rule("run", "medium", "attack.execution", "attack.t1059.001");

        var host = Story(At(dump, 1), At(run, 5), At(run, 2)).Hosts.ShouldHaveSingleItem();

        host.Stages.Select(static stage => stage.Tactic.Shortname).ShouldBe(["execution", "credential-access"]);
        host.Stages[0].Techniques.Select(static technique => technique.Id).ShouldBe(["T1059.001"]);
        host.Stages[0].Findings.Select(static one => one.Finding.Record).ShouldBe([2, 5]);
        (host.Stages[0].First?.Minute, host.Stages[0].Last?.Minute).ShouldBe((2, 5));
        host.Sessions.ShouldHaveSingleItem().Tactics.Select(static tactic => tactic.Shortname).ShouldBe(["credential-access", "execution"]);
    }

    [Fact]
    public void Of_several_tactics_that_the_rule_names_the_earliest_is_its_stage()
        => Story(At(Rule("r", "high", "attack.persistence", "attack.privilege-escalation", "attack.t1543.003"), 1)).Hosts[0].Stages.ShouldHaveSingleItem().Tactic.Shortname.ShouldBe("persistence");

    [Fact]
    public void Without_a_tactic_tag_the_techniques_say_and_without_either_there_is_no_stage()
    {
        var story = Story(At(Rule("a", "high", "attack.t1003.001"), 1), At(Rule("b", "high", "car.2013-01-001"), 2));

        story.Hosts.ShouldHaveSingleItem().Stages.ShouldHaveSingleItem().Tactic.Shortname.ShouldBe("credential-access");
        story.Unplaced.ShouldBe(1);
    }

    [Fact]
    public void A_tag_of_another_release_is_told_as_this_one_has_it()
    {
        var reader = new AttackTagReader(Release.Value);

        var tags = reader.Read(["attack.t1685.005", "attack.stealth", "attack.t9999", "cve.2021-1", "attack.s0002", "attack.g0016"]);

        tags.Techniques.Select(static technique => technique.Id).ShouldBe(["T1070.001"]);
        tags.Tactics.Select(static tactic => tactic.Shortname).ShouldContain("defense-evasion", StringComparer.Ordinal);
        tags.Software.ShouldHaveSingleItem().Name.ShouldBe("Mimikatz");
        tags.Groups.ShouldHaveSingleItem().Id.ShouldBe("G0016");
        reader.Unresolved.Select(static tag => (tag.Tag, tag.Rules, tag.MovedTo.Count > 0)).ShouldBe([("stealth", 1, true), ("t1685.005", 1, true), ("t9999", 1, false)]);
    }

    [Fact]
    public void Hosts_and_sessions_are_told_apart_and_the_host_where_it_began_comes_first()
    {
        var rule = Rule("r", "high", "attack.t1003.001");

        var story = Story(At(rule, 9, "a"), At(rule, 3, "b", "s1"), At(rule, 2, "b", "s2"), At(rule, 4, "B", "s2"));

        story.Hosts.Select(static host => host.Host).ShouldBe(["b", "a"]);
        story.Hosts[0].Sessions.Select(static session => (session.Name, session.Findings)).ShouldBe([("s2", 2), ("s1", 1)]);
    }

    [Theory]
    [InlineData(@"C:\Tools\PsExec64.exe", "S0029")]
    [InlineData(@"C:\x\MIMIKATZ.exe", "S0002")]
    [InlineData("/opt/x/mimikatz", "S0002")]
    [InlineData(@"C:\Windows\System32\cmd.exe", "")]
    [InlineData("/usr/bin/at", "")]
    [InlineData(@"C:\mimikatz\notepad.exe", "")]
    [InlineData(@"C:\x\carbon.exe", "")]
    [InlineData("", "")]
    public void A_tool_is_seen_by_the_name_of_its_program_alone_and_malware_is_not(string image, string software)
        => string.Join(' ', Story(At(Rule("r", "high", "attack.t1003.001"), 1, image: image)).Actors.Software.Select(static one => one.Id)).ShouldBe(software);

    [Fact]
    public void What_is_of_low_level_does_not_point_to_anybody()
        => Story(At(Rule("r", "low", "attack.t1003.001"), 1, image: "mimikatz.exe")).Actors.Techniques.ShouldBeEmpty();
}
