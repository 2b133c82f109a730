using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Web.Reports;

/// <summary>The matrix of one domain: tactics in matrix order, each with its techniques, the hottest first.</summary>
/// <param name="Domain">Such as <c>enterprise-attack</c>.</param>
/// <param name="Columns">One per live tactic, also when it has no technique on the organisation's platforms.</param>
/// <param name="Elsewhere">Live techniques of the domain that are not on the organisation's platforms.</param>
public sealed record HeatMap(string Domain, IReadOnlyList<HeatColumn> Columns, int Elsewhere)
{
    /// <summary>Lower bounds of the heat levels 2 and up; below the first is 1, without a weight 0.</summary>
    static readonly double[] Steps = [0.1, 0.2, 0.4, 0.6, 0.8];

    /// <summary>Highest level of <see cref="HeatCell.Heat"/>.</summary>
    public const int HeatMax = 6;

    /// <summary>Folds an assessment's coverage and gaps into the matrix of one of its domains.</summary>
    public static HeatMap Of(GapAssessment assessment, string domain)
    {
        var release = assessment.Context.Release;
        var gaps = assessment.Gaps.ToDictionary(gap => gap.Technique.TechniqueId);
        var covered = assessment.Coverage.Techniques
            .Where(coverage => coverage.Technique.Domains.Contains(domain, StringComparer.Ordinal))
            .ToDictionary(coverage => coverage.Technique.TechniqueId);
        var byTactic = covered.Values
            .SelectMany(coverage => release.TacticsOf(coverage.Technique, domain), (coverage, tactic) => (coverage, tactic.StixId))
            .ToLookup(pair => pair.StixId, pair => pair.coverage, StringComparer.Ordinal);
        var columns = release.TacticsOf(domain)
            .Select(tactic => ColumnOf(release, tactic, byTactic[tactic.StixId].ToDictionary(coverage => coverage.Technique.TechniqueId), gaps));
        var live = release.Techniques.Count(technique => technique.IsLive && technique.Domains.Contains(domain, StringComparer.Ordinal));
        return new HeatMap(domain, [.. columns], live - covered.Count);
    }

    static HeatColumn ColumnOf(
        AttackRelease release, Tactic tactic, Dictionary<TechniqueId, TechniqueCoverage> inTactic, Dictionary<TechniqueId, Gap> gaps)
    {
        var subs = inTactic.Values
            .Select(coverage => (Coverage: coverage, Parent: release.ParentOf(coverage.Technique)))
            .Where(sub => sub.Parent is not null && inTactic.ContainsKey(sub.Parent.TechniqueId))
            .ToLookup(sub => sub.Parent!.TechniqueId, sub => sub.Coverage); // the line above keeps only those with a parent
        var folded = subs.SelectMany(family => family).Select(coverage => coverage.Technique.TechniqueId).ToHashSet();
        var cells = inTactic.Values
            .Where(coverage => !folded.Contains(coverage.Technique.TechniqueId))
            .Select(coverage => FamilyOf(coverage, subs[coverage.Technique.TechniqueId], gaps));
        return new HeatColumn(tactic, [.. Ordered(cells)]);
    }

    static HeatCell FamilyOf(TechniqueCoverage coverage, IEnumerable<TechniqueCoverage> subs, Dictionary<TechniqueId, Gap> gaps)
    {
        var own = CellOf(coverage, gaps);
        List<HeatCell> folded = [.. Ordered(subs.Select(sub => CellOf(sub, gaps)))];
        return folded.Count == 0 ? own : own with
        {
            Weight = Math.Max(own.Weight, folded.Max(cell => cell.Weight)),
            Priority = Math.Max(own.Priority, folded.Max(cell => cell.Priority)),
            Heat = Math.Max(own.Heat, folded.Max(cell => cell.Heat)),
            Covered = coverage.RolledUp.Covered,
            IsRefuted = own.IsRefuted || folded.Exists(cell => cell.IsRefuted),
            IsTested = own.IsTested || folded.Exists(cell => cell.IsTested),
            Family = [own, .. folded],
        };
    }

    static HeatCell CellOf(TechniqueCoverage coverage, Dictionary<TechniqueId, Gap> gaps)
    {
        gaps.TryGetValue(coverage.Technique.TechniqueId, out var gap);
        var priority = gap?.Priority ?? 0;
        return new HeatCell(
            coverage.Technique, gap?.Weight ?? 0, priority, gap is null ? 0 : LevelOf(priority), coverage.Covered, coverage.IsRefuted, coverage.IsTested, []);
    }

    static int LevelOf(double priority) => 1 + Steps.Count(step => priority >= step);

    static IEnumerable<HeatCell> Ordered(IEnumerable<HeatCell> cells) => cells
        .OrderByDescending(cell => cell.Priority)
        .ThenByDescending(cell => cell.Weight)
        .ThenBy(cell => cell.Technique.TechniqueId);
}

/// <summary>One tactic.</summary>
public sealed record HeatColumn(Tactic Tactic, IReadOnlyList<HeatCell> Cells);

/// <summary>A technique, or a technique folded together with its sub-techniques.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Weight">0..1; of a family the heaviest.</param>
/// <param name="Priority">0..1; of a family the highest.</param>
/// <param name="Heat">0 without a weight, else 1..<see cref="HeatMap.HeatMax"/> by priority; of a family the hottest.</param>
/// <param name="Covered">0..1; of a family rolled up.</param>
/// <param name="IsRefuted">True when the last test was a miss; of a family when any was.</param>
/// <param name="IsTested">True when a test is in force; of a family when any is.</param>
/// <param name="Family">The technique itself and its sub-techniques; empty when it has none on the platforms.</param>
public sealed record HeatCell(
    Technique Technique, double Weight, double Priority, int Heat, double Covered, bool IsRefuted, bool IsTested, IReadOnlyList<HeatCell> Family)
{
    /// <summary>Everything that colour and bar say, in words.</summary>
    public string Words
    {
        get
        {
            var weight = Heat == 0 ? "no known use" : $"weight {Figures.Fraction(Weight)}";
            var test = IsRefuted ? ", missed in the last test" : IsTested ? ", tested" : "";
            var family = Family.Count == 0 ? "" : $", with {Figures.Count(Family.Count - 1, "sub-technique", "sub-techniques")}";
            return $"{weight}, {Figures.Percent(Covered)} covered{test}{family}";
        }
    }
}
