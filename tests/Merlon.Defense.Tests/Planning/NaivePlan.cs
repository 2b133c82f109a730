using Merlon.Planning;

namespace Merlon.Defense.Tests.Planning;

/// <summary>What a plan must be, said as plainly as possible.</summary>
static class NaivePlan
{
    /// <summary>True when a set keeps every limit, prerequisite, exclusion and must.</summary>
    public static bool IsAllowed(PlanProblem problem, bool[] taken)
    {
        for (var limit = 0; limit < problem.Limits.Count; limit++)
        {
            if (problem.Items.Select((item, index) => taken[index] ? item.Costs[limit] : 0).Sum() > problem.Limits[limit].Most)
            {
                return false;
            }
        }

        for (var item = 0; item < taken.Length; item++)
        {
            var of = problem.Items[item];
            if ((of.IsMust && !taken[item]) || (of.IsBarred && taken[item])
                || (taken[item] && of.Requires.Any(options => !options.Any(option => taken[option]))))
            {
                return false;
            }
        }

        return problem.Exclusions.All(group => group.Distinct().Count(item => taken[item]) <= 1);
    }

    /// <summary>The best worth over every set, or null when none is allowed.</summary>
    public static double? Best(PlanInstance instance)
    {
        double? best = null;
        var count = instance.Problem.Items.Count;
        for (var set = 0; set < 1 << count; set++)
        {
            var taken = Enumerable.Range(0, count).Select(item => (set >> item & 1) == 1).ToArray();
            if (IsAllowed(instance.Problem, taken))
            {
                var worth = instance.Worth(taken);
                best = best is { } known ? Math.Max(known, worth) : worth;
            }
        }

        return best;
    }
}
