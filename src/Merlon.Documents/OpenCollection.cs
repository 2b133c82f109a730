namespace Merlon.Documents;

/// <summary>A sequence or mapping whose end has not been read yet.</summary>
abstract class OpenCollection(SourceLocation location, DocumentPath? path, string? anchor, int nodesBefore)
{
    /// <summary>Where it begins.</summary>
    public SourceLocation Location => location;

    /// <summary>Its own path; null for the root.</summary>
    public DocumentPath? Path => path;

    /// <summary>The anchor that names it, or null.</summary>
    public string? Anchor => anchor;

    /// <summary>Nodes of the document that were counted before it.</summary>
    public int NodesBefore => nodesBefore;

    /// <summary>Levels of nodes below it so far, aliases written out.</summary>
    public int Height { get; set; }

    /// <summary>The path of the node that comes next.</summary>
    public abstract DocumentPath? NextPath();

    /// <summary>Takes the node that came next; null where it was given up.</summary>
    public abstract void Add(YamlNode? node, DiagnosticLog log);

    /// <summary>The finished node.</summary>
    public abstract YamlNode Close(DiagnosticLog log);
}

/// <summary>A sequence whose end has not been read yet; items that were given up leave no gap.</summary>
sealed class OpenSequence(SourceLocation location, DocumentPath? path, string? anchor, int nodesBefore)
    : OpenCollection(location, path, anchor, nodesBefore)
{
    readonly List<YamlNode> items = [];
    DocumentPath? nextPath;
    int next;

    public override DocumentPath NextPath() => nextPath ??= DocumentPath.ToItem(Path, next);

    public override void Add(YamlNode? node, DiagnosticLog log)
    {
        nextPath = null;
        next++;
        if (node is not null)
        {
            items.Add(node);
        }
    }

    public override YamlNode Close(DiagnosticLog log) => new YamlNode.Sequence([.. items], Location);
}

/// <summary>A mapping whose end has not been read yet. Keys and values come in turn.</summary>
sealed class OpenMapping(SourceLocation location, DocumentPath? path, string? anchor, int nodesBefore)
    : OpenCollection(location, path, anchor, nodesBefore)
{
    // Below this many entries a walk over the keys is faster than a set of them.
    const int WalkedEntriesMax = 12;

    readonly List<KeyValuePair<YamlNode.Scalar, YamlNode>> entries = [];
    List<YamlNode>? merged;
    Dictionary<string, YamlNode.Scalar>? known;
    YamlNode.Scalar? key;
    DocumentPath? entryPath;
    bool isMerge;

    /// <summary>True where the next node is a key, false where it is the value of the key before.</summary>
    public bool IsKeyExpected { get; private set; } = true;

    public override DocumentPath? NextPath()
        => IsKeyExpected || key is null ? Path : entryPath ??= DocumentPath.ToKey(Path, key.Text);

    /// <summary>The path of the entry whose key is read now; a fault in key or value is a fault of the entry.</summary>
    public DocumentPath StartEntry(string text) => entryPath = DocumentPath.ToKey(Path, text);

    public override void Add(YamlNode? node, DiagnosticLog log)
    {
        if (IsKeyExpected)
        {
            IsKeyExpected = false;
            TakeKey(node, log);
            return;
        }

        IsKeyExpected = true;
        entryPath = null;
        if (key is null || node is null)
        {
            return;
        }

        if (isMerge)
        {
            (merged ??= []).Add(node);
            return;
        }

        entries.Add(new(key, node));
        known?.Add(key.Text, key);
    }

    public override YamlNode Close(DiagnosticLog log)
    {
        foreach (var source in merged ?? [])
        {
            Merge(source, log);
        }

        return new YamlNode.Mapping([.. entries], Location);
    }

    void TakeKey(YamlNode? node, DiagnosticLog log)
    {
        key = node as YamlNode.Scalar;
        isMerge = key is { IsPlain: true, Text: "<<" };
        if (key is null)
        {
            if (node is not null)
            {
                log.Warn(
                    "YAML021", node.Location, "a key must be a single value, but a list or mapping stands here; the entry was left out",
                    advice: "put the key into quotes if the bracket belongs to it");
            }

            return;
        }

        if (!isMerge && Find(key.Text) is { } first)
        {
            log.Warn(
                "YAML020", key.Location,
                FormattableString.Invariant($"the key stands twice, on line {first.Location.Line} and on line {key.Location.Line}; the first was kept"),
                key.Text, "remove one of them, or put both values under one key");
            key = null;
        }
    }

    // Keys of the mapping itself come before merged ones, and earlier merges before later ones.
    void Merge(YamlNode source, DiagnosticLog log)
    {
        switch (source)
        {
            case YamlNode.Mapping mapping:
                foreach (var entry in mapping.Entries)
                {
                    if (Find(entry.Key.Text) is null)
                    {
                        entries.Add(entry);
                        known?.Add(entry.Key.Text, entry.Key);
                    }
                }

                break;
            case YamlNode.Sequence sequence when sequence.Items.All(static item => item is YamlNode.Mapping):
                foreach (var item in sequence.Items)
                {
                    Merge(item, log);
                }

                break;
            default:
                log.Warn(
                    "YAML024", source.Location, "<< can merge a mapping or a list of mappings only; the entry was left out",
                    advice: "name the mapping with an anchor (&name) and merge its alias (*name)");
                break;
        }
    }

    YamlNode.Scalar? Find(string text)
    {
        if (known is null && entries.Count > WalkedEntriesMax)
        {
            known = new(StringComparer.Ordinal);
            foreach (var entry in entries)
            {
                known.Add(entry.Key.Text, entry.Key);
            }
        }

        if (known is not null)
        {
            return known.GetValueOrDefault(text);
        }

        foreach (var entry in entries)
        {
            if (string.Equals(entry.Key.Text, text, StringComparison.Ordinal))
            {
                return entry.Key;
            }
        }

        return null;
    }}
