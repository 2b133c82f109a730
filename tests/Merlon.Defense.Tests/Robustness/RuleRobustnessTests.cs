using System.Text;
using Merlon.Documents;
using Merlon.Robustness;
using Merlon.Sigma;

namespace Merlon.Defense.Tests.Robustness;

/// <summary>Hand-made rules with known levels; those of the method's own pages are named so.</summary>
public sealed class RuleRobustnessTests
{
    static RuleRobustness Score(string detection, string logSource = "{product: windows, category: process_creation}")
    {
        var yaml = $"title: A\nid: 11111111-2222-3333-4444-555555555555\nlogsource: {logSource}\ndetection:\n{detection}\n";
        return RuleRobustness.Of(SigmaReader.Read(Encoding.UTF8.GetBytes(yaml), "a.yml", ReadLimits.Default).Value.ShouldNotBeNull().ShouldHaveSingleItem());
    }

    static string One(string item, string logSource = "{product: windows, category: process_creation}") => Score($"  selection:\n    {item}\n  condition: selection", logSource).Score;

    [Theory]
    [InlineData("Hashes|contains: SHA256=9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08", "1U")]
    [InlineData("Hashes|contains: IMPHASH=BCCA3C247B619DCD13C8CDFF5F123932", "2U")]
    [InlineData("Image|endswith: \\mimikatz.exe", "1U")]
    [InlineData("OriginalFileName: AdFind.exe", "2U")]
    [InlineData("OriginalFileName: RUNDLL32.EXE", "3U")]
    [InlineData("CommandLine|contains: -lockoutduration", "2U")]
    [InlineData("CommandLine|contains: vssadmin delete shadows", "3U")]
    [InlineData("ProcessId: 4711", "1U")]
    [InlineData("NeverHeardOf: x", "2U")]
    public void One_value_has_the_level_of_its_kind(string item, string score) => One(item).ShouldBe(score);

    [Theory]
    [InlineData("TargetObject|contains: \\Schedule\\TaskCache\\Tree\\", "{product: windows, category: registry_event}", "5K")]
    [InlineData("TargetObject|contains: \\CurrentVersion\\Run\\", "{product: windows, category: registry_set}", "4K")]
    [InlineData("TargetObject|contains: \\Software\\Acme\\Evil", "{product: windows, category: registry_set}", "2K")]
    [InlineData("TargetFilename|contains: \\Windows\\System32\\Tasks\\", "{product: windows, category: file_event}", "5U")]
    [InlineData("TargetFilename|endswith: \\evil.exe", "{product: windows, category: file_event}", "1U")]
    [InlineData("TargetImage|endswith: \\lsass.exe", "{product: windows, category: process_access}", "4U")]
    [InlineData("EventID: 4698", "{product: windows, service: security}", "4A")]
    [InlineData("EventID: 4663", "{product: windows, service: security}", "4K")]
    [InlineData("DestinationIp: 203.0.113.7", "{product: windows, category: network_connection}", "1K")]
    [InlineData("QueryName|endswith: .evil.example", "{product: windows, category: dns_query}", "1U")]
    [InlineData("eventName: StopLogging", "{product: aws, service: cloudtrail}", "4")]
    [InlineData("endpoint: drsuapi", "{product: zeek, service: dce_rpc}", "4H")]
    [InlineData("operation: DrsGetNCChanges", "{product: zeek, service: dce_rpc}", "5H")]
    [InlineData("ScriptBlockText|contains: Invoke-Mimikatz", "{product: windows, category: ps_script}", "2A")]
    public void Places_of_the_system_and_events_stand_higher_and_the_log_source_gives_the_column(string item, string logSource, string score)
        => One(item, logSource).ShouldBe(score);

    [Fact]
    public void The_methods_example_of_AdFind_is_1_and_with_the_original_file_name_2()
    {
        const string Arguments = "    CommandLine|contains:\n      - objectcategory\n      - trustdmp\n      - dcmodes\n      - computers_pwdnotreqd\n";
        Score($"  selection:\n{Arguments}    Image|endswith: \\adfind.exe\n  condition: selection").Level.ShouldBe(1);
        Score($"  selection:\n{Arguments}    OriginalFileName: adfind.exe\n  condition: selection").Level.ShouldBe(2);
    }

    [Fact]
    public void The_methods_example_of_schtasks_is_1U_because_the_program_is_renamed()
    {
        var score = Score("  selection:\n    Image|endswith: \\schtasks.exe\n    CommandLine|contains: ' /create '\n  filter:\n    User|contains: [AUTHORI, AUTORI]\n  condition: selection and not filter");
        score.Score.ShouldBe("1U");
        score.Parts.Single(static part => part.Field is "CommandLine").Level.ShouldBe(3);
        score.Parts.Single(static part => part.Decides).Field.ShouldBe("Image");
        score.Why.ShouldContain("line 6");
    }

    [Fact]
    public void The_methods_example_of_named_pipes_is_1K()
        => Score(
            "  a:\n    PipeName|startswith: ['\\mypipe-f', '\\ntsvcs']\n  b:\n    PipeName|startswith: '\\Winsock2\\CatalogChangeListener-'\n    PipeName|endswith: '-0,'\n  filter:\n    PipeName: ['\\wkssvc', '\\spoolss']\n  condition: 1 of a or b and not filter"
                .Replace("1 of a or b", "(a or b)", StringComparison.Ordinal),
            "{product: windows, category: pipe_created}").Score.ShouldBe("1K");

