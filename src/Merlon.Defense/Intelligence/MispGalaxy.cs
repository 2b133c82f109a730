using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Intelligence;

/// <summary>Clusters of a MISP galaxy, as far as they say who is targeted.</summary>
sealed record MispGalaxy(IReadOnlyList<MispCluster> Clusters)
{
    const string NotAGalaxy = "MISP001";

    /// <summary>Reads a galaxy's cluster file; null with an error when it is not one.</summary>
    public static MispGalaxy? Read(ReadOnlyMemory<byte> utf8, DiagnosticLog log, ReadLimits limits)
    {
        if (utf8.Length > limits.JsonBytesMax)
        {
            log.Error(NotAGalaxy, SourceLocation.Whole, $"the file has {utf8.Length} bytes, more than {limits.JsonBytesMax}");
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = limits.JsonDepthMax });
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("values", out var values) && values.ValueKind == JsonValueKind.Array)
            {
                return new MispGalaxy([.. values.EnumerateArray().Where(static v => v.ValueKind == JsonValueKind.Object).Select(MispCluster.Of)]);
            }

            log.Error(
                NotAGalaxy, SourceLocation.Whole, "this is not a cluster file of a MISP galaxy: it has no list called values",
                advice: "give clusters/threat-actor.json and clusters/tidal-groups.json of the MISP galaxy");
        }
        catch (JsonException e)
        {
            log.Error(NotAGalaxy, new SourceLocation(0, 0, e.Path), $"the file is not JSON: {e.Message}");
        }

        return null;
    }
}

/// <summary>One cluster.</summary>
/// <param name="Name">Its value.</param>
/// <param name="Synonyms">Other names; some are ATT&amp;CK ids.</param>
/// <param name="AttackIds">ATT&amp;CK ids that the cluster itself names.</param>
/// <param name="RelatedUuids">Clusters that are said to be the same; ATT&amp;CK's own have the uuid of the STIX id.</param>
/// <param name="Sectors">Targeted sectors as written.</param>
/// <param name="Regions">Targeted countries and regions as written.</param>
sealed record MispCluster(
    string Name, IReadOnlyList<string> Synonyms, IReadOnlyList<string> AttackIds, IReadOnlyList<string> RelatedUuids,
    IReadOnlyList<string> Sectors, IReadOnlyList<string> Regions)
{
    public static MispCluster Of(JsonElement value)
    {
        var meta = value.TryGetProperty("meta", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        var attackIds = StringsOf(meta, "group_attack_id")
            .Concat(StringsOf(meta, "name-attribution").Select(static text => text.Split(':')[0]));
        return new MispCluster(
            StringsOf(value, "value").FirstOrDefault(""),
            [.. StringsOf(meta, "synonyms")],
            [.. attackIds],
            [.. RelatedOf(value)],
            [.. StringsOf(meta, "target_categories"), .. StringsOf(meta, "cfr-target-category"), .. StringsOf(meta, "targeted-sector")],
            [.. StringsOf(meta, "observed_countries"), .. StringsOf(meta, "cfr-suspected-victims"), .. StringsOf(meta, "suspected-victims")]);
    }

    static IEnumerable<string> RelatedOf(JsonElement value)
        => value.TryGetProperty("related", out var related) && related.ValueKind == JsonValueKind.Array
            ? related.EnumerateArray().SelectMany(static entry => StringsOf(entry, "dest-uuid"))
            : [];

    /// <summary>A field that is a text or a list of texts; anything else in it is not a name and is passed over.</summary>
    static List<string> StringsOf(JsonElement owner, string field)
    {
        if (owner.ValueKind != JsonValueKind.Object || !owner.TryGetProperty(field, out var value))
        {
            return [];
        }

        var entries = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToList() : [value];
        return [.. entries.Where(static e => e.ValueKind == JsonValueKind.String).Select(static e => e.GetString() ?? "")];
    }
}
