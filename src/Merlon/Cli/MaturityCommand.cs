using System.CommandLine;
using System.Globalization;
using System.Text;
using Merlon.Maturity;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon maturity</c>: what an organisation says of itself in a maturity model, and what its records support.</summary>
static class MaturityCommand
{
    static readonly string[] Models = ["inform", "cti-cmm", "soc"];
    static readonly string[] Templates = ["inform", "soc"];

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("maturity", "Score a maturity model and hold each answer against the organisation's records.")
        {
            Examples =
            [
                new("merlon maturity my-organisation", "INFORM: points per component, as claimed and as the records support it, with findings."),
                new("merlon maturity my-organisation --model soc --check", "The SOC model; exit code 1 where an answer and the records differ."),
                new("merlon maturity my-organisation --radar inform.svg", "Draws claimed and supported points."),
                new("merlon maturity --template inform", "Prints a file of answers to fill in."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var organisation = (Argument<string>)command.Arguments[0]; // a template needs none
        organisation.Arity = ArgumentArity.ZeroOrOne;
        var model = OptionReading.Word("--model", $"Model: {string.Join(", ", Models)} (default: inform).", "MODEL", Models);
        var template = OptionReading.Word("--template", $"Print a file of answers to fill in: {string.Join(", ", Templates)}.", "MODEL", Templates);
        var radar = OptionReading.Text("--radar", "Write a radar chart as SVG.", "PATH");
        var check = new Option<bool>("--check") { Description = "End with exit code 1 when there are findings." };
        var csv = new Option<bool>("--csv") { Description = "Print the questions as CSV." };
        var json = OptionReading.Json();
        foreach (var option in (Option[])[model, template, radar, check, csv, json])
        {
            command.Add(option);
        }

        command.SetAction(async (parse, cancellationToken) =>
        {
            if (parse.GetValue(template) is { } wanted)
            {
                terminal.Out.Write(MaturityTemplate.Write(wanted == Templates[0] ? MaturityModel.OpenInform() : MaturityModel.OpenSoc(), terminal.Clock.GetLocalNow()));
                return ExitCode.Success;
            }

            if (parse.GetValue(organisation) is null)
            {
                return Failure.Refuse(terminal, "there is no organisation to look at", "Name its folder or file, or give --template.");
            }

            if (await choice.LookAsync(parse, terminal, cancellationToken) is not { } assessment)
            {
                return ExitCode.BadInput;
            }

            var id = parse.GetValue(model) ?? Models[0];
            if (MaturityAssessment.ModelsOf(assessment.Organisation).FirstOrDefault(m => string.Equals(m.Id, id, StringComparison.Ordinal)) is not { } known)
            {
                return Failure.Refuse(terminal, $"{assessment.Organisation.Name} brings no model {id}", "Add clusters/cti-cmm-1-3.json of the MISP galaxy to organisation.yaml: maturity: [{path: cti-cmm-1-3.json}]");
            }

            var maturity = MaturityAssessment.Of(assessment, known);
            if (parse.GetValue(radar) is { } path)
            {
                SingleFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(MaturityTables.RadarOf(maturity, assessment.Organisation.Name).Svg())), cancellationToken);
            }

            Give(terminal, maturity, parse.GetValue(json), parse.GetValue(csv));
            return parse.GetValue(check) && maturity.Findings.Count > 0 ? ExitCode.Findings : ExitCode.Success;
        });
        return command;
    }

    static void Give(Terminal terminal, MaturityAssessment maturity, bool asJson, bool asCsv)
    {
        if (asJson)
        {
            JsonPrint.To(terminal, json => MaturityJson.Write(json, maturity));
        }
        else if (asCsv)
        {
            MaturityTables.WriteCsv(new CsvWriter(terminal.Out), maturity);
        }
        else
        {
            Print(terminal, maturity);
        }
    }

    static void Print(Terminal terminal, MaturityAssessment maturity)
    {
        var page = new Page(terminal);
        var isLong = maturity.Model.Scale == MaturityScale.Practice;
        var lines = isLong ? maturity.Lines.Where(static l => l.Answer is not null || l.Support is not null) : maturity.Lines;
        var table = new TextTable { Columns = [new(""), new("question", IsFlexible: true), new("claimed"), new("records"), new("points", IsNumber: true), new("left", IsNumber: true), new("date"), new("fresh", IsNumber: true)] };
        foreach (var line in lines)
        {
            table.Add(
                SafeText.Line(line.Question.Id), SafeText.Line(line.Question.Name), Levels(maturity.Model, line.Levels), Supported(maturity.Model, line.Support),
                Number(line.Claimed), Number(line.Checked), line.Answer?.Date is { } day ? AnswerWords.Day(day) : "", line.Answer?.Date is null ? "" : Page.Percent(line.Freshness));
        }

        page.Table(table);
        page.Line("");
        var scores = new TextTable { Columns = [new("dimension", IsFlexible: true), new("weight", IsNumber: true), new("claimed", IsNumber: true), new("left", IsNumber: true), new("of", IsNumber: true), new(isLong ? "level" : "capability", IsNumber: true)] };
        foreach (var score in maturity.Scores)
        {
            scores.Add(
                SafeText.Line(score.Dimension.Name), Number(score.Dimension.Weight), Number(score.Claimed), Number(score.Checked), Number(maturity.Model.PointsMax),
                isLong ? $"CTI{score.Level.ToString(CultureInfo.InvariantCulture)}" : score.Capability is { } capability ? $"{Number(capability)} of 3" : "");
        }

        page.Table(scores);
        page.Paragraph($"{maturity.Model.Title}: {Page.Percent(maturity.Claimed)} as claimed, {Page.Percent(maturity.Checked)} after the records were held against it; as of {AnswerWords.Day(maturity.AsOf)}.");
        if (maturity.Trend.Count > 1)
        {
            page.Paragraph($"Claimed over time: {string.Join(", ", maturity.Trend.Select(static p => $"{AnswerWords.Day(p.Date)} {Page.Percent(p.Claimed)}"))}.");
        }

        foreach (var finding in maturity.Findings)
        {
            page.Paragraph(SafeText.Line($"{AnswerWords.Of(finding.Kind)}: {finding.Message}{(finding.Place.Length == 0 ? "" : $" ({finding.Place})")}"), hanging: 4, tone: finding.Kind == MaturityFindingKind.Underclaimed ? Tone.Quiet : Tone.Warning);
        }

        page.Paragraph(maturity.Findings.Count == 0 ? "No findings." : $"{Page.Count(maturity.Findings.Count, "finding")}.");
    }

    static string Levels(MaturityModel model, IReadOnlyList<int> levels) => levels.Count == 0 ? "-"
        : model.Scale == MaturityScale.Practice ? MaturityModel.PracticeWords[Math.Clamp(levels[0], 0, MaturityModel.PracticeTop)]
        : string.Join(" ", levels.Select(static l => l.ToString(CultureInfo.InvariantCulture)));

    static string Supported(MaturityModel model, MaturitySupport? support) => support is null ? "-"
        : model.Scale == MaturityScale.Points ? support.Levels.Count == 0 ? "none" : Levels(model, support.Levels)
        : support.Reached.ToString(CultureInfo.InvariantCulture);

    static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
