using System.Globalization;
using System.Text.Json;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.System.Tests.Report;

/// <summary>A small invented release: tactics in matrix order, techniques, some of them with sub-techniques, in several tactics.</summary>
static class SampleRelease
{
    public const string Domain = "enterprise-attack";

    public static IReadOnlyList<string> TacticNames { get; } =
        ["Scouting", "Getting In", "Running Code", "Staying", "Climbing", "Hiding", "Stealing Secrets", "Looking Around", "Moving On", "Gathering", "Calling Home", "Carrying Off", "Breaking"];

    const int TechniquesCount = 66;

    /// <summary>Reads the invented bundle with the real reader.</summary>
    /// <param name="techniqueName">Replaces the first technique's name, to try hostile ones.</param>
    /// <param name="techniqueUrl">Replaces the first technique's address.</param>
    public static AttackRelease Read(string? techniqueName = null, string? techniqueUrl = null)
    {
        var bundle = JsonSerializer.SerializeToUtf8Bytes(new { type = "bundle", id = "bundle--" + Guid(0, 0), objects = Objects(techniqueName, techniqueUrl).ToList() });
        var parsed = StixReader.Read([new StixBundle("enterprise-attack-18.1.json", bundle)], "18.1", ReadLimits.Default);
        return parsed.Value ?? throw new InvalidOperationException(string.Join('\n', parsed.Diagnostics));
    }

    static IEnumerable<object> Objects(string? techniqueName, string? techniqueUrl)
    {
        for (var i = 0; i < TacticNames.Count; i++)
        {
            yield return Object("x-mitre-tactic", 1, i, "TA" + Digits(i + 1, 4), TacticNames[i], new(StringComparer.Ordinal) { ["x_mitre_shortname"] = Shortname(i) });
        }

        yield return Object("x-mitre-matrix", 2, 0, Domain, "Sample matrix", new(StringComparer.Ordinal)
        {
            ["tactic_refs"] = Enumerable.Range(0, TacticNames.Count).Select(i => "x-mitre-tactic--" + Guid(1, i)).ToArray(),
        });
        for (var i = 0; i < TechniquesCount; i++)
        {
            string[] tactics = i % 9 == 4 ? [Shortname(i % TacticNames.Count), Shortname((i + 5) % TacticNames.Count)] : [Shortname(i % TacticNames.Count)];
            var name = i == 0 && techniqueName is not null ? techniqueName : $"Invented way {Digits(i + 1, 2)} of {(i % 4 == 0 ? "doing something rather elaborate" : "doing it")}";
            var id = "T" + Digits(i + 1, 4);
            yield return Technique(3, i, id, name, tactics, isSub: false, i == 0 ? techniqueUrl : null);
            for (var sub = 1; i % 5 == 0 && sub <= 3; sub++)
            {
                yield return Technique(3, 1000 + i * 10 + sub, $"{id}.{Digits(sub, 3)}", $"Variant {sub} of it", tactics, isSub: true, url: null);
                yield return Relationship(4, i * 10 + sub, "subtechnique-of", "attack-pattern--" + Guid(3, 1000 + i * 10 + sub), "attack-pattern--" + Guid(3, i));
            }
        }

        for (var i = 0; i < 5; i++)
        {
            yield return Object("intrusion-set", 5, i, "G" + Digits(i + 1, 4), $"Sample Group {i + 1}", new(StringComparer.Ordinal));
            yield return Relationship(6, i, "uses", "intrusion-set--" + Guid(5, i), "attack-pattern--" + Guid(3, i));
        }
    }

    static Dictionary<string, object> Technique(int kind, int number, string id, string name, string[] tactics, bool isSub, string? url) => Object(
        "attack-pattern", kind, number, id, name, new(StringComparer.Ordinal)
        {
            ["x_mitre_is_subtechnique"] = isSub,
            ["x_mitre_platforms"] = new[] { "Windows", "Linux" },
            ["kill_chain_phases"] = tactics.Select(tactic => new { kill_chain_name = "mitre-attack", phase_name = tactic }).ToArray(),
        }, url);

    static Dictionary<string, object> Object(string type, int kind, int number, string id, string name, Dictionary<string, object> more, string? url = null)
        => new(more, StringComparer.Ordinal)
        {
            ["type"] = type,
            ["id"] = $"{type}--{Guid(kind, number)}",
            ["created"] = "2024-01-01T00:00:00.000Z",
            ["modified"] = "2025-01-01T00:00:00.000Z",
            ["name"] = name,
            ["x_mitre_domains"] = new[] { Domain },
            ["x_mitre_version"] = "1.0",
            ["external_references"] = new[] { new { source_name = "mitre-attack", external_id = id, url = url ?? "https://attack.mitre.org/" + id } },
        };

    static Dictionary<string, object> Relationship(int kind, int number, string type, string source, string target) => new(StringComparer.Ordinal)
    {
        ["type"] = "relationship",
        ["id"] = "relationship--" + Guid(kind, number),
        ["created"] = "2024-01-01T00:00:00.000Z",
        ["modified"] = "2025-01-01T00:00:00.000Z",
        ["relationship_type"] = type,
        ["source_ref"] = source,
        ["target_ref"] = target,
        ["x_mitre_domains"] = new[] { Domain },
    };

    static string Shortname(int tactic) => TacticNames[tactic].ToLowerInvariant().Replace(' ', '-');

    static string Digits(int number, int length) => number.ToString(CultureInfo.InvariantCulture).PadLeft(length, '0');

    static string Guid(int kind, int number) => $"00000000-0000-4000-8{Digits(kind, 3)}-{Digits(number, 12)}";
}
