using System.CommandLine;
using Merlon.Controls;

namespace Merlon.Cli;

/// <summary><c>merlon controls conflicts</c>: declarations that contradict each other, tests, platforms, the calendar or mappings.</summary>
static class ControlsConflictsCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("conflicts", "Find declarations of controls that contradict each other, tests, platforms, the calendar or mappings; exit code 1 when there are any.")
        {
            Examples =
            [
                new("merlon controls conflicts my-organisation", "Lists them with their places."),
                new("merlon controls conflicts my-organisation --json", "As JSON, for a scheduler."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var output = new ListOutput(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (output.RefuseContradiction(parse, terminal) || await choice.LookAsync(parse, terminal, cancellationToken) is not { } assessment)
            {
                return ExitCode.BadInput;
            }

            var table = ControlTables.Conflicts(assessment);
            output.Write(parse, terminal, table, () => Print(new Page(terminal), table), () => JsonPrint.To(terminal, json => ControlTables.WriteConflicts(json, table, assessment)), cancellationToken);
            return table.Rows.Count > 0 ? ExitCode.Findings : ExitCode.Success;
        });
        return command;
    }

    static void Print(Page page, ListTable<ControlConflict> table)
    {
        if (table.Rows.Count == 0)
        {
            page.Paragraph("Nothing contradicts.");
            return;
        }

        foreach (var kind in table.Rows.GroupBy(static one => one.Kind))
        {
            page.Heading($"{ControlTables.KeyOf(kind.Key)} ({Page.Count(kind.Count())})");
            foreach (var one in kind)
            {
                page.Paragraph(SafeText.Line($"{one.Subject}: {one.Says}{(one.Places.Count == 0 ? "" : $" [{string.Join(", ", one.Places)}]")}"), indent: 2, hanging: 2);
            }
        }

        page.Blank();
        page.Paragraph($"{Page.Count(table.Rows.Count, "conflict")}.");
    }
}
