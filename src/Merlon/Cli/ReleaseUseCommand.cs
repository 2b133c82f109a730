using System.CommandLine;
using Merlon.Assessment;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon release use</c>: chooses the release in use and moves the journal's evidence along.</summary>
static class ReleaseUseCommand
{
    const int DeadEndsMax = 20;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("use", "Choose the release that the workspace uses; the journal's evidence moves along, and going back brings it back.")
        {
            Examples =
            [
                new("merlon release use 18.1", "Uses 18.1 from now on."),
                new("merlon release use 18.1 --dry-run", "Says what would move, and changes nothing."),
            ],
        };
        var version = OptionReading.Argument("VERSION", "A version from merlon release list, such as 18.1, or built-in.");
        var workspace = ReleaseChoice.WorkspaceOption();
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would move, and change nothing." };
        var json = OptionReading.Json();
        command.Add(version);
        command.Add(workspace);
        command.Add(dryRun);
        command.Add(json);
        command.SetAction((parse, cancellationToken) =>
        {
            var isDry = parse.GetValue(dryRun);
            var folder = parse.GetValue(workspace) ?? Workspace.DefaultFolderName;
            using var opened = Workspace.Open(terminal.WorkspaceAt(folder, isDry ? WorkspaceAccess.Read : WorkspaceAccess.Write));
            using var progress = new ProgressLine(terminal);
            var used = opened.UseRelease(parse.GetRequiredValue(version), record: !isDry, progress, cancellationToken);
            progress.Dispose();
            DiagnosticListing.Write(terminal, used.Diagnostics);
            if (used.Value is not { } passage)
            {
                return Task.FromResult(ExitCode.BadInput);
            }

            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, json => PassageJson.Write(json, passage, isDry));
            }
            else
            {
                Print(new Page(terminal), passage, opened.Folder, isDry);
            }

            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    static void Print(Page page, EvidencePassage passage, string folder, bool isDry)
    {
        page.Paragraph(SafeText.Line(isDry ? $"{folder} would use ATT&CK {passage.To}." : $"{folder} uses ATT&CK {passage.To} now."));
        if (passage.Moves.Count > 0)
        {
            page.Paragraph(SafeText.Line($"{Page.Count(passage.Moves.Count, "statement")} of the journal {(isDry ? "would move" : "moved")}{(passage.From.Count > 0 ? $" from {string.Join(", ", passage.From)}" : "")}:"));
            Counted(EvidenceMoveKind.Kept, "kept its technique's id", "kept their techniques' ids");
            Counted(EvidenceMoveKind.Moved, "follows its technique to another id", "follow their techniques to other ids");
            Counted(EvidenceMoveKind.Split, "is shared by several techniques: say which one is meant", "are shared by several techniques: say which one is meant");
            Counted(EvidenceMoveKind.Joined, "says what another one says already, and counts once", "say what others say already, and count once");
            Counted(EvidenceMoveKind.Restored, "is as it was in that release before", "are as they were in that release before");
            Counted(EvidenceMoveKind.DeadEnd, "has no successor and sleeps in the journal", "have no successor and sleep in the journal");
            Counted(EvidenceMoveKind.OutOfDomain, "belongs to a domain that the release was read without, and sleeps", "belong to a domain that the release was read without, and sleep");
        }

        WriteDeadEnds(page, passage);
        if (passage.Moves.Count(static m => m.WasAsleep) is > 0 and var woke)
        {
            page.Paragraph($"{Page.Count(woke)} of them slept, and {(woke == 1 ? "is" : "are")} in force again.");
        }

        if (passage.Asleep > 0)
        {
            page.Paragraph($"{Page.Count(passage.Asleep, "statement")} in all {(passage.Asleep == 1 ? "sleeps" : "sleep")} until a release has the technique again.");
        }

        if (passage.From.Count > 0)
        {
            page.Paragraph(SafeText.Line($"merlon release impact {string.Join(' ', passage.From.Take(1))} {passage.To} says what else the change touches; merlon assess judges anew."));
        }

        void Counted(EvidenceMoveKind kind, string one, string many)
        {
            if (passage.Count(kind) is > 0 and var count)
            {
                page.Paragraph($"{Page.Count(count)} {(count == 1 ? one : many)}", indent: 2, hanging: 2);
            }
        }
    }

    static void WriteDeadEnds(Page page, EvidencePassage passage)
    {
        var asleep = passage.Moves.Where(static m => m.New.Count == 0).GroupBy(static m => m.Old.Technique).OrderBy(static g => g.Key).ToList();
        foreach (var group in asleep.Take(DeadEndsMax))
        {
            page.Paragraph(SafeText.Line($"asleep: {group.Key}, {Page.Count(group.Count(), "statement")}, such as \"{group.First().Old.Statement}\""), indent: 4, hanging: 2, tone: Tone.Quiet);
        }

        if (asleep.Count > DeadEndsMax)
        {
            page.Paragraph($"… and {Page.Count(asleep.Count - DeadEndsMax, "technique")} more (see --json)", indent: 4, tone: Tone.Quiet);
        }
    }
}
