using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>Finds the files of a rule folder, in the same order on every machine.</summary>
static class RuleFiles
{
    /// <summary>Most rule files of one folder.</summary>
    public const int RuleFilesMax = 50_000;

    /// <summary>Deepest folder under a rule folder, in levels.</summary>
    public const int RuleFolderDepthMax = 32;

    /// <summary>Most entries, of any name, that are looked at under one rule folder.</summary>
    public const int RuleFolderEntriesMax = 500_000;

    /// <summary>
    /// Lists <c>*.yml</c> and <c>*.yaml</c> under a folder, ordinally by their path with <c>/</c>, or the file itself. Hidden
    /// names and folders that are links are left out, so that no loop is entered.
    /// </summary>
    /// <param name="path">File or folder on the disk, which exists.</param>
    /// <param name="document">Its name for people; files of a folder are named below it.</param>
    /// <param name="limits">Bounds the diagnostics.</param>
    public static RuleFileList Find(string path, string document, ReadLimits limits)
    {
        var log = new DiagnosticLog(document, limits);
        List<RuleFile> files = [];
        if (File.Exists(path))
        {
            files.Add(new RuleFile(path, document));
            return new RuleFileList(files, log.ToList());
        }

        var walk = new Walk(files, log);
        walk.Into(path, document.TrimEnd('/', '\\'), depth: 1);
        files.Sort(static (a, b) => string.CompareOrdinal(a.Document, b.Document));
        if (files.Count == 0 && !log.HasErrors)
        {
            log.Warn("RULE002", SourceLocation.Whole, "the folder holds no rule files", advice: "rules are *.yml or *.yaml files");
        }

        return new RuleFileList(files, log.ToList());
    }

    sealed class Walk(List<RuleFile> files, DiagnosticLog log)
    {
        int entries;
        bool isFull;

        public void Into(string folder, string document, int depth)
        {
            if (depth > RuleFolderDepthMax)
            {
                log.Warn("RULE003", SourceLocation.Whole, $"folders deeper than {RuleFolderDepthMax} levels were not searched", document);
                return;
            }

            try
            {
                Search(folder, document, depth);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                log.Warn("RULE006", SourceLocation.Whole, $"the folder cannot be read, and what was not read of it was left out: {e.Message.TrimEnd('.')}", document);
            }
        }

        void Search(string folder, string document, int depth)
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
            {
                if (isFull)
                {
                    return;
                }

                if (++entries > RuleFolderEntriesMax || files.Count == RuleFilesMax)
                {
                    isFull = true;
                    files.Clear(); // which ones came first depends on the file system
                    log.Error("RULE004", SourceLocation.Whole, $"more than {RuleFilesMax} rules or {RuleFolderEntriesMax} entries; none was read", advice: "name a narrower folder");
                    return;
                }

                Take(entry, $"{document}/{entry.Name}", depth);
            }
        }

        void Take(FileSystemInfo entry, string document, int depth)
        {
            if (entry.Name.StartsWith('.'))
            {
                return;
            }

            if (entry is DirectoryInfo)
            {
                if (entry.LinkTarget is null)
                {
                    Into(entry.FullName, document, depth + 1);
                }
                else
                {
                    log.Note("RULE005", SourceLocation.Whole, "a folder that is a link was not followed", document, "name it as a rule folder of its own");
                }
            }
            else if (IsRule(entry.Name) && Links.FindFile(entry) is { } file)
            {
                files.Add(new RuleFile(entry.FullName, document, IsEmpty: file.Length == 0));
            }
        }

        static bool IsRule(string name)
            => name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>A rule file.</summary>
/// <param name="Path">Where it is on the disk.</param>
/// <param name="Document">Its name for people and in evidence, with <c>/</c>.</param>
/// <param name="IsEmpty">
/// True for a file of a folder that has no bytes: it is not opened, since pipes and devices are such files too, and opening a
/// pipe waits for somebody to write into it.
/// </param>
readonly record struct RuleFile(string Path, string Document, bool IsEmpty = false);

/// <summary>The files of a rule folder.</summary>
/// <param name="Files">In order.</param>
/// <param name="Diagnostics">What was noticed.</param>
sealed record RuleFileList(IReadOnlyList<RuleFile> Files, IReadOnlyList<Diagnostic> Diagnostics);
