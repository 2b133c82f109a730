using System.CommandLine;
using Merlon.Assessment;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon controls show</c>: what a framework says, pair by pair: controls by technique, or weaknesses by technique.</summary>
static class ControlsShowCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("show", "Show what a framework's mapping says: by control, by technique, with grades, chains and sources.")
        {
            Examples =
            [
                new("merlon controls show nist-800-53-r5 --control AC-2", "Techniques that AC-2 touches."),
                new("merlon controls show hipaa --technique T1078", "Citations that touch Valid Accounts, and through which controls."),
                new("merlon controls show kev --technique T1190", "Known exploited vulnerabilities that go with a technique, where KEV's mapping was imported."),
            ],
        };
        var word = OptionReading.Argument("FRAMEWORK", "The framework, by id or name (merlon controls list).");
        command.Add(word);
        var control = OptionReading.Text("--control", "Only this control.", "ID");
        var technique = OptionReading.Text("--technique", "Only this technique and what an older release called it.", "ID");
        command.Add(control);
        command.Add(technique);
        var release = new ReleaseChoice(command);
        var output = new ListOutput(command);
        command.SetAction((parse, cancellationToken) =>
        {
            if (output.RefuseContradiction(parse, terminal) || !release.TryLoad(parse, terminal, out var attack))
            {
                return Task.FromResult(ExitCode.BadInput);
            }

            using var opened = Workspace.Open(terminal.WorkspaceAt(release.WorkspaceIn(parse) ?? Workspace.DefaultFolderName, WorkspaceAccess.Read));
            var loaded = opened.LoadControls();
            DiagnosticListing.Write(terminal, loaded.Diagnostics);
            var controls = loaded.Value ?? ControlMappings.OpenBuiltIn();
            var framework = ControlTables.Find(parse.GetRequiredValue(word), controls);
            var table = ControlTables.Pairs(controls, framework, attack, parse.GetValue(control), parse.GetValue(technique));
            return Task.FromResult(output.Write(parse, terminal, table, () => Print(new Page(terminal), table, framework), () => JsonPrint.To(terminal, json => ControlTables.WritePairs(json, table, framework, attack)), cancellationToken));
        });
        return command;
    }

    static void Print(Page page, ListTable<ControlPair> table, ControlFramework framework)
    {
        page.Table(table.ToText(page.WidthColumns));
        page.Blank();
        page.Paragraph(SafeText.Line($"{Page.Count(table.Rows.Count, "pair")} of {framework.Name}, made for ATT&CK {framework.AttackVersion}. {framework.Source}"));
    }
}
