using Merlon.Attack;

namespace Merlon.Priorities;

/// <summary>
/// How much of an attack runs through a technique: from attack flows (what came immediately before and after, and how many shortest ways
/// lead through it) and from co-use (what else is told in the reports of it, of earlier and of later tactics). docs/design/priorities.md.
/// </summary>
public sealed class ChokePoints
{
    /// <summary>Fewest reports that tell of a technique before co-use speaks of it.</summary>
    const int ReportsMin = 5;

    /// <summary>Reports with which what they show counts half: a share of few reports is mostly chance.</summary>
    const int ReportsHalf = 10;

    /// <summary>Share, 0..1, of the techniques from which on co-use counts as 1.</summary>
    const double CoUsePercentile = 0.95;

    /// <summary>Neighbours that are named.</summary>
    const int NamedMax = 3;

    readonly Dictionary<TechniqueId, ChokePoint> points;

    ChokePoints(Dictionary<TechniqueId, ChokePoint> points, int reports, IReadOnlyList<AttackFlow> flows, int unresolved)
    {
        this.points = points;
        Reports = reports;
        Flows = flows;
        Unresolved = unresolved;
    }

    /// <summary>Reports that co-use was counted in.</summary>
    public int Reports { get; }

    /// <summary>Flows that were read.</summary>
    public IReadOnlyList<AttackFlow> Flows { get; }

    /// <summary>Actions of the flows whose technique the release does not know, or that have none; they are passed through.</summary>
    public int Unresolved { get; }

    /// <summary>The choke point of a technique; one of nothing known where neither flows nor reports tell of it.</summary>
    public ChokePoint Of(TechniqueId id) => points.GetValueOrDefault(id, ChokePoint.Unknown);

    /// <summary>Measures every live technique that counts.</summary>
    /// <param name="release">The release.</param>
    /// <param name="domains">Domains whose matrices order the tactics.</param>
    /// <param name="concerns">Which techniques count.</param>
    /// <param name="flows">Flows to learn from; may be empty.</param>
    public static ChokePoints Of(AttackRelease release, IReadOnlyList<string> domains, Func<Technique, bool> concerns, IReadOnlyList<AttackFlow> flows)
    {
        var techniques = release.Techniques.Where(one => one.IsLive && concerns(one)).DistinctBy(static one => one.TechniqueId).OrderBy(static one => one.TechniqueId).ToArray();
        var use = CoUse.Of(release, concerns);
        var reach = CoUseReaches(release, domains, techniques, use);
        var graph = FlowTechniques.Of(flows, release, out var unresolved);
        var (beforeMost, afterMost) = (MostOf(reach.Values.Select(static one => one.Before)), MostOf(reach.Values.Select(static one => one.After)));
        var betweenMost = graph.Values.Select(static one => one.Betweenness).DefaultIfEmpty(0).Max();
        var found = new Dictionary<TechniqueId, ChokePoint>();
        foreach (var technique in techniques)
        {
            var told = reach.GetValueOrDefault(technique.TechniqueId);
            var flow = graph.GetValueOrDefault(technique.TechniqueId);
            if (told is null && flow is null)
            {
                continue;
            }

            var coUse = told is null ? (double?)null : (ShareOf(told.Before, beforeMost) + ShareOf(told.After, afterMost)) / 2;
            var flowScore = flow is null ? (double?)null : (CountShare(flow.Before.Count, flow.After.Count) + ShareOf(flow.Betweenness, betweenMost)) / 2;
            found.Add(technique.TechniqueId, new ChokePoint
            {
                Value = (coUse, flowScore) switch
                {
                    ({ } one, { } other) => (one + other) / 2,
                    ({ } one, null) => one,
                    (null, { } other) => other,
                    _ => 0,
                },
                CoUse = coUse,
                Flow = flowScore,
                Reports = use.CountOf(technique.TechniqueId),
                CoUseBefore = told?.Before ?? 0,
                CoUseAfter = told?.After ?? 0,
                UsualBefore = told?.UsualBefore ?? 0,
                UsualAfter = told?.UsualAfter ?? 0,
                FlowBefore = [.. (flow?.Before ?? []).Order()],
                FlowAfter = [.. (flow?.After ?? []).Order()],
                Betweenness = flow?.Betweenness ?? 0,
                Documents = flow?.Documents ?? [],
                Neighbours = told?.Neighbours ?? [],
            });
        }

        return new(found, use.Reports, flows, unresolved);
    }

    static double MostOf(IEnumerable<double> values) => Percentile.Inclusive(values, CoUsePercentile) is var most && !double.IsNaN(most) ? most : 0;

    static double ShareOf(double value, double most) => most > 0 ? Math.Min(1, value / most) : 0;

    /// <summary>The calculator's own measure of counts, with its cutoff of ten.</summary>
    static double CountShare(int before, int after) => (TopTechniques.Utility(before, 0, 10) + TopTechniques.Utility(after, 0, 10)) / 2;

