using System.Globalization;
using Merlon.Assessment;
using Merlon.Trend;

namespace Merlon.Answers;

/// <summary>Moves and trends as CSV, for spreadsheets.</summary>
static class MoveCsv
{
    /// <summary>Every point of a trend.</summary>
    public static void Write(TextWriter output, CoverageTrend trend)
    {
        CsvWriter csv = new(output);
        csv.Header(["day", "basis", "release", "visibility", "detection", "prevention", "covered", "techniques", "tested", "refuted", "moved", "mostly because of", .. Kinds.Select(EvidenceJson.NameOf)]);
        foreach (var point in trend.Points)
        {
            csv.Day(point.Day);
            csv.Text(MoveWords.KeyOf(point.Basis));
            csv.Text(point.Release);
            csv.Number(Rounded(point.Summary.Visibility));
            csv.Number(Rounded(point.Summary.Detection));
            csv.Number(Rounded(point.Summary.Prevention));
            csv.Number(Rounded(point.Summary.Covered));
            csv.Number(point.Summary.Techniques);
            csv.Number(point.Summary.Tested);
            csv.Number(point.Summary.Refuted);
            csv.Number(Rounded(point.Move?.Difference.Covered ?? 0));
            csv.Text(point.Move is { Parts: [var first, ..] } ? first.Why : "");
            foreach (var kind in Kinds)
            {
                csv.Number(point.Sources.GetValueOrDefault(kind));
            }

            csv.EndRecord();
        }
    }

    /// <summary>Every part of a move, of the whole and of each technique.</summary>
    public static void Write(TextWriter output, CoverageMove move)
    {
        CsvWriter csv = new(output);
        csv.Header(["technique", "name", "weight before", "weight after", "cause", "source", "change", "visibility", "detection", "prevention", "covered", "why", "places"]);
        foreach (var part in move.Parts)
        {
            Row(csv, "", "", "", "", part);
        }

        foreach (var technique in move.Techniques)
        {
            foreach (var part in technique.Parts)
            {
                Row(csv, technique.Technique.Id, technique.Technique.Name, Text(technique.WeightBefore), Text(technique.WeightAfter), part);
            }
        }
    }

    static void Row(CsvWriter csv, string technique, string name, string weightBefore, string weightAfter, MovePart part)
    {
        csv.Text(technique);
        csv.Text(name);
        csv.Text(weightBefore);
        csv.Text(weightAfter);
        csv.Text(MoveWords.KeyOf(part.Cause));
        csv.Text(part.Source);
        csv.Text(MoveWords.KeyOf(part.Change));
        csv.Number(Rounded(part.Amount.Visibility));
        csv.Number(Rounded(part.Amount.Detection));
        csv.Number(Rounded(part.Amount.Prevention));
        csv.Number(Rounded(part.Amount.Covered));
        csv.Text(part.Why);
        csv.Texts(part.Places);
        csv.EndRecord();
    }

    static readonly EvidenceKind[] Kinds = Enum.GetValues<EvidenceKind>();

    static double Rounded(double value) => Math.Round(value, 6, MidpointRounding.ToEven) + 0.0;

    static string Text(double value) => Rounded(value).ToString("R", CultureInfo.InvariantCulture);
}
