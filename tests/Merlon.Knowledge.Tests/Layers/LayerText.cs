using System.Text;
using Merlon.Documents;
using Merlon.Layers;

namespace Merlon.Knowledge.Tests.Layers;

/// <summary>Layers as text, back and forth.</summary>
static class LayerText
{
    public static Parsed<LayerFile> Read(string json) => LayerReader.Read(Encoding.UTF8.GetBytes(json), "layer.json", ReadLimits.Default);

    public static Layer Only(string json) => Read(json).Value.ShouldNotBeNull().Layers.ShouldHaveSingleItem();

    /// <summary>A layer of which only some fields matter.</summary>
    public static string Layer(string fields)
        => $$$"""{"name":"n","versions":{"attack":"18","navigator":"5.1.0","layer":"4.5"},"domain":"enterprise-attack",{{{fields}}}}""";

    /// <summary>A layer with one technique, whose id and tactic are given.</summary>
    public static string Technique(string fields) => Layer($$"""
        "techniques":[{"techniqueID":"T1059","tactic":"execution",{{fields}}}]
        """);

    public static string Written(Layer layer) => Encoding.UTF8.GetString(Bytes(layer));

    public static byte[] Bytes(Layer layer)
    {
        using var stream = new MemoryStream();
        LayerWriter.Write(layer, stream);
        return stream.ToArray();
    }

    /// <summary>The distinct codes, sorted, with spaces between.</summary>
    public static string CodesOf(Parsed<LayerFile> parsed)
        => string.Join(' ', parsed.Diagnostics.Select(diagnostic => diagnostic.Code).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
}
