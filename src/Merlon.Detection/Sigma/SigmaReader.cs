using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>Reads Sigma rules from YAML; never throws for content.</summary>
public static class SigmaReader
{
    /// <summary>
    /// Reads the rules of one file. A file that holds something else (a correlation, a filter, a test description) gives a
    /// note and no rule; a rule without title, logsource, detection or condition gives an error (<c>SIGMA0nn</c>) and no rule;
    /// an unknown status or level or a malformed date gives a warning. The value is null only where the file is no YAML.
    /// </summary>
    public static Parsed<IReadOnlyList<SigmaRule>> Read(ReadOnlyMemory<byte> utf8, string document, ReadLimits limits)
    {
        var yaml = YamlDocument.ReadAll(utf8, document, limits);
        if (yaml.Value is null)
        {
            return new(null, yaml.Diagnostics);
        }

        var log = new DiagnosticLog(document, limits);
        log.AddRange(yaml.Diagnostics);
        var rules = new List<SigmaRule>(yaml.Value.Count);
        var isInCollection = false;
        foreach (var root in yaml.Value)
        {
            if (ReadDocument(root, ref isInCollection, log) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return new(rules, InDocumentOrder(log.ToList()));
    }

    static SigmaRule? ReadDocument(YamlNode root, ref bool isInCollection, DiagnosticLog log)
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

        if (mapping.TryFind("correlation", out var correlation))
        {
            log.Note("SIGMA003", correlation.Location, "a correlation was found; it is no rule of its own and was not read");
            return null;
        }

        if (mapping.TryFind("filter", out var filter) && !mapping.TryFind("detection", out _))
        {
            log.Note("SIGMA004", filter.Location, "a Sigma filter was found; it is no rule of its own and was not read");
            return null;
        }

        if (!LooksLikeRule(mapping))
        {
            log.Note("SIGMA002", mapping.Location, "no Sigma rule: it has neither title, logsource nor detection; it was left out");
            return null;
        }

        return new SigmaRuleReader(mapping, log).Read();
    }

    static void WarnCollection(SourceLocation location, DiagnosticLog log, string? excerpt)
        => log.Warn(
            "SIGMA005",
            location,
            "this part of a rule collection was not read: collections (action: global, reset, repeat) are no longer part of Sigma",
            excerpt, "write each rule of the collection out in full");

    static bool LooksLikeRule(YamlNode.Mapping mapping)
        => mapping.Entries.Any(static entry => entry.Key.Text is "title" || Spelling.Nearest(entry.Key.Text, ["detection", "logsource"]) is not null);

    // Fields are read in the order of the specification, whatever their order in the file.
    static IReadOnlyList<Diagnostic> InDocumentOrder(IReadOnlyList<Diagnostic> diagnostics)
        => diagnostics.Count < 2 ? diagnostics
        : [.. diagnostics
            .OrderBy(static d => d.Location.Line == 0 ? int.MaxValue : d.Location.Line)
            .ThenBy(static d => d.Location.Column)];
}
