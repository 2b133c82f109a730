using System.CommandLine;
using Merlon.Authoring;
using Merlon.Documents;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon extend</c>: the organisation's own techniques, groups, software and more, and its changes to published objects.</summary>
static class ExtendCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("extend", "Write your own ATT&CK: own objects, and changes to published ones, kept through every release.")
        {
            Examples =
            [
                new("merlon extend init \"Harbour knowledge\" --prefix HB --publisher \"Harbour Ltd\"", "Begins a collection whose ids are HBT0001, HBG0001 …"),
                new("merlon extend import own.yaml", "Takes what a file says: objects, changes, relationships, notes."),
                new("merlon extend merge", "Brings it to the release in use; conflicts are shown, nothing is overwritten."),
            ],
        };
        command.Add(ExtendInitCommand.Build(terminal));
        command.Add(ExtendAddCommand.Build(terminal));
        command.Add(ExtendEditCommand.Build(terminal));
        command.Add(ExtendRemoveCommand.Build(terminal));
        command.Add(ExtendListCommand.Build(terminal));
        command.Add(ExtendShowCommand.Build(terminal));
        command.Add(ExtendCheckCommand.Build(terminal));
        command.Add(ExtendHistoryCommand.Build(terminal));
        command.Add(ExtendMergeCommand.Build(terminal));
        command.Add(ExtendConflictsCommand.Build(terminal));
        command.Add(ExtendResolveCommand.Build(terminal));
        command.Add(ExtendExportCommand.Build(terminal));
        command.Add(ExtendImportCommand.Build(terminal));
        return command;
    }
}

/// <summary>What the commands below <c>merlon extend</c> share: opening the workspace, changing the collection, saying what came of it.</summary>
static class ExtendRun
{
    /// <summary>What is said where there is no collection yet.</summary>
    const string BeginAdvice = "Begin one: merlon extend init NAME --prefix LETTERS";

    public static Workspace Open(ParseResult parse, Option<string?> workspace, WorkspaceAccess access, Terminal terminal)
        => Workspace.Open(new WorkspaceOptions(parse.GetValue(workspace) ?? Workspace.DefaultFolderName, access, terminal.Clock));

    /// <summary>Loads the collection; what is wrong goes to the error stream. Null when there is none: the command ends with <see cref="ExitCode.BadInput"/>.</summary>
    public static OwnCollection? Load(Workspace opened, Terminal terminal)
    {
        var own = opened.LoadOwn();
        DiagnosticListing.Write(terminal, own.Diagnostics);
        if (own.Value is null && !own.HasErrors)
        {
            Failure.Refuse(terminal, $"{opened.Folder} has no own knowledge yet", BeginAdvice);
        }

        return own.Value;
    }

    /// <summary>Applies a source to the collection and says what changed.</summary>
    public static int Apply(Terminal terminal, ParseResult parse, Option<string?> workspace, OwnChangeRequest request, bool asJson, Func<OwnChangeInput, Parsed<OwnCollection>> change)
    {
        using var opened = Open(parse, workspace, WorkspaceAccess.Write, terminal);
        OwnChangeInput? begun = null;
        using var progress = new ProgressLine(terminal);
        var changed = opened.ChangeOwn(
            request, input =>
            {
                begun = input;
                return change(input);
            }, progress);
        progress.Dispose();
        DiagnosticListing.Write(terminal, changed.Diagnostics, withNotes: true);
        if (changed.Value is not { } after)
        {
            return ExitCode.BadInput;
        }

        var differences = ExtendDifference.Between(begun?.Collection, after);
        if (asJson)
        {
            ExtendJson.PrintDifferences(terminal, after, differences, changed.Diagnostics);
        }
        else
        {
            Print(terminal, after, differences, begun);
        }

        var isRefused = changed.Diagnostics.Any(static d => d.Severity != Severity.Note);
        return isRefused ? differences.Count == 0 ? ExitCode.BadInput : ExitCode.Findings : ExitCode.Success;
    }

    /// <summary>A tree of options as a source file would have it.</summary>
    public static YamlNode.Mapping Mapping(params (string Key, YamlNode? Value)[] entries)
        => new([.. entries.Where(static entry => entry.Value is not null).Select(static entry => KeyValuePair.Create(Text(entry.Key), entry.Value ?? Text("")))], default);

    public static YamlNode.Scalar Text(string text) => new(text, IsPlain: false, default);

    public static YamlNode.Sequence List(params YamlNode[] items) => new(items, default);

    static void Print(Terminal terminal, OwnCollection after, IReadOnlyList<ExtendDifference> differences, OwnChangeInput? begun)
    {
        var page = new Page(terminal);
        foreach (var difference in differences)
        {
            page.Paragraph(SafeText.Line($"{difference.Verb} {ExtendText.NameOf(difference.Entry, difference.Verb is "removed" ? begun?.Collection ?? after : after, begun?.Release)}{(difference.Entry.Version.Length > 0 ? $" (version {difference.Entry.Version})" : "")}"), hanging: 2);
        }

        page.Paragraph(SafeText.Line(differences.Count == 0
            ? begun?.Collection is null ? $"Began {after.Head.Name}; its ids are {after.Head.Prefix}T0001 and so on." : $"{after.Head.Name} {after.Head.Version} is as it was."
            : $"{after.Head.Name} is at version {after.Head.Version}, with {(after.Entries.Count == 1 ? "1 entry" : $"{Page.Count(after.Entries.Count)} entries")}."));
    }
}

/// <summary>An entry that a change added, changed or removed.</summary>
/// <param name="Verb"><c>added</c>, <c>changed</c>, <c>removed</c>.</param>
/// <param name="Entry">The entry after it, or as it was.</param>
sealed record ExtendDifference(string Verb, OwnEntry Entry)
{
    public static IReadOnlyList<ExtendDifference> Between(OwnCollection? before, OwnCollection after)
    {
        List<ExtendDifference> found = [];
        foreach (var entry in after.Entries)
        {
            if (before is null || !before.TryFind(entry.StixId, out var earlier))
            {
                found.Add(new ExtendDifference("added", entry));
            }
            else if (!string.Equals(earlier.Json, entry.Json, StringComparison.Ordinal) || !earlier.Conflicts.SequenceEqual(entry.Conflicts))
            {
                found.Add(new ExtendDifference("changed", entry));
            }
        }

        found.AddRange((before?.Entries ?? []).Where(entry => !after.TryFind(entry.StixId, out _)).Select(static entry => new ExtendDifference("removed", entry)));
        return found;
    }
}
