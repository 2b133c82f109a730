using System.CommandLine;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon controls remove</c>: takes imported mappings out of the workspace.</summary>
static class ControlsRemoveCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("remove", "Take imported mappings out of the workspace; what is built in stays.")
        {
            Examples = [new("merlon controls remove m365", "Takes out every imported file about Microsoft 365.")],
        };
        var words = new Argument<string[]>("NAMES") { Description = "Frameworks' ids, file names, or beginnings of hashes.", Arity = ArgumentArity.OneOrMore };
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        command.Add(words);
        command.Add(workspace);
        command.Add(json);
        command.SetAction((parse, _) =>
        {
            using var opened = Workspace.Open(terminal.WorkspaceAt(parse.GetValue(workspace) ?? Workspace.DefaultFolderName, WorkspaceAccess.Write));
            var gone = opened.RemoveMappings(parse.GetRequiredValue(words));
            if (gone.Count == 0)
            {
                return Task.FromResult(Failure.Refuse(terminal, "no imported mapping is called so", "merlon controls list shows what there is"));
            }

            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteObjects("removed", gone, one =>
                    {
                        writer.WriteString("file", one.Path);
                        writer.WriteString("sha256", one.Hash);
                    });
                    writer.WriteEndObject();
                });
            }
            else
            {
                new Page(terminal).Paragraph(SafeText.Line($"Removed {string.Join(", ", gone.Select(static one => one.Path))}."));
            }

            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }
}
