using System.CommandLine;
using Merlon.Assessment;
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
            var table = ControlTables.Frameworks(controls);
            return Task.FromResult(output.Write(parse, terminal, table, () => Print(new Page(terminal), table), () => JsonPrint.To(terminal, json => ControlTables.WriteFrameworks(json, table, loaded.Diagnostics)), cancellationToken));
        });
        return command;
    }

    static void Print(Page page, ListTable<ControlFramework> table)
    {
        page.Table(table.ToText(page.WidthColumns));
        page.Blank();
        foreach (var framework in table.Rows.Where(static framework => framework.Source.Length > 0))
        {
            page.Paragraph(SafeText.Line($"{framework.Id}: {framework.Source}"), hanging: 2, tone: Tone.Quiet);
        }
    }
}
