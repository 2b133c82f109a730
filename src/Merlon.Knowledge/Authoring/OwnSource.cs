using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Authoring;

/// <summary>
/// Applies what people write (the file <c>own.yaml</c>, or a command's options put into the same shape) to a collection. What
/// an entry says is set, what it does not say stays, <c>null</c> takes a field out. Nothing is dropped silently: what could not
/// be taken is said with line and column (<c>OWN0nn</c>).
/// </summary>
public static class OwnSource
{
    /// <summary>Most objects of one file.</summary>
    public const int EntriesMax = 20_000;

    /// <summary>Longest text of one field, in characters.</summary>
    public const int TextCharsMax = 200_000;

    /// <summary>Reads a YAML file and applies it.</summary>
    public static Parsed<OwnCollection> Read(ReadOnlyMemory<byte> utf8, string document, OwnSourceContext context, ReadLimits limits)
    {
        var read = YamlDocument.Read(utf8, document, limits);
        if (read.Value is null)
        {
            return new Parsed<OwnCollection>(null, read.Diagnostics);
        }

        var applied = Apply(read.Value, document, context, limits);
        return applied with { Diagnostics = [.. read.Diagnostics, .. applied.Diagnostics] };
    }

    /// <summary>Applies a tree. No collection comes back when there is none to apply it to; entries with errors are left as they were.</summary>
    public static Parsed<OwnCollection> Apply(YamlNode root, string document, OwnSourceContext context, ReadLimits limits)
    {
        var log = new DiagnosticLog(document, limits);
        if (root is not YamlNode.Mapping file)
        {
            log.Error("OWN005", root.Location, "the document is not a mapping", advice: "begin with merlon_own: 1 and lists such as techniques:");
            return new Parsed<OwnCollection>(null, log.ToList());
        }

        var collection = context.Collection ?? OwnSourceHead.Begin(file, context.Now, log);
        if (collection is null)
        {
            return new Parsed<OwnCollection>(null, log.ToList());
        }

        collection = OwnSourceHead.Describe(collection, file, context.Now, log);
        var run = new OwnSourceRun(collection, context, log);
        run.Apply(file);
        return new Parsed<OwnCollection>(run.Collection, log.ToList());
    }
}

/// <summary>What a source is applied to.</summary>
/// <param name="Collection">The collection; null begins one, which the source has to describe under <c>collection</c>.</param>
/// <param name="Release">The published release, the collection not laid over it.</param>
/// <param name="Now">When.</param>
/// <param name="Step">Which part of a changed object's version goes up.</param>
public sealed record OwnSourceContext(OwnCollection? Collection, AttackRelease Release, DateTimeOffset Now, VersionStep Step = VersionStep.Minor);

/// <summary>The part of a source that describes the collection.</summary>
static class OwnSourceHead
{
    public static OwnCollection? Begin(YamlNode.Mapping file, DateTimeOffset now, DiagnosticLog log)
    {
        var head = file.TryFind("collection", out var node) ? node as YamlNode.Mapping : null;
        var (name, prefix, publisher) = (Text(head, "name"), Text(head, "prefix"), Text(head, "publisher"));
        if (name.Length == 0 || publisher.Length == 0 || !OwnPrefix.TryParse(prefix, out var parsed))
        {
            log.Error(
                "OWN002", (node ?? file).Location, "the workspace has no collection yet, and the file does not describe one",
                prefix.Length > 0 ? prefix : null, "write collection: with name, publisher and a prefix of two to five letters, or begin with merlon extend init");
            return null;
        }

        if (Math.Max(name.Length, publisher.Length) > OwnCollection.NameCharsMax)
        {
            log.Error("OWN016", (node ?? file).Location, $"the names of a collection and its publisher have at most {OwnCollection.NameCharsMax} characters; nothing was begun", name.Length > publisher.Length ? name : publisher);
            return null;
        }

        return OwnCollection.Begin(name, parsed, publisher, now);
    }

    /// <summary>Takes name, publisher and description; a prefix is for good.</summary>
    public static OwnCollection Describe(OwnCollection collection, YamlNode.Mapping file, DateTimeOffset now, DiagnosticLog log)
    {
        if (file.TryFind("merlon_own", out var format) && format is not YamlNode.Scalar { Text: "1" })
        {
            log.Warn("OWN005", format.Location, "this Merlon knows merlon_own: 1; the file was read as that");
        }

        if (!file.TryFind("collection", out var node))
        {
            return collection;
        }

        if (node is not YamlNode.Mapping fields)
        {
            log.Warn("OWN005", node.Location, "collection is a mapping with name, publisher, prefix and description; it was left out");
            return collection;
        }

        var head = collection.Head;
        foreach (var (key, value) in fields.Entries)
        {
            var text = value is YamlNode.Scalar scalar ? scalar.Text : "";
            switch (key.Text)
            {
                case "name" when text.Length > 0: head = head with { Name = text }; break;
                case "publisher" when text.Length > 0: head = head with { Publisher = text }; break;
                case "description": head = head with { Description = text }; break;
                case "prefix" when string.Equals(text, head.Prefix.Text, StringComparison.OrdinalIgnoreCase): break;
                case "prefix":
                    log.Warn("OWN008", value.Location, $"the collection's ids begin with {head.Prefix}, and that stays; it was left out", text);
                    break;
                default:
                    log.Warn("OWN004", key.Location, "this key or its value is not known here; it was left out", key.Text, Suggest(key.Text, ["name", "publisher", "description", "prefix"]));
                    break;
            }
        }

        return head == collection.Head ? collection : collection.With(head).Changed(collection.Entries, now);
    }

    public static string? Suggest(string word, IEnumerable<string> known)
        => Spelling.Nearest(word, known) is { } nearest ? $"did you mean {nearest}?" : null;

    static string Text(YamlNode.Mapping? mapping, string key)
        => mapping is not null && mapping.TryFind(key, out var node) && node is YamlNode.Scalar scalar ? scalar.Text : "";
}
