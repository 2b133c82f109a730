using System.Text;
using System.Text.Json;

namespace Merlon.Layers;

/// <summary>
/// Writes layers as Navigator 4.5 JSON: every key that Navigator itself writes, what the model holds beyond it, and
/// deterministic bytes.
/// </summary>
public static class LayerWriter
{
    static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = LayerJson.Encoder,
        MaxDepth = 1000,
    };

    /// <summary>Writes one layer as an indented JSON object.</summary>
    /// <exception cref="ArgumentException">A score or an end of the gradient is not finite, or a technique has no id: JSON cannot say it.</exception>
    public static void Write(Layer layer, Stream output)
    {
        Check(layer);
        using var json = new Utf8JsonWriter(output, Options);
        WriteLayer(json, layer);
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    /// <summary>Writes one layer as an object, or an array where the file is one.</summary>
    /// <exception cref="ArgumentException">As for one layer; or a file that is no array holds another number of layers than one.</exception>
    public static void Write(LayerFile file, Stream output)
    {
        if (!file.IsArray)
        {
            if (file.Layers.Count != 1)
            {
                throw new ArgumentException("a file that is no array holds one layer", nameof(file));
            }

            Write(file.Layers[0], output);
            return;
        }

        foreach (var layer in file.Layers)
        {
            Check(layer);
        }

        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartArray();
        foreach (var layer in file.Layers)
        {
            WriteLayer(json, layer);
        }

        json.WriteEndArray();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    /// <summary>One annotation as JSON on one line.</summary>
    internal static string TextOf(LayerTechnique technique)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options with { Indented = false }))
        {
            WriteTechnique(json, technique);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    static void WriteLayer(Utf8JsonWriter writer, Layer layer)
    {
        var json = new LayerObjectWriter(writer, layer.OtherFields);
        json.Text("name", layer.Name);
        WriteVersions(json, layer);
        json.Text("domain", layer.Domain);
        json.Text("description", layer.Description);
        if (layer.CustomDataUrl is { } url)
        {
            json.Text("customDataURL", url);
        }

        if (json.Open("filters"))
        {
            var filters = new LayerObjectWriter(writer, layer.OtherFilters);
            filters.Texts("platforms", layer.Platforms);
            filters.Close();
        }

        json.Number("sorting", (int)layer.Sorting);
        WriteLayout(json, layer.Layout);
        json.Flag("hideDisabled", layer.HideDisabled);
        json.List("techniques", layer.Techniques, WriteTechnique);
        WriteGradient(json, layer.Gradient);
        json.List("legendItems", layer.Legend, WriteLegendItem);
        json.List("metadata", layer.Metadata, WriteMetadata);
        json.List("links", layer.Links, WriteLink);
        json.Flag("showTacticRowBackground", layer.ShowTacticRowBackground);
        json.Text("tacticRowBackground", layer.TacticRowBackground);
        json.Flag("selectTechniquesAcrossTactics", layer.SelectTechniquesAcrossTactics);
        json.Flag("selectSubtechniquesWithParent", layer.SelectSubtechniquesWithParent);
        json.Flag("selectVisibleTechniques", layer.SelectVisibleTechniques);
        json.Close();
    }

    static void WriteVersions(LayerObjectWriter json, Layer layer)
    {
        if (!json.Open("versions"))
        {
            return;
        }

        var versions = new LayerObjectWriter(json.Json, layer.OtherVersions);
        if (layer.AttackVersion.Length > 0)
        {
            versions.Text("attack", layer.AttackVersion);
        }

        versions.Text("navigator", layer.NavigatorVersion);
        versions.Text("layer", Layer.FormatVersion);
        versions.Close();
    }

    static void WriteLayout(LayerObjectWriter json, LayerLayout layout)
    {
        if (!json.Open("layout"))
        {
            return;
        }

        var fields = new LayerObjectWriter(json.Json, layout.OtherFields);
        fields.Text("layout", LayerWords.Of(layout.Matrix));
        fields.Text("aggregateFunction", LayerWords.Of(layout.Aggregate));
        fields.Flag("showID", layout.ShowIds);
        fields.Flag("showName", layout.ShowNames);
        fields.Flag("showAggregateScores", layout.ShowAggregateScores);
        fields.Flag("countUnscored", layout.CountUnscored);
        fields.Text("expandedSubtechniques", LayerWords.Of(layout.Expanded));
        fields.Close();
    }

    static void WriteTechnique(Utf8JsonWriter writer, LayerTechnique technique)
    {
        var json = new LayerObjectWriter(writer, technique.OtherFields);
        json.Text("techniqueID", technique.TechniqueId);
        if (technique.Tactic is { } tactic)
        {
            json.Text("tactic", tactic);
        }

        if (technique.Score is { } score)
        {
            json.Number("score", score);
        }

        json.Text("color", technique.Color);
        json.Text("comment", technique.Comment);
        json.Flag("enabled", technique.Enabled);
        json.List("metadata", technique.Metadata, WriteMetadata);
        json.List("links", technique.Links, WriteLink);
        json.Flag("showSubtechniques", technique.ShowSubtechniques);
        json.Close();
    }

    static void WriteGradient(LayerObjectWriter json, LayerGradient gradient)
    {
        if (!json.Open("gradient"))
        {
            return;
        }

        var fields = new LayerObjectWriter(json.Json, gradient.OtherFields);
        fields.Texts("colors", [.. gradient.Colors.Select(color => color is ['#', _, _, _, _, _, _] ? color + "ff" : color)]);
        fields.Number("minValue", gradient.Min);
        fields.Number("maxValue", gradient.Max);
        fields.Close();
    }

    static void WriteLegendItem(Utf8JsonWriter writer, LayerLegendItem item)
    {
        var json = new LayerObjectWriter(writer, item.OtherFields);
        json.Text("label", item.Label);
        json.Text("color", item.Color);
        json.Close();
    }

    static void WriteMetadata(Utf8JsonWriter writer, LayerMetadata entry)
        => WritePair(writer, ("name", entry.Name), ("value", entry.Value), entry.Divider, entry.OtherFields);

    static void WriteLink(Utf8JsonWriter writer, LayerLink link)
        => WritePair(writer, ("label", link.Label), ("url", link.Url), link.Divider, link.OtherFields);

    static void WritePair(Utf8JsonWriter writer, (string Key, string Text) first, (string Key, string Text) second, bool? divider, IReadOnlyList<LayerField> others)
    {
        var json = new LayerObjectWriter(writer, others);
        if (divider is null || first.Text.Length > 0 || second.Text.Length > 0)
        {
            json.Text(first.Key, first.Text);
            json.Text(second.Key, second.Text);
        }

        if (divider is { } line)
        {
            json.Flag("divider", line);
        }

        json.Close();
    }

    static void Check(Layer layer)
    {
        if (!double.IsFinite(layer.Gradient.Min) || !double.IsFinite(layer.Gradient.Max))
        {
            throw new ArgumentException("a gradient's ends are finite numbers", nameof(layer));
        }

        foreach (var technique in layer.Techniques)
        {
            if (technique.TechniqueId.Length == 0 || technique.Score is { } score && !double.IsFinite(score))
            {
                throw new ArgumentException($"'{technique.TechniqueId}' has no id or a score that is not finite", nameof(layer));
            }
        }
    }
}
