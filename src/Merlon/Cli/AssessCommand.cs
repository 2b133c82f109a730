using System.CommandLine;
using Merlon.Assessment;
using Merlon.Web.Reports;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon assess</c>: the main job.</summary>
static class AssessCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("assess", "Assess an organisation: who is likely to come, what it would see and stop, which gaps matter, what to do first.")
        {
            Examples =
            [
                new("merlon assess examples/harbor-bank", "Prints a summary and writes report.html, manager.html, engineer.html, backlog.csv, gaps.json and three Navigator layers to merlon-out/."),
                new("merlon assess my-organisation --release ../attack --rules ../sigma/rules --out q3", "With ATT&CK's texts, a folder of deployed Sigma rules, into q3/."),
                new("merlon assess my-organisation --as-of 2026-11-22 --json", "One JSON document; nothing is written but the journal."),
                new("merlon assess my-organisation --dry-run", "Prints the summary and writes nothing at all."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var output = OptionReading.Text("--out", $"Folder for the files (default: {AssessOutput.DefaultFolder}, or none with --json).", "DIR");
        var dryRun = new Option<bool>("--dry-run") { Description = "Write nothing, not even to the journal." };
        var json = OptionReading.Json();
        command.Add(output);
        command.Add(dryRun);
        command.Add(json);
        command.SetAction((parse, cancellationToken) =>
        {
            var folder = parse.GetValue(output) ?? (parse.GetValue(json) ? null : AssessOutput.DefaultFolder);
            var request = choice.RequestIn(parse, record: !parse.GetValue(dryRun));
            return RunAsync(terminal, request, choice.WorkspaceIn(parse), request.Record ? folder : null, parse.GetValue(json), cancellationToken);
        });
        return command;
    }

    static async Task<int> RunAsync(
        Terminal terminal, AssessRequest request, string? workspace, string? folder, bool asJson, CancellationToken cancellationToken)
    {
        if (AssessmentChoice.IsMissing(request, terminal))
        {
            return ExitCode.BadInput;
        }

        var assessed = await AssessmentChoice.AssessAsync(terminal, request, workspace, cancellationToken);
        DiagnosticListing.Write(terminal, assessed.Diagnostics);
        if (assessed.Value is not { } assessment)
        {
            return ExitCode.BadInput;
        }

        IReadOnlyList<OutputFile> files = [];
        if (folder is not null)
        {
            if (await WriteAsync(terminal, assessment, workspace ?? AssessmentChoice.WorkspaceBeside(request.OrganisationPath), folder, cancellationToken) is not { } written)
            {
                return ExitCode.Environment;
            }

            files = written;
        }

        if (asJson)
        {
            JsonPrint.To(terminal, json => AssessmentJson.Write(json, assessment));
        }
        else
        {
            AssessSummary.Write(new Page(terminal), assessment, [.. files.Select(file => Path.Combine(folder ?? "", file.Name))]);
        }

        return ExitCode.Success;
    }

    // By now the journal has what was stated: that is said instead of "nothing was written". Null when nothing was.
    static async Task<IReadOnlyList<OutputFile>?> WriteAsync(
        Terminal terminal, GapAssessment assessment, string workspace, string folder, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(terminal);
        progress.Report(new WorkProgress("Writing the report", 0, 0));
        try
        {
            var files = AssessOutput.FilesOf(await ReportBooks.OfAsync(assessment, terminal.WorkspaceAt(workspace, WorkspaceAccess.Read), cancellationToken));
            OutputFolder.Write(folder, files, cancellationToken);
            return files;
        }
        catch (OperationCanceledException)
        {
            progress.Dispose();
            terminal.Error.WriteLine("merlon: cancelled; the journal is up to date, no file was written");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            progress.Dispose();
            Failure.Report(e, terminal);
            terminal.Error.WriteLine("  The journal is up to date; no file was written.");
            return null;
        }
    }
}
