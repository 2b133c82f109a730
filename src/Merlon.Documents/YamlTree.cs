using System.Diagnostics.CodeAnalysis;

namespace Merlon.Documents;

/// <summary>Trees of YAML as values: made by hand, compared, changed. Places in a text play no part.</summary>
public static class YamlTree
{
    /// <summary>A single value, whatever its quotes.</summary>
    public static YamlNode Text(string text) => new YamlNode.Scalar(text, IsPlain: false, SourceLocation.Whole);

    /// <summary>A sequence.</summary>
    public static YamlNode List(IEnumerable<YamlNode> items) => new YamlNode.Sequence([.. items], SourceLocation.Whole);

    /// <summary>A sequence of texts.</summary>
    public static YamlNode Words(IEnumerable<string> words) => List(words.Select(Text));

    /// <summary>A mapping; keys are different from each other.</summary>
    public static YamlNode Map(IEnumerable<KeyValuePair<string, YamlNode>> entries)
        => new YamlNode.Mapping([.. entries.Select(static e => KeyValuePair.Create(new YamlNode.Scalar(e.Key, IsPlain: false, SourceLocation.Whole), e.Value))], SourceLocation.Whole);

    /// <summary>A mapping; keys are different from each other.</summary>
    public static YamlNode Map(params (string Key, YamlNode Value)[] entries) => Map(entries.Select(static e => KeyValuePair.Create(e.Key, e.Value)));

    /// <summary>What stands at a path.</summary>
    public static bool TryFind(YamlNode root, YamlPath path, [NotNullWhen(true)] out YamlNode? found)
    {
        found = root;
        foreach (var step in path.Steps)
        {
            found = Child(found, step);
            if (found is null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when both say the same: the same texts, the same items in the same order, the same entries in any; how they are written plays no part, but nothing at all is not an empty text.</summary>
    public static bool AreSame(YamlNode? left, YamlNode? right) => (left, right) switch
    {
        (null, null) => true,
        (YamlNode.Scalar a, YamlNode.Scalar b) => a.IsNull ? b.IsNull : !b.IsNull && string.Equals(a.Text, b.Text, StringComparison.Ordinal),
        (YamlNode.Sequence a, YamlNode.Sequence b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(static pair => AreSame(pair.First, pair.Second)),
        (YamlNode.Mapping a, YamlNode.Mapping b) => a.Entries.Count == b.Entries.Count
            && a.Entries.All(entry => b.TryFind(entry.Key.Text, out var other) && AreSame(entry.Value, other)),
        _ => false,
    };

    /// <summary>What a change makes of a tree; null, and why, where it cannot be made.</summary>
    public static YamlNode? Apply(YamlNode root, YamlEdit edit, out string? why)
    {
        why = null;
        var changed = Change(root, edit, 0, ref why);
        return why is null ? changed : null;
    }

    static YamlNode? Child(YamlNode node, YamlStep step) => (node, step.Key) switch
    {
        (YamlNode.Mapping mapping, { } key) => mapping.TryFind(key, out var value) ? value : null,
        (YamlNode.Sequence sequence, null) when step.Index >= 0 && step.Index < sequence.Items.Count => sequence.Items[step.Index],
        _ => null,
    };

    static YamlNode? Change(YamlNode? node, YamlEdit edit, int depth, ref string? why)
    {
        if (depth == edit.Path.Steps.Count)
        {
            return Replaced(node, edit, ref why);
        }

        var step = edit.Path.Steps[depth];
        if (node is null or YamlNode.Scalar { IsNull: true } && step.Key is not null && edit is not YamlEdit.Remove)
        {
            node = Map(); // the mappings above are made with it
        }

        switch (node)
        {
            case YamlNode.Mapping mapping when step.Key is { } key:
                var at = mapping.Entries.ToList().FindIndex(entry => string.Equals(entry.Key.Text, key, StringComparison.Ordinal));
                if (at < 0 && edit is YamlEdit.Remove)
                {
                    why = $"there is no {edit.Path}";
                    return null;
                }

                var value = Change(at < 0 ? null : mapping.Entries[at].Value, edit, depth + 1, ref why);
                return mapping with { Entries = WithEntry(mapping.Entries, at, key, value) };
            case YamlNode.Sequence sequence when step.Key is null && step.Index >= 0 && step.Index < sequence.Items.Count:
                var item = Change(sequence.Items[step.Index], edit, depth + 1, ref why);
                return sequence with { Items = item is null ? [.. sequence.Items.Where((_, i) => i != step.Index)] : [.. sequence.Items.Select((old, i) => i == step.Index ? item : old)] };
            default:
                why = $"there is no {edit.Path}";
                return null;
        }
    }

    static YamlNode? Replaced(YamlNode? node, YamlEdit edit, ref string? why)
    {
        switch (edit)
        {
            case YamlEdit.Put put:
                return put.Value;
            case YamlEdit.Add add when node is null or YamlNode.Scalar { IsNull: true } or YamlNode.Sequence:
                var items = node is YamlNode.Sequence sequence ? sequence.Items : [];
                var place = Math.Clamp(add.At ?? items.Count, 0, items.Count);
                return List([.. items.Take(place), .. add.Values, .. items.Skip(place)]);
            case YamlEdit.Add:
                why = $"{edit.Path} is not a list";
                return null;
            default:
                return null;
        }
    }

    static List<KeyValuePair<YamlNode.Scalar, YamlNode>> WithEntry(IReadOnlyList<KeyValuePair<YamlNode.Scalar, YamlNode>> entries, int at, string key, YamlNode? value)
    {
        var list = entries.ToList();
        if (value is null)
        {
            if (at >= 0)
            {
                list.RemoveAt(at);
            }
        }
        else if (at < 0)
        {
            list.Add(KeyValuePair.Create(new YamlNode.Scalar(key, IsPlain: false, SourceLocation.Whole), value));
        }
        else
        {
            list[at] = KeyValuePair.Create(list[at].Key, value);
        }

        return list;
    }
}
