using System.CommandLine;
using Merlon.Drawing;
using Merlon.Layers;

namespace Merlon.Cli;

/// <summary><c>merlon matrix</c>: tactics and techniques side by side, on the terminal or as a file.</summary>
static class MatrixCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("matrix", "Show a matrix: tactics side by side, techniques below them, on the terminal or as SVG, HTML, PNG or a workbook.")
        {
            Examples =
            [
                new("merlon matrix --platform Linux", "The techniques of one platform, on the terminal."),
                new("merlon matrix --domain enterprise --domain ics --layout mini", "Two domains together, as small signs."),
                new("merlon matrix --sub-techniques all --ids --svg matrix.svg --size large", "A poster."),
                new("merlon matrix --layer detection.json --html detection.html", "A layer on its matrix, as a page."),
            ],
        };
        var choice = new MatrixChoice(command);
        var layerFile = OptionReading.Text("--layer", "Navigator layer that gives scores and colours.", "FILE");
        command.Add(layerFile);
        var files = new DrawingFiles(command);
        var drawing = new DrawingOptions(command);
        var release = new ReleaseChoice(command);
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (!drawing.TryRead(parse, out var svg, out var problem))
            {
                return Failure.Refuse(terminal, problem);
            }

            IReadOnlyList<Layer> layers = [];
            if (parse.GetValue(layerFile) is { } path)
            {
                if (!LayerInput.TryRead(terminal, path, out var file))
                {
                    return ExitCode.BadInput;
                }

                layers = file.Layers;
            }

            if (!release.TryLoad(parse, terminal, out var loaded) || choice.Read(parse, terminal, loaded, layers) is not { } options)
            {
                return ExitCode.BadInput;
            }

            var view = MatrixView.Of(loaded, options, layers);
            DrawingFiles.Remarks(terminal, [view]);
            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => MatrixJson.Write(writer, view));
            }
            else if (!files.AnyIn(parse))
            {
                new MatrixText(terminal, view).Write();
            }

            return files.AnyIn(parse)
                ? await files.WriteAsync(parse, parse.GetValue(json) ? terminal with { Out = TextWriter.Null } : terminal, [view], svg, cancellationToken)
                : ExitCode.Success;
        });
        return command;
    }
}
