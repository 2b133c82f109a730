using Merlon.Documents;

namespace Merlon.Sigma.Linting;

/// <summary>
/// Finds what is wrong, doubtful or wasteful in rule files, beyond what makes a rule unreadable: each finding is a diagnostic
/// (<c>SIGMA1nn</c>) with its place, what is wrong and what to do. Nothing here knows ATT&amp;CK.
/// </summary>
public sealed class SigmaLint
{
    readonly SigmaLintOptions options;
    readonly LogSourceLint logSources;
    readonly Entailment entailment = new();

    /// <summary>Prepares a check.</summary>
    public SigmaLint(SigmaLintOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        logSources = new LogSourceLint(options.Pipelines);
    }

    /// <summary>Reads one file and checks each of its rules by itself; findings of the reader come along.</summary>
    public SigmaFileLint CheckFile(ReadOnlyMemory<byte> utf8, string document)
    {
        var read = SigmaReader.ReadContent(utf8, document, options.Reading);
        var content = read.Value ?? SigmaContent.Empty;
        var log = new DiagnosticLog(document, options.Reading.Limits);
        log.AddRange(read.Diagnostics);
        foreach (var root in YamlDocument.ReadAll(utf8, document, options.Reading.Limits).Value ?? [])
        {
            if (root is YamlNode.Mapping mapping)
            {
                CheckDocument(mapping, content.Rules, log);
            }
        }

        foreach (var refusal in content.Correlations.Select(static one => one.Refusal).Concat(content.Filters.Select(static one => one.Refusal)).OfType<SigmaRefusal>())
        {
            Refuse(refusal, log);
        }

        return new SigmaFileLint(document, content, InDocumentOrder(log.ToList()));
    }

    /// <summary>Checks rules of all files against each other: ids and titles that are used twice, rules that say the same or less.</summary>
    public IReadOnlyList<Diagnostic> CheckTogether(IReadOnlyList<SigmaFileLint> files, CancellationToken cancellation)
        => new RuleSetLint(entailment, options.Reading.Limits).Check([.. files.SelectMany(static file => file.Content.Rules)], cancellation);

    void CheckDocument(YamlNode.Mapping root, IReadOnlyList<SigmaRule> rules, DiagnosticLog log)
    {
        if (root.TryFind("filter", out var filter) && filter is YamlNode.Mapping body)
        {
            CheckFilter(body, log);
            return;
        }

        var rule = rules.FirstOrDefault(one => one.Location.Line == root.Location.Line && one.Location.Column == root.Location.Column);
        if (rule is null || !root.TryFind("detection", out var node) || node is not YamlNode.Mapping detection)
        {
            return;
        }

        new MetadataLint(root, options, log).Check(rule);
        List<YamlNode.Scalar> keys = [];
        var values = new ValueLint(log);
        foreach (var (key, selection) in detection.Entries)
        {
            if (key.Text is not ("condition" or "timeframe"))
            {
                values.Check(selection);
                keys.AddRange(((selection as YamlNode.Sequence)?.Items ?? [selection]).OfType<YamlNode.Mapping>().SelectMany(static map => map.Entries.Select(static entry => entry.Key)));
            }
        }

        logSources.Check(rule, root.TryFind("logsource", out var source) ? source.Location : root.Location, keys, log);
        var condition = detection.TryFind("condition", out var written) ? written.Location : detection.Location;
        if (rule.Refusal is { } refusal)
        {
            Refuse(refusal, log);
        }
        else if (rule.Expression is { } expression)
        {
            CheckSelections(detection, expression, log);
            new LogicLint(entailment, log).Check(expression, condition);
        }
    }

    static void Refuse(SigmaRefusal refusal, DiagnosticLog log)
    {
        const string Message = "; the rule cannot be evaluated";
        if (refusal.Code is "SIGMA040")
        {
            log.Warn(refusal.Code, refusal.Location, refusal.Message + Message, advice: "give the placeholder values");
        }
        else
        {
            log.Error(refusal.Code, refusal.Location, refusal.Message + Message);
        }
    }

    static void CheckSelections(YamlNode.Mapping detection, SigmaExpression expression, DiagnosticLog log)
    {
        HashSet<string> named = new(StringComparer.Ordinal);
        HashSet<SigmaExpression> seen = new(ReferenceEqualityComparer.Instance);
        Collect(expression);
        foreach (var (key, _) in detection.Entries)
        {
            if (key.Text is not ("condition" or "timeframe") && !named.Contains(key.Text))
            {
                log.Warn("SIGMA136", key.Location, "the condition never names this selection, so it says nothing", key.Text, "name it in the condition, or take it out");
            }
        }

        void Collect(SigmaExpression part)
        {
            if (!seen.Add(part))
            {
                return;
            }

            switch (part)
            {
                case SigmaExpression.Selection selection:
                    named.Add(selection.Name);
                    break;
                case SigmaExpression.Negation negation:
                    Collect(negation.Part);
                    break;
                case SigmaExpression.AllOf all:
                    all.Parts.ToList().ForEach(Collect);
                    break;
                case SigmaExpression.AnyOf any:
                    any.Parts.ToList().ForEach(Collect);
                    break;
                default:
                    break;
            }
        }
    }

    // A filter's condition is joined to a rule's by AND as it is written.
    static void CheckFilter(YamlNode.Mapping filter, DiagnosticLog log)
    {
        if (filter.TryFind("condition", out var node) && node is YamlNode.Scalar condition
            && !condition.Text.Split([' ', '\t', '\n', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Contains("not", StringComparer.OrdinalIgnoreCase))
        {
            log.Warn("SIGMA180", condition.Location, "the filter's condition has no 'not': it keeps what the selection describes and drops everything else", condition.Text, "write 'not selection' if the selection describes what is harmless");
        }
    }

    static IReadOnlyList<Diagnostic> InDocumentOrder(IReadOnlyList<Diagnostic> diagnostics)
        => [.. diagnostics.OrderBy(static d => d.Location.Line == 0 ? int.MaxValue : d.Location.Line).ThenBy(static d => d.Location.Column)];
}

/// <summary>One file as it was checked.</summary>
/// <param name="Document">Its name.</param>
/// <param name="Content">Its rules, correlations and filters.</param>
/// <param name="Findings">What the reader and the check noticed, in the order of the file.</param>
public sealed record SigmaFileLint(string Document, SigmaContent Content, IReadOnlyList<Diagnostic> Findings);
