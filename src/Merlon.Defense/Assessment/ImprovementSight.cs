using static Merlon.Assessment.VisibilityEvidence;

namespace Merlon.Assessment;

/// <summary>
/// What a further log source would show, cell by cell: the same measure as <see cref="VisibilityEvidence"/> makes, kept per reference, so
/// that a hundred log sources are asked without a hundred collections.
/// </summary>
sealed class ImprovementSight
{
    readonly List<WatchedUnit> units = [];

    public ImprovementSight(AssessmentInput input, CoverageFold fold, PlanField field)
    {
        var organisation = input.Organisation;
        var sources = organisation.LogSources.Select(static source => new CollectedSource(source)).ToArray();
        for (var unit = 0; unit < fold.Units.Count; unit++)
        {
            var watches = field.WeightOf(unit) > 0 ? WatchesOf(fold.Units[unit].Technique, input.Context.Release) : [];
            if (watches.Count > 0)
            {
                units.Add(new(unit, watches, [.. CellsOf(fold.Units[unit], watches, organisation, sources)]));
            }
        }
    }

    /// <summary>How much the visibility of each cell rises when the source is collected as given.</summary>
    public IEnumerable<CellChange> RisesOf(CollectedLogSource added, string measureId)
    {
        var source = new CollectedSource(added);
        foreach (var unit in units)
        {
            if (!IsSeenBy(source, unit.Watches))
            {
                continue;
            }

            var values = unit.Watches.Select(watch => Array.ConvertAll(watch.Needs, need => source.ValueFor(need, watch.Platform))).ToArray();
            foreach (var cell in unit.Cells.Where(cell => added.IsCollectedIn(cell.Scope)))
            {
                var rise = cell.ValueWith(values) - cell.Value;
                if (rise > RiseMin)
                {
                    yield return new(unit.Unit, cell.Index, [new(Axis.Visibility, "", 1, new(measureId, measureId, rise))]);
                }
            }
        }
    }

    static bool IsSeenBy(CollectedSource source, IReadOnlyList<Watch> watches)
    {
        foreach (var watch in watches)
        {
            foreach (var need in watch.Needs)
            {
                if (source.ValueFor(need, watch.Platform) > 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Below this a rise is rounding, 0..1.</summary>
    const double RiseMin = 1e-9;

    static IEnumerable<WatchedCell> CellsOf(
        CoverageUnit unit, List<Watch> watches, Organisation organisation, CollectedSource[] sources)
    {
        for (var index = 0; index < unit.Scopes.Count; index++)
        {
            var name = unit.Scopes[index].Name;
            var scope = organisation.Scopes.FirstOrDefault(scope => string.Equals(scope.Name, name, StringComparison.Ordinal));
            if (scope is not null)
            {
                var collected = sources.Where(source => source.Source.IsCollectedIn(scope)).ToArray();
                var values = watches.Select(watch => Array.ConvertAll(
                    watch.Needs, need => collected.Select(source => source.ValueFor(need, watch.Platform)).DefaultIfEmpty(0).Max())).ToArray();
                yield return new(index, scope, PlatformsOf(unit, scope, watches), values);
            }
        }
    }

    /// <summary>Indexes of the watches of each platform that technique and scope share; a platform without a watch is left out.</summary>
    static int[][] PlatformsOf(CoverageUnit unit, Scope scope, List<Watch> watches) =>
    [
        .. scope.Platforms
            .Where(platform => unit.Technique.Platforms.Contains(platform, StringComparer.OrdinalIgnoreCase))
            .Select(platform => Enumerable.Range(0, watches.Count)
                .Where(watch => string.Equals(watches[watch].Platform, platform, StringComparison.OrdinalIgnoreCase)).ToArray())
            .Where(static platform => platform.Length > 0),
    ];

    sealed record WatchedUnit(int Unit, IReadOnlyList<Watch> Watches, IReadOnlyList<WatchedCell> Cells);

    /// <summary>A cell with the value of each reference of each watch as it is collected today.</summary>
    sealed class WatchedCell(int index, Scope scope, int[][] platforms, double[][] values)
    {
        static readonly double[][] Nothing = [];

        public int Index => index;

        public Scope Scope => scope;

        public double Value { get; } = ValueOf(platforms, values, Nothing);

        public double ValueWith(double[][] added) => ValueOf(platforms, values, added);

        /// <summary>Mean over platforms of the best mean over references.</summary>
        static double ValueOf(int[][] platforms, double[][] values, double[][] added)
        {
            var sum = 0.0;
            foreach (var watches in platforms)
            {
                var best = 0.0;
                foreach (var watch in watches)
                {
                    best = Math.Max(best, MeanOf(values[watch], added.Length > 0 ? added[watch] : []));
                }

                sum += best;
            }

            return platforms.Length > 0 ? sum / platforms.Length : 0;
        }

        static double MeanOf(double[] values, double[] added)
        {
            var sum = 0.0;
            for (var need = 0; need < values.Length; need++)
            {
                sum += added.Length > 0 ? Math.Max(values[need], added[need]) : values[need];
            }

            return sum / values.Length;
        }
    }
}
