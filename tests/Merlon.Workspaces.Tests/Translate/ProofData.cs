using System.Globalization;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Workspaces.Tests.Translate;

/// <summary>
/// Recorded logs that the translations are proved on: every recording of SigmaHQ's, and of the security datasets the records
/// that a file beside lists by archive and line. They were chosen so that every rule that matches any of the million records
/// matches some of these, with records that nothing matches among them.
/// </summary>
static class ProofData
{
    const string PicksPath = "tests/Merlon.Workspaces.Tests/Translate/proof-records.tsv";

    static readonly Lazy<IReadOnlyList<LogEvent>> Records = new(static () => [.. Recordings().Concat(Picked())]);

    /// <summary>A table for each pipeline of which there are records, with what the engine finds, which is held to the naive matcher elsewhere.</summary>
    /// <param name="isCased">False for a database to which names that differ in case only are one.</param>
    public static IReadOnlyList<ProofTable> Tables(bool isCased)
    {
        var matcher = new RuleMatcher(RuleSet.Compile(new SigmaContent(SigmaHqRules.All, [], []), PipelineSet.BuiltIn));
        var indexes = SigmaHqRules.All.Select(static (rule, index) => (rule.Document, index)).ToDictionary(static pair => pair.Document, static pair => pair.index, StringComparer.Ordinal);
        var tables = new Dictionary<string, ProofTable>(StringComparer.Ordinal);
        foreach (var record in Records.Value)
        {
            if (PipelineSet.BuiltIn.Recognise(record) is not { } pipeline)
            {
                continue;
            }

            if (!tables.TryGetValue(pipeline.Name, out var table))
            {
                tables.Add(pipeline.Name, table = new ProofTable(pipeline.Name, pipeline, isCased));
            }

            var reduced = table.Reduced(record);
            if (ReferenceEquals(PipelineSet.BuiltIn.Recognise(reduced), pipeline))
            {
                var matches = matcher.Match(reduced).ToArray();
                table.TryAdd(reduced, matches.Select(match => indexes[matcher.Rules.Rules[match].Document]));
            }
        }

        return [.. tables.Values.OrderBy(static t => t.Name, StringComparer.Ordinal)];
    }

    static IEnumerable<LogEvent> Recordings()
        => Directory.EnumerateFiles(SharedData.PathOf("sigma/regression_data"), "*.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .SelectMany(static path => RecordedLogs.ReadAll(File.ReadAllBytes(path)));

    static IEnumerable<LogEvent> Picked()
    {
        var picks = File.ReadLines(Repository.PathOf(PicksPath)).Where(static line => !line.StartsWith('#')).Select(static line => line.Split('\t'));
        foreach (var archive in picks)
        {
            var numbers = archive[1].Split(' ').Select(static n => int.Parse(n, CultureInfo.InvariantCulture)).ToHashSet();
            foreach (var (_, json) in RecordedLogs.LinesOf(archive[0], numbers))
            {
                yield return RecordedLogs.ReadAll(json).Single();
            }
        }
    }
}
