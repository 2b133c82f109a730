using System.Text.Json;
using Merlon.Attack;
using Merlon.Intelligence;

namespace Merlon.Cli;

/// <summary>One object of ATT&amp;CK as JSON; docs/guide/command-line.md lists the keys.</summary>
static class ObjectJson
{
    public static void Write(Utf8JsonWriter json, ObjectView view)
    {
        json.WriteStartObject();
        WriteCommon(json, view.Object, view.Release);
        switch (view.Object)
        {
            case Technique technique:
                WriteTechnique(json, technique, view.Release);
                break;
            case Group group when view.Sectors is { } sectors:
                WriteSectors(json, "sectors", sectors.SectorsOf(group));
                WriteSectors(json, "regions", sectors.RegionsOf(group));
                break;
            case Campaign campaign:
                json.WriteDay("first_seen", DayOf(campaign.FirstSeen));
                json.WriteDay("last_seen", DayOf(campaign.LastSeen));
                break;
            case Tactic tactic:
                json.WriteString("shortname", tactic.Shortname);
                break;
            case Mitigation mitigation:
                json.WriteStrings("labels", mitigation.Labels);
                break;
            case Asset asset:
                json.WriteStrings("sectors", asset.Sectors);
                break;
            case DataComponent component:
                json.WriteObjects("log_sources", component.LogSources, source => WriteLogSource(json, source));
                break;
            case Analytic analytic:
                WriteAnalytic(json, analytic, view.Release);
                break;
        }

        WriteSections(json, view);
        json.WriteEndObject();
    }

    /// <summary>Id, STIX id, type, name: how an object stands in a list.</summary>
    public static void WriteReference(Utf8JsonWriter json, AttackObject found)
    {
        json.WriteString("id", found.Id);
        json.WriteString("name", found.Name);
    }

    public static void WriteCommon(Utf8JsonWriter json, AttackObject found, AttackRelease release)
    {
        json.WriteString("id", found.Id);
        json.WriteString("stix_id", found.StixId);
        json.WriteString("type", ObjectKind.NameOf(found));
        json.WriteString("name", found.Name);
        json.WriteStrings("aliases", found.Aliases);
        json.WriteString("release", release.Version);
        json.WriteStrings("domains", found.Domains);
        json.WriteStrings("platforms", found.Platforms);
        json.WriteString("version", found.Version);
        json.WriteDay("created", DayOf(found.Created));
        json.WriteDay("modified", DayOf(found.Modified));
        json.WriteBoolean("revoked", found.IsRevoked);
        json.WriteBoolean("deprecated", found.IsDeprecated);
        json.WriteString("url", found.Url);
        var description = found.Description;
        if (description.Length > 0)
        {
            json.WriteString("description", description);
        }
    }

    static void WriteTechnique(Utf8JsonWriter json, Technique technique, AttackRelease release)
    {
        json.WriteStartArray("tactics");
        foreach (var domain in technique.Domains)
        {
            foreach (var tactic in release.TacticsOf(technique, domain))
            {
                json.WriteStartObject();
                WriteReference(json, tactic);
                json.WriteString("shortname", tactic.Shortname);
                json.WriteString("domain", domain);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        if (release.ParentOf(technique) is { } parent)
        {
            json.WriteStartObject("parent");
            WriteReference(json, parent);
            json.WriteEndObject();
        }
    }

    static void WriteAnalytic(Utf8JsonWriter json, Analytic analytic, AttackRelease release)
    {
        json.WriteObjects("log_sources", analytic.LogSources, reference => WriteLogSource(json, reference, release));
        json.WriteObjects("mutable_elements", analytic.MutableElements, element =>
        {
            json.WriteString("field", element.Field);
            json.WriteString("description", element.Description);
        });
    }

    static void WriteLogSource(Utf8JsonWriter json, LogSource source)
    {
        json.WriteString("name", source.Name);
        json.WriteString("channel", source.Channel);
    }

    static void WriteLogSource(Utf8JsonWriter json, LogSourceReference reference, AttackRelease release)
    {
        WriteLogSource(json, reference.LogSource);
        if (release.TryFindStix(reference.DataComponentRef, out var component))
        {
            json.WriteStartObject("data_component");
            WriteReference(json, component);
            json.WriteEndObject();
        }
    }

    static void WriteSectors(Utf8JsonWriter json, string name, IReadOnlyList<SectorFact> facts) => json.WriteObjects(name, facts, fact =>
    {
        json.WriteString("name", fact.Name);
        json.WriteRounded("confidence", fact.Confidence);
        json.WriteStrings("sources", fact.Sources);
    });

    // Sections that share a key are parts of one object: "techniques": {"direct": […], "inherited": […]}.
    static void WriteSections(Utf8JsonWriter json, ObjectView view)
    {
        foreach (var sections in view.Sections.GroupBy(static section => section.Key, StringComparer.Ordinal))
        {
            if (sections.First().Part is null)
            {
                json.WriteObjects(sections.Key, sections.SelectMany(static section => section.Objects), related => WriteRelated(json, related, part: "", view.Release));
                continue;
            }

            json.WriteStartObject(sections.Key);
            foreach (var section in sections)
            {
                var part = section.Part ?? "";
                json.WriteObjects(part, section.Objects, related => WriteRelated(json, related, part, view.Release));
            }

            json.WriteEndObject();
        }
    }

    static void WriteRelated(Utf8JsonWriter json, RelatedObject related, string part, AttackRelease release)
    {
        WriteReference(json, related.Object);
        switch (related.Object)
        {
            case Software software:
                json.WriteString("type", ObjectKind.NameOf(software));
                break;
            case Campaign campaign:
                json.WriteDay("first_seen", DayOf(campaign.FirstSeen));
                json.WriteDay("last_seen", DayOf(campaign.LastSeen));
                break;
            case Analytic analytic:
                json.WriteStrings("platforms", analytic.Platforms);
                json.WriteObjects("log_sources", analytic.LogSources, reference => WriteLogSource(json, reference, release));
                break;
        }

        var isInherited = string.Equals(part, "inherited", StringComparison.Ordinal);
        if (isInherited || related.Via.Count > 0)
        {
            json.WriteObjects(isInherited ? "via" : "inherited_from", related.Via, campaign => WriteReference(json, campaign));
        }

        if (related.Statement?.Description is { Length: > 0 } statement)
        {
            json.WriteString("statement", statement);
        }
    }

    static DateOnly? DayOf(DateTimeOffset? moment) => moment is { } known ? DateOnly.FromDateTime(known.UtcDateTime) : null;
}
