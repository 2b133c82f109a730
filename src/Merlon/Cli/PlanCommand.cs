using System.CommandLine;
using System.Globalization;
using Merlon.Assessment;

namespace Merlon.Cli;

/// <summary><c>merlon plan</c>: the best measures for a budget, with proof.</summary>
static class PlanCommand
{
    const int SecondsMax = 86_400;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("plan", "Choose the measures that close most of the weighted threat within budgets, proven best or with a certified gap, and say why.")
        {
            Examples =
            [
                new("merlon plan examples/harbor-bank", "The plan for the organisation's own budget, and why each measure is in or out."),
                new("merlon plan my-organisation --budget 200000 --days engineer=60 --quarters 4", "Two budgets, spread over four quarters."),
                new("merlon plan my-organisation --curve", "How far each budget would reach."),
                new("merlon plan my-organisation --must M1053 --exclude sysmon --explain M1032", "What a regulation demands is in, sysmon is out; what became of M1032."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var options = new PlanOptions(command);
        command.SetAction((parse, cancellationToken) => RunAsync(terminal, parse, choice, options, cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(Terminal terminal, ParseResult parse, AssessmentChoice choice, PlanOptions options, CancellationToken cancellationToken)
    {
        if (await choice.LookAsync(parse, terminal, cancellationToken) is not { } assessment)
        {
            return ExitCode.BadInput;
        }

        var plan = ImprovementPlan.Of(assessment.Input, options.AimIn(parse, assessment.Organisation), options.DepthIn(parse, terminal.Clock, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (parse.GetValue(options.Json))
        {
            JsonPrint.To(terminal, json =>
            {
                json.WriteStartObject();
                PlanJson.Write(json, plan);
                json.WriteEndObject();
            });
        }
        else if (parse.GetValue(options.Csv))
        {
            PlanCsv.Write(new CsvWriter(terminal.Out), plan);
        }
        else
        {
            new PlanText(new Page(terminal), plan, options.ExplainIn(parse)).Write();
        }

        return plan.IsPossible ? ExitCode.Success : ExitCode.BadInput;
    }

    /// <summary>The options of the command.</summary>
    sealed class PlanOptions
    {
        readonly Option<decimal?> budget = OptionReading.Money("--budget", "Most one-off money, days at their rates included (default: the organisation's).");
        readonly Option<decimal?> yearly = OptionReading.Money("--yearly", "Most money a year for what recurs.");
        readonly Option<string[]> days = OptionReading.Texts("--days", "Most one-off person-days of a role, such as engineer=60 (may be repeated).", "ROLE=N");
        readonly Option<int> quarters = OptionReading.Number("--quarters", "Quarters that the plan is spread over; 0 for the organisation's", 0, 0, PlanAim.QuartersMax);
        readonly Option<bool> curve = new("--curve") { Description = "Show the curve of budget against coverage." };
        readonly Option<int> timeLimit = OptionReading.Number("--time-limit", "End the search after so many seconds; 0 for the limit on steps alone, which gives the same plan on every machine", 0, 0, SecondsMax);
        readonly Option<bool> exact = new("--exact") { Description = "Search until the plan is proven best, however long that takes." };
        readonly Option<bool> greedy = new("--greedy") { Description = "Choose greedily, without a proof." };
        readonly Option<string[]> must = OptionReading.Texts("--must", "A measure that the plan contains (may be repeated).", "ID");
        readonly Option<string[]> exclude = OptionReading.Texts("--exclude", "A measure that it does not contain (may be repeated).", "ID");
        readonly Option<string[]> owned = OptionReading.Texts("--owned", "A measure that is paid already (may be repeated).", "ID");
        readonly Option<string[]> controls = OptionReading.Texts("--controls", "Take the controls of a framework as measures too (may be repeated).", "FRAMEWORK");
        readonly Option<string[]> explain = OptionReading.Texts("--explain", "Say why a measure is in or out (may be repeated).", "ID");

        public PlanOptions(Command command)
        {
            foreach (var option in (Option[])[budget, yearly, days, quarters, curve, timeLimit, exact, greedy, must, exclude, owned, controls, explain, Json, Csv])
            {
                command.Add(option);
            }

            command.Validators.Add(result =>
            {
                if (result.GetValue(exact) && result.GetValue(greedy))
                {
                    result.AddError("--exact and --greedy contradict each other");
                }
            });
        }

        public Option<bool> Json { get; } = OptionReading.Json();

        public Option<bool> Csv { get; } = new("--csv") { Description = "Print the measures as CSV." };

        public string[] ExplainIn(ParseResult parse) => parse.GetValue(explain) ?? [];

        public PlanAim AimIn(ParseResult parse, Organisation organisation)
        {
            var aim = organisation.Planning;
            var given = parse.GetValue(quarters);
            var roles = new Dictionary<string, decimal>(aim.Days, StringComparer.OrdinalIgnoreCase);
            foreach (var (role, most) in (parse.GetValue(days) ?? []).Select(Days))
            {
                roles[role] = most;
            }

            return aim with
            {
                Money = parse.GetValue(budget) ?? aim.Money ?? organisation.Budget,
                Yearly = parse.GetValue(yearly) ?? aim.Yearly,
                Days = roles,
                Quarters = given > 0 ? given : aim.Quarters,
                IsQuartersGiven = given > 0 || aim.IsQuartersGiven,
                Must = [.. aim.Must, .. parse.GetValue(must) ?? []],
                Exclude = [.. aim.Exclude, .. parse.GetValue(exclude) ?? []],
                Owned = [.. aim.Owned, .. parse.GetValue(owned) ?? []],
                Frameworks = [.. aim.Frameworks, .. parse.GetValue(controls) ?? []],
            };
        }

        public PlanDepth DepthIn(ParseResult parse, TimeProvider clock, CancellationToken cancellationToken)
        {
            var (began, seconds) = (clock.GetTimestamp(), parse.GetValue(timeLimit));
            return PlanDepth.Usual with
            {
                StepsMax = parse.GetValue(exact) || seconds > 0 ? long.MaxValue : PlanDepth.Usual.StepsMax,
                IsOutOfTime = () => cancellationToken.IsCancellationRequested || (seconds > 0 && clock.GetElapsedTime(began).TotalSeconds > seconds),
                IsCancelled = () => cancellationToken.IsCancellationRequested,
                IsGreedy = parse.GetValue(greedy),
                HasCurve = parse.GetValue(curve),
                HasReasons = true,
                Explain = ExplainIn(parse),
            };
        }

        static (string Role, decimal Days) Days(string written)
        {
            var at = written.LastIndexOf('=');
            return at >= 0 && decimal.TryParse(written[(at + 1)..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var most)
                ? (written[..at].Trim(), most)
                : throw new InvalidDataException($"--days takes a role and a number of days such as engineer=60, not '{SafeText.Line(written)}'");
        }
    }
}
