using System.Text.Json;

namespace Merlon.System.Tests.Cli;

/// <summary>
/// Two invented releases of one domain in which everything happens once: every category, texts that want to be markup,
/// relations that come and go, a contributor, a version out of step.
/// </summary>
static class SampleChanges
{
    public const string Hostile = "Evil <script>alert(1)</script> [x](javascript:alert(1)) \u001b[31m \u202E*b* | `c`";

    public static string Old => Bundle(
    [
        Technique(1, "T1001", "Ring the bell", "1.0", "Adversaries may ring the bell at the door to see who is at home before they enter the house. <code>ring</code>", "knock"),
        Technique(2, "T1002", "Climb the wall", "1.1", "Climbing.", "enter"),
        Technique(3, "T1003", "Dig", "2.0", "Digging under the fence takes long and is loud, so few do it.", "enter"),
        Technique(4, "T1004", "Whistle", "1.0", "Whistling.", "knock"),
        Technique(5, "T1005", "Swim", "1.3", "Swimming.", "enter"),
        Technique(6, "T1006", "Shout", "1.0", "Shouting.", "knock"),
        Technique(7, "T1007", "Sleep", "1.0", "Sleeping.", "enter"),
        Object("x-mitre-tactic", 1, "TA0001", "Knock", "1.0"),
        Object("course-of-action", 1, "M1001", "Mute the bell", "1.0"),
        Object("intrusion-set", 1, "G0001", "Door Mice", "1.0"),
        Object("malware", 1, "S0001", "Squeak", "1.0"),
        Relationship(1, "mitigates", "course-of-action", 1, 1),
        Relationship(2, "uses", "intrusion-set", 1, 1),
    ]);

    public static string New => Bundle(
    [
        Technique(1, "T1001", "Ring the bell", "2.0", "Adversaries may ring the door bell to see who is at home, and whether a dog is, before they enter the house. <code>ring</code>", "knock", ("x_mitre_contributors", new[] { "Ann Other", "ATT&CK" })),
        Technique(2, "T1002", "Climb the wall", "1.2", "Climbing.", "enter", ("x_mitre_platforms", new[] { "Wall" })),
        Technique(3, "T1003", "Dig", "2.5", "Digging under the fence takes long and is loud, so few do it.", "enter"),
        Technique(4, "T1004", "Whistle", "1.0", "Whistling a tune.", "knock"),
        Technique(5, "T1005", "Swim", "1.3", "Swimming.", "enter", ("revoked", true)),
        Technique(6, "T1006", "Shout", "1.0", "Shouting.", "knock", ("x_mitre_deprecated", true)),
        Technique(8, "T1008", Hostile, "1.0", Hostile, "enter", ("url", "javascript:alert(1)")),
        Object("x-mitre-tactic", 1, "TA0001", "Knock at the door", "1.1"),
        Object("course-of-action", 1, "M1001", "Mute the bell", "1.0"),
        Object("intrusion-set", 1, "G0001", "Door Mice", "1.0"),
        Object("malware", 1, "S0001", "Squeak", "1.0"),
        Relationship(3, "uses", "malware", 1, 1),
        Relationship(2, "uses", "intrusion-set", 1, 1),
        new(StringComparer.Ordinal) { ["type"] = "relationship", ["id"] = "relationship--9", ["relationship_type"] = "revoked-by", ["source_ref"] = "attack-pattern--5", ["target_ref"] = "attack-pattern--2" },
    ]);

    static string Bundle(IEnumerable<Dictionary<string, object>> objects) => JsonSerializer.Serialize(new { type = "bundle", id = "bundle--1", spec_version = "2.0", objects });

    static Dictionary<string, object> Technique(int number, string id, string name, string version, string description, string tactic, params (string Key, object Value)[] more)
    {
        var made = Object("attack-pattern", number, id, name, version);
        made["description"] = description;
        made["kill_chain_phases"] = new[] { new { kill_chain_name = "mitre-attack", phase_name = tactic } };
        foreach (var (key, value) in more)
        {
            made[key] = value;
        }

        if (made.Remove("url", out var url))
        {
            made["external_references"] = new[] { new { source_name = "mitre-attack", external_id = id, url } };
        }

        return made;
    }

    static Dictionary<string, object> Object(string type, int number, string id, string name, string version) => new(StringComparer.Ordinal)
    {
        ["type"] = type,
        ["id"] = $"{type}--{number}",
        ["name"] = name,
        ["created"] = "2020-01-01T00:00:00.000Z",
        ["modified"] = "2024-01-01T00:00:00.000Z",
        ["x_mitre_version"] = version,
        ["x_mitre_domains"] = new[] { "demo-attack" },
        ["external_references"] = new[] { new { source_name = "mitre-attack", external_id = id, url = $"https://attack.example/{id}" } },
    };

    static Dictionary<string, object> Relationship(int number, string type, string sourceType, int source, int target) => new(StringComparer.Ordinal)
    {
        ["type"] = "relationship",
        ["id"] = $"relationship--{number}",
        ["modified"] = "2024-01-01T00:00:00.000Z",
        ["relationship_type"] = type,
        ["source_ref"] = $"{sourceType}--{source}",
        ["target_ref"] = $"attack-pattern--{target}",
    };
}
