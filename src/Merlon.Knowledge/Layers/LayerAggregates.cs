using System.Globalization;

namespace Merlon.Layers;

/// <summary>What a folded cell shows for a technique and its sub-techniques together, as Navigator works it out.</summary>
public static class LayerAggregates
{
    /// <summary>
    /// The aggregate, or null when neither the technique nor a sub-technique has a score. Scores of 0 are scores. A technique
    /// without a score counts as 0 among those with one (Navigator's <c>min</c> is 0 then); sub-techniques without a score
    /// do not, save in an average with <see cref="LayerLayout.CountUnscored"/>. Rounded to two decimals.
    /// </summary>
    /// <param name="layout">The function, and whether cells without a score count.</param>
    /// <param name="technique">The technique's own score under the tactic, or null.</param>
    /// <param name="subTechniques">The scores of all its sub-techniques under the tactic, null where there is none.</param>
    public static double? Of(LayerLayout layout, double? technique, IReadOnlyCollection<double?> subTechniques)
    {
        var scored = subTechniques.Where(static score => score is not null).Select(static score => score!.Value).ToList(); // not null: filtered on this line
        var count = scored.Count + (technique is null ? 0 : 1);
        if (count == 0)
        {
            return null;
        }

        scored.Insert(0, technique ?? 0);
        var aggregate = layout.Aggregate switch
        {
            LayerAggregate.Min => scored.Min(),
            LayerAggregate.Max => scored.Max(),
            LayerAggregate.Sum => scored.Sum(),
            _ => scored.Sum() / (layout.CountUnscored ? subTechniques.Count + 1 : count),
        };
        return double.IsFinite(aggregate) ? double.Parse(aggregate.ToString("F2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null;
    }
}
