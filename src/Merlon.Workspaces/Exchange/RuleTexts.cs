using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>A rule file as it was read.</summary>
/// <param name="Document">Its name as people were told, with <c>/</c>.</param>
/// <param name="Path">Where it is on the disk.</param>
/// <param name="Bytes">Its content; null where it could not be read, and then a diagnostic says why.</param>
public sealed record RuleText(string Document, string Path, ReadOnlyMemory<byte>? Bytes);

/// <summary>Finds rule files and reads them as they are.</summary>
public static class RuleTexts
{
    /// <summary>
    /// Files of the paths, each once, in the order of the paths and ordinally within a folder; read one by one as they are
    /// asked for. One that cannot be read is a diagnostic and has no bytes.
    /// </summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="log">Takes what was noticed.</param>
    /// <param name="limits">Bounds of the files.</param>
    /// <param name="progress">Told about files.</param>
    /// <exception cref="FileNotFoundException">A path does not exist.</exception>
    public static IEnumerable<RuleText> Read(IReadOnlyList<string> paths, DiagnosticLog log, ReadLimits limits, IProgress<WorkProgress>? progress)
    {
        RuleSources.RequireAll(paths);
        return ReadAll(paths, log, limits, progress);
    }

    static IEnumerable<RuleText> ReadAll(IReadOnlyList<string> paths, DiagnosticLog log, ReadLimits limits, IProgress<WorkProgress>? progress)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        List<RuleFile> files = [];
        foreach (var path in paths)
        {
            var list = RuleFiles.Find(path, path.Replace('\\', '/').TrimEnd('/'), limits);
            log.AddRange(list.Diagnostics);
            files.AddRange(list.Files.Where(file => seen.Add(Path.GetFullPath(file.Path))));
        }

        for (var i = 0; i < files.Count; i++)
        {
            progress?.Report(new WorkProgress("Reading rules", i, files.Count));
            var bytes = RuleSources.ReadBytes(files[i], limits);
            if (bytes is BoundedBytes.Refused refused)
            {
                log.Warn(refused.Code, SourceLocation.Whole, $"the rule file {refused.Why}; it was left out", files[i].Document);
            }

            yield return new RuleText(files[i].Document, files[i].Path, (bytes as BoundedBytes.Whole)?.Bytes);
        }
    }
}
