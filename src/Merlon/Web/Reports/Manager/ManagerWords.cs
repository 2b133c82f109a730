using Merlon.Assessment;

namespace Merlon.Web.Reports.Manager;

/// <summary>Sentences of the manager's report.</summary>
static class ManagerWords
{
    public static IReadOnlyList<string> Proofs(GapAssessment assessment)
    {
        var summary = assessment.Summary;
        var rules = assessment.Rules;
        var tests = assessment.Organisation.Tests;
        List<string> proofs =
        [
            summary.Tested == 0
                ? $"None of the {Figures.Count(summary.Techniques, "technique", "techniques")} with a weight has been tried: everything above is claimed, and claims count {Figures.Percent(ClaimMost(assessment))} at most."
                : $"{Figures.Count(summary.Tested)} of {Figures.Count(summary.Techniques, "technique", "techniques")} with a weight were tried in the last two years: {Figures.Count(summary.Tested - summary.Refuted)} held, {Figures.Count(summary.Refuted)} were missed. The rest is claimed, and claims count {Figures.Percent(ClaimMost(assessment))} at most.",
        ];
        if (rules.Read > 0)
        {
            proofs.Add($"Of {Figures.Count(rules.Deployed, "detection rule", "detection rules")} in use, {Figures.Count(rules.Fed)} receive the logs that they read; {Figures.Count(rules.Dormant)} sleep because those logs are not collected.");
        }

        if (tests.Count > 0)
        {
            proofs.Add($"The latest test on record is of {Figures.Day(tests.Max(static test => test.Date))}. A test counts half after {Figures.Count(assessment.Coverage.Parameters.TestHalfLifeDays)} days.");
        }

        if (assessment.Unresolved.Count > 0)
        {
            proofs.Add($"{Figures.Count(assessment.Unresolved.Count, "reference", "references")} in rules and files did not resolve as written and {(assessment.Unresolved.Count == 1 ? "is" : "are")} listed in the whole report.");
        }

        return proofs;
    }

    public static IReadOnlyList<ManagerDecision> Decisions(ReportBook book)
    {
        var assessment = book.Assessment;
        var plan = assessment.Plan;
        var decisions = new List<ManagerDecision>();
        if (plan.Steps.Count > 0)
        {
            var days = plan.Steps.Sum(static step => step.Measure.Cost.Days);
            decisions.Add(new("Approve the plan", $"{Figures.Money(plan.Steps[^1].CostSoFar, plan.Currency)} and {Figures.Days(days)} of our people's time; covered rises from {Figures.Percent(plan.CoveredBefore)} to {Figures.Percent(plan.CoveredAfter)}."));
            var assumed = plan.Steps.Where(static step => !step.Measure.IsCostOwn).ToList();
            if (assumed.Count > 0)
            {
                decisions.Add(new("Confirm the costs", $"{Figures.Count(assumed.Count)} of {Figures.Count(plan.Steps.Count, "step", "steps")} ({Figures.Money(assumed.Sum(static step => step.Measure.TotalCost), plan.Currency)}) rest on Merlon's assumptions and not on our own figures."));
            }
        }
        else
        {
            decisions.Add(new("Set a budget", plan.Budget is { } budget ? $"Nothing that is known fits into {Figures.Money(budget, plan.Currency)}." : "No measure that is known would narrow a gap."));
        }

        decisions.Add(Tests(assessment));
        if (Unowned(assessment.Organisation) is { Count: > 0 } unowned)
        {
            decisions.Add(new("Name owners", PlainWords.Short($"Nobody answers for {Figures.Join([.. unowned.Take(4)])}{(unowned.Count > 4 ? $" and {Figures.Count(unowned.Count - 4, "other entry", "other entries")}" : "")}.", 170)));
        }

        decisions.Add(new("Accept what stays open", $"After the plan {Figures.Percent(1 - plan.CoveredAfter)} of the weighted threat is still open; accept that in writing until {Figures.Day(NextYear(assessment.AsOf))}, or raise the budget."));
        return decisions;
    }

    static ManagerDecision Tests(GapAssessment assessment)
    {
        var missed = assessment.Gaps.Where(static gap => gap.Coverage.IsRefuted).ToList();
        if (missed.Count > 0)
        {
            var named = missed.Take(3).Select(static gap => $"{PlainWords.Short(gap.Technique.Name, 40)} ({gap.Technique.Id})").ToList();
            var more = missed.Count > 3 ? $" and {Figures.Count(missed.Count - 3)} more" : "";
            return new("Have misses repaired and tried again", $"{Figures.Join(named)}{more} went unnoticed in {(missed.Count == 1 ? "its last test" : "their last tests")}.");
        }

        return new("Order tests", $"Only {Figures.Count(assessment.Summary.Tested)} of {Figures.Count(assessment.Summary.Techniques, "technique", "techniques")} that matter were ever tried; a test tells more than any claim.");
    }

    static List<string> Unowned(Organisation organisation) =>
    [
        .. organisation.LogSources.Where(static source => source.Owner.Length == 0).Select(static source => "logs of " + PlainWords.Short(source.Source, 30))
            .Concat(organisation.Mitigations.Where(static mitigation => mitigation.Owner.Length == 0).Select(static mitigation => PlainWords.Short(mitigation.Mitigation.Name, 40)))
            .Concat(organisation.Controls.Where(static control => control.Owner.Length == 0).Select(static control => PlainWords.Short(control.ControlId, 30)))
            .Distinct(StringComparer.Ordinal),
    ];

    public static IReadOnlyList<ManagerNote> Notes(ReportBook book)
    {
        var assessment = book.Assessment;
        var release = assessment.Context.Release;
        var document = PlainWords.Short(assessment.Organisation.Document, 60);
        List<ManagerNote> notes =
        [
            new("threat", $"Threat: {Figures.Count(assessment.Profile.Techniques.Count, "technique", "techniques")} (numbered ways of attacking) of MITRE ATT&CK {release.Version}, each weighted by which groups use it, how lately, and how common it is. gaps.json: profile."),
            new("covered", "Covered: an alert is raised or it is stopped, over all weighted techniques; visible means that the traces are recorded. The span is the least and the most that the same evidence may mean. gaps.json: summary. A share is no probability of being attacked."),
            new("tests", $"Tests: those recorded in {document}. “Held”: an alert or a stop in the last test; “missed”: neither, in at least one part of the organisation. gaps.json: coverage."),
            new("groups", "Groups: named by us, or known to target our sector or region (MISP galaxy, ATT&CK). gaps.json: profile.groups."),
            new("gaps", "Gaps: ordered by weight × what is open; missed tests lead their class of weight. engineer.html has evidence with file and line for each."),
            new("plan", PlainWords.Short("Plan: " + assessment.Plan.Method, 220)),
            new("costs", $"Costs: {document}, costs; where nothing is set there, Merlon's assumptions, which are no prices."),
            new("rules", "Rules: Sigma rules (a common form of detection rules) read from our folders. gaps.json: rules."),
        ];
        if (book.Trend is not null)
        {
            notes.Add(new("trend", "Trend: the same evidence and method, folded at earlier days. merlon trend."));
        }

        if (book.Maturity is not null)
        {
            notes.Add(new("maturity", "Maturity: levels that our answers claim against levels that records support. merlon maturity."));
        }

        return notes;
    }

    static double ClaimMost(GapAssessment assessment) => Math.Max(assessment.Coverage.Parameters.DetectionClaimMax, assessment.Coverage.Parameters.PreventionClaimMax);

    static DateOnly NextYear(DateOnly day) => day.Year < DateOnly.MaxValue.Year ? day.AddYears(1) : day;
}
