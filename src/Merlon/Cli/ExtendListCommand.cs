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
                JsonPrint.To(terminal, writer =>
                {
                    writer.WriteStartObject();
                    ExtendJson.WriteHead(writer, own);
                    writer.WriteObjects("entries", own.Entries, entry => ExtendJson.WriteEntry(writer, entry));
                    writer.WriteEndObject();
                });
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
            var name = entry.Name.Length > 0 ? entry.Name : ExtendText.NameOf(entry, own, release);
            table.Add(
                SafeText.Line(entry.Id), SafeText.Line(ExtendText.KindOf(entry)), SafeText.Line(name), SafeText.Line(entry.Version), SafeText.Line(ExtendText.DayOf(entry)), ExtendText.StateOf(entry),
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
                JsonPrint.To(terminal, writer => Write(writer, entry));
            }
            else
            {
                Print(new Page(terminal), entry);
            }

            return ExitCode.Success;
        });
        return command;
    }

    static void Write(System.Text.Json.Utf8JsonWriter json, OwnEntry entry)
    {
        json.WriteStartObject();
        ExtendJson.WriteEntry(json, entry);
        json.WriteStrings("changed_fields", entry.IsChange ? entry.ChangedFields : []);
        ExtendJson.WriteConflicts(json, entry.Conflicts.Select(conflict => (entry, conflict)));
        json.WritePropertyName("object");
        json.WriteRawValue(entry.Json);
        json.WriteEndObject();
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
            page.Field(mark + SafeText.Line(field.Name), SafeText.Block(ExtendText.ValueOf(field.Value.GetRawText())), labelColumns: 34);
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
                JsonPrint.To(terminal, writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteObjects("revisions", revisions, revision =>
                    {
                        writer.WriteNumber("revision", revision.Number);
                        writer.WriteString("recorded_at", MomentOf(revision));
                        writer.WriteString("action", revision.Action);
                        writer.WriteString("note", revision.Note);
                        writer.WriteString("version", revision.Version);
                        writer.WriteNumber("entries", revision.EntryCount);
                        writer.WriteString("sha256", revision.Sha256);
                    });
                    writer.WriteEndObject();
                });
                return ExitCode.Success;
            }

            var table = new TextTable
            {
                Columns = [new("no.", IsNumber: true), new("recorded"), new("action"), new("note", IsFlexible: true), new("version", IsNumber: true), new("entries", IsNumber: true)],
                Indent = 0,
            };
            foreach (var revision in revisions)
            {
                table.Add(Page.Count(revision.Number), MomentOf(revision), SafeText.Line(revision.Action), SafeText.Line(revision.Note), SafeText.Line(revision.Version), Page.Count(revision.EntryCount));
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

    static string MomentOf(OwnRevision revision) => revision.RecordedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
