using System.CommandLine;
using System.Globalization;
using Merlon.Assessment;
using Merlon.Costs;
using Merlon.Documents;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon benefit</c>: what the plan is worth in the organisation's own loss scenarios.</summary>
static class BenefitCommand
{
    const int HorizonDefault = 3, TrialsDefault = 10_000, SeedDefault = 1, ShownMax = 10;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("benefit", "Say what the plan is worth in the organisation's own loss scenarios: loss before and after, return, and what it hangs on.")
        {
            Examples =
            [
                new("merlon benefit examples/harbor-bank", "Ten thousand times three years, the same at every run."),
                new("merlon benefit examples/harbor-bank --horizon 5 --trials 50000 --seed 7", "Longer, finer, with other random numbers."),
                new("merlon benefit examples/harbor-bank --measure mitigation:M1032", "The worth of one measure instead of the plan."),
                new("merlon benefit examples/harbor-bank --json", "One JSON document with the curve and every sensitivity."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var horizon = OptionReading.Number("--horizon", "Years that the measures are kept", HorizonDefault, 1, PresentValue.YearsMax);
        var discount = OptionReading.Text("--discount", "Discount rate a year, such as 5% (default: 5%).", "RATE");
        var trials = OptionReading.Number("--trials", "How often the years are played", TrialsDefault, BenefitQuestion.TrialsLeast, BenefitQuestion.TrialsMax);
        var seed = OptionReading.Number("--seed", "Where the random numbers begin", SeedDefault, 0, int.MaxValue);
        var measure = OptionReading.Texts("--measure", "Id of a measure to look at instead of the plan; may be given several times.", "ID");
        var csv = OptionReading.Text("--csv", "Write the loss exceedance curve as CSV; - for standard output.", "FILE");
        var json = OptionReading.Json();
        foreach (var option in (Option[])[horizon, discount, trials, seed, measure, csv, json])
        {
            command.Add(option);
        }

        command.SetAction(async (parse, cancellationToken) =>
        {
            var rate = CostWords.RateOf(parse.GetValue(discount));
            if (await choice.LookAsync(parse, terminal, cancellationToken) is not { } assessment)
            {
                return ExitCode.BadInput;
            }

            var read = WorthFiles.Scenarios(choice.RequestIn(parse, record: false).OrganisationPath, assessment.Organisation, assessment.Context, ReadLimits.Default);
            DiagnosticListing.Write(terminal, read.Diagnostics);
            if (read.Value is not { Count: > 0 } scenarios)
            {
                return Refuse(terminal, assessment.Organisation.Costs.Currency);
            }

            var question = new BenefitQuestion(parse.GetValue(horizon), rate, parse.GetValue(trials), (ulong)parse.GetValue(seed), CostWords.MeasuresOf(assessment, parse.GetValue(measure) ?? []));
            Give(terminal, assessment, BenefitReport.Of(assessment, scenarios, question), parse.GetValue(json), parse.GetValue(csv), cancellationToken);
            return ExitCode.Success;
        });
        return command;
    }

    static int Refuse(Terminal terminal, string currency)
    {
        terminal.Out.WriteLine(LedgerTemplate.Scenarios(currency));
        return Failure.Refuse(
            terminal, "this organisation names no loss scenario, and Merlon knows no frequencies or losses of its own",
            "Above is a scenario to begin with: put your own estimates in, into organisation.yaml or a file that the line benefit: [FILE] names.");
    }

    static void Give(Terminal terminal, GapAssessment assessment, BenefitReport report, bool asJson, string? csv, CancellationToken cancellationToken)
    {
        if (csv is not null)
        {
            PriorityOutput.WriteCsv(terminal, csv, writer => WriteCsv(writer, report), report.Curve.Count, "point", asJson, cancellationToken);
        }

        if (asJson)
        {
            JsonPrint.To(terminal, json => BenefitJson.Write(json, assessment, report));
        }
        else if (csv is null)
        {
            Print(new Page(terminal), assessment, report);
        }
    }

    static void Print(Page page, GapAssessment assessment, BenefitReport report)
    {
        page.Title(SafeText.Line($"{assessment.Organisation.Name}: what the measures are worth"));
        page.Paragraph(
            string.Create(CultureInfo.InvariantCulture, $"{Page.Count(report.Measures.Count, "measure")} kept for {report.Question.HorizonYears} years cost {Money((double)report.Cost)} {report.Currency}, discounted by {report.Question.DiscountRate * 100:0.##} % a year. {Page.Count(report.Question.Trials)} trials, seed {report.Question.Seed}."),
            tone: Tone.Quiet);
        page.Heading("Loss in a year, and return");
        var table = new TextTable { Columns = [new(""), new("P10", IsNumber: true), new("P50", IsNumber: true), new("P90", IsNumber: true), new("mean", IsNumber: true), new("± chance", IsNumber: true)] };
        Add("loss before", report.LossBefore);
        Add("loss after", report.LossAfter);
        Add($"avoided over {report.Question.HorizonYears} years", report.Benefit);
        if (report.Rosi is { } rosi)
        {
            table.Add("return on the cost", Share(rosi.P10), Share(rosi.P50), Share(rosi.P90), page.Toned(Tone.Strong, Share(rosi.Mean)), Share(rosi.StandardError));
        }

        page.Table(table);
        page.Paragraph($"The benefit is above the cost in {Page.Percent(report.ChanceOfGain)} of the trials; expected net value {Money(report.ExpectedNet)} {report.Currency}. All frequencies and losses are the organisation's own estimates.", indent: 2, tone: Tone.Quiet);
        PrintScenarios(page, report);
        PrintCurve(page, report);
        PrintSensitivity(page, report);

        void Add(string label, Spread spread) => table.Add(label, Money(spread.P10), Money(spread.P50), Money(spread.P90), page.Toned(Tone.Strong, Money(spread.Mean)), Money(spread.StandardError));
    }

    static void PrintScenarios(Page page, BenefitReport report)
    {
        page.Heading("Scenarios");
        var table = new TextTable { Columns = [new("", IsFlexible: true), new("gets through", IsNumber: true), new("after", IsNumber: true), new("expected loss a year", IsNumber: true), new("after", IsNumber: true)] };
        foreach (var one in report.Scenarios)
        {
            var weakest = one.After.Steps.Count == 0 ? "" : $"steps after the measures: {string.Join(", ", one.Scenario.Steps.Select((step, at) => $"{step.Label} {Page.Percent(one.After.Steps[at])}"))}. ";
            table.AddWithNote(
                SafeText.Line($"{weakest}{(one.Scenario.Source.Length > 0 ? $"Estimate: {one.Scenario.Source}." : "Nobody says where the estimate comes from.")} {one.Scenario.Document}:{one.Scenario.Location}"),
                SafeText.Line(one.Scenario.Name), Exact(one.Before.Value), Exact(one.After.Value), Money(one.LossBefore), Money(one.LossAfter));
        }

        page.Table(table);
    }

    static void PrintCurve(Page page, BenefitReport report)
    {
        page.Heading("A year costs more than");
        var table = new TextTable { Columns = [new("with probability"), new("before", IsNumber: true), new("after", IsNumber: true)] };
        foreach (var point in report.Curve.Where(static one => one.Probability is 0.5 or 0.2 or 0.1 or 0.05 or 0.02 or 0.01))
        {
            table.Add(Exact(point.Probability), Money(point.Before), Money(point.After));
        }

        page.Table(table);
    }

    static void PrintSensitivity(Page page, BenefitReport report)
    {
        page.Heading("What it hangs on: expected net value with one input at its ends");
        var table = new TextTable { Columns = [new("input", IsFlexible: true), new("at its low", IsNumber: true), new("at its high", IsNumber: true), new("")] };
        foreach (var one in report.Swings.Take(ShownMax))
        {
            table.Add(SafeText.Line(one.Input), Money(one.AtLow), Money(one.AtHigh), one.IsOwn ? "" : "what if");
        }

        page.Table(table);
        page.Paragraph(
            SafeText.Line($"Drawn inputs that rise with the benefit (rank correlation): {string.Join(", ", report.Correlations.Take(4).Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.Input} {one.Value:0.00}")))}."),
            indent: 2, tone: Tone.Quiet);
    }

    static void WriteCsv(CsvWriter csv, BenefitReport report)
    {
        csv.Header(["probability", "loss_before", "loss_after"]);
        foreach (var point in report.Curve)
        {
            csv.Number(point.Probability);
            csv.Number(Math.Round(point.Before, 2));
            csv.Number(Math.Round(point.After, 2));
            csv.EndRecord();
        }
    }

    static string Money(double money) => Math.Round(money).ToString("N0", CultureInfo.InvariantCulture);

    static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");

    static string Exact(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}
