using System.CommandLine;

namespace Merlon.Cli;

/// <summary><c>merlon evidence</c>: what can be measured instead of being claimed.</summary>
static class EvidenceCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("evidence", "Measure what is otherwise claimed: what logs show of ATT&CK.")
        {
            Examples =
            [
                new("merlon evidence visibility my-organisation", "What the organisation's telemetry shows of each technique, and how good the data is."),
                new("merlon evidence visibility logs/", "What any logs show."),
            ],
        };
        command.Add(EvidenceVisibilityCommand.Build(terminal));
        return command;
    }
}
