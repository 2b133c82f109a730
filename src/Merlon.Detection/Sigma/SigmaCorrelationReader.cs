using System.Collections.Immutable;
using System.Globalization;
using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>Reads one correlation from its mapping; what it says but cannot mean refuses it.</summary>
sealed class SigmaCorrelationReader
{
    /// <summary>Rules that one correlation may name.</summary>
    public const int RulesMax = 256;

    readonly YamlNode.Mapping correlation;
    readonly DiagnosticLog log;
    SigmaRefusal? refusal;

    SigmaCorrelationReader(YamlNode.Mapping correlation, DiagnosticLog log)
    {
        this.correlation = correlation;
        this.log = log;
    }

    /// <summary>The correlation, or null with at least one error in the log.</summary>
    public static SigmaCorrelation? Read(YamlNode.Mapping entry, YamlNode node, SigmaReadOptions options, DiagnosticLog log)
    {
        _ = options;
        var head = new SigmaEntryReader(entry, "correlation", log);
        var title = head.ReadTitle();
        if (node is not YamlNode.Mapping correlation)
        {
            log.Error("SIGMA062", node.Location, "correlation must be a mapping; it was not read", advice: "write type, rules, timespan and condition below it");
            return null;
        }

        return title is null ? null : new SigmaCorrelationReader(correlation, log).Read(entry, head, title);
    }

    /// <summary>The texts of a list, or a single text as a list of one; empty where there is none.</summary>
    internal static ImmutableArray<string> TextsOf(YamlNode node)
        => [.. ((node as YamlNode.Sequence)?.Items ?? [node]).OfType<YamlNode.Scalar>().Where(static s => !s.IsNull && s.Text.Length > 0).Select(static s => s.Text)];

    SigmaCorrelation Read(YamlNode.Mapping entry, SigmaEntryReader head, string title)
    {
        var type = TextOf("type").ToLowerInvariant();
        var rules = ReadRules();
        var aliases = ReadAliases();
        var (thresholds, extended, fields, percentile) = ReadCondition(type);
        var read = new SigmaCorrelation
        {
            Document = log.Document,
            Location = entry.Location,
            Title = title,
            Id = head.ReadId(),
            Name = head.TextOf("name"),
            Status = head.ReadStatus(),
            Level = head.ReadLevel(),
            Tags = head.ReadTags(),
            Type = type,
            Rules = rules,
            GroupBy = correlation.TryFind("group-by", out var group) ? TextsOf(group) : [],
            TimeSpan = ReadTimeSpan(),
            Aliases = aliases,
            Thresholds = thresholds,
            Fields = fields,
            Percentile = percentile,
            ExtendedCondition = extended,
            IsGenerating = correlation.TryFind("generate", out var generate) && generate is YamlNode.Scalar { Text: "true" or "True" or "TRUE" },
        };
        CheckType(read);
        return read with { Refusal = refusal };
    }

    ImmutableArray<string> ReadRules()
    {
        var rules = correlation.TryFind("rules", out var node) ? TextsOf(node) : [];
        if (rules.IsEmpty)
        {
            Refuse("SIGMA063", "the correlation names no rules", node);
        }
        else if (rules.Length > RulesMax)
        {
            Refuse("SIGMA047", string.Create(CultureInfo.InvariantCulture, $"the correlation names more than {RulesMax} rules"), node);
        }

        return rules;
    }

    void CheckType(SigmaCorrelation read)
    {
        var isTemporal = read.Type is SigmaVocabulary.Temporal or SigmaVocabulary.TemporalOrdered;
        if (!SigmaVocabulary.CorrelationTypes.Contains(read.Type, StringComparer.Ordinal))
        {
            var near = Spelling.Nearest(read.Type, SigmaVocabulary.CorrelationTypes);
            Refuse(
                "SIGMA064",
                read.Type.Length == 0 ? "the correlation has no type" : $"Sigma has no correlation of type '{Diagnostic.ExcerptOf(read.Type)}'" + (near is null ? "" : $"; did you mean '{near}'?"),
                correlation);
        }
        else if (!isTemporal && read.Thresholds.IsEmpty)
        {
            Refuse("SIGMA065", $"a correlation of type {read.Type} needs a condition such as 'gte: 10'", correlation);
        }
        else if (read.Type.StartsWith("value_", StringComparison.Ordinal) && read.Fields.IsEmpty)
        {
            Refuse("SIGMA065", $"a correlation of type {read.Type} needs a field in its condition", correlation);
        }
        else if (read.ExtendedCondition is { } condition && read.Type is SigmaVocabulary.Temporal)
        {
            _ = Correlation.CorrelationState.ReadCondition(condition, read.Rules, correlation.Location, out var fault);
            refusal ??= fault;
        }
        else if (read.ExtendedCondition is not null)
        {
            Refuse("SIGMA065", "only a correlation of type temporal can have a condition over the names of its rules", correlation);
        }
        else if (read.Type is SigmaVocabulary.TemporalOrdered && read.Rules.Length > SigmaVocabulary.OrderedRulesMax)
        {
            Refuse("SIGMA047", string.Create(CultureInfo.InvariantCulture, $"a temporal_ordered correlation names more than {SigmaVocabulary.OrderedRulesMax} rules"), correlation);
        }
        else if (!isTemporal && Correlation.CorrelationState.NeededEvents(read) is > SigmaLimits.CorrelationCountMax and < int.MaxValue && read.Type is "event_count" or SigmaVocabulary.ValueCount)
        {
            Refuse("SIGMA047", string.Create(CultureInfo.InvariantCulture, $"the correlation counts further than {SigmaLimits.CorrelationCountMax:N0}"), correlation);
        }
        else if (read.Type is not SigmaVocabulary.ValueCount && read.Fields.Length > 1)
        {
            Refuse("SIGMA065", $"a correlation of type {read.Type} computes with one field, not with several", correlation);
        }
    }

