using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Merlon.Documents;
using Merlon.Layers;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary>Layer files as commands take and give them.</summary>
static class LayerInput
{
    /// <summary>Reads a file; what was noticed goes to the error stream. False when it is no layer file.</summary>
    public static bool TryRead(Terminal terminal, string path, [NotNullWhen(true)] out LayerFile? file)
    {
        var parsed = LayerFiles.Read(path, ReadLimits.Default);
        DiagnosticListing.Write(terminal, parsed.Diagnostics);
        file = parsed.Value;
        return file is not null;
    }

    /// <summary>Reads files into one list of layers, those of arrays one by one. False when one cannot be read.</summary>
    public static bool TryReadAll(Terminal terminal, IEnumerable<string> paths, out List<Layer> layers)
    {
        layers = [];
        var isRead = true;
        foreach (var path in paths)
        {
            if (TryRead(terminal, path, out var file))
            {
                layers.AddRange(file.Layers);
            }
            else
            {
                isRead = false;
            }
        }

        return isRead;
    }

    /// <summary>Writes layers to a file, saying so, or prints the file where none is named.</summary>
    public static int Give(Terminal terminal, LayerFile file, string? path, CancellationToken cancellationToken)
    {
        if (path is not null)
        {
            LayerFiles.Write(path, stream => LayerWriter.Write(file, stream), cancellationToken);
            new Page(terminal).Paragraph(SafeText.Line($"Wrote {path}: {Spoken(file)}."));
            return ExitCode.Success;
        }

        using var text = new MemoryStream();
        LayerWriter.Write(file, text);
        terminal.Out.Write(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
        return ExitCode.Success;
    }

    /// <summary>A score as people read it.</summary>
    public static string Score(double? score) => score is { } number ? number.ToString("0.######", CultureInfo.InvariantCulture) : "";

    /// <summary>A version as a layer says it.</summary>
    public static string Version(Layer layer) => layer.AttackVersion.Length == 0 ? "ATT&CK of no version" : $"ATT&CK {layer.AttackVersion}";

    static string Spoken(LayerFile file) => file.Layers is [var only]
        ? $"'{only.Name}', {Page.Count(only.Techniques.Count, "annotation")}"
        : $"{Page.Count(file.Layers.Count, "layer")}, {Page.Count(file.Layers.Sum(static layer => (long)layer.Techniques.Count), "annotation")}";
}
