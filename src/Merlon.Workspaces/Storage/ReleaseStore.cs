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

        var stored = new List<StoredManifest>();
        foreach (var folder in Directory.EnumerateDirectories(root).Take(ReleasesMax))
        {
            if (Find(Path.GetFileName(folder)) is { } manifest)
            {
                stored.Add(manifest);
            }
        }

        stored.Sort(NewestFirst);
        return stored;
    }

    static int NewestFirst(StoredManifest left, StoredManifest right)
    {
        var byVersion = BundleVersion.TryParse(left.Version, out var first) && BundleVersion.TryParse(right.Version, out var second) ? second.CompareTo(first) : 0;
        return byVersion != 0 ? byVersion : string.CompareOrdinal(left.Version, right.Version);
    }

    /// <summary>The manifest of a version, or null when it is not in the store.</summary>
    public StoredManifest? Find(string version)
        => BundleVersion.TryParse(version, out var parsed) && PlainJson.TryRead(Path.Combine(root, parsed.Text, ManifestName)) is { } json
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

    /// <summary>Where files made from the bundles of a stored release are kept.</summary>
    public DerivedFiles DerivedOf(StoredManifest manifest)
        => new(Path.Combine(root, manifest.Version), DerivedFiles.KeyOf(manifest.Bundles.Select(static bundle => bundle.FileName)));

    /// <summary>
    /// Opens a stored release: as it was compiled before, else from its bundles, and then it is compiled for the next time
    /// where the workspace can be written. A compiled release is taken when it was made of these bundles and these were not
    /// touched since; where they were, their hashes decide.
    /// </summary>
    public Parsed<LoadedRelease> Open(StoredManifest manifest, IProgress<WorkProgress>? progress, ReadLimits limits)
    {
        var files = DerivedOf(manifest);
        var compiled = CompiledStore.TryOpen(manifest, Path.Combine(root, manifest.Version), files, limits, out var isDamaged);
        if (compiled is { Value: { } opened })
        {
            return new Parsed<LoadedRelease>(new LoadedRelease(opened, files), compiled.Diagnostics);
        }

        var found = Read(manifest, progress, limits);
        var read = found.ToRelease(limits);
        if (read.Value is not { } release)
        {
            return new Parsed<LoadedRelease>(Value: null, read.Diagnostics);
        }

        CompiledStore.Save(manifest, found.Bundles, read, files);
        List<Diagnostic> diagnostics = [.. read.Diagnostics];
        if (isDamaged)
        {
            diagnostics.Add(new Diagnostic(
                "WORK020", Severity.Note, files.PathOf(CompiledStore.FileName), SourceLocation.Whole,
                "the compiled release was damaged and was made again from the bundles"));
        }

        return new Parsed<LoadedRelease>(new LoadedRelease(release, files), diagnostics);
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
    public static StoredManifest? Of(string version, Dictionary<string, object?> json)
    {
        if (json.GetValueOrDefault("added_on") is not string addedOn || !DateTimeOffset.TryParse(addedOn, System.Globalization.CultureInfo.InvariantCulture, out var added)
            || json.GetValueOrDefault("bundles") is not List<object?> { Count: > 0 } list)
        {
            return null;
        }

        List<StoredBundle> bundles = [];
        foreach (var item in list)
        {
            if (item is not Dictionary<string, object?> bundle || bundle.GetValueOrDefault("domain") is not string domain
                || bundle.GetValueOrDefault("file") is not string file || bundle.GetValueOrDefault("sha256") is not string hash
                || bundle.GetValueOrDefault("bytes") is not long bytes || !string.Equals(Path.GetFileName(file), file, StringComparison.Ordinal))
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
