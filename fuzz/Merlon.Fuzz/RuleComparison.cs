using System.Text;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Fuzz;

/// <summary>Reads rules, compiles them and evaluates them over some events, with the naive matcher and the compiled one: both have to say the same.</summary>
static class RuleComparison
{
    /// <summary>A rule that uses many modifiers.</summary>
    public const string Sample = """
        title: sample
        id: 00000000-0000-4000-8000-000000000001
        logsource: {product: windows, category: process_creation}
        detection:
            a:
                Image|endswith: ['\a.exe', '\b?.exe']
                CommandLine|contains|all: [' -x', 'y*z']
            b1:
                CommandLine|re: '(?i)[a-f]{2,8}\d'
                ParentImage: null
            b2:
                DestinationIp|cidr: 10.0.0.0/8
                CommandLine|base64offset|contains: 'http'
                EventID|gte: 1
            k: [word, 'two words']
            condition: (a and not 1 of b*) or k
        level: high
        """;

    static readonly LogEvent[] Events = [.. MakeEvents()];

    /// <summary>The sample with another condition.</summary>
    public static byte[] WithCondition(byte[] condition)
        => [.. Encoding.UTF8.GetBytes("title: c\nlogsource: {product: windows}\ndetection:\n  a: {Image|contains: a}\n  b1: {CommandLine|contains: b}\n  b2: {User: null}\n  c: [word]\n  condition: |-\n    "), .. condition];

    /// <summary>Compares, and tells how it was.</summary>
    public static ulong Run(byte[] bytes)
    {
        var read = SigmaReader.ReadContent(bytes, "fuzz.yml", SigmaReadOptions.Default);
        if (read.Value is not { } content)
        {
            return Behaviour.Of(read.Diagnostics, -1);
        }

        var rules = RuleSet.Compile(content, PipelineSet.BuiltIn);
        var naive = new NaiveMatcher(rules.Rules, PipelineSet.BuiltIn);
        var matcher = new RuleMatcher(rules);
        var expected = new List<int>();
        var matches = 0L;
        for (var i = 0; i < Events.Length; i++)
        {
            naive.Match(Events[i], expected);
            var found = matcher.Match(Events[i]).ToArray();
            matches += found.Length;
            if (naive.TimedOut + matcher.TimedOut == 0 && !expected.SequenceEqual(found))
            {
                throw new DifferenceException($"event {i}: naive {string.Join(',', expected)}, compiled {string.Join(',', found)}");
            }
        }

        return Behaviour.Of(read.Diagnostics, content.Rules.Count, rules.Rules.Count, rules.Refused.Count, matches);
    }

    static IEnumerable<LogEvent> MakeEvents()
    {
        (string Name, string Value)[][] all =
        [
            [("Image", @"C:\a.exe"), ("CommandLine", "a -x y1z aHR0cDovL2E= ab12"), ("ParentImage", ""), ("DestinationIp", "10.1.2.3"), ("User", @"D\u")],
            [("Image", @"C:\bc.exe"), ("CommandLine", "WORD ÄÖ two words 😀"), ("DestinationIp", "::1")],
            [("CommandLine", new string('a', 5_000) + "b"), ("Image", ""), ("Hashes", "MD5=00,SHA1=FF"), ("EventType", "x")],
            [("Image", @"\\?\b.EXE"), ("CommandLine", "\"x\" /a -b –c —d ―e"), ("ParentImage", @"C:\Windows\explorer.exe"), ("Data", "1")],
        ];
        foreach (var fields in all)
        {
            var record = new LogEvent { Format = LogFormat.Evtx };
            record.Add("Channel", "Microsoft-Windows-Sysmon/Operational", depth: 1);
            record.Add("EventID", "1", LogValueKind.Number, depth: 1);
            foreach (var (name, value) in fields)
            {
                record.Add(name, value);
            }

            yield return record;
        }
    }
}
