using System.Collections.Immutable;
using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>What the <c>detection</c> of a rule says, as far as it can be said without matching events.</summary>
/// <param name="Selections">Everything but condition and timeframe, as written.</param>
/// <param name="Conditions">The condition, or the alternatives of a condition list, without white space around.</param>
/// <param name="Fields">Fields that the selections read, ordinally sorted.</param>
sealed record SigmaDetection(YamlNode.Mapping Selections, ImmutableArray<string> Conditions, ImmutableArray<string> Fields)
{
    /// <summary>Reads the detection of <paramref name="rule"/>, or null with an error in the log.</summary>
    public static SigmaDetection? Read(YamlNode.Mapping rule, DiagnosticLog log)
    {
        if (!rule.TryFind("detection", out var node) || node is not YamlNode.Mapping detection)
        {
            log.Error(
                "SIGMA012", node?.Location ?? rule.Location,
                node is null ? "the rule has no detection, so it was not read" : "detection must be a mapping; the rule was not read",
                advice: SigmaRuleReader.NearMissAdvice(rule, "detection") ?? "add 'detection:' with at least one selection and a condition");
            return null;
        }

        var conditions = ReadConditions(detection, log);
        var selections = ReadSelections(detection, log);
        return conditions.IsEmpty || selections is null ? null : new(selections, conditions, FieldsOf(selections));
    }

    static ImmutableArray<string> ReadConditions(YamlNode.Mapping detection, DiagnosticLog log)
    {
        if (!detection.TryFind("condition", out var node))
        {
            log.Error(
                "SIGMA013", detection.Location, "the detection has no condition, so the rule was not read",
                advice: SigmaRuleReader.NearMissAdvice(detection, "condition") ?? "add 'condition:'");
            return [];
        }

        var conditions = ImmutableArray.CreateBuilder<string>();
        foreach (var item in (node as YamlNode.Sequence)?.Items ?? [node])
        {
            if (item is YamlNode.Scalar { IsNull: false } scalar && scalar.Text.Trim() is { Length: > 0 } text)
            {
                WarnAggregation(text, scalar.Location, log);
                conditions.Add(text);
            }
            else if (node is YamlNode.Sequence)
            {
                log.Warn("SIGMA025", item.Location, "an alternative of the condition is empty or no text; it was left out");
            }
        }

        if (conditions.Count == 0)
        {
            log.Error(
                "SIGMA013",
                node.Location,
                "the condition is empty or no text, so the rule was not read",
                advice: "name the selections, such as 'selection' or 'all of selection_*'");
        }

        return conditions.ToImmutable();
    }

    // Nothing else in a condition is written with a pipe.
    static void WarnAggregation(string condition, SourceLocation location, DiagnosticLog log)
    {
        if (condition.Contains('|', StringComparison.Ordinal))
        {
            log.Warn(
                "SIGMA027",
                location,
                "the condition aggregates behind a pipe, which Sigma dropped; the rule was read but cannot be matched",
                condition,
                "write the aggregation as a correlation of its own");
        }
    }

    static YamlNode.Mapping? ReadSelections(YamlNode.Mapping detection, DiagnosticLog log)
    {
        var selections = new List<KeyValuePair<YamlNode.Scalar, YamlNode>>(detection.Entries.Count);
        foreach (var entry in detection.Entries)
        {
            switch (entry.Key.Text)
            {
                case "condition":
                    break;
                case "timeframe":
                    log.Warn(
                        "SIGMA028", entry.Key.Location, "timeframe belongs to aggregations, which Sigma dropped; it was left out",
                        advice: "write the aggregation as a correlation of its own");
                    break;
                default:
                    selections.Add(entry);
                    break;
            }
        }

        if (selections.Count > 0)
        {
            return new YamlNode.Mapping(selections, detection.Location);
        }

        log.Error(
            "SIGMA014",
            detection.Location,
            "the detection has no selection, so the rule was not read",
            advice: "add a selection that the condition names");
        return null;
    }

    static ImmutableArray<string> FieldsOf(YamlNode.Mapping selections)
    {
        var fields = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (_, selection) in selections.Entries)
        {
            // A selection is a mapping of fields, or a list of such mappings among which keywords may stand.
            foreach (var part in (selection as YamlNode.Sequence)?.Items ?? [selection])
            {
                if (part is YamlNode.Mapping mapping)
                {
                    AddFields(mapping, fields);
                }
            }
        }

        return [.. fields];
    }

    static void AddFields(YamlNode.Mapping mapping, SortedSet<string> fields)
    {
        foreach (var (key, value) in mapping.Entries)
        {
            var pipe = key.Text.IndexOf('|', StringComparison.Ordinal);
            AddField(pipe < 0 ? key.Text : key.Text[..pipe], fields);
            if (pipe >= 0 && key.Text[(pipe + 1)..].Split('|').Contains("fieldref", StringComparer.Ordinal))
            {
                foreach (var other in (value as YamlNode.Sequence)?.Items ?? [value])
                {
                    AddField((other as YamlNode.Scalar)?.Text ?? "", fields);
                }
            }
        }
    }

    // '|all': has no field; it stands for every value of the event.
    static void AddField(string field, SortedSet<string> fields)
    {
        if (field.Length > 0)
        {
            fields.Add(field);
        }
    }
}
