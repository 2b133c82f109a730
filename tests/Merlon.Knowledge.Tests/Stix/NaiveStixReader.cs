using System.Text.Json;
using Merlon.Attack;

namespace Merlon.Knowledge.Tests.Stix;

/// <summary>
/// The slow twin of the reader: a document tree, one question at a time, everything decoded at once, no diagnostics. It is
/// the specification of what a clean set of bundles means.
/// </summary>
static class NaiveStixReader
{
    /// <summary>Reads bundles, each with its domain, given in the domains' order.</summary>
    public static AttackRelease Read(string version, params (string Domain, byte[] Bytes)[] bundles)
    {
        var newest = new Dictionary<string, (JsonElement Object, SortedSet<string> Domains)>(StringComparer.Ordinal);
        foreach (var (domain, bytes) in bundles)
        {
            foreach (var each in JsonDocument.Parse(bytes).RootElement.GetProperty("objects").EnumerateArray())
            {
                var id = Text(each, "id");
                if (!newest.TryGetValue(id, out var known))
                {
                    newest.Add(id, (each, new SortedSet<string>(StringComparer.Ordinal) { domain }));
                    continue;
                }

                known.Domains.Add(domain);
                if (Time(each, "modified") > Time(known.Object, "modified"))
                {
                    newest[id] = (each, known.Domains);
                }
            }
        }

        var objects = newest.Values.Where(n => StixTypes.IsObject(Text(n.Object, "type")))
            .Select(n => Object(n.Object, [.. n.Domains])).OrderBy(o => o.Id, StringComparer.Ordinal).ThenBy(o => o.StixId, StringComparer.Ordinal).ToArray();
        var byId = objects.ToDictionary(o => o.StixId, StringComparer.Ordinal);
        var relationships = newest.Values.Where(n => Text(n.Object, "type") is "relationship")
            .Where(n => byId.ContainsKey(Text(n.Object, "source_ref")) && byId.ContainsKey(Text(n.Object, "target_ref")))
            .Select(n => Relate(n.Object, [.. n.Domains], byId))
            .OrderBy(r => r.Type, StringComparer.Ordinal)
            .ThenBy(r => r.Source.Id, StringComparer.Ordinal).ThenBy(r => r.Source.StixId, StringComparer.Ordinal)
            .ThenBy(r => r.Target.Id, StringComparer.Ordinal).ThenBy(r => r.Target.StixId, StringComparer.Ordinal)
            .ThenBy(r => r.Created).ThenBy(r => r.Modified).ThenBy(r => r.StixId, StringComparer.Ordinal).ToArray();
        return new AttackRelease(version, [.. bundles.Select(b => b.Domain)], hasTexts: true, objects, relationships);
    }

    static AttackObject Object(JsonElement o, string[] domains)
    {
        var references = Items(o, "external_references").ToList();
        var own = references.Find(r => Text(r, "external_id").Length > 0 && CitationList.IsOwn(Text(r, "source_name")));
        var (id, url) = own.ValueKind == JsonValueKind.Object ? (Text(own, "external_id"), Text(own, "url")) : ("", "");
        var type = Text(o, "type");
        var aliases = Texts(o, "aliases").Length > 0 ? Texts(o, "aliases") : Texts(o, "x_mitre_aliases");
        var facts = new ObjectFacts(
            Text(o, "id"), id, Text(o, "name"), [.. aliases.Where(a => !a.Equals(Text(o, "name"), StringComparison.Ordinal))], domains, Texts(o, "x_mitre_platforms"),
            Text(o, "x_mitre_version"), Time(o, "created") ?? default, Time(o, "modified") ?? default, Flag(o, "revoked"),
            Flag(o, "x_mitre_deprecated"), url, Token(o, "description"), Citations(o), Utf8(o));
        return type switch
        {
            "attack-pattern" => new Technique(facts, TechniqueId.Parse(id, provider: null), Flag(o, "x_mitre_is_subtechnique"),
                [.. Items(o, "kill_chain_phases").Select(p => new TacticPhase(Text(p, "kill_chain_name"), Text(p, "phase_name")))]),
            "x-mitre-tactic" => new Tactic(facts, Text(o, "x_mitre_shortname")),
            "x-mitre-matrix" => new Matrix(facts, Texts(o, "tactic_refs")),
            "intrusion-set" => new Group(facts),
            "campaign" => new Campaign(facts, Time(o, "first_seen"), Time(o, "last_seen")),
            "malware" => new Software(facts, isTool: false),
            "tool" => new Software(facts, isTool: true),
            "course-of-action" => new Mitigation(facts, Texts(o, "labels")),
            "x-mitre-asset" => new Asset(facts, Texts(o, "x_mitre_sectors")),
            "x-mitre-data-source" => new DataSource(facts),
            "x-mitre-data-component" => new DataComponent(facts, Text(o, "x_mitre_data_source_ref"),
                [.. Items(o, "x_mitre_log_sources").Select(s => new LogSource(Text(s, "name"), Text(s, "channel")))]),
            "x-mitre-detection-strategy" => new DetectionStrategy(facts, Texts(o, "x_mitre_analytic_refs")),
            _ => new Analytic(facts,
                [.. Items(o, "x_mitre_log_source_references").Select(s => new LogSourceReference(
                    Text(s, "x_mitre_data_component_ref"), new LogSource(Text(s, "name"), Text(s, "channel"))))],
                [.. Items(o, "x_mitre_mutable_elements").Select(m => new MutableElement(Text(m, "field"), Text(m, "description")))]),
        };
    }

    static Relationship Relate(JsonElement r, string[] domains, Dictionary<string, AttackObject> byId) => new(
        byId[Text(r, "source_ref")], byId[Text(r, "target_ref")], domains,
        new RelationshipFacts(
            Text(r, "relationship_type"), Time(r, "created") ?? default, Time(r, "modified") ?? default, Flag(r, "revoked"),
            Flag(r, "x_mitre_deprecated"), Token(r, "id"), Token(r, "description"), Citations(r), Utf8(r)));

    static byte[] Utf8(JsonElement o) => System.Text.Encoding.UTF8.GetBytes(o.GetRawText());

    static CitationList Citations(JsonElement o) => o.TryGetProperty("external_references", out var references)
        ? new CitationList(JsonSerializer.SerializeToUtf8Bytes(references), Table: null)
        : default;

    static Text Token(JsonElement o, string key) => o.TryGetProperty(key, out var value)
        ? new Text(JsonSerializer.SerializeToUtf8Bytes(value.GetString()))
        : default;

    static string Text(JsonElement o, string key) => o.TryGetProperty(key, out var value) ? value.GetString() ?? "" : "";

    static bool Flag(JsonElement o, string key) => o.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.True;

    static string[] Texts(JsonElement o, string key) => [.. Items(o, key).Select(i => i.GetString() ?? "")];

    static JsonElement.ArrayEnumerator Items(JsonElement o, string key)
        => o.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;

    static DateTimeOffset? Time(JsonElement o, string key) => o.TryGetProperty(key, out var value) ? value.GetDateTimeOffset() : null;
}
