using System.CommandLine;
using Merlon.Controls;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon controls import</c>: mapping files into the workspace, with what became of every row.</summary>
static class ControlsImportCommand
{
    const int RetargetedMax = 10;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("import", "Import mappings of controls to ATT&CK, and crosswalks between frameworks, so that assessments use them.")
        {
            Examples =
            [
                new("merlon controls import m365-07.18.2025_attack-16.1-enterprise.json", "Imports a file of Mappings Explorer."),
                new("merlon controls import mappings/ --workspace my-organisation/.merlon", "Imports a folder's files into the workspace of an organisation."),
                new("merlon controls import mappings/ --dry-run", "Says what became of every row of a folder's files, and keeps nothing."),
                new("merlon controls import pci.csv --framework \"PCI DSS 4.0.1\" --target nist-800-53-r5", "Imports a crosswalk of your own and names the frameworks that it relates."),
            ],
        };
        var files = new Argument<string[]>("FILES") { Description = "Mapping files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        command.Add(files);
        var release = new ReleaseChoice(command);
        var framework = OptionReading.Text("--framework", "The framework whose controls are mapped, where the file does not say.", "NAME");
        var target = OptionReading.Text("--target", "The framework that a crosswalk leads to, where the file does not say.", "NAME");
        var licence = OptionReading.Text("--licence", "Who publishes the mapping, under which licence.", "TEXT");
        var dryRun = new Option<bool>("--dry-run") { Description = "Read and count, and keep nothing." };
        var output = new ListOutput(command);
        foreach (var option in (Option[])[framework, target, licence, dryRun])
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellationToken) => Task.FromResult(output.RefuseContradiction(parse, terminal)
            ? ExitCode.BadInput
            : Run(
                parse, terminal, release, output, parse.GetRequiredValue(files),
                new MappingHints(parse.GetValue(framework) ?? "", parse.GetValue(target) ?? "", parse.GetValue(licence) ?? ""), parse.GetValue(dryRun), cancellationToken)));
        return command;
    }

    static int Run(
        ParseResult parse, Terminal terminal, ReleaseChoice release, ListOutput output, IReadOnlyList<string> files, MappingHints hints, bool isDryRun,
        CancellationToken cancellationToken)
    {
        if (!release.TryLoad(parse, terminal, out var attack))
        {
            return ExitCode.BadInput;
        }

        using var opened = Workspace.Open(terminal.WorkspaceAt(release.WorkspaceIn(parse) ?? Workspace.DefaultFolderName, isDryRun ? WorkspaceAccess.Read : WorkspaceAccess.Write));
        var imported = opened.ImportMappings(files, hints, isDryRun, cancellationToken);
        DiagnosticListing.Write(terminal, [.. imported.SelectMany(static one => one.Diagnostics)]);
        var table = MappingTable.Of(imported, attack);
        output.Write(parse, terminal, table, () => Print(new Page(terminal), table, imported, isDryRun, opened.Folder), () => JsonPrint.To(terminal, json => MappingTable.Write(json, table, imported, attack)), cancellationToken);
        return imported.All(static one => one.Read is null) ? ExitCode.BadInput : ExitCode.Success;
    }

    static void Print(Page page, ListTable<MappingRow> table, IReadOnlyList<ImportedMapping> imported, bool isDryRun, string folder)
    {
        page.Table(table.ToText(page.WidthColumns));
        foreach (var row in table.Rows)
        {
            var lines = new List<string>();
            lines.AddRange(row.Mapping.Counts.Reasons.Select(static reason => $"{Page.Count(reason.Value)} refused: {reason.Key}"));
            lines.AddRange(row.Passage.Retargeted.Take(RetargetedMax).Select(static moved => moved.Targets.Count == 0
                ? $"{moved.Written} leads nowhere ({Page.Count(moved.Pairs, "pair")})"
                : $"{moved.Written} is {string.Join(", ", moved.Targets)} ({Page.Count(moved.Pairs, "pair")}; {string.Join("; ", moved.Steps)})"));
            if (row.Passage.Retargeted.Count > RetargetedMax)
            {
                lines.Add($"… and {Page.Count(row.Passage.Retargeted.Count - RetargetedMax)} more (see --json)");
            }

            if (row.Mapping.Kind != MappingKind.Controls)
            {
                lines.Add($"{MappingTable.WordOf(row.Mapping.Kind)}: shown by merlon controls show {row.Mapping.FrameworkId}, and no claim of anything in place");
            }

            if (lines.Count > 0)
            {
                page.Blank();
                page.Paragraph(SafeText.Line($"{row.Mapping.FrameworkId} ({row.File})"), tone: Tone.Strong);
                lines.ForEach(line => page.Paragraph(SafeText.Line(line), indent: 2, hanging: 2));
            }
        }

        page.Blank();
        var read = imported.Count(static one => one.Read is not null);
        page.Paragraph(SafeText.Line(isDryRun
            ? $"{Page.Count(read, "file")} read; nothing was kept."
            : $"{Page.Count(read, "file")} of {Page.Count(imported.Count)} kept in {folder}; assessments with this workspace use them."));
    }
}
