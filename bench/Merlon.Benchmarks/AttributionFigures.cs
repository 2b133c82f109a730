using System.Globalization;
using Merlon.Attack;
using Merlon.Intelligence;

namespace Merlon.Benchmarks;

/// <summary>
/// How often the ranking of actors is right, by leaving one cited report out: the report's statements of one group are what was
/// observed; every statement that cites the report is taken from every group before ranking.
/// </summary>
static class AttributionFigures
{
    const int TechniquesMin = 5;

    public static void Print(AttackRelease release, Action<string, double, string> print, string mode)
    {
        var domain = release.Domains.Contains("enterprise-attack", StringComparer.Ordinal) ? "enterprise-attack" : null;
        var statements = release.All<Group>().Where(static group => group.IsLive)
            .Select(group => (Group: group, Edges: ActorProfiles.StatementsOf(release, group)
                .Where(edge => domain is null || edge.Domains.Contains(domain, StringComparer.Ordinal))
                .Select(edge => (Edge: edge, Sources: edge.Citations.Select(static c => c.SourceName).Distinct(StringComparer.Ordinal).ToArray())).ToArray()))
            .ToArray();
        var cites = statements.SelectMany(static s => s.Edges).DistinctBy(static e => e.Edge).ToDictionary(static e => e.Edge, static e => e.Sources);
        var cases = new List<(int Rank, double Lead)>();
        var groups = new HashSet<Group>();
        foreach (var (group, edges) in statements)
        {
            foreach (var report in edges.SelectMany(static e => e.Sources).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                var observed = edges.Where(e => e.Sources.Contains(report, StringComparer.Ordinal)).Select(static e => e.Edge).ToArray();
                var techniques = observed.Select(static e => e.Target).OfType<Technique>().Distinct().ToArray();
                var software = observed.Select(static e => e.Target).OfType<Software>().Distinct().ToArray();
                var left = edges.Where(e => e.Sources.Any(s => s != report)).Select(static e => e.Edge.Target).OfType<Technique>().Distinct().Count();
                if (techniques.Length < TechniquesMin || left < TechniquesMin)
                {
                    continue;
                }

                groups.Add(group);
                // A statement that another report supports too stays: only what this report alone says goes.
                var profiles = ActorProfiles.Of(release, edge => cites.TryGetValue(edge, out var sources) && sources.Any(s => s != report));
                var ranked = profiles.Rank(techniques, mode == "techniques" ? [] : software);
                var rank = ranked.Select(static (score, i) => (score, i)).Where(pair => pair.score.Profile.Group == group).Select(static pair => pair.i + 1).FirstOrDefault();
                cases.Add((rank, ActorRanking.LeadOf(ranked)));
            }
        }

        print("cases", cases.Count, "reports");
        print("groups", groups.Count, "groups");
        print("mrr", cases.Average(static c => c.Rank == 0 ? 0 : 1.0 / c.Rank), "");
        foreach (var k in (int[])[1, 3, 5, 10])
        {
            print(string.Create(CultureInfo.InvariantCulture, $"top-{k}"), cases.Average(c => c.Rank > 0 && c.Rank <= k ? 1.0 : 0), "");
        }

        double[] steps = [0, 0.1, 0.2, 0.3, 0.4, 0.6, double.PositiveInfinity];
        foreach (var (from, to) in steps.Zip(steps.Skip(1)))
        {
            var inside = cases.Where(one => one.Lead >= from && one.Lead < to).ToArray();
            print(string.Create(CultureInfo.InvariantCulture, $"lead-{from:0.0}-right"), inside.Count(static one => one.Rank == 1), string.Create(CultureInfo.InvariantCulture, $"of {inside.Length} cases"));
        }
    }
}
