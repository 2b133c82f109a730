namespace Merlon.Planning;

/// <summary>How long the search may go on.</summary>
/// <param name="WorkMax">Most steps, each a look at one class of one term: the same limit gives the same plan on every machine.</param>
/// <param name="IsOutOfTime">Asked now and then; what it ends is not repeatable, and the result says so. Null for no such limit.</param>
/// <param name="KeepsProof">Whether the whole proof is kept, up to <see cref="PlanSearch.ProofPricesMax"/> prices.</param>
sealed record PlanEffort(long WorkMax, Func<bool>? IsOutOfTime = null, bool KeepsProof = false)
{
    /// <summary>Some seconds on a machine of 2026.</summary>
    public static PlanEffort Usual { get; } = new(1_500_000_000);
}

/// <summary>Why a search ended.</summary>
enum PlanEnd
{
    /// <summary>No better set exists.</summary>
    Proven,

    /// <summary>The limit on steps.</summary>
    Work,

    /// <summary>The host's limit on time: a further run may end elsewhere.</summary>
    Time,

    /// <summary>No set meets the conditions.</summary>
    Infeasible,
}

/// <summary>The best set that was found, and the most that any set can be worth.</summary>
/// <param name="Taken">By item; nothing is taken when no set is feasible.</param>
/// <param name="Value">Its worth.</param>
/// <param name="Bound">No feasible set is worth more (up to <see cref="PlanSearch.Tolerance"/>).</param>
/// <param name="End">Why the search ended.</param>
/// <param name="Greedy">What greed alone reached, with its guard.</param>
/// <param name="RootBound">The bound before anything was decided.</param>
/// <param name="Nodes">Parts that were looked at.</param>
/// <param name="Work">Steps that were taken.</param>
/// <param name="Root">Prices that prove <paramref name="RootBound"/>.</param>
/// <param name="Proof">The proof of <paramref name="Bound"/>, or null when it was not asked for or grew too large.</param>
sealed record PlanResult(
    IReadOnlyList<bool> Taken, double Value, double Bound, PlanEnd End, double Greedy, double RootBound, int Nodes, long Work, PlanPrices Root,
    PlanProof? Proof)
{
    /// <summary>0..1: how much of the bound may be missing.</summary>
    public double Gap => Bound > 0 ? Math.Max(0, (Bound - Value) / Bound) : 0;
}

/// <summary>What a search of a window showed; what it found is in the stair.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="Missing">How much more than the stair has a set may be worth, at any budget of the window; 0 when proven.</param>
/// <param name="Root">Prices that are good for its budgets.</param>
/// <param name="Nodes">Parts that were looked at.</param>
/// <param name="Work">Steps that were taken.</param>
sealed record PlanWindow(PlanEnd End, double Missing, PlanPrices Root, int Nodes, long Work);

/// <summary>Branch and bound, the part with the highest bound first. Deterministic as long as only steps limit it.</summary>
sealed class PlanSearch
{
    /// <summary>Values are compared up to this share of the bound.</summary>
    public const double Tolerance = 1e-9;

    /// <summary>Most prices that a kept proof has.</summary>
    public const int ProofPricesMax = 8_000_000;

    /// <summary>Most prices that waiting parts have; past it the search goes into depth.</summary>
    const int WaitingPricesMax = 12_000_000;

    const int RootSteps = 400;
    const int NodeSteps = 24;

    /// <summary>Everything is looked at in rounds: with so many steps each, each so much shorter than those before, until a round brings less than this share of what is missing.</summary>
    const int RootRound = 40;
    const double RootPace = 0.6;
    const double RootProgress = 0.02;

    /// <summary>Most steps of exchanges near a good set: the cores look further, and cheaper.</summary>
    const long HintedWorkMax = 1_000_000;

    /// <summary>A part becomes a problem of its own when no more than this share of its items is open, or no more than so many.</summary>
    const double CoreShare = 0.7;
    const int CoreItems = 64;

