using Merlon.Authoring;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon extend list</c>: what the collection holds.</summary>
static class ExtendListCommand
{
    public static ExampledCommand Build(Terminal terminal)
    {
        var command = new ExampledCommand("list", "List own objects, changes, relationships and notes.")
        {
            Examples = [new("merlon extend list", "Everything, and what is in conflict."), new("merlon extend list --json", "The same as JSON.")],
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

            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => OwnJson.Write(writer, own));
            }
            else
            {
                Print(terminal, opened, own);
            }

            return ExitCode.Success;
        });
        return command;
    }

    static void Print(Terminal terminal, Workspace opened, OwnCollection own)
    {
        var release = opened.LoadRelease(progress: null).Value;
        var table = new TextTable
        {
            Columns = [new("id"), new("kind"), new("name", IsFlexible: true), new("version", IsNumber: true), new("modified"), new("state"), new("against")],
            Indent = 0,
        };
        foreach (var entry in own.Entries)
        {
            var name = entry.Name.Length > 0 ? entry.Name : OwnWords.NameOf(entry, own, release);
            table.Add(
                SafeText.Line(entry.Id), SafeText.Line(OwnWords.KindOf(entry)), SafeText.Line(name), SafeText.Line(entry.Version), SafeText.Line(OwnWords.DayOf(entry)), OwnWords.StateOf(entry),
                SafeText.Line(entry.Base?.Release ?? ""));
        }

        var page = new Page(terminal);
        page.Paragraph(SafeText.Line($"{own.Head.Name} {own.Head.Version} by {own.Head.Publisher}, ids {own.Head.Prefix}…: {Page.Count(own.Entries.Count)} entries, {Page.Count(own.ConflictCount, "conflict")}."));
        if (own.Entries.Count > 0)
        {
            page.Table(table);
        }
    }
}

/// <summary><c>merlon extend show</c>: an entry as it is, or as it was.</summary>
static class ExtendShowCommand
{
    public static ExampledCommand Build(Terminal terminal)
    {
        var command = new ExampledCommand("show", "Show an own object with all its fields; of a change, what it changes.")
        {
            Examples =
            [
                new("merlon extend show T1059.001", "What was published and what you made of it, field by field."),
                new("merlon extend show HBT0001 --revision 3 --json", "The object as it was in the third revision, as STIX."),
            ],
        };
        var id = OptionReading.Argument("ID", "Id or STIX id of an entry.");
        var revision = OptionReading.Number("--revision", "Revision from merlon extend history; 0 is the latest", 0, 0, int.MaxValue);
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        command.Add(id);
        command.Add(revision);
        command.Add(workspace);
        command.Add(json);
        command.SetAction(parse =>
        {
            using var opened = ExtendRun.Open(parse, workspace, WorkspaceAccess.Read, terminal);
            var number = parse.GetValue(revision);
            var own = number == 0 ? ExtendRun.Load(opened, terminal) : opened.LoadOwn(number).Value;
            if (own is null)
            {
                return number == 0 ? ExitCode.BadInput : Failure.Refuse(terminal, $"there is no revision {number}", "List them: merlon extend history");
            }

            var word = parse.GetRequiredValue(id).Trim();
            if (!own.TryFind(word, out var entry))
            {
                return Failure.Refuse(terminal, $"{own.Head.Name} has nothing called '{word}'", "List what it has: merlon extend list");
            }

            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => OwnJson.WriteWhole(writer, entry));
            }
            else
            {
                Print(new Page(terminal), entry);
            }

            return ExitCode.Success;
        });
        return command;
    }

    static void Print(Page page, OwnEntry entry)
    {
        page.Title(SafeText.Line(entry.ToString()));
        page.Field("State", entry.Base is { } basis ? SafeText.Line($"changed against ATT&CK {basis.Release}") : "own");
        var changed = entry.IsChange ? entry.ChangedFields.ToHashSet(StringComparer.Ordinal) : [];
        page.Heading(entry.IsChange ? "Fields (* changed)" : "Fields");
        using var document = System.Text.Json.JsonDocument.Parse(entry.Json);
        foreach (var field in document.RootElement.EnumerateObject())
        {
            var mark = changed.Contains(field.Name) ? "* " : "  ";
            page.Field(mark + SafeText.Line(field.Name), SafeText.Block(OwnWords.ValueOf(field.Value.GetRawText())), labelColumns: 34);
        }

        if (entry.Conflicts.Count > 0)
        {
            page.Heading("Conflicts");
            ExtendConflictsCommand.Print(page, entry);
        }
    }
}

/// <summary><c>merlon extend history</c>: every revision of the collection.</summary>
static class ExtendHistoryCommand
{
    public static ExampledCommand Build(Terminal terminal)
    {
        var command = new ExampledCommand("history", "List every revision of your own knowledge, newest first.")
        {
            Examples = [new("merlon extend history", "What was done when; merlon extend show ID --revision N shows an object as it was.")],
        };
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        command.Add(workspace);
        command.Add(json);
        command.SetAction(parse =>
        {
            using var opened = ExtendRun.Open(parse, workspace, WorkspaceAccess.Read, terminal);
            List<OwnRevision> revisions = [.. opened.ListOwnRevisions().Reverse()];
            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => OwnJson.WriteHistory(writer, revisions));
                return ExitCode.Success;
            }

            var table = new TextTable
            {
                Columns = [new("no.", IsNumber: true), new("recorded"), new("action"), new("note", IsFlexible: true), new("version", IsNumber: true), new("entries", IsNumber: true)],
                Indent = 0,
            };
            foreach (var revision in revisions)
            {
                table.Add(Page.Count(revision.Number), OwnWords.MomentOf(revision), SafeText.Line(revision.Action), SafeText.Line(revision.Note), SafeText.Line(revision.Version), Page.Count(revision.EntryCount));
            }

            if (revisions.Count > 0)
            {
                new Page(terminal).Table(table);
            }
            else
            {
                terminal.Error.WriteLine(SafeText.Line($"{opened.Folder} has no own knowledge yet."));
            }

            return ExitCode.Success;
        });
        return command;
    }

}
