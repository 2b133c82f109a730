namespace Merlon.Planning;

/// <summary>
/// Which item another makes needless: one that costs no more of anything, needs no more, and alone brings at least as much in every term.
/// Said to people as a reason; the search does not rest on it.
/// </summary>
sealed class PlanDominance
{
    readonly PlanProblem problem;
    readonly Dictionary<int, double>[] alone; // by item: its worth alone, by term

    public PlanDominance(PlanProblem problem)
    {
        this.problem = problem;
        alone = new Dictionary<int, double>[problem.Items.Count];
        var objective = problem.Objective;
        for (var item = 0; item < alone.Length; item++)
        {
            alone[item] = [];
            for (var i = 0; i < objective.TermsOf[item].Length; i++)
            {
                var term = objective.TermsOf[item][i];
                var counts = new int[objective.Terms[term].ClassCount];
                counts[objective.SlotsOf[item][i] - objective.Starts[term]] = 1;
                alone[item][term] = objective.Terms[term].ValueOf(counts);
            }
        }
    }

    /// <summary>The first item that dominates this one, or null.</summary>
    public int? Of(int item)
    {
        for (var other = 0; other < alone.Length; other++)
        {
            if (other != item && IsBetter(other, item) && (other < item || !IsBetter(item, other)))
            {
                return other;
            }
        }

        return null;
    }

    bool IsBetter(int one, int than)
    {
        var (better, worse) = (problem.Items[one], problem.Items[than]);
        if (better.IsBarred || better.Requires.Count > 0 || problem.Objective.Extras[one] < problem.Objective.Extras[than])
        {
            return false;
        }

        for (var limit = 0; limit < better.Costs.Count; limit++)
        {
            if (better.Costs[limit] > worse.Costs[limit])
            {
                return false;
            }
        }

        return !problem.Exclusions.Any(group => group.Contains(one)) && alone[than].All(term => alone[one].GetValueOrDefault(term.Key) >= term.Value);
    }
}
