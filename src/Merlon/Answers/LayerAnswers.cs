using System.Text.Json;
using Merlon.Attack;
using Merlon.Layers;

namespace Merlon.Answers;

/// <summary>What is said of layers, as JSON.</summary>
static class LayerAnswers
{
    /// <summary>What one layer covers that another lacks.</summary>
    public static void WriteOverlap(Utf8JsonWriter json, Layer left, Layer right, LayerOverlap overlap)
    {
        json.WriteStartObject();
        json.WriteString("first", left.Name);
        json.WriteString("second", right.Name);
        json.WriteString("domain", left.Domain);
        foreach (var (key, techniques) in ((string, IReadOnlyList<LayerOverlapTechnique>)[])[("only_first", overlap.OnlyLeft), ("only_second", overlap.OnlyRight), ("both", overlap.Both)])
        {
            json.WriteObjects(key, techniques, technique =>
            {
                json.WriteString("technique", technique.TechniqueId);
                json.WriteString("name", technique.Name);
                if (technique.Left is { } first)
                {
                    json.WriteNumber("first", first);
                }

                if (technique.Right is { } second)
                {
                    json.WriteNumber("second", second);
                }
            });
        }

        json.WriteEndObject();
    }

    /// <summary>A layer that was upgraded, and what to review.</summary>
    public static void WriteUpgraded(Utf8JsonWriter json, AttackRelease release, LayerUpgraded upgraded)
    {
        json.WriteStartObject();
        json.WriteString("to", release.Version);
        json.WriteString("name", upgraded.Layer.Name);
        json.WriteString("domain", upgraded.Layer.Domain);
        WriteReview(json, upgraded.Review);
        json.WritePropertyName("document");
        using var buffer = new MemoryStream();
        LayerWriter.Write(upgraded.Layer, buffer);
        json.WriteRawValue(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        json.WriteEndObject();
    }

    /// <summary>What to review after an upgrade, inside an object that is open.</summary>
    public static void WriteReview(Utf8JsonWriter json, IReadOnlyList<LayerReviewItem> review) => json.WriteObjects("review", review, item =>
    {
        json.WriteString("change", NameOf(item.Change));
        if (item.Before.TechniqueId is { } technique)
        {
            json.WriteString("technique", technique);
            json.WriteString("tactic", item.Before.Tactic);
        }

        json.WriteObjects("now", item.Now, cell =>
        {
            json.WriteString("technique", cell.TechniqueId);
            json.WriteString("tactic", cell.Tactic);
        });
        json.WriteString("message", item.Message);
    });

    /// <summary>As people and JSON name it: <c>moved</c>, <c>new sub-technique</c> …</summary>
    public static string NameOf(LayerChange change) => change switch
    {
        LayerChange.Moved => "moved",
        LayerChange.Split => "split",
        LayerChange.TacticMoved => "tactic moved",
        LayerChange.Merged => "merged",
        LayerChange.Gone => "gone",
        LayerChange.Renamed => "renamed",
        LayerChange.NewSubTechnique => "new sub-technique",
        _ => "platform",
    };
}
