using System.Collections.Immutable;
using Merlon.Documents;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma.Matching;

namespace Merlon.Sigma.Explaining;

/// <summary>Why a rule fires on a record or does not, in words: how the record was read, what each part of the rule says of it, what is missing.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Record">Number of the record in its file, from 1.</param>
/// <param name="IsMatch">True where the rule fires.</param>
/// <param name="Pipeline">Name of the pipeline that the record was recognised by; empty where none knows it.</param>
/// <param name="Selectors">What decided its log source, such as its channel and event id.</param>
/// <param name="LogSources">Which log sources the record is of.</param>
/// <param name="Obstacle">Why no part of the rule was looked at: it cannot be evaluated, or reads other logs; else null.</param>
/// <param name="Claims">How the rule fares with the record taken for one of each log source that it reads.</param>
public sealed record RuleAccount(
    SigmaRule Rule, long Record, bool IsMatch, string Pipeline, ImmutableArray<KeyValuePair<string, string>> Selectors,
    ImmutableArray<string> LogSources, string? Obstacle, ImmutableArray<ClaimAccount> Claims)
{
    /// <summary>How near the record comes to firing: 2 for a hit, else the share of what the rule demands that holds, and 0 where it is not looked at.</summary>
    public double Nearness => IsMatch ? 2 : Claims.IsEmpty ? 0 : Claims.Max(static claim => claim.Nearness);

    /// <summary>Explains a rule for a record.</summary>
    /// <param name="rule">The rule, filters joined.</param>
    /// <param name="record">The record; it is not kept.</param>
    /// <param name="pipelines">By which the record is recognised.</param>
    /// <param name="forced">What the record is read with whatever its shape, or null.</param>
    public static RuleAccount Of(SigmaRule rule, LogEvent record, PipelineSet pipelines, Pipeline? forced)
    {
        var pipeline = forced ?? pipelines.Recognise(record);
        if (pipeline is null)
        {
            return new(rule, record.Number, IsMatch: false, "", [], [], "no pipeline knows a record of this shape, so no rule reads it", []);
        }

        var route = PipelineSet.RouteOf(pipeline, [.. pipeline.Selectors.Select(name => FieldLookup.FirstText(record, pipeline, name) ?? "")]);
        var explanation = new NaiveMatcher([rule], pipelines).Explain(rule, record, route);
        var words = new PredicateWords(record);
        var obstacle = rule.Refusal is { } refusal ? $"the rule cannot be evaluated: {refusal.Message}"
            : explanation.Claims.Count == 0 ? $"the rule reads {rule.LogSource}, and the record is of {(route.Claims.Count == 0 ? "no log source that is known" : SourcesOf(route))}"
            : null;
        return new(
            rule, record.Number, explanation.IsMatch, pipeline.Name,
            [.. pipeline.Selectors.Zip(route.SelectorValues, static (name, value) => KeyValuePair.Create(name, value))],
            [.. route.Claims.Select(static claim => claim.Source.ToString()).Distinct(StringComparer.Ordinal)], obstacle,
            obstacle is null ? [.. explanation.Claims.Select(claim => AccountOf(claim, words))] : []);
    }

    static string SourcesOf(LogRoute route) => string.Join(", ", route.Claims.Select(static claim => claim.Source.ToString()).Distinct(StringComparer.Ordinal));

    static ClaimAccount AccountOf(ClaimExplanation claim, PredicateWords words) => new(
        claim.Claim.Source.ToString(), claim.IsMatch,
        [.. claim.UnmetConditions.Select(static condition => $"{condition.Key} is not {condition.Value}")],
        claim.Expression is { } expression ? new PartReading(words, claim.Claim).Read(expression) : null);
}

/// <summary>How a rule fares with a record taken for one of a log source.</summary>
/// <param name="LogSource">The log source.</param>
/// <param name="IsMatch">True where the rule fires by it.</param>
/// <param name="Unmet">What the record lacks to be of the log source; then no part of the rule counts.</param>
/// <param name="Part">The rule's condition and its parts, or null.</param>
public sealed record ClaimAccount(string LogSource, bool IsMatch, ImmutableArray<string> Unmet, PartAccount? Part)
{
    /// <summary>Share of the rule's demands that hold.</summary>
    public double Nearness => Unmet.Length > 0 || Part is null ? 0 : Part.Nearness;
}

/// <summary>What kind of part of a rule is told of.</summary>
public enum PartKind
{
    /// <summary>Every part of it must hold.</summary>
    All,

    /// <summary>One part of it must hold.</summary>
    Any,

    /// <summary>Its part must not hold.</summary>
    Not,

    /// <summary>A selection of the rule.</summary>
    Selection,

    /// <summary>A comparison of a field with a value, or with one of several.</summary>
    Comparison,
}

/// <summary>A part of a rule and whether it holds of a record.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The name of a selection, or what is compared: <c>Image ends with '\cmd.exe'</c>.</param>
/// <param name="IsTrue">Whether it holds.</param>
/// <param name="Reason">Of a comparison: what the record has, such as the value that satisfies it or what comes near; else empty.</param>
/// <param name="Location">Where it stands in the rule.</param>
/// <param name="Parts">Its parts; none for a comparison.</param>
public sealed record PartAccount(PartKind Kind, string Text, bool IsTrue, string Reason, SourceLocation Location, ImmutableArray<PartAccount> Parts)
{
    /// <summary>1 where it holds, else the share of it that does.</summary>
    internal double Nearness => IsTrue ? 1 : Kind switch
    {
        PartKind.All => Parts.Average(static part => part.Nearness),
        PartKind.Any or PartKind.Selection => Parts.IsEmpty ? 0 : Parts.Max(static part => part.Nearness),
        _ => 0,
    };
}
