using Merlon.Pipelines;
using Merlon.Sigma;

namespace Merlon.Detection.Tests.Sigma.Matching;

/// <summary>Where engines of the field disagree, each case by its number in docs/design/sigma-semantics.md, and how it is here.</summary>
public sealed class DisagreementTests
{
    [Theory]
    [InlineData("{s: {A: x}, f: {B: y}, condition: s and not f}")]
    [InlineData("{s: {A: x}, f: {B|contains: y}, condition: s and not 1 of f*}")]
    [InlineData("{s: {A: x}, f1: {B: y}, f2: {C|re: z}, condition: s and not 1 of f*}")]
    public void D01_A_missing_field_under_not_is_true(string detection)
        => SmallRules.IsMatch(SmallRules.Rule(detection), """{"A":"x"}""").ShouldBeTrue();

    [Theory]
    [InlineData("{A|endswith: '1?'}", "0x1010", true)]
    [InlineData("{A|endswith: '8???'}", "0x80000", false)]
    [InlineData("{A|endswith: '8???'}", "0x8000", true)]
    public void D02_A_question_mark_behind_endswith_is_one_character(string selection, string value, bool expected)
        => SmallRules.IsMatch(selection, $$"""{"A":"{{value}}"}""").ShouldBe(expected);

    [Fact]
    public void D03_Windash_takes_a_slash_as_its_source()
        => SmallRules.IsMatch("{A|contains|windash: ' /accepteula'}", """{"A":"tool.exe -accepteula"}""").ShouldBeTrue();

    [Fact]
    public void D04_Nothing_but_a_wildcard_does_not_match_a_missing_field()
        => SmallRules.IsMatch("{ContextInfo|contains: '*'}", """{"A":"x"}""").ShouldBeFalse();

    [Fact]
    public void D05_Null_and_empty_text_are_different()
    {
        SmallRules.IsMatch("{A: null}", """{"A":""}""").ShouldBeFalse();
        SmallRules.IsMatch("{A: ''}", """{"A":""}""").ShouldBeTrue();
        SmallRules.IsMatch("{A: ''}", """{"B":1}""").ShouldBeFalse();
    }

    [Fact]
    public void D06_Keywords_are_searched_in_every_value()
        => SmallRules.IsMatch("['mimikatz']", """{"Event":{"EventData":{"Data":["x","a MimiKatz b"]}}}""").ShouldBeTrue();

    [Fact]
    public void D07_and_D14_Truth_values_are_text_on_both_sides()
    {
        SmallRules.IsMatch("{Initiated: 'true'}", """{"Initiated":true}""").ShouldBeTrue();
        SmallRules.IsMatch(SmallRules.Rule("{s: {A: x}, f: {Signed: true}, condition: s and not f}"), """{"A":"x","Signed":"true"}""").ShouldBeFalse();
    }

    [Fact]
    public void D08_Data_without_names_is_any_of_its_elements()
    {
        const string Event = """{"Event":{"System":{"Channel":"Application","EventID":325,"Provider":{"#attributes":{"Name":"ESENT"}}},"EventData":{"Data":{"#text":["lsass","C:\\Windows\\ntds.dit"]}}}}""";
        IsWindowsMatch("{s: {Provider_Name: ESENT, EventID: 325, Data|contains: ntds.dit}, condition: s}", "application", Event).ShouldBeTrue();
    }

    [Fact]
    public void D09_Spaces_in_names_of_fields_do_not_count()
    {
        const string Event = """{"Event":{"System":{"Channel":"Microsoft-Windows-Windows Defender/Operational","EventID":1116},"EventData":{"Source Name":"AMSI"}}}""";
        IsWindowsMatch("{s: {SourceName: AMSI}, condition: s}", "windefend", Event).ShouldBeTrue();
    }

    [Fact]
    public void D10_Contains_searches_the_JSON_of_an_object_or_array()
    {
        SmallRules.IsMatch("""{requestParameters|contains: '"userName":"root"'}""", """{"requestParameters":{"userName":"root","n":1}}""").ShouldBeTrue();
        SmallRules.IsMatch("{targetResources|contains: Global}", """{"targetResources":[{"displayName":"a"},{"displayName":"Global Admin"}]}""").ShouldBeTrue();
    }

    [Fact]
    public void D11_Regex_flags_and_patterns_with_two_asterisks_are_understood()
        => SmallRules.IsMatch(SmallRules.Rule("{my_sel_one: {A|re|i: ABC}, condition: 1 of *sel*}"), """{"A":"abc"}""").ShouldBeTrue();

    [Theory]
    [InlineData("dns-client", "Microsoft-Windows-DNS-Client/Operational")]
    [InlineData("dns-client", "Microsoft-Windows-DNS Client Events/Operational")]
    [InlineData("ldap", "Microsoft-Windows-LDAP-Client/Debug")]
    [InlineData("smbclient-connectivity", "Microsoft-Windows-SmbClient/Connectivity")]
    [InlineData("smbserver-connectivity", "Microsoft-Windows-SMBServer/Connectivity")]
    [InlineData("security", "security")]
    public void D12_Services_are_the_channels_that_events_really_have(string service, string channel)
        => IsWindowsMatch("{s: {A: x}, condition: s}", service, $$"""{"Channel":"{{channel}}","EventID":1,"A":"x"}""").ShouldBeTrue();

    [Fact]
    public void D13_A_negated_value_that_windash_makes_several_is_negated_as_a_whole()
    {
        var rule = SmallRules.Rule("{s: {A: x}, f: {B|contains|windash: -q}, condition: s and not f}");
        foreach (var dash in "-/\u2013\u2014\u2015")
        {
            SmallRules.IsMatch(rule, $$"""{"A":"x","B":"tool {{dash}}q"}""").ShouldBeFalse();
        }

        SmallRules.IsMatch(rule, """{"A":"x","B":"tool"}""").ShouldBeTrue();
    }

    [Fact]
    public void D15_A_field_that_no_record_has_makes_its_alternative_false_and_nothing_else()
        => SmallRules.IsMatch("[{NewName: x}, {A: x}]", """{"A":"x"}""").ShouldBeTrue();

    [Theory]
    [InlineData("registry_add", "CreateKey", true)]
    [InlineData("registry_add", "DeleteKey", false)]
    [InlineData("registry_delete", "DeleteKey", true)]
    [InlineData("registry_delete", "DeleteValue", true)]
    [InlineData("registry_delete", "CreateKey", false)]
    [InlineData("registry_event", "CreateKey", true)]
    public void D17_Registry_categories_say_which_type_of_event(string category, string type, bool expected)
    {
        var rule = SmallRules.Rule("{s: {TargetObject: x}, condition: s}") with { LogSource = new SigmaLogSource("windows", category, "") };
        IsMatch(rule, $$"""{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":12,"EventType":"{{type}}","TargetObject":"x"}""").ShouldBe(expected);
    }

    static bool IsWindowsMatch(string detection, string service, string json)
        => IsMatch(SmallRules.Rule(detection) with { LogSource = new SigmaLogSource("windows", "", service) }, json);

    static bool IsMatch(SigmaRule rule, string json) => SmallRules.IsMatch(rule, json, PipelineSet.BuiltIn);
}
