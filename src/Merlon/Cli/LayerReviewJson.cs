using System.Text.Json;
using Merlon.Attack;
using Merlon.Layers;

namespace Merlon.Cli;

/// <summary>What to review after an upgrade, as JSON.</summary>
static class LayerReviewJson
{
    public static void Write(Utf8JsonWriter json, AttackRelease release, IReadOnlyList<LayerUpgradeCommand.Upgraded> files)
    {
        json.WriteStartObject();
        json.WriteString("to", release.Version);
        json.WriteObjects("files", files, file =>
        {
            json.WriteString("file", file.Name);
            json.WriteBoolean("read", file.Layers is not null);
            json.WriteObjects("layers", file.Layers ?? [], layer =>
            {
                json.WriteString("name", layer.Layer.Name);
                json.WriteString("domain", layer.Layer.Domain);
                json.WriteNumber("annotations", layer.Layer.Techniques.Count);
                json.WriteObjects("review", layer.Review, item =>
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
            });
            DiagnosticJson.Write(json, "diagnostics", file.Diagnostics);
        });
        json.WriteEndObject();
    }

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
