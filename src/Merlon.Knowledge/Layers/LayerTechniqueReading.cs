using System.Globalization;
using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Layers;

/// <summary>Reads the annotations of one layer.</summary>
sealed class LayerTechniqueReading(LayerReading layer, DiagnosticLog log, string path)
{
    public IReadOnlyList<LayerTechnique> Techniques(LayerFields fields)
    {
        var techniques = new List<LayerTechnique>();
        if (fields.List("techniques") is not { } list)
        {
            return techniques;
        }

        var seen = new HashSet<(string, string?)>();
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{path}.techniques[{index++}]");
            if (techniques.Count == LayerReader.LayerTechniquesMax)
            {
                log.Warn("LAYER004", fields.PlaceOf("techniques"), string.Create(CultureInfo.InvariantCulture,
                    $"the layer has {list.GetArrayLength():N0} annotations; those after the first {LayerReader.LayerTechniquesMax:N0} were left out"));
                break;
            }

            if (Technique(item, place) is { } technique)
            {
                techniques.Add(technique);
                if (!seen.Add((technique.TechniqueId, technique.Tactic)))
                {
                    log.Warn("LAYER015", new SourceLocation(0, 0, place), "this technique is annotated twice under the same tactic; both were kept, the later one counts", technique.TechniqueId);
                }
            }
        }

        return techniques;
    }

    LayerTechnique? Technique(JsonElement item, string place)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            log.Warn("LAYER016", new SourceLocation(0, 0, place), "this entry is no object and was left out", LayerFields.Excerpt(item));
            return null;
        }

        var fields = new LayerFields(item, place, log);
        if (fields.Text("techniqueID") is not { Length: > 0 } id)
        {
            log.Warn("LAYER016", new SourceLocation(0, 0, place), "an annotation without a techniqueID was left out", LayerFields.Excerpt(item));
            return null;
        }

        var technique = new LayerTechnique(id, Tactic(fields), Score(fields), fields.Text("comment") ?? "")
        {
            Color = Color(fields),
            Enabled = fields.Flag("enabled") ?? true,
            Metadata = layer.Metadata(fields, place),
            Links = layer.Links(fields, place),
            ShowSubtechniques = fields.Flag("showSubtechniques") ?? false,
        };
        return technique with { OtherFields = layer.Rest(fields, "techniques.") };
    }

    string? Tactic(LayerFields fields)
    {
        var tactic = fields.Text("tactic");
        if (tactic is "")
        {
            log.Warn("LAYER008", fields.PlaceOf("tactic"), "an empty tactic was read as every tactic of the technique");
            return null;
        }

        return tactic;
    }

    double? Score(LayerFields fields)
    {
        if (fields.Any("score") is { ValueKind: not (JsonValueKind.Number or JsonValueKind.Null) } written)
        {
            fields.LeaveOver("score");
            log.Warn(
                "LAYER010", fields.PlaceOf("score"), "a score has to be a number; the technique counts as not scored", LayerFields.Excerpt(written),
                "take the quotes away; Navigator ignores it as well");
            return null;
        }

        return fields.Number("score");
    }

    string Color(LayerFields fields)
    {
        var color = fields.Text("color") ?? "";
        if (color.Length == 0 || LayerColor.TryParse(color, out _))
        {
            return color;
        }

        log.Warn("LAYER012", fields.PlaceOf("color"), "this is not a colour; it was kept as written and not used", color);
        fields.LeaveOver("color");
        return "";
    }
}
