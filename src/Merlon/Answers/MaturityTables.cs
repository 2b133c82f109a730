using System.Globalization;
using Merlon.Maturity;
using Merlon.Web.Charts;

namespace Merlon.Answers;

/// <summary>A maturity model as a radar and as CSV.</summary>
static class MaturityTables
{
    /// <summary>Questions of INFORM, dimensions of the larger models.</summary>
    public static RadarChart RadarOf(MaturityAssessment maturity, string name)
    {
        var most = maturity.Model.PointsMax;
        var title = $"{name}: {maturity.Model.Title}, {AnswerWords.Day(maturity.AsOf)}";
        return maturity.Model.Scale == MaturityScale.Points
            ? new RadarChart(title, [.. maturity.Lines.Select(static l => new RadarAxis($"{l.Question.Id} {l.Question.Name}"))],
            [
                new("claimed", [.. maturity.Lines.Select(l => l.Claimed / most)]),
                new("supported by the records", [.. maturity.Lines.Select(l => l.Checked / most)]),
            ])
            : new RadarChart(title, [.. maturity.Scores.Select(static s => new RadarAxis(s.Dimension.Name))],
            [
                new("claimed", [.. maturity.Scores.Select(s => s.Claimed / most)]),
                new("supported by the records", [.. maturity.Scores.Select(s => s.Checked / most)]),
            ]);
    }

    /// <summary>Every question as a line.</summary>
    public static void WriteCsv(CsvWriter csv, MaturityAssessment maturity)
    {
        csv.Header(["model", "dimension", "question", "name", "claimed levels", "supported levels", "points claimed", "points left", "capability", "weight", "date", "freshness", "owner", "evidence", "records", "findings"]);
        foreach (var line in maturity.Lines)
        {
            csv.Text(maturity.Model.Id);
            csv.Text(line.Dimension.Id);
            csv.Text(line.Question.Id);
            csv.Text(line.Question.Name);
            csv.Texts(line.Levels.Select(static l => l.ToString(CultureInfo.InvariantCulture)));
            csv.Texts((line.Support?.Levels ?? []).Select(static l => l.ToString(CultureInfo.InvariantCulture)));
            csv.Number(line.Claimed);
            csv.Number(line.Checked);
            csv.Text(line.Answer?.Capability?.ToString(CultureInfo.InvariantCulture) ?? "");
            csv.Number(line.Answer?.Weight ?? 1);
            csv.Day(line.Answer?.Date);
            csv.Number(Math.Round(line.Freshness, 4));
            csv.Text(line.Answer?.Owner ?? "");
            csv.Texts(line.Answer?.Evidence ?? []);
            csv.Text(line.Support?.Says ?? "");
            csv.Texts(maturity.Findings.Where(f => string.Equals(f.Question, line.Question.Id, StringComparison.OrdinalIgnoreCase)).Select(static f => f.Message));
            csv.EndRecord();
        }
    }
}
