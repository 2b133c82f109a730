using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Stix;

/// <summary>Makes what <see cref="StixObjectFields"/> holds into objects and relationships, and says what is missing.</summary>
sealed class StixObjectMaker(StixObjectFields fields, BundleContents contents)
{
    readonly DiagnosticLog log = contents.Log;

    /// <summary>Takes the object that the fields hold now.</summary>
    public void Make()
    {
        if (!fields.Has(StixField.Type) || !fields.Has(StixField.Id))
        {
            var missing = fields.Has(StixField.Type) ? "id" : "type";
            log.Warn("STIX013", fields.Here, $"an object without {missing} was left out");
            return;
        }

        var type = fields.Shared(StixField.Type);
        if (type is StixTypes.Relationship)
        {
            MakeRelationship();
        }
        else if (StixTypes.IsObject(type))
        {
            MakeObject(type);
        }
        else
        {
            MakeOther(type);
        }
    }

    /// <summary>Keeps what is no knowledge but belongs to the bundle: its publisher, its licence, its list of contents.</summary>
    void MakeOther(string type)
    {
        contents.Others.Add(new StixOther(fields.Shared(StixField.Id), type, fields.Json));
        if (type is StixTypes.Collection)
        {
            contents.CollectionVersion ??= fields.Has(StixField.Version) ? fields.Own(StixField.Version) : null;
        }
        else if (!StixTypes.IsHousekeeping(type))
        {
            BundleContents.Increment(contents.UnusedTypes, type);
        }
    }

    void MakeRelationship()
    {
        if (!fields.Has(StixField.RelationshipType) || !fields.Has(StixField.SourceRef) || !fields.Has(StixField.TargetRef))
        {
            var missing = !fields.Has(StixField.RelationshipType) ? StixField.RelationshipType
                : !fields.Has(StixField.SourceRef) ? StixField.SourceRef : StixField.TargetRef;
            log.Warn("STIX015", fields.At(missing), "the relationship has no such field and was left out", fields.Own(StixField.Id));
            return;
        }

        var facts = new RelationshipFacts(
            fields.Shared(StixField.RelationshipType),
            Required(StixField.Created), Required(StixField.Modified),
            fields.Flag(StixField.Revoked), fields.Flag(StixField.Deprecated),
            fields.Text(StixField.Id), fields.Text(StixField.Description), Citations(ownCount: 0), fields.Json);
        contents.Relationships.Add(new StixRelationship(
            fields.Content(StixField.Id), fields.Shared(StixField.SourceRef), fields.Shared(StixField.TargetRef), fields.Place, facts, contents));
    }

    void MakeObject(string type)
    {
        var own = OwnReference();
        contents.IsAttack |= !own.Second.IsAbsent;
        var id = fields.Own(own.Second);
        var techniqueId = default(TechniqueId);
        if (type is StixTypes.Technique && !TechniqueId.TryParse(id, out techniqueId))
        {
            log.Warn(
                "STIX017", fields.At(StixField.ExternalReferences), "a technique without an id such as T1059 was left out",
                id.Length == 0 ? fields.Own(StixField.Name) : id);
            return;
        }

        if (!fields.Has(StixField.Name))
        {
            log.Warn("STIX015", fields.At(StixField.Name), "the object has no name", fields.Own(StixField.Id));
        }

        var domains = fields.List(StixField.Domains);
        for (var i = 0; i < domains.Length; i++)
        {
            if (Array.IndexOf(domains, domains[i]) == i)
            {
                BundleContents.Increment(contents.DomainVotes, domains[i]);
            }
        }

        contents.Objects.Add(new StixObject
        {
            Type = type,
            StixId = fields.Shared(StixField.Id),
            Facts = Facts(id, own, domains),
            Place = fields.Place,
            Bundle = contents,
            TechniqueId = techniqueId,
            IsSubTechnique = fields.Flag(StixField.IsSubTechnique),
            Phases = type is StixTypes.Technique ? Phases() : null,
            Shortname = type is StixTypes.Tactic ? Shortname() : "",
            References = References(type),
            DataSourceRef = fields.Shared(StixField.DataSourceRef),
            FirstSeen = Optional(StixField.FirstSeen),
            LastSeen = Optional(StixField.LastSeen),
            LogSources = type is StixTypes.DataComponent ? LogSources() : null,
            LogSourceReferences = type is StixTypes.Analytic ? LogSourceReferences() : null,
        });
    }

