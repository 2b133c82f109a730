using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Authoring;

/// <summary>One object of a source: finds or begins it, then sets what the entry says.</summary>
sealed class OwnSourceEntry(OwnSourceRun run, OwnKind kind, YamlNode.Mapping source)
{
    StixValue.Mapping fields = StixValue.Mapping.Empty;

    /// <summary>The fields as they are now.</summary>
    public StixValue.Mapping Fields => fields;

    /// <summary>The STIX type; software is a tool where it says so.</summary>
    public string Type => fields.TextOf("type");

    /// <summary>Takes an entry of an own object.</summary>
    public void ApplyOwn()
    {
        var place = source.TryFind("id", out var idNode) ? idNode.Location : source.Location;
        if (FindId(idNode) is not { } id || RefuseClash(id, place))
        {
            return;
        }

        var before = run.Collection.TryFind(id, out var known) ? known : null;
        if (before is not null && !string.Equals(OwnKind.OfType(before.Type)?.Type, kind.Type, StringComparison.Ordinal))
        {
            run.Log.Warn("OWN008", place, $"the id is that of {before}, which is no {kind.Name}; the entry was left out", id);
            return;
        }

        fields = before?.Fields ?? Begin(id);
        if (!run.IsFirst(fields.TextOf("id"), place, id))
        {
            return;
        }

        if (before is null && TextOf("name").Length == 0)
        {
            run.Log.Warn("OWN009", source.Location, $"a new {kind.Name} needs a name; the entry was left out", id);
            return;
        }

        SetAll();
        run.Put(before, fields, before?.Base);
        OwnSourceLinks.Apply(run, kind, fields, source);
    }

    /// <summary>Sets what the entry says of an object that is there already.</summary>
    public StixValue.Mapping Changed(StixValue.Mapping before)
    {
        fields = before;
        SetAll();
        return fields;
    }

    void SetAll()
    {
        var words = OwnFields.Of(kind);
        foreach (var (key, _) in source.Entries.Where(entry => !words.Any(word => string.Equals(word.Key, entry.Key.Text, StringComparison.Ordinal))))
        {
            run.Log.Warn("OWN004", key.Location, $"a {kind.Name} has no such key; what it holds was left out", key.Text, OwnSourceHead.Suggest(key.Text, words.Select(static word => word.Key)));
        }

        // In the order of the table, not of the file: tactics are read with the domains known.
        foreach (var word in words)
        {
            if (source.TryFind(word.Key, out var node) && word.Set is not null)
            {
                fields = word.Set(new OwnFieldInput(run, kind, fields, node)) ?? fields;
            }
        }

        fields = WithNameAmongAliases(fields);
    }

    /// <summary>ATT&amp;CK's rule: where there are aliases, the first is the name.</summary>
    StixValue.Mapping WithNameAmongAliases(StixValue.Mapping made)
    {
        var field = OwnFields.AliasField(made.TextOf("type"));
        var name = made.TextOf("name");
        if (field is null || made.Find(field) is not StixValue.Sequence && (kind.Type is StixTypes.Malware || !source.TryFind("aliases", out _)) && kind.Type is not (StixTypes.Group or StixTypes.Campaign))
        {
            return made;
        }

        var aliases = made.TextsOf(field);
        var isRight = aliases.Count > 0 && string.Equals(aliases[0], name, StringComparison.Ordinal);
        return isRight ? made : made.With(field, StixValue.Sequence.OfTexts(aliases.Where(alias => !string.Equals(alias, name, StringComparison.Ordinal)).Prepend(name)));
    }

    /// <summary>The id that the entry names, that of the own object of its name, or the next free one.</summary>
    string? FindId(YamlNode? node)
    {
        var prefix = run.Collection.Head.Prefix;
        if (node is YamlNode.Scalar { Text.Length: > 0 } given)
        {
            var id = given.Text.Trim().ToUpperInvariant();
            if (prefix.Fits(kind, id) || run.Collection.TryFind(id, out _) || run.Release.TryFind(id, out _))
            {
                return id;
            }

            run.Log.Warn("OWN008", node.Location, $"an own {kind.Name} has an id such as {prefix.IdOf(kind, 1)}; the entry was left out", given.Text, Proposal());
            return null;
        }

        var name = TextOf("name");
        if (run.Collection.Entries.FirstOrDefault(e => name.Length > 0 && !e.IsChange && string.Equals(OwnKind.OfType(e.Type)?.Type, kind.Type, StringComparison.Ordinal) && string.Equals(e.Name, name, StringComparison.Ordinal)) is { } named)
        {
            return named.Id;
        }

        if (NextId() is { } next)
        {
            return next;
        }

        run.Log.Warn("OWN016", source.Location, $"every id of an own {kind.Name} is taken; the entry was left out");
        return null;
    }

