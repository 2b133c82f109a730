using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Authoring;

/// <summary>An entry under <c>changes</c>: a published object as the organisation wants it.</summary>
static class OwnSourceChange
{
    public static void Apply(OwnSourceRun run, YamlNode.Mapping source)
    {
        if (!source.TryFind("id", out var node) || node is not YamlNode.Scalar { Text.Length: > 0 } id)
        {
            run.Log.Warn("OWN009", source.Location, "a change needs the id of the object that it changes; the entry was left out");
            return;
        }

        var word = id.Text.Trim();
        var before = run.Collection.TryFind(word, out var known) ? known : null;
        var found = before is null && (run.Release.TryFind(word, out var published) || run.Release.TryFindStix(word, out published)) ? published : null;
        var type = before?.Type ?? (found is null ? "" : OwnSourceRun.StixTypeOf(found));
        if (OwnKind.OfType(type) is not { } kind)
        {
            var isThere = before is not null || found is not null;
            run.Log.Warn("OWN012", node.Location, isThere ? "objects of this kind are not changed here; the entry was left out" : $"ATT&CK {run.Release.Version} has no such object to change; the entry was left out", word);
            return;
        }

        var fields = before?.Fields ?? (found is null ? null : ReleaseFields.Read(found.Published.Json));
        if (fields is null)
        {
            run.Log.Warn("OWN007", node.Location, "the built-in release has no texts, so a change would lose what is published; the entry was left out", word, "add the release: merlon release add PATH");
            return;
        }

        if (!run.IsFirst(fields.TextOf("id"), node.Location, word))
        {
            return;
        }

        fields = Stix21.Of(fields);
        var basis = before is null ? new OwnBase(run.Release.Version, fields) : before.Base;
        var changed = new OwnSourceEntry(run, kind, source).Changed(fields);
        if (Equals(changed, fields))
        {
            if (before is null)
            {
                run.Log.Note("OWN014", node.Location, $"the entry says what ATT&CK {run.Release.Version} has already", word);
            }
        }
        else
        {
            run.PutCompanions(Publishers.Of(changed).Select(one => ReleaseFields.Find(run.Release, one)).OfType<StixValue.Mapping>().Select(Stix21.Of));
            run.Put(before, changed, basis);
        }

        OwnSourceLinks.Apply(run, kind, changed, source);
    }
}

/// <summary>What an entry says of other objects: its parent, what it detects, what replaces it.</summary>
static class OwnSourceLinks
{
    public static void Apply(OwnSourceRun run, OwnKind kind, StixValue.Mapping fields, YamlNode.Mapping source)
    {
        var self = fields.TextOf("id");
        if (kind.Type is StixTypes.Technique && source.TryFind("parent", out var parent) && run.Resolve(parent) is { } target)
        {
            OwnSourceRelationship.Put(run, self, RelationshipTypes.SubTechniqueOf, target.StixId, StixValue.Mapping.Empty);
        }

        if (kind.Type is StixTypes.DetectionStrategy && source.TryFind("detects", out var detects))
        {
            foreach (var node in detects is YamlNode.Sequence list ? list.Items : [detects])
            {
                if (run.Resolve(node) is { } technique)
                {
                    OwnSourceRelationship.Put(run, self, RelationshipTypes.Detects, technique.StixId, StixValue.Mapping.Empty);
                }
            }
        }

        if (source.TryFind("revoked_by", out var successor) && run.Resolve(successor) is { } replacing && run.Collection.TryFind(self, out var entry))
        {
            run.Put(entry, entry.Fields.With("revoked", new StixValue.Flag(true)), entry.Base);
            OwnSourceRelationship.Put(run, self, RelationshipTypes.RevokedBy, replacing.StixId, StixValue.Mapping.Empty);
        }
    }
}

/// <summary>An entry under <c>notes</c>: a text about objects.</summary>
static class OwnSourceNote
{
    static readonly string[] Keys = ["on", "title", "text", "authors"];

