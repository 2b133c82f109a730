using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Merlon.Authoring;
using Merlon.Documents;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Storage;

/// <summary>
/// The organisation's own knowledge in a workspace: <c>own/collections/SHA256.json</c>, each state whole and never changed, and
/// <c>own/history/00000001.json</c> and on, one small file for each revision, written last. The highest number without a gap
/// before it is in force; what a crash leaves unnamed is not there. Nothing is ever removed.
/// </summary>
sealed class OwnStore(string workspaceFolder)
{
    /// <summary>Most revisions that are kept track of.</summary>
    public const int RevisionsMax = 1_000_000;

    static readonly System.Buffers.SearchValues<char> HashChars = System.Buffers.SearchValues.Create("0123456789abcdef");

    readonly string collections = Path.Combine(workspaceFolder, "own", "collections");
    readonly string history = Path.Combine(workspaceFolder, "own", "history");

    /// <summary>Every revision, oldest first.</summary>
    public IReadOnlyList<OwnRevision> List()
    {
        List<OwnRevision> revisions = [];
        while (revisions.Count < RevisionsMax && TryRead(revisions.Count + 1) is { } revision)
        {
            revisions.Add(revision);
        }

        return revisions;
    }

    /// <summary>The revision in force; null when there is none. Looks at the number of files first, so that a long history is not read whole.</summary>
    public OwnRevision? Latest()
    {
        if (!Directory.Exists(history))
        {
            return null;
        }

        var last = Directory.EnumerateFiles(history, "*.json").Take(RevisionsMax).Count();
        if (TryRead(last) is { } latest && !File.Exists(PathOf(last + 1)))
        {
            return latest;
        }

        return List() is [.., var before] ? before : null;
    }

    /// <summary>Reads a revision's collection, checked against its hash.</summary>
    public Parsed<OwnCollection> Read(OwnRevision revision, ReadLimits limits)
    {
        var path = Path.Combine(collections, revision.Sha256 + ".json");
        if (!File.Exists(path) || BoundedBytes.OfPlainFile(path, limits.JsonBytesMax) is not BoundedBytes.Whole { Bytes: var bytes } || !string.Equals(HashOf(bytes.Span), revision.Sha256, StringComparison.Ordinal))
        {
            return new Parsed<OwnCollection>(null, [new Diagnostic(
                "OWN001", Severity.Error, path, SourceLocation.Whole, "a stored collection is missing or damaged",
                Advice: "put a copy of the file back, or import an exported bundle into a new workspace; --published leaves the collection out")]);
        }

        return OwnCollectionFile.Read(bytes, path, limits);
    }

    /// <summary>Appends a revision; the one before stays as it is.</summary>
    public OwnRevision Append(OwnCollection collection, string action, string note, DateTimeOffset now)
    {
        Directory.CreateDirectory(collections);
        Directory.CreateDirectory(history);
        var bytes = OwnCollectionFile.TextOf(collection);
        var hash = HashOf(bytes);
        var path = Path.Combine(collections, hash + ".json");
        if (!File.Exists(path) || new FileInfo(path).Length != bytes.Length)
        {
            AtomicFile.Write(path, stream => stream.Write(bytes));
        }

        OwnRevision revision = new((Latest()?.Number ?? 0) + 1, now, action, note, hash, collection.Head.Version, collection.Entries.Count);
        AtomicFile.Write(PathOf(revision.Number), stream => Write(revision, stream));
        return revision;
    }

    static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    string PathOf(int number) => Path.Combine(history, string.Create(CultureInfo.InvariantCulture, $"{number:00000000}.json"));

    OwnRevision? TryRead(int number)
    {
        if (number < 1 || !SmallJson.TryRead(PathOf(number), out var json) || SmallJson.StringOf(json, "sha256") is not { Length: 64 } hash
            || hash.AsSpan().ContainsAnyExcept(HashChars)
            || !DateTimeOffset.TryParse(SmallJson.StringOf(json, "recorded_at"), CultureInfo.InvariantCulture, out var recorded))
        {
            return null;
        }

        var entries = json.TryGetProperty("entries", out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out var known) ? known : 0;
        return new OwnRevision(
            number, recorded, SmallJson.StringOf(json, "action") ?? "", SmallJson.StringOf(json, "note") ?? "", hash, SmallJson.StringOf(json, "version") ?? "", entries);
    }

    static void Write(OwnRevision revision, Stream output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("recorded_at", JournalText.Of(revision.RecordedAt));
        json.WriteString("action", revision.Action);
        json.WriteString("note", revision.Note);
        json.WriteString("version", revision.Version);
        json.WriteNumber("entries", revision.EntryCount);
        json.WriteString("sha256", revision.Sha256);
        json.WriteEndObject();
    }
}
