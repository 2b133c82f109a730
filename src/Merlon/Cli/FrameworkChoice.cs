using System.CommandLine;
using Merlon.Assessment;

namespace Merlon.Cli;

/// <summary>The option by which a command is told of which framework to speak.</summary>
sealed class FrameworkChoice
{
    readonly Option<string> framework = new("--framework") { Description = "The framework, by id or name (merlon controls list).", HelpName = "NAME", Required = true };

    /// <summary>Adds the option to a command.</summary>
    public FrameworkChoice(Command command) => command.Add(framework);

    /// <summary>The framework; throws <see cref="InvalidDataException"/> for a word that names none.</summary>
    public ControlFramework In(ParseResult parse, ControlMappings controls) => ControlTables.Find(parse.GetRequiredValue(framework), controls);
}
