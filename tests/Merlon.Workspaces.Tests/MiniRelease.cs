using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Workspaces.Tests;

/// <summary>A release of our own invention, of one domain; what a key names keeps its STIX id over releases.</summary>
sealed class MiniRelease(string version, string domain = "demo-attack")
{
    readonly List<JsonObject> objects = [];
    readonly Dictionary<string, string> ids = new(StringComparer.Ordinal);
    readonly string modified = $"20{(int)double.Parse(version, System.Globalization.CultureInfo.InvariantCulture):00}-05-06T07:08:09.010Z";

    public string FileName => $"{domain}-{version}.json";

    public IReadOnlyList<JsonObject> Objects => [Collection(), .. objects];

    public byte[] Utf8 => Encoding.UTF8.GetBytes(Bundle().ToJsonString(JsonSerializerOptions.Default));

    public MiniRelease Matrix(params string[] tactics) => Add("x-mitre-matrix", "matrix", domain, "Demo", o => o["tactic_refs"] = Texts(tactics.Select(IdOf)));

    public MiniRelease Tactic(string key, string id, string shortname, string? name = null) => Add("x-mitre-tactic", key, id, name ?? shortname, o => o["x_mitre_shortname"] = shortname);

    public MiniRelease Technique(string key, string id, string name, params string[] shortnames) => Add("attack-pattern", key, id, name, o =>
    {
        o["kill_chain_phases"] = new JsonArray([.. shortnames.Select(JsonNode (s) => new JsonObject { ["kill_chain_name"] = "demo-chain", ["phase_name"] = s })]);
        o["x_mitre_platforms"] = Texts(["Hallway"]);
        o["x_mitre_is_subtechnique"] = id.Contains('.', StringComparison.Ordinal);
    });

    public MiniRelease Group(string key, string id, string name) => Add("intrusion-set", key, id, name, o => o["aliases"] = Texts([name]));

    public MiniRelease Mitigation(string key, string id, string name) => Add("course-of-action", key, id, name, static _ => { });

    public MiniRelease Relate(string type, string source, string target)
    {
        objects.Add(new JsonObject
        {
            ["type"] = "relationship",
            ["id"] = $"relationship--{source}-{type}-{target}",
            ["created"] = "2020-01-02T03:04:05.678Z",
            ["modified"] = modified,
            ["relationship_type"] = type,
            ["source_ref"] = IdOf(source),
            ["target_ref"] = IdOf(target),
        });
        return this;
    }

    public MiniRelease Revoked(string key, params string[] by)
    {
        Find(key)["revoked"] = true;
        return by.Aggregate(this, (release, target) => release.Relate("revoked-by", key, target));
    }

    public MiniRelease Deprecated(string key) => With(key, "x_mitre_deprecated", true);

    public MiniRelease With(string key, string field, JsonNode? value)
    {
        Find(key)[field] = value;
        return this;
    }

    public MiniRelease Platforms(string key, params string[] platforms) => With(key, "x_mitre_platforms", Texts(platforms));

    public AttackRelease Read()
    {
        var read = StixReader.Read([new StixBundle(FileName, Utf8)], version: null, ReadLimits.Default);
        return read.Value.ShouldNotBeNull(string.Join('\n', read.Diagnostics));
    }

    JsonObject Bundle() => new()
    {
        ["type"] = "bundle",
        ["id"] = "bundle--1",
        ["objects"] = new JsonArray([.. Objects.Select(static o => (JsonNode)o.DeepClone())]),
    };

    JsonObject Collection() => new()
    {
        ["type"] = "x-mitre-collection",
        ["id"] = $"x-mitre-collection--{domain}",
        ["created"] = "2020-01-02T03:04:05.678Z",
        ["modified"] = modified,
        ["name"] = $"{char.ToUpperInvariant(domain[0])}{domain[1..^"-attack".Length]} ATT&CK",
        ["x_mitre_version"] = version,
        ["x_mitre_contents"] = new JsonArray([.. objects.Select(static o => (JsonNode)new JsonObject { ["object_ref"] = (string?)o["id"], ["object_modified"] = (string?)o["modified"] })]),
    };

    MiniRelease Add(string type, string key, string id, string name, Action<JsonObject> fill)
    {
        ids[key] = $"{type}--{key}";
        JsonObject added = new()
        {
            ["type"] = type,
            ["id"] = $"{type}--{key}",
            ["created"] = "2020-01-02T03:04:05.678Z",
            ["modified"] = modified,
            ["name"] = name,
            ["x_mitre_domains"] = Texts([domain]),
            ["x_mitre_version"] = "1.0",
            ["external_references"] = new JsonArray(new JsonObject { ["source_name"] = "mitre-attack", ["external_id"] = id, ["url"] = $"https://example.org/{id}" }),
        };
        fill(added);
        objects.Add(added);
        return this;
    }

    JsonObject Find(string key) => objects.First(o => string.Equals((string?)o["id"], IdOf(key), StringComparison.Ordinal));

    string IdOf(string key) => ids.TryGetValue(key, out var id) ? id : $"x-mitre-tactic--{key}";

    static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(JsonNode (v) => JsonValue.Create(v))]);
}
