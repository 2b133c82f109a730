using System.Text;
using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Layers;

/// <summary>
/// Applies edits of several people to one layer so that none is lost: an edit whose part is no longer as its author saw it
/// is no edit but a conflict, which its author settles (docs/design/web-matrix.md).
/// </summary>
public static class LayerEditing
{
    /// <summary>Longest value of one edit, in characters of JSON.</summary>
    public const int EditValueCharsMax = 64 * 1024;

    /// <summary>Applies edits one after the other.</summary>
    /// <param name="layer">The layer; its annotations name their tactics (<see cref="PerTactic"/>).</param>
    /// <param name="edits">The edits.</param>
    /// <exception cref="InvalidDataException">A value is none that the part can have; nothing was applied.</exception>
    public static LayerEdited Apply(Layer layer, IReadOnlyList<LayerEdit> edits)
    {
        var techniques = layer.Techniques.ToList();
        var places = new Dictionary<LayerCell, int>(techniques.Count);
        for (var i = 0; i < techniques.Count; i++)
        {
            places[new LayerCell(techniques[i].TechniqueId, techniques[i].Tactic)] = i;
        }

        var (applied, conflicts) = (new List<LayerEdit>(), new List<LayerConflict>());
        foreach (var edit in edits)
        {
            var cell = new LayerCell(edit.TechniqueId, edit.Tactic);
            var standing = places.TryGetValue(cell, out var place) ? techniques[place] : new LayerTechnique(edit.TechniqueId, edit.Tactic);
            var now = edit.IsOfLayer ? ValueOf(layer, edit.Part) : ValueOf(standing, edit.Part);
            var known = edit with { Before = Canonical(edit, edit.Before), After = Canonical(edit, edit.After) };
            if (known.After == now)
            {
                continue; // both meant the same
            }

            if (known.Before != now)
            {
                conflicts.Add(new LayerConflict(known, now));
                continue;
            }

            applied.Add(known);
            if (edit.IsOfLayer)
            {
                layer = With(layer, known);
            }
            else if (places.TryAdd(cell, techniques.Count))
            {
                techniques.Add(With(standing, known));
            }
            else
            {
                techniques[place] = With(standing, known);
            }
        }

        return new LayerEdited(layer with { Techniques = [.. techniques.Where(static one => one.IsAnnotated || one.ShowSubtechniques || one.OtherFields.Count > 0)] }, applied, conflicts);
    }

    /// <summary>The layer with every annotation under a tactic, as Navigator itself saves: what edits are applied to. Annotations that the release has no tactic for stay as they are.</summary>
    public static Layer PerTactic(Layer layer, Attack.AttackRelease release) => layer with
    {
        Techniques = [.. LayerComparison.CellsOf(layer, release)
            .OrderBy(static pair => pair.Key.TechniqueId, StringComparer.Ordinal).ThenBy(static pair => pair.Key.Tactic, StringComparer.Ordinal)
            .Select(static pair => pair.Value with { Tactic = pair.Key.Tactic })],
    };

    /// <summary>A part of a cell as JSON, each value in one notation.</summary>
    public static string ValueOf(LayerTechnique cell, LayerPart part) => part switch
    {
        LayerPart.Score => Json(json =>
        {
            if (cell.Score is { } score)
            {
                json.WriteNumberValue(score + 0.0);
            }
            else
            {
                json.WriteNullValue();
            }
        }),
        LayerPart.Color => Text(cell.Color),
        LayerPart.Comment => Text(cell.Comment),
        LayerPart.Enabled => cell.Enabled ? "true" : "false",
        _ => FieldOf(LayerWriter.TextOf(cell), part == LayerPart.Links ? "links" : "metadata"),
    };

    /// <summary>A part of the layer itself as JSON.</summary>
    public static string ValueOf(Layer layer, LayerPart part) => Text(part == LayerPart.Name ? layer.Name : layer.Description);

    static string Canonical(LayerEdit edit, string value)
        => edit.IsOfLayer ? Text(TextIn(value, edit.Part)) : ValueOf(With(new LayerTechnique(edit.TechniqueId, edit.Tactic), edit with { After = value }), edit.Part);

    static Layer With(Layer layer, LayerEdit edit)
        => edit.Part == LayerPart.Name ? layer with { Name = TextIn(edit.After, edit.Part) } : layer with { Description = TextIn(edit.After, edit.Part) };

    static LayerTechnique With(LayerTechnique cell, LayerEdit edit)
    {
        // A field that the layer's file had and that could not be read is replaced by what was set now.
        var name = NameOf(edit.Part);
        cell = cell with { OtherFields = [.. cell.OtherFields.Where(field => !string.Equals(field.Name, name, StringComparison.Ordinal))] };
        var read = Read(edit.After, edit.Part);
        return edit.Part switch
        {
            LayerPart.Score => cell with { Score = read.Score },
            LayerPart.Color => cell with { Color = read.Color },
            LayerPart.Comment => cell with { Comment = read.Comment },
            LayerPart.Enabled => cell with { Enabled = read.Enabled },
            LayerPart.Metadata => cell with { Metadata = read.Metadata },
            _ => cell with { Links = read.Links },
        };
    }

    // The reader of layers reads the value, so that an edit can say what a file can say, and no more.
    static LayerTechnique Read(string value, LayerPart part)
    {
        Bound(value, part);
        if (part == LayerPart.Score && value == "null")
        {
            return new LayerTechnique("T1");
        }

        var parsed = LayerReader.Read(Encoding.UTF8.GetBytes($$"""{"domain":"","techniques":[{"techniqueID":"T1","{{NameOf(part)}}":{{value}}}]}"""), "edit", ReadLimits.Default);
        return parsed.Value is { Layers: [{ Techniques: [{ OtherFields.Count: 0 } read] }] } ? read
            : throw new InvalidDataException($"{value[..Math.Min(value.Length, 80)]} is no {NameOf(part)} of a technique");
    }

    static string TextIn(string value, LayerPart part)
    {
        Bound(value, part);
        try
        {
            return JsonSerializer.Deserialize<string>(value) ?? "";
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the {NameOf(part)} of a layer is a text", e);
        }
    }

    static void Bound(string value, LayerPart part)
    {
        if (value.Length > EditValueCharsMax)
        {
            throw new InvalidDataException($"a {NameOf(part)} has at most {EditValueCharsMax} characters");
        }
    }

    static string NameOf(LayerPart part) => part.ToString().ToLowerInvariant();

    static string FieldOf(string technique, string field)
    {
        using var json = JsonDocument.Parse(technique);
        return json.RootElement.GetProperty(field).GetRawText();
    }

    static string Text(string text) => Json(json => json.WriteStringValue(LayerJson.Whole(text)));

    static string Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = LayerJson.Encoder }))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
