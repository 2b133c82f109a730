using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Merlon.Assessment;

namespace Merlon.Cli;

/// <summary><c>merlon tests</c>: what was tried, how it ended, and whether that still holds.</summary>
static class TestsCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("tests", "List what was tried, how it ended, how long it took, and whether it still holds: a test is void once what it rested on has changed; exit code 1 when one is.")
        {
            Examples =
            [
                new("merlon tests examples/harbor-bank", "Every test with its standing."),
                new("merlon tests acme --void", "Only those to be repeated, each with what voids it."),
                new("merlon tests acme --as-of 2027-06-30 --json", "How they would stand on a day, as JSON with what each rests on."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var onlyVoid = new Option<bool>("--void") { Description = "Only tests that are void." };
        var json = OptionReading.Json();
        command.Add(onlyVoid);
        command.Add(json);
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (await choice.LookAsync(parse, terminal, cancellationToken) is not { } assessment)
            {
                return ExitCode.BadInput;
            }

            var standings = assessment.Input.Tests.Where(standing => !parse.GetValue(onlyVoid) || standing.IsVoid).ToList();
            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => Write(writer, assessment, standings));
            }
            else
            {
                Print(new Page(terminal), assessment, standings);
            }

            return assessment.Input.Tests.Any(static standing => standing.IsVoid) ? ExitCode.Findings : ExitCode.Success;
        });
        return command;
    }

    static void Print(Page page, GapAssessment assessment, List<TestStanding> standings)
    {
        if (standings.Count > 0)
        {
            var table = new TextTable { Columns = [new("technique"), new("where", IsFlexible: true), new("day"), new("outcome"), new("alert after"), new("counts", IsNumber: true), new("stands"), new("what was done", IsFlexible: true)] };
            foreach (var standing in standings)
            {
                var test = standing.Test;
                table.AddWithNote(
                    SafeText.Line(string.Join("; ", standing.Changes)),
                    standing.Technique.Id, SafeText.Line(standing.Scope.Length == 0 ? "everywhere" : standing.Scope), AnswerWords.Day(test.Date), TestsJson.WordOf(test.Outcome), MinutesOf(test.MinutesToAlert),
                    standing.IsVoid ? "-" : Page.Percent(TestsJson.FreshnessOf(test, assessment)), TestsJson.StandingOf(standing), SafeText.Line(test.Name));
            }

            page.Table(table);
            page.Blank();
        }

        var all = assessment.Input.Tests;
        page.Paragraph(
            $"{Page.Count(all.Count, "test")}: {Page.Count(all.Count(static standing => !standing.IsVoid))} hold, {Page.Count(all.Count(static standing => standing.IsVoid))} are void, "
            + $"{Page.Count(all.Count(static standing => standing.Stamped is null))} have no record of what they rested on yet (merlon assess keeps one).");
    }

    static string MinutesOf(decimal? minutes) => minutes is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.##} min") : "";

    static void Write(Utf8JsonWriter json, GapAssessment assessment, List<TestStanding> standings)
    {
        json.WriteStartObject();
        json.WriteString("organisation", assessment.Organisation.Name);
        json.WriteString("release", assessment.Context.Release.Version);
        json.WriteDay("as_of", assessment.AsOf);
        json.WriteObjects("tests", standings, standing =>
        {
            TestsJson.Write(json, assessment, standing);
        });
        json.WriteEndObject();
    }
}
