using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Trend;

/// <summary>
/// Shares out what the statements of one kind moved of one technique to the sources that changed: each by the mean of what it moves when it
/// changes first and when it changes last, and what these leave over in proportion to them. The order of the sources does not matter, a source
/// that moves nothing gets nothing, and the shares add up to the part.
/// </summary>
sealed class MoveShares
{
    /// <summary>Sources up to which each is tried alone; past it they share by how much their strengths changed.</summary>
    const int TriedSourcesMax = 32;

    readonly TrendInputs before;
    readonly TrendInputs after;
    readonly ILookup<TechniqueId, Evidence> old;
    readonly ILookup<TechniqueId, Evidence> now;
    readonly MoveDays days;

    public MoveShares(TrendInputs before, TrendInputs after)
    {
        this.before = before;
        this.after = after;
        old = before.Evidence.ToLookup(static e => e.Technique);
        now = after.Evidence.ToLookup(static e => e.Technique);
        days = new(before, after);
    }

    /// <summary>Each source's share of <paramref name="part"/>, by source; empty when no source of the player changed for the technique.</summary>
    public IReadOnlyList<KeyValuePair<string, AxisMove>> Of(Technique technique, MovePlayer player, AxisMove part)
    {
        var (oldOnes, newOnes) = (Of(old, technique.TechniqueId), Of(now, technique.TechniqueId));
        var sources = ChangedSources(oldOnes, newOnes, player);
        if (sources.Count <= 1)
        {
            return [.. sources.Select(source => KeyValuePair.Create(source, part))];
        }

        var effects = sources.Count <= TriedSourcesMax
            ? sources.Select(source => EffectOf(source, technique, oldOnes, newOnes)).ToArray()
            : [.. sources.Select(source => StrengthOf(newOnes, source) - StrengthOf(oldOnes, source))];
        return [.. sources.Zip(Balanced(effects, part), KeyValuePair.Create)];
    }

    static List<Evidence> Of(ILookup<TechniqueId, Evidence> byTechnique, TechniqueId id)
        => id.IsSubTechnique ? [.. byTechnique[id], .. byTechnique[id.Parent]] : [.. byTechnique[id]];

    static List<string> ChangedSources(List<Evidence> oldOnes, List<Evidence> newOnes, MovePlayer player)
    {
        var oldIds = oldOnes.Select(static e => e.Id).ToHashSet(StringComparer.Ordinal);
        var newIds = newOnes.Select(static e => e.Id).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. oldOnes.Where(e => !newIds.Contains(e.Id)).Concat(newOnes.Where(e => !oldIds.Contains(e.Id)))
                .Where(e => MoveGame.PlayerOf(e.Kind) == player)
                .Select(static e => e.Source).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    AxisMove EffectOf(string source, Technique technique, List<Evidence> oldOnes, List<Evidence> newOnes)
    {
        bool IsIts(Evidence e) => string.Equals(e.Source, source, StringComparison.Ordinal);
        var first = Fold(before, technique, [.. oldOnes.Where(e => !IsIts(e)), .. newOnes.Where(IsIts).Select(e => days.OfNew(e, before.Day))]) - Fold(before, technique, oldOnes);
        var last = Fold(after, technique, newOnes) - Fold(after, technique, [.. newOnes.Where(e => !IsIts(e)), .. oldOnes.Where(IsIts).Select(e => days.OfOld(e, after.Day))]);
        return 0.5 * (first + last);
    }

    AxisMove Fold(TrendInputs moment, Technique technique, List<Evidence> evidence)
    {
        // What was measured of any technique silences what is declared of that log source everywhere.
        var measured = moment.Evidence.Where(e => e.Kind == EvidenceKind.Inventory && e.Technique != technique.TechniqueId && !(technique.TechniqueId.IsSubTechnique && e.Technique == technique.TechniqueId.Parent));
        var fold = CoverageFold.Of([.. evidence, .. measured], moment.Organisation, after.Release, moment.Day, after.Parameters, only: [technique]);
        return fold.Units.Count == 0 ? default : MoveGame.AxesOf(fold.Units[0]);
    }

    static AxisMove StrengthOf(List<Evidence> evidence, string source)
    {
        var strength = evidence.Where(e => string.Equals(e.Source, source, StringComparison.Ordinal)).Sum(static e => e.Strength);
        return new(strength, strength, strength, strength);
    }

    /// <summary>The effects, each changed in proportion to its size so that they add up to the part; axis by axis.</summary>
    static AxisMove[] Balanced(AxisMove[] effects, AxisMove part)
    {
        var visibility = Balanced(effects, part, static move => move.Visibility);
        var detection = Balanced(effects, part, static move => move.Detection);
        var prevention = Balanced(effects, part, static move => move.Prevention);
        var covered = Balanced(effects, part, static move => move.Covered);
        return [.. effects.Select((_, i) => new AxisMove(visibility[i], detection[i], prevention[i], covered[i]))];
    }

    static double[] Balanced(AxisMove[] effects, AxisMove part, Func<AxisMove, double> axis)
    {
        var amounts = effects.Select(axis).ToArray();
        var size = amounts.Sum(Math.Abs);
        var over = axis(part) - amounts.Sum();
        return size > 0
            ? [.. amounts.Select(amount => amount + over * Math.Abs(amount) / size)]
            : [.. amounts.Select(_ => over / amounts.Length)];
    }
}
