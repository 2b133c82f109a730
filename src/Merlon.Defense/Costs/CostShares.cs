using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Costs;

/// <summary>
/// Who carries what a ledger costs: each entry's cost over the horizon, shared out to what it pays for and from there to techniques, in
/// proportion to what it adds to their weighted coverage. The shares add up to the ledger's total to the cent.
/// </summary>
public sealed record CostShares
{
    /// <summary>By technique, dearest first, ties by id.</summary>
    public required IReadOnlyList<TechniqueCost> Techniques { get; init; }

    /// <summary>By what is paid for, dearest first, ties by key.</summary>
    public required IReadOnlyList<TargetCost> Targets { get; init; }

    /// <summary>What could not be shared out, with the reason.</summary>
    public required IReadOnlyList<UnsharedCost> Unshared { get; init; }

    /// <summary>Everything together: the total cost of the report.</summary>
    public decimal Total => Techniques.Sum(static one => one.Money) + Unshared.Sum(static one => one.Money);

    /// <summary>Shares out a report's forecast over the coverage that an assessment found.</summary>
    /// <param name="assessment">The assessment.</param>
    /// <param name="report">The ledger's report.</param>
    public static CostShares Of(GapAssessment assessment, LedgerReport report)
    {
        var unshared = new List<UnsharedCost>();
        var targets = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        var direct = new List<(TechniqueId Technique, decimal Money)>();
        foreach (var line in report.Forecast.Where(static line => line.Present > 0))
        {
            var keys = line.Entry.Links.Select(static link => CostTarget.KeyOf(link)).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
            if (keys.Length == 0)
            {
                unshared.Add(new(line.Entry.Id, line.Present, line.Entry.Links.Count == 0 ? "it names nothing that it pays for" : "what it names is no part of the assessment"));
                continue;
            }

            var parts = LargestRemainder.Share(line.Present, [.. keys.Select(static _ => 1.0)]);
            for (var i = 0; i < keys.Length; i++)
            {
                targets[keys[i]] = targets.GetValueOrDefault(keys[i]) + parts[i];
            }
        }

        return Shared(assessment, targets, direct, unshared);
    }

    static CostShares Shared(GapAssessment assessment, SortedDictionary<string, decimal> targets, List<(TechniqueId Technique, decimal Money)> direct, List<UnsharedCost> unshared)
    {
        var games = CoverageGame.Of(assessment, [.. targets.Keys.Where(static key => CostTarget.TechniqueOf(key) is null)]);
        var shared = new List<TargetCost>();
        foreach (var (key, money) in targets)
        {
            if (CostTarget.TechniqueOf(key) is { } named)
            {
                if (assessment.Context.Release.TryFind(named, out _))
                {
                    direct.Add((named, money));
                    shared.Add(new(key, money, 0));
                }
                else
                {
                    unshared.Add(new(key, money, "the release does not know this technique"));
                }

                continue;
            }

            var added = games.AddedBy(key);
            if (added.Count == 0)
            {
                unshared.Add(new(key, money, games.IsKnown(key) ? "it adds nothing to the coverage of any technique that matters" : "the assessment has no evidence of it"));
                continue;
            }

            var parts = LargestRemainder.Share(money, [.. added.Select(static one => one.Gain)]);
            direct.AddRange(added.Select((one, at) => (one.Technique, parts[at])));
            shared.Add(new(key, money, added.Sum(static one => one.Gain)));
        }

        return new CostShares
        {
            Techniques =
            [
                .. direct.GroupBy(static one => one.Technique).Select(static one => new TechniqueCost(one.Key, one.Sum(static part => part.Money))).Where(static one => one.Money > 0)
                    .OrderByDescending(static one => one.Money).ThenBy(static one => one.Technique),
            ],
            Targets = [.. shared.OrderByDescending(static one => one.Money).ThenBy(static one => one.Key, StringComparer.Ordinal)],
            Unshared = [.. unshared.OrderByDescending(static one => one.Money).ThenBy(static one => one.What, StringComparer.Ordinal)],
        };
    }
}

/// <summary>What a technique carries.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Money">Its share over the horizon, discounted.</param>
public sealed record TechniqueCost(TechniqueId Technique, decimal Money);

/// <summary>What something that is paid for costs and adds.</summary>
/// <param name="Key">Such as <c>mitigation:M1032</c> or <c>log-source:sysmon</c>.</param>
/// <param name="Money">Its cost over the horizon, discounted.</param>
/// <param name="Gain">Its Shapley share of the weighted coverage that all that is paid for adds; 0 where a technique is named itself.</param>
public sealed record TargetCost(string Key, decimal Money, double Gain);

/// <summary>What could not be shared out.</summary>
/// <param name="What">The entry's id, or what it pays for.</param>
/// <param name="Money">Over the horizon, discounted.</param>
/// <param name="Why">The reason.</param>
public sealed record UnsharedCost(string What, decimal Money, string Why);
