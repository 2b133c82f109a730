using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Web.Reports.Engineer;

/// <summary>Items that are measures.</summary>
static class MeasureItems
{
    public static BacklogItem Of(BacklogFacts facts, Measure measure, int? step)
    {
        var assessment = facts.Assessment;
        var planned = step is { } number ? assessment.Plan.Steps[number - 1] : null;
        var techniques = measure.Effects.Select(effect => facts.TechniqueOf(effect.Technique)).OfType<Technique>().ToList();
        var gaps = techniques.Select(technique => facts.GapOf(technique.TechniqueId)).OfType<Gap>().Take(BacklogFacts.Listed).ToList();
        var own = OwnEvidence(facts, measure, gaps);
        var rules = RulesOf(facts, measure, techniques);
        return new BacklogItem
        {
            Key = measure.Id,
            Kind = "measure",
            Title = measure.Title,
            Gain = planned?.Gain ?? measure.Effects.Sum(static effect => effect.Gain),
            Owners = OwnersOf(facts, measure, own),
            Step = step,
            Cost = new(measure.TotalCost, measure.Cost.Days, measure.IsCostOwn),
            Techniques = techniques,
            Why = [.. WhyOf(measure, planned, gaps)],
            Acceptance = [.. AcceptanceOf(facts, measure, gaps)],
            Evidence = [.. own.Take(BacklogFacts.Listed).Select(BacklogFacts.LineOf)],
            MoreEvidence = Math.Max(0, own.Count - BacklogFacts.Listed),
            Rules = [.. rules.Take(BacklogFacts.Listed)],
            MoreRules = Math.Max(0, rules.Count - BacklogFacts.Listed),
            Tests = [.. gaps.SelectMany(gap => facts.TestsOf(gap.Technique.TechniqueId)).Distinct().Take(BacklogFacts.Listed).Select(facts.LineOf)],
        };
    }

    static IEnumerable<string> WhyOf(Measure measure, PlanStep? planned, List<Gap> gaps)
    {
        if (planned is not null)
        {
            yield return planned.Reason;
        }

        yield return measure.Effects.Count == 0
            ? "It narrows no gap alone."
            : $"It touches {Figures.Count(measure.Effects.Count, "technique", "techniques")} with a weight, most of all {Figures.Join([.. gaps.Take(3).Select(static gap => $"{gap.Technique.Id} {Figures.Cut(gap.Technique.Name)}")])}.";
    }

    static IEnumerable<string> AcceptanceOf(BacklogFacts facts, Measure measure, List<Gap> gaps)
    {
        var organisation = facts.Assessment.Organisation.Document;
        switch (measure.Kind)
        {
            case MeasureKind.LogSource:
                yield return $"merlon inventory over a day of its logs lists the channel; the source stands under log_sources in {organisation} with the share of devices that send it.";
                yield return "merlon assess counts its rules as fed instead of dormant.";
                break;
            case MeasureKind.Rules:
                yield return "merlon rules test passes for each rule; each stands in a folder of state deployed; merlon assess counts it.";
                break;
            case MeasureKind.Mitigation:
                yield return $"It stands under mitigations in {organisation} with degree, scopes, owner and the day it was confirmed.";
                break;
            case MeasureKind.Test:
                yield return $"The outcome of each test stands under tests in {organisation}.";
                break;
            case MeasureKind.Control:
                yield return $"It stands under controls in {organisation} with degree, scopes, owner and the day it was confirmed.";
                break;
            default:
                yield return $"What it brings stands in {organisation}: mitigations, controls, log_sources or rules, with owner and day.";
                break;
        }

        foreach (var gap in gaps.Take(3))
        {
            yield return GapItems.TestOf(facts, gap);
        }
    }

    // What is said today by the source that the measure is about.
    static List<Evidence> OwnEvidence(BacklogFacts facts, Measure measure, List<Gap> gaps) =>
    [
        .. gaps.SelectMany(facts.EvidenceOf)
            .Where(evidence => string.Equals(evidence.Source, measure.Id, StringComparison.Ordinal) || measure.Kind == MeasureKind.Test && evidence.Kind == EvidenceKind.Test)
            .DistinctBy(static evidence => (evidence.Statement, evidence.Place)),
    ];

