using Merlon.Assessment;
using Merlon.Prose;

namespace Merlon.Web.Reports.Manager;

/// <summary>A gap as one would tell it to somebody who does not work on defence.</summary>
static class PlainWords
{
    const int WhatChars = 140, HelpChars = 70;

    public static ManagerGap Of(GapAssessment assessment, Gap gap)
    {
        var technique = gap.Technique;
        return new ManagerGap(
            technique.Id, Short(technique.Name, 60), What(assessment, gap), State(assessment, gap), Who(assessment, gap), Helps(assessment, gap), gap.Open, gap.Coverage.IsRefuted);
    }

    /// <summary>Text of at most so many characters, cut at a word and never inside a pair of surrogates.</summary>
    public static string Short(string text, int chars)
    {
        if (text.Length <= chars)
        {
            return text;
        }

        var end = chars - 1;
        var space = text.LastIndexOf(' ', end, Math.Min(end, 20));
        end = space > 0 ? space : char.IsHighSurrogate(text[end - 1]) ? end - 1 : end;
        return text[..end].TrimEnd(' ', ',', ';', ':') + "…";
    }

    // The first sentence of the release's own text where it has one; else the goals that it serves.
    static string What(GapAssessment assessment, Gap gap)
    {
        var technique = gap.Technique;
        if (technique.Description.Length > 0)
        {
            var text = PlainProse.Of(technique.Description, technique.Citations).ReplaceLineEndings(" ");
            var end = text.IndexOf(". ", StringComparison.Ordinal);
            return Short(end > 0 ? text[..(end + 1)] : text, WhatChars);
        }

        var release = assessment.Context.Release;
        var goals = technique.Domains.SelectMany(domain => release.TacticsOf(technique, domain)).Select(static tactic => tactic.Name).Distinct(StringComparer.Ordinal).ToList();
        return goals.Count == 0 ? "" : $"Serves the attacker's {(goals.Count == 1 ? "goal" : "goals")} {Short(Figures.Join(goals), 90)}.";
    }

    static string State(GapAssessment assessment, Gap gap)
    {
        var coverage = gap.Coverage;
        if (coverage.IsRefuted && LastTest(assessment, gap) is { } test)
        {
            return $"Tried on {Figures.Day(test)}: nobody noticed.";
        }

        var traces = coverage.Visibility switch { 0 => "No trace of it is recorded", < 0.34 => "Few traces of it are recorded", < 0.67 => "Part of its traces are recorded", _ => "Its traces are recorded" };
        var alert = coverage.Detection switch { < 0.02 => "nothing would raise an alert", < 0.3 => "an alert is unlikely", < 0.6 => "an alert is possible", _ => "an alert is likely" };
        var stop = coverage.Prevention switch { < 0.02 => "nothing would stop it", < 0.3 => "little would stop it", < 0.6 => "it may be stopped", _ => "it is likely to be stopped" };
        return $"{traces}; {alert}, {stop}.";
    }

    static string Who(GapAssessment assessment, Gap gap)
    {
        var uses = assessment.Profile.Techniques.FirstOrDefault(weight => weight.Technique.TechniqueId == gap.Technique.TechniqueId)?.Uses ?? [];
        var groups = uses.Select(static use => use.Group.Name).Distinct(StringComparer.Ordinal).ToList();
        var named = groups.Take(2).Select(static name => Short(name, 30)).ToList();
        var more = groups.Count - named.Count;
        return named.Count == 0 ? "Common among attackers of all kinds."
            : more > 0 ? $"{string.Join(", ", named)} and {Figures.Count(more, "other group", "other groups")} do it."
            : $"{Figures.Join(named)} {(named.Count == 1 ? "does" : "do")} it.";
    }

    static string Helps(GapAssessment assessment, Gap gap)
    {
        if (gap.Measures.Count == 0)
        {
            return "";
        }

        var plan = assessment.Plan;
        var best = gap.Measures[0];
        var step = plan.Steps.Select((step, i) => (step, i)).FirstOrDefault(one => gap.Measures.Contains(one.step.Measure.Id, StringComparer.Ordinal));
        return step.step is not null
            ? $"{Short(step.step.Measure.Title, HelpChars)} (step {Figures.Count(step.i + 1)} of the plan)"
            : plan.NotChosen.FirstOrDefault(measure => string.Equals(measure.Id, best, StringComparison.Ordinal)) is { } other ? $"{Short(other.Title, HelpChars)} (not in the plan)" : "";
    }

    static DateOnly? LastTest(GapAssessment assessment, Gap gap) => gap.Coverage.EvidenceIds
        .Select(id => assessment.Evidence.TryGetValue(id, out var evidence) ? evidence : null)
        .OfType<Evidence>().Where(static evidence => evidence.Kind == EvidenceKind.Test && evidence.Outcome is Outcome.None or Outcome.Logged)
        .Max(static evidence => evidence.Date);
}
