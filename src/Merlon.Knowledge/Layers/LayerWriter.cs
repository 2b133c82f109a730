using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Merlon.Layers;

/// <summary>Writes layers as Navigator 4.5 JSON, every key that Navigator itself writes, deterministic bytes.</summary>
public static class LayerWriter
{
    /// <summary>Navigator's version whose format this is; Navigator writes its own when it saves.</summary>
    const string NavigatorVersion = "5.1.0";

    // Invisible characters that turn the reading direction come out as \u, which says the same: layers are also read as text.
    static readonly JavaScriptEncoder Encoder = EncoderWithout(('\u200B', '\u200F'), ('\u2028', '\u202E'), ('\u2066', '\u2069'), ('\uFEFF', '\uFEFF'));

    const string TacticRowBackground = "#dddddd";

    /// <summary>
    /// Writes one layer as an indented JSON object. Entries of metadata with an empty name or value are left out, as
    /// Navigator itself leaves them out.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A colour is not <c>#rrggbb</c> or <c>#rrggbbaa</c>, fewer than two colours, a score that is not finite, a version
    /// without a number, an empty technique id or an empty tactic: Navigator would show a message.
    /// </exception>
    public static void Write(Layer layer, Stream output)
    {
        Check(layer);
        var attack = MajorOf(layer.AttackVersion);
        var options = new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = Encoder,
        };
        using var json = new Utf8JsonWriter(output, options);
        json.WriteStartObject();
        json.WriteString("name", layer.Name);
        json.WriteStartObject("versions");
        json.WriteString("attack", attack);
        json.WriteString("navigator", NavigatorVersion);
        json.WriteString("layer", Layer.FormatVersion);
        json.WriteEndObject();
        json.WriteString("domain", layer.Domain);
        json.WriteString("description", layer.Description);
        json.WriteStartObject("filters");
        WriteStrings(json, "platforms", layer.Platforms);
        json.WriteEndObject();
        json.WriteNumber("sorting", (int)layer.Sorting);
        WriteLayout(json, layer.Layout);
        json.WriteBoolean("hideDisabled", false);
        json.WriteStartArray("techniques");
        foreach (var technique in layer.Techniques)
        {
            WriteTechnique(json, technique);
        }

        json.WriteEndArray();
        WriteGradient(json, layer);
        WriteLegend(json, layer.Legend);
        WriteMetadata(json, layer.Metadata);
        WriteStrings(json, "links", []);
        json.WriteBoolean("showTacticRowBackground", false);
        json.WriteString("tacticRowBackground", TacticRowBackground);
        json.WriteBoolean("selectTechniquesAcrossTactics", true);
        json.WriteBoolean("selectSubtechniquesWithParent", false);
        json.WriteBoolean("selectVisibleTechniques", false);
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    static void WriteLayout(Utf8JsonWriter json, LayerLayout layout)
    {
        json.WriteStartObject("layout");
        json.WriteString("layout", "side");
        json.WriteString("aggregateFunction", NameOf(layout.Aggregate));
        json.WriteBoolean("showID", layout.ShowIds);
        json.WriteBoolean("showName", true);
        json.WriteBoolean("showAggregateScores", layout.ShowAggregateScores);
        json.WriteBoolean("countUnscored", false);
        json.WriteString("expandedSubtechniques", "none");
        json.WriteEndObject();
    }

    static void WriteTechnique(Utf8JsonWriter json, LayerTechnique technique)
    {
        json.WriteStartObject();
        json.WriteString("techniqueID", technique.TechniqueId);
        if (technique.Tactic is { } tactic)
        {
            json.WriteString("tactic", tactic);
        }

        if (technique.Score is { } score)
        {
            json.WriteNumber("score", score);
        }

        json.WriteString("color", "");
        json.WriteString("comment", technique.Comment);
        json.WriteBoolean("enabled", true);
        WriteMetadata(json, technique.Metadata);
        WriteStrings(json, "links", []);
        json.WriteBoolean("showSubtechniques", technique.ShowSubtechniques);
        json.WriteEndObject();
    }

    static void WriteGradient(Utf8JsonWriter json, Layer layer)
    {
        json.WriteStartObject("gradient");
        json.WriteStartArray("colors");
        foreach (var color in layer.GradientColors)
        {
            json.WriteStringValue(color.Length == 7 ? color + "ff" : color);
        }

        json.WriteEndArray();
        json.WriteNumber("minValue", layer.GradientMin);
        json.WriteNumber("maxValue", layer.GradientMax);
        json.WriteEndObject();
    }

    static void WriteLegend(Utf8JsonWriter json, IReadOnlyList<LayerLegendItem> legend)
    {
        json.WriteStartArray("legendItems");
        foreach (var item in legend)
        {
            json.WriteStartObject();
            json.WriteString("label", item.Label);
            json.WriteString("color", item.Color);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteMetadata(Utf8JsonWriter json, IReadOnlyList<LayerMetadata> metadata)
    {
        json.WriteStartArray("metadata");
        foreach (var entry in metadata)
        {
            if (entry.Name.Length == 0 || entry.Value.Length == 0)
            {
                continue;
            }

            json.WriteStartObject();
            json.WriteString("name", entry.Name);
            json.WriteString("value", entry.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    static string NameOf(LayerAggregate aggregate) => aggregate switch
    {
        LayerAggregate.Average => "average",
        LayerAggregate.Min => "min",
        LayerAggregate.Max => "max",
        LayerAggregate.Sum => "sum",
        _ => throw new ArgumentOutOfRangeException(nameof(aggregate), aggregate, "not an aggregate of the layer format"),
    };

    static JavaScriptEncoder EncoderWithout(params ReadOnlySpan<(char First, char Last)> ranges)
    {
        var characters = new TextEncoderSettings(UnicodeRanges.All);
        foreach (var (first, last) in ranges)
        {
            characters.ForbidRange(UnicodeRange.Create(first, last));
        }

        return JavaScriptEncoder.Create(characters);
    }

    static void Check(Layer layer)
    {
        if (layer.GradientColors.Count < 2)
        {
            throw new ArgumentException("a gradient has at least two colours", nameof(layer));
        }

        foreach (var color in layer.GradientColors.Concat(layer.Legend.Select(item => item.Color)))
        {
            if (!IsColor(color))
            {
                throw new ArgumentException($"'{color}' is not a colour such as #rrggbb or #rrggbbaa", nameof(layer));
            }
        }

        if (!double.IsFinite(layer.GradientMin) || !double.IsFinite(layer.GradientMax))
        {
            throw new ArgumentException("a gradient's ends are finite numbers", nameof(layer));
        }

        foreach (var technique in layer.Techniques)
        {
            if (technique.TechniqueId.Length == 0 || technique.Tactic is "" || technique.Score is { } score && !double.IsFinite(score))
            {
                throw new ArgumentException($"'{technique.TechniqueId}' has no id, an empty tactic or a score that is not finite", nameof(layer));
            }
        }
    }

    static bool IsColor(string color)
        => color.Length is 7 or 9 && color[0] == '#' && !color.AsSpan(1).ContainsAnyExcept(HexDigits);

    static readonly System.Buffers.SearchValues<char> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    static string MajorOf(string version)
    {
        var end = 0;
        while (end < version.Length && char.IsAsciiDigit(version[end]))
        {
            end++;
        }

        return end == 0 || !int.TryParse(version.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? throw new ArgumentException($"'{version}' is not a version of ATT&CK such as 18.1", nameof(version))
            : version[..end];
    }
}
