using System.Collections.Frozen;
using Merlon.Documents;
using Merlon.Pipelines;

namespace Merlon.Sigma.Linting;

/// <summary>Whether there are logs for a rule, and whether they have the fields that it reads.</summary>
sealed class LogSourceLint
{
    static readonly FrozenSet<string> SystemFields = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "EventID", "Channel", "Provider_Name", "Computer", "EventRecordID", "Level", "Task", "Opcode", "Keywords", "Version", "UserID", "TimeCreated", "ProcessID", "ThreadID");

    readonly HashSet<SigmaLogSource> sources = [];
    readonly Dictionary<string, HashSet<string>> fieldsByCategory = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gathers what the pipelines know.</summary>
    public LogSourceLint(PipelineSet pipelines)
    {
        foreach (var pipeline in pipelines.Pipelines)
        {
            sources.UnionWith(pipeline.Cases.Select(static one => one.Claim.Source));
        }

        foreach (var row in DetectionFacts.Rows("windows-services.tsv", columns: 2))
        {
            sources.Add(new SigmaLogSource("windows", "", row[0]));
        }

        var events = DetectionFacts.Rows("windows-fields.tsv", columns: 3).ToDictionary(static row => $"{row[0]}/{row[1]}", static row => row[2].Split(' '), StringComparer.Ordinal);
        var unknown = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in DetectionFacts.Rows("windows-categories.tsv", columns: 5))
        {
            sources.Add(new SigmaLogSource("windows", row[0], row[1]));
            if (row[1] is "sysmon")
            {
                sources.Add(new SigmaLogSource("linux", row[0], row[1])); // Sysmon for Linux has the same events
            }

            if (!fieldsByCategory.TryGetValue(row[0], out var fields))
            {
                fieldsByCategory.Add(row[0], fields = new(SystemFields, StringComparer.OrdinalIgnoreCase));
            }

            if (!events.TryGetValue($"{row[1]}/{row[2]}", out var known))
            {
                unknown.Add(row[0]);
                continue;
            }

            fields.UnionWith(known);
            fields.UnionWith(row[4].Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=')[0]));
            fields.UnionWith(row[3].Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=')[0]));
        }

        foreach (var claim in pipelines.Pipelines.SelectMany(static pipeline => pipeline.Cases).Select(static one => one.Claim))
        {
            if (claim.Source.Product is "windows" && fieldsByCategory.TryGetValue(claim.Source.Category, out var fields))
            {
                fields.UnionWith(claim.Renames.Keys);
            }
        }

        foreach (var category in unknown)
        {
            fieldsByCategory.Remove(category);
        }
    }

    /// <summary>Looks at a rule's log source and at the fields that its selections read.</summary>
    public void Check(SigmaRule rule, SourceLocation place, IReadOnlyList<YamlNode.Scalar> keys, DiagnosticLog log)
    {
        if (!sources.Any(source => new LogSourceClaim(source).Feeds(rule.LogSource)))
        {
            log.Note(
                "SIGMA170", place, "no pipeline makes records of this log source, so no log that Merlon reads makes the rule fire", rule.LogSource.ToString(),
                NearestOf(rule.LogSource) is { } nearest ? $"did you mean {nearest}?" : "write a pipeline for these logs, or correct the log source");
            return;
        }

        if (rule.LogSource is not { Product: "windows", Category.Length: > 0, Service: "" } || !fieldsByCategory.TryGetValue(rule.LogSource.Category, out var fields))
        {
            return;
        }

        foreach (var key in keys)
        {
            var field = key.Text.AsSpan();
            field = field.IndexOf('|') is var pipe and >= 0 ? field[..pipe] : field;
            var name = field.ToString();
            if (name.Length > 0 && !fields.Contains(name))
            {
                log.Note(
                    "SIGMA171", key.Location, $"records of {rule.LogSource} have no such field, as far as it is known what Windows, Sysmon and Defender write", name,
                    Spelling.Nearest(name, fields) is { } nearest ? $"did you mean '{nearest}'?" : "check the name, unless a pipeline of your own adds it");
            }
        }
    }

    SigmaLogSource? NearestOf(SigmaLogSource wanted)
    {
        var word = wanted.Category.Length > 0 ? wanted.Category : wanted.Service;
        var near = Spelling.Nearest(word, sources.Select(source => wanted.Category.Length > 0 ? source.Category : source.Service).Where(static name => name.Length > 0).Distinct(StringComparer.Ordinal));
        return near is null || string.Equals(near, word, StringComparison.OrdinalIgnoreCase) ? null
            : wanted.Category.Length > 0 ? wanted with { Category = near } : wanted with { Service = near };
    }
}
