using System.Text.Json;
using Merlon.Attack;
using Merlon.Intelligence;

namespace Merlon.Answers;

/// <summary>One object of ATT&amp;CK as JSON; docs/guide/command-line.md lists the keys.</summary>
static class ObjectJson
{
    public static void Write(Utf8JsonWriter json, ObjectView view)
    {
        json.WriteStartObject();
        WriteFacts(json, view.Page.Object, view.Page.Release);
        if (view.Sectors is { } sectors && view.Page.Object is Group group)
        {
            WriteSectors(json, "sectors", sectors.SectorsOf(group));
            WriteSectors(json, "regions", sectors.RegionsOf(group));
        }

        WriteSections(json, view);
        WriteReferences(json, view);
        view.History?.Write(json, view.ShowsHistory);
        json.WriteEndObject();
    }

    /// <summary>Everything that an object says of itself, as properties of the object that is being written.</summary>
    public static void WriteFacts(Utf8JsonWriter json, AttackObject found, AttackRelease release)
    {
        WriteCommon(json, found, release);
        WritePublication(json, found);
        switch (found)
        {
            case Technique technique:
                WriteTechnique(json, technique, release);
                WriteOldFields(json, technique);
                break;
            case Campaign campaign:
                json.WriteDay("first_seen", DayOf(campaign.FirstSeen));
                json.WriteDay("last_seen", DayOf(campaign.LastSeen));
                json.WriteText("first_seen_citation", campaign.FirstSeenCitation);
                json.WriteText("last_seen_citation", campaign.LastSeenCitation);
                break;
            case Tactic tactic:
                json.WriteString("shortname", tactic.Shortname);
                break;
            case Mitigation mitigation:
                json.WriteStrings("labels", mitigation.Labels);
                break;
            case Asset asset:
                json.WriteStrings("sectors", asset.Sectors);
                json.WriteObjects("related_assets", asset.RelatedAssets, related =>
                {
                    json.WriteString("name", related.Name);
                    json.WriteStrings("sectors", related.Sectors);
                    json.WriteString("description", related.Description);
                });
                break;
            case DataSource source:
                json.WriteStrings("collection_layers", source.CollectionLayers);
                break;
            case DataComponent component:
                json.WriteObjects("log_sources", component.LogSources, source => WriteLogSource(json, source));
                break;
            case Analytic analytic:
                WriteAnalytic(json, analytic, release);
                break;
        }
    }

    // What only bundles have: who published it, and where other names come from.
    static void WritePublication(Utf8JsonWriter json, AttackObject found)
    {
        if (found.Published.IsEmpty)
        {
            return;
        }

        json.WriteStrings("contributors", found.Contributors);
        json.WriteText("created_by_ref", found.CreatedByRef);
        json.WriteText("modified_by_ref", found.ModifiedByRef);
        if (found.AliasCitations is { Count: > 0 } citations)
        {
            json.WriteObjects("alias_citations", citations, citation =>
            {
                json.WriteString("alias", citation.Alias);
                json.WriteString("text", citation.Text);
            });
        }
    }

    static void WriteOldFields(Utf8JsonWriter json, Technique technique)
    {
        if (technique.Published.IsEmpty)
        {
            return;
        }

        json.WriteBoolean("is_subtechnique", technique.IsSubTechnique);
        json.WriteText("detection", technique.Detection);
        json.WriteSome("tactic_types", technique.TacticTypes);
        json.WriteSome("impact_types", technique.ImpactTypes);
        json.WriteSome("permissions_required", technique.PermissionsRequired);
        json.WriteSome("effective_permissions", technique.EffectivePermissions);
        json.WriteSome("system_requirements", technique.SystemRequirements);
        json.WriteSome("defenses_bypassed", technique.DefensesBypassed);
        json.WriteSome("data_sources", technique.DataSources);
        json.WriteSome("capec_ids", technique.CapecIds);
        if (technique.SupportsRemote)
        {
            json.WriteBoolean("supports_remote", value: true);
        }

        if (technique.RequiresNetwork)
        {
            json.WriteBoolean("requires_network", value: true);
        }
    }

    static void WriteReferences(Utf8JsonWriter json, ObjectView view)
    {
        if (view.Page.References.Citations.Count > 0 && view.Shows(ObjectView.ReferencesSection))
        {
            json.WriteObjects("references", view.Page.References.Citations.Select(static (citation, place) => (citation, place)), numbered =>
            {
                json.WriteNumber("number", numbered.place + 1);
                json.WriteString("source_name", numbered.citation.SourceName);
                json.WriteText("description", numbered.citation.Description);
                json.WriteText("url", numbered.citation.Url);
            });
        }
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
        if (found.Origin != ObjectOrigin.Published)
        {
            json.WriteString("origin", found.Origin == ObjectOrigin.Own ? "own" : "changed");
        }

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
        var shown = view.Sections.Where(static section => !section.IsListed && section.Text.IsEmpty);
        foreach (var sections in shown.GroupBy(static section => section.Key, StringComparer.Ordinal))
        {
            if (sections.First().Part is null)
            {
                json.WriteObjects(sections.Key, sections.SelectMany(static section => section.Entries), entry => WriteEntry(json, entry, part: "", view.Page.Release));
                continue;
            }

            json.WriteStartObject(sections.Key);
            foreach (var section in sections)
            {
                var part = section.Part ?? "";
                json.WriteObjects(part, section.Entries, entry => WriteEntry(json, entry, part, view.Page.Release));
            }

            json.WriteEndObject();
        }
    }

    static void WriteEntry(Utf8JsonWriter json, PageEntry entry, string part, AttackRelease release)
    {
        if (entry.Object is { } found)
        {
            WriteReference(json, found);
            WriteKindOf(json, found, release);
        }

        var isInherited = string.Equals(part, "inherited", StringComparison.Ordinal);
        if (isInherited || entry.Via.Count > 0)
        {
            json.WriteObjects(isInherited ? "via" : "inherited_from", entry.Via, campaign => WriteReference(json, campaign));
        }

        json.WriteText("statement", entry.Statement?.Description ?? "");
        if (entry.Children.Count > 0 && entry.Object is DetectionStrategy)
        {
            json.WriteObjects("analytics", entry.Children, child => WriteReference(json, child.Object ?? entry.Object));
        }
    }

    static void WriteKindOf(Utf8JsonWriter json, AttackObject found, AttackRelease release)
    {
        switch (found)
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
                json.WriteText("description", analytic.Description);
                WriteAnalytic(json, analytic, release);
                break;
        }
    }

    static DateOnly? DayOf(DateTimeOffset? moment) => moment is { } known ? DateOnly.FromDateTime(known.UtcDateTime) : null;
}
