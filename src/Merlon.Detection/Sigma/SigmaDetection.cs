using System.Collections.Immutable;
using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>What the <c>detection</c> of a rule says.</summary>
/// <param name="Conditions">The condition, or the alternatives of a condition list, without white space around.</param>
/// <param name="Fields">Fields that the selections read, ordinally sorted.</param>
/// <param name="Expression">What selections and condition mean together, or null.</param>
/// <param name="Refusal">Why that cannot be evaluated, or null.</param>
sealed record SigmaDetection(ImmutableArray<string> Conditions, ImmutableArray<string> Fields, SigmaExpression? Expression, SigmaRefusal? Refusal)
{
    /// <summary>Reads the detection of <paramref name="rule"/>, or null with an error in the log.</summary>
    public static SigmaDetection? Read(YamlNode.Mapping rule, SigmaReadOptions options, DiagnosticLog log)
    {
        if (!rule.TryFind("detection", out var node) || node is not YamlNode.Mapping detection)
        {
            log.Error(
                "SIGMA012", node?.Location ?? rule.Location,
                node is null ? "the rule has no detection, so it was not read" : "detection must be a mapping; the rule was not read",
                advice: SigmaEntryReader.NearMissAdvice(rule, "detection") ?? "add 'detection:' with at least one selection and a condition");
            return null;
        }

        return ReadBody(detection, "rule", except: "timeframe", options, log);
    }

    /// <summary>Selections and condition of a detection, or of a filter, whose own key <paramref name="except"/> is no selection.</summary>
    public static SigmaDetection? ReadBody(YamlNode.Mapping body, string kind, string except, SigmaReadOptions options, DiagnosticLog log)
    {
        var (conditions, place) = ReadConditions(body, kind, log);
        var reader = new SigmaSelectionReader(options);
        var selections = ReadSelections(body, kind, except, reader, log);
        if (conditions.IsEmpty || selections is null)
        {
            return null;
        }

        var expression = reader.Refusal is null ? Combine(conditions, place, selections, reader) : null;
        return new(conditions, reader.Fields(), reader.Refusal is null ? expression : null, reader.Refusal);
    }

    static SigmaExpression? Combine(
        ImmutableArray<string> conditions, SourceLocation place, List<KeyValuePair<string, SigmaExpression>> selections, SigmaSelectionReader reader)
    {
        var condition = new SigmaConditionReader(selections, "selection");
        var alternatives = ImmutableArray.CreateBuilder<SigmaExpression>(conditions.Length);
        foreach (var text in conditions)
        {
            if (condition.Read(text, place, out var refusal) is not { } alternative)
            {
                reader.Refuse(refusal?.Code ?? "SIGMA045", refusal?.Message ?? "the condition says nothing", place);
                return null;
            }

            alternatives.Add(alternative);
        }

        return alternatives.Count == 1 ? alternatives[0] : new SigmaExpression.AnyOf(alternatives.DrainToImmutable());
    }

    static (ImmutableArray<string> Conditions, SourceLocation Place) ReadConditions(YamlNode.Mapping body, string kind, DiagnosticLog log)
    {
        if (!body.TryFind("condition", out var node))
        {
            log.Error(
                "SIGMA013", body.Location, $"the {(kind is "rule" ? "detection" : kind)} has no condition, so the {kind} was not read",
                advice: SigmaEntryReader.NearMissAdvice(body, "condition") ?? "add 'condition:'");
            return ([], default);
        }

        var conditions = ImmutableArray.CreateBuilder<string>(1);
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
                $"the condition is empty or no text, so the {kind} was not read",
                advice: "name the selections, such as 'selection' or 'all of selection_*'");
        }

        return (conditions.DrainToImmutable(), node.Location);
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

    // In the order written; those that cannot be evaluated are missing, and then the reader has refused.
    static List<KeyValuePair<string, SigmaExpression>>? ReadSelections(
        YamlNode.Mapping body, string kind, string except, SigmaSelectionReader reader, DiagnosticLog log)
    {
        var selections = new List<KeyValuePair<string, SigmaExpression>>(body.Entries.Count);
        var hasAny = false;
        foreach (var (key, value) in body.Entries)
        {
            if (key.Text is "condition")
            {
                continue;
            }

            if (string.Equals(key.Text, except, StringComparison.Ordinal))
            {
                if (except is "timeframe")
                {
                    log.Warn(
                        "SIGMA028", key.Location, "timeframe belongs to aggregations, which Sigma dropped; it was left out",
                        advice: "write the aggregation as a correlation of its own");
                }

                continue;
            }

            hasAny = true;
            if (reader.Read(value) is { } expression)
            {
                selections.Add(new(key.Text, new SigmaExpression.Selection(key.Text, expression, SigmaSelectionReader.PlaceOf(key.Location))));
            }
        }

        if (hasAny)
        {
            return selections;
        }

        log.Error(
            "SIGMA014",
            body.Location,
            $"the {(kind is "rule" ? "detection" : kind)} has no selection, so the {kind} was not read",
            advice: "add a selection that the condition names");
        return null;
    }
}