    readonly PlanProblem problem;
    readonly PlanEffort effort;
    readonly IReadOnlyList<PlanRow> rows;
    readonly PlanRelaxation relaxation;
    readonly PlanGreed greed;
    readonly PriorityQueue<PlanNode, (double Bound, int Number)> waiting = new();
    readonly Stack<PlanNode> deep = new();
    PlanProofBuilder? proof;
    PlanSet? best;
    double bestValue = double.NegativeInfinity;
    double pruned = double.NegativeInfinity; // the highest bound among parts that were left without deciding them
    readonly PlanStair? stair; // what has to be exceeded at each budget of a window: bounds are then of what is missing; null when one budget is asked for
    readonly bool isCore;
    PlanEnd? cut; // why a core was left before it was decided
    long proofPrices;
    long coreWork;
    int nodes;

    PlanSearch(PlanProblem problem, PlanEffort effort, bool isCore, double floor, PlanStair? stair)
    {
        this.isCore = isCore;
        this.stair = stair;
        bestValue = floor;
        this.problem = problem;
        this.effort = effort;
        rows = PlanRow.Of(problem);
        relaxation = new(problem, rows, stair);
        greed = new(problem, rows);
        proof = effort.KeepsProof ? new() : null;
    }

    /// <summary>Looks for the best set.</summary>
    /// <param name="problem">What there is to choose from.</param>
    /// <param name="effort">How long.</param>
    /// <param name="hints">Sets that may be near the best, such as the best of neighbouring budgets; they need not be feasible here.</param>
    /// <param name="prices">Prices that may be near the best, such as those of a neighbouring budget.</param>
    public static PlanResult Run(PlanProblem problem, PlanEffort effort, IReadOnlyList<IReadOnlyList<bool>>? hints = null, PlanPrices? prices = null)
        => new PlanSearch(problem, effort, isCore: false, double.NegativeInfinity, stair: null).Run(hints ?? [], prices);

    /// <summary>Looks for the best set of every budget of a window at once: what one look shows, it shows for all of them.</summary>
    /// <param name="problem">What there is to choose from; its first limit is the greatest budget of the window.</param>
    /// <param name="effort">How long.</param>
    /// <param name="stair">What is known; it has a step at the least budget or below. Better sets are put into it: when the end is <see cref="PlanEnd.Proven"/> there are no others.</param>
    /// <param name="prices">Prices that may be near the best, such as those of a neighbouring budget.</param>
    public static PlanWindow RunWindow(PlanProblem problem, PlanEffort effort, PlanStair stair, PlanPrices? prices = null)
    {
        var result = new PlanSearch(problem, effort, isCore: false, double.NegativeInfinity, stair).Run([], prices);
        return new(result.End, result.End is PlanEnd.Work or PlanEnd.Time ? result.Bound : 0, result.Root, result.Nodes, result.Work);
    }

    double Margin => best is null ? 0 : Tolerance * Math.Abs(bestValue);

    /// <summary>What is known already, in the words of bounds; with a window they speak of what is missing.</summary>
    double Known => stair is null ? bestValue : 0;

    /// <summary>A part that holds no more than this holds nothing better.</summary>
    double Floor => stair is null ? bestValue + Margin : 0;

