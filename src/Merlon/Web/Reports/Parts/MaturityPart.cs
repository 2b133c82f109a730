using Merlon.Assessment;
using Merlon.Maturity;
using Merlon.Web.Charts;
using Merlon.Web.Reports.Tables;

namespace Merlon.Web.Reports.Parts;

/// <summary>Maturity as answered, and as the records support it.</summary>
static class MaturityPart
{
    /// <summary>The part, and its first model in small for a page that has little room; null where nobody answered.</summary>
    public static (ReportPart Part, Chart Small)? Of(GapAssessment assessment)
    {
        var answered = assessment.Organisation.MaturityAnswers.Select(static answer => answer.Model).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var models = MaturityAssessment.ModelsOf(assessment.Organisation).Where(model => answered.Contains(model.Id)).Select(model => MaturityAssessment.Of(assessment, model)).ToList();
        if (models.Count == 0)
        {
            return null;
        }

        var radars = models.Select(Radar).ToList();
        return (new ReportPart("maturity", "Maturity", "What was answered, question by question, against the level that tests, logs, rules and records support. Where they differ there is something to settle.")
        {
            Charts = [.. radars],
            Tables = [Findings(models)],
        }, models[0].Model.Scale == MaturityScale.Points ? Areas(models[0]) : radars[0]);
    }

    static string SummaryOf(MaturityAssessment maturity)
        => $"{Figures.Percent(maturity.Claimed)} of the points are claimed, {Figures.Percent(maturity.Checked)} are supported by records.";

    // A radar of fifteen spokes needs a list beside it to be read; three bars do not.
    static BarChart Areas(MaturityAssessment maturity) => new()
    {
        Title = maturity.Model.Title,
        Summary = SummaryOf(maturity),
        Series = [new("claimed", ChartLook.Hatched), new("supported by records", ChartLook.Solid)],
        Rows = [.. maturity.Scores.Select(score => new BarRow(score.Dimension.Name, [score.Claimed / maturity.Model.PointsMax, score.Checked / maturity.Model.PointsMax]))],
        Unit = ChartUnit.Share,
        Whole = 1,
    };

    /// <summary>Claimed and supported, spoke by spoke.</summary>
    public static SpokeChart Radar(MaturityAssessment maturity)
    {
        var most = maturity.Model.PointsMax;
        var isByQuestion = maturity.Model.Scale == MaturityScale.Points;
        return new SpokeChart
        {
            Title = maturity.Model.Title,
            Summary = SummaryOf(maturity),
            Spokes = isByQuestion ? [.. maturity.Lines.Select(static line => $"{line.Question.Id} {line.Question.Name}")] : [.. maturity.Scores.Select(static score => score.Dimension.Name)],
            Series =
            [
                new("claimed", ChartLook.Hatched, isByQuestion ? [.. maturity.Lines.Select(line => line.Claimed / most)] : [.. maturity.Scores.Select(score => score.Claimed / most)]),
                new("supported by records", ChartLook.Solid, isByQuestion ? [.. maturity.Lines.Select(line => line.Checked / most)] : [.. maturity.Scores.Select(score => score.Checked / most)]),
            ],
        };
    }

    static ReportTable Findings(List<MaturityAssessment> models) => new(
        "maturity-findings", "What is to settle", [new("model", "Model", 20), new("question", "Question", 12), new("finding", "Finding", 80, Wraps: true), new("place", "Where it stands", 40)],
        [.. models.SelectMany(static maturity => maturity.Findings.Select(IReadOnlyList<ReportCell> (finding) => [maturity.Model.Id, finding.Question, finding.Message, finding.Place]))]);
}
