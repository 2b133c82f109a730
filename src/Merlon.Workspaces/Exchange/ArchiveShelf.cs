using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// Keeps the archive that was last asked for open: its directory is read once for all of its entries, not once for each, which
/// for an archive of a hundred thousand entries would take hours.
/// </summary>
sealed class ArchiveShelf(ReadLimits limits) : IDisposable
{
    string? openPath;
    ZipArchive? open;

    /// <summary>The archive at a path, which the shelf closes; or why it was refused.</summary>
    public bool TryOpen(string path, [NotNullWhen(true)] out ZipArchive? archive, [NotNullWhen(false)] out BoundedBytes.Refused? refused)
    {
        archive = open;
        refused = null;
        if (archive is not null && string.Equals(path, openPath, StringComparison.Ordinal))
        {
            return true;
        }

        Dispose();
        if (!ZipFiles.TryOpen(path, limits.JsonBytesMax, out archive, out refused))
        {
            return false;
        }

        (open, openPath) = (archive, path);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        open?.Dispose();
        (open, openPath) = (null, null);
    }
}
