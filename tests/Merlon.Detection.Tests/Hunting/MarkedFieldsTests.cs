using Merlon.Detection.Tests.Sigma;
using Merlon.Documents;
using Merlon.Hunting;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;
using Merlon.Sigma.Testing;

namespace Merlon.Detection.Tests.Hunting;

public sealed class MarkedFieldsTests
{
    /// <summary>Over every recorded event of SigmaHQ's regression data with its own rule, against what the specification explains.</summary>
    [Fact]
    public void What_is_marked_is_what_the_naive_matcher_explains()
    {
        var marked = new MarkedFields();
        var compared = 0;
        foreach (var path in SigmaCorpus.Files().Where(static path => File.ReadAllText(path).Contains("\nregression_tests_path:", StringComparison.Ordinal)))
        {
            var rule = SigmaReader.ReadContent(File.ReadAllBytes(path), path, SigmaReadOptions.Default).Value.ShouldNotBeNull().Rules.ShouldHaveSingleItem();
            var test = RuleTestReader.PathIn(File.ReadAllBytes(path), ReadLimits.Default).ShouldNotBeNull();
            var file = Path.Combine(SharedData.PathOf("sigma"), Path.GetDirectoryName(test) ?? "", rule.Id + ".evtx");
            if (!File.Exists(file))
            {
                continue;
            }

            var naive = new NaiveMatcher([rule], PipelineSet.BuiltIn);
            using var reader = LogReaders.Open(File.OpenRead(file), file, LogFormat.Evtx, LogReadOptions.Default);
            var record = new LogEvent();
            while (reader.Read(record))
            {
                var route = PipelineSet.BuiltIn.RouteOf(record).ShouldNotBeNull();
                marked.Begin(record, route);
                var explained = naive.Explain(rule, record, route);
                var expected = explained.MatchingFields().Select(index => FindingReader.Cut(record.ValueText(index))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
                marked.Of(rule).Select(static one => one.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBe(expected, rule.Title);
                compared += explained.IsMatch ? 1 : 0;
            }
        }

        compared.ShouldBeGreaterThanOrEqualTo(202);
    }
}
