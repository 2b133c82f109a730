using System.Text.RegularExpressions;
using Merlon.Documents;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Detection.Tests.Sigma.Matching;

/// <summary>SigmaHQ's own recordings: each rule that names some must match them.</summary>
public sealed partial class RegressionDataTests
{
    [Fact]
    public void Every_rule_that_names_a_recording_matches_it()
    {
        List<string> missed = [];
        var tested = 0;
        foreach (var path in SigmaCorpus.Files().Where(static path => File.ReadAllText(path).Contains("\nregression_tests_path:", StringComparison.Ordinal)))
        {
            var rule = SigmaReader.Read(File.ReadAllBytes(path), path, ReadLimits.Default).Value.ShouldNotBeNull().Single();
            var folder = Path.Combine(SharedData.PathOf("sigma"), Path.GetDirectoryName(PathKey().Match(File.ReadAllText(path)).Groups["path"].Value) ?? "");
            var recording = Path.Combine(folder, rule.Id + ".json");
            if (!File.Exists(recording))
            {
                continue;
            }

            tested++;
            var matcher = new NaiveMatcher([rule], PipelineSet.BuiltIn);
            List<int> matches = [];
            var hits = 0;
            foreach (var record in JsonRecords.ReadAll(File.ReadAllBytes(recording)))
            {
                matcher.Match(record, matches);
                hits += matches.Count;
            }

            if (hits == 0)
            {
                missed.Add(path);
            }
        }

        missed.ShouldBeEmpty();
        tested.ShouldBe(202);
    }

    [GeneratedRegex(@"^regression_tests_path: *(?<path>\S+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex PathKey();
}
