using System.Text;
using Merlon.Documents;
using Merlon.Sigma;

namespace Merlon.Detection.Tests.Sigma;

public sealed class SigmaReaderTests
{
    const string Whole = """
        title: Shell Started By A Mail Client
        id: 0F1C9A3E-6B1D-4E60-9E53-0C8C5C6B7A11
        name: mail_client_shell
        status: Test
        description: |
            A mail client that starts a shell.
            Seldom wanted.
        references:
            - https://example.org/a
            - https://example.org/b
        author: Somebody
        date: 2024-01-31
        modified: 2024/02/29
        tags:
            - attack.execution
            - attack.t1059.001
            - cve.2021-44228
        logsource:
            Category: ignored
            category: Process_Creation
            product: Windows
            definition: needs command lines
        detection:
            selection_parent:
                ParentImage|endswith: '\outlook.exe'
            selection_child:
                - Image|endswith:
                    - '\cmd.exe'
                    - '\powershell.exe'
                - OriginalFileName: Cmd.Exe
            keywords:
                - one
                - two
            all_of:
                '|all':
                    - three
                    - four
            filter_same:
                User|fieldref: ParentUser
                event.code|contains|all: [1, 2]
            condition: all of selection_* and not filter_same
        falsepositives:
            - Unknown
        level: HIGH
        regression_tests_path: x/y.yml
        """;

    [Fact]
    public void A_rule_is_read_with_everything_that_it_says()
    {
        var parsed = Read(Whole.Replace("    Category: ignored\n", "", StringComparison.Ordinal));
        parsed.Diagnostics.ShouldBeEmpty();
        var rule = parsed.Value.ShouldNotBeNull().Single();
        rule.Document.ShouldBe("r.yml");
        rule.Location.Line.ShouldBe(1);
        rule.Title.ShouldBe("Shell Started By A Mail Client");
        rule.Id.ShouldBe("0f1c9a3e-6b1d-4e60-9e53-0c8c5c6b7a11");
        rule.Name.ShouldBe("mail_client_shell");
        rule.Status.ShouldBe("test");
        rule.Level.ShouldBe("high");
        rule.Description.ShouldBe("A mail client that starts a shell.\nSeldom wanted.");
        rule.Author.ShouldBe("Somebody");
        rule.Date.ShouldBe(new DateOnly(2024, 1, 31));
        rule.Modified.ShouldBe(new DateOnly(2024, 2, 29));
        rule.References.ShouldBe(["https://example.org/a", "https://example.org/b"]);
        rule.Tags.Select(static t => $"{t.Namespace}|{t.Value}|{t.Location}").ShouldBe(
        [
            "attack|execution|15:7 (tags[0])", "attack|t1059.001|16:7 (tags[1])", "cve|2021-44228|17:7 (tags[2])",
        ]);
        rule.FalsePositives.ShouldBe(["Unknown"]);
        rule.LogSource.ShouldBe(new SigmaLogSource("windows", "process_creation", ""));
        rule.LogSource.ToString().ShouldBe("windows/process_creation");
        rule.Conditions.ShouldBe(["all of selection_* and not filter_same"]);
        rule.Fields.ShouldBe(["Image", "OriginalFileName", "ParentImage", "ParentUser", "User", "event.code"]);
    }

    [Fact]
    public void The_least_that_a_rule_needs_is_enough()
    {
        var parsed = Read("title: T\nlogsource: {service: syslog}\ndetection: {k: [a], condition: k}\n");
        parsed.Diagnostics.ShouldBeEmpty();
        var rule = parsed.Value.ShouldNotBeNull().Single();
        (rule.Id, rule.Status, rule.Level, rule.Description, rule.Date).ShouldBe(("", "", "", "", null));
        rule.Tags.ShouldBeEmpty();
        rule.Fields.ShouldBeEmpty();
        rule.LogSource.ToString().ShouldBe("syslog");
    }

