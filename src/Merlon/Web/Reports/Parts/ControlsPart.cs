using Merlon.Assessment;
using Merlon.Controls;
using Merlon.Web.Charts;
using Merlon.Web.Reports.Tables;

namespace Merlon.Web.Reports.Parts;

/// <summary>What the controls that are stated buy, framework by framework.</summary>
static class ControlsPart
{
    const int ControlsDrawn = 20;

    /// <summary>The part, or null where no control is stated.</summary>
    public static ReportPart? Of(GapAssessment assessment)
    {
        var stated = assessment.Organisation.Controls.DistinctBy(static control => (control.FrameworkId, control.ControlId)).ToLookup(static control => control.FrameworkId, StringComparer.Ordinal);
        var standings = assessment.Context.Controls.Frameworks.SelectMany(framework => stated[framework.Id].Select(control => ControlStandings.Of(assessment, framework, control.ControlId)))
            .OfType<ControlStanding>().OrderByDescending(static one => one.Keeps + one.Gains).ThenBy(static one => one.FrameworkId, StringComparer.Ordinal).ThenBy(static one => one.ControlId, StringComparer.Ordinal).ToList();
        var frameworks = standings.Select(static one => one.FrameworkId).Distinct(StringComparer.Ordinal).Count();
        return standings.Count == 0 ? null : new ReportPart("controls", "What the controls buy", "For each stated control the share of the threat that would be covered less without it, and more with it fully in place; all else stays, so the numbers do not add up.")
        {
            ShortTitle = "Controls",
            Charts =
            [
                new BarChart
                {
                    Title = frameworks == 1
                        ? $"Share of the threat that a control of {assessment.Context.Controls.Frameworks.First(one => one.Id == standings[0].FrameworkId).Name} keeps covered, and could cover more"
                        : "Share of the threat that a control keeps covered, and could cover more",
                    Summary = $"The {Figures.Count(Math.Min(ControlsDrawn, standings.Count))} that weigh most of {Figures.Count(standings.Count)}. A mapping says that a control and a technique have to do with each other, never that the one stops the other.",
                    Unit = ChartUnit.Share,
                    Series = [new("keeps", ChartLook.Solid), new("could add", ChartLook.Open)],
                    Rows = [.. standings.Take(ControlsDrawn).Select(one => new BarRow(frameworks == 1 ? Figures.Cut(one.ControlId) : $"{one.FrameworkId} {Figures.Cut(one.ControlId)}", [one.Keeps, one.Gains]))],
                },
            ],
            Tables = [Table(standings)],
        };
    }

    static ReportTable Table(List<ControlStanding> standings) => new(
        "stated-controls", "Stated controls",
        [
            new("framework", "Framework", 18), new("control", "Control", 14), new("degree", "Degree", 12), new("keeps", "Keeps", 9), new("gains", "Could add", 9), new("techniques", "Techniques", 11),
            new("derived", "Derived", 9), new("contradicted", "Contradicted by tests", 12),
        ],
        [
            .. standings.Select(static IReadOnlyList<ReportCell> (one) =>
            [
                one.FrameworkId, one.ControlId, one.Degree.ToString().ToLowerInvariant(), ReportCell.Share(one.Keeps), ReportCell.Share(one.Gains), (double)one.Techniques.Count, ReportCell.Flag(one.IsDerived), (double)one.Contradictions.Count,
            ]),
        ]);
}
