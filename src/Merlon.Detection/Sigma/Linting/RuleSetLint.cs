using Merlon.Documents;

namespace Merlon.Sigma.Linting;

/// <summary>Rules held against each other: what two rules must not share, and rules whose findings another has anyway.</summary>
sealed class RuleSetLint(Entailment entailment, ReadLimits limits)
{
    /// <summary>Rules of one log source up to which every two are compared.</summary>
    const int ComparedMax = 5_000;

    readonly List<Diagnostic> findings = [];

    /// <summary>All findings, in the order of the rules.</summary>
    public IReadOnlyList<Diagnostic> Check(IReadOnlyList<SigmaRule> rules, CancellationToken cancellation)
    {
        FindTwice(rules, static rule => rule.Id, "SIGMA101", Severity.Error, "id", "give one of them an id of its own, a random UUID");
        FindTwice(rules, static rule => rule.Title, "SIGMA104", Severity.Warning, "title", "say in the title what sets it apart");
        foreach (var group in rules.Where(static rule => rule.Expression is not null).GroupBy(static rule => rule.LogSource))
        {
            cancellation.ThrowIfCancellationRequested();
            Compare([.. group.Select(rule => new SketchedRule(rule, entailment))], cancellation);
        }

        var log = new DiagnosticLog("", limits with { DiagnosticsMax = int.MaxValue });
        log.AddRange(findings.OrderBy(static d => d.Document, StringComparer.Ordinal).ThenBy(static d => d.Location.Line).ThenBy(static d => d.Code, StringComparer.Ordinal));
        return log.ToList();
    }

    void FindTwice(IReadOnlyList<SigmaRule> rules, Func<SigmaRule, string> valueOf, string code, Severity severity, string what, string advice)
    {
        var first = new Dictionary<string, SigmaRule>(StringComparer.OrdinalIgnoreCase);
        foreach (var rule in rules)
        {
            var value = valueOf(rule);
            if (value.Length > 0 && !first.TryAdd(value, rule))
            {
                findings.Add(new Diagnostic(code, severity, rule.Document, rule.Location, $"{first[value].Document} has the same {what}", Diagnostic.ExcerptOf(value), advice));
            }
        }
    }

    void Compare(SketchedRule[] rules, CancellationToken cancellation)
    {
        if (rules.Length > ComparedMax)
        {
            return;
        }

        for (var i = 0; i < rules.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var j = 0; j < rules.Length; j++)
            {
                if (i == j || !rules[i].MayEntail(rules[j]) || !entailment.Holds(rules[i].Expression, rules[j].Expression))
                {
                    continue;
                }

                var isTwin = entailment.Holds(rules[j].Expression, rules[i].Expression);
                if (!isTwin)
                {
                    Report("SIGMA161", Severity.Note, rules[i].Rule, rules[j].Rule, "whatever this rule finds, {0} finds as well", "keep it if its level, title or filters say more; take it out otherwise");
                }
                else if (j < i)
                {
                    Report("SIGMA160", Severity.Warning, rules[i].Rule, rules[j].Rule, "this rule finds exactly what {0} finds", "take one of them out");
                }
            }
        }
    }

    void Report(string code, Severity severity, SigmaRule rule, SigmaRule other, string message, string advice)
        => findings.Add(new Diagnostic(
            code, severity, rule.Document, rule.Location, string.Format(System.Globalization.CultureInfo.InvariantCulture, message, $"{other.Document} ({other.Title})"), Diagnostic.ExcerptOf(rule.Title), advice));
}
