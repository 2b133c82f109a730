using System.CommandLine;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Testing;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon rules test</c>: whether rules fire on what they were written for, and on nothing that they must not.</summary>
static class RulesTestCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("test", "Run the tests of rules: recordings of SigmaHQ's regression_data, and events that stand beside rules; exit code 1 when one fails.")
        {
            Examples =
            [
                new("merlon rules test rules", "Runs the events of NAME.test.json beside each NAME.yml."),
                new("merlon rules test ../sigma", "Runs SigmaHQ's recordings, each from its EVTX file and from JSON."),
                new("merlon rules test ../sigma --json", "Every test and how it ended, as JSON."),
            ],
        };
        var paths = new Argument<string[]>("PATHS") { Description = "Rule files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var json = OptionReading.Json();
        command.Add(paths);
        command.Add(json);
        command.SetAction((parse, cancellationToken) =>
        {
            using var progress = new ProgressLine(terminal);
            var report = RuleTests.Run(parse.GetRequiredValue(paths), PipelineSet.BuiltIn, SigmaReadOptions.Default, progress, cancellationToken);
            progress.Dispose();
            var tests = RuleTestsJson.OutcomesOf(report.Results);
            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => RuleTestsJson.Write(writer, report));
            }
            else
            {
                DiagnosticListing.Write(terminal, report.Diagnostics);
                Print(terminal, report, tests);
            }

            return Task.FromResult(tests.Any(static test => !RuleTestsJson.IsPassed(test)) ? ExitCode.Findings : tests.Count == 0 ? ExitCode.BadInput : ExitCode.Success);
        });
        return command;
    }

    static void Print(Terminal terminal, RuleTestReport report, IReadOnlyList<RuleTestOutcome> tests)
    {
        var page = new Page(terminal);
        foreach (var result in report.Results.Where(static result => result.Outcome == RuleTestOutcome.FiredMore).DistinctBy(static result => result.Rule.Document, StringComparer.Ordinal))
        {
            page.Paragraph(SafeText.Line($"{result.Rule.Document}: {result.Message}"), hanging: 4, tone: Tone.Warning);
        }

        foreach (var result in report.Results.Where(static result => result.Outcome > RuleTestOutcome.FiredMore))
        {
            page.Paragraph(SafeText.Line($"{RuleTestsJson.NameOf(result.Outcome)}: {result.Rule.Document} ({result.Rule.Title}), {result.Test.Name}: {result.Message}"), hanging: 4, tone: Tone.Bad);
            page.Paragraph(SafeText.Line(result.Account is { } one ? FormattableString.Invariant($"{result.Data}, record {one.Record}") : result.Data), indent: 4, hanging: 4, tone: Tone.Quiet);
            if (result.Account is { } account)
            {
                RuleAccountText.Write(page, account, indent: 4);
            }
        }

        var passed = tests.Count(RuleTestsJson.IsPassed);
        var more = tests.Count(static test => test == RuleTestOutcome.FiredMore);
        page.Paragraph(
            $"{Page.Count(passed)} of {Page.Count(tests.Count, "test")} passed{(more == 0 ? "" : $", {Page.Count(more)} of them with more hits than expected")}: "
            + $"{Page.Count(report.Rules, "rule")}, {Page.Count(report.Untested)} without a test; {Page.Count(report.Results.Count, "run")} over {Page.Count(report.Results.Sum(static result => result.Records), "record")}.");
    }
}