    static Dictionary<TechniqueId, Reach> CoUseReaches(AttackRelease release, IReadOnlyList<string> domains, Technique[] techniques, CoUse use)
    {
        var places = techniques.ToDictionary(static one => one.TechniqueId, one => PlaceOf(release, domains, one));
        var reaches = new Dictionary<TechniqueId, Reach>();
        foreach (var technique in techniques)
        {
            var id = technique.TechniqueId;
            if (use.CountOf(id) < ReportsMin || places[id] is not { } own)
            {
                continue;
            }

            var (before, after, usualBefore, usualAfter) = (0.0, 0.0, 0, 0);
            var sure = use.CountOf(id) / (double)(use.CountOf(id) + ReportsHalf);
            var near = new List<(TechniqueId Id, double Excess)>();
            foreach (var other in use.Techniques)
            {
                if (other == id || !places.TryGetValue(other, out var place) || place is not { } its || its == own || other.Parent == id.Parent)
                {
                    continue;
                }

                var excess = sure * (use.ShareOf(other, id) - use.ChanceOf(other, id));
                if (excess <= 0)
                {
                    continue;
                }

                near.Add((other, excess));
                var isUsual = use.CountOf(id, other) >= ReportsMin && use.ShareOf(other, id) >= UsualShareMin && use.LiftOf(id, other) >= UsualLiftMin;
                (before, after) = its < own ? (before + excess, after) : (before, after + excess);
                (usualBefore, usualAfter) = !isUsual ? (usualBefore, usualAfter) : its < own ? (usualBefore + 1, usualAfter) : (usualBefore, usualAfter + 1);
            }

            near.Sort(static (one, two) => one.Excess.Equals(two.Excess) ? one.Id.CompareTo(two.Id) : two.Excess.CompareTo(one.Excess));
            reaches.Add(id, new(before, after, usualBefore, usualAfter, [.. near.Take(NamedMax).Select(static one => one.Id)]));
        }

        return reaches;
    }

    /// <summary>A technique is usual beside another from this share of the other's reports on, 0..1 …</summary>
    const double UsualShareMin = 0.3;

    /// <summary>… and this many times more often than by chance.</summary>
    const double UsualLiftMin = 1.5;

    /// <summary>The mean place of a technique's tactics in the matrix, or null where it stands in none.</summary>
    static double? PlaceOf(AttackRelease release, IReadOnlyList<string> domains, Technique technique)
    {
        foreach (var domain in domains)
        {
            var order = release.TacticsOf(domain);
            var own = release.TacticsOf(technique, domain);
            if (own.Count > 0)
            {
                return own.Average(tactic => IndexOf(order, tactic));
            }
        }

        return null;
    }

    static int IndexOf(IReadOnlyList<Tactic> order, Tactic tactic)
    {
        for (var i = 0; i < order.Count; i++)
        {
            if (ReferenceEquals(order[i], tactic))
            {
                return i;
            }
        }

        return order.Count;
    }

    sealed record Reach(double Before, double After, int UsualBefore, int UsualAfter, IReadOnlyList<TechniqueId> Neighbours);
}

/// <summary>A technique's choke point opened into its parts.</summary>
public sealed record ChokePoint
{
    /// <summary>Nothing known.</summary>
    internal static ChokePoint Unknown { get; } = new() { Value = 0, CoUse = null, Flow = null, Reports = 0, FlowBefore = [], FlowAfter = [], Documents = [], Neighbours = [] };

    /// <summary>0..1: the mean of what flows and co-use say, or what the one of them says that speaks.</summary>
    public required double Value { get; init; }

    /// <summary>0..1 from reports, or null where fewer than five tell of it.</summary>
    public required double? CoUse { get; init; }

    /// <summary>0..1 from flows, or null where none has it.</summary>
    public required double? Flow { get; init; }

    /// <summary>Reports that tell of it and of another technique.</summary>
    public required int Reports { get; init; }

    /// <summary>Expected number of techniques of earlier tactics in its reports, beyond chance.</summary>
    public double CoUseBefore { get; init; }

    /// <summary>Expected number of techniques of later tactics in its reports, beyond chance.</summary>
    public double CoUseAfter { get; init; }

    /// <summary>Techniques of earlier tactics that are usual beside it: in 30 % of its reports and half as often again as by chance.</summary>
    public int UsualBefore { get; init; }

    /// <summary>Techniques of later tactics that are usual beside it.</summary>
    public int UsualAfter { get; init; }

    /// <summary>Techniques that came immediately before it in a flow.</summary>
    public required IReadOnlyList<TechniqueId> FlowBefore { get; init; }

    /// <summary>Techniques that came immediately after it in a flow.</summary>
    public required IReadOnlyList<TechniqueId> FlowAfter { get; init; }

    /// <summary>Shortest ways between other techniques that lead through it, over all flows together.</summary>
    public double Betweenness { get; init; }

    /// <summary>Flows that have it.</summary>
    public required IReadOnlyList<string> Documents { get; init; }

    /// <summary>What is told beside it most beyond chance, at most three.</summary>
    public required IReadOnlyList<TechniqueId> Neighbours { get; init; }
}