    PlanResult Run(IReadOnlyList<IReadOnlyList<bool>> hints, PlanPrices? prices)
    {
        var top = proof;
        var decisions = new sbyte[problem.Items.Count];
        var place = proof;
        if (!Decided(decisions, ref place))
        {
            return Nothing(top);
        }

        var start = greed.Start();
        var greedy = 0.0;
        if (start is not null)
        {
            var first = greed.Guarded(start);
            greedy = problem.Objective.ValueOf(first.Taken);
            Offer(first);
            foreach (var hint in hints)
            {
                if (greed.Near(start, hint) is { } near)
                {
                    Offer(near);
                }
            }

            Offer(greed.Improved(best ?? first, stair is not null ? 64 * problem.Objective.Touches : hints.Count > 0 ? Math.Min(effort.WorkMax / 8, HintedWorkMax) : effort.WorkMax / 8));
        }

        var root = new PlanNode(decisions, prices ?? PlanRelaxation.Around(best ?? new PlanSet(problem, rows), problem, rows), double.PositiveInfinity, 0, place);
        LookAtRoot(root);
        var (rootBound, rootPrices) = (root.Bound, root.Prices);
        Keep(root, start);
        var end = Search(start);
        var bound = Bound(end);
        if (stair is not null)
        {
            return new(new bool[problem.Items.Count], 0, bound, end, 0, rootBound, nodes, Work, rootPrices, Proof: null);
        }

        if (best is null)
        {
            return Nothing(top) with { End = end == PlanEnd.Proven ? PlanEnd.Infeasible : end, Bound = end == PlanEnd.Proven ? 0 : bound, RootBound = rootBound };
        }

        var value = problem.Objective.ValueOf(best.Taken);
        bound = Math.Max(bound, value);
        return new(
            best.Taken, value, bound, end, greedy, Math.Max(rootBound, value), nodes, Work, rootPrices, proof is null ? null : top?.Build());
    }

    long Work => relaxation.Work + greed.Work + coreWork;

    PlanResult Nothing(PlanProofBuilder? top) => new(
        new bool[problem.Items.Count], 0, 0, PlanEnd.Infeasible, 0, 0, nodes, Work, new([], []), proof is null ? null : top?.Build());

    /// <summary>Musts in, barred items out, and what follows from that; false when it cannot be.</summary>
    bool Decided(sbyte[] decisions, ref PlanProofBuilder? place)
    {
        for (var item = 0; item < decisions.Length; item++)
        {
            decisions[item] = problem.Items[item].IsMust ? Decision.In : problem.Items[item].IsBarred ? Decision.Out : Decision.Open;
            if (problem.Items[item] is { IsMust: true, IsBarred: true })
            {
                place?.End(new PlanProof.Impossible());
                return false;
            }
        }

        return PlanPropagation.Decide(rows, decisions, ref place);
    }

    PlanEnd Search(PlanSet? start)
    {
        while (true)
        {
            var node = deep.Count > 0 ? deep.Pop() : waiting.TryDequeue(out var next, out _) ? next : null;
            if (node is null)
            {
                return cut ?? PlanEnd.Proven;
            }

            if (node.Bound <= Floor)
            {
                End(node);
                continue;
            }

            if (Work >= effort.WorkMax || effort.IsOutOfTime?.Invoke() == true)
            {
                Leave(node);
                return Work >= effort.WorkMax ? PlanEnd.Work : PlanEnd.Time;
            }

            Branch(node, start);
        }
    }

    /// <summary>The most that a set can be worth that was not ruled out.</summary>
    double Bound(PlanEnd end)
    {
        var bound = Math.Max(Known, pruned);
        if (end != PlanEnd.Proven)
        {
            foreach (var node in waiting.UnorderedItems.Select(static item => item.Element).Concat(deep))
            {
                Leave(node);
                bound = Math.Max(bound, node.Bound);
            }
        }

        return Math.Max(bound, pruned);
    }

    /// <summary>Leaves a part as it is: its prices say how much it may hold.</summary>
    void Leave(PlanNode node)
    {
        pruned = Math.Max(pruned, node.Bound);
        End(node);
    }

    void End(PlanNode node)
    {
        if (node.Proof is { } place)
        {
            proofPrices += node.Prices.Prices.Length;
            place.End(new PlanProof.Priced(node.Prices));
            if (proofPrices > ProofPricesMax)
            {
                proof = null;
            }
        }
    }

    void Branch(PlanNode node, PlanSet? start)
    {
        var item = node.Next;
        var halves = proof is null ? null : node.Proof?.Split(item);
        PlanNode[] children =
        [
            Child(node, item, Decision.In, halves?.With),
            Child(node, item, Decision.Out, halves?.Without),
        ];
        foreach (var child in children)
        {
            var place = child.Proof;
            if (!PlanPropagation.Decide(rows, child.Decisions, ref place))
            {
                continue;
            }

            child.Proof = place;
            Look(child, NodeSteps, pace: 0.5);
            Keep(child, start);
        }
    }