    [Theory]
    [InlineData("title: T\n", "", "SIGMA010", "1:1")]
    [InlineData("title: T", "title: ''", "SIGMA010", "1:8 (title)")]
    [InlineData("title: T", "title: [T]", "SIGMA025 SIGMA010", "1:8 (title)")]
    [InlineData("logsource: {product: windows}", "", "SIGMA011", "1:1")]
    [InlineData("logsource: {product: windows}", "logsource: windows", "SIGMA011", "2:12 (logsource)")]
    [InlineData("logsource: {product: windows}", "logsource: {}", "SIGMA011", "2:12 (logsource)")]
    [InlineData("logsource: {product: windows}", "logsource: {product: , definition: x}", "SIGMA011", "2:12 (logsource)")]
    [InlineData("detection: {s: {A: 1}, condition: s}", "", "SIGMA012", "1:1")]
    [InlineData("detection: {s: {A: 1}, condition: s}", "detection: [s]", "SIGMA012", "3:12 (detection)")]
    [InlineData("condition: s", "", "SIGMA013", "3:12 (detection)")]
    [InlineData("condition: s", "condition: ' '", "SIGMA013", "3:35 (detection.condition)")]
    [InlineData("condition: s", "condition: ", "SIGMA013", "")]
    [InlineData("condition: s", "condition: {a: b}", "SIGMA013", "3:35 (detection.condition)")]
    [InlineData("condition: s", "condition: []", "SIGMA013", "3:35 (detection.condition)")]
    [InlineData("s: {A: 1}, ", "", "SIGMA014", "3:12 (detection)")]
    public void Without_what_it_needs_a_rule_is_an_error_and_not_read(string what, string instead, string codes, string place)
    {
        var parsed = Read(Small.Replace(what, instead, StringComparison.Ordinal));
        parsed.Value.ShouldNotBeNull().ShouldBeEmpty();
        string.Join(' ', parsed.Diagnostics.Select(static d => d.Code)).ShouldBe(codes);
        parsed.HasErrors.ShouldBeTrue();
        if (place.Length > 0)
        {
            parsed.Diagnostics[^1].Location.ToString().ShouldBe(place);
        }
    }

    [Theory]
    [InlineData("status: tset", "SIGMA020", "did you mean 'test'?")]
    [InlineData("status: production", "SIGMA020", "use one of stable, test, experimental, deprecated, unsupported")]
    [InlineData("level: hihg", "SIGMA021", "did you mean 'high'?")]
    [InlineData("level: 5", "SIGMA021", "use one of informational, low, medium, high, critical")]
    [InlineData("date: 31.01.2024", "SIGMA022", "write it as 2024-01-31")]
    [InlineData("modified: 2023-02-29", "SIGMA022", "write it as 2024-01-31")]
    [InlineData("date: 2024-01/31", "SIGMA022", "write it as 2024-01-31")]
    [InlineData("id: not-a-uuid", "SIGMA023", "use a random UUID such as 929a690e-bef0-4204-a928-ef5e620d6fcc")]
    [InlineData("tag: [attack.t1059]", "SIGMA024", "did you mean 'tags'?")]
    [InlineData("Status: test", "SIGMA024", "did you mean 'status'?")]
    [InlineData("false_positives: [x]", "SIGMA024", "did you mean 'falsepositives'?")]
    [InlineData("author: {a: b}", "SIGMA025", null)]
    [InlineData("tags: [[attack.t1059]]", "SIGMA025", null)]
    [InlineData("tags: [ ~ ]", "SIGMA025", null)]
    [InlineData("tags: {attack: t1059}", "SIGMA025", null)]
    public void A_fault_beside_the_point_is_a_warning_and_the_rule_is_read(string line, string code, string? advice)
    {
        var parsed = Read(Small + line + "\n");
        parsed.Value.ShouldNotBeNull().Count.ShouldBe(1);
        var diagnostic = parsed.Diagnostics.Single();
        diagnostic.Severity.ShouldBe(Severity.Warning);
        diagnostic.Code.ShouldBe(code);
        diagnostic.Advice.ShouldBe(advice);
        diagnostic.Location.Line.ShouldBe(4);
    }

