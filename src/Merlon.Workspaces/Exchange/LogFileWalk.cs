using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>A file that a walk found.</summary>
/// <param name="Path">Where it is on the disk; <c>-</c> for standard input.</param>
/// <param name="Document">Its name for people, with <c>/</c>.</param>
/// <param name="IsNamed">True where a person named this very file.</param>
readonly record struct LogFileFound(string Path, string Document, bool IsNamed);

/// <summary>Turns the paths that people give into files, each once, in the same order on every machine.</summary>
/// <param name="log">Takes what was noticed.</param>
sealed class LogFileWalk(DiagnosticLog log)
{
    readonly List<LogFileFound> files = [];
    readonly HashSet<string> seen = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
    int entries;
    bool isFull;

    /// <summary>What was found; none at all past the limits, since which ones come first depends on the file system.</summary>
    public IReadOnlyList<LogFileFound> Files => isFull ? [] : files;

    /// <summary>Adds a file, a folder, a pattern, or <c>-</c>.</summary>
    public void Add(string path)
    {
        if (path.Equals(LogFiles.StandardInput, StringComparison.Ordinal))
        {
            Keep(path, path, isNamed: true);
        }
        else if (File.Exists(path))
        {
            Keep(path, Document(path), isNamed: true);
        }
        else if (Directory.Exists(path))
        {
            var before = files.Count;
            AddSorted(found => Into(new DirectoryInfo(path), Document(path).TrimEnd('/'), depth: 1, found));
            if (files.Count == before && !isFull)
            {
                log.Of(path).Warn("LOG307", "the folder holds no files");
            }
        }
        else if (LogFileGlob.IsPattern(path))
        {
            AddMatches(path);
        }
        else
        {
            log.Of(path).Error("LOG300", "the file or folder does not exist", advice: "check the path; - is standard input");
        }
    }

    void AddMatches(string pattern)
    {
        var glob = new LogFileGlob(Document(pattern));
        var before = files.Count;
        if (Directory.Exists(glob.Root.Length == 0 ? "." : glob.Root))
        {
            AddSorted(found => Match(new DirectoryInfo(glob.Root.Length == 0 ? "." : glob.Root), glob.Root, glob, [0], depth: 1, found));
        }

        if (files.Count == before && !isFull)
        {
            log.Of(pattern).Error("LOG301", "no file matches the pattern", advice: "** stands for any folders, * and ? do not cross /");
        }
    }

    void AddSorted(Action<List<LogFileFound>> search)
    {
        List<LogFileFound> found = [];
        search(found);
        found.Sort(static (a, b) => string.CompareOrdinal(a.Document, b.Document));
        foreach (var file in found)
        {
            Keep(file.Path, file.Document, isNamed: false);
        }
    }

    void Into(DirectoryInfo folder, string document, int depth, List<LogFileFound> found)
    {
        foreach (var entry in EntriesOf(folder, document, depth))
        {
            var name = Below(document, entry.Name);
            if (entry.Name.StartsWith('.'))
            {
                continue;
            }

            if (entry is DirectoryInfo inner)
            {
                Enter(inner, name, () => Into(inner, name, depth + 1, found));
            }
            else
            {
                Take(entry, name, found);
            }
        }
    }

    // states: parts of the pattern that a name of this folder may fit
    void Match(DirectoryInfo folder, string document, LogFileGlob glob, IReadOnlyList<int> states, int depth, List<LogFileFound> found)
    {
        foreach (var entry in EntriesOf(folder, document, depth))
        {
            var name = Below(document, entry.Name);
            var next = glob.Step(states, entry.Name);
            if (entry is DirectoryInfo inner)
            {
                if (next.Count > 0)
                {
                    Enter(inner, name, () => Match(inner, name, glob, next, depth + 1, found));
                }
            }
            else if (glob.IsEnd(next))
            {
                Take(entry, name, found);
            }
        }
    }

    void Enter(DirectoryInfo folder, string document, Action into)
    {
        if (folder.LinkTarget is null)
        {
            into();
        }
        else
        {
            log.Of(document).Note("LOG305", "a folder that is a link was not followed", advice: "name it as a folder of its own");
        }
    }

    // A file without bytes is not opened: pipes and devices are such files too, and a pipe waits for somebody to write.
    static void Take(FileSystemInfo entry, string document, List<LogFileFound> found)
    {
        if (Links.FindFile(entry) is { Length: > 0 })
        {
            found.Add(new LogFileFound(entry.FullName, document, IsNamed: false));
        }
    }

    List<FileSystemInfo> EntriesOf(DirectoryInfo folder, string document, int depth)
    {
        List<FileSystemInfo> found = [];
        if (depth > LogFiles.FolderDepthMax)
        {
            log.Of(document).Warn("LOG303", $"folders deeper than {LogFiles.FolderDepthMax} levels were not searched");
            return found;
        }

        try
        {
            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                if (isFull || ++entries > LogFiles.EntriesMax)
                {
                    Overflow();
                    break;
                }

                found.Add(entry);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Of(document).Warn("LOG302", $"the folder cannot be read, and what was not read of it was left out: {e.Message.TrimEnd('.')}");
        }

        return found;
    }

    void Keep(string path, string document, bool isNamed)
    {
        if (!seen.Add(path.Equals(LogFiles.StandardInput, StringComparison.Ordinal) ? path : Path.GetFullPath(path)))
        {
            log.Of(document).Note("LOG306", "the file was named twice; it is read once");
        }
        else if (files.Count == LogFiles.FilesMax)
        {
            Overflow();
        }
        else
        {
            files.Add(new LogFileFound(path, document, isNamed));
        }
    }

    void Overflow()
    {
        if (!isFull)
        {
            isFull = true;
            log.Error(
                "LOG304", SourceLocation.Whole, FormattableString.Invariant($"more than {LogFiles.FilesMax:N0} files or {LogFiles.EntriesMax:N0} entries of folders; none was read"),
                advice: "name narrower folders or patterns");
        }
    }

    static string Below(string document, string name) => document.Length == 0 || document.EndsWith('/') ? document + name : $"{document}/{name}";

    static string Document(string path) => OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;
}