    static IReadOnlyList<string> OwnersOf(BacklogFacts facts, Measure measure, List<Evidence> own)
    {
        var organisation = facts.Assessment.Organisation;
        var named = organisation.Mitigations.Where(one => string.Equals("mitigation:" + one.Mitigation.Id, measure.Id, StringComparison.Ordinal)).Select(static one => one.Owner)
            .Concat(organisation.LogSources.Where(one => string.Equals("log-source:" + (one.Kind?.Id ?? one.Source), measure.Id, StringComparison.Ordinal)).Select(static one => one.Owner))
            .Append(measure.Owner).Where(static owner => owner.Length > 0).Concat(facts.OwnersOf(own));
        return [.. named.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    static IReadOnlyList<BacklogLine> RulesOf(BacklogFacts facts, Measure measure, List<Technique> techniques) => measure.Kind switch
    {
        MeasureKind.LogSource => facts.IdleRulesOf(techniques, static rule => rule.IsDeployed),
        MeasureKind.Rules => facts.IdleRulesOf(techniques, static rule => !rule.IsDeployed),
        _ => [],
    };
}

/// <summary>Items that are tests to repeat: missed ones, and those that are too old to decide anything.</summary>
static class TestItems
{
    public static IEnumerable<BacklogItem> Of(BacklogFacts facts) => facts.Assessment.Gaps
        .Select(gap => (gap, tests: facts.TestsOf(gap.Technique.TechniqueId)))
        .Where(static one => one.tests.Count > 0 && (one.gap.Coverage.IsRefuted || !one.gap.Coverage.IsTested))
        .Select(one => ItemOf(facts, one.gap, one.tests));

    static BacklogItem ItemOf(BacklogFacts facts, Gap gap, IReadOnlyList<RecordedTest> tests)
    {
        var last = tests[0];
        var evidence = facts.EvidenceOf(gap).Where(static one => one.Kind == EvidenceKind.Test).ToList();
        var cost = facts.Assessment.Organisation.Costs;
        return new BacklogItem
        {
            Key = "test:" + gap.Technique.Id,
            Kind = "test",
            Title = $"Repeat the test of {gap.Technique.Id} {gap.Technique.Name}",
            Priority = gap.Priority,
            Owners = facts.OwnersOf(facts.EvidenceOf(gap)),
            Cost = cost.Measures.TryGetValue("test", out var one) ? new(one.Once(cost.Rates), one.Days, cost.SetByOrganisation.Contains("test")) : null,
            Techniques = [gap.Technique],
            Why = [gap.Coverage.IsRefuted ? $"Its last test, of {Figures.Day(last.Date)}, was {(last.Outcome is Outcome.Logged ? "logged and alerted nobody" : "a miss")}; a miss outranks every claim." : $"Its last test is of {Figures.Day(last.Date)}: too old to decide anything."],
            Acceptance = [GapItems.TestOf(facts, gap)],
            Evidence = [.. evidence.Take(BacklogFacts.Listed).Select(BacklogFacts.LineOf)],
            MoreEvidence = Math.Max(0, evidence.Count - BacklogFacts.Listed),
            Tests = [.. tests.Take(BacklogFacts.Listed).Select(facts.LineOf)],
        };
    }
}

/// <summary>Items that are gaps.</summary>
static class GapItems
{
    public static BacklogItem Of(BacklogFacts facts, Gap gap)
    {
        var evidence = facts.EvidenceOf(gap);
        var rules = facts.RulesOf(gap.Technique.TechniqueId);
        var best = gap.Measures.Select(facts.MeasureOf).OfType<Measure>().ToList();
        return new BacklogItem
        {
            Key = "gap:" + gap.Technique.Id,
            Kind = "gap",
            Title = $"Narrow the gap in {gap.Technique.Id} {gap.Technique.Name}",
            Priority = gap.Priority,
            Owners = facts.OwnersOf(evidence),
            Cost = best.Count == 0 ? null : new(best[0].TotalCost, best[0].Cost.Days, best[0].IsCostOwn),
            Techniques = [gap.Technique],
            Why = [.. gap.Reasons, .. best.Take(3).Select(static measure => $"Would help: {measure.Title}")],
            Acceptance = [TestOf(facts, gap)],
            Evidence = [.. evidence.Take(BacklogFacts.Listed).Select(BacklogFacts.LineOf)],
            MoreEvidence = Math.Max(0, evidence.Count - BacklogFacts.Listed),
            Rules = [.. rules.Take(BacklogFacts.Listed)],
            MoreRules = Math.Max(0, rules.Count - BacklogFacts.Listed),
            LogSources = [.. LogSourcesOf(evidence, best)],
            Tests = [.. facts.TestsOf(gap.Technique.TechniqueId).Take(BacklogFacts.Listed).Select(facts.LineOf)],
        };
    }

    /// <summary>The test that decides whether the gap is narrower, and what must come out.</summary>
    public static string TestOf(BacklogFacts facts, Gap gap)
    {
        var tests = facts.TestsOf(gap.Technique.TechniqueId);
        var what = tests.Count > 0 && tests[0].Name.Length > 0 ? $"Repeat “{tests[0].Name}” ({gap.Technique.Id})" : $"Try {gap.Technique.Id} {gap.Technique.Name}";
        return $"{what}{BacklogFacts.ScopesOf(gap)}: the outcome is alerted or blocked.";
    }

    static IEnumerable<BacklogLine> LogSourcesOf(IReadOnlyList<Evidence> evidence, List<Measure> best) => evidence
        .Where(static one => one.Kind == EvidenceKind.LogSource)
        .Select(static one => new BacklogLine(one.Source, "collected" + (one.Scope.Length == 0 ? "" : ", " + one.Scope), one.Place))
        .Concat(best.Where(static measure => measure.Kind == MeasureKind.LogSource).Select(static measure => new BacklogLine(measure.Id, "would help", "")))
        .Distinct().Take(BacklogFacts.Listed);
}
