using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Knowledge.Tests;

/// <summary>A small ATT&amp;CK of our own invention, put together per test; no text of the real one.</summary>
sealed class MiniBundle
{
    public const string Created = "2020-01-02T03:04:05.678Z";
    public const string Modified = "2024-05-06T07:08:09.010Z";

    public List<JsonNode?> Objects { get; } = [];

    /// <summary>A matrix of two tactics, a technique with a sub-technique, a group with a campaign, a mitigation, a detection.</summary>
    public static MiniBundle Small() => new MiniBundle()
        .Add("x-mitre-matrix", "m1", "demo-attack", "Demo", ("tactic_refs", Refs("x-mitre-tactic--t2", "x-mitre-tactic--t1")))
        .Add("x-mitre-tactic", "t1", "TA0001", "Knock", ("x_mitre_shortname", "knock"))
        .Add("x-mitre-tactic", "t2", "TA0002", "Enter", ("x_mitre_shortname", "enter"))
        .Technique("a1", "T1001", "Ring the bell", "knock", "enter")
        .Technique("a2", "T1001.001", "Ring twice", "knock")
        .Relate("subtechnique-of", "attack-pattern--a2", "attack-pattern--a1")
        .Add("intrusion-set", "g1", "G0001", "Door Mice", ("aliases", Refs("Door Mice", "Small Feet")))
        .Add("campaign", "c1", "C0001", "Long Night", ("first_seen", "2023-01-01T00:00:00Z"), ("last_seen", "2023-02-01T00:00:00.5Z"))
        .Relate("uses", "intrusion-set--g1", "attack-pattern--a1")
        .Relate("uses", "campaign--c1", "attack-pattern--a1")
        .Relate("uses", "campaign--c1", "attack-pattern--a2")
        .Relate("attributed-to", "campaign--c1", "intrusion-set--g1")
        .Add("course-of-action", "k1", "M1001", "Mute the bell")
        .Relate("mitigates", "course-of-action--k1", "attack-pattern--a1")
        .Add("x-mitre-data-component", "d1", "DC0001", "Sound", ("x_mitre_log_sources", Logs(("microphone", "loud"))))
        .Add("x-mitre-analytic", "n1", "AN0001", "Analytic 0001", ("x_mitre_platforms", Refs("Hallway")), ("x_mitre_log_source_references", LogRefs("x-mitre-data-component--d1", "microphone", "loud")))
        .Add("x-mitre-detection-strategy", "s1", "DET0001", "Listen", ("x_mitre_analytic_refs", Refs("x-mitre-analytic--n1")))
        .Relate("detects", "x-mitre-detection-strategy--s1", "attack-pattern--a1");

    public MiniBundle Add(string type, string key, string id, string name, params (string Key, JsonNode? Value)[] more)
    {
        var added = new JsonObject
        {
            ["type"] = type,
            ["id"] = $"{type}--{key}",
            ["created"] = Created,
            ["modified"] = Modified,
            ["name"] = name,
            ["description"] = $"About {name} \"quoted\" \u00e9 (Citation: A book).",
            ["x_mitre_domains"] = Refs("demo-attack"),
            ["x_mitre_version"] = "1.0",
            ["external_references"] = new JsonArray(
                new JsonObject { ["source_name"] = "mitre-attack", ["external_id"] = id, ["url"] = $"https://example.org/{id}" },
                new JsonObject { ["source_name"] = "A book", ["description"] = "Printed.", ["url"] = "https://example.org/book" }),
        };
        foreach (var (field, value) in more)
        {
            added[field] = value;
        }

        Objects.Add(added);
        return this;
    }

    public MiniBundle Technique(string key, string id, string name, params string[] tactics)
        => Add(
            "attack-pattern", key, id, name,
            ("kill_chain_phases", new JsonArray([.. tactics.Select(JsonNode (t) => new JsonObject { ["kill_chain_name"] = "demo-chain", ["phase_name"] = t })])),
            ("x_mitre_platforms", Refs("Hallway", "Garden")),
            ("x_mitre_is_subtechnique", id.Contains('.', StringComparison.Ordinal)));

    public MiniBundle Relate(string type, string source, string target, params (string Key, JsonNode? Value)[] more)
    {
        var added = new JsonObject
        {
            ["type"] = "relationship",
            ["id"] = $"relationship--{Objects.Count}",
            ["created"] = Created,
            ["modified"] = Modified,
            ["relationship_type"] = type,
            ["source_ref"] = source,
            ["target_ref"] = target,
            ["description"] = "Seen (Citation: A book).",
            ["external_references"] = new JsonArray(new JsonObject { ["source_name"] = "A book", ["description"] = "Printed." }),
        };
        foreach (var (field, value) in more)
        {
            added[field] = value;
        }

        Objects.Add(added);
        return this;
    }

    public MiniBundle Set(string id, string field, JsonNode? value)
    {
        Objects.OfType<JsonObject>().First(o => string.Equals((string?)o["id"], id, StringComparison.Ordinal))[field] = value;
        return this;
    }

    public MiniBundle Without(string id, string field)
    {
        Objects.OfType<JsonObject>().First(o => string.Equals((string?)o["id"], id, StringComparison.Ordinal)).Remove(field);
        return this;
    }

    public MiniBundle Revoke(string id) => Set(id, "revoked", true);

    public string Json => new JsonObject
    {
        ["type"] = "bundle",
        ["id"] = "bundle--1",
        ["spec_version"] = "2.0",
        ["objects"] = new JsonArray([.. Objects.Select(static o => o?.DeepClone())]),
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    public Parsed<AttackRelease> Read(string document = "demo-attack-1.0.json") => ReadJson(Json, document);

    public AttackRelease Release()
    {
        var read = Read();
        read.Diagnostics.ShouldNotContain(static d => d.Severity == Severity.Error);
        return read.Value.ShouldNotBeNull();
    }

    public static Parsed<AttackRelease> ReadJson(string json, string document = "demo-attack-1.0.json")
        => ReadBytes(Encoding.UTF8.GetBytes(json), document);

    public static Parsed<AttackRelease> ReadBytes(byte[] bytes, string document = "demo-attack-1.0.json")
        => StixReader.Read([new StixBundle(document, bytes)], version: null, ReadLimits.Default);

    public static JsonArray Refs(params string[] values) => new([.. values.Select(JsonNode (v) => JsonValue.Create(v))]);

    static JsonArray Logs(params (string Name, string Channel)[] sources)
        => new([.. sources.Select(JsonNode (s) => new JsonObject { ["name"] = s.Name, ["channel"] = s.Channel })]);

    public static JsonArray LogRefs(string component, string name, string channel)
        => new(new JsonObject { ["x_mitre_data_component_ref"] = component, ["name"] = name, ["channel"] = channel });
}
