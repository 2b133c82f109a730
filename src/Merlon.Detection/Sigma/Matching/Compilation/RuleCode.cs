namespace Merlon.Sigma.Matching.Compilation;

/// <summary>
/// Rules as jumps: each step asks one atom or one deferred test and says where to go on for either answer, so that a rule is
/// decided by as few questions as its form allows.
/// </summary>
sealed class RuleCode
{
    /// <summary>Jump target: the rule matches.</summary>
    public const int Matched = -1;

    /// <summary>Jump target: the rule does not match.</summary>
    public const int Missed = -2;

    readonly List<int> code = [];
    readonly Func<int[], int> atomOf;

    /// <summary>Begins with no rule.</summary>
    /// <param name="atomOf">Gives the atom of a set of indexed predicates.</param>
    public RuleCode(Func<int[], int> atomOf) => this.atomOf = atomOf;

    /// <summary>Three numbers for each step: an atom, or the complement of a deferred test; where to go if true; if false.</summary>
    public int[] ToArray() => [.. code];

    /// <summary>Adds a rule and gives its first step.</summary>
    public int Add(PlanNode node)
    {
        if (node is PlanNode.Constant constant)
        {
            return constant.Value ? Matched : Missed;
        }

        // Written from the back, so that what is jumped to is there already.
        return Write(node, Matched, Missed);
    }

    int Write(PlanNode node, int ifTrue, int ifFalse)
    {
        switch (node)
        {
            case PlanNode.Not not:
                return Write(not.Part, ifFalse, ifTrue);
            case PlanNode.All all:
                for (var i = all.Parts.Length - 1; i >= 0; i--)
                {
                    ifTrue = Write(all.Parts[i], ifTrue, ifFalse);
                }

                return ifTrue;
            case PlanNode.Any any:
                for (var i = any.Parts.Length - 1; i >= 0; i--)
                {
                    ifFalse = Write(any.Parts[i], ifTrue, ifFalse);
                }

                return ifFalse;
            case PlanNode.Indexed indexed:
                return Step(atomOf(indexed.Predicates), ifTrue, ifFalse);
            case PlanNode.Deferred deferred:
                return Step(~deferred.Test, ifTrue, ifFalse);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    int Step(int question, int ifTrue, int ifFalse)
    {
        code.Add(question);
        code.Add(ifTrue);
        code.Add(ifFalse);
        return code.Count - 3;
    }
}
