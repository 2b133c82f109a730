using System.Collections.Immutable;
using System.Text;
using Merlon.Documents;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Backends;

namespace Merlon.Detection.Tests.Sigma.Backends;

/// <summary>Every feature of rules in every language, as reviewed.</summary>
public sealed class TranslationGoldenTests
{
    static readonly (string Title, string Detection)[] Features =
    [
        ("whole text", "s: {Image: 'C:\\Tools\\a.exe'}"),
        ("whole texts", "s: {Image: [one.exe, Two.exe, 'O''Neil \"x\" `y` \\z 100%_!']}"),
        ("contains, starts with, ends with", "s: {CommandLine|contains: ' -enc ', Image|startswith: 'C:\\Users\\', ParentImage|endswith: '\\cmd.exe'}"),
        ("wildcards inside", "s: {CommandLine: ['a*b', 'a?b', '*50%_off!?', 'lit\\*eral\\?']}"),
        ("any value", "s: {CommandLine: '*'}"),
        ("letters outside ASCII", "s: {CommandLine|contains: ['straße', 'ÄRGER', 'Κόσμος']}"),
        ("case", "s: {CommandLine|cased: Ab, Image|contains|cased: '\\X[*]?', User|startswith|cased: Ö}"),
        ("several lines", "s: {CommandLine|contains: \"a\\nb\"}"),
        ("empty text", "s: {CommandLine: ''}"),
        ("no value", "s: {CommandLine: null}"),
        ("exists", "s: {CommandLine|exists: true, Image|exists: false}"),
        ("numbers", "s: {EventID: [0, 1, 4624, -5], Score: 0.5}"),
        ("comparisons of numbers", "s: {Score|gt: 10, Level|lte: -2.5}"),
        ("regular expressions", "s: {CommandLine|re: ['^a.c\\d{2,3}(x|y)$', '(?i)k[a-c]\\s']}"),
        ("long regular expression", "s: {CommandLine|re: '.{1000,}'}"),
        ("regular expression of lines", "s: {CommandLine|re|m|i: '^x$'}"),
        ("regular expression with a boundary", "s: {CommandLine|re: '\\bfoo'}"),
        ("regular expression that an empty text fits", "s: {CommandLine|re: '^$'}"),
        ("networks", "s: {SourceIp|cidr: ['10.0.0.0/8', '192.168.4.0/22']}"),
        ("networks of IPv6", "s: {SourceIp|cidr: 'fe80::/10'}"),
        ("another field", "s: {Image|fieldref: ParentImage}"),
        ("another field, with case", "s: {Image|fieldref|cased: ParentImage, CommandLine|fieldref|contains|cased: User}"),
        ("parts of a time", "s: {UtcTime|hour: 3}"),
        ("keywords", "k: [mimikatz, 'foo*bar']"),
        ("negation", "s: {Image|endswith: x}\n  f: {CommandLine|contains: [a, b]}\n  g: {User: null}\n  condition: s and not f and not (g or not s)"),
        ("windash", "s: {CommandLine|windash|contains: ' -f'}\n  condition: not s"),
        ("quotes in names", "s: {'a\"b`c''d': x, 'e f.g': y}"),
        ("injection", "s: {Image: \"'; DROP TABLE events; --\", CommandLine|contains: \"\\\\' OR 1=1 /*\"}"),
    ];

