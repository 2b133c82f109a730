using System.Text.Json;
using System.Text.Json.Nodes;

namespace Merlon.System.Tests.Drawings;

/// <summary>Layer files that are drawn in tests, on the built-in release.</summary>
static class DrawnLayer
{
    public static string Json(string name = "Coverage", string link = "https://example.org/", int metadata = 1) => new JsonObject
    {
        ["name"] = name,
        ["versions"] = new JsonObject { ["attack"] = "18", ["navigator"] = "5.1.0", ["layer"] = "4.5" },
        ["domain"] = "ics-attack",
        ["description"] = "What we would see.",
        ["techniques"] = new JsonArray(
            new JsonObject { ["techniqueID"] = "T0800", ["score"] = 25, ["comment"] = "=1+1\nsecond line", ["links"] = new JsonArray(new JsonObject { ["label"] = "evidence", ["url"] = link }) },
            new JsonObject { ["techniqueID"] = "T0801", ["color"] = "#abc", ["comment"] = "by hand" },
            new JsonObject { ["techniqueID"] = "T0802", ["enabled"] = false },
            new JsonObject { ["techniqueID"] = "T9999", ["score"] = 1 }),
        ["legendItems"] = new JsonArray(new JsonObject { ["label"] = "planned", ["color"] = "#aabbcc" }),
        ["metadata"] = new JsonArray([.. Enumerable.Range(0, metadata).Select(JsonNode (i) => new JsonObject { ["name"] = $"entry {i}", ["value"] = $"value {i}" })]),
        ["links"] = new JsonArray(new JsonObject { ["label"] = "wiki", ["url"] = link }),
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    public static string Several() => $"[{Json("First")},{Json("Second")}]";
}
