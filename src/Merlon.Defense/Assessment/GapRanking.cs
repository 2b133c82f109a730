namespace Merlon.Assessment;

/// <summary>A technique's place among the gaps, before its reasons are written.</summary>
sealed record RankedGap(int Rank, double Weight, WeightClass Class, double Open, double Priority, TechniqueCoverage Coverage);

/// <summary>Orders the gaps: docs/design/coverage-model.md, "Gaps".</summary>
static class GapRanking
{
    public static IReadOnlyList<RankedGap> Of(IEnumerable<(TechniqueCoverage Coverage, double Weight)> techniques)
    {
        var gaps = techniques.Select(static one => Unranked(one.Coverage, one.Weight)).ToArray();
        var first = gaps.Where(static gap => !gap.Coverage.IsRefuted).GroupBy(static gap => gap.Class)
            .ToDictionary(static gap => gap.Key, static gap => gap.Max(static one => one.Priority));
        return
        [
            .. gaps.Select(gap => gap.Coverage.IsRefuted ? Lifted(gap, first.GetValueOrDefault(gap.Class)) : gap)
                .OrderByDescending(static gap => gap.Priority)
                .ThenByDescending(static gap => gap.Coverage.IsRefuted)
                .ThenByDescending(static gap => gap.Weight)
                .ThenBy(static gap => gap.Coverage.Technique.TechniqueId)
                .Select(static (gap, index) => gap with { Rank = index + 1 }),
        ];
    }

    public static WeightClass ClassOf(double weight) => weight switch
    {
        >= 0.8 => WeightClass.Critical,
        >= 0.6 => WeightClass.High,
        >= 0.4 => WeightClass.Moderate,
        >= 0.2 => WeightClass.Low,
        _ => WeightClass.Minimal,
    };

    public static double UpperBoundOf(WeightClass weightClass) => weightClass switch
    {
        WeightClass.Critical => 1,
        WeightClass.High => 0.8,
        WeightClass.Moderate => 0.6,
        WeightClass.Low => 0.4,
        _ => 0.2,
    };

    static RankedGap Unranked(TechniqueCoverage coverage, double weight)
    {
        var open = 1 - coverage.Covered;
        return new(0, weight, ClassOf(weight), open, weight * open, coverage);
    }

    static RankedGap Lifted(RankedGap gap, double firstOfClass) => gap with { Priority = Math.Max(UpperBoundOf(gap.Class) * gap.Open, firstOfClass) };
}
