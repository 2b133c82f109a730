using System.Security.Cryptography;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Workspaces.Storage;

/// <summary>The compiled releases of a store: opened over memory-mapped bundles, made again whenever anything does not agree.</summary>
static class CompiledStore
{
    /// <summary>Name among the derived files of a release.</summary>
    public const string FileName = "release.pack";

    /// <summary>Largest compiled release that is read, in bytes; that of 18.1, three domains, has 4 MB.</summary>
    public const int CompiledBytesMax = 256 * 1024 * 1024;

    /// <summary>Opens a compiled release; null when there is none that can be taken.</summary>
    /// <param name="manifest">Of the release.</param>
    /// <param name="folder">Where its bundles are.</param>
    /// <param name="files">Its derived files.</param>
    /// <param name="limits">Bounds on size.</param>
    /// <param name="isDamaged">True when there was one and it was damaged.</param>
    public static Parsed<AttackRelease>? TryOpen(StoredManifest manifest, string folder, DerivedFiles files, ReadLimits limits, out bool isDamaged)
    {
        isDamaged = false;
        if (files.TryRead(FileName, CompiledBytesMax) is not { } compiled)
        {
            return null;
        }

        var bundles = new BundleBytes[manifest.Bundles.Count];
        for (var i = 0; i < bundles.Length; i++)
        {
            var stored = manifest.Bundles[i];
            var path = Path.Combine(folder, stored.FileName);
            if (stored.Bytes > limits.JsonBytesMax || MappedFile.TryMap(path, stored.Bytes) is not { } bytes)
            {
                return null; // reading it says what is wrong
            }

            bundles[i] = new BundleBytes(path, stored.FileName, bytes);
        }

        if (!AreUntouched(manifest, bundles, files))
        {
            return null;
        }

        try
        {
            return CompiledRelease.Read(compiled, bundles);
        }
        catch (InvalidDataException)
        {
            isDamaged = true;
            return null;
        }
    }

    /// <summary>Compiles a release that was just read from its bundles; where the workspace cannot be written, nothing happens.</summary>
    public static void Save(StoredManifest manifest, IReadOnlyList<StixBundle> bundles, Parsed<AttackRelease> read, DerivedFiles files)
        => files.TryWrite(FileName, output => CompiledRelease.Write(
            read, [.. bundles.Zip(manifest.Bundles, static (bundle, stored) => new BundleBytes(bundle.Document, stored.FileName, bundle.Utf8))], output));

    /// <summary>
    /// True when no bundle is younger than what was compiled of it. One that is, was changed, or only copied: its hash decides,
    /// and where all agree the compiled release is dated after them, so that the next one need not look.
    /// </summary>
    static bool AreUntouched(StoredManifest manifest, BundleBytes[] bundles, DerivedFiles files)
    {
        var youngest = DateTime.MinValue;
        foreach (var bundle in bundles)
        {
            var written = File.GetLastWriteTimeUtc(bundle.Document);
            youngest = written > youngest ? written : youngest;
        }

        if (youngest < File.GetLastWriteTimeUtc(files.PathOf(FileName)))
        {
            return true;
        }

        for (var i = 0; i < bundles.Length; i++)
        {
            if (!string.Equals(Convert.ToHexStringLower(SHA256.HashData(bundles[i].Utf8.Span)), manifest.Bundles[i].Sha256, StringComparison.Ordinal))
            {
                return false;
            }
        }

        files.Date(FileName, youngest.AddMilliseconds(1));
        return true;
    }
}
