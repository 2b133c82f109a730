using Merlon.Assessment;
using Merlon.Visibility;
using Merlon.Web.Charts;
using Merlon.Web.Reports.Tables;

namespace Merlon.Web.Reports.Parts;

/// <summary>What the logs that were looked through hold, and how good they are.</summary>
static class SightPart
{
    /// <summary>The part, or null where no telemetry was looked through.</summary>
    public static ReportPart? Of(GapAssessment assessment)
    {
        if (assessment.Context.Sight.IsEmpty)
        {
            return null;
        }

        var report = VisibilityReport.Of(assessment.Organisation, assessment.Context);
        var sources = report.Scopes.SelectMany(static scope => scope.Sources.Select(source => (scope, source))).ToList();
        return sources.Count == 0 ? null : new ReportPart("sight", "What the logs hold", "Log sources that were found in the telemetry, with their quality on DeTT&CT's five dimensions, 0 where nobody knows; measured where logs can tell.")
        {
            ShortTitle = "Logs",
            Charts =
            [
                new BarChart
                {
                    Title = "Quality of each log source, 0 to 5",
                    Summary = $"{Figures.Count(sources.Count, "log source", "log sources")} in {Figures.Count(report.Scopes.Count, "scope", "scopes")}: devices, fields and retention count twice, timeliness and consistency once.",
                    Unit = ChartUnit.Number,
                    Whole = 5,
                    Series = [new("quality", ChartLook.Hatched)],
                    Rows = [.. sources.Select(static one => new BarRow($"{Figures.Cut(one.source.Title)}, {Figures.Cut(one.scope.Scope.Name)}", [one.source.Quality.Score]))],
                },
            ],
            Tables = [Table(sources)],
            Remarks = [.. report.Scopes.Where(static scope => scope.DeclaredNotSeen.Count > 0).Select(static scope => $"{scope.Scope.Name}: declared and not found in the logs: {string.Join(", ", scope.DeclaredNotSeen.Select(static source => source.Source))}.")],
        };
    }

    static ReportTable Table(List<(ScopeVisibility Scope, SourceVisibility Source)> sources) => new(
        "log-sources", "Log sources",
        [
            new("scope", "Scope", 18), new("source", "Log source", 30), new("records", "Records", 12), new("devices", "Devices", 14), new("first", "First", 12), new("last", "Last", 12), new("quality", "Quality", 9),
            .. Enum.GetValues<QualityDimension>().Select(static dimension => new ReportColumn(dimension.ToString().ToLowerInvariant(), dimension.ToString(), 11)),
            new("declared", "Declared", 10), new("places", "Found in", 50, Wraps: true),
        ],
        [
            .. sources.Select(static IReadOnlyList<ReportCell> (one) =>
            [
                one.Scope.Scope.Name, one.Source.Title, (double)one.Source.Records, $"{one.Source.Devices.Seen} of {one.Source.Devices.Of}", DayOf(one.Source.First), DayOf(one.Source.Last), ReportCell.Small(one.Source.Quality.Score),
                .. Enum.GetValues<QualityDimension>().Select(dimension => (ReportCell)(double)one.Source.Quality.Of(dimension).Level),
                ReportCell.Flag(one.Source.IsDeclared), ReportCell.Lines(one.Source.Places.Take(8)),
            ]),
        ]);

    static ReportCell DayOf(DateTimeOffset? moment) => ReportCell.On(moment is { } known ? DateOnly.FromDateTime(known.UtcDateTime) : null);
}
