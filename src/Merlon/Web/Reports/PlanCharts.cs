using Merlon.Assessment;
using Merlon.Web.Charts;

namespace Merlon.Web.Reports;

/// <summary>Charts of an assessment that more than one report shows.</summary>
static class PlanCharts
{
    /// <summary>What the plan's money buys.</summary>
    public static BudgetChart Budget(ImprovementPlan plan, IReadOnlyList<BudgetStep> frontier) => new()
    {
        Title = "What the money buys",
        Summary = plan.Steps.Count == 0
            ? $"Covered stays at {Figures.Percent(plan.CoveredBefore)}: the plan has no step."
            : $"Covered rises from {Figures.Percent(plan.CoveredBefore)} to {Figures.Percent(plan.CoveredAfter)} over {Figures.Count(plan.Steps.Count, "step", "steps")} "
                + $"for {Figures.Money(plan.Steps[^1].CostSoFar, plan.Currency)}. A number stands at each step, as in the table.",
        Before = plan.CoveredBefore,
        Steps = [.. plan.Steps.Select(static step => new BudgetStep((double)step.CostSoFar, step.CoveredAfter, Figures.Cut(step.Measure.Title)))],
        Frontier = frontier,
        Budget = (double?)plan.Budget,
        Currency = Figures.Cut(plan.Currency),
    };

    /// <summary>The threat in four parts: proven, claimed, missed, open.</summary>
    public static BarChart Standing(ThreatStanding standing) => new()
    {
        Title = "The weighted threat, in four parts",
        Summary = $"{Figures.Percent(standing.Proven)} held in a test, {Figures.Percent(standing.Claimed)} is covered by claims alone, "
            + $"{Figures.Percent(standing.Missed)} was missed in a test, {Figures.Percent(standing.Open)} is open for all that is known.",
        Unit = ChartUnit.Share,
        IsStacked = true,
        Whole = 1,
        Series =
        [
            new("held in a test " + Figures.Percent(standing.Proven), ChartLook.Solid), new("claimed " + Figures.Percent(standing.Claimed), ChartLook.Hatched),
            new("missed in a test " + Figures.Percent(standing.Missed), ChartLook.Crossed), new("open " + Figures.Percent(standing.Open), ChartLook.Open),
        ],
        Rows = [new("all that likely attackers do, by weight", [standing.Proven, standing.Claimed, standing.Missed, standing.Open])],
    };

    /// <summary>How open each tactic of a domain is, those with a weight.</summary>
    public static HeatStrip Tactics(GapAssessment assessment, string domain)
    {
        var release = assessment.Context.Release;
        var cells = new List<HeatStripCell>();
        foreach (var tactic in release.TacticsOf(domain))
        {
            var inTactic = assessment.Gaps.Where(gap => release.TacticsOf(gap.Technique, domain).Contains(tactic)).ToList();
            var weight = inTactic.Sum(static gap => gap.Weight);
            if (weight > 0)
            {
                cells.Add(new HeatStripCell(
                    Figures.Cut(tactic.Name), inTactic.Sum(static gap => gap.Weight * gap.Open) / weight, "of " + Figures.Count(inTactic.Count)));
            }
        }

        var widest = cells.OrderByDescending(static cell => cell.Share).FirstOrDefault();
        return new HeatStrip
        {
            Title = "How open each stage of an attack is",
            Summary = widest is null
                ? "No technique has a weight."
                : $"By weight of the techniques in it; the most open stage is {widest.Label} with {Figures.Percent(widest.Share)}. Stages are what ATT&CK calls tactics; beside each share stands how many techniques it is of.",
            Cells = cells,
        };
    }
}

/// <summary>The weighted threat in four parts that add up to 1.</summary>
/// <param name="Proven">Covered, where the last test held.</param>
/// <param name="Claimed">Covered, by claims alone or where the last test missed part.</param>
/// <param name="Missed">Open, where the last test missed.</param>
/// <param name="Open">Open otherwise.</param>
public readonly record struct ThreatStanding(double Proven, double Claimed, double Missed, double Open)
{
    /// <summary>Adds up the profile's techniques; all open when nothing has a weight.</summary>
    public static ThreatStanding Of(GapAssessment assessment)
    {
        var (proven, claimed, missed, open, all) = (0.0, 0.0, 0.0, 0.0, 0.0);
        foreach (var gap in assessment.Gaps)
        {
            var covered = gap.Weight * (1 - gap.Open);
            var rest = gap.Weight * gap.Open;
            all += gap.Weight;
            _ = gap.Coverage switch
            {
                { IsRefuted: true } => (claimed += covered, missed += rest),
                { IsTested: true } => (proven += covered, open += rest),
                _ => (claimed += covered, open += rest),
            };
        }

        return all > 0 ? new(proven / all, claimed / all, missed / all, open / all) : new(0, 0, 0, 1);
    }
}
