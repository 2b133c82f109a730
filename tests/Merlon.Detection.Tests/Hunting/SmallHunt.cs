using System.Text;
using Merlon.Hunting;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Detection.Tests.Hunting;

/// <summary>A hunt over rules and lines of JSON that a test writes down.</summary>
static class SmallHunt
{
    public const string Whoami = """
        title: Who am I
        id: 11111111-1111-1111-1111-111111111111
        name: whoami
        status: test
        level: medium
        tags: [attack.discovery, attack.t1033]
        logsource: { product: windows, category: process_creation }
        detection:
          selection:
            Image|endswith: \whoami.exe
          filter:
            User: SYSTEM
          condition: selection and not filter
        """;

    public const string Dump = """
        title: Dump of LSASS
        id: 22222222-2222-2222-2222-222222222222
        name: dump
        status: experimental
        level: high
        tags: [attack.credential-access, attack.t1003.001]
        logsource: { product: windows, category: process_creation }
        detection:
          selection:
            CommandLine|contains: [lsass, comsvcs]
          condition: selection
        """;

    public const string Many = """
        title: Many questions
        id: 33333333-3333-3333-3333-333333333333
        level: critical
        tags: [attack.t1033]
        correlation:
          type: event_count
          rules: [whoami]
          group-by: [Computer]
          timespan: 10m
          condition: { gte: 3 }
        """;

    /// <summary>An event of Sysmon, process creation, as JSON.</summary>
    public static string Process(string time, string image, string commandLine = "", string host = "pc1", string user = "bob", string more = "")
        => $$"""{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"@timestamp":"{{time}}","UtcTime":"{{time}}","Computer":"{{host}}","Hostname":"{{host}}","User":"{{user}}","Image":{{Json(image)}},"CommandLine":{{Json(commandLine)}}{{more}}}""";

    public static SigmaContent Rules(params string[] rules)
        => SigmaContent.Merge(rules.Select((rule, i) => SigmaReader.ReadContent(Encoding.UTF8.GetBytes(rule), $"rule{i}.yml", SigmaReadOptions.Default).Value ?? SigmaContent.Empty));

    public static LogInput Lines(string document, params string[] lines)
        => new(document, () => new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")));

    public static HuntSummary Of(SigmaContent content, FindingQuery query, params LogInput[] inputs) => Of(content, new RuleSelection(), query, inputs);

    public static HuntSummary Of(SigmaContent content, RuleSelection selection, FindingQuery query, params LogInput[] inputs)
    {
        var selected = selection.Of(content);
        var rules = RuleSet.Compile(selected.Content, PipelineSet.BuiltIn);
        var collector = new HuntCollector(rules, selected, query);
        LogHunt.Run(inputs, rules, new HuntOptions { Threads = 1 }, collector, CancellationToken.None);
        return collector.Complete();
    }

    static string Json(string text) => global::System.Text.Json.JsonSerializer.Serialize(text);
}