    public static void Apply(OwnSourceRun run, YamlNode.Mapping source)
    {
        foreach (var (key, _) in source.Entries.Where(static entry => !Keys.Contains(entry.Key.Text, StringComparer.Ordinal)))
        {
            run.Log.Warn("OWN004", key.Location, "a note has no such key; what it holds was left out", key.Text, OwnSourceHead.Suggest(key.Text, Keys));
        }

        var text = source.TryFind("text", out var node) && node is YamlNode.Scalar { IsNull: false } scalar ? scalar.Text.TrimEnd() : "";
        if (text.Length is 0 or > OwnSource.TextCharsMax || !source.TryFind("on", out var on))
        {
            run.Log.Warn("OWN009", source.Location, $"a note needs on (ids) and text (at most {OwnSource.TextCharsMax} characters); it was left out");
            return;
        }

        List<string> refs = [.. (on is YamlNode.Sequence list ? list.Items : [on]).Select(run.Resolve).OfType<OwnTarget>().Select(static target => target.StixId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (refs.Count == 0)
        {
            return;
        }

        var title = source.TryFind("title", out var titleNode) && titleNode is YamlNode.Scalar titled ? titled.Text.Trim() : "";
        List<string> authors = source.TryFind("authors", out var by) ? [.. (by is YamlNode.Sequence names ? names.Items : [by]).OfType<YamlNode.Scalar>().Select(static one => one.Text.Trim())] : [];

        // A note is known by its title and what it is about; without a title by its text.
        var stixId = run.Collection.StixIdOf(OwnTypes.Note, $"note\n{string.Join(' ', refs)}\n{(title.Length > 0 ? title : text)}");
        var before = run.Collection.TryFind(stixId, out var known) ? known : null;
        var time = new StixValue.Text(StixTime.Of(run.Now));
        var fields = (before?.Fields ?? StixValue.Mapping.Of(
            ("type", new StixValue.Text(OwnTypes.Note)),
            ("spec_version", new StixValue.Text(Stix21.Version)),
            ("id", new StixValue.Text(stixId)),
            ("created_by_ref", new StixValue.Text(run.Collection.Head.IdentityId)),
            ("created", time),
            ("modified", time)))
            .With("abstract", title.Length > 0 ? new StixValue.Text(title) : null)
            .With("authors", authors.Count > 0 ? StixValue.Sequence.OfTexts(authors) : null)
            .With("content", new StixValue.Text(text))
            .With("object_refs", StixValue.Sequence.OfTexts(refs));
        run.Put(before, fields, before?.Base);
    }
}

/// <summary>An entry under <c>relationships</c>: a mapping, or <c>HBG0001 uses T1059</c>.</summary>
static class OwnSourceRelationship
{
    static readonly string[] Keys = ["source", "type", "target", "description", "references"];
    static readonly OwnKind Kind = new("relationship", "relationships", StixTypes.Relationship, "");

    public static void Apply(OwnSourceRun run, YamlNode node)
    {
        if (node is YamlNode.Scalar { Text: var line } && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var from, var verb, var to])
        {
            Take(run, new YamlNode.Scalar(from, true, node.Location), verb, new YamlNode.Scalar(to, true, node.Location), node);
        }
        else if (node is YamlNode.Mapping mapping && mapping.TryFind("source", out var source) && mapping.TryFind("target", out var target)
            && mapping.TryFind("type", out var type) && type is YamlNode.Scalar { Text.Length: > 0 } word)
        {
            foreach (var (key, _) in mapping.Entries.Where(static entry => !Keys.Contains(entry.Key.Text, StringComparer.Ordinal)))
            {
                run.Log.Warn("OWN004", key.Location, "a relationship has no such key; what it holds was left out", key.Text, OwnSourceHead.Suggest(key.Text, Keys));
            }

            Take(run, source, word.Text.Trim(), target, node);
        }
        else
        {
            run.Log.Warn("OWN005", node.Location, "a relationship has source, type and target, or is a line such as HBG0001 uses T1059; it was left out");
        }
    }

    static void Take(OwnSourceRun run, YamlNode source, string type, YamlNode target, YamlNode node)
    {
        if (run.Resolve(source) is not { } from || run.Resolve(target) is not { } to)
        {
            return;
        }

        var rules = BundleRules.Known;
        if (!rules.Allows(type, from.Type, to.Type))
        {
            var allowed = rules.TypesBetween(from.Type, to.Type);
            run.Log.Warn(
                "OWN019", node.Location, $"ATT&CK has no relationship {type} from {from.Type} to {to.Type}; it was left out", $"{from.Id} {type} {to.Id}",
                allowed.Count > 0 ? $"between them there is {string.Join(", ", allowed)}" : null);
            return;
        }

        var said = StixValue.Mapping.Empty;
        if (node is YamlNode.Mapping mapping)
        {
            if (mapping.TryFind("description", out var text) && text is YamlNode.Scalar { IsNull: false } scalar)
            {
                said = said.With("description", new StixValue.Text(scalar.Text.TrimEnd()));
            }

            if (mapping.TryFind("references", out var references))
            {
                said = OwnReferenceList.Set(new OwnFieldInput(run, Kind, said, references)) ?? said;
            }
        }

        Put(run, from.StixId, type, to.StixId, said);
    }

    /// <summary>States a relationship, or sets what is said about one that is stated already.</summary>
    public static void Put(OwnSourceRun run, string source, string type, string target, StixValue.Mapping said)
    {
        var stixId = run.Collection.StixIdOf(StixTypes.Relationship, $"{type} {source} {target}");
        var before = run.Collection.TryFind(stixId, out var known) ? known : null;
        var time = new StixValue.Text(StixTime.Of(run.Now));
        var identity = new StixValue.Text(run.Collection.Head.IdentityId);
        var fields = before?.Fields ?? StixValue.Mapping.Of(
            ("type", new StixValue.Text(StixTypes.Relationship)),
            ("spec_version", new StixValue.Text(Stix21.Version)),
            ("id", new StixValue.Text(stixId)),
            ("created_by_ref", identity),
            ("created", time),
            ("modified", time),
            ("relationship_type", new StixValue.Text(type)),
            ("source_ref", new StixValue.Text(source)),
            ("target_ref", new StixValue.Text(target)),
            ("x_mitre_attack_spec_version", new StixValue.Text(OwnBundle.SpecVersion)),
            ("x_mitre_modified_by_ref", identity));
        foreach (var (key, value) in said.Entries)
        {
            fields = fields.With(key, value);
        }

        run.Put(before, fields, before?.Base);
    }
}
