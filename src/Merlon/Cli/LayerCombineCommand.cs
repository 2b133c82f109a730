using System.CommandLine;
using System.Globalization;
using Merlon.Layers;

namespace Merlon.Cli;

/// <summary><c>merlon layer combine</c>: a layer from others by a formula, as Navigator makes one.</summary>
static class LayerCombineCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("combine", "Make a layer from others by a formula over their scores, with Navigator's rules; the layers are a, b, c … in the order given.")
        {
            Examples =
            [
                new("merlon layer combine '(a + b) / 2' ours.json theirs.json --out mean.json", "The mean of two layers; a missing score is 0."),
                new("merlon layer combine 'a > 0 and not b' threat.json coverage.json --comments a --out open.json", "Yes and no, in blue, with the first layer's comments."),
                new("merlon layer combine '50' a.json --out fifty.json", "The same score for every cell of the matrix."),
            ],
        };
        var expression = OptionReading.Argument("EXPRESSION", "The formula: + - * / ^ %, comparisons, and or xor not, c ? x : y, min, max, mean, round, log …; '' for a layer without scores.");
        var files = new Argument<string[]>("FILES") { Description = "Layer files; a file with several layers counts as several.", Arity = ArgumentArity.OneOrMore };
        command.Add(expression);
        command.Add(files);
        var parts = Parts.Select(static part => OptionReading.Text($"--{part.Name}", $"Layer whose {part.What} are taken: its letter.", "LETTER")).ToList();
        parts.ForEach(command.Add);
        var name = OptionReading.Text("--name", "Name of the new layer (default: layer by operation).", "TEXT");
        var output = OptionReading.Text("--out", "File to write (default: standard output).", "PATH");
        command.Add(name);
        command.Add(output);
        var choice = new ReleaseChoice(command);
        command.SetAction((parse, cancellationToken) =>
        {
            var chosen = parts.Select(parse.GetValue).ToList();
            var combination = new LayerCombination { Expression = parse.GetRequiredValue(expression) };
            combination = parse.GetValue(name) is { } named ? combination with { Name = named } : combination;
            return Task.FromResult(Run(terminal, combination, parse.GetRequiredValue(files), chosen, choice, parse, parse.GetValue(output), cancellationToken));
        });
        return command;
    }

    static readonly (string Name, string What, Func<LayerCombination, int, LayerCombination> Take)[] Parts =
    [
        ("comments", "comments", static (combination, layer) => combination with { Comments = layer }),
        ("links", "links of techniques", static (combination, layer) => combination with { Links = layer }),
        ("metadata", "metadata of techniques", static (combination, layer) => combination with { Metadata = layer }),
        ("colors", "manual colours", static (combination, layer) => combination with { Colors = layer }),
        ("enabled", "disabled techniques", static (combination, layer) => combination with { Enabled = layer }),
        ("filters", "platforms", static (combination, layer) => combination with { Filters = layer }),
        ("legend", "legend items", static (combination, layer) => combination with { Legend = layer }),
        ("gradient", "gradient colours and ends", static (combination, layer) => combination with { Gradient = layer }),
    ];

    static int Run(
        Terminal terminal, LayerCombination combination, string[] files, List<string?> chosen, ReleaseChoice choice, ParseResult parse, string? output,
        CancellationToken cancellationToken)
    {
        if (!LayerInput.TryReadAll(terminal, files, out var layers))
        {
            return ExitCode.BadInput;
        }

        var letters = LayerOperation.Letters(Math.Min(layers.Count, LayerOperation.CombinedLayersMax));
        for (var i = 0; i < Parts.Length; i++)
        {
            if (chosen[i] is not { } letter)
            {
                continue;
            }

            var index = Array.IndexOf([.. letters], letter.ToLowerInvariant());
            if (index < 0)
            {
                return Failure.Refuse(terminal, string.Create(CultureInfo.InvariantCulture, $"--{Parts[i].Name} names the layer '{letter}'; the layers are {string.Join(", ", letters)}, in the order given"));
            }

            combination = Parts[i].Take(combination, index);
        }

        if (!choice.TryLoad(parse, terminal, out var release))
        {
            return ExitCode.BadInput;
        }

        var combined = LayerOperation.Combine(combination, layers, release);
        DiagnosticListing.Write(terminal, combined.Diagnostics);
        return combined.Value is { } layer
            ? LayerInput.Give(terminal, new LayerFile([layer], IsArray: false), output, cancellationToken)
            : ExitCode.BadInput;
    }
}
