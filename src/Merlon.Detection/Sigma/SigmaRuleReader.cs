using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>Reads one rule from its mapping. What a rule cannot be without makes an error; the rest is given up field by field.</summary>
static class SigmaRuleReader
{
    /// <summary>The rule, or null with at least one error in the log.</summary>
    public static SigmaRule? Read(YamlNode.Mapping rule, SigmaReadOptions options, DiagnosticLog log)
    {
        var entry = new SigmaEntryReader(rule, "rule", log);
        entry.NoteNearMisses(SigmaVocabulary.RuleKeys);
        var title = entry.ReadTitle();
        var logSource = entry.ReadLogSource();
        var detection = SigmaDetection.Read(rule, options, log);
        if (title is null || logSource is null || detection is null)
        {
            return null;
        }

        return new SigmaRule
        {
            Document = log.Document,
            Location = rule.Location,
            Title = title,
            Id = entry.ReadId(),
            Name = entry.TextOf("name"),
            Status = entry.ReadStatus(),
            Level = entry.ReadLevel(),
            Description = entry.TextOf("description"),
            Author = entry.TextOf("author"),
            Date = entry.ReadDate("date"),
            Modified = entry.ReadDate("modified"),
            References = entry.TextsOf("references"),
            Tags = entry.ReadTags(),
            FalsePositives = entry.TextsOf("falsepositives"),
            LogSource = logSource.Value,
            Conditions = detection.Conditions,
            Fields = detection.Fields,
            Expression = detection.Expression,
            Refusal = detection.Refusal,
        };
    }
}
