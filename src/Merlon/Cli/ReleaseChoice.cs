using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary>The options by which a command is told which release of ATT&amp;CK to speak of.</summary>
sealed class ReleaseChoice
{
    readonly Option<string?> path;
    readonly Option<string?> version;
    readonly Option<string?> workspace;
    readonly Option<bool> published;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="pathName">Name of the option that takes a path: <c>--release</c>, or <c>--from</c> below <c>merlon release</c>.</param>
    /// <param name="versionName">Name of the option that takes a version.</param>
    public ReleaseChoice(Command command, string pathName = "--release", string versionName = "--release-version")
    {
        path = OptionReading.Text(
            pathName, "ATT&CK bundles to use: a file, folder, .gz or .zip (default: the workspace's pinned release, else the built-in one).", "PATH");
        version = OptionReading.Text(versionName, "Version to use when there are several, such as 18.1 (default: the newest).", "VERSION");
        workspace = WorkspaceOption();
        command.Add(path);
        command.Add(version);
        command.Add(workspace);
        published = new Option<bool>("--published") { Description = "Leave out the organisation's own knowledge (merlon extend)." };
        command.Add(published);
    }

    /// <summary>The option that names a workspace.</summary>
    public static Option<string?> WorkspaceOption() => OptionReading.Text(
        "--workspace", $"Folder of the workspace (default: {Workspace.DefaultFolderName} beside the organisation file, else in the current folder).", "DIR");

    public string? PathIn(ParseResult parse) => parse.GetValue(path);

    public string? VersionIn(ParseResult parse) => parse.GetValue(version);

    /// <summary>True when the organisation's own knowledge is left out.</summary>
    public bool IsPublishedIn(ParseResult parse) => parse.GetValue(published);

    public string? WorkspaceIn(ParseResult parse) => parse.GetValue(workspace);

    /// <summary>Loads the release; what was noticed goes to the error stream. False when there is none: the command ends with <see cref="ExitCode.BadInput"/>.</summary>
    public bool TryLoad(ParseResult parse, Terminal terminal, [NotNullWhen(true)] out AttackRelease? release)
    {
        var parsed = Load(parse, terminal);
        DiagnosticListing.Write(terminal, parsed.Diagnostics);
        release = parsed.Value;
        return release is not null;
    }

    /// <summary>As <see cref="TryLoad"/>, with the index of its words.</summary>
    public bool TryLoadIndexed(ParseResult parse, Terminal terminal, [NotNullWhen(true)] out IndexedRelease? indexed)
    {
        using var progress = new ProgressLine(terminal);
        var parsed = LoadIndexed(parse, terminal, progress);
        progress.Dispose();
        DiagnosticListing.Write(terminal, parsed.Diagnostics);
        indexed = parsed.Value;
        return indexed is not null;
    }

    /// <summary>Loads the release with everything that was noticed.</summary>
    public Parsed<AttackRelease> Load(ParseResult parse, Terminal terminal) => Load(parse, terminal, static (opened, version, progress) => opened.LoadRelease(version, progress));

    /// <summary>As <see cref="Load(ParseResult, Terminal)"/>, a stored release from its bundles, each checked against its hash.</summary>
    public Parsed<AttackRelease> Read(ParseResult parse, Terminal terminal) => Load(parse, terminal, static (opened, version, progress) => opened.ReadRelease(version, progress));

    Parsed<AttackRelease> Load(ParseResult parse, Terminal terminal, Func<Workspace, string?, IProgress<WorkProgress>, Parsed<AttackRelease>> load)
    {
        using var progress = new ProgressLine(terminal);
        if (PathIn(parse) is { } chosen)
        {
            return ReleaseFiles.Load(chosen, VersionIn(parse), progress, ReadLimits.Default);
        }

        var folder = WorkspaceIn(parse) ?? Workspace.DefaultFolderName;
        using var opened = Workspace.Open(terminal.WorkspaceAt(folder, WorkspaceAccess.Read) with { PublishedOnly = IsPublishedIn(parse) });
        return load(opened, VersionIn(parse), progress);
    }

    Parsed<IndexedRelease> LoadIndexed(ParseResult parse, Terminal terminal, ProgressLine progress)
    {
        if (PathIn(parse) is { } chosen)
        {
            var parsed = ReleaseFiles.Load(chosen, VersionIn(parse), progress, ReadLimits.Default);
            return new Parsed<IndexedRelease>(parsed.Value is { } release ? IndexedRelease.Of(release, progress) : null, parsed.Diagnostics);
        }

        using var opened = Workspace.Open(terminal.WorkspaceAt(WorkspaceIn(parse) ?? Workspace.DefaultFolderName, WorkspaceAccess.Read) with { PublishedOnly = IsPublishedIn(parse) });
        return opened.LoadIndexedRelease(VersionIn(parse), progress);
    }
}