    string? NextId()
    {
        var prefix = run.Collection.Head.Prefix;
        return kind.Type is StixTypes.Technique && source.TryFind("parent", out var parent) && parent is YamlNode.Scalar { Text.Length: > 0 } scalar
            ? prefix.NextSub(scalar.Text.Trim().ToUpperInvariant(), run.IsTaken)
            : prefix.Next(kind, run.IsTaken);
    }

    string? Proposal() => NextId() is { } next ? $"{next} is free" : null;

    bool RefuseClash(string id, SourceLocation place)
    {
        if (!run.Release.TryFind(id, out var clash))
        {
            return false;
        }

        run.Log.Warn(
            "OWN003", place, $"the id is that of the published {clash}; the entry was left out", id,
            $"{(NextId() is { } next ? $"{next} is free for an object of your own; " : "")}to change the published one, put the entry under changes");
        return true;
    }

    StixValue.Mapping Begin(string id)
    {
        var (head, time) = (run.Collection.Head, new StixValue.Text(StixTime.Of(run.Now)));
        var type = kind.Type is StixTypes.Malware && TextOf("kind") is StixTypes.Tool ? StixTypes.Tool : kind.Type;
        var identity = new StixValue.Text(head.IdentityId);
        var begun = StixValue.Mapping.Of(
            ("type", new StixValue.Text(type)),
            ("spec_version", new StixValue.Text(Stix21.Version)),
            ("id", new StixValue.Text(run.Collection.StixIdOf(type, id))),
            ("created_by_ref", identity),
            ("created", time),
            ("modified", time),
            ("name", new StixValue.Text("")),
            ("external_references", new StixValue.Sequence([StixValue.Mapping.Of(("source_name", new StixValue.Text("mitre-attack")), ("external_id", new StixValue.Text(id)))])),
            ("x_mitre_attack_spec_version", new StixValue.Text(OwnBundle.SpecVersion)),
            ("x_mitre_domains", StixValue.Sequence.OfTexts([DomainOf(TextOf("parent"))])),
            ("x_mitre_modified_by_ref", identity),
            ("x_mitre_version", new StixValue.Text(OwnVersion.First)));
        return type switch
        {
            StixTypes.Technique => begun.With("x_mitre_is_subtechnique", new StixValue.Flag(TextOf("parent").Length > 0)).With("kill_chain_phases", InheritedPhases()),
            StixTypes.Malware => begun.With("is_family", new StixValue.Flag(true)),
            StixTypes.Analytic => begun.With("x_mitre_platforms", new StixValue.Sequence([])),
            StixTypes.DetectionStrategy => begun.With("x_mitre_analytic_refs", new StixValue.Sequence([])),
            _ => begun,
        };
    }

    /// <summary>A sub-technique stands where its parent does unless it says otherwise.</summary>
    string DomainOf(string parent)
    {
        if (parent.Length > 0 && run.Collection.TryFind(parent, out var own) && own.Fields.TextsOf("x_mitre_domains") is [var first, ..])
        {
            return first;
        }

        return parent.Length > 0 && run.Release.TryFind(parent, out var found) && found.Domains.Count > 0 ? found.Domains[0] : run.Vocabulary.DefaultDomain;
    }

    StixValue.Sequence InheritedPhases()
    {
        var parent = TextOf("parent");
        if (parent.Length > 0 && run.Collection.TryFind(parent, out var own) && own.Fields.Find("kill_chain_phases") is StixValue.Sequence phases)
        {
            return phases;
        }

        return parent.Length > 0 && run.Release.TryFind(parent, out var found) && found is Technique technique
            ? new StixValue.Sequence([.. technique.Phases.Select(OwnFields.PhaseOf)])
            : new StixValue.Sequence([]);
    }

    string TextOf(string key) => source.TryFind(key, out var node) && node is YamlNode.Scalar { IsNull: false } scalar ? scalar.Text.Trim() : "";
}