    ImmutableDictionary<string, ImmutableDictionary<string, string>> ReadAliases()
    {
        var aliases = ImmutableDictionary.CreateBuilder<string, ImmutableDictionary<string, string>>(StringComparer.Ordinal);
        if (!correlation.TryFind("aliases", out var node))
        {
            return aliases.ToImmutable();
        }

        if (node is not YamlNode.Mapping mapping)
        {
            Refuse("SIGMA066", "aliases must be a mapping of alias to rule and field", node);
            return aliases.ToImmutable();
        }

        foreach (var (alias, value) in mapping.Entries)
        {
            var fields = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            foreach (var (rule, field) in (value as YamlNode.Mapping)?.Entries ?? [])
            {
                if (field is YamlNode.Scalar { IsNull: false, Text.Length: > 0 } scalar)
                {
                    fields[rule.Text] = scalar.Text;
                }
            }

            if (fields.Count == 0)
            {
                Refuse("SIGMA066", $"the alias '{Diagnostic.ExcerptOf(alias.Text)}' names no rule with its field", value);
            }

            aliases[alias.Text] = fields.ToImmutable();
        }

        return aliases.ToImmutable();
    }

    TimeSpan ReadTimeSpan()
    {
        if (!correlation.TryFind("timespan", out var node) && correlation.TryFind("timeframe", out node))
        {
            log.Note("SIGMA067", node.Location, "the time span of a correlation is written as 'timespan'; 'timeframe' was taken for it");
        }

        if (node is YamlNode.Scalar scalar && SigmaVocabulary.TryReadTimeSpan(scalar.Text, out var span))
        {
            return span;
        }

        Refuse("SIGMA068", "the correlation has no timespan such as 30s, 5m, 1h, 7d, 2w, 1M or 1y", node);
        return default;
    }

    (ImmutableArray<KeyValuePair<SigmaOperator, decimal>> Thresholds, string? Extended, ImmutableArray<string> Fields, decimal Percentile) ReadCondition(string type)
    {
        var thresholds = ImmutableArray.CreateBuilder<KeyValuePair<SigmaOperator, decimal>>();
        var fields = correlation.TryFind("field", out var own) ? TextsOf(own) : [];
        var percentile = correlation.TryFind("percentile", out var rank) ? ReadPercentile(rank) : 50;
        if (!correlation.TryFind("condition", out var node))
        {
            return ([], null, fields, percentile);
        }

        if (node is YamlNode.Scalar { IsNull: false } text)
        {
            return ([], text.Text.Trim(), fields, percentile);
        }

        foreach (var (key, value) in (node as YamlNode.Mapping)?.Entries ?? [])
        {
            if (key.Text is "field")
            {
                fields = TextsOf(value);
            }
            else if (key.Text is "percentile")
            {
                percentile = ReadPercentile(value);
            }
            else if (SigmaVocabulary.TryReadOperator(key.Text, out var comparison) && value is YamlNode.Scalar scalar && SigmaText.TryReadNumber(scalar.Text, out var number))
            {
                thresholds.Add(new(comparison, number));
            }
            else
            {
                Refuse("SIGMA065", $"'{Diagnostic.ExcerptOf(key.Text)}' of the condition is none of gt, gte, lt, lte, eq and neq with a number", value);
            }
        }

        if (thresholds.Count == 0 && type is not (SigmaVocabulary.Temporal or SigmaVocabulary.TemporalOrdered))
        {
            Refuse("SIGMA065", "the condition of the correlation compares with nothing", node);
        }

        return (thresholds.DrainToImmutable(), null, fields, percentile);
    }

    decimal ReadPercentile(YamlNode node)
    {
        if (node is YamlNode.Scalar scalar && SigmaText.TryReadNumber(scalar.Text, out var percentile) && percentile is > 0 and <= 100)
        {
            return percentile;
        }

        Refuse("SIGMA065", "the percentile is no number above 0 and up to 100", node);
        return 50;
    }

    string TextOf(string key) => correlation.TryFind(key, out var node) && node is YamlNode.Scalar { IsNull: false } scalar ? scalar.Text.Trim() : "";

    void Refuse(string code, string message, YamlNode? node)
        => refusal ??= new SigmaRefusal(code, message, SigmaSelectionReader.PlaceOf((node ?? correlation).Location));
}
