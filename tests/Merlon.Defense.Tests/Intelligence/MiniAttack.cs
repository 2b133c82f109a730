using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Defense.Tests.Intelligence;

/// <summary>A made-up release of a few objects, built through the real reader.</summary>
sealed class MiniAttack
{
    readonly List<JsonObject> objects = [];
    readonly Dictionary<string, string> stixIds = new(StringComparer.Ordinal);

    public static MiniAttack Start() => new();

    public MiniAttack Technique(string id, params string[] platforms)
        => Add("attack-pattern", id, node =>
        {
            node["x_mitre_platforms"] = ArrayOf(platforms.Length == 0 ? ["Windows"] : platforms);
            node["x_mitre_is_subtechnique"] = id.Contains('.', StringComparison.Ordinal);
            node["kill_chain_phases"] = new JsonArray(new JsonObject { ["kill_chain_name"] = "mitre-attack", ["phase_name"] = "execution" });
        });

    public MiniAttack Group(string id, string description = "", bool isRevoked = false, string name = "", params string[] aliases)
        => Add("intrusion-set", id, node =>
        {
            node["description"] = description;
            node["revoked"] = isRevoked;
            node["name"] = name.Length == 0 ? "Group " + id : name;
            node["aliases"] = ArrayOf([node["name"]?.GetValue<string>() ?? "", .. aliases]);
        });

    public MiniAttack Campaign(string id, string lastSeen, string attributedTo = "", string description = "")
    {
        Add("campaign", id, node =>
        {
            node["first_seen"] = "2010-01-01T00:00:00Z";
            node["last_seen"] = lastSeen + "T00:00:00Z";
            node["description"] = description;
        });
        return attributedTo.Length == 0 ? this : Relate(id, "attributed-to", attributedTo, "2020-01-01");
    }

    public MiniAttack Software(string id) => Add("malware", id, static node => node["is_family"] = true);

    public MiniAttack Uses(string source, string technique, string created = "2025-01-01", string modified = "2026-01-01")
        => Relate(source, "uses", technique, created, modified);

    public AttackRelease Read(string domain = "enterprise-attack")
    {
        var bundle = new JsonObject
        {
            ["type"] = "bundle",
            ["id"] = "bundle--" + UuidOf("bundle"),
            ["spec_version"] = "2.0",
            ["objects"] = new JsonArray([.. objects.Select(static o => (JsonNode)o.DeepClone())]),
        };
        var utf8 = Encoding.UTF8.GetBytes(bundle.ToJsonString(JsonSerializerOptions.Default));
        var parsed = StixReader.Read([new StixBundle(domain + ".json", utf8)], version: "1.0", ReadLimits.Default);
        return parsed.Value ?? throw new InvalidOperationException(string.Join('\n', parsed.Diagnostics));
    }

    /// <summary>The same release with its objects in another order.</summary>
    public MiniAttack Shuffled(int seed)
    {
        var random = new Random(seed);
        for (var i = objects.Count - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (objects[i], objects[j]) = (objects[j], objects[i]);
        }

        return this;
    }

    MiniAttack Add(string type, string id, Action<JsonObject> fill)
    {
        var stixId = $"{type}--{UuidOf(id)}";
        stixIds[id] = stixId;
        var node = new JsonObject
        {
            ["type"] = type,
            ["id"] = stixId,
            ["name"] = $"{type} {id}",
            ["created"] = "2018-01-01T00:00:00.000Z",
            ["modified"] = "2025-01-01T00:00:00.000Z",
            ["x_mitre_domains"] = ArrayOf(["enterprise-attack"]),
            ["external_references"] = new JsonArray(
                new JsonObject { ["source_name"] = "mitre-attack", ["external_id"] = id, ["url"] = "https://attack.mitre.org/x/" + id }),
        };
        fill(node);
        objects.Add(node);
        return this;
    }

    MiniAttack Relate(string source, string type, string target, string created, string modified = "2026-01-01")
    {
        objects.Add(new JsonObject
        {
            ["type"] = "relationship",
            ["id"] = "relationship--" + UuidOf($"{source} {type} {target}"),
            ["relationship_type"] = type,
            ["source_ref"] = stixIds[source],
            ["target_ref"] = stixIds[target],
            ["created"] = created + "T00:00:00.000Z",
            ["modified"] = modified + "T00:00:00.000Z",
            ["x_mitre_domains"] = ArrayOf(["enterprise-attack"]),
        });
        return this;
    }

    static JsonArray ArrayOf(IEnumerable<string> texts) => new([.. texts.Select(static text => (JsonNode)JsonValue.Create(text))]);

    static string UuidOf(string text)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return new Guid(hash.AsSpan(0, 16)).ToString("D", CultureInfo.InvariantCulture);
    }
}