    ObjectFacts Facts(string id, StixEntry own, string[] domains)
    {
        var name = fields.Own(StixField.Name);
        return new ObjectFacts(
            fields.Shared(StixField.Id), id, name, Aliases(name), domains, fields.List(StixField.Platforms),
            fields.Shared(StixField.Version), Required(StixField.Created), Required(StixField.Modified),
            fields.Flag(StixField.Revoked), fields.Flag(StixField.Deprecated), fields.Own(own.Third),
            fields.Text(StixField.Description), Citations(own.Second.IsAbsent ? 0 : 1), fields.Json);
    }

    /// <summary>The first reference that carries an ATT&amp;CK id, or an empty entry.</summary>
    StixEntry OwnReference()
    {
        var references = fields.Entries(StixField.ExternalReferences);
        for (var i = 0; i < references.Count; i++)
        {
            var reference = references[i];
            if (!reference.Second.IsAbsent && CitationList.IsOwn(fields.Shared(reference.First)))
            {
                return reference;
            }
        }

        return default;
    }

    CitationList Citations(int ownCount)
        => fields.Entries(StixField.ExternalReferences).Count > ownCount ? new CitationList(fields.ExternalReferences, Table: null) : default;

    string[] Aliases(string name)
    {
        var aliases = fields.List(StixField.Aliases);
        var published = aliases.Length > 0 ? aliases : fields.List(StixField.SoftwareAliases);
        return Array.IndexOf(published, name) < 0 ? published : Array.FindAll(published, alias => !string.Equals(alias, name, StringComparison.Ordinal));
    }

    string Shortname()
    {
        if (!fields.Has(StixField.Shortname))
        {
            log.Warn("STIX015", fields.At(StixField.Shortname), "the tactic has no shortname, so no technique can name it", fields.Own(StixField.Name));
        }

        return fields.Shared(StixField.Shortname);
    }

    string[] References(string type) => type switch
    {
        StixTypes.Matrix => fields.List(StixField.TacticRefs),
        StixTypes.DetectionStrategy => fields.List(StixField.AnalyticRefs),
        StixTypes.Mitigation => fields.List(StixField.Labels),
        StixTypes.Asset => fields.List(StixField.Sectors),
        _ => [],
    };

    TacticPhase[] Phases()
    {
        var entries = fields.Entries(StixField.KillChainPhases);
        var phases = new TacticPhase[entries.Count];
        for (var i = 0; i < phases.Length; i++)
        {
            phases[i] = new TacticPhase(fields.Shared(entries[i].First), fields.Shared(entries[i].Second));
        }

        return phases;
    }

    LogSource[] LogSources()
    {
        var entries = fields.Entries(StixField.LogSources);
        var sources = new LogSource[entries.Count];
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = new LogSource(fields.Shared(entries[i].First), fields.Shared(entries[i].Second));
        }

        return sources;
    }

    LogSourceReference[] LogSourceReferences()
    {
        var entries = fields.Entries(StixField.LogSourceReferences);
        var references = new LogSourceReference[entries.Count];
        for (var i = 0; i < references.Length; i++)
        {
            references[i] = new LogSourceReference(
                fields.Shared(entries[i].First), new LogSource(fields.Shared(entries[i].Second), fields.Shared(entries[i].Third)));
        }

        return references;
    }

    /// <summary>A timestamp that every object has to have; the earliest possible one where it is missing or broken, which is reported.</summary>
    DateTimeOffset Required(StixField field)
    {
        if (!fields.Has(field))
        {
            log.Warn("STIX015", fields.At(field), "the object does not say when", fields.Own(StixField.Id));
            return default;
        }

        return Optional(field) ?? default;
    }

    DateTimeOffset? Optional(StixField field)
    {
        if (!fields.Has(field))
        {
            return null;
        }

        if (StixTimestamp.TryParse(fields.Content(field).Span, out var timestamp))
        {
            return timestamp;
        }

        log.Warn("STIX016", fields.At(field), "this is not a timestamp; it was left out", fields.Own(field));
        return null;
    }
}
