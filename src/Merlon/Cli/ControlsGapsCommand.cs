using System.CommandLine;
using Merlon.Controls;
using Merlon.Web.Controls;

namespace Merlon.Cli;

/// <summary><c>merlon controls gaps</c>: what a framework leaves open, and which of its controls would do most.</summary>
static class ControlsGapsCommand
{
    const int StepsDefault = 10, StepsMax = 500, RowsDefault = 25, RowsMax = 100_000;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("gaps", "Say which techniques of the profile are still open, and which controls of a framework would do most about them.")
        {
            Examples =
            [
                new("merlon controls gaps my-organisation --framework nist-800-53-r5", "The ten controls that would do most, one after the other, and what is open."),
                new("merlon controls gaps my-organisation --framework m365 --json", "All of it as JSON."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var framework = new FrameworkChoice(command);
        var steps = OptionReading.Number("--steps", "Most controls to put in order", StepsDefault, 0, StepsMax);
        var rows = OptionReading.Number("--rows", "Most open techniques on the page; JSON and CSV have all", RowsDefault, 1, RowsMax);
        command.Add(steps);
        command.Add(rows);
        var output = new ListOutput(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (output.RefuseContradiction(parse, terminal) || await choice.LookAsync(parse, terminal, cancellationToken) is not { } assessment)
            {
                return ExitCode.BadInput;
            }

            var gaps = ControlGaps.Of(assessment, framework.In(parse, assessment.Context.Controls), parse.GetValue(steps));
            var table = ControlTables.Open(gaps);
            return output.Write(parse, terminal, table, () => Print(new Page(terminal), gaps, table with { Rows = [.. gaps.Open.Take(parse.GetValue(rows))] }), () => JsonPrint.To(terminal, json => ControlTables.WriteGaps(json, gaps, table, assessment)), cancellationToken);
        });
        return command;
    }

    static void Print(Page page, ControlGaps gaps, ListTable<OpenTechnique> table)
    {
        page.Title(SafeText.Line(
            $"{gaps.Framework.Name}: covered {ControlWords.Points(gaps.Covered)} of 100 threat-weighted points; with every control in place to a significant degree {ControlWords.Points(gaps.Potential)}"));
        if (gaps.Steps.Count > 0)
        {
            page.Heading("What would do most, one after the other");
            var steps = new TextTable
            {
                Columns = [new("control"), new("now"), new("adds", IsNumber: true), new("alone", IsNumber: true), new("covered then", IsNumber: true), new("techniques", IsNumber: true)],
            };
            foreach (var step in gaps.Steps)
            {
                steps.Add(SafeText.Line(step.ControlId), ControlWords.Of(step.Degree), ControlWords.Points(step.Gain), ControlWords.Points(step.Alone), ControlWords.Points(step.Covered), Page.Count(step.Techniques));
            }

            page.Table(steps);
        }

        page.Heading("Still open");
        page.Table(table.ToText(page.WidthColumns));
        if (table.Rows.Count < gaps.Open.Count)
        {
            page.Paragraph($"… and {Page.Count(gaps.Open.Count - table.Rows.Count)} more (see --rows, --json or --csv)");
        }

        page.Blank();
        page.Paragraph("adds: points with the controls before it in place; alone: if it were the only one. Claims alone never cover more than their ceiling: what is left needs tests, detection or other measures.");
    }
}
