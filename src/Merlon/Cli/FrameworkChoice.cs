using System.CommandLine;
using Merlon.Assessment;
using Merlon.Documents;

namespace Merlon.Cli;

/// <summary>The option by which a command is told of which framework to speak.</summary>
sealed class FrameworkChoice
{
    readonly Option<string> framework = new("--framework") { Description = "The framework, by id or name (merlon controls list).", HelpName = "NAME", Required = true };

    /// <summary>Adds the option to a command.</summary>
    public FrameworkChoice(Command command) => command.Add(framework);

    /// <summary>The framework; throws <see cref="InvalidDataException"/> for a word that names none.</summary>
    public ControlFramework In(ParseResult parse, ControlMappings controls) => Find(parse.GetRequiredValue(framework), controls);

    /// <summary>The framework that a word means; throws <see cref="InvalidDataException"/> for one that names none.</summary>
    public static ControlFramework Find(string word, ControlMappings controls)
    {
        if (controls.TryFindFramework(word, out var found))
        {
            return found;
        }

        var known = controls.Frameworks.Select(static one => one.Id).ToArray();
        var near = Spelling.Nearest(word, known.Concat(controls.Frameworks.Select(static one => one.Name)));
        throw new InvalidDataException($"there is no framework {word}{(near is null ? "" : $"; did you mean {near}?")} (known: {string.Join(", ", known)}; more with merlon controls import)");
    }
}