    static PlanNode Child(PlanNode node, int item, sbyte decision, PlanProofBuilder? place)
    {
        var decisions = (sbyte[])node.Decisions.Clone();
        decisions[item] = decision;
        return new(decisions, node.Prices, node.Bound, node.Depth + 1, place);
    }

    /// <summary>Bounds everything, from far to near, until so much is decided that a core is cheaper to look at.</summary>
    void LookAtRoot(PlanNode root)
    {
        nodes++;
        var pace = 1.0;
        for (var steps = 0; steps < RootSteps; steps += RootRound, pace *= RootPace)
        {
            var before = root.Bound;
            relaxation.Improve(root, Floor, RootRound, pace, effort.WorkMax - greed.Work - coreWork, effort.IsOutOfTime);
            if (root.Bound <= Floor || Work >= effort.WorkMax || (Fix(root) && IsCoreBetter(root)) || double.IsNegativeInfinity(root.Bound)
                || before - root.Bound < RootProgress * (root.Bound - Known))
            {
                return;
            }
        }
    }

    /// <summary>Bounds a part and decides what the bound allows to decide.</summary>
    void Look(PlanNode node, int steps, double pace)
    {
        nodes++;
        for (var round = 0; ; round++)
        {
            relaxation.Improve(node, Floor, steps, pace, effort.WorkMax - greed.Work - coreWork, effort.IsOutOfTime);
            if (node.Bound <= Floor || round == 3 || !Fix(node))
            {
                return;
            }

            steps = NodeSteps;
        }
    }

    /// <summary>Decides items whose other half cannot be better than the best set; true when enough was decided to look again.</summary>
    bool Fix(PlanNode node)
    {
        var (floor, count) = (Floor, 0);
        foreach (var item in relaxation.Open)
        {
            var settled = relaxation.SettledOf(item, floor);
            if (settled != Decision.Open)
            {
                node.Decisions[item] = settled;
                count++;
                if (proof is not null && node.Proof is { } place)
                {
                    var (with, without) = place.Split(item);
                    (settled == Decision.In ? without : with).End(new PlanProof.Priced(node.Prices));
                    proofPrices++;
                    node.Proof = settled == Decision.In ? with : without;
                }
            }
        }

        if (count == 0)
        {
            return false;
        }

        var left = node.Proof;
        if (!PlanPropagation.Decide(rows, node.Decisions, ref left))
        {
            node.Bound = double.NegativeInfinity;
            return false;
        }

        node.Proof = left;
        return count * 4 >= relaxation.Open.Count;
    }

    /// <summary>Puts a part among those to look into, unless it holds nothing better or only one set.</summary>
    void Keep(PlanNode node, PlanSet? start)
    {
        if (double.IsNegativeInfinity(node.Bound))
        {
            return;
        }

        if (node.Bound <= Floor)
        {
            End(node);
            return;
        }

        if (Array.IndexOf(node.Decisions, Decision.Open) < 0)
        {
            node.Proof?.End(new PlanProof.Single());
            Offer(SetOf(node.Decisions));
            return;
        }

        if (IsCoreBetter(node))
        {
            SearchCore(node);
            return;
        }

        Round(node, start);
        node.Next = NextOf(node);
        if (waiting.Count * (long)node.Prices.Prices.Length > WaitingPricesMax)
        {
            deep.Push(node);
        }
        else
        {
            waiting.Enqueue(node, (-node.Bound, nodes));
        }
    }

    /// <summary>The item that was sold neither nearly always nor nearly never, and is worth most.</summary>
    int NextOf(PlanNode node)
    {
        var (next, most) = (-1, double.NegativeInfinity);
        for (var item = 0; item < node.Decisions.Length; item++)
        {
            if (node.Decisions[item] == Decision.Open)
            {
                var sold = relaxation.Average[item];
                var doubt = sold * (1 - sold) * problem.Objective.SlotsOf[item].Sum(slot => node.Prices.Prices[slot]);
                doubt = doubt <= 0 ? -1.0 / (1 + problem.Objective.SlotsOf[item].Length) : doubt;
                (next, most) = doubt > most ? (item, doubt) : (next, most);
            }
        }

        return next;
    }

