using System.Globalization;
using Merlon.Attack;
using Merlon.Layers;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>A hunt as Navigator layers: how often rules of each technique matched, one layer for each domain with matches.</summary>
static class HuntLayer
{
    /// <summary>Rules that the comment of a cell names.</summary>
    const int RulesNamed = 8;

    /// <summary>The layers, and the domains' techniques with matches.</summary>
    public static LayerFile Of(HuntReport report)
    {
        List<(Technique, double, string)> scored = [.. report.Techniques.Select(static one => (one.Technique, (double)one.Hits, CommentOf(one)))];
        var most = Math.Max(1, report.Techniques.Select(static one => (double)one.Hits).DefaultIfEmpty(1).Max());
        var release = report.Knowledge.Release;
        var layers = release.Domains
            .Select(domain => LayerMaking.Of("Hunt", scored, most, "most matches", domain, release) with
            {
                Description = string.Create(CultureInfo.InvariantCulture, $"How often rules of each technique matched: {report.Summary.Totals.Hits} matches in {report.Summary.Totals.Records} records, by ATT&CK {release.Version}."),
            })
            .Where(static layer => layer.Techniques.Count > 0)
            .ToList();
        return layers.Count > 0 ? new LayerFile(layers, IsArray: layers.Count > 1) : new LayerFile([LayerMaking.Of("Hunt", [], 1, "most matches", release.Domains[0], release)], IsArray: false);
    }

    static string CommentOf(TechniqueHits one)
    {
        var rules = one.Rules.Take(RulesNamed).Select(static tally => string.Create(CultureInfo.InvariantCulture, $"{tally.Rule.Title}: {tally.Hits}"));
        var rest = one.Rules.Count > RulesNamed ? string.Create(CultureInfo.InvariantCulture, $"\nand {one.Rules.Count - RulesNamed} more rules") : "";
        return string.Join('\n', rules) + rest;
    }
}
