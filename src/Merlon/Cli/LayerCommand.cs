using System.CommandLine;

namespace Merlon.Cli;

/// <summary><c>merlon layer</c>: what can be done with layers of ATT&amp;CK Navigator.</summary>
static class LayerCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("layer", "Check, make, combine, convert, upgrade, compare and draw layers of ATT&CK Navigator.")
        {
            Examples =
            [
                new("merlon layer make G0016 --out apt29.json", "Makes a layer of what a group uses, with comments and legend."),
                new("merlon layer combine 'b * (100 - a) / 100' coverage-layer.json threat-layer.json --out open.json", "Works scores out from two layers."),
                new("merlon layer upgrade layers --to 18.1 --out upgraded", "Brings a folder of layers to a release, with a list of what to review."),
            ],
        };
        command.Add(LayerCheckCommand.Build(terminal));
        command.Add(LayerShowCommand.Build(terminal));
        command.Add(LayerConvertCommand.Build(terminal));
        command.Add(LayerMakeCommand.Build(terminal));
        command.Add(LayerCombineCommand.Build(terminal));
        command.Add(LayerUpgradeCommand.Build(terminal));
        command.Add(LayerCompareCommand.Build(terminal));
        command.Add(LayerRenderCommand.Build(terminal));
        return command;
    }
}
