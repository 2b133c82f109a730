using System.Runtime.ExceptionServices;
using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Sigma;

namespace Merlon.Workspaces.Exchange;

/// <summary>Rules as they were read, in a fixed order.</summary>
/// <param name="Rules">Deployed ones first; within, by folder as listed and by document.</param>
/// <param name="Files">The files that were read, as listed.</param>
/// <param name="Diagnostics">What was noticed, bounded.</param>
sealed record ReadRules(IReadOnlyList<UsedRule> Rules, IReadOnlyList<InputFile> Files, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>The rule files of a run: those of the command line, then the organisation's; each file once.</summary>
sealed class RuleSources
{
    /// <summary>Files between two reports of progress.</summary>
    const int FilesPerReport = 256;

    readonly List<Source> sources = [];
    readonly Dictionary<string, int> byPath = new(StringComparer.Ordinal);
    readonly DiagnosticLog log;

    RuleSources(DiagnosticLog log) => this.log = log;

    /// <summary>Sees that every path of a command line exists.</summary>
    /// <exception cref="FileNotFoundException">One does not.</exception>
    public static void RequireAll(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                throw new FileNotFoundException($"{path} does not exist: name a Sigma rule or a folder of rules", path);
            }
        }
    }

    /// <summary>Finds the files; a folder of the organisation that is missing is a diagnostic at its line.</summary>
    public static RuleSources Of(Organisation organisation, OrganisationPaths paths, IReadOnlyList<string> rulePaths, ReadLimits limits)
    {
        RuleSources found = new(new DiagnosticLog(paths.Shown, limits));
        foreach (var path in rulePaths)
        {
            found.Add(path, paths.DocumentOf(path), path.Replace('\\', '/').TrimEnd('/'), isDeployed: true, scopes: [], limits);
        }

        foreach (var folder in organisation.Rules.OrderBy(static f => f.IsDeployed ? 0 : 1))
        {
            var path = Path.Combine(paths.Folder, folder.Path);
            if (File.Exists(path) || Directory.Exists(path)) // false too for text that is no path
            {
                var shown = Path.Combine(Path.GetDirectoryName(paths.Shown) ?? "", folder.Path).Replace('\\', '/').TrimEnd('/');
                found.Add(path, folder.Path.Replace('\\', '/').TrimEnd('/'), shown, folder.IsDeployed, folder.Scopes, limits);
            }
            else
            {
                found.log.Warn("RULE001", folder.Location, "the rules' path does not exist; none of its rules were read", folder.Path, "paths are relative to the organisation file");
            }
        }

        return found;
    }

    /// <summary>Reads every file, on as many processors as there are.</summary>
    public ReadRules Read(IProgress<WorkProgress>? progress, ReadLimits limits, CancellationToken cancellationToken)
    {
        var read = new Parsed<IReadOnlyList<SigmaRule>>[sources.Count];
        var files = new InputFile?[sources.Count];
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        for (var start = 0; start < sources.Count; start += FilesPerReport)
        {
            progress?.Report(new WorkProgress("Reading rules", start, sources.Count));
            try
            {
                Parallel.For(start, Math.Min(start + FilesPerReport, sources.Count), options, i => read[i] = Read(sources[i], limits, out files[i]));
            }
            catch (AggregateException e)
            {
                ExceptionDispatchInfo.Throw(e.InnerExceptions[0]); // the file's own trouble, as if read one by one
            }
        }

        List<UsedRule> rules = [];
        for (var i = 0; i < read.Length; i++)
        {
            var source = sources[i];
            rules.AddRange((read[i].Value ?? []).Select(rule => new UsedRule(rule, source.IsDeployed, source.Scopes)));
            log.AddRange(read[i].Diagnostics.Select(d => string.Equals(d.Document, source.File.Document, StringComparison.Ordinal) ? d with { Document = source.Shown } : d));
        }

        return new ReadRules(rules, [.. files.OfType<InputFile>()], log.ToList());
    }

    static Parsed<IReadOnlyList<SigmaRule>> Read(Source source, ReadLimits limits, out InputFile? file)
    {
        file = null;
        switch (ReadBytes(source.File, limits))
        {
            case BoundedBytes.Whole whole:
                file = InputFile.Of(source.IsDeployed ? InputRole.Rule : InputRole.AvailableRule, source.File.Document, whole.Bytes.Span);
                return SigmaReader.Read(whole.Bytes, source.File.Document, limits);
            case BoundedBytes.Refused refused:
                return new Parsed<IReadOnlyList<SigmaRule>>(
                    [], [new Diagnostic(refused.Code, Severity.Warning, source.Shown, SourceLocation.Whole, $"the rule file {refused.Why}; it was left out")]);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The bytes of a rule file; one that cannot be opened does not take the others with it.</summary>
    internal static BoundedBytes ReadBytes(RuleFile file, ReadLimits limits)
    {
        if (file.IsEmpty)
        {
            return new BoundedBytes.Whole(default);
        }

        try
        {
            return BoundedBytes.OfPlainFile(file.Path, limits.YamlBytesMax);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new BoundedBytes.Refused("RULE006", $"cannot be read: {e.Message.TrimEnd('.')}");
        }
    }

    void Add(string path, string document, string shown, bool isDeployed, IReadOnlyList<string> scopes, ReadLimits limits)
    {
        var list = RuleFiles.Find(path, document, limits);
        log.AddRange(list.Diagnostics.Select(d => d with { Document = shown }));
        foreach (var file in list.Files)
        {
            var fullPath = Path.GetFullPath(file.Path);
            if (!byPath.TryGetValue(fullPath, out var index))
            {
                byPath.Add(fullPath, sources.Count);
                sources.Add(new Source(file, shown + file.Document[document.Length..], isDeployed, scopes));
            }
            else if (sources[index].IsDeployed && isDeployed)
            {
                sources[index] = sources[index] with { Scopes = Union(sources[index].Scopes, scopes) };
            }
        }
    }

    static IReadOnlyList<string> Union(IReadOnlyList<string> some, IReadOnlyList<string> others)
        => some.Count == 0 || others.Count == 0 ? [] : [.. some.Union(others, StringComparer.Ordinal)];

    // Shown: as people are told; the file's own document is what evidence says
    readonly record struct Source(RuleFile File, string Shown, bool IsDeployed, IReadOnlyList<string> Scopes);
}
