using Merlon.Sigma.Matching.Compilation;
using Merlon.Sigma.Matching.Memory;

namespace Merlon.Sigma.Matching;

/// <summary>What one matcher keeps for one plan: which questions are worth remembering, and the marks of the record at hand.</summary>
sealed class PlanRun
{
    /// <summary>Slots of a plan whose values can be told apart by <see cref="SaltOf"/>.</summary>
    public const int SaltedSlotsMax = 1 << 12;

    /// <summary>Marks for a plan.</summary>
    /// <param name="plan">With a program.</param>
    /// <param name="program">The program.</param>
    public PlanRun(RoutePlan plan, PlanProgram program)
    {
        Program = program;
        Salt = (ulong)(uint)plan.Number << 44;
        ValueBenefits = new Benefit[plan.SlotCount];
        Atoms = new ulong[(program.AtomCount + 63) / 64];
        Candidates = new ulong[(program.RuleIndexes.Length + 63) / 64];
        Tests = new byte[program.Deferred.Length];
    }

    /// <summary>How the plan's rules are evaluated.</summary>
    public PlanProgram Program { get; }

    /// <summary>Keeps its records and values apart from those of other plans.</summary>
    public ulong Salt { get; }

    /// <summary>Keeps the values of a slot apart from those of others.</summary>
    public ulong SaltOf(int slot) => Salt | (ulong)(uint)slot << 32;

    /// <summary>Whether whole records come again.</summary>
    public Benefit VerdictBenefit;

    /// <summary>Whether values come again, by slot.</summary>
    public Benefit[] ValueBenefits { get; }

    /// <summary>Bit by bit, atoms that are true.</summary>
    public ulong[] Atoms { get; }

    /// <summary>Bit by bit, rules that are worth a look.</summary>
    public ulong[] Candidates { get; }

    /// <summary>What deferred tests gave: 0 not made, 1 false, 2 true.</summary>
    public byte[] Tests { get; }

    /// <summary>Forgets the record.</summary>
    public void Clear()
    {
        Array.Clear(Atoms);
        Array.Clear(Candidates);
        Array.Clear(Tests);
    }

    /// <summary>Marks an atom as true and the rules that it is the witness of as worth a look.</summary>
    public void Set(int atom)
    {
        ref var word = ref Atoms[atom >> 6];
        var bit = 1UL << (atom & 63);
        if ((word & bit) != 0)
        {
            return;
        }

        word |= bit;
        var program = Program;
        for (var i = program.WitnessStarts[atom]; i < program.WitnessStarts[atom + 1]; i++)
        {
            var rule = program.WitnessRules[i];
            Candidates[rule >> 6] |= 1UL << (rule & 63);
        }
    }
}
