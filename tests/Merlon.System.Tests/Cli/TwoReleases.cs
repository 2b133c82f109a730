using System.Text.Json;
using System.Text.Json.Nodes;

namespace Merlon.System.Tests.Cli;

/// <summary>Two small releases of our own invention in a folder: the second renames a tactic, revokes, splits, merges and drops.</summary>
static class TwoReleases
{
    /// <summary>Writes <c>1.0/demo-attack-1.0.json</c> and <c>2.0/demo-attack-2.0.json</c>.</summary>
    public static void Write(ScratchFolder folder)
    {
        folder.Write("1.0/demo-attack-1.0.json", Bundle(
            "1.0", Tactic("knock", "Knock"), Technique("a1", "T1001", "Stay", "knock"), Technique("a2", "T1002", "Go", "knock"), Technique("a3", "T1003", "Split", "knock"),
            Technique("a4", "T1004", "Merge left", "knock"), Technique("a5", "T1005", "Merge right", "knock"), Technique("a6", "T1006", "Sleep", "knock"),
            Named("intrusion-set", "g1", "G0001", "Door Mice"), Named("course-of-action", "m1", "M1001", "Mute"), Relation("mitigates", "course-of-action--m1", "attack-pattern--a1")));
        folder.Write("2.0/demo-attack-2.0.json", Bundle(
            "2.0", Tactic("enter", "Enter"), Technique("a1", "T1001", "Stay \u001b[31mred", "enter"), Revoked(Technique("a2", "T1002", "Go", "enter")), Revoked(Technique("a3", "T1003", "Split", "enter")),
            Revoked(Technique("a4", "T1004", "Merge left", "enter")), Revoked(Technique("a5", "T1005", "Merge right", "enter")),
            Technique("b2", "T2002", "Gone to", "enter"), Technique("b3", "T2003", "One half", "enter"), Technique("b4", "T2004", "Other half", "enter"), Technique("b5", "T2005", "Merged", "enter"),
            Relation("revoked-by", "attack-pattern--a2", "attack-pattern--b2"), Relation("revoked-by", "attack-pattern--a3", "attack-pattern--b3"), Relation("revoked-by", "attack-pattern--a3", "attack-pattern--b4"),
            Relation("revoked-by", "attack-pattern--a4", "attack-pattern--b5"), Relation("revoked-by", "attack-pattern--a5", "attack-pattern--b5"),
            Named("intrusion-set", "g1", "G0001", "Door Rats"), Named("course-of-action", "m1", "M1001", "Mute"), Relation("mitigates", "course-of-action--m1", "attack-pattern--a1")));
    }

    public static void WriteOrganisation(ScratchFolder folder)
    {
        folder.Write("house/organisation.yaml", """
            merlon: 1
            name: Demo House
            domains: [demo-attack]
            platforms: [Hallway]
            groups:
              - group: Door Mice
            mitigations:
              - {mitigation: M1001, degree: partial}
            rules:
              - path: rules
            tests:
              - {technique: T1002, outcome: none, date: 2026-09-14}
              - {technique: T1003, outcome: alerted, date: 2026-09-15}
              - {technique: T1006, outcome: none, date: 2026-09-16}
            """);
        folder.Write("house/rules/a.yml", """
            title: Two in one
            logsource: {product: windows, category: process_creation}
            tags: [attack.knock, attack.t1004, attack.t1003]
            detection: {selection: {Image: a}, condition: selection}
            """);
        folder.Write("layer.json", """{"name":"Mine | <b>","domain":"demo-attack","versions":{"attack":"1","layer":"4.5"},"techniques":[{"techniqueID":"T1003","tactic":"knock"},{"techniqueID":"T7777"}]}""");
    }

    static string Bundle(string version, params JsonObject[] objects) => new JsonObject
    {
        ["type"] = "bundle",
        ["id"] = "bundle--1",
        ["objects"] = new JsonArray(
        [
            new JsonObject { ["type"] = "x-mitre-collection", ["id"] = "x-mitre-collection--demo", ["name"] = "Demo ATT&CK", ["x_mitre_version"] = version, ["modified"] = "2026-01-01T00:00:00Z" },
            Named("x-mitre-matrix", "m", "demo-attack", "Demo", ("tactic_refs", new JsonArray("x-mitre-tactic--t1"))),
            .. objects,
        ]),
    }.ToJsonString(JsonSerializerOptions.Default);

    static JsonObject Tactic(string shortname, string name) => Named("x-mitre-tactic", "t1", "TA0001", name, ("x_mitre_shortname", shortname));

    static JsonObject Technique(string key, string id, string name, string shortname) => Named(
        "attack-pattern", key, id, name,
        ("kill_chain_phases", new JsonArray(new JsonObject { ["kill_chain_name"] = "demo", ["phase_name"] = shortname })), ("x_mitre_platforms", new JsonArray("Hallway")));

    static JsonObject Revoked(JsonObject one)
    {
        one["revoked"] = true;
        return one;
    }

    static JsonObject Relation(string type, string source, string target) => new()
    {
        ["type"] = "relationship", ["id"] = $"relationship--{type}-{source}-{target}", ["relationship_type"] = type, ["source_ref"] = source, ["target_ref"] = target,
        ["created"] = "2025-01-01T00:00:00Z", ["modified"] = "2026-01-01T00:00:00Z",
    };

    static JsonObject Named(string type, string key, string id, string name, params (string Key, JsonNode Value)[] more)
    {
        JsonObject made = new()
        {
            ["type"] = type, ["id"] = $"{type}--{key}", ["name"] = name, ["created"] = "2025-01-01T00:00:00Z", ["modified"] = "2026-01-01T00:00:00Z",
            ["x_mitre_domains"] = new JsonArray("demo-attack"), ["x_mitre_version"] = "1.0",
            ["external_references"] = new JsonArray(new JsonObject { ["source_name"] = "mitre-attack", ["external_id"] = id }),
        };
        foreach (var (field, value) in more)
        {
            made[field] = value;
        }

        return made;
    }
}
