using Merlon.Documents;
using Merlon.Hunting;
using Merlon.Workspaces;

namespace Merlon.Web.App.Detection.Hunts;

/// <summary>A hunt with every path of the server replaced by what people know: one answer for each rule and file, however often it is asked.</summary>
sealed class HuntNaming(ShownNames names)
{
    readonly Dictionary<HuntedRule, HuntedRule> rules = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<string, string> documents = new(StringComparer.Ordinal);

    /// <summary>A rule; one and the same for one and the same.</summary>
    public HuntedRule Of(HuntedRule rule)
    {
        if (!rules.TryGetValue(rule, out var shown))
        {
            rules.Add(rule, shown = rule with { Document = Of(rule.Document) });
        }

        return shown;
    }

    /// <summary>A finding.</summary>
    public Finding Of(Finding finding) => finding with
    {
        Rule = Of(finding.Rule),
        Document = Of(finding.Document),
        Events = finding.Events.Count == 0 ? [] : [.. finding.Events.Select(one => one with { Document = Of(one.Document) })],
    };

    /// <summary>A report, told with knowledge of its own.</summary>
    public HuntReport Of(HuntReport report) => report with
    {
        Knowledge = new HuntKnowledge(report.Knowledge.Release, report.Knowledge.Zone),
        Logs = [.. report.Logs.Select(Of).Distinct(StringComparer.Ordinal)],
        Diagnostics = [.. report.Diagnostics.Select(Of)],
        Summary = report.Summary with
        {
            Rules = [.. report.Summary.Rules.Select(tally => tally with { Rule = Of(tally.Rule) })],
            Files = [.. report.Summary.Files.Select(file => file with { Document = Of(file.Document) })],
            Findings = [.. report.Summary.Findings.Select(Of)],
            Refused = [.. report.Summary.Refused.Select(refused => refused with { Document = Of(refused.Document) })],
            Profile = [.. report.Summary.Profile.Select(cost => cost with { Rule = Of(cost.Rule) })],
        },
    };

    Diagnostic Of(Diagnostic diagnostic) => diagnostic with { Document = Of(diagnostic.Document), Message = names.Show(diagnostic.Message), Excerpt = diagnostic.Excerpt is { } excerpt ? names.Show(excerpt) : null };

    string Of(string document)
    {
        if (!documents.TryGetValue(document, out var shown))
        {
            documents.Add(document, shown = names.Show(document));
        }

        return shown;
    }
}
