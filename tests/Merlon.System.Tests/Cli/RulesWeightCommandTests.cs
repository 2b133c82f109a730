namespace Merlon.System.Tests.Cli;

/// <summary><c>merlon rules robustness</c>, <c>merlon rules coverage</c> and <c>merlon tests</c>.</summary>
public sealed class RulesWeightCommandTests : IDisposable
{
    const string Tiny = """
        merlon: 1
        name: Tiny Ltd
        sectors: [finance]
        platforms: [Windows]
        log_sources:
          - {source: sysmon, devices: 85%}
        rules:
          - path: rules
        tests:
          - {technique: T1033, outcome: alerted, date: 2026-09-14, name: who am I, rule: Who am I, time_to_alert: 12}
        """;

    const string Rule = """
        title: Who am I
        id: 11111111-1111-1111-1111-111111111111
        status: stable
        level: high
        tags: [attack.t1033]
        logsource: { product: windows, category: process_creation }
        detection:
          selection:
            Image|endswith: \whoami.exe
          condition: selection
        """;

    readonly ScratchFolder folder = new();

    public RulesWeightCommandTests()
    {
        folder.Write("tiny/organisation.yaml", Tiny);
        folder.Write("tiny/rules/who.yml", Rule);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_robustness_of_a_rule_opens_into_its_parts_with_their_lines()
    {
        var run = CommandRun.Of(["rules", "robustness", folder.File("tiny/rules/who.yml")]);
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldStartWith("1U Who am I");
        run.Output.ShouldContain("0.38 of its strength");
        run.Output.ShouldContain("1 rule: 1 on level 1.");

        var rule = CommandRun.Of(["rules", "robustness", folder.File("tiny/rules"), "--json"]).Json().GetProperty("robustness")[0];
        rule.GetProperty("score").GetString().ShouldBe("1U");
        var part = rule.GetProperty("parts")[0];
        (part.GetProperty("field").GetString(), part.GetProperty("line").GetInt32(), part.GetProperty("decides").GetBoolean()).ShouldBe(("Image", 9, true));

        var csv = folder.File("r.csv");
        CommandRun.Of(["rules", "robustness", folder.File("tiny/rules"), "--csv", csv]).ExitCode.ShouldBe(0);
        File.ReadAllLines(csv).Length.ShouldBe(2);
    }

    [Fact]
    public void The_robustness_of_what_is_no_rule_is_refused()
    {
        folder.Write("other/note.yml", "just: a note");
        var run = CommandRun.Of(["rules", "robustness", folder.File("other/note.yml")]);
        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("there is no Sigma rule");
    }

    [Fact]
    public void Coverage_names_what_a_technique_hangs_on()
    {
        var run = CommandRun.Of(["rules", "coverage", folder.File("tiny"), "--as-of", "2026-11-22"]);
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("T1033");
        run.Output.ShouldContain("sysmon");

        var json = CommandRun.Of(["rules", "coverage", folder.File("tiny"), "--as-of", "2026-11-22", "--json"]).Json();
        var technique = json.GetProperty("techniques").EnumerateArray().Single(static one => one.GetProperty("id").GetString() is "T1033");
        technique.GetProperty("worst_left").GetDouble().ShouldBe(0);
        technique.GetProperty("single_points").EnumerateArray().Select(static one => one.GetString()).ShouldBe(["rule:windows/process_creation:11111111-1111-1111-1111-111111111111", "sysmon"], ignoreOrder: true);
        json.GetProperty("rules")[0].GetProperty("state").GetString().ShouldBe("needed");

        var (csv, layer) = (folder.File("c.csv"), folder.File("l.json"));
        CommandRun.Of(["rules", "coverage", folder.File("tiny"), "--csv", csv, "--layer", layer]).ExitCode.ShouldBe(0);
        File.ReadAllText(csv).ShouldContain("T1033,System Owner/User Discovery");
        CommandRun.Of(["layer", "check", layer]).ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Tests_are_listed_and_one_whose_rule_changed_ends_with_1()
    {
        CommandRun.Of(["assess", folder.File("tiny"), "--out", folder.File("out")]).ExitCode.ShouldBe(0);
        var holds = CommandRun.Of(["tests", folder.File("tiny")]);
        holds.ExitCode.ShouldBe(0, holds.Error);
        holds.Output.ShouldContain("holds");
        holds.Output.ShouldContain("12 min");

        folder.Write("tiny/rules/who.yml", Rule.Replace("whoami", "who", StringComparison.Ordinal));
        var isVoid = CommandRun.Of(["tests", folder.File("tiny"), "--void", "--json"]);
        isVoid.ExitCode.ShouldBe(1);
        var test = isVoid.Json().GetProperty("tests")[0];
        test.GetProperty("stands").GetString().ShouldBe("void");
        test.GetProperty("voided_by")[0].GetString().ShouldBe("the rule \"Who am I\" detects something else than then");
        test.GetProperty("minutes_to_alert").GetDecimal().ShouldBe(12);
        test.GetProperty("rests_on").EnumerateArray().Any(static line => line.GetProperty("kind").GetString() is "Rule").ShouldBeTrue();
    }

    [Fact]
    public void Quiet_takes_a_number_of_host_days_above_nothing()
    {
        folder.Write("logs/a.json", "{}\n");
        foreach (var written in (string[])["0", "-1", "many"])
        {
            var run = CommandRun.Of(["hunt", folder.File("logs"), "--rules", folder.File("tiny/rules"), "--quiet", written]);
            run.ExitCode.ShouldBe(2);
            run.Error.ShouldContain("hosts times days");
        }

        CommandRun.Of(["hunt", folder.File("logs"), "--rules", folder.File("tiny/rules"), "--quiet", "1", "--record", "T1033"]).ExitCode.ShouldBe(2);
    }
}
