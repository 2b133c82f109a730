using System.CommandLine;

namespace Merlon.Cli;

/// <summary><c>merlon dettect</c>: administration files of DeTT&amp;CT, read, scored by its own rules, compared and written back.</summary>
static class DettectCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("dettect", "Check, score, draw, compare and write administration files of DeTT&CT.")
        {
            Examples =
            [
                new("merlon dettect check data-sources.yaml techniques.yaml", "What is wrong in the files, with line and column, also against the release."),
                new("merlon dettect scores data-sources.yaml", "Data quality and visibility exactly by DeTT&CT's rules."),
                new("merlon dettect compare my-organisation", "Its scores next to Merlon's, with the reason for each difference."),
            ],
        };
        command.Add(DettectCheckCommand.Build(terminal));
        command.Add(DettectScoresCommand.Build(terminal));
        command.Add(DettectLayerCommand.Build(terminal));
        command.Add(DettectCompareCommand.Build(terminal));
        command.Add(DettectExportCommand.Build(terminal));
        return command;
    }
}
