namespace Merlon.Planning;

/// <summary>What follows from decisions: an item that no longer fits is out, one that is needed is in.</summary>
static class PlanPropagation
{
    /// <summary>
    /// Decides what follows; false when a condition can no longer be met. Each consequence, and the contradiction, goes into the proof, and
    /// <paramref name="proof"/> moves on to the part that is left.
    /// </summary>
    public static bool Decide(IReadOnlyList<PlanRow> rows, sbyte[] decisions, ref PlanProofBuilder? proof)
    {
        var isChanged = true;
        while (isChanged)
        {
            isChanged = false;
            foreach (var row in rows)
            {
                var least = LeastOf(row, decisions);
                if (least > row.Most)
                {
                    proof?.End(new PlanProof.Impossible());
                    return false;
                }

                isChanged |= Decide(row, least, decisions, ref proof);
            }
        }

        return true;
    }

    static bool Decide(PlanRow row, long least, sbyte[] decisions, ref PlanProofBuilder? proof)
    {
        var isChanged = false;
        for (var i = 0; i < row.Items.Length; i++)
        {
            var (item, share) = (row.Items[i], row.Shares[i]);
            if (decisions[item] == Decision.Open && least + Math.Abs(share) > row.Most)
            {
                decisions[item] = share > 0 ? Decision.Out : Decision.In;
                isChanged = true;
                if (proof is not null)
                {
                    var (with, without) = proof.Split(item);
                    (share > 0 ? with : without).End(new PlanProof.Impossible());
                    proof = share > 0 ? without : with;
                }
            }
        }

        return isChanged;
    }

    /// <summary>The least that the row's sum can be.</summary>
    static long LeastOf(PlanRow row, sbyte[] decisions)
    {
        var least = 0L;
        for (var i = 0; i < row.Items.Length; i++)
        {
            var decision = decisions[row.Items[i]];
            least += decision == Decision.In || (decision == Decision.Open && row.Shares[i] < 0) ? row.Shares[i] : 0;
        }

        return least;
    }
}