    [Fact]
    public void The_methods_example_of_token_abuse_is_4U()
        => Score(
            "  selection:\n    EventID: 4624\n    LogonType: 9\n    LogonProcessName: Advapi\n    AuthenticationPackageName: Negotiate\n    ImpersonationLevel: '%%1833'\n  condition: selection",
            "{product: windows, service: security}").Score.ShouldBe("4U");

    [Fact]
    public void And_is_the_least_and_or_the_greatest()
    {
        const string A = "  a:\n    Image|endswith: \\x.exe\n  b:\n    OriginalFileName: RUNDLL32.EXE\n";
        Score(A + "  condition: a and b").Level.ShouldBe(1);
        Score(A + "  condition: a or b").Level.ShouldBe(3);
    }

    [Fact]
    public void An_exclusion_that_a_new_name_makes_true_is_the_weakest_part()
    {
        const string Core = "  s:\n    OriginalFileName: RUNDLL32.EXE\n";
        var byName = Score(Core + "  f:\n    ParentImage|endswith: \\updater.exe\n  condition: s and not f");
        (byName.Level, byName.LevelWithoutExclusions).ShouldBe((1, 3));
        byName.Parts.Single(static part => part.Decides).IsExclusion.ShouldBeTrue();
        byName.Why.ShouldStartWith("the exclusion ParentImage");

        var byProtectedPlace = Score(Core + "  f:\n    Image|startswith: C:\\Program Files\\Acme\\\n  condition: s and not f");
        byProtectedPlace.Level.ShouldBe(3);
        var both = Score(Core + "  f:\n    ParentImage|endswith: \\updater.exe\n    Image|startswith: C:\\Windows\\System32\\\n  condition: s and not f");
        both.Level.ShouldBe(3, "both have to be made true");
        var either = Score(Core + "  f:\n    ParentImage|endswith: \\updater.exe\n  g:\n    Image|startswith: C:\\Windows\\System32\\\n  condition: s and not 1 of f* and not g");
        either.Level.ShouldBe(1, "one is enough");
    }

    [Fact]
    public void A_hash_in_an_exclusion_cannot_be_made_true_by_another_file()
        => Score("  s:\n    OriginalFileName: RUNDLL32.EXE\n  f:\n    Hashes|contains: IMPHASH=BCCA3C247B619DCD13C8CDFF5F123932\n  condition: s and not f").Level.ShouldBe(3);

    [Fact]
    public void Arguments_of_a_system_tool_are_not_the_attackers_to_rename()
    {
        Score("  s:\n    OriginalFileName: CertUtil.exe\n    CommandLine|contains: urlcache\n  condition: s").Level.ShouldBe(3);
        Score("  s:\n    OriginalFileName: Rubeus.exe\n    CommandLine|contains: asreproast\n  condition: s").Level.ShouldBe(2);
    }

    [Fact]
    public void Fragments_of_one_key_of_the_system_are_parts_of_it()
        => One("TargetObject|contains|all: ['\\Microsoft\\Windows\\CurrentVersion\\Policies\\', '\\SomeSetting']", "{product: windows, category: registry_set}").ShouldBe("3K");

    [Fact]
    public void What_says_which_record_it_is_does_not_count_and_alone_is_what_the_system_records()
    {
        Score("  s:\n    Provider_Name: X\n    Image|endswith: \\x.exe\n  condition: s").Level.ShouldBe(1);
        var alone = Score("  s:\n    Provider_Name: X\n  condition: s", "{product: windows, service: system}");
        alone.Level.ShouldBe(4);
        alone.Parts.ShouldHaveSingleItem().Level.ShouldBe(0);
    }

    [Fact]
    public void A_rule_that_cannot_be_evaluated_has_no_level_and_counts_as_the_weakest()
    {
        var rule = Score("  s:\n    Image|expand: '%admins%'\n  condition: s");
        rule.Level.ShouldBeNull();
        rule.Score.ShouldBe("-");
        rule.Factor.ShouldBe(0.4 * 0.95, 1e-9);
        rule.Parts.ShouldBeEmpty();
    }

    [Fact]
    public void The_factor_is_that_of_the_level_times_that_of_the_column()
    {
        Score("  s:\n    Image|endswith: \\x.exe\n  condition: s").Factor.ShouldBe(0.4 * 0.95, 1e-9);
        Score("  s:\n    EventID: 4698\n  condition: s", "{product: windows, service: security}").Factor.ShouldBe(0.9 * 0.9, 1e-9);
        Score("  s:\n    eventName: StopLogging\n  condition: s", "{product: aws, service: cloudtrail}").Factor.ShouldBe(0.9, 1e-9);
    }

    [Fact]
    public void Values_of_one_field_with_one_reason_are_one_part_with_the_place_of_the_first()
    {
        var part = Score("  s:\n    Image|endswith:\n      - \\a.exe\n      - \\b.exe\n      - \\c.exe\n      - \\d.exe\n  condition: s").Parts.ShouldHaveSingleItem();
        (part.Values, part.Location.Line, part.Level).ShouldBe((4, 7, 1));
        part.Examples.ShouldBe(["*\\a.exe", "*\\b.exe", "*\\c.exe"]);
    }
}
