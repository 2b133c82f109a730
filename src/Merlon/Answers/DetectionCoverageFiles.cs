using System.Globalization;
using Merlon.Attack;
using Merlon.Layers;
using Merlon.Robustness;

namespace Merlon.Answers;

/// <summary>What detects each technique, as files for other programs.</summary>
static class DetectionCoverageFiles
{
    const int NamesMax = 3;

    /// <summary>A line for each technique and each rule or log source that detects it.</summary>
    public static void WriteCsv(CsvWriter csv, DetectionCoverage coverage)
    {
        csv.Header(["technique", "name", "weight", "detection", "kind", "key", "what", "left_without_it", "single_point"]);
        foreach (var technique in coverage.Techniques)
        {
            var points = technique.SinglePoints.Select(static point => point.Key).ToHashSet(StringComparer.Ordinal);
            foreach (var (kind, loss) in technique.Rules.Select(static loss => ("rule", loss)).Concat(technique.LogSources.Select(static loss => ("log source", loss)))
                .DefaultIfEmpty(("nothing", new DetectionLoss("", "", 0))))
            {
                csv.Text(technique.Technique.Id);
                csv.Text(technique.Technique.Name);
                csv.Number(Math.Round(technique.Weight, 6));
                csv.Number(Math.Round(technique.Detection, 6));
                csv.Text(kind);
                csv.Text(loss.Key);
                csv.Text(loss.Name);
                csv.Number(Math.Round(loss.Left, 6));
                csv.Text(points.Contains(loss.Key) ? "yes" : "no");
                csv.EndRecord();
            }
        }
    }

    /// <summary>Navigator layers: detection in percent that is left without the one thing on which most hangs.</summary>
    public static LayerFile LayerOf(DetectionCoverage coverage, AttackRelease release, IReadOnlyList<string> domains)
    {
        List<(Technique, double, string)> scored = [.. coverage.Techniques.Select(static technique => (technique.Technique, Math.Round(technique.WorstLeft * 100, 1), CommentOf(technique)))];
        var layers = domains.Select(domain => LayerMaking.Of("Detection without one thing", scored, 100, "detection left in percent", domain, release)).ToList();
        return new LayerFile(layers, IsArray: layers.Count > 1);
    }

    static string CommentOf(TechniqueDetection technique)
    {
        var rules = technique.Rules.Count == 1 ? "1 rule" : $"{AnswerWords.Count(technique.Rules.Count)} rules";
        var points = technique.SinglePoints.Take(NamesMax).Select(static point => $"without {point.Name}: {Percent(point.Left)}");
        return string.Join('\n', points.Prepend($"detected {Percent(technique.Detection)} by {rules}"));
    }

    static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(share * 100, MidpointRounding.AwayFromZero):0} %");
}
