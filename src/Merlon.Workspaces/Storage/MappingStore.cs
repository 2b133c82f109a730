using System.Security.Cryptography;
using System.Text.Json;
using Merlon.Controls;
using Merlon.Documents;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Storage;

/// <summary>
/// The mapping files of a workspace: <c>mappings/SHA256</c>, each written whole and never changed, and a <c>manifest.json</c> beside
/// them, written last, that says which ones count and what they were called.
/// </summary>
sealed class MappingStore(string workspaceFolder)
{
    const string FolderName = "mappings";
    const string ManifestName = "manifest.json";

    readonly string root = Path.Combine(workspaceFolder, FolderName);

    /// <summary>Every stored mapping, in the order in which they were imported.</summary>
    public IReadOnlyList<StoredMapping> List()
    {
        var stored = new List<StoredMapping>();
        if (PlainJson.TryRead(Path.Combine(root, ManifestName))?.GetValueOrDefault("mappings") is List<object?> list)
        {
            foreach (var item in list.OfType<Dictionary<string, object?>>().Take(MappingLimits.FilesMax))
            {
                string TextOf(string key) => item.GetValueOrDefault(key) as string ?? "";
                if (TextOf("sha256") is { Length: 64 } hash && hash.All(char.IsAsciiHexDigit))
                {
                    stored.Add(new StoredMapping(hash, TextOf("name"), new MappingHints(TextOf("framework"), TextOf("target"), TextOf("licence")), TextOf("added_on")));
                }
            }
        }

        return stored;
    }

    /// <summary>Adds files; one that is there already keeps its bytes, and what is said of it is replaced.</summary>
    public void Add(IReadOnlyList<(StoredMapping Mapping, ReadOnlyMemory<byte> Bytes)> added, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(root);
        var all = List().Where(known => !added.Any(one => string.Equals(one.Mapping.Hash, known.Hash, StringComparison.Ordinal))).ToList();
        foreach (var (mapping, bytes) in added)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = PathOf(mapping);
            if (!File.Exists(path) || new FileInfo(path).Length != bytes.Length)
            {
                AtomicFile.Write(path, stream => stream.Write(bytes.Span));
            }

            all.Add(mapping);
        }

        Save(all);
    }

    /// <summary>Takes files out by their hashes; true when one was there.</summary>
    public bool Remove(IReadOnlyCollection<string> hashes)
    {
        var all = List();
        var kept = all.Where(known => !hashes.Contains(known.Hash, StringComparer.Ordinal)).ToList();
        if (kept.Count == all.Count)
        {
            return false;
        }

        Save(kept);
        foreach (var gone in all.Except(kept))
        {
            File.Delete(PathOf(gone));
        }

        return true;
    }

    /// <summary>Reads a stored file, checked against its hash.</summary>
    public Parsed<ReadMappings> Read(StoredMapping stored, ReadLimits limits)
    {
        var path = PathOf(stored);
        if (!File.Exists(path) || BoundedBytes.OfPlainFile(path, MappingLimits.BytesMax) is not BoundedBytes.Whole { Bytes: var bytes }
            || !string.Equals(Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), stored.Hash, StringComparison.Ordinal))
        {
            return new Parsed<ReadMappings>(Value: null, [new Diagnostic(
                "MAP011", Severity.Warning, stored.Name, SourceLocation.Whole, "the stored mapping is missing or damaged and does not count", stored.Hash, "import it again with merlon controls import")]);
        }

        return MappingFile.Read(bytes, stored.Name, stored.Hints, limits);
    }

    string PathOf(StoredMapping stored) => Path.Combine(root, stored.Hash);

    void Save(IReadOnlyList<StoredMapping> all) => AtomicFile.Write(Path.Combine(root, ManifestName), output =>
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteStartArray("mappings");
        foreach (var mapping in all)
        {
            json.WriteStartObject();
            json.WriteString("sha256", mapping.Hash);
            json.WriteString("name", mapping.Name);
            json.WriteString("framework", mapping.Hints.Framework);
            json.WriteString("target", mapping.Hints.Target);
            json.WriteString("licence", mapping.Hints.Licence);
            json.WriteString("added_on", mapping.AddedOn);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}

/// <summary>A mapping file in the store.</summary>
/// <param name="Hash">SHA-256 of its bytes, lower-case hexadecimal.</param>
/// <param name="Name">File name without its folder, as it was imported.</param>
/// <param name="Hints">What the user said of it.</param>
/// <param name="AddedOn">When it was imported (UTC, ISO 8601).</param>
sealed record StoredMapping(string Hash, string Name, MappingHints Hints, string AddedOn);
