using System.CommandLine;
using Merlon.Assessment;
using Merlon.Documents;
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
                new("merlon assess examples/harbor-bank", "Prints a summary and writes report.html, gaps.json and three Navigator layers to merlon-out/."),
                new("merlon assess my-organisation --release ../attack --rules ../sigma/rules --out q3", "With ATT&CK's texts, a folder of deployed Sigma rules, into q3/."),
                new("merlon assess my-organisation --as-of 2026-11-22 --json", "One JSON document; nothing is written but the journal."),
                new("merlon assess my-organisation --dry-run", "Prints the summary and writes nothing at all."),
            ],
        };
        var organisation = OptionReading.Argument("ORG", $"The organisation's folder, or its {OrganisationFile.FileName}.");
        command.Add(organisation);
        var choice = new ReleaseChoice(command);
        var rules = OptionReading.Texts("--rules", "A folder or file of further Sigma rules, taken as deployed (may be repeated).", "DIR");
        var output = OptionReading.Text("--out", $"Folder for the files (default: {AssessOutput.DefaultFolder}, or none with --json).", "DIR");
        var asOf = OptionReading.Day("--as-of", "The day to speak of (default: today).");
        var dryRun = new Option<bool>("--dry-run") { Description = "Write nothing, not even to the journal." };
        var json = OptionReading.Json();
        command.Add(rules);
        command.Add(output);
        command.Add(asOf);
        command.Add(dryRun);
        command.Add(json);
        command.SetAction((parse, cancellationToken) =>
        {
            var folder = parse.GetValue(output) ?? (parse.GetValue(json) ? null : AssessOutput.DefaultFolder);
            var request = new AssessRequest(
                parse.GetRequiredValue(organisation), choice.PathIn(parse), choice.VersionIn(parse), parse.GetValue(rules) ?? [], parse.GetValue(asOf),
                Record: !parse.GetValue(dryRun))
            {
                PublishedOnly = choice.IsPublishedIn(parse),
            };
            return RunAsync(terminal, request, choice.WorkspaceIn(parse), request.Record ? folder : null, parse.GetValue(json), cancellationToken);
        });
        return command;
    }

    static async Task<int> RunAsync(
        Terminal terminal, AssessRequest request, string? workspace, string? folder, bool asJson, CancellationToken cancellationToken)
    {
        if (!File.Exists(request.OrganisationPath) && !Directory.Exists(request.OrganisationPath))
        {
            return Failure.Refuse(
                terminal, $"there is no {request.OrganisationPath}", $"Write one: merlon init {request.OrganisationPath}");
        }

        var assessed = await AssessAsync(terminal, request, workspace ?? WorkspaceBeside(request.OrganisationPath), cancellationToken);
        DiagnosticListing.Write(terminal, assessed.Diagnostics);
        if (assessed.Value is not { } assessment)
        {
            return ExitCode.BadInput;
        }

        IReadOnlyList<OutputFile> files = folder is null ? [] : AssessOutput.FilesOf(assessment);
        if (folder is not null && !TryWrite(terminal, folder, files, cancellationToken))
        {
            return ExitCode.Environment;
        }

        if (asJson)
        {
            JsonText.Print(terminal, json => AssessmentJson.Write(json, assessment));
        }
        else
        {
            AssessSummary.Write(new Page(terminal), assessment, [.. files.Select(file => Path.Combine(folder ?? "", file.Name))]);
        }

        return ExitCode.Success;
    }

    static async Task<Parsed<GapAssessment>> AssessAsync(
        Terminal terminal, AssessRequest request, string workspace, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(terminal);
        using var opened = Workspace.Open(new WorkspaceOptions(workspace, request.Record ? WorkspaceAccess.Write : WorkspaceAccess.Read, terminal.Clock));
        return await opened.AssessAsync(request, progress, cancellationToken);
    }

    // By now the journal has what was stated: that is said instead of "nothing was written".
    static bool TryWrite(Terminal terminal, string folder, IReadOnlyList<OutputFile> files, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(terminal);
        progress.Report(new WorkProgress("Writing the report", 0, 0));
        try
        {
            OutputFolder.Write(folder, files, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            progress.Dispose();
            terminal.Error.WriteLine("merlon: cancelled; the journal is up to date, no file was written");
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            progress.Dispose();
            Failure.Report(e, terminal);
            terminal.Error.WriteLine("  The journal is up to date; no file was written.");
            return false;
        }
    }

    static string WorkspaceBeside(string organisationPath)
    {
        var folder = Directory.Exists(organisationPath) ? organisationPath : Path.GetDirectoryName(Path.GetFullPath(organisationPath)) ?? "";
        return Path.Combine(folder, Workspace.DefaultFolderName);
    }
}
