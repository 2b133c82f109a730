using System.CommandLine;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon release</c>: the store of releases, what is in one, what is wrong with one, and packing facts.</summary>
static class ReleaseCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("release", "Fetch, add, choose, compare, count, check and pack releases of ATT&CK, and say what a change means for you.")
        {
            Examples =
            [
                new("merlon release add enterprise-attack-18.1.json", "Stores a release with its texts in the workspace."),
                new("merlon release stats --json", "Counts what the release in use holds."),
            ],
        };
        command.Add(Add(terminal));
        command.Add(List(terminal));
        command.Add(ReleaseFetchCommand.Build(terminal, FetchOptions.Default));
        command.Add(ReleaseUseCommand.Build(terminal));
        command.Add(ReleaseDiffCommand.Build(terminal));
        command.Add(ReleaseImpactCommand.Build(terminal));
        command.Add(ReleaseStatsCommand.Build(terminal));
        command.Add(ReleaseCheckCommand.Build(terminal));
        command.Add(ReleasePackCommand.Build(terminal));
        return command;
    }

    static ExampledCommand Add(Terminal terminal)
    {
        var command = new ExampledCommand("add", "Store a release in the workspace: whole or not at all.")
        {
            Examples =
            [
                new("merlon release add ../attack --version 18.1", "Stores the three domains of 18.1 from a folder that holds several releases."),
                new("merlon release add enterprise-attack-18.1.json.gz", "Stores one domain from a compressed bundle."),
            ],
        };
        var path = OptionReading.Argument("PATH", "A STIX bundle (2.0 or 2.1), a folder of them, a .gz or a .zip.");
        var version = OptionReading.Text("--version", "Version to take of several, or to give to bundles that do not say theirs.", "VERSION");
        var workspace = ReleaseChoice.WorkspaceOption();
        command.Add(path);
        command.Add(version);
        command.Add(workspace);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var opened = Open(parse.GetValue(workspace), WorkspaceAccess.Write, terminal);
            using var progress = new ProgressLine(terminal);
            var stored = await opened.AddReleaseAsync(parse.GetRequiredValue(path), parse.GetValue(version), progress, cancellationToken);
            progress.Dispose();
            DiagnosticListing.Write(terminal, stored.Diagnostics, withNotes: true);
            if (stored.Value is not { } release)
            {
                return ExitCode.BadInput;
            }

            var pinned = release.IsPinned ? ", and uses it" : $"; merlon release use {release.Version} makes it the one in use";
            new Page(terminal).Paragraph(SafeText.Line(
                $"Stored ATT&CK {release.Version} ({string.Join(", ", release.Domains)}; {Page.Count(release.Bytes)} bytes) in {opened.Folder}{pinned}."));
            return ExitCode.Success;
        });
        return command;
    }

    static ExampledCommand List(Terminal terminal)
    {
        var command = new ExampledCommand("list", "List the releases of the workspace and the built-in one.")
        {
            Examples = [new("merlon release list", "Shows which releases there are and which one is in use.")],
        };
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        command.Add(workspace);
        command.Add(json);
        command.SetAction(parse =>
        {
            using var opened = Open(parse.GetValue(workspace), WorkspaceAccess.Read, terminal);
            var releases = opened.ListReleases();
            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, json => StoredReleaseJson.WriteAll(json, releases));
                return ExitCode.Success;
            }

            var table = new TextTable
            {
                Columns = [new("in use"), new("version"), new("domains", IsFlexible: true), new("added"), new("bytes", IsNumber: true)],
            };
            foreach (var release in releases)
            {
                table.Add(
                    release.IsPinned ? "*" : "", SafeText.Line(release.Version), SafeText.Line(string.Join(", ", release.Domains)),
                    release.AddedOn is { } day ? AnswerWords.Day(day) : "built in", Page.Count(release.Bytes));
            }

            new Page(terminal).Table(table);
            return ExitCode.Success;
        });
        return command;
    }

    static Workspace Open(string? folder, WorkspaceAccess access, Terminal terminal)
        => Workspace.Open(terminal.WorkspaceAt(folder ?? Workspace.DefaultFolderName, access));
}
