using Merlon.Assessment;

namespace Merlon.Web.Reports;

/// <summary>The answer in five sentences: who comes, what we would see and stop, what was disproved, where it is widest, what first.</summary>
static class Headlines
{
    /// <summary>Groups that the first sentence names.</summary>
    const int GroupsNamedMax = 4;

    public static IReadOnlyList<Headline> Of(GapAssessment assessment) =>
    [
        new("Who comes", Who(assessment)),
        new("What we would see and stop", Seen(assessment)),
        new("What tests say", Tested(assessment)),
        new("Where it is widest", Widest(assessment)),
        new("What first", First(assessment)),
    ];

    static string Who(GapAssessment assessment)
    {
        var likely = assessment.Profile.LikelyGroups;
        if (likely.Count == 0)
        {
            return "No group is known to target this sector, and the organisation names none; the weights below come from how common techniques are.";
        }

        var named = likely.Take(GroupsNamedMax).Select(group => Figures.Cut(group.Group.Name)).ToList();
        var more = likely.Count - named.Count;
        var tail = more == 0 ? "" : $"; {Figures.Count(more, "other group is", "other groups are")} known to target the same sectors or regions";
        var verb = named.Count == 1 ? "is" : "are";
        return $"{Figures.Join(named)} {verb} the most likely to come{tail}. What they are known to use gives {Figures.Count(assessment.Profile.Techniques.Count, "technique", "techniques")} a weight.";
    }

    static string Seen(GapAssessment assessment)
    {
        var summary = assessment.Summary;
        return $"Of what they are known to do, weighted by how much it matters, we would have the data for {Figures.Percent(summary.Visibility)}, "
            + $"raise an alert on {Figures.Percent(summary.Detection)} and stop {Figures.Percent(summary.Prevention)}; "
            + $"{Figures.Percent(summary.Covered)} is detected or prevented.";
    }

    static string Tested(GapAssessment assessment)
    {
        var summary = assessment.Summary;
        var claimMax = Math.Max(assessment.Coverage.Parameters.DetectionClaimMax, assessment.Coverage.Parameters.PreventionClaimMax);
        var tested = Figures.Count(summary.Tested, "technique has", "techniques have");
        return summary switch
        {
            { Tested: 0 } => $"Nothing has been tested: every number below rests on claims, and claims alone are counted at {Figures.Percent(claimMax)} at most.",
            { Refuted: 0 } => $"{tested} been tested, and no test in force contradicts a claim; the rest is claimed.",
            _ => $"{tested} been tested; {Figures.Count(summary.Refuted, "was", "were")} missed, which outranks every claim. The rest is claimed.",
        };
    }

    static string Widest(GapAssessment assessment)
    {
        if (assessment.Gaps.Count == 0)
        {
            return "No technique has a weight, so there is no gap to rank: name groups or a sector in the organisation file.";
        }

        var gap = assessment.Gaps[0];
        var test = gap.Coverage.IsRefuted ? ", missed in its last test" : "";
        return $"{gap.Technique.Id} {Figures.Cut(gap.Technique.Name)}: weight {Figures.Fraction(gap.Weight)}, {Figures.Percent(gap.Open)} open{test}.";
    }

    static string First(GapAssessment assessment)
    {
        var plan = assessment.Plan;
        if (plan.Steps.Count == 0)
        {
            return plan.Budget is null
                ? "No measure that Merlon knows would narrow a gap."
                : $"Nothing that Merlon knows fits into {Figures.Money(plan.Budget.Value, plan.Currency)}.";
        }

        var cost = Figures.Money(plan.Steps[^1].CostSoFar, plan.Currency);
        return $"{Sentence(Figures.Cut(plan.Steps[0].Measure.Title))} The whole plan, {Figures.Count(plan.Steps.Count, "step", "steps")} for {cost}, "
            + $"raises what is detected or prevented from {Figures.Percent(plan.CoveredBefore)} to {Figures.Percent(plan.CoveredAfter)}.";
    }

    /// <summary>The title with one full stop at its end, unless it ends in an ellipsis.</summary>
    static string Sentence(string title) => title.EndsWith('…') || title.EndsWith('.') ? title : title + ".";
}

/// <summary>A question and its answer.</summary>
sealed record Headline(string Question, string Answer);
