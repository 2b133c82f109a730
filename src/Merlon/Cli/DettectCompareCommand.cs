using System.CommandLine;
using System.Globalization;
using Merlon.Assessment;
using Merlon.Dettect;

namespace Merlon.Cli;

/// <summary><c>merlon dettect compare</c>: DeTT&amp;CT's scores next to Merlon's, with the reason for each difference.</summary>
static class DettectCompareCommand
{
    const int RowsDefault = 25, RowsMax = 5_000;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("compare", "DeTT&CT's scores of an organisation's files next to Merlon's, with the reason for each difference.")
        {
            Examples =
            [
                new("merlon dettect compare my-organisation", "The differences that matter most."),
                new("merlon dettect compare my-organisation --rows 5000 --json", "Every technique, as JSON."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var tables = DettectInput.Tables();
        command.Add(tables);
        var rows = OptionReading.Number("--rows", "Techniques shown", RowsDefault, 1, RowsMax);
        command.Add(rows);
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (!DettectInput.TryReadTables(terminal, parse.GetValue(tables) ?? [], out var known)
                || await choice.LookAsync(parse, terminal, cancellationToken) is not { } assessment)
            {
                return ExitCode.BadInput;
            }

            if (assessment.Organisation.DettectFiles.Count == 0)
            {
                return Failure.Refuse(terminal, $"{assessment.Organisation.Name} names no administration file of DeTT&CT", "Add it to organisation.yaml: dettect: [{path: techniques.yaml}]");
            }

            var differences = DettectComparison.Of(assessment, known);
            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, json => DettectJson.WriteComparison(json, assessment, differences));
            }
            else
            {
                Print(terminal, assessment, differences, parse.GetValue(rows));
            }

            return ExitCode.Success;
        });
        return command;
    }

    static void Print(Terminal terminal, GapAssessment assessment, IReadOnlyList<DettectDifference> differences, int rows)
    {
        var page = new Page(terminal);
        var table = new TextTable { Columns = [new("technique", IsFlexible: true), new("axis"), new("DeTT&CT", IsNumber: true), new("Merlon", IsNumber: true), new("weight", IsNumber: true)] };
        foreach (var one in differences.Take(rows))
        {
            var most = one.Axis == Axis.Visibility ? DettectScore.VisibilityMax : DettectScore.DetectionMax;
            table.AddWithNote(
                SafeText.Line(string.Join("; ", one.Reasons)), SafeText.Line(one.Technique.ToString()), one.Axis == Axis.Visibility ? "visibility" : "detection",
                string.Create(CultureInfo.InvariantCulture, $"{one.Score} of {most}"), Page.Percent(one.Merlon), one.Weight.ToString("0.00", CultureInfo.InvariantCulture));
        }

        page.Table(table);
        var differing = differences.Count(static d => Math.Abs(d.Difference) >= DettectComparison.SameWithin);
        page.Paragraph($"{Page.Count(differences.Count, "score")} of {Page.Count(assessment.Organisation.DettectFiles.Count, "file")}, {Page.Count(differing)} differ by {Page.Percent(DettectComparison.SameWithin)} or more; as of {AnswerWords.Day(assessment.AsOf)}.");
        foreach (var unresolved in assessment.Unresolved.Where(static u => u.What.StartsWith("DeTT&CT", StringComparison.Ordinal)))
        {
            var to = unresolved.MovedTo.Count == 0 ? unresolved.Resolution : $"counted for {string.Join(", ", unresolved.MovedTo)}";
            page.Paragraph(SafeText.Line($"{unresolved.What} {unresolved.Reference}: {to} ({Page.Count(unresolved.Count)}×, {string.Join(", ", unresolved.Examples)})"), indent: 2, tone: Tone.Warning);
        }
    }
}
