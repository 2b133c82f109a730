using Merlon.Attack;
using Merlon.Prose;

namespace Merlon.Cli;

/// <summary>Paths between two objects, for people and as JSON.</summary>
static class GraphText
{
    /// <summary>Lines of a procedure example that are shown on a page; JSON has it whole.</summary>
    const int EvidenceLinesMax = 3;

    public static void Print(Terminal terminal, GraphView view)
    {
        if (view.Connection.Paths is not [var best, ..] paths)
        {
            terminal.Error.WriteLine(SafeText.Line($"merlon: nothing connects {view.From} and {view.To} within {Page.Count(view.StepsMax, "step")} in ATT&CK {view.Release.Version}"));
            return;
        }

        var page = new Page(terminal);
        page.Title(SafeText.Line($"{view.From} and {view.To}: {Page.Count(best.Steps.Count, "step")} apart"));
        for (var i = 0; i < paths.Count; i++)
        {
            page.Heading(SafeText.Line($"{Page.Count(i + 1)}. {view.From}"));
            foreach (var step in paths[i].Steps)
            {
                PrintStep(page, step);
            }
        }

        page.Blank();
        page.Paragraph(view.Connection.IsWhole
            ? $"{Page.Count(paths.Count, "path")}, most telling first."
            : $"{Page.Count(paths.Count, "path")}; the search gave up looking for more.", tone: Tone.Quiet);
    }

    static void PrintStep(Page page, ObjectStep step)
    {
        var arrow = step.IsForward ? $"-- {step.Type} -->" : $"<-- {step.Type} --";
        page.Line(Columns.Cut(SafeText.Line($"   {arrow} {step.To}"), page.WidthColumns));
        foreach (var statement in step.Statements)
        {
            var lines = Columns.Wrap(SafeText.Line(PlainProse.Of(statement.Description, statement.Citations)), page.WidthColumns - 7);
            for (var i = 0; i < lines.Count && i < EvidenceLinesMax && lines[i].Length > 0; i++)
            {
                var isCut = i == EvidenceLinesMax - 1 && lines.Count > EvidenceLinesMax;
                page.Line($"      {page.Toned(Tone.Quiet, isCut ? lines[i] + "…" : lines[i])}");
            }

            var sources = string.Join("; ", statement.Citations.Select(static citation => citation.SourceName));
            if (sources.Length > 0)
            {
                page.Line($"      {page.Toned(Tone.Quiet, Columns.Cut(SafeText.Line($"Source: {sources}"), page.WidthColumns - 6))}");
            }
        }
    }

    public static void PrintJson(Terminal terminal, GraphView view) => JsonPrint.To(terminal, json => GraphJson.Write(json, view));
}
