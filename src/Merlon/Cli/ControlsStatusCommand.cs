using System.CommandLine;
using Merlon.Assessment;
using Merlon.Controls;
using Merlon.Web.Controls;

namespace Merlon.Cli;

/// <summary><c>merlon controls status</c>: each control of a framework with what it buys.</summary>
static class ControlsStatusCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("status", "Say how each control of a framework stands: degree, owner, what it buys, what more of it would buy, which tests contradict it.")
        {
            Examples =
            [
                new("merlon controls status my-organisation --framework nist-800-53-r5", "Controls that are declared, those that buy most first."),
                new("merlon controls status my-organisation --framework hipaa --all --csv hipaa.csv", "All citations, also those that nobody declared, as CSV."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var framework = new FrameworkChoice(command);
        var all = new Option<bool>("--all") { Description = "Controls that are not declared too." };
        command.Add(all);
        var output = new ListOutput(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (output.RefuseContradiction(parse, terminal) || await choice.LookAsync(parse, terminal, cancellationToken) is not { } assessment)
            {
                return ExitCode.BadInput;
            }

            var known = framework.In(parse, assessment.Context.Controls);
            var table = ControlTables.Standings(ControlStandings.Of(assessment, known), isAll: parse.GetValue(all));
            return output.Write(parse, terminal, table, () => Print(new Page(terminal), table, known, assessment), () => JsonPrint.To(terminal, json => ControlTables.WriteStandings(json, table.Rows, known, assessment)), cancellationToken);
        });
        return command;
    }

    static void Print(Page page, ListTable<ControlStanding> table, ControlFramework framework, GapAssessment assessment)
    {
        page.Title(SafeText.Line($"{framework.Name} in {assessment.Organisation.Name}, {AnswerWords.Day(assessment.AsOf)}"));
        page.Blank();
        if (table.Rows.Count == 0)
        {
            page.Paragraph("No control of this framework is declared; --all shows what each would buy.");
            return;
        }

        page.Table(table.ToText(page.WidthColumns));
        page.Blank();
        page.Paragraph(SafeText.Line(
            $"keeps: points of {ControlWords.Points(assessment.Summary.Covered)} of 100 threat-weighted coverage that would be lost without the control; would gain: points with it in place to a significant degree everywhere. "
            + "Each with all else as it is: they overlap and do not add up."));
        var tests = table.Rows.SelectMany(static standing => standing.Contradictions.Select(test => (Test: test, standing.ControlId))).GroupBy(static one => one.Test.Id, StringComparer.Ordinal).ToList();
        if (tests.Count > 0)
        {
            page.Heading("Tests that ended otherwise than controls claim");
            foreach (var against in tests.OrderByDescending(static one => one.First().Test.Date).ThenBy(static one => one.First().Test.Technique))
            {
                var test = against.First().Test;
                page.Paragraph(SafeText.Line($"{test.Technique}: {test.Statement} ({test.Place})"), indent: 2, hanging: 2);
                page.Paragraph(SafeText.Line($"against {string.Join(", ", against.Select(static one => one.ControlId))}"), indent: 4, hanging: 2, tone: Tone.Quiet);
            }
        }

        foreach (var standing in table.Rows.Where(static standing => standing.Sight is not null && standing.Techniques.Count == 0))
        {
            page.Blank();
            page.Paragraph(SafeText.Line(SightOf(standing)), hanging: 2);
        }
    }

    internal static string SightOf(ControlStanding standing) => standing.Sight is not { } sight
        ? ""
        : $"{standing.ControlId} touches no technique in the published mapping. Product-made: {(sight.Through.Count == 0 ? "it" : $"through {string.Join(", ", sight.Through)} it")} {sight.What}; that could show {Page.Count(sight.Techniques.Count)} techniques with "
            + $"{Page.Percent(sight.Weight)} of the weight, of whose data {Page.Percent(sight.Visibility)} are collected. It counts on no axis: log sources do.";
}
