using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Authoring;

/// <summary>One source on its way into a collection: objects first, in an order in which what is referred to comes before, then notes and relationships.</summary>
sealed class OwnSourceRun(OwnCollection collection, OwnSourceContext context, DiagnosticLog log)
{
    const string Changes = "changes", Notes = "notes", Relationships = "relationships", Remove = "remove";

    readonly OwnVocabulary vocabulary = new(context.Release);
    readonly HashSet<string> seen = new(StringComparer.Ordinal);
    int entryCount;

    public OwnCollection Collection { get; private set; } = collection;

    public AttackRelease Release => context.Release;

    public OwnVocabulary Vocabulary => vocabulary;

    public DiagnosticLog Log => log;

    public DateTimeOffset Now => context.Now;

    public void Apply(YamlNode.Mapping file)
    {
        string[] keys = [.. OwnKind.All.Select(static kind => kind.Key), Changes, Notes, Relationships, Remove, "merlon_own", "collection"];
        foreach (var (key, _) in file.Entries.Where(entry => !keys.Contains(entry.Key.Text, StringComparer.Ordinal)))
        {
            log.Warn("OWN004", key.Location, "this key is not known; what it holds was left out", key.Text, OwnSourceHead.Suggest(key.Text, keys));
        }

        foreach (var kind in OwnKind.All)
        {
            // A sub-technique's parent may stand below it.
            foreach (var entry in Mappings(file, kind.Key).OrderBy(static entry => entry.TryFind("parent", out _)))
            {
                new OwnSourceEntry(this, kind, entry).ApplyOwn();
            }
        }

        foreach (var entry in Mappings(file, Changes))
        {
            OwnSourceChange.Apply(this, entry);
        }

        foreach (var entry in Mappings(file, Notes))
        {
            OwnSourceNote.Apply(this, entry);
        }

        foreach (var entry in Items(file, Relationships))
        {
            OwnSourceRelationship.Apply(this, entry);
        }

        foreach (var entry in Items(file, Remove))
        {
            RemoveEntry(entry);
        }
    }

    /// <summary>Puts an entry in: new, or raised in its version where it says something else than before.</summary>
    public void Put(OwnEntry? before, StixValue.Mapping fields, OwnBase? basis)
    {
        if (before is not null && Equals(before.Fields, fields))
        {
            return;
        }

        var isNew = before is null && basis is null;
        var stamped = isNew ? fields : OwnCollection.Stamped(fields, context.Step, context.Now);
        if (basis is not null)
        {
            stamped = stamped.With("x_mitre_modified_by_ref", new StixValue.Text(Collection.Head.IdentityId));
        }

        Collection = Collection.With(new OwnEntry(stamped, basis, before?.Conflicts ?? []), context.Now);
    }

    public void PutCompanions(IEnumerable<StixValue.Mapping> companions) => Collection = Collection.WithCompanions(companions);

    /// <summary>True for the first entry of a file about an object; a second one would undo what the first said.</summary>
    public bool IsFirst(string stixId, SourceLocation place, string id)
    {
        if (seen.Add(stixId))
        {
            return true;
        }

        log.Warn("OWN010", place, "the object stands twice in the file; the first entry was taken", id, "put both into one entry");
        return false;
    }

    /// <summary>Finds what an id or STIX id names: an own object, else a published one, along the lineage where it no longer lives.</summary>
    public OwnTarget? Resolve(YamlNode node)
    {
        var word = node is YamlNode.Scalar scalar ? scalar.Text.Trim() : "";
        if (word.Length == 0)
        {
            log.Warn("OWN005", node.Location, "an id such as T1059 belongs here");
            return null;
        }

        if (Collection.TryFind(word, out var own))
        {
            return new OwnTarget(own.StixId, own.Type, own.Id, own.Fields);
        }

        if (!Release.TryFind(word, out var found) && !Release.TryFindStix(word, out found))
        {
            var nearest = Spelling.Nearest(word, Release.Objects.Where(static o => o.IsLive && o.Id.Length > 0).Select(static o => o.Id).Concat(Collection.Entries.Select(static e => e.Id).Where(static id => id.Length > 0)));
            log.Warn("OWN006", node.Location, $"neither the collection nor ATT&CK {Release.Version} has it", word, nearest is null ? null : $"did you mean {nearest}?");
            return null;
        }

        if (!found.IsLive && Release.Lineage.SuccessorOf(found) is { } successor)
        {
            log.Note("OWN018", node.Location, $"{found} no longer lives in ATT&CK {Release.Version}; its successor {successor} was taken", word);
            found = successor;
        }

        return new OwnTarget(found.StixId, StixTypeOf(found), found.Id, ReleaseFields.Read(found.Published.Json));
    }

    /// <summary>True for an id that an own object or the release has.</summary>
    public bool IsTaken(string id) => Release.TryFind(id, out _) || Collection.TryFind(id, out _);

    public static string StixTypeOf(AttackObject found) => found.StixId[..Math.Max(0, found.StixId.IndexOf("--", StringComparison.Ordinal))];

    void RemoveEntry(YamlNode node)
    {
        var word = node is YamlNode.Scalar scalar ? scalar.Text.Trim() : "";
        if (Collection.TryFind(word, out var entry))
        {
            Collection = Collection.Without(entry.StixId, context.Now);
        }
        else
        {
            log.Warn("OWN006", node.Location, "the collection has no such object to remove", word);
        }
    }

    IEnumerable<YamlNode.Mapping> Mappings(YamlNode.Mapping file, string key)
    {
        foreach (var item in Items(file, key))
        {
            if (item is YamlNode.Mapping mapping)
            {
                yield return mapping;
            }
            else
            {
                log.Warn("OWN005", item.Location, $"an entry of {key} is a mapping; it was left out");
            }
        }
    }

    List<YamlNode> Items(YamlNode.Mapping file, string key)
    {
        if (!file.TryFind(key, out var node) || node is YamlNode.Scalar { IsNull: true })
        {
            return [];
        }

        if (node is not YamlNode.Sequence list)
        {
            log.Warn("OWN005", node.Location, $"{key} is a list; it was left out");
            return [];
        }

        List<YamlNode> items = [.. list.Items.Take(OwnSource.EntriesMax - entryCount)];
        entryCount += items.Count;
        if (items.Count < list.Items.Count)
        {
            log.Warn("OWN016", list.Items[items.Count].Location, $"a file holds {OwnSource.EntriesMax} entries; this one and those after it were left out", key);
        }

        return items;
    }
}

/// <summary>What an id in a source names.</summary>
/// <param name="StixId">STIX id.</param>
/// <param name="Type">STIX type.</param>
/// <param name="Id">ATT&amp;CK id.</param>
/// <param name="Fields">Its fields; null where the release has no texts.</param>
sealed record OwnTarget(string StixId, string Type, string Id, StixValue.Mapping? Fields);
