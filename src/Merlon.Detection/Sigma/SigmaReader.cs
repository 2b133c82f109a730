using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>Reads Sigma rules, correlations and filters from YAML; never throws for content.</summary>
public static class SigmaReader
{
    /// <summary>
    /// Reads the rules of one file. A file that holds something else (a correlation, a filter, a test description) gives a
    /// note and no rule; a rule without title, logsource, detection or condition gives an error (<c>SIGMA0nn</c>) and no rule;
    /// an unknown status or level or a malformed date gives a warning. The value is null only where the file is no YAML.
    /// </summary>
    public static Parsed<IReadOnlyList<SigmaRule>> Read(ReadOnlyMemory<byte> utf8, string document, ReadLimits limits)
    {
        List<SigmaRule> rules = [];
        var options = new SigmaReadOptions { Limits = limits };
        var diagnostics = Read(utf8, document, options, rules, correlations: null, filters: null, out var isYaml);
        return new(isYaml ? rules : null, diagnostics);
    }

    /// <summary>
    /// Reads everything of one file: rules, correlations and filters, one after another in one document each. As
    /// <see cref="Read(ReadOnlyMemory{byte}, string, ReadLimits)"/> otherwise; what cannot be evaluated has its <c>Refusal</c>.
    /// </summary>
    public static Parsed<SigmaContent> ReadContent(ReadOnlyMemory<byte> utf8, string document, SigmaReadOptions options)
    {
        List<SigmaRule> rules = [];
        List<SigmaCorrelation> correlations = [];
        List<SigmaFilter> filters = [];
        var diagnostics = Read(utf8, document, options, rules, correlations, filters, out var isYaml);
        return new(isYaml ? new SigmaContent(rules, correlations, filters) : null, diagnostics);
    }

    static IReadOnlyList<Diagnostic> Read(
        ReadOnlyMemory<byte> utf8, string document, SigmaReadOptions options,
        List<SigmaRule> rules, List<SigmaCorrelation>? correlations, List<SigmaFilter>? filters, out bool isYaml)
    {
        var yaml = YamlDocument.ReadAll(utf8, document, options.Limits);
        isYaml = yaml.Value is not null;
        if (yaml.Value is null)
        {
            return yaml.Diagnostics;
        }

        var log = new DiagnosticLog(document, options.Limits);
        log.AddRange(yaml.Diagnostics);
        var isInCollection = false;
        foreach (var root in yaml.Value)
        {
            if (EntryOf(root, ref isInCollection, log) is not { } entry)
            {
                continue;
            }

            if (entry.TryFind("correlation", out var correlation))
            {
                if (correlations is null)
                {
                    log.Note("SIGMA003", correlation.Location, "a correlation was found; it is no rule of its own and was not read");
                }
                else if (SigmaCorrelationReader.Read(entry, correlation, options, log) is { } read)
                {
                    correlations.Add(read);
                }
            }
            else if (entry.TryFind("filter", out var filter) && !entry.TryFind("detection", out _))
            {
                if (filters is null)
                {
                    log.Note("SIGMA004", filter.Location, "a Sigma filter was found; it is no rule of its own and was not read");
                }
                else if (SigmaFilterReader.Read(entry, filter, options, log) is { } read)
                {
                    filters.Add(read);
                }
            }
            else if (!LooksLikeRule(entry))
            {
                log.Note("SIGMA002", entry.Location, "no Sigma rule: it has neither title, logsource nor detection; it was left out");
            }
            else if (SigmaRuleReader.Read(entry, options, log) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return log.Count == 0 ? [] : InDocumentOrder(log.ToList());
    }

    // The mapping of a rule, correlation or filter, or null where the document is none.
    static YamlNode.Mapping? EntryOf(YamlNode root, ref bool isInCollection, DiagnosticLog log)
    {
        if (root is not YamlNode.Mapping mapping)
        {
            log.Error(
                "SIGMA001",
                root.Location,
                "a Sigma rule is a mapping of keys to values, but this is a single value or a list; nothing was read from it",
                (root as YamlNode.Scalar)?.Text);
            return null;
        }

        if (mapping.TryFind("action", out var action) && action is YamlNode.Scalar { Text: "global" or "reset" or "repeat" } verb)
        {
            isInCollection = verb.Text is not "reset";
            WarnCollection(verb.Location, log, "action: " + verb.Text);
            return null;
        }

        if (isInCollection)
        {
            WarnCollection(mapping.Location, log, excerpt: null);
            return null;
        }

        return mapping;
    }

    static void WarnCollection(SourceLocation location, DiagnosticLog log, string? excerpt)
        => log.Warn(
            "SIGMA005",
            location,
            "this part of a rule collection was not read: collections (action: global, reset, repeat) are no longer part of Sigma",
            excerpt, "write each rule of the collection out in full");

    static bool LooksLikeRule(YamlNode.Mapping mapping)
        => mapping.TryFind("title", out _)
            || mapping.Entries.Any(static entry => Spelling.Nearest(entry.Key.Text, ["detection", "logsource"]) is not null);

    // Fields are read in the order of the specification, whatever their order in the file.
    static IReadOnlyList<Diagnostic> InDocumentOrder(IReadOnlyList<Diagnostic> diagnostics)
        => diagnostics.Count < 2 ? diagnostics
        : [.. diagnostics
            .OrderBy(static d => d.Location.Line == 0 ? int.MaxValue : d.Location.Line)
            .ThenBy(static d => d.Location.Column)];
}
