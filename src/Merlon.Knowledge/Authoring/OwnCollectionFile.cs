using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Authoring;

/// <summary>
/// An <see cref="OwnCollection"/> as a workspace keeps it: one JSON document with everything, the published states that changes
/// were made against and open conflicts among it. The same collection gives the same bytes.
/// </summary>
public static class OwnCollectionFile
{
    /// <summary>Format that this Merlon writes.</summary>
    public const int FormatVersion = 1;

    const string FormatKey = "merlon_own";

    /// <summary>Writes the collection.</summary>
    public static byte[] TextOf(OwnCollection collection)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber(FormatKey, FormatVersion);
            json.WritePropertyName("collection");
            OfHead(collection.Head).WriteTo(json);
            json.WritePropertyName("companions");
            new StixValue.Sequence([.. collection.Companions]).WriteTo(json);
            json.WriteStartArray("entries");
            foreach (var entry in collection.Entries)
            {
                json.WriteStartObject();
                json.WritePropertyName("object");
                entry.Fields.WriteTo(json);
                WriteRest(json, entry);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a collection back. What is damaged is an error (<c>OWN001</c>): these files are Merlon's own.</summary>
    public static Parsed<OwnCollection> Read(ReadOnlyMemory<byte> utf8, string document, ReadLimits limits)
    {
        var log = new DiagnosticLog(document, limits);
        if (utf8.Length > limits.JsonBytesMax)
        {
            log.Error("OWN001", SourceLocation.Whole, $"the file has {utf8.Length} bytes, more than the {limits.JsonBytesMax} that are read");
        }
        else if (StixValueReader.TryRead(utf8.Span, limits.JsonDepthMax) is not StixValue.Mapping root || root.Find(FormatKey) is not StixValue.Number format)
        {
            log.Error("OWN001", SourceLocation.Whole, "this is no collection of own knowledge, or it is damaged", advice: "merlon extend history lists earlier versions");
        }
        else if (format.Raw is not "1")
        {
            log.Error("OWN001", SourceLocation.Whole, $"the collection has format {format.Raw}, and this Merlon knows {FormatVersion}", advice: "use the newer Merlon that wrote it");
        }
        else if (ReadHead(root.Find("collection") as StixValue.Mapping) is not { } head)
        {
            log.Error("OWN001", SourceLocation.Whole, "the collection does not say what it is", advice: "merlon extend history lists earlier versions");
        }
        else
        {
            return new Parsed<OwnCollection>(Build(root, head), log.ToList());
        }

        return new Parsed<OwnCollection>(null, log.ToList());
    }

    internal static StixValue.Mapping OfHead(OwnCollectionHead head) => StixValue.Mapping.Of(
        ("id", new StixValue.Text(head.StixId)),
        ("name", new StixValue.Text(head.Name)),
        ("description", new StixValue.Text(head.Description)),
        ("prefix", new StixValue.Text(head.Prefix.Text)),
        ("publisher", new StixValue.Text(head.Publisher)),
        ("identity", new StixValue.Text(head.IdentityId)),
        ("version", new StixValue.Text(head.Version)),
        ("created", new StixValue.Text(head.Created)),
        ("modified", new StixValue.Text(head.Modified)));

    internal static OwnCollectionHead? ReadHead(StixValue.Mapping? fields)
        => fields is null || !OwnPrefix.TryParse(fields.TextOf("prefix"), out var prefix) || !NameUuid.TryOfStixId(fields.TextOf("id"), out _)
            ? null
            : new OwnCollectionHead(
                fields.TextOf("id"), fields.TextOf("name"), fields.TextOf("description"), prefix, fields.TextOf("publisher"), fields.TextOf("identity"),
                fields.TextOf("version"), fields.TextOf("created"), fields.TextOf("modified"));

    /// <summary>What an entry has beside its object: base and conflicts; nothing where it has neither.</summary>
    internal static StixValue.Mapping RestOf(OwnEntry entry)
    {
        var rest = StixValue.Mapping.Empty;
        if (entry.Base is { } basis)
        {
            rest = rest.With("base", StixValue.Mapping.Of(("release", new StixValue.Text(basis.Release)), ("object", basis.Fields)));
        }

        return entry.Conflicts.Count == 0 ? rest : rest.With("conflicts", new StixValue.Sequence([.. entry.Conflicts.Select(static conflict => StixValue.Mapping.Of(
            ("field", new StixValue.Text(conflict.Field)),
            ("release", new StixValue.Text(conflict.Release)),
            ("base", new StixValue.Text(conflict.Base)),
            ("mine", new StixValue.Text(conflict.Mine)),
            ("theirs", new StixValue.Text(conflict.Theirs))))]));
    }

    /// <summary>The entry of an object and of what <see cref="RestOf"/> gave for it.</summary>
    internal static OwnEntry EntryOf(StixValue.Mapping fields, StixValue.Mapping rest)
    {
        var basis = rest.Find("base") is StixValue.Mapping kept && kept.Find("object") is StixValue.Mapping published
            ? new OwnBase(kept.TextOf("release"), published)
            : null;
        var conflicts = rest.ItemsOf("conflicts").OfType<StixValue.Mapping>()
            .Select(static c => new OwnConflict(c.TextOf("field"), c.TextOf("release"), c.TextOf("base"), c.TextOf("mine"), c.TextOf("theirs")));
        return new OwnEntry(fields, basis, [.. conflicts]);
    }

    static void WriteRest(Utf8JsonWriter json, OwnEntry entry)
    {
        foreach (var (key, value) in RestOf(entry).Entries)
        {
            json.WritePropertyName(key);
            value.WriteTo(json);
        }
    }

    static OwnCollection Build(StixValue.Mapping root, OwnCollectionHead head)
    {
        var entries = root.ItemsOf("entries").OfType<StixValue.Mapping>()
            .Where(static entry => entry.Find("object") is StixValue.Mapping)
            .Select(static entry => EntryOf(entry.Find("object") as StixValue.Mapping ?? StixValue.Mapping.Empty, entry))
            .DistinctBy(static entry => entry.StixId, StringComparer.Ordinal)
            .Take(OwnCollection.EntriesMax);
        return new OwnCollection(head, entries, root.ItemsOf("companions").OfType<StixValue.Mapping>());
    }
}
