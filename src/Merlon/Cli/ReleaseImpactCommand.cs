using System.CommandLine;
using System.Text;
using Merlon.Assessment;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon release impact</c>: what a change of release means for what somebody has.</summary>
static class ReleaseImpactCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("impact", "Say what a change of release means for your evidence, rules, layers and mappings; exit code 1 when something is touched.")
        {
            Examples =
            [
                new("merlon release impact 17.1 18.1", "What the workspace itself holds: its journal, its organisation with rules and controls."),
                new("merlon release impact 17.1 18.1 my-organisation layers mappings/own.json", "Further organisations, rules, layers and mappings."),
                new("merlon release impact 18.1 enterprise-attack-19.0.json rules --markdown impact.md", "Against a bundle that is not stored, as a list to work through."),
            ],
        };
        var old = OptionReading.Argument("OLD", "The release that you work with: a version of the workspace, or a path of bundles.");
        var now = OptionReading.Argument("NEW", "The release to look at: a version of the workspace, or a path of bundles.");
        var paths = new Argument<string[]>("PATHS")
        {
            Description = "Organisations, folders of rules, layers, mappings, or folders of them; each file is recognised by its content.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        var markdown = OptionReading.Text("--markdown", "Write the whole list as Markdown too.", "FILE");
        command.Add(old);
        command.Add(now);
        command.Add(paths);
        command.Add(workspace);
        command.Add(json);
        command.Add(markdown);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var request = new ImpactRequest(parse.GetRequiredValue(old), parse.GetRequiredValue(now), parse.GetValue(paths) ?? []);
            using var opened = Workspace.Open(terminal.WorkspaceAt(parse.GetValue(workspace) ?? Workspace.DefaultFolderName, WorkspaceAccess.Read));
            using var progress = new ProgressLine(terminal);
            var read = await opened.AssessImpactAsync(request, progress, cancellationToken);
            progress.Dispose();
            DiagnosticListing.Write(terminal, read.Diagnostics);
            if (read.Value is not { } impact)
            {
                return ExitCode.BadInput;
            }

            if (parse.GetValue(markdown) is { } file)
            {
                WriteMarkdown(file, impact, cancellationToken);
            }

            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => ReleaseImpactJson.Write(writer, impact));
            }
            else
            {
                ReleaseImpactText.Write(new Page(terminal), impact);
            }

            return impact.Items.Count > 0 ? ExitCode.Findings : ExitCode.Success;
        });
        return command;
    }

    static void WriteMarkdown(string file, ReleaseImpact impact, CancellationToken cancellationToken)
    {
        var text = ReleaseImpactMarkdown.Of(impact);
        SingleFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text)), cancellationToken);
    }
}