    /// <summary>A set near what the bound sold.</summary>
    void Round(PlanNode node, PlanSet? start)
    {
        if (start is null || (nodes > 64 && nodes % 16 != 0))
        {
            return;
        }

        var order = Enumerable.Range(0, node.Decisions.Length)
            .Where(item => node.Decisions[item] == Decision.In || (node.Decisions[item] == Decision.Open && relaxation.Average[item] > 0.5))
            .OrderByDescending(item => node.Decisions[item]).ThenByDescending(item => relaxation.Average[item]).ThenBy(static item => item);
        var rounded = greed.Along(start, order);
        if (stair is null && rounded.Value > bestValue * (1 - 0.002))
        {
            rounded = greed.Improved(rounded, 64 * problem.Objective.Touches);
        }

        Offer(rounded);
    }

    /// <summary>True when so much is decided that what is left is better searched as a problem of its own. A proof is written in prices of the whole, so one that is kept goes without.</summary>
    bool IsCoreBetter(PlanNode node)
    {
        var open = node.Decisions.AsSpan().Count(Decision.Open);
        return proof is null && !effort.KeepsProof && open <= PlanCore.ItemsMax
            && (isCore ? open <= CoreShare * node.Decisions.Length : open <= CoreShare * node.Decisions.Length || open <= CoreItems)
            && !PlanCore.HasNeeds(problem, node.Decisions);
    }

    /// <summary>Searches a part to its end, or to the limit.</summary>
    void SearchCore(PlanNode node)
    {
        var core = PlanCore.Of(problem, node.Decisions);
        coreWork += core.Work;
        var within = stair?.Within(problem.Limits[0].Most - core.Problem.Limits[0].Most, core.Constant);
        var search = new PlanSearch(core.Problem, effort with { WorkMax = effort.WorkMax - Work }, isCore: true, bestValue - core.Constant, within);
        var result = search.Run([], core.PricesOf(node.Prices));
        coreWork += result.Work;
        nodes += result.Nodes;
        IEnumerable<IReadOnlyList<bool>> found = within is not null ? within.Steps.Select(static step => step.Taken).OfType<IReadOnlyList<bool>>()
            : search.best is not null ? [result.Taken] : [];
        foreach (var taken in found)
        {
            var set = SetOf(node.Decisions);
            for (var item = 0; item < taken.Count; item++)
            {
                if (taken[item])
                {
                    set.Add(core.ItemOf(item));
                }
            }

            Offer(set);
        }

        if (result.End is PlanEnd.Work or PlanEnd.Time)
        {
            pruned = Math.Max(pruned, Math.Min(node.Bound, (stair is null ? core.Constant : 0) + result.Bound));
            cut = result.End;
        }
    }

    PlanSet SetOf(sbyte[] decisions)
    {
        var set = new PlanSet(problem, rows);
        for (var item = 0; item < decisions.Length; item++)
        {
            if (decisions[item] == Decision.In)
            {
                set.Add(item);
            }
        }

        return set;
    }

    void Offer(PlanSet set)
    {
        if (stair is not null && set.IsFeasible)
        {
            foreach (var smaller in greed.Downwards(set, stair.From))
            {
                if (stair.At(smaller.Sums[0]) is var at && (at < 0 || smaller.Value > stair.Steps[at].Value))
                {
                    stair.Offer(new(smaller.Sums[0], problem.Objective.ValueOf(smaller.Taken), [.. smaller.Taken]));
                }
            }
        }

        if (set.IsFeasible && set.Value > bestValue)
        {
            best = set.Copy();
            bestValue = problem.Objective.ValueOf(best.Taken);
        }
    }
}
