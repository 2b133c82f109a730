using System.CommandLine;
using Merlon.Attack;
using Merlon.Dettect;
using Merlon.Documents;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon dettect check</c>: what is wrong in administration files, by their format and against a release.</summary>
static class DettectCheckCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("check", "List what is wrong in administration files, by their format and against a release; exit code 1 when something is.")
        {
            Examples =
            [
                new("merlon dettect check techniques.yaml", "Every finding with line and column."),
                new("merlon dettect check *.yaml --json", "All findings of several files, as JSON."),
            ],
        };
        var files = DettectInput.Files();
        command.Add(files);
        var choice = new ReleaseChoice(command);
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(parse =>
        {
            if (!choice.TryLoad(parse, terminal, out var release))
            {
                return ExitCode.BadInput;
            }

            var checks = parse.GetRequiredValue(files).Select(path => Check(path, release)).ToList();
            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, json => DettectJson.WriteChecks(json, release, checks));
            }
            else
            {
                Print(terminal, release, checks);
            }

            return checks.Exists(static check => check.File is null) ? ExitCode.BadInput : checks.Exists(static check => check.Findings > 0) ? ExitCode.Findings : ExitCode.Success;
        });
        return command;
    }

    static DettectChecked Check(string path, AttackRelease release)
    {
        var parsed = DettectDocuments.Read(path, ReadLimits.Default);
        return new DettectChecked(path, parsed.Value, parsed.Value is { } file ? [.. parsed.Diagnostics, .. DettectCheck.Against(file, release, ReadLimits.Default)] : parsed.Diagnostics);
    }

    // The findings are the answer here: they go to standard output, all of them, counted by code.
    static void Print(Terminal terminal, AttackRelease release, List<DettectChecked> checks)
    {
        var page = new Page(terminal);
        foreach (var check in checks)
        {
            foreach (var diagnostic in check.Diagnostics)
            {
                page.Paragraph($"{AnswerWords.Of(diagnostic.Severity)}: {SafeText.Line(diagnostic.ToString())}", hanging: 4);
            }

            var codes = check.Diagnostics.CountBy(static diagnostic => diagnostic.Code, StringComparer.Ordinal)
                .OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key} {Page.Count(pair.Value)}").ToList();
            var what = check.File is null ? "no administration file" : DettectInput.WordOf(check.File);
            var summary = codes.Count == 0 ? "" : $" ({string.Join(", ", codes)})";
            page.Paragraph(SafeText.Line($"{check.Path}: {what}, {(check.Findings == 0 ? "no findings" : Page.Count(check.Findings, "finding"))} against ATT&CK {release.Version}{summary}."));
        }
    }
}
