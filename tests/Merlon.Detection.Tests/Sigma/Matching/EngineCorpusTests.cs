using System.IO.Compression;
using System.Text;
using Merlon.Documents;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Detection.Tests.Sigma.Matching;

/// <summary>SigmaHQ's rules over recorded events, as they are and changed: the engine finds what <see cref="NaiveMatcher"/> finds.</summary>
public sealed class EngineCorpusTests
{
    static readonly Lazy<List<SigmaRule>> Rules = new(static () =>
        [.. SigmaCorpus.Files().SelectMany(static path => SigmaReader.Read(File.ReadAllBytes(path), path, ReadLimits.Default).Value ?? []).Where(static rule => rule.Expression is not null)]);

    [Fact]
    public void Every_recording_of_SigmaHQ_gives_the_same_rules()
    {
        var all = RuleSet.Compile(new SigmaContent(Rules.Value, [], []), PipelineSet.BuiltIn);
        var fast = new RuleMatcher(all);
        var matched = 0;
        var records = Recordings();
        for (var i = 0; i < records.Count; i++)
        {
            // The naive matcher takes its time: it gets what the engine found, and one rule of forty else.
            var found = fast.Match(records[i].Record).ToArray();
            var offset = i;
            List<SigmaRule> some = [.. all.Rules.Where((rule, at) => at % 40 == offset % 40 || found.Contains(at) || rule.Id == records[offset].Rule)];
            var rules = RuleSet.Compile(new SigmaContent(some, [], []), PipelineSet.BuiltIn);
            var here = EngineVariants.Of(rules).ShouldAgree(new NaiveMatcher(rules.Rules, PipelineSet.BuiltIn), records[i].Record);
            here.ShouldBe(found.Length);
            matched += here;
        }

        matched.ShouldBeGreaterThanOrEqualTo(238);
    }

    [Fact]
    public void Changed_records_give_the_same_rules()
    {
        var random = new Random(20_251_122);
        List<LogEvent> records = [.. Recordings().Select(static r => r.Record), .. HostEvents(everyNth: 1_500)];
        for (var round = 0; round < 40; round++)
        {
            var rules = RuleSet.Compile(new SigmaContent([.. Rules.Value.Where(_ => random.Next(24) == 0)], [], []), PipelineSet.BuiltIn);
            var naive = new NaiveMatcher(rules.Rules, PipelineSet.BuiltIn);
            var matchers = EngineVariants.Of(rules);
            var needles = rules.Rules.SelectMany(static rule => NeedlesOf(rule.Expression)).ToArray();
            for (var i = 0; i < 8; i++)
            {
                matchers.ShouldAgree(naive, Changed(records[random.Next(records.Count)], needles, random));
            }
        }
    }

    static List<(string Rule, LogEvent Record)> Recordings()
        => [.. Directory.EnumerateFiles(SharedData.PathOf("sigma/regression_data"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .SelectMany(static path => JsonRecords.ReadAll(File.ReadAllBytes(path)).Select(record => (Path.GetFileNameWithoutExtension(path), record)))];

    static IEnumerable<LogEvent> HostEvents(int everyNth)
    {
        foreach (var path in Directory.EnumerateFiles(SharedData.PathOf("logs"), "*.zip", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where(static (_, i) => i % 6 == 0))
        {
            using var archive = ZipFile.OpenRead(path);
            foreach (var entry in archive.Entries.Where(static e => e.Name.EndsWith(".json", StringComparison.Ordinal) && e.Length < 20_000_000))
            {
                using var reader = new StreamReader(entry.Open());
                for (var n = 0; reader.ReadLine() is { } line; n++)
                {
                    if (n % everyNth == 0 && line.StartsWith('{'))
                    {
                        yield return JsonRecords.Of(line);
                    }
                }
            }
        }
    }

    static IEnumerable<string> NeedlesOf(SigmaExpression? expression)
        => expression switch
        {
            SigmaExpression.AllOf all => all.Parts.SelectMany(NeedlesOf),
            SigmaExpression.AnyOf any => any.Parts.SelectMany(NeedlesOf),
            SigmaExpression.Negation negation => NeedlesOf(negation.Part),
            SigmaExpression.Selection selection => NeedlesOf(selection.Body),
            SigmaExpression.Match { Predicate: SigmaPredicate.TextMatch text } => [text.Pattern.Canonical.Replace($"{SigmaPattern.AnyRun}", "", StringComparison.Ordinal).Replace(SigmaPattern.AnyOne, 'x')],
            _ => [],
        };

    // Fields dropped, renamed, doubled, made arrays, null or empty; values with other letters, cut short, made of what rules look for.
    static LogEvent Changed(LogEvent record, string[] needles, Random random)
    {
        var changed = new LogEvent { Format = record.Format };
        for (var i = 0; i < record.Count; i++)
        {
            var (name, value, kind) = (record.NameText(i), record.ValueText(i), record.KindOf(i));
            var isSelector = name.EndsWith("Channel", StringComparison.Ordinal) || name.EndsWith("EventID", StringComparison.Ordinal);
            switch (random.Next(isSelector ? 200 : 14))
            {
                case 0:
                    continue;
                case 1:
                    name = random.Next(2) == 0 ? name.ToUpperInvariant() : name.Replace("e", "e ", StringComparison.Ordinal);
                    break;
                case 2:
                    changed.Add(name, Needle(needles, random), kind, record.DepthOf(i), record.IsElement(i));
                    break;
                case 3:
                    changed.Add(name, "[]", LogValueKind.Structure, record.DepthOf(i));
                    changed.Add(name, Needle(needles, random), LogValueKind.Text, record.DepthOf(i), isElement: true);
                    changed.Add(name, value, kind, record.DepthOf(i), isElement: true);
                    continue;
                case 4:
                    (value, kind) = ("", random.Next(2) == 0 ? LogValueKind.Null : LogValueKind.Text);
                    break;
                case 5:
                    value = random.Next(2) == 0 ? value.ToUpperInvariant() : value.ToLowerInvariant();
                    break;
                case 6:
                    value = value[..random.Next(value.Length + 1)];
                    break;
                case 7:
                    value = value.Replace('e', 'é').Replace('s', 'ſ');
                    break;
                case 8 or 9:
                    value = Needle(needles, random) + (random.Next(2) == 0 ? value : "");
                    break;
                case 10:
                    value += Needle(needles, random);
                    break;
            }

            changed.Add(name, value, kind, record.DepthOf(i), record.IsElement(i));
        }

        return changed;
    }

    static string Needle(string[] needles, Random random)
    {
        var needle = new StringBuilder(needles.Length == 0 ? "" : needles[random.Next(needles.Length)]);
        if (needle.Length > 0 && random.Next(3) == 0)
        {
            needle.Remove(random.Next(needle.Length), 1); // one character less
        }
        else if (random.Next(3) == 0)
        {
            needle.Insert(random.Next(needle.Length + 1), 'x');
        }

        return needle.ToString();
    }
}
