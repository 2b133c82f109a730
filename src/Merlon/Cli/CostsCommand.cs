using System.CommandLine;
using Merlon.Assessment;
using Merlon.Costs;
using Merlon.Documents;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon costs</c>: the organisation's ledger added up.</summary>
static class CostsCommand
{
    const int HorizonDefault = 3;
    const int YearLast = 2100;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("costs", "Add up the organisation's ledger: plan against actual, total cost over the years, days of work, cost by technique.")
        {
            Examples =
            [
                new("merlon costs examples/harbor-bank", "Plan against actual by category and quarter, the three years ahead, what a point of coverage costs."),
                new("merlon costs examples/harbor-bank --horizon 5 --discount 8%", "Over five years, money of later years discounted by 8 % a year."),
                new("merlon costs examples/harbor-bank --json", "One JSON document with every sum and every share."),
                new("merlon costs examples/harbor-bank --csv costs.csv", "What each technique carries."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var horizon = OptionReading.Number("--horizon", "Years ahead", HorizonDefault, 1, PresentValue.YearsMax);
        var discount = OptionReading.Text("--discount", "Discount rate a year, such as 5% (default: 5%).", "RATE");
        var csv = OptionReading.Text("--csv", "Write what each technique carries as CSV; - for standard output.", "FILE");
        var json = OptionReading.Json();
        foreach (var option in (Option[])[horizon, discount, csv, json])
        {
            command.Add(option);
        }

        command.SetAction(async (parse, cancellationToken) =>
        {
            var rate = CostWords.RateOf(parse.GetValue(discount));
            var request = choice.RequestIn(parse, record: false);
            if (request.AsOf is { Year: > YearLast })
            {
                throw new InvalidDataException($"--as-of lies after {YearLast}; a ledger does not reach so far");
            }

            if (await choice.LookAsync(parse, terminal, cancellationToken) is not { } assessment)
            {
                return ExitCode.BadInput;
            }

            if (assessment.Organisation.Worth.Ledger.Count == 0)
            {
                return Refuse(terminal, assessment.Organisation.Costs.Currency);
            }

            var read = WorthFiles.Ledger(request.OrganisationPath, assessment.Organisation, ReadLimits.Default);
            DiagnosticListing.Write(terminal, read.Diagnostics);
            if (read.Value is not { Count: > 0 } entries)
            {
                return Failure.Refuse(terminal, "the ledger has no entry that can be read", "See docs/formats/ledger.md.");
            }

            var report = LedgerReport.Of(entries, new LedgerQuestion(assessment.AsOf, assessment.Organisation.Costs.Currency, parse.GetValue(horizon), rate));
            Give(terminal, assessment, report, parse.GetValue(json), parse.GetValue(csv), cancellationToken);
            return ExitCode.Success;
        });
        return command;
    }

    static int Refuse(Terminal terminal, string currency)
    {
        terminal.Out.WriteLine(LedgerTemplate.Csv(currency));
        return Failure.Refuse(
            terminal, "this organisation names no ledger, and Merlon knows no prices of its own",
            "Above is a ledger to begin with: save it as ledger.csv beside organisation.yaml, put your own entries in, and add the line ledger: [ledger.csv].");
    }

    static void Give(Terminal terminal, GapAssessment assessment, LedgerReport report, bool asJson, string? csv, CancellationToken cancellationToken)
    {
        var shares = CostShares.Of(assessment, report);
        if (csv is not null)
        {
            PriorityOutput.WriteCsv(terminal, csv, writer => CostWords.WriteCsv(writer, assessment, shares), shares.Techniques.Count + shares.Unshared.Count, "line", asJson, cancellationToken);
        }

        if (asJson)
        {
            JsonPrint.To(terminal, json => CostsJson.Write(json, assessment, report, shares));
        }
        else if (csv is null)
        {
            CostsText.Write(new Page(terminal), assessment, report, shares);
        }
    }
}
