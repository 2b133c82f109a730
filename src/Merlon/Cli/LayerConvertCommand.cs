using System.CommandLine;
using Merlon.Layers;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon layer convert</c>: layers of any format as format 4.5, arrays joined and split.</summary>
static class LayerConvertCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("convert", "Write layers of any format as format 4.5: as they are, joined into one array, or split into files.")
        {
            Examples =
            [
                new("merlon layer convert old.json --out new.json", "Brings a layer of an older format to 4.5."),
                new("merlon layer convert a.json b.json --join --out both.json", "Puts several layers into one array, as Navigator saves them."),
                new("merlon layer convert both.json --split --out layers", "Takes an array apart, one file for each layer."),
            ],
        };
        var files = new Argument<string[]>("FILES") { Description = "Layer files.", Arity = ArgumentArity.OneOrMore };
        var target = OptionReading.Word("--to", "Format to write; there is one that Navigator reads without a message (default: 4.5).", "FORMAT", [Layer.FormatVersion]);
        var join = new Option<bool>("--join") { Description = "Write one array of all layers." };
        var split = new Option<bool>("--split") { Description = "Write one file for each layer, into the folder that --out names." };
        var output = OptionReading.Text("--out", "File to write, or with --split a folder (default: standard output).", "PATH");
        foreach (var option in (Option[])[target, join, split, output])
        {
            command.Add(option);
        }

        command.Add(files);
        command.SetAction((parse, cancellationToken) => Task.FromResult(Run(
            terminal, parse.GetRequiredValue(files), parse.GetValue(join), parse.GetValue(split), parse.GetValue(output), cancellationToken)));
        return command;
    }

    static int Run(Terminal terminal, string[] files, bool join, bool split, string? output, CancellationToken cancellationToken)
    {
        if (join && split)
        {
            return Failure.Refuse(terminal, "--join and --split contradict each other");
        }

        if (split && output is null)
        {
            return Failure.Refuse(terminal, "--split writes several files", "Name a folder: --out DIR");
        }

        if (!LayerInput.TryReadAll(terminal, files, out var layers))
        {
            return ExitCode.BadInput;
        }

        if (!split)
        {
            var isArray = join || layers.Count > 1;
            return LayerInput.Give(terminal, new LayerFile(layers, isArray), output, cancellationToken);
        }

        var written = NamesOf(layers).Zip(layers, static (name, layer) => new OutputFile(name, stream => LayerWriter.Write(layer, stream))).ToList();
        OutputFolder.Write(output!, written, cancellationToken); // not null: refused above
        new Page(terminal).Paragraph(SafeText.Line($"Wrote {Page.Count(written.Count, "layer")} to {output}: {string.Join(", ", written.Select(static file => file.Name))}."));
        return ExitCode.Success;
    }

    /// <summary>A plain file name for each layer, from its own name; equal ones numbered.</summary>
    static List<string> NamesOf(List<Layer> layers)
    {
        const int NameCharsMax = 60;
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var names = new List<string>();
        foreach (var layer in layers)
        {
            var plain = string.Concat(layer.Name.Take(NameCharsMax).Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
            var stem = plain.Length == 0 ? "layer" : plain;
            var name = $"{stem}.json";
            for (var i = 2; !taken.Add(name); i++)
            {
                name = FormattableString.Invariant($"{stem}-{i}.json");
            }

            names.Add(name);
        }

        return names;
    }
}
