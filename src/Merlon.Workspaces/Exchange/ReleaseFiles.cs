using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Workspaces.Exchange;

/// <summary>Finds and reads ATT&amp;CK bundles on disk: a file, a folder, .gz or .zip, each bounded.</summary>
public static class ReleaseFiles
{
    /// <summary>
    /// Loads one release. Of a folder or archive with several versions, <paramref name="version"/> is taken, else the newest,
    /// which a note says. Folders are not searched below their first level. Missing paths throw <see cref="FileNotFoundException"/>.
    /// </summary>
    public static Parsed<AttackRelease> Load(string path, string? version, IProgress<WorkProgress>? progress, ReadLimits limits)
        => Find(path, version, progress, limits).ToRelease(limits);

    /// <summary>As <see cref="Load"/>, but gives the bundles themselves, chosen and unpacked; no value where there are none.</summary>
    public static Parsed<IReadOnlyList<StixBundle>> ReadBundles(string path, string? version, IProgress<WorkProgress>? progress, ReadLimits limits)
    {
        var found = Find(path, version, progress, limits);
        return new Parsed<IReadOnlyList<StixBundle>>(found.Bundles.Count == 0 ? null : found.Bundles, found.Diagnostics);
    }

    /// <summary>Reads bundles that <see cref="ReadBundles"/> gave as a release.</summary>
    public static Parsed<AttackRelease> ToRelease(IReadOnlyList<StixBundle> bundles, string? version, ReadLimits limits) => StixReader.Read(bundles, version, limits);

    /// <summary>As <see cref="Load"/>, but reads the bytes only.</summary>
    internal static FoundBundles Find(string path, string? version, IProgress<WorkProgress>? progress, ReadLimits limits)
    {
        var log = new DiagnosticLog(path, limits);
        BundleVersion? wanted = null;
        if (version is not null)
        {
            if (!BundleVersion.TryParse(version, out var parsed))
            {
                log.Error("FILE004", SourceLocation.Whole, "the version is not one of ATT&CK's", version, "write it as 18.1");
                return FoundBundles.None(log);
            }

            wanted = parsed;
        }

        if (Directory.Exists(path))
        {
            return BundleChoice.Of(BundleCandidates.OfFolder(path, limits, log), wanted, progress, limits, log) is { Bundles.Count: > 0 } found
                ? found
                : NothingIn(path, limits, log);
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} does not exist: name a bundle, an archive or a folder of bundles", path);
        }

        if (!ZipFiles.IsZip(path))
        {
            BundleCandidate only = new(path, BundleName.Of(Path.GetFileName(path)), ArchivePath: null, EntryIndex: 0);
            return BundleChoice.OfOne(only, wanted, progress, limits, log);
        }

        return BundleChoice.Of(BundleCandidates.OfArchive(path, limits, log), wanted, progress, limits, log) is { Bundles.Count: > 0 } chosen
            ? chosen
            : NothingIn(path, limits, log);
    }

    static FoundBundles NothingIn(string path, ReadLimits limits, DiagnosticLog log)
    {
        if (!log.HasErrors)
        {
            var below = Directory.Exists(path)
                ? Directory.EnumerateDirectories(path).Take(limits.FilesMax).Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(3).ToList()
                : [];
            log.Error(
                "FILE001",
                SourceLocation.Whole,
                "no ATT&CK bundle was found",
                advice: below.Count == 0
                    ? "a bundle is a STIX file such as enterprise-attack-18.1.json, .json.gz or in a .zip"
                    : $"folders inside are not searched; did you mean {string.Join(" or ", below)}?");
        }

        return FoundBundles.None(log);
    }
}

/// <summary>The bundles of one release.</summary>
/// <param name="Version">Their version where names or the user say, else null: the reader finds it.</param>
/// <param name="Bundles">One per domain; empty when there are none.</param>
/// <param name="Diagnostics">What was noticed.</param>
sealed record FoundBundles(string? Version, IReadOnlyList<StixBundle> Bundles, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>No bundles, and why.</summary>
    public static FoundBundles None(DiagnosticLog log) => new(Version: null, [], log.ToList());

    /// <summary>Reads them as a release.</summary>
    public Parsed<AttackRelease> ToRelease(ReadLimits limits)
    {
        if (Bundles.Count == 0)
        {
            return new Parsed<AttackRelease>(Value: null, Diagnostics);
        }

        var read = StixReader.Read(Bundles, Version, limits);
        return read with { Diagnostics = [.. Diagnostics, .. read.Diagnostics] };
    }
}
