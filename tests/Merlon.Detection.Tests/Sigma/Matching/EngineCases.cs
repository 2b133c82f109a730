using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Detection.Tests.Sigma.Matching;

/// <summary>Random rules and records over few fields and few, awkward texts, so that much matches and little is usual.</summary>
sealed class EngineCases(int seed)
{
    static readonly string[] Fields = ["Image", "CommandLine", "User", "EventID", "Nested.Name", ""];

    static readonly string[] Names = ["Image", "image", "Command Line", "CommandLine", "User", "USER", "Nested.Name", "x.Image", "x.y.Image", "x.y.z.Image", "Other", "NewImage"];

    // Letters that fold oddly, wildcard characters, surrogate pairs, escapes, empty.
    static readonly string[] Pieces =
        ["a", "A", "b", "\\", "\\cmd.exe", "C:\\Windows\\", "PowerShell", "powershell -enc", "é", "É", "ſ", "s", "K", "k", "ı", "İ", "i", "ß", "😀", "\uFFFD", "*", "?",
        " ", "1", "01", "1.0", "10.1.2.3", "::1", "\"", "/", "\n", "\0", "longer text than sixteen bytes", "abcdefgh", "ABCDEFGH", "%41", "{", "}", "", "true"];

    static readonly string[] Expressions =
        ["a", "^a", "a$", "cmd\\.exe", "[Pp]ower[Ss]hell", "(?i)POWERSHELL", "(?:ab|cd)ef", "abc?d", "\\d+", "k", "(?i)k", "é", "w.{0,3}r", "(longer )?text", "(?:longer )+text", "\\\\cmd\\.(?:exe|com)", "a{0,2}bcdefgh", "\\s-enc"];

    /// <summary>Pipelines with prefixes, stars, renames, conditions and several claims.</summary>
    public static PipelineSet Pipelines { get; } = new([MakePipeline()]);

    readonly Random random = new(seed);

    /// <summary>Some rules.</summary>
    public List<SigmaRule> Rules(int count) => [.. Enumerable.Range(0, count).Select(i => new SigmaRule
    {
        Document = "generated",
        Title = i.ToString(CultureInfo.InvariantCulture),
        LogSource = Pick([new SigmaLogSource("p", "", ""), new SigmaLogSource("p", "c", ""), new SigmaLogSource("", "c", ""), new SigmaLogSource("p", "d", ""), new SigmaLogSource("q", "", "")]),
        Conditions = [],
        Expression = Expression(depth: 3),
    })];

    /// <summary>A record.</summary>
    public LogEvent Record()
    {
        var record = new LogEvent { Format = LogFormat.Json };
        foreach (var selector in (string[])["Channel", "EventID"])
        {
            if (random.Next(10) > 0)
            {
                record.Add(selector, selector == "Channel" ? Pick(["C", "c", "D"]) : Pick(["1", "2", "01", "a"]), Pick([LogValueKind.Text, LogValueKind.Number]));
            }
        }

        if (random.Next(20) == 0)
        {
            record.Add("EventID", "2", LogValueKind.Text, depth: 0, isElement: true);
        }

        for (var n = random.Next(8); n > 0; n--)
        {
            AddField(record);
        }

        return record;
    }

    void AddField(LogEvent record)
    {
        var name = Pick(Names);
        var depth = name.Count(static c => c == '.');
        switch (random.Next(8))
        {
            case 0:
                record.Add(name, "", LogValueKind.Null, depth);
                break;
            case 1:
                record.Add(name, Pick(["true", "false"]), LogValueKind.Boolean, depth);
                break;
            case 2:
                var (a, b) = (Text(), Text());
                record.Add(name, "[\"x\",1]", LogValueKind.Structure, depth);
                record.Add(name, a, LogValueKind.Text, depth, isElement: true);
                record.Add(name, b, Pick([LogValueKind.Text, LogValueKind.Null]), depth, isElement: true);
                break;
            case 3:
                record.Add(name, Pick(["1", "-1", "1.0", "1e2", "4624", "007"]), LogValueKind.Number, depth);
                break;
            default:
                record.Add(name, Text(), LogValueKind.Text, depth);
                break;
        }
    }

