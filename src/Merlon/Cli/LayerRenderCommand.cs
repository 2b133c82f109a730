using System.CommandLine;
using System.Globalization;
using Merlon.Drawing;
using Merlon.Layers;

namespace Merlon.Cli;

/// <summary><c>merlon layer render</c>: layers as pictures, pages and workbooks.</summary>
static class LayerRenderCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("render", "Draw the layers of a file as SVG, HTML, PNG or a workbook, as Navigator draws them.")
        {
            Examples =
            [
                new("merlon layer render coverage.json --svg coverage.svg --size small --scores", "A sheet of 11 by 17 inches, the score in each cell."),
                new("merlon layer render coverage.json --html coverage.html", "A page that opens anywhere: details on every cell, light and dark."),
                new("merlon layer render coverage.json --xlsx coverage.xlsx", "A workbook: colours, scores, comments as notes, legend, all cells as a table."),
                new("merlon layer render all.json --number 2 --png second.png", "The second layer of a file as a picture, through a converter on this machine."),
            ],
        };
        var file = OptionReading.Argument("FILE", "Navigator layer, or a file of several.");
        command.Add(file);
        var number = new Option<int?>("--number") { Description = "Only one layer of the file, counted from 1.", HelpName = "N" };
        command.Add(number);
        var files = new DrawingFiles(command);
        var choice = new MatrixChoice(command);
        var drawing = new DrawingOptions(command);
        var release = new ReleaseChoice(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (!files.AnyIn(parse))
            {
                return Failure.Refuse(terminal, "nothing to draw into was named", "Give --svg, --html, --xlsx or --png with a file; merlon matrix --layer shows a layer on the terminal");
            }

            if (!drawing.TryRead(parse, out var svg, out var problem))
            {
                return Failure.Refuse(terminal, problem);
            }

            if (!LayerInput.TryRead(terminal, parse.GetRequiredValue(file), out var read))
            {
                return ExitCode.BadInput;
            }

            var layers = read.Layers;
            if (!TryChoose(terminal, parse.GetValue(number), files.AnyPictureIn(parse), ref layers)
                || !release.TryLoad(parse, terminal, out var loaded))
            {
                return ExitCode.BadInput;
            }

            var views = new List<MatrixView>();
            foreach (var layer in layers)
            {
                if (choice.Read(parse, terminal, loaded, [layer]) is not { } options)
                {
                    return ExitCode.BadInput;
                }

                // Navigator's picture has sub-techniques below their technique whatever the layer's layout is.
                var isPlain = options.Layout is null && layer.Layout.Matrix == LayerMatrix.Side;
                views.Add(MatrixView.Of(loaded, isPlain ? options with { Layout = LayerMatrix.Flat } : options, layer));
            }

            DrawingFiles.Remarks(terminal, views);
            return await files.WriteAsync(parse, terminal, views, svg, cancellationToken);
        });
        return command;
    }

    static bool TryChoose(Terminal terminal, int? number, bool isPicture, ref IReadOnlyList<Layer> layers)
    {
        var count = string.Create(CultureInfo.InvariantCulture, $"{layers.Count}");
        if (number is { } chosen)
        {
            if (chosen < 1 || chosen > layers.Count)
            {
                Failure.Refuse(terminal, $"--number takes 1 to {count} for this file");
                return false;
            }

            layers = [layers[chosen - 1]];
        }
        else if (isPicture && layers.Count > 1)
        {
            Failure.Refuse(terminal, $"the file has {count} layers and a picture shows one", $"Choose it with --number 1 to {count}, or use --html or --xlsx for all");
            return false;
        }

        return true;
    }
}
