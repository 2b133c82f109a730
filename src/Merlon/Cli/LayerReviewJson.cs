using System.Text.Json;
using Merlon.Attack;

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
                LayerAnswers.WriteReview(json, layer.Review);
            });
            DiagnosticJson.Write(json, "diagnostics", file.Diagnostics);
        });
        json.WriteEndObject();
    }
}
