using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// Finds the log files that people name by files, folders, patterns and <c>-</c>, looks into archives, and opens all of them
/// as plain streams; nothing is ever written to the disk.
/// </summary>
public static class LogFiles
{
    /// <summary>Most files, entries of archives included, of one call.</summary>
    public const int FilesMax = 100_000;

    /// <summary>Deepest folder under a named one, in levels.</summary>
    public const int FolderDepthMax = 32;

    /// <summary>Most entries, of any name, that are looked at under the named folders.</summary>
    public const int EntriesMax = 1_000_000;

    /// <summary>What <c>-</c> is called.</summary>
    public const string StandardInput = "-";

    /// <summary>
    /// Finds files in the order of <paramref name="paths"/>. A folder gives every file below it, ordinally by path; hidden
    /// names and folders that are links are left out. A pattern has <c>*</c> and <c>?</c> within a name and <c>**</c> for any
    /// folders. A file that two paths name is read once. Archives (zip, tar, also gzip, bzip2 or xz around or within them) are
    /// looked into one level deep. What cannot be had is a diagnostic; the rest is found.
    /// </summary>
    public static LogFileList Find(IReadOnlyList<string> paths, LogFileOptions options)
    {
        var log = new DiagnosticLog(paths.Count == 1 ? paths[0] : "logs", options.Limits);
        var walk = new LogFileWalk(log);
        foreach (var path in paths)
        {
            walk.Add(path);
        }

        var expansion = new LogFileExpansion(options, log);
        foreach (var file in walk.Files)
        {
            expansion.Add(file);
        }

        return new LogFileList(expansion.Inputs, log.ToList());
    }

    /// <summary>Opens a file that others may be writing, renaming or removing.</summary>
    internal static FileStream OpenFile(string path)
        => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.SequentialScan);
}
