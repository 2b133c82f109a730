using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>A file or an archive's entry that may be a bundle.</summary>
/// <param name="Document">Path, or <c>archive.zip!entry.json</c>.</param>
/// <param name="Name">What its name says.</param>
/// <param name="ArchivePath">The archive that holds it, or null for a file.</param>
/// <param name="EntryIndex">Its place in the archive's directory.</param>
/// <param name="IsEmpty">True for a file of a folder that has no bytes: it is not opened, since a pipe is such a file too.</param>
sealed record BundleCandidate(string Document, BundleName Name, string? ArchivePath, int EntryIndex, bool IsEmpty = false)
{
    /// <summary>Reads the whole of it.</summary>
    public BoundedBytes Read(ArchiveShelf archives, ReadLimits limits)
    {
        if (ArchivePath is null)
        {
            return IsEmpty ? new BoundedBytes.Whole(default) : BoundedBytes.OfFile(Document, limits.JsonBytesMax);
        }

        return archives.TryOpen(ArchivePath, out var archive, out var refused)
            ? BoundedBytes.OfEntry(archive.Entries[EntryIndex], limits.JsonBytesMax)
            : refused;
    }

    /// <summary>Whether its first bytes are a bundle's: null when they do not say.</summary>
    public bool? LooksLikeBundle(ArchiveShelf archives)
    {
        if (ArchivePath is null)
        {
            return BundleHead.IsBundle(IsEmpty ? default : BoundedBytes.HeadOf(Document, BundleHead.Bytes).Span);
        }

        return archives.TryOpen(ArchivePath, out var archive, out _)
            ? BundleHead.IsBundle(BoundedBytes.HeadOf(archive.Entries[EntryIndex], BundleHead.Bytes).Span)
            : false;
    }
}

/// <summary>Lists what may be a bundle at a path, by name and without reading.</summary>
static class BundleCandidates
{
    /// <summary>Lists a folder's first level, archives in it looked into, ordered by document.</summary>
    public static List<BundleCandidate> OfFolder(string folder, ReadLimits limits, DiagnosticLog log)
    {
        List<BundleCandidate> candidates = [];
        var files = 0;
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            if (++files > limits.FilesMax)
            {
                log.Warn("FILE008", SourceLocation.Whole, $"more than {limits.FilesMax} files; the rest was not looked at", advice: "name the files or a folder of bundles");
                break;
            }

            var name = Path.GetFileName(path);
            if (Links.FindFile(new FileInfo(path)) is not { } file)
            {
                continue;
            }

            if (BundleName.IsCandidate(name))
            {
                candidates.Add(new BundleCandidate(path, BundleName.Of(name), ArchivePath: null, EntryIndex: 0, IsEmpty: file.Length == 0));
            }
            else if (BundleName.IsArchive(name) && file.Length > 0)
            {
                AddArchive(path, candidates, limits, log);
            }
        }

        candidates.Sort(static (a, b) => string.CompareOrdinal(a.Document, b.Document));
        return candidates;
    }

    /// <summary>Lists an archive's entries, whatever folders they stand in, ordered by document.</summary>
    public static List<BundleCandidate> OfArchive(string path, ReadLimits limits, DiagnosticLog log)
    {
        List<BundleCandidate> candidates = [];
        AddArchive(path, candidates, limits, log);
        candidates.Sort(static (a, b) => string.CompareOrdinal(a.Document, b.Document));
        return candidates;
    }

    static void AddArchive(string path, List<BundleCandidate> candidates, ReadLimits limits, DiagnosticLog log)
    {
        if (!ZipFiles.TryOpen(path, limits.JsonBytesMax, out var archive, out var refused))
        {
            log.AddRange([new Diagnostic(refused.Code, Severity.Error, path, SourceLocation.Whole, $"the archive {refused.Why}; none of it was read")]);
            return;
        }

        using (archive)
        {
            if (archive.Entries.Count > limits.FilesMax)
            {
                log.AddRange([new Diagnostic("FILE008", Severity.Error, path, SourceLocation.Whole, $"the archive has more than {limits.FilesMax} entries; none of it was read")]);
                return;
            }

            for (var i = 0; i < archive.Entries.Count; i++)
            {
                var entry = archive.Entries[i];
                if (BundleName.IsCandidate(entry.Name) && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal))
                {
                    candidates.Add(new BundleCandidate($"{path}!{Diagnostic.ExcerptOf(entry.FullName)}", BundleName.Of(entry.Name), path, i));
                }
            }
        }
    }
}
