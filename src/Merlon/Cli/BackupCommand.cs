using System.CommandLine;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon backup</c>, <c>merlon restore</c>, <c>merlon move</c>: a workspace as one file, and from one place to another.</summary>
static class BackupCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("backup", "Write a backup of an organisation and its workspace, while others go on working.")
        {
            Examples =
            [
                new("merlon backup my-organisation --out merlon-2026-11-22.tar.gz", "Journal, team, files: one moment in one file."),
                new("merlon backup my-organisation --database postgres://merlon@db/merlon --out merlon.tar.gz", "Of what several servers share."),
            ],
        };
        var organisation = OrganisationArgument();
        var workspace = ReleaseChoice.WorkspaceOption();
        var output = OptionReading.Text("--out", "File to write; it must not be there yet.", "FILE");
        output.Required = true;
        var json = OptionReading.Json();
        command.Add(organisation);
        command.Add(output);
        command.Add(workspace);
        command.Add(json);
        command.SetAction((parse, cancellationToken) =>
        {
            var path = parse.GetValue(output) ?? "";
            using ProgressLine progress = new(terminal);
            var summary = WorkspaceBackup.Write(PlaceIn(parse.GetRequiredValue(organisation), parse.GetValue(workspace), terminal), path, CallOf(terminal, progress), cancellationToken);
            progress.Dispose();
            Print(terminal, parse.GetValue(json), summary, path, "Backed up");
            terminal.Error.WriteLine("It has what the tables have, hashes of passwords and tokens among it: keep it where nobody else reads it.");
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    public static Command BuildRestore(Terminal terminal)
    {
        var command = new ExampledCommand("restore", "Restore a backup to where nothing is yet: a folder, or a database.")
        {
            Examples =
            [
                new("merlon restore merlon-2026-11-22.tar.gz --to my-organisation", "Into a folder that is empty or not there."),
                new("merlon restore merlon-2026-11-22.tar.gz --database postgres://merlon@db/merlon", "Into PostgreSQL, whichever it came from."),
                new("merlon restore merlon-2026-11-22.tar.gz --check", "Only compares every byte with its hash."),
            ],
        };
        var file = OptionReading.Argument("FILE", "A backup, from merlon backup.");
        var to = OptionReading.Text("--to", "Folder that is empty or not there: the organisation, with its workspace in .merlon.", "DIR");
        var check = new Option<bool>("--check") { Description = "Write nothing: say what the backup has and whether it is whole." };
        var json = OptionReading.Json();
        command.Add(file);
        command.Add(to);
        command.Add(check);
        command.Add(json);
        DatabaseChoice.AddTo(command);
        command.SetAction((parse, cancellationToken) =>
        {
            var path = parse.GetRequiredValue(file);
            if (parse.GetValue(check))
            {
                Print(terminal, parse.GetValue(json), WorkspaceBackup.Verify(path, cancellationToken), path, "Whole");
                return Task.FromResult(ExitCode.Success);
            }

            var folder = parse.GetValue(to);
            if ((folder is null) == (terminal.Database is null))
            {
                return Task.FromResult(Failure.Refuse(terminal, "name either --to DIR or --database URL", "merlon restore FILE --to DIR"));
            }

            using ProgressLine progress = new(terminal);
            BackupPlace place = new(folder is null ? "" : Path.Combine(folder, Workspace.DefaultFolderName), folder ?? "", folder is null ? terminal.Database : null);
            var summary = WorkspaceBackup.Restore(path, place, CallOf(terminal, progress), cancellationToken);
            progress.Dispose();
            Print(terminal, parse.GetValue(json), summary, place.Name, "Restored");
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    public static Command BuildMove(Terminal terminal)
    {
        var command = new ExampledCommand("move", "Move an organisation and its workspace into PostgreSQL, or out of it, without loss.")
        {
            Examples =
            [
                new("merlon move my-organisation --database postgres://merlon@db/merlon", "Into a database without a workspace; stop merlon serve first."),
                new("merlon move --database postgres://merlon@db/merlon --to my-organisation", "Out of it, into a folder that is empty or not there."),
            ],
        };
        var organisation = OrganisationArgument();
        var workspace = ReleaseChoice.WorkspaceOption();
        var to = OptionReading.Text("--to", "Folder to move to, out of the database: empty or not there.", "DIR");
        var json = OptionReading.Json();
        command.Add(organisation);
        command.Add(to);
        command.Add(workspace);
        command.Add(json);
        command.SetAction((parse, cancellationToken) =>
        {
            if (terminal.Database is not { } database)
            {
                return Task.FromResult(Failure.Refuse(terminal, "name the database that it moves to, or with --to out of", "merlon move ORG --database postgres://USER@HOST/DATABASE"));
            }

            BackupPlace server = new("", "", database);
            var folder = parse.GetValue(to) is { } target ? new BackupPlace(Path.Combine(target, Workspace.DefaultFolderName), target, Database: null)
                : PlaceIn(parse.GetRequiredValue(organisation), parse.GetValue(workspace), terminal) with { Database = null };
            var (from, into) = parse.GetValue(to) is null ? (folder, server) : (server, folder);
            using ProgressLine progress = new(terminal);
            var summary = WorkspaceBackup.Move(from, into, CallOf(terminal, progress), cancellationToken);
            progress.Dispose();
            Print(terminal, parse.GetValue(json), summary, into.Name, $"Moved from {from.Name}");
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    static Argument<string> OrganisationArgument()
    {
        var organisation = OptionReading.Argument("ORG", "The organisation's folder, or its organisation.yaml (default: the current folder).");
        organisation.DefaultValueFactory = static _ => ".";
        return organisation;
    }

    static BackupPlace PlaceIn(string organisation, string? workspace, Terminal terminal)
    {
        var folder = Terminal.FolderOf(organisation);
        return new BackupPlace(Path.GetFullPath(workspace ?? AssessmentChoice.WorkspaceBeside(organisation)), folder, terminal.Database);
    }

    static BackupCall CallOf(Terminal terminal, ProgressLine progress) => new(terminal.Clock, AnswerWords.Version, progress);

    static void Print(Terminal terminal, bool isJson, BackupSummary summary, string to, string what)
    {
        if (isJson)
        {
            JsonPrint.To(terminal, json => BackupJson.Write(json, summary, to));
            return;
        }

        terminal.Out.WriteLine(SafeText.Line($"{what}: {to}"));
        terminal.Out.WriteLine($"  {Page.Count(summary.Tables.Sum(static table => table.Rows))} rows of {Page.Count(summary.Tables.Count)} tables, {Page.Count(summary.Files)} files ({Page.Count(summary.FileBytes)} bytes), each compared with its SHA-256");
        if (summary.Tables.Sum(static table => table.Cleaned) is > 0 and var cleaned)
        {
            terminal.Out.WriteLine($"  {Page.Count(cleaned)} texts had a character that PostgreSQL cannot keep (U+0000); U+FFFD stands there now");
        }
    }
}
