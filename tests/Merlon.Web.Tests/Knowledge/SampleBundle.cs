using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Merlon.Web.Tests.Knowledge;

/// <summary>A small release of our own invention, as a STIX bundle; a key keeps its STIX id over releases.</summary>
/// <param name="version">Such as <c>90.1</c>.</param>
sealed class SampleBundle(string version)
{
    const string Domain = "enterprise-attack";

    readonly List<JsonObject> objects = [];

    /// <summary>Such as <c>90.1</c>.</summary>
    public string Version => version;

    /// <summary>As MITRE names such a file.</summary>
    public string FileName => $"{Domain}-{version}.json";

    /// <summary>A release with a tactic and a technique.</summary>
    public static SampleBundle Small(string version, string technique = "Ask the night shift") => new SampleBundle(version)
        .Add("x-mitre-tactic", "tactic", "TA9001", "Sample Access", static o => o["x_mitre_shortname"] = "sample-access")
        .Add("x-mitre-matrix", "matrix", Domain, "Sample", static o => o["tactic_refs"] = new JsonArray("x-mitre-tactic--" + IdOf("tactic")))
        .Technique("technique", "T9001", technique);

    /// <summary>Adds a technique.</summary>
    public SampleBundle Technique(string key, string id, string name, string description = "", string url = "https://example.org/page") => Add("attack-pattern", key, id, name, o =>
    {
        o["kill_chain_phases"] = new JsonArray(new JsonObject { ["kill_chain_name"] = "mitre-attack", ["phase_name"] = "sample-access" });
        o["x_mitre_platforms"] = new JsonArray("Windows");
        o["x_mitre_is_subtechnique"] = false;
        o["description"] = description;
        o["external_references"]!.AsArray().Add(new JsonObject { ["source_name"] = "A source", ["description"] = "A <b>source</b>", ["url"] = url });
    });

    /// <summary>Adds an object.</summary>
    public SampleBundle Add(string type, string key, string id, string name, Action<JsonObject> fill)
    {
        JsonObject added = new()
        {
            ["type"] = type,
            ["spec_version"] = "2.1",
            ["id"] = $"{type}--{IdOf(key)}",
            ["created"] = "2020-01-02T03:04:05.678Z",
            ["modified"] = $"20{version[..2]}-05-06T07:08:09.010Z",
            ["name"] = name,
            ["x_mitre_domains"] = new JsonArray(Domain),
            ["x_mitre_version"] = "1.0",
            ["external_references"] = new JsonArray(new JsonObject { ["source_name"] = "mitre-attack", ["external_id"] = id, ["url"] = $"https://example.org/{id}" }),
        };
        fill(added);
        objects.Add(added);
        return this;
    }

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes()
    {
        JsonObject collection = new()
        {
            ["type"] = "x-mitre-collection",
            ["spec_version"] = "2.1",
            ["id"] = "x-mitre-collection--" + IdOf("collection"),
            ["created"] = "2020-01-02T03:04:05.678Z",
            ["modified"] = "2020-01-02T03:04:05.678Z",
            ["name"] = "Enterprise ATT&CK",
            ["x_mitre_version"] = version,
            ["x_mitre_contents"] = new JsonArray([.. objects.Select(static o => (JsonNode)new JsonObject { ["object_ref"] = (string?)o["id"], ["object_modified"] = (string?)o["modified"] })]),
        };
        JsonObject bundle = new()
        {
            ["type"] = "bundle",
            ["id"] = "bundle--" + IdOf("bundle"),
            ["objects"] = new JsonArray([collection, .. objects.Select(static o => o.DeepClone())]),
        };
        return Encoding.UTF8.GetBytes(bundle.ToJsonString(JsonSerializerOptions.Default));
    }

    static string IdOf(string key)
    {
        var digits = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32];
        return string.Create(CultureInfo.InvariantCulture, $"{digits[..8]}-{digits[8..12]}-4{digits[13..16]}-8{digits[17..20]}-{digits[20..32]}");
    }
}