    public static TheoryData<string> Targets => [.. TranslationTarget.All.Select(static target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_feature_is_said_as_reviewed_or_refused_by_name(string name)
    {
        var target = TranslationTarget.Find(name).ShouldNotBeNull();
        var text = new StringBuilder();
        foreach (var (title, detection) in Features)
        {
            var plain = new TranslationOptions { IsWithLogSource = false };
            Append(text, title, target.Translate(Rule(title, detection), plain));
        }

        Append(text, "keywords with known columns", target.Translate(Rule("k", "k: [mimikatz]"), new() { IsWithLogSource = false, Columns = ["Image", "CommandLine"] }));
        Append(text, "keywords with a column of them", target.Translate(Rule("k", "k: [mimikatz]"), new() { IsWithLogSource = false, KeywordColumn = "raw" }));
        Append(text, "a field that the table lacks", target.Translate(Rule("k", "s: [{Image: x}, {Nothing: y}]\n  t: {Nothing: z}\n  condition: s and not t"), new() { IsWithLogSource = false, Columns = ["Image"] }));
        Append(text, "a field in several columns", target.Translate(Rule("k", "s: {Image: x}"), new() { IsWithLogSource = false, Columns = ["image", "winlog.event_data.Image", "other"], Pipeline = PipelineSet.BuiltIn.Find("winlogbeat") }));
        Append(text, "a JSON column", target.Translate(Rule("k", "s: {Image: x, 'a.b|exists': true}"), new() { IsWithLogSource = false, JsonColumn = "raw" }));
        Append(text, "no empty values", target.Translate(Rule("k", "s: {CommandLine: null, Image|exists: true, User: '', Title: '*', x|re: '^$'}"), new() { IsWithLogSource = false, IsWithoutEmptyValues = true }));
        Append(text, "a function regexp", target.Translate(Rule("k", "s: {CommandLine|re|i: 'a.c$'}"), new() { IsWithLogSource = false, HasRegexpFunction = true }));
        Append(text, "log source", target.Translate(Rule("l", "s: {Image|endswith: '\\a.exe', ParentImage: b}"), new() { Table = "logs.events", Pipeline = PipelineSet.BuiltIn.Find(target.DefaultPipeline) }));
        Append(text, "log source with conditions", target.Translate(Rule("l", "s: {TargetObject: x}", category: "registry_delete"), new() { Pipeline = PipelineSet.BuiltIn.Find("windows") }));
        Append(text, "log source that the table's columns cannot tell", target.Translate(Rule("l", "s: {Image: x}"), new() { Pipeline = PipelineSet.BuiltIn.Find("windows"), Columns = ["Image"] }));
        Golden.Verify(text.ToString(), $"tests/Merlon.Detection.Tests/Sigma/Backends/golden/{name}.txt");
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_log_source_that_the_pipeline_has_not_is_refused(string name)
        => TranslationTarget.Find(name).ShouldNotBeNull()
            .Translate(Rule("l", "s: {Image: x}", category: "made_up"), new() { Pipeline = PipelineSet.BuiltIn.Find("windows") })
            .ShouldBeOfType<Translation.Refused>().Feature.ShouldBe("log source windows/made_up");

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_no_query_can_hold_is_refused(string name)
        => TranslationTarget.Find(name).ShouldNotBeNull()
            .Translate(Rule("l", "s: {Image: \"a\\0b\"}"), new() { IsWithLogSource = false })
            .ShouldBeOfType<Translation.Refused>().Feature.ShouldBe("a text with NUL or half a character");

    [Fact]
    public void A_rule_that_cannot_be_evaluated_cannot_be_translated()
        => TranslationTarget.All[0].Translate(Rule("l", "s: {User|expand: '%admins%'}"), new() { IsWithLogSource = false })
            .ShouldBeOfType<Translation.Refused>().Feature.ShouldBe("a rule that cannot be evaluated");

    [Fact]
    public void Thousands_of_alternatives_do_not_nest_deeply()
    {
        var rule = Rule("l", "s: {Hashes|contains: [" + string.Join(", ", Enumerable.Range(0, 5_000).Select(static i => $"x{i}")) + "]}");
        var query = TranslationTarget.All[0].Translate(rule, new() { IsWithLogSource = false }).ShouldBeOfType<Translation.Query>();
        var depth = query.Text.Aggregate((Depth: 0, Max: 0), static (d, c) => (d.Depth + (c == '(' ? 1 : c == ')' ? -1 : 0), Math.Max(d.Max, d.Depth))).Max;
        depth.ShouldBeLessThan(6);
    }

    [Fact]
    public void Keywords_over_too_many_columns_are_refused()
    {
        ImmutableArray<string> columns = [.. Enumerable.Range(0, QueryBinding.KeywordTestsMax / 2).Select(static i => $"c{i}")];
        var two = Rule("l", "k: [a, b]");
        var three = Rule("l", "k: [a, b, c]");
        TranslationTarget.All[0].Translate(two, new() { IsWithLogSource = false, Columns = columns }).ShouldBeOfType<Translation.Query>();
        TranslationTarget.All[0].Translate(three, new() { IsWithLogSource = false, Columns = columns }).ShouldBeOfType<Translation.Refused>().Feature.ShouldBe("keywords over too many columns");
    }

    static void Append(StringBuilder text, string title, Translation translation)
    {
        text.Append("== ").Append(title).Append('\n');
        switch (translation)
        {
            case Translation.Query query:
                text.Append(query.Text).Append('\n');
                foreach (var warning in query.Warnings)
                {
                    text.Append("note: ").Append(warning).Append('\n');
                }

                break;
            case Translation.Refused refused:
                text.Append("refused: ").Append(refused.Feature).Append(refused.Advice.Length > 0 ? $" ({refused.Advice})" : "").Append('\n');
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        text.Append('\n');
    }

    internal static SigmaRule Rule(string title, string detection, string category = "process_creation")
    {
        var condition = detection.Contains("condition:", StringComparison.Ordinal) ? "" : $"\n  condition: {detection[0]}";
        var yaml = $"title: {title}\nlogsource: {{product: windows, category: {category}}}\ndetection:\n  {detection}{condition}\n";
        var read = SigmaReader.Read(Encoding.UTF8.GetBytes(yaml), "r.yml", ReadLimits.Default);
        read.Value.ShouldNotBeNull(yaml).Count.ShouldBe(1, string.Join('\n', read.Diagnostics));
        return read.Value[0];
    }
}