    SigmaExpression Expression(int depth)
    {
        if (depth == 0 || random.Next(4) == 0)
        {
            return new SigmaExpression.Match(Predicate());
        }

        ImmutableArray<SigmaExpression> parts = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Expression(depth - 1))];
        return random.Next(5) switch
        {
            0 => new SigmaExpression.Negation(parts[0]),
            1 => new SigmaExpression.Selection("s", parts[0], default),
            2 => new SigmaExpression.AllOf(parts),
            _ => new SigmaExpression.AnyOf(parts),
        };
    }

    SigmaPredicate Predicate()
    {
        var field = Pick(Fields);
        var isCased = random.Next(5) == 0;
        return random.Next(field.Length == 0 ? 8 : 14) switch
        {
            0 => new SigmaPredicate.RegexMatch(field, Pick(Expressions), random.Next(2) == 0, random.Next(2) == 0, random.Next(2) == 0, default),
            1 => Number(field),
            2 => new SigmaPredicate.Cidr(field, IPNetwork.Parse(Pick(["10.0.0.0/8", "10.1.2.0/24", "::/64"])), default),
            8 => new SigmaPredicate.Null(field, default),
            9 => new SigmaPredicate.Exists(field, random.Next(2) == 0, default),
            10 => new SigmaPredicate.Compare(field, Pick(Enum.GetValues<SigmaOperator>()), random.Next(3), default),
            11 => new SigmaPredicate.FieldReference(field, Pick(["User", "CommandLine", "EventID"]), Pick(Enum.GetValues<SigmaTextPart>()), isCased, default),
            12 => new SigmaPredicate.TimeMatch(field, Pick(Enum.GetValues<SigmaTimePart>()), SigmaOperator.GreaterOrEqual, 1, default),
            _ => new SigmaPredicate.TextMatch(field, SigmaPattern.FromCanonical(Pattern()), isCased, default),
        };
    }

    SigmaPredicate.Number Number(string field)
    {
        var written = Pick(["1", "01", "1.0", "-1", "4624", "100"]);
        return new SigmaPredicate.Number(field, decimal.Parse(written, CultureInfo.InvariantCulture), written, default);
    }

    string Pattern()
    {
        const char run = SigmaPattern.AnyRun;
        var text = Text();
        return random.Next(8) switch
        {
            0 => text,
            1 => text + run,
            2 => run + text,
            3 => text + SigmaPattern.AnyOne,
            4 => run + text + run + Text() + run,
            5 => SigmaPattern.AnyOne + text + run + Text(),
            _ => run + text + run,
        };
    }

    string Text()
    {
        var text = "";
        for (var n = random.Next(4); n > 0; n--)
        {
            text += Pick(Pieces);
        }

        return text;
    }

    T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    static Pipeline MakePipeline()
    {
        static PipelineCase Case(LogSourceClaim claim, params string[] channels)
            => new([KeyValuePair.Create<string, ImmutableArray<string>>("Channel", [.. channels])], claim);

        var renames = new Dictionary<string, string>(StringComparer.Ordinal) { ["Image"] = "NewImage" }.ToFrozenDictionary(StringComparer.Ordinal);
        return new Pipeline
        {
            Name = "generated",
            Title = "generated",
            Formats = [LogFormat.Json],
            Prefixes = ["x.", "x.*."],
            Paths = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("User", ["Other"]),
            Selectors = ["Channel", "EventID"],
            Cases =
            [
                Case(new LogSourceClaim(new SigmaLogSource("p", "", "")), "C", "D"),
                Case(new LogSourceClaim(new SigmaLogSource("p", "c", ""), renames, []), "C"),
                Case(new LogSourceClaim(new SigmaLogSource("p", "c", ""), FrozenDictionary<string, string>.Empty, [KeyValuePair.Create("User", "a")]), "C"),
                Case(new LogSourceClaim(new SigmaLogSource("p", "d", ""), FrozenDictionary<string, string>.Empty, [KeyValuePair.Create("EventID", "1")]), "D"),
                Case(new LogSourceClaim(new SigmaLogSource("p", "d", ""), FrozenDictionary<string, string>.Empty, [KeyValuePair.Create("User", "b")]), "D"),
            ],
        };
    }
}

/// <summary>Every way of being fast, open and closed.</summary>
static class EngineVariants
{
    /// <summary>A matcher for each.</summary>
    public static RuleMatcher[] Of(RuleSet rules) =>
    [
        new(rules),
        new(rules, new MatcherOptions { IsAdaptive = false }),
        new(rules, new MatcherOptions { IsRememberingVerdicts = false }),
        new(rules, new MatcherOptions { IsRememberingVerdicts = false, IsRememberingValues = false }),
        new(rules, new MatcherOptions { IsRememberingVerdicts = false, IsRememberingValues = false, IsGating = false, ProfilingClock = TimeProvider.System }),
    ];

    /// <summary>Fails unless each matcher, twice, finds what the naive one finds; says how many rules that is.</summary>
    public static int ShouldAgree(this RuleMatcher[] matchers, NaiveMatcher naive, LogEvent record)
    {
        List<int> wanted = [];
        naive.Match(record, wanted);
        for (var i = 0; i < matchers.Length * 2; i++)
        {
            matchers[i / 2].Match(record).ToArray().ShouldBe([.. wanted], ignoreOrder: false, $"variant {i / 2}, time {i % 2 + 1}");
        }

        return wanted.Count;
    }
}
