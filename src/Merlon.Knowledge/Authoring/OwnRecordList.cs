using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Authoring;

/// <summary>Lists whose items are mappings with few keys: log sources, mutable elements.</summary>
static class OwnRecordList
{
    /// <summary>Sets a list of mappings.</summary>
    /// <param name="input">The value.</param>
    /// <param name="field">STIX field.</param>
    /// <param name="required">Keys that each item has.</param>
    /// <param name="optional">Keys that it may have.</param>
    /// <param name="component">The key that names a data component; null where there is none.</param>
    public static StixValue.Mapping? Set(OwnFieldInput input, string field, string[] required, string[] optional, string? component)
    {
        if (input.IsNull)
        {
            return input.Fields.With(field, null);
        }

        if (input.Node is not YamlNode.Sequence list)
        {
            return input.Refuse($"a list of mappings with {string.Join(", ", required)} belongs here; it was left out");
        }

        var items = new List<StixValue>();
        foreach (var node in list.Items)
        {
            if (Item(input.Run, node, required, optional, component) is { } item)
            {
                items.Add(item);
            }
        }

        return input.Fields.With(field, new StixValue.Sequence(items));
    }

    /// <summary>Sets a list of references by ATT&amp;CK ids.</summary>
    public static StixValue.Mapping? SetRefs(OwnFieldInput input, string field, string type)
    {
        if (input.Node is not YamlNode.Sequence list)
        {
            return input.Refuse("a list of ids belongs here; it was left out");
        }

        var refs = new List<string>();
        foreach (var node in list.Items)
        {
            var target = input.Run.Resolve(node);
            if (target is not null && string.Equals(target.Type, type, StringComparison.Ordinal))
            {
                refs.Add(target.StixId);
            }
            else if (target is not null)
            {
                input.Run.Log.Warn("OWN006", node.Location, $"{target.Id} is of another kind; it was left out", target.Id);
            }
        }

        return input.Fields.With(field, StixValue.Sequence.OfTexts(refs.Distinct(StringComparer.Ordinal)));
    }

    static StixValue.Mapping? Item(OwnSourceRun run, YamlNode node, string[] required, string[] optional, string? component)
    {
        if (node is not YamlNode.Mapping mapping || required.Any(key => !mapping.TryFind(key, out var value) || value is not YamlNode.Scalar { Text.Length: > 0 }))
        {
            run.Log.Warn("OWN005", node.Location, $"an item has {string.Join(", ", required)}; it was left out");
            return null;
        }

        var item = StixValue.Mapping.Empty;
        foreach (var (key, value) in mapping.Entries)
        {
            if (!required.Concat(optional).Contains(key.Text, StringComparer.Ordinal) || value is not YamlNode.Scalar scalar)
            {
                run.Log.Warn("OWN004", key.Location, "an item has no such key; what it holds was left out", key.Text, OwnSourceHead.Suggest(key.Text, required.Concat(optional)));
            }
            else if (!string.Equals(key.Text, component, StringComparison.Ordinal))
            {
                item = item.With(key.Text, new StixValue.Text(scalar.Text));
            }
            else if (run.Resolve(value) is { Type: StixTypes.DataComponent } target)
            {
                item = item.With("x_mitre_data_component_ref", new StixValue.Text(target.StixId));
            }
            else
            {
                run.Log.Warn("OWN006", value.Location, "a log source belongs to a data component; the item was left out", scalar.Text);
                return null;
            }
        }

        return item;
    }
}

/// <summary>Cited sources: an item is added, or replaces the one of its name.</summary>
static class OwnReferenceList
{
    static readonly string[] Keys = ["name", "description", "url", "remove"];

    public static StixValue.Mapping? Set(OwnFieldInput input)
    {
        if (input.Node is not YamlNode.Sequence list)
        {
            return input.Refuse("a list of sources with name, description and url belongs here; it was left out");
        }

        List<StixValue> references = [.. input.Fields.ItemsOf("external_references")];
        foreach (var node in list.Items)
        {
            Take(input.Run, node, references);
        }

        return input.Fields.With("external_references", references.Count == 0 ? null : new StixValue.Sequence(references));
    }

    static void Take(OwnSourceRun run, YamlNode node, List<StixValue> references)
    {
        if (node is not YamlNode.Mapping mapping || !mapping.TryFind("name", out var nameNode) || nameNode is not YamlNode.Scalar { Text.Length: > 0 } name)
        {
            run.Log.Warn("OWN005", node.Location, "a source has a name, by which texts cite it as (Citation: name); it was left out");
            return;
        }

        if (CitationList.IsOwn(name.Text))
        {
            run.Log.Warn("OWN008", name.Location, "a reference of this name carries the object's own id; it was left out", name.Text);
            return;
        }

        var reference = StixValue.Mapping.Of(("source_name", new StixValue.Text(name.Text)));
        foreach (var (key, value) in mapping.Entries.Where(static entry => entry.Key.Text is not "name"))
        {
            if (key.Text is "description" or "url" && value is YamlNode.Scalar { Text.Length: > 0 } text)
            {
                reference = reference.With(key.Text, new StixValue.Text(text.Text.Trim()));
            }
            else if (key.Text is not ("remove" or "description" or "url"))
            {
                run.Log.Warn("OWN004", key.Location, "a source has no such key; what it holds was left out", key.Text, OwnSourceHead.Suggest(key.Text, Keys));
            }
        }

        var place = references.FindIndex(one => one is StixValue.Mapping known && string.Equals(known.TextOf("source_name"), name.Text, StringComparison.Ordinal));
        if (place >= 0)
        {
            references.RemoveAt(place);
        }

        if (!(mapping.TryFind("remove", out var remove) && remove is YamlNode.Scalar { Text: "true" }))
        {
            references.Insert(place < 0 ? references.Count : place, reference);
        }
    }
}
