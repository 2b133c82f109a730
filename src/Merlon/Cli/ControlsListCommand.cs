using System.CommandLine;
using Merlon.Assessment;
using Merlon.Controls;
using Merlon.Documents;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon controls list</c>: frameworks that are known here, each with its source.</summary>
static class ControlsListCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("list", "List the frameworks that are known: built in, and imported into the workspace.")
        {
            Examples = [new("merlon controls list", "Frameworks with versions, counts, sources and licences.")],
        };
        var workspace = ReleaseChoice.WorkspaceOption();
        command.Add(workspace);
        var output = new ListOutput(command);
        command.SetAction((parse, cancellationToken) =>
        {
            if (output.RefuseContradiction(parse, terminal))
            {
                return Task.FromResult(ExitCode.BadInput);
            }

            using var opened = Workspace.Open(terminal.WorkspaceAt(parse.GetValue(workspace) ?? Workspace.DefaultFolderName, WorkspaceAccess.Read));
            var loaded = opened.LoadControls();
            DiagnosticListing.Write(terminal, loaded.Diagnostics);
            var controls = loaded.Value ?? ControlMappings.OpenBuiltIn();
            var table = new ListTable<ControlFramework>("frameworks", ColumnsOf(controls), controls.Frameworks);
            return Task.FromResult(output.Write(parse, terminal, table, () => Print(new Page(terminal), table), () => PrintJson(terminal, table, loaded.Diagnostics), cancellationToken));
        });
        return command;
    }

    static IReadOnlyList<ListColumn<ControlFramework>> ColumnsOf(ControlMappings controls) =>
    [
        new("framework", "framework", static found => found.Id, IsOnPage: true, WidthChars: 20),
        new("name", "name", static found => found.Name, IsOnPage: true, WidthChars: 34),
        new("kind", "kind", static found => MappingTable.WordOf(found.Kind), IsOnPage: true, WidthChars: 12),
        new("controls", "controls", static found => found.Controls.Count, IsOnPage: true, IsNumber: true),
        new("mapped", "mapped", found => found.Controls.Count(control => controls.TechniquesOf(found.Id, control).Count > 0), IsOnPage: true, IsNumber: true),
        new("techniques", "techniques", found => TechniquesOf(controls, found), IsOnPage: true, IsNumber: true),
        new("attack_version", "ATT&CK", static found => found.AttackVersion, IsOnPage: true, WidthChars: 8),
        new("versions", "version", static found => new ListValue.Several([.. found.Sources.Select(static source => source.Version).Where(static version => version.Length > 0).Distinct(StringComparer.Ordinal)]), WidthChars: 14),
        new("files", "from", static found => new ListValue.Several([.. found.Sources.Select(static source => source.Document).Distinct(StringComparer.Ordinal)]), IsOnPage: true, WidthChars: 40),
        new("licence", "licence", static found => found.Source, WidthChars: 40),
    ];

    static int TechniquesOf(ControlMappings controls, ControlFramework framework)
        => framework.Controls.SelectMany(control => controls.TechniquesOf(framework.Id, control)).Select(static edge => edge.TechniqueId).Distinct(StringComparer.Ordinal).Count();

    static void Print(Page page, ListTable<ControlFramework> table)
    {
        page.Table(table.ToText(page.WidthColumns));
        page.Blank();
        foreach (var framework in table.Rows.Where(static framework => framework.Source.Length > 0))
        {
            page.Paragraph(SafeText.Line($"{framework.Id}: {framework.Source}"), hanging: 2, tone: Tone.Quiet);
        }
    }

    static void PrintJson(Terminal terminal, ListTable<ControlFramework> table, IReadOnlyList<Diagnostic> diagnostics) => JsonPrint.To(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteObjects("frameworks", table.Rows, framework =>
        {
            table.WriteJson(json, framework);
            json.WriteObjects("sources", framework.Sources, source => WriteSource(json, source));
        });
        DiagnosticJson.Write(json, "diagnostics", diagnostics);
        json.WriteEndObject();
    });

    internal static void WriteSource(System.Text.Json.Utf8JsonWriter json, MappingSource source)
    {
        json.WriteString("document", source.Document);
        json.WriteText("version", source.Version);
        json.WriteText("attack_version", source.AttackVersion);
        json.WriteText("licence", source.Licence);
        json.WriteText("updated", source.Updated);
        json.WriteText("sha256", source.Hash);
    }
}