    [Theory]
    [InlineData("tags: attack.t1059")]
    [InlineData("references: https://example.org")]
    [InlineData("falsepositives: none")]
    public void One_text_where_a_list_belongs_is_read_as_a_list_of_one(string line)
    {
        var parsed = Read(Small + line + "\n");
        var rule = parsed.Value.ShouldNotBeNull().Single();
        (rule.Tags.Count + rule.References.Count + rule.FalsePositives.Count).ShouldBe(1);
        parsed.Diagnostics.Select(static d => (d.Code, d.Severity)).ShouldBe([("SIGMA026", Severity.Note)]);
    }

    [Theory]
    [InlineData("tags:")]
    [InlineData("tags: []")]
    [InlineData("description:")]
    [InlineData("custom_key: {anything: [goes]}")]
    [InlineData("regression_tests_path: a/b.yml")]
    [InlineData("taxonomy: sigma")]
    [InlineData("related: [{id: x, type: derived}]")]
    public void Empty_and_custom_keys_are_fine(string line)
        => Read(Small + line + "\n").Diagnostics.ShouldBeEmpty();

    [Theory]
    [InlineData("logsorce: {product: windows}", "logsource: {product: windows}", "did you mean 'logsource' by 'logsorce' on line 2?")]
    [InlineData("detecton: {s: {A: 1}, condition: s}", "detection: {s: {A: 1}, condition: s}", "did you mean 'detection' by 'detecton' on line 3?")]
    [InlineData("titel: T", "title: T", "did you mean 'title' by 'titel' on line 1?")]
    [InlineData("conditon: s", "condition: s", "did you mean 'condition' by 'conditon' on line 3?")]
    public void A_needed_key_that_is_misspelt_is_pointed_out(string typed, string meant, string advice)
    {
        var parsed = Read(Small.Replace(meant, typed, StringComparison.Ordinal));
        parsed.Value.ShouldNotBeNull().ShouldBeEmpty();
        parsed.Diagnostics.Where(static d => d.Severity == Severity.Error).Single().Advice.ShouldBe(advice);
    }

    [Fact]
    public void A_misspelt_part_of_the_log_source_is_pointed_out()
    {
        var parsed = Read(Small.Replace("{product: windows}", "{product: windows, catagory: dns}", StringComparison.Ordinal));
        parsed.Value.ShouldNotBeNull().Single().LogSource.Category.ShouldBe("");
        parsed.Diagnostics.Single().ToString()
            .ShouldBe("r.yml:2:31 (logsource.catagory): SIGMA024: Sigma has no such key, but one much like it; what it holds was left out: catagory (did you mean 'category'?)");
    }

    [Fact]
    public void A_condition_list_is_alternatives()
    {
        var parsed = Read(Small.Replace("condition: s", "condition: [s, ' not s ', '']", StringComparison.Ordinal));
        parsed.Value.ShouldNotBeNull().Single().Conditions.ShouldBe(["s", "not s"]);
        parsed.Diagnostics.Select(static d => d.Code).ShouldBe(["SIGMA025"]);
    }

    [Fact]
    public void Aggregations_are_read_with_a_warning()
    {
        var parsed = Read(Small.Replace("condition: s", "timeframe: 5m, condition: s | count() > 5", StringComparison.Ordinal));
        var rule = parsed.Value.ShouldNotBeNull().Single();
        rule.Conditions.ShouldBe(["s | count() > 5"]);
        parsed.Diagnostics.Select(static d => d.Code).ShouldBe(["SIGMA028", "SIGMA027"]);
        parsed.HasErrors.ShouldBeFalse();
    }

