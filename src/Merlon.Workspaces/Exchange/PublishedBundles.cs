using Merlon.Changes;
using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>Bundles as they were published, for comparing: read, bounded, not digested.</summary>
public static class PublishedBundles
{
    /// <summary>
    /// Reads the bundles of one release from a file, folder, .gz or .zip, chosen as <see cref="ReleaseFiles.Load"/> chooses
    /// them. Missing paths throw <see cref="FileNotFoundException"/>.
    /// </summary>
    public static Parsed<PublishedRelease> Load(string path, string? version, IProgress<WorkProgress>? progress, ReadLimits limits)
        => ReleaseFiles.Find(path, version, progress, limits).ToPublished(NameOf(path));

    internal static Parsed<PublishedRelease> ToPublished(this FoundBundles found, string name)
        => found.Bundles.Count == 0
            ? new Parsed<PublishedRelease>(Value: null, found.Diagnostics)
            : new Parsed<PublishedRelease>(
                new PublishedRelease(found.Version, name, [.. found.Bundles.Select(static bundle => new DomainBundle(bundle.Document, Domain: null, bundle.Utf8))]),
                found.Diagnostics);

    // The last part of the path: what is written into files must not tell where on a machine they came from.
    static string NameOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(path)) is { Length: > 0 } name ? name : path;
}
