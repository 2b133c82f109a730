using Merlon.Assessment;
using Merlon.Robustness;
using Merlon.Web.Charts;
using Merlon.Web.Reports.Tables;

namespace Merlon.Web.Reports.Parts;

/// <summary>What deployed rules rest on: values that an attacker changes at will, or what the technique cannot do without.</summary>
static class RobustnessPart
{
    /// <summary>The part, or null without deployed rules.</summary>
    public static ReportPart? Of(GapAssessment assessment)
    {
        var rules = assessment.Input.Rules.Where(static rule => rule.IsDeployed).Select(static rule => RuleRobustness.Of(rule.Rule))
            .OrderBy(static one => one.Level ?? 0).ThenBy(static one => one.Rule.Document, StringComparer.Ordinal).ToList();
        if (rules.Count == 0)
        {
            return null;
        }

        return new ReportPart("robustness", "What the rules rest on", "Levels of Summiting the Pyramid, from the fields and values of each deployed rule: 1 is changed at will, 5 cannot be done without. A rule counts by its level.")
        {
            ShortTitle = "Rules",
            Charts = [Levels(rules)],
            Tables = [Table(rules)],
        };
    }

    static BarChart Levels(List<RuleRobustness> rules)
    {
        var weak = rules.Count(static one => one.Level is null or <= 2);
        return new BarChart
        {
            Title = "Deployed rules by level",
            Summary = $"{Figures.Count(weak)} of {Figures.Count(rules.Count, "rule", "rules")} rest on values or tools that an attacker brings and can change.",
            Unit = ChartUnit.Number,
            Series = [new("rules", ChartLook.Hatched)],
            Rows =
            [
                .. Enumerable.Range(1, 5).Reverse().Select(level => new BarRow($"{Figures.Count(level)} {RuleRobustness.NameOf(level)}", [rules.Count(one => one.Level == level)])),
                new("not evaluated", [rules.Count(static one => one.Level is null)]),
            ],
        };
    }

    static ReportTable Table(List<RuleRobustness> rules) => new(
        "rules", "Deployed rules, the weakest first", [new("rule", "Rule", 44, Wraps: true), new("score", "Score", 8), new("why", "Why", 70, Wraps: true), new("place", "Where it stands", 50)],
        [.. rules.Select(static IReadOnlyList<ReportCell> (one) => [one.Rule.Title, one.Score, one.Why, one.Rule.Document])]);
}
