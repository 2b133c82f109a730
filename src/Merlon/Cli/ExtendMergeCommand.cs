using System.CommandLine;
using Merlon.Authoring;
using Merlon.Documents;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon extend merge</c>: brings the collection to a release.</summary>
static class ExtendMergeCommand
{
    public static ExampledCommand Build(Terminal terminal)
    {
        var command = new ExampledCommand("merge", "Bring your own knowledge to a release: changes are merged three ways, references follow what moved; exit code 1 when something has to be decided.")
        {
            Examples =
            [
                new("merlon extend merge", "Merges with the release that the workspace uses."),
                new("merlon extend merge --release-version 18.1 --dry-run", "Shows what a merge with 18.1 would do."),
            ],
        };
        var version = OptionReading.Text("--release-version", "Release of the workspace to come to (default: the one in use).", "VERSION");
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show what would happen." };
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        command.Add(version);
        command.Add(dryRun);
        command.Add(workspace);
        command.Add(json);
        command.SetAction(parse =>
        {
            var record = !parse.GetValue(dryRun);
            using var opened = ExtendRun.Open(parse, workspace, WorkspaceAccess.Write, terminal);
            if (ExtendRun.Load(opened, terminal) is null)
            {
                return ExitCode.BadInput;
            }

            OwnMergeResult? result = null;
            using var progress = new ProgressLine(terminal);
            var wanted = parse.GetValue(version);
            var merged = opened.ChangeOwn(
                new OwnChangeRequest("merge", wanted ?? "release in use", wanted, record),
                input =>
                {
                    result = input.Collection is { } own ? OwnMerge.Of(own, input.Release, input.Now) : null;
                    return new Parsed<OwnCollection>(result?.Collection, []);
                },
                progress);
            progress.Dispose();
            DiagnosticListing.Write(terminal, merged.Diagnostics);
            if (result is null)
            {
                return ExitCode.BadInput;
            }

            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => OwnJson.WriteMerge(writer, result));
            }
            else
            {
                Print(new Page(terminal), result, record);
            }

            return result.Collection.ConflictCount > 0 || result.Steps.Any(static step => step.Kind is OwnMergeKind.Clash) ? ExitCode.Findings : ExitCode.Success;
        });
        return command;
    }

    static void Print(Page page, OwnMergeResult result, bool isRecorded)
    {
        foreach (var step in result.Steps)
        {
            page.Paragraph(SafeText.Line($"{OwnWords.NameOf(step.Kind)}: {step.Name} {step.Message}."), hanging: 4);
        }

        var would = isRecorded ? "is" : "would be";
        var conflicts = result.Collection.ConflictCount;
        page.Paragraph(SafeText.Line(
            $"{result.Collection.Head.Name} {would} at ATT&CK {result.Release}; {(conflicts == 0 ? "nothing is left to decide" : $"{Page.Count(conflicts, "conflict")} to decide: merlon extend conflicts")}."));
    }
}

/// <summary><c>merlon extend conflicts</c>: what both sides changed.</summary>
static class ExtendConflictsCommand
{
    public static ExampledCommand Build(Terminal terminal)
    {
        var command = new ExampledCommand("conflicts", "Show what you and a release both changed, each with its three values; exit code 1 when there is any.")
        {
            Examples = [new("merlon extend conflicts", "Every open conflict; merlon extend resolve decides one.")],
        };
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        command.Add(workspace);
        command.Add(json);
        command.SetAction(parse =>
        {
            using var opened = ExtendRun.Open(parse, workspace, WorkspaceAccess.Read, terminal);
            if (ExtendRun.Load(opened, terminal) is not { } own)
            {
                return ExitCode.BadInput;
            }

            var open = own.Entries.Where(static entry => entry.Conflicts.Count > 0).ToList();
            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer =>
                {
                    writer.WriteStartObject();
                    OwnJson.WriteConflicts(writer, open.SelectMany(static entry => entry.Conflicts.Select(conflict => (entry, conflict))));
                    writer.WriteEndObject();
                });
            }
            else
            {
                var page = new Page(terminal);
                foreach (var entry in open)
                {
                    page.Title(SafeText.Line(entry.ToString()));
                    Print(page, entry);
                }

                page.Paragraph(open.Count == 0 ? "No conflicts." : $"{Page.Count(own.ConflictCount, "conflict")}. Decide one: merlon extend resolve ID --field FIELD --take mine (or theirs, or a file).");
            }

            return open.Count > 0 ? ExitCode.Findings : ExitCode.Success;
        });
        return command;
    }

    /// <summary>Writes the conflicts of an entry.</summary>
    public static void Print(Page page, OwnEntry entry)
    {
        foreach (var conflict in entry.Conflicts)
        {
            page.Paragraph(SafeText.Line($"{conflict.Field} (ATT&CK {conflict.Release})"), indent: 2);
            page.Field("    before", SafeText.Block(OwnWords.ValueOf(conflict.Base)));
            page.Field("    mine", SafeText.Block(OwnWords.ValueOf(conflict.Mine)));
            page.Field("    theirs", SafeText.Block(OwnWords.ValueOf(conflict.Theirs)));
        }
    }
}

/// <summary><c>merlon extend resolve</c>: decides a conflict.</summary>
static class ExtendResolveCommand
{
    public static ExampledCommand Build(Terminal terminal)
    {
        var command = new ExampledCommand("resolve", "Decide a conflict: take your value, the release's, or that of a file.")
        {
            Examples =
            [
                new("merlon extend resolve T1059.001 --field description --take theirs", "Takes what the release says."),
                new("merlon extend resolve T1059.001 --field description --take both.md", "Takes the text of a file; a .json file holds any other value."),
                new("merlon extend resolve T1059.001 --take mine", "Keeps your values in all conflicts of the object."),
            ],
        };
        var id = OptionReading.Argument("ID", "The object, from merlon extend conflicts.");
        var field = OptionReading.Text("--field", "The field (default: all of the object).", "FIELD");
        var take = new Option<string>("--take") { Description = "mine, theirs, or a file.", HelpName = "WHAT", Required = true };
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        command.Add(id);
        command.Add(field);
        command.Add(take);
        command.Add(workspace);
        command.Add(json);
        command.SetAction(parse =>
        {
            var word = parse.GetRequiredValue(id).Trim();
            var choice = parse.GetRequiredValue(take);
            string? fromFile = null;
            if (choice is not (OwnTree.Mine or OwnTree.Theirs))
            {
                if (!File.Exists(choice) || new FileInfo(choice).Length > ReadLimits.Default.YamlBytesMax)
                {
                    return Failure.Refuse(terminal, $"--take takes mine, theirs or a file of at most {ReadLimits.Default.YamlBytesMax} bytes, not '{choice}'");
                }

                var text = File.ReadAllText(choice);
                fromFile = choice.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? text.Trim() : $"\"{System.Text.Json.JsonEncodedText.Encode(text.TrimEnd())}\"";
            }

            return ExtendRun.Apply(
                terminal, parse, workspace, new OwnChangeRequest("resolve", $"{word} {parse.GetValue(field)}".Trim()), parse.GetValue(json),
                input => OwnTree.Resolve(input, word, parse.GetValue(field), choice, fromFile));
        });
        return command;
    }
}
