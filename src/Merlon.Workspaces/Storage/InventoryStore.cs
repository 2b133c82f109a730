using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Merlon.Documents;
using Merlon.Inventory;
using Merlon.Pipelines;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Storage;

/// <summary>
/// Inventories of telemetry that was looked through before, in the folder <c>telemetry</c> of a workspace. One is taken where every
/// file has the size and date that it had, or else the same content; anything else is read anew, and so is everything when another
/// Merlon wrote it. Nobody may rely on it: a workspace may be missing or read-only.
/// </summary>
/// <param name="workspaceFolder">The workspace, which may not exist.</param>
/// <param name="clock">Says which files are too young for their date to be trusted.</param>
sealed class InventoryStore(string workspaceFolder, TimeProvider clock)
{
    /// <summary>Folder in the workspace.</summary>
    public const string FolderName = "telemetry";

    /// <summary>Name among the derived files.</summary>
    public const string FileName = "inventory.pack";

    /// <summary>Largest inventory that is read, in bytes; that of 278 event logs has 0.5 MB.</summary>
    public const int CompiledBytesMax = 256 * 1024 * 1024;

    /// <summary>Most bytes of logs that are compared by content where a date changed; more are looked through again, in bytes.</summary>
    public const long HashedBytesMax = 4L * 1024 * 1024 * 1024;

    /// <summary>Most inventories that are kept; the oldest go first.</summary>
    public const int KeptMax = 50;

    /// <summary>Age from which a file's date tells whether it was written again, in seconds: file systems count in up to two.</summary>
    const int TrustedAgeSeconds = 2;

    readonly string folder = Path.Combine(workspaceFolder, FolderName);

    /// <summary>The inventory of logs, from what is stored where that says the same.</summary>
    /// <param name="path">File, folder or pattern.</param>
    /// <param name="pipelines">Names what reads them.</param>
    /// <param name="read">Looks them through.</param>
    public (LogInventory? Inventory, bool IsStored) Read(string path, PipelineSet pipelines, Func<LogInventory?> read)
    {
        if (!Directory.Exists(workspaceFolder))
        {
            return (read(), false);
        }

        var walk = new LogFileWalk(new DiagnosticLog(path, ReadLimits.Default));
        walk.Add(path);
        var files = walk.Files;
        var stamps = StampsOf(files);
        var derived = new DerivedFiles(folder, DerivedFiles.KeyOf([.. Versions(pipelines), Path.GetFullPath(path)]));
        if (files.Count > 0 && derived.TryRead(NameOf(path), CompiledBytesMax) is { } stored && InventoryFile.OriginOf(stored) is { } origin
            && TryOpen(derived, stored, origin, stamps, path, files) is { } known)
        {
            return (known, true);
        }

        var inventory = read();
        if (files.Count > 0 && inventory is not null && string.Equals(stamps, StampsOf(files), StringComparison.Ordinal))
        {
            TrySave(derived, path, inventory, (HashOf(files) ?? "") + "\n" + stamps);
        }

        return (inventory, false);
    }

    LogInventory? TryOpen(DerivedFiles derived, byte[] stored, string origin, string stamps, string path, IReadOnlyList<LogFileFound> files)
    {
        var end = origin.IndexOf('\n', StringComparison.Ordinal);
        var (hash, then) = end < 0 ? ("", "") : (origin[..end], origin[(end + 1)..]);
        var isDated = string.Equals(then, stamps, StringComparison.Ordinal);
        if (!(isDated && AreOld(files)) && (hash.Length == 0 || !string.Equals(hash, HashOf(files), StringComparison.Ordinal)))
        {
            return null;
        }

        var known = InventoryFile.TryRead(stored);
        if (known is not null && !isDated)
        {
            TrySave(derived, path, known, hash + "\n" + stamps); // so that the next one need not look into the files
        }

        return known;
    }

    void TrySave(DerivedFiles derived, string path, LogInventory inventory, string origin)
    {
        try
        {
            Directory.CreateDirectory(folder);
            derived.TryWrite(NameOf(path), output => InventoryFile.Write(inventory, origin, output));
            var kept = new DirectoryInfo(folder).GetFiles("*-" + FileName).OrderByDescending(static f => f.LastWriteTimeUtc).ThenBy(static f => f.Name, StringComparer.Ordinal);
            foreach (var old in kept.Skip(KeptMax))
            {
                old.Delete();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next one looks through the logs again.
        }
    }

    // A name of its own for each path: derived files of one name replace each other.
    static string NameOf(string path) => $"{DerivedFiles.KeyOf([Path.GetFullPath(path)])}-{FileName}";

    bool AreOld(IReadOnlyList<LogFileFound> files)
    {
        var trusted = clock.GetUtcNow().UtcDateTime.AddSeconds(-TrustedAgeSeconds);
        return files.All(file => File.GetLastWriteTimeUtc(file.Path) < trusted);
    }

    static string StampsOf(IReadOnlyList<LogFileFound> files)
    {
        var stamps = new StringBuilder();
        foreach (var file in files)
        {
            var info = new FileInfo(file.Path);
            stamps.Append(CultureInfo.InvariantCulture, $"{file.Document}\t{(info.Exists ? info.Length : -1)}\t{info.LastWriteTimeUtc.Ticks}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stamps.ToString())));
    }

    // Over names and contents; null where a file cannot be read, or where that would take as long as looking them through.
    static string? HashOf(IReadOnlyList<LogFileFound> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            if (files.Sum(static f => new FileInfo(f.Path).Length) > HashedBytesMax)
            {
                return null;
            }

            foreach (var file in files)
            {
                using var content = File.OpenRead(file.Path);
                hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file.Document}\n{content.Length}\n")));
                hash.AppendData(SHA256.HashData(content));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // What the result depends on besides the files: the readers, the pipelines.
    static IEnumerable<string> Versions(PipelineSet pipelines)
        => [typeof(InventoryFile).Module.ModuleVersionId.ToString(), typeof(LogInventory).Module.ModuleVersionId.ToString(), .. pipelines.Pipelines.Select(static p => p.Name)];
}
