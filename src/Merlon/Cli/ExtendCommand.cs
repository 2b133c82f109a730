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
        => Workspace.Open(terminal.WorkspaceAt(parse.GetValue(workspace) ?? Workspace.DefaultFolderName, access));

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

        var differences = OwnDifference.Between(begun?.Collection, after);
        if (asJson)
        {
            JsonPrint.To(terminal, json => OwnJson.WriteDifferences(json, after, differences, changed.Diagnostics));
        }
        else
        {
            Print(terminal, after, differences, begun);
        }

        var isRefused = changed.Diagnostics.Any(static d => d.Severity != Severity.Note);
        return isRefused ? differences.Count == 0 ? ExitCode.BadInput : ExitCode.Findings : ExitCode.Success;
    }

    static void Print(Terminal terminal, OwnCollection after, IReadOnlyList<OwnDifference> differences, OwnChangeInput? begun)
    {
        var page = new Page(terminal);
        foreach (var difference in differences)
        {
            page.Paragraph(SafeText.Line($"{difference.Verb} {OwnWords.NameOf(difference.Entry, difference.Verb is "removed" ? begun?.Collection ?? after : after, begun?.Release)}{(difference.Entry.Version.Length > 0 ? $" (version {difference.Entry.Version})" : "")}"), hanging: 2);
        }

        page.Paragraph(SafeText.Line(differences.Count == 0
            ? begun?.Collection is null ? $"Began {after.Head.Name}; its ids are {after.Head.Prefix}T0001 and so on." : $"{after.Head.Name} {after.Head.Version} is as it was."
            : $"{after.Head.Name} is at version {after.Head.Version}, with {(after.Entries.Count == 1 ? "1 entry" : $"{Page.Count(after.Entries.Count)} entries")}."));
    }
}
