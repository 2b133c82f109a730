using System.CommandLine;
using Merlon.Layers;

namespace Merlon.Cli;

/// <summary><c>merlon dettect layer</c>: the layers that DeTT&amp;CT makes, with its colours.</summary>
static class DettectLayerCommand
{
    static readonly string[] Kinds = ["data-sources", "visibility", "detection", "visibility-vs-detection", "groups"];

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("layer", "Make the layer that DeTT&CT makes of a file, with its scores and colours.")
        {
            Examples =
            [
                new("merlon dettect layer data-sources.yaml --out data-sources.json", "Share of the data sources that are there."),
                new("merlon dettect layer techniques.yaml --kind detection --out detection.json", "Detection scores 0 to 5."),
                new("merlon dettect layer groups.yaml --out groups.json", "How often each technique counts in the enabled groups."),
            ],
        };
        var file = OptionReading.Argument("FILE", "An administration file of DeTT&CT.");
        command.Add(file);
        var kind = OptionReading.Word("--kind", $"What to draw: {string.Join(", ", Kinds)} (default: data-sources, visibility or groups, by the file).", "KIND", Kinds);
        var name = OptionReading.Text("--name", "Name of the layer.", "TEXT");
        var output = OptionReading.Text("--out", "File to write (default: standard output).", "PATH");
        var tables = DettectInput.Tables();
        foreach (var option in (Option[])[kind, name, output, tables])
        {
            command.Add(option);
        }

        var choice = new ReleaseChoice(command);
        command.SetAction((parse, cancellationToken) =>
        {
            if (!choice.TryLoad(parse, terminal, out var release)
                || !DettectInput.TryRead(terminal, [parse.GetRequiredValue(file)], out var read)
                || !DettectInput.TryReadTables(terminal, parse.GetValue(tables) ?? [], out var known))
            {
                return Task.FromResult(ExitCode.BadInput);
            }

            var layer = DettectJson.LayerOf(read[0], parse.GetValue(kind), release, known);
            var named = parse.GetValue(name) is { } given ? layer with { Name = given } : layer;
            return Task.FromResult(LayerInput.Give(terminal, new LayerFile([named], IsArray: false), parse.GetValue(output), cancellationToken));
        });
        return command;
    }
}
