using System.Security.Cryptography;
using System.Text.Json;
using Merlon.Documents;
using Merlon.Stix;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Storage;

/// <summary>
/// The releases of a workspace: <c>releases/VERSION/DOMAIN-SHA256.json</c>, each written whole and never changed, and a
/// <c>manifest.json</c> beside them, written last, that says which ones count. What a crash leaves unnamed is not there.
/// </summary>
sealed class ReleaseStore(string workspaceFolder)
{
    const string FolderName = "releases";
    const string ManifestName = "manifest.json";

    /// <summary>Most releases that are listed.</summary>
    public const int ReleasesMax = 1_000;

    readonly string root = Path.Combine(workspaceFolder, FolderName);

    /// <summary>Every stored release, newest first.</summary>
    public IReadOnlyList<StoredManifest> List()
    {
        if (!Directory.Exists(root))
        {
            return [];
        }

        return
        [
            .. Directory.EnumerateDirectories(root)
                .Take(ReleasesMax)
                .Select(static folder => BundleVersion.TryParse(Path.GetFileName(folder), out var version) ? version : (BundleVersion?)null)
                .OfType<BundleVersion>()
                .OrderDescending()
                .Select(version => Find(version.Text))
                .OfType<StoredManifest>(),
        ];
    }

    /// <summary>The manifest of a version, or null when it is not in the store.</summary>
    public StoredManifest? Find(string version)
        => BundleVersion.TryParse(version, out var parsed) && SmallJson.TryRead(Path.Combine(root, parsed.Text, ManifestName), out var json)
            ? StoredManifest.Of(parsed.Text, json)
            : null;

    /// <summary>Adds bundles to a version: their domains replace or join those that it has.</summary>
    public StoredManifest Add(string version, IReadOnlyList<(string Domain, StixBundle Bundle)> bundles, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(root, version);
        Directory.CreateDirectory(folder);
        try
        {
            return AddTo(folder, version, bundles, now, cancellationToken);
        }
        finally
        {
            RemoveIfEmpty(folder); // nothing came into it
            RemoveIfEmpty(root);
        }
    }

    StoredManifest AddTo(
        string folder, string version, IReadOnlyList<(string Domain, StixBundle Bundle)> bundles, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var domains = (Find(version)?.Bundles ?? []).ToDictionary(static b => b.Domain, StringComparer.Ordinal);
        foreach (var (domain, bundle) in bundles)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var hash = Convert.ToHexStringLower(SHA256.HashData(bundle.Utf8.Span));
            StoredBundle stored = new(domain, $"{domain}-{hash}.json", hash, bundle.Utf8.Length);
            var path = Path.Combine(folder, stored.FileName);
            if (!File.Exists(path) || new FileInfo(path).Length != stored.Bytes)
            {
                AtomicFile.Write(path, stream => stream.Write(bundle.Utf8.Span));
            }

            domains[domain] = stored;
        }

        cancellationToken.ThrowIfCancellationRequested();
        StoredManifest manifest = new(version, now, [.. domains.Values.OrderBy(static b => b.Domain, StringComparer.Ordinal)]);
        AtomicFile.Write(Path.Combine(folder, ManifestName), manifest.Write);
        return manifest;
    }

    static void RemoveIfEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    /// <summary>Reads the bundles of a stored release, each checked against its hash.</summary>
    public FoundBundles Read(StoredManifest manifest, IProgress<WorkProgress>? progress, ReadLimits limits)
    {
        var log = new DiagnosticLog(Path.Combine(root, manifest.Version), limits);
        List<StixBundle> bundles = [];
        foreach (var stored in manifest.Bundles)
        {
            var path = Path.Combine(root, manifest.Version, stored.FileName);
            progress?.Report(new WorkProgress($"Reading {stored.Domain} {manifest.Version}", bundles.Count, manifest.Bundles.Count));
            if (!File.Exists(path) || BoundedBytes.OfFile(path, limits.JsonBytesMax) is not BoundedBytes.Whole { Bytes: var bytes }
                || !string.Equals(Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), stored.Sha256, StringComparison.Ordinal))
            {
                log.Error("WORK003", SourceLocation.Whole, "a stored bundle is missing or damaged", stored.FileName, "add the release again with merlon release add");
                return FoundBundles.None(log);
            }

            bundles.Add(new StixBundle(path, bytes));
        }

        return new FoundBundles(manifest.Version, bundles, log.ToList());
    }
}

/// <summary>What the store says of a release.</summary>
/// <param name="Version">Such as <c>18.1</c>.</param>
/// <param name="AddedOn">When it was last added to (UTC).</param>
/// <param name="Bundles">One per domain, by domain.</param>
sealed record StoredManifest(string Version, DateTimeOffset AddedOn, IReadOnlyList<StoredBundle> Bundles)
{
    /// <summary>Writes it as JSON.</summary>
    public void Write(Stream output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("version", Version);
        json.WriteString("added_on", JournalText.Of(AddedOn));
        json.WriteStartArray("bundles");
        foreach (var bundle in Bundles)
        {
            json.WriteStartObject();
            json.WriteString("domain", bundle.Domain);
            json.WriteString("file", bundle.FileName);
            json.WriteString("sha256", bundle.Sha256);
            json.WriteNumber("bytes", bundle.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads it back; null when the file is not a whole manifest.</summary>
    public static StoredManifest? Of(string version, JsonElement json)
    {
        if (SmallJson.StringOf(json, "added_on") is not { } addedOn || !DateTimeOffset.TryParse(addedOn, System.Globalization.CultureInfo.InvariantCulture, out var added)
            || !json.TryGetProperty("bundles", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            return null;
        }

        List<StoredBundle> bundles = [];
        foreach (var bundle in list.EnumerateArray())
        {
            if (SmallJson.StringOf(bundle, "domain") is not { } domain || SmallJson.StringOf(bundle, "file") is not { } file
                || SmallJson.StringOf(bundle, "sha256") is not { } hash || !bundle.TryGetProperty("bytes", out var size)
                || size.ValueKind != JsonValueKind.Number || !size.TryGetInt64(out var bytes)
                || !string.Equals(Path.GetFileName(file), file, StringComparison.Ordinal))
            {
                return null;
            }

            bundles.Add(new StoredBundle(domain, file, hash, bytes));
        }

        return new StoredManifest(version, added, bundles);
    }
}

/// <summary>A bundle in the store.</summary>
/// <param name="Domain">Such as <c>enterprise-attack</c>.</param>
/// <param name="FileName">In the version's folder.</param>
/// <param name="Sha256">Of its bytes, lower-case hexadecimal.</param>
/// <param name="Bytes">Its size.</param>
sealed record StoredBundle(string Domain, string FileName, string Sha256, long Bytes);
