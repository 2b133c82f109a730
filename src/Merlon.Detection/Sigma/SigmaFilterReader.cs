using System.Collections.Immutable;
using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>Reads one filter from its mapping.</summary>
static class SigmaFilterReader
{
    /// <summary>The filter, or null with at least one error in the log.</summary>
    public static SigmaFilter? Read(YamlNode.Mapping entry, YamlNode node, SigmaReadOptions options, DiagnosticLog log)
    {
        var reader = new SigmaEntryReader(entry, "filter", log);
        var title = reader.ReadTitle();
        var logSource = reader.ReadLogSource();
        if (node is not YamlNode.Mapping filter)
        {
            log.Error("SIGMA060", node.Location, "filter must be a mapping; the filter was not read", advice: "write rules, selections and a condition below it");
            return null;
        }

        var rules = ReadRules(filter, log);
        var detection = SigmaDetection.ReadBody(filter, "filter", except: "rules", options, log);
        if (title is null || logSource is null || rules is null || detection is null)
        {
            return null;
        }

        return new SigmaFilter
        {
            Document = log.Document,
            Location = entry.Location,
            Title = title,
            Id = reader.ReadId(),
            Rules = rules.Value,
            LogSource = logSource.Value,
            Expression = detection.Expression,
            Refusal = detection.Refusal,
        };
    }

    // None for "any".
    static ImmutableArray<string>? ReadRules(YamlNode.Mapping filter, DiagnosticLog log)
    {
        if (filter.TryFind("rules", out var node))
        {
            if (node is YamlNode.Scalar { Text: "any" })
            {
                return [];
            }

            if (SigmaCorrelationReader.TextsOf(node) is { IsEmpty: false } rules)
            {
                return rules;
            }
        }

        log.Error(
            "SIGMA061", node?.Location ?? filter.Location, "the filter does not say which rules it is for, so it was not read",
            advice: "add 'rules:' with ids or names of rules, or 'rules: any' for every rule of its log source");
        return null;
    }
}
