using System.CommandLine;
using Merlon.Assessment;
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

            var table = new ListTable<ControlConflict>("conflicts", Columns, ControlConflicts.Of(assessment));
            output.Write(parse, terminal, table, () => Print(new Page(terminal), table), () => PrintJson(terminal, table, assessment), cancellationToken);
            return table.Rows.Count > 0 ? ExitCode.Findings : ExitCode.Success;
        });
        return command;
    }

    static readonly IReadOnlyList<ListColumn<ControlConflict>> Columns =
    [
        new("kind", "kind", static one => KeyOf(one.Kind), IsOnPage: true, WidthChars: 16),
        new("subject", "control", static one => one.Subject, IsOnPage: true, WidthChars: 24),
        new("says", "what contradicts", static one => one.Says, IsOnPage: true, WidthChars: 60),
        new("places", "where", static one => new ListValue.Several(one.Places), IsOnPage: true, WidthChars: 30),
    ];

    internal static string KeyOf(ControlConflictKind kind) => kind switch
    {
        ControlConflictKind.TestMissed => "test-missed",
        ControlConflictKind.DegreesDiffer => "degrees-differ",
        ControlConflictKind.NoPlatform => "no-platform",
        ControlConflictKind.NoControl => "no-control",
        ControlConflictKind.OutOfDate => "out-of-date",
        ControlConflictKind.GradesDiffer => "grades-differ",
        _ => "mapping-old",
    };

    static void Print(Page page, ListTable<ControlConflict> table)
    {
        if (table.Rows.Count == 0)
        {
            page.Paragraph("Nothing contradicts.");
            return;
        }

        foreach (var kind in table.Rows.GroupBy(static one => one.Kind))
        {
            page.Heading($"{KeyOf(kind.Key)} ({Page.Count(kind.Count())})");
            foreach (var one in kind)
            {
                page.Paragraph(SafeText.Line($"{one.Subject}: {one.Says}{(one.Places.Count == 0 ? "" : $" [{string.Join(", ", one.Places)}]")}"), indent: 2, hanging: 2);
            }
        }

        page.Blank();
        page.Paragraph($"{Page.Count(table.Rows.Count, "conflict")}.");
    }

    static void PrintJson(Terminal terminal, ListTable<ControlConflict> table, GapAssessment assessment) => JsonPrint.To(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("organisation", assessment.Organisation.Name);
        json.WriteDay("as_of", assessment.AsOf);
        json.WriteString("release", assessment.Context.Release.Version);
        json.WriteObjects("conflicts", table.Rows, one => table.WriteJson(json, one));
        json.WriteEndObject();
    });
}
