using System.CommandLine;

namespace Merlon.Cli;

/// <summary><c>merlon controls</c>: mappings of controls, how they stand in an organisation, what is missing, what contradicts, evidence for an auditor.</summary>
static class ControlsCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("controls", "Import mappings of controls; say what controls buy, what is missing, what contradicts; write evidence for an auditor.")
        {
            Examples =
            [
                new("merlon controls import mappings/", "Imports every mapping file of a folder into the workspace, with counts of what was read, mapped, re-targeted and refused."),
                new("merlon controls status my-organisation --framework nist-800-53-r5", "What each control buys, and what would be gained by more of it."),
                new("merlon controls gaps my-organisation --framework hipaa", "Techniques that are still open, and which controls would do most."),
                new("merlon controls conflicts my-organisation", "Declarations that contradict each other, tests or mappings."),
                new("merlon controls pack my-organisation --framework hipaa --out audit", "A page of evidence for each citation, with CSV, JSON and hashes."),
            ],
        };
        command.Add(ControlsImportCommand.Build(terminal));
        command.Add(ControlsListCommand.Build(terminal));
        command.Add(ControlsShowCommand.Build(terminal));
        command.Add(ControlsRemoveCommand.Build(terminal));
        command.Add(ControlsStatusCommand.Build(terminal));
        command.Add(ControlsGapsCommand.Build(terminal));
        command.Add(ControlsConflictsCommand.Build(terminal));
        command.Add(ControlsPackCommand.Build(terminal));
        return command;
    }
}
