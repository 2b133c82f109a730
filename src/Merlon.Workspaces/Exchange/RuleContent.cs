using System.Runtime.ExceptionServices;
using Merlon.Documents;
using Merlon.Sigma;

namespace Merlon.Workspaces.Exchange;

/// <summary>Reads everything that rule files and folders hold: rules, correlations, filters.</summary>
public static class RuleContent
{
    /// <summary>Files between two reports of progress.</summary>
    const int FilesPerReport = 256;

    /// <summary>Most bytes of a file of values for placeholders.</summary>
    public const int PlaceholderBytesMax = 4 * 1024 * 1024;

    /// <summary>
    /// Reads <c>*.yml</c> and <c>*.yaml</c> of the paths, each file once, in the order of the paths and ordinally within a folder,
    /// on as many processors as there are. One that cannot be read is a diagnostic and does not take the others with it.
    /// </summary>
    /// <exception cref="FileNotFoundException">A path does not exist.</exception>
    public static Parsed<SigmaContent> Read(
        IReadOnlyList<string> paths, SigmaReadOptions options, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        RuleSources.RequireAll(paths);
        var log = new DiagnosticLog("rules", options.Limits);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        List<RuleFile> files = [];
        foreach (var path in paths)
        {
            var list = RuleFiles.Find(path, path.Replace('\\', '/').TrimEnd('/'), options.Limits);
            log.AddRange(list.Diagnostics);
            files.AddRange(list.Files.Where(file => seen.Add(Path.GetFullPath(file.Path))));
        }

        var read = new Parsed<SigmaContent>[files.Count];
        var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        for (var start = 0; start < files.Count; start += FilesPerReport)
        {
            progress?.Report(new WorkProgress("Reading rules", start, files.Count));
            try
            {
                Parallel.For(start, Math.Min(start + FilesPerReport, files.Count), parallel, i => read[i] = Read(files[i], options));
            }
            catch (AggregateException e)
            {
                ExceptionDispatchInfo.Throw(e.InnerExceptions[0]); // the file's own trouble, as if read one by one
            }
        }

        foreach (var one in read)
        {
            log.AddRange(one.Diagnostics);
        }

        return new Parsed<SigmaContent>(SigmaContent.Merge(read.Select(static r => r.Value ?? SigmaContent.Empty)), log.ToList());
    }

    static Parsed<SigmaContent> Read(RuleFile file, SigmaReadOptions options) => RuleSources.ReadBytes(file, options.Limits) switch
    {
        BoundedBytes.Whole whole => SigmaReader.ReadContent(whole.Bytes, file.Document, options),
        BoundedBytes.Refused refused => new Parsed<SigmaContent>(
            SigmaContent.Empty, [new Diagnostic(refused.Code, Severity.Warning, file.Document, SourceLocation.Whole, $"the rule file {refused.Why}; it was left out")]),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>
    /// Reads values for placeholders from YAML: <c>Administrators: [alice, 'adm_*']</c>. A name whose values are no texts is a
    /// warning and left out.
    /// </summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    public static Parsed<IReadOnlyDictionary<string, IReadOnlyList<string>>> ReadPlaceholders(string path, ReadLimits limits)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} does not exist: name a file of placeholders", path);
        }

        var log = new DiagnosticLog(path, limits);
        if (BoundedBytes.OfPlainFile(path, Math.Min(limits.YamlBytesMax, PlaceholderBytesMax)) is not BoundedBytes.Whole { Bytes: var bytes })
        {
            log.Error("RULE020", SourceLocation.Whole, $"the file of placeholders is larger than {PlaceholderBytesMax} bytes; nothing of it was read");
            return new(null, log.ToList());
        }

        var yaml = YamlDocument.Read(bytes, path, limits);
        log.AddRange(yaml.Diagnostics);
        if (yaml.Value is not YamlNode.Mapping mapping)
        {
            if (yaml.Value is { } other)
            {
                log.Error("RULE021", other.Location, "a file of placeholders is a mapping of names to lists of values; nothing was read", advice: "write 'Administrators: [alice, bob]'");
            }

            return new(null, log.ToList());
        }

        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (key, node) in mapping.Entries)
        {
            var items = (node as YamlNode.Sequence)?.Items ?? [node];
            if (items.Count > 0 && items.All(static i => i is YamlNode.Scalar { IsNull: false }))
            {
                values[key.Text.Trim('%')] = [.. items.Select(static i => ((YamlNode.Scalar)i).Text)];
            }
            else
            {
                log.Warn("RULE022", node.Location, "a placeholder's values must be texts; it was left out", key.Text);
            }
        }

        return new(values, log.ToList());
    }
}
