using System.CommandLine;
using System.Globalization;
using Merlon.Assessment;

namespace Merlon.Cli;

/// <summary><c>merlon gaps</c>: gaps by rank, and one of them opened into its parts.</summary>
static class GapsCommand
{
    const int RowsDefault = 20, RowsMax = 10_000;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("gaps", "Look closer at an assessment's gaps: list them, or open one into everything that it rests on.")
        {
            Examples =
            [
                new("merlon gaps list examples/harbor-bank", "The twenty gaps that matter most, each with how sure it is."),
                new("merlon gaps explain T1059.001 examples/harbor-bank", "Opens the gap's priority down to the lines of the files that it comes from."),
            ],
        };
        command.Add(List(terminal));
        command.Add(GapsExplainCommand.Build(terminal));
        return command;
    }

    static ExampledCommand List(Terminal terminal)
    {
        var command = new ExampledCommand("list", "List gaps by rank, with what is covered, how sure that is and what it rests on.")
        {
            Examples =
            [
                new("merlon gaps list examples/harbor-bank --top 50", "The first fifty."),
                new("merlon gaps list my-organisation --csv", "All columns for a spreadsheet."),
            ],
        };
        var choice = new AssessmentChoice(command, isHere: true);
        var top = OptionReading.Number("--top", "Most gaps", RowsDefault, 1, RowsMax);
        var csv = new Option<bool>("--csv") { Description = "Print CSV." };
        var json = OptionReading.Json();
        command.Add(top);
        command.Add(csv);
        command.Add(json);
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (await choice.LookAsync(parse, terminal, cancellationToken) is not { } assessment)
            {
                return ExitCode.BadInput;
            }

            Gap[] gaps = [.. assessment.Gaps.Take(parse.GetValue(top))];
            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => AssessmentJson.WriteGaps(writer, assessment, gaps));
            }
            else if (parse.GetValue(csv))
            {
                WriteCsv(new CsvWriter(terminal.Out), gaps);
            }
            else
            {
                WriteTable(new Page(terminal), assessment, gaps);
            }

            return ExitCode.Success;
        });
        return command;
    }

    static void WriteTable(Page page, GapAssessment assessment, Gap[] gaps)
    {
        page.Title($"{SafeText.Line(assessment.Organisation.Name)}: {gaps.Length} of {assessment.Gaps.Count} gaps, as of {GapWords.Day(assessment.AsOf)}");
        page.Blank();
        var table = new TextTable
        {
            Columns = [new("#", IsNumber: true), new("technique", IsFlexible: true), new("weight", IsNumber: true), new("covered", IsNumber: true), new("between"), new("rests on"), new("priority", IsNumber: true)],
        };
        foreach (var gap in gaps)
        {
            table.Add(
                gap.Rank.ToString(CultureInfo.InvariantCulture), $"{gap.Technique.Id} {SafeText.Line(gap.Technique.Name)}", GapWords.Number(gap.Weight), GapWords.Percent(gap.Coverage.Covered),
                GapWords.Between(gap.Covered), gap.Coverage.IsRefuted ? "missed test" : GapWords.Of(gap.Basis), GapWords.Number(gap.Priority));
        }

        table.WriteTo(page);
        page.Blank();
        var first = gaps.Length > 0 ? gaps[0].Technique.Id : "T1059.001";
        page.Paragraph($"Open one: merlon gaps explain {first}", tone: Tone.Quiet);
    }

    static void WriteCsv(CsvWriter csv, Gap[] gaps)
    {
        csv.Header(["rank", "technique", "name", "class", "weight", "covered", "covered_low", "covered_high", "basis", "refuted", "visibility", "detection", "prevention", "priority", "reasons", "measures"]);
        foreach (var gap in gaps)
        {
            csv.Number(gap.Rank);
            csv.Text(gap.Technique.Id);
            csv.Text(gap.Technique.Name);
            csv.Text(AssessmentJson.NameOf(gap.Class));
            csv.Number(gap.Weight);
            csv.Number(gap.Coverage.Covered);
            csv.Number(gap.Covered.Low);
            csv.Number(gap.Covered.High);
            csv.Text(AssessmentJson.NameOf(gap.Basis));
            csv.Text(gap.Coverage.IsRefuted ? "true" : "false");
            csv.Number(gap.Coverage.Visibility);
            csv.Number(gap.Coverage.Detection);
            csv.Number(gap.Coverage.Prevention);
            csv.Number(gap.Priority);
            csv.Texts(gap.Reasons);
            csv.Texts(gap.Measures);
            csv.EndRecord();
        }
    }
}

/// <summary>Numbers of gaps as people read them.</summary>
static class GapWords
{
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    public static string Between(CoverageInterval interval) => string.Create(CultureInfo.InvariantCulture, $"{interval.Low * 100:0} to {interval.High * 100:0} %");

    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Of(CoverageBasis basis) => basis switch
    {
        CoverageBasis.Tested => "a test",
        CoverageBasis.TestedInPart => "a test, in part",
        CoverageBasis.Measured => "logs",
        CoverageBasis.Declared => "claims",
        _ => "nothing known",
    };
}