    [Theory]
    [InlineData(256, 0)]
    [InlineData(257, 1)]
    public void A_title_may_be_as_long_as_the_specification_says(int chars, int notes)
    {
        var parsed = Read(Small.Replace("title: T", "title: " + new string('T', chars), StringComparison.Ordinal));
        parsed.Value.ShouldNotBeNull().Single().Title.Length.ShouldBe(chars);
        parsed.Diagnostics.Count(static d => d is { Code: "SIGMA029", Severity: Severity.Note }).ShouldBe(notes);
    }

    [Theory]
    [InlineData("just text", "SIGMA001", Severity.Error)]
    [InlineData("- a\n- b", "SIGMA001", Severity.Error)]
    [InlineData("rule_metadata: [{id: x}]\nregression_tests_info: []\n", "SIGMA002", Severity.Note)]
    [InlineData("services: {web: {image: nginx}}", "SIGMA002", Severity.Note)]
    [InlineData("title: C\ncorrelation: {type: event_count, rules: [a], timespan: 5m, condition: {gte: 5}}", "SIGMA003", Severity.Note)]
    [InlineData("title: F\nlogsource: {product: windows}\nfilter: {rules: [a], s: {A: 1}, condition: not s}", "SIGMA004", Severity.Note)]
    public void What_is_no_rule_is_recognised(string text, string code, Severity severity)
    {
        var parsed = Read(text);
        parsed.Value.ShouldNotBeNull().ShouldBeEmpty();
        parsed.Diagnostics.Select(static d => (d.Code, d.Severity)).ShouldBe([(code, severity)]);
    }

    [Fact]
    public void A_file_may_hold_rules_and_their_correlation()
    {
        var parsed = Read(Small + "---\n" + Small.Replace("title: T", "title: U", StringComparison.Ordinal) + "---\ntitle: C\ncorrelation: {type: temporal}\n");
        parsed.Value.ShouldNotBeNull().Select(static r => (r.Title, r.Location.Line)).ShouldBe([("T", 1), ("U", 5)]);
        parsed.Diagnostics.Select(static d => d.Code).ShouldBe(["SIGMA003"]);
    }

    [Fact]
    public void A_collection_is_given_up_part_by_part_and_what_follows_its_reset_is_read()
    {
        var parsed = Read(
            "action: global\ntitle: G\nlogsource: {product: windows}\n---\ndetection: {s: {A: 1}, condition: s}\n---\naction: repeat\nlevel: low\n---\naction: reset\n---\n" + Small);
        parsed.Value.ShouldNotBeNull().Single().Title.ShouldBe("T");
        parsed.Diagnostics.Select(static d => (d.Code, d.Location.Line)).ShouldBe([("SIGMA005", 1), ("SIGMA005", 5), ("SIGMA005", 7), ("SIGMA005", 10)]);
    }

    [Fact]
    public void Rules_before_broken_yaml_are_kept()
    {
        var parsed = Read(Small + "---\ntitle: 'open\n");
        parsed.Value.ShouldNotBeNull().Count.ShouldBe(1);
        parsed.Diagnostics.Single().Code.ShouldBe("YAML010");
    }

    [Fact]
    public void A_file_that_is_no_yaml_has_no_value()
    {
        var parsed = Read("title: T\n\tid: x\n");
        parsed.Value.ShouldBeNull();
        parsed.Diagnostics.Single().Code.ShouldBe("YAML011");
    }

    [Fact]
    public void Diagnostics_come_in_the_order_of_the_document()
    {
        var parsed = Read("level: hihg\ndate: soon\nid: x\nstatus: tset\n" + Small + "level: low\n");
        parsed.Diagnostics.Select(static d => d.Location.Line).ShouldBe([1, 2, 3, 4, 8]);
    }

    const string Small = "title: T\nlogsource: {product: windows}\ndetection: {s: {A: 1}, condition: s}\n";

    static Parsed<IReadOnlyList<SigmaRule>> Read(string text)
        => SigmaReader.Read(Encoding.UTF8.GetBytes(text), "r.yml", ReadLimits.Default);
}
