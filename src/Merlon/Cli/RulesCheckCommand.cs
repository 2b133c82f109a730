using System.CommandLine;
using Merlon.Documents;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon rules check</c>: a linter for Sigma rules.</summary>
static class RulesCheckCommand
{
    static readonly string[] Bars = ["error", "warning", "note", "never"];

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("check", "List what is wrong, doubtful or wasteful in Sigma rules, each with its place and what to do; exit code 1 when something is.")
        {
            Examples =
            [
                new("merlon rules check rules", "Checks a folder against the release in use."),
                new("merlon rules check rules --fail-on error --sarif rules.sarif", "For a pipeline: only errors fail, everything goes into the file."),
                new("merlon rules check mine.yml --notes", "Also shows what is only worth a thought."),
                new("merlon rules check ../sigma/rules --ignore SIGMA161 --json", "Everything but one kind of finding, as JSON."),
            ],
        };
        var paths = new Argument<string[]>("PATHS") { Description = "Rule files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var failOn = OptionReading.Word("--fail-on", "Least severity that makes the exit code 1: error, warning, note or never (default warning).", "SEVERITY", Bars);
        var ignore = OptionReading.Texts("--ignore", "Code of findings to leave out, such as SIGMA161; may be repeated.", "CODE");
        var notes = new Option<bool>("--notes") { Description = "Show notes too; without, they are counted." };
        var sarif = OptionReading.Text("--sarif", "Write all findings as SARIF 2.1.0 as well.", "FILE");
        var json = OptionReading.Json();
        command.Add(paths);
        command.Add(failOn);
        command.Add(ignore);
        command.Add(notes);
        command.Add(sarif);
        command.Add(json);
        var choice = new ReleaseChoice(command);
        command.SetAction((parse, cancellationToken) =>
        {
            if (!choice.TryLoad(parse, terminal, out var release))
            {
                return Task.FromResult(ExitCode.BadInput);
            }

            using var progress = new ProgressLine(terminal);
            var check = RuleCheck.Of(parse.GetRequiredValue(paths), release, DateOnly.FromDateTime(terminal.Clock.GetUtcNow().UtcDateTime), progress, cancellationToken).Without(parse.GetValue(ignore) ?? []);
            progress.Dispose();
            if (parse.GetValue(sarif) is { } path)
            {
                SingleFile.Write(path, stream => JsonText.WriteFile(stream, writer => RulesSarif.Write(writer, check.Findings)), cancellationToken);
            }

            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, check.Write);
            }
            else
            {
                Print(terminal, check, parse.GetValue(notes));
            }

            return Task.FromResult(IsFailure(check.Findings, parse.GetValue(failOn)) ? ExitCode.Findings : ExitCode.Success);
        });
        return command;
    }

    static bool IsFailure(IReadOnlyList<Diagnostic> findings, string? bar) => bar switch
    {
        "never" => false,
        "note" => findings.Count > 0,
        "error" => findings.Any(static finding => finding.Severity == Severity.Error),
        _ => findings.Any(static finding => finding.Severity != Severity.Note),
    };

    // The findings are the answer here: they go to standard output, all of them, counted by code.
    static void Print(Terminal terminal, RuleCheck check, bool withNotes)
    {
        var page = new Page(terminal);
        foreach (var finding in check.Findings.Where(finding => withNotes || finding.Severity != Severity.Note))
        {
            var tone = finding.Severity switch { Severity.Error => Tone.Bad, Severity.Warning => Tone.Warning, _ => Tone.Quiet };
            page.Paragraph($"{AnswerWords.Of(finding.Severity)}: {SafeText.Line(finding.ToString())}", hanging: 4, tone: tone);
        }

        if (check.Findings.Count > 0)
        {
            var table = new TextTable { Columns = [new("code"), new("severity"), new("findings", IsNumber: true), new("what", IsFlexible: true)] };
            foreach (var group in check.Findings.GroupBy(static finding => finding.Code, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal))
            {
                var gravest = group.Max(static finding => finding.Severity);
                table.Add(group.Key, AnswerWords.Of(gravest), Page.Count(group.Count()), SafeText.Line(group.First().Message));
            }

            page.Blank();
            page.Table(table);
            page.Blank();
        }

        var counts = check.Findings.CountBy(static finding => finding.Severity).OrderByDescending(static pair => pair.Key)
            .Select(static pair => Page.Count(pair.Value, AnswerWords.Of(pair.Key))).ToList();
        page.Paragraph(SafeText.Line(
            $"{Page.Count(check.Files, "file")}, {Page.Count(check.Rules, "rule")}, tags against ATT&CK {check.Release}: {(counts.Count == 0 ? "no findings" : string.Join(", ", counts))}."));
    }
}
