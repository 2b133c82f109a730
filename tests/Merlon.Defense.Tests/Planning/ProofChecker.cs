using Merlon.Planning;

namespace Merlon.Defense.Tests.Planning;

/// <summary>
/// Checks a proof without the search: knows the conditions and the worth of a set, walks the parts, and computes what each part's prices show.
/// Terms are asked for every count of every class, so nothing is taken on trust but the worth itself.
/// </summary>
sealed class ProofChecker(PlanProblem problem)
{
    readonly sbyte[] decisions = new sbyte[problem.Items.Count];

    /// <summary>The most that any allowed set can be worth by this proof; −∞ when it proves that none is allowed.</summary>
    public double BoundBy(PlanProof proof) => proof switch
    {
        PlanProof.Split split => Math.Max(Half(split.Item, 1, split.With), Half(split.Item, -1, split.Without)),
        PlanProof.Priced priced => PriceBound(priced.Prices),
        PlanProof.Single => SingleWorth(),
        _ => IsImpossible() ? double.NegativeInfinity : throw new InvalidOperationException("a part that is said to be impossible is not"),
    };

    double Half(int item, sbyte decision, PlanProof proof)
    {
        if (decisions[item] != 0)
        {
            throw new InvalidOperationException("an item is decided twice");
        }

        decisions[item] = decision;
        var bound = BoundBy(proof);
        decisions[item] = 0;
        return bound;
    }

    /// <summary>What any prices show: terms buy, items are sold, rows are paid.</summary>
    double PriceBound(PlanPrices prices)
    {
        if (prices.Prices.Any(static price => price < 0) || prices.Multipliers.Any(static price => price < 0))
        {
            throw new InvalidOperationException("a price is negative");
        }

        var objective = problem.Objective;
        var bound = 0.0;
        var worth = new double[problem.Items.Count];
        objective.Extras.CopyTo(worth, 0);
        for (var term = 0; term < objective.Terms.Count; term++)
        {
            var own = prices.Prices[objective.Starts[term]..objective.Starts[term + 1]];
            bound += BestOf(objective.Terms[term], own);
            for (var local = 0; local < objective.Terms[term].Items.Length; local++)
            {
                worth[objective.Terms[term].Items[local]] += own[objective.Terms[term].Classes[local]];
            }
        }

        bound += objective.Extras.Where((_, item) => decisions[item] == 1).Sum();
        var rows = Rows();
        for (var row = 0; row < rows.Count; row++)
        {
            var rest = rows[row].Most - rows[row].Shares.Where((_, item) => decisions[item] == 1).Sum();
            bound += prices.Multipliers[row] * rest;
            for (var item = 0; item < worth.Length; item++)
            {
                worth[item] -= prices.Multipliers[row] * rows[row].Shares[item];
            }
        }

        return bound + worth.Where((one, item) => decisions[item] == 0 && one > 0).Sum();
    }

    double BestOf(PlanTerm term, double[] prices)
    {
        var (taken, free) = (new int[term.ClassCount], new int[term.ClassCount]);
        for (var local = 0; local < term.Items.Length; local++)
        {
            taken[term.Classes[local]] += decisions[term.Items[local]] == 1 ? 1 : 0;
            free[term.Classes[local]] += decisions[term.Items[local]] == 0 ? 1 : 0;
        }

        return BestOf(term, prices, taken, free, 0, 0);
    }

    static double BestOf(PlanTerm term, double[] prices, int[] taken, int[] free, int index, double paid)
    {
        if (index == taken.Length)
        {
            return WorthOf(term, taken) - paid;
        }

        var best = double.NegativeInfinity;
        for (var more = 0; more <= free[index]; more++)
        {
            taken[index] += more;
            best = Math.Max(best, BestOf(term, prices, taken, free, index + 1, paid + more * prices[index]));
            taken[index] -= more;
        }

        return best;
    }

    static double WorthOf(PlanTerm term, int[] counts)
    {
        if (term is not GradedTerm graded)
        {
            return term.ValueOf(counts);
        }

        var open = 1.0;
        for (var index = 0; index < counts.Length; index++)
        {
            open *= Math.Pow(1 - graded.Grades[index], counts[index]);
        }

        return graded.Weight * (1 - open);
    }

    double SingleWorth()
    {
        if (decisions.Contains((sbyte)0))
        {
            throw new InvalidOperationException("a part that is said to be one set is not");
        }

        var taken = Array.ConvertAll(decisions, static decision => decision == 1);
        return NaivePlan.IsAllowed(problem, taken) ? problem.Objective.ValueOf(taken) : double.NegativeInfinity;
    }

    bool IsImpossible() => Rows().Any(row =>
        row.Shares.Where((share, item) => decisions[item] == 1 || (decisions[item] == 0 && share < 0)).Sum() > row.Most)
        || problem.Items.Any(static item => item is { IsMust: true, IsBarred: true });

    /// <summary>The conditions anew, from the problem: limits, prerequisites, exclusions; musts and barred items are decisions of the root.</summary>
    List<(long[] Shares, long Most)> Rows()
    {
        var rows = problem.Limits.Select((limit, index) => (problem.Items.Select(item => item.Costs[index]).ToArray(), limit.Most)).ToList();
        for (var item = 0; item < problem.Items.Count; item++)
        {
            foreach (var options in problem.Items[item].Requires.Where(options => !options.Contains(item)))
            {
                var shares = new long[problem.Items.Count];
                shares[item] = 1;
                foreach (var option in options)
                {
                    shares[option] = -1;
                }

                rows.Add((shares, 0));
            }
        }

        foreach (var group in problem.Exclusions.Where(static group => group.Distinct().Count() > 1))
        {
            var shares = new long[problem.Items.Count];
            foreach (var item in group)
            {
                shares[item] = 1;
            }

            rows.Add((shares, 1));
        }

        return rows;
    }

    /// <summary>Starts where musts are in and barred items are out.</summary>
    public static ProofChecker For(PlanProblem problem)
    {
        var checker = new ProofChecker(problem);
        for (var item = 0; item < problem.Items.Count; item++)
        {
            checker.decisions[item] = (sbyte)(problem.Items[item].IsMust ? 1 : problem.Items[item].IsBarred ? -1 : 0);
        }

        return checker;
    }
}
