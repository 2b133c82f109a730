using Merlon.Sigma.Matching.Deferred;
using Merlon.Sigma.Matching.Indexes;

namespace Merlon.Sigma.Matching.Compilation;

/// <summary>How the rules of a route are evaluated, as flat tables. Immutable but for indexes, which are built when a slot has its first value.</summary>
sealed class PlanProgram
{
    readonly ValueIndexBuilder?[] gathered;
    readonly ValueIndex?[] indexes;

    /// <summary>Tables from what was compiled.</summary>
    /// <param name="gathered">By slot; null where no index is needed.</param>
    public PlanProgram(ValueIndexBuilder?[] gathered)
    {
        this.gathered = gathered;
        indexes = new ValueIndex?[gathered.Length];
    }

    /// <summary>Index into <see cref="RuleSet.Rules"/> of each rule of the plan, ascending.</summary>
    public required int[] RuleIndexes { get; init; }

    /// <summary>First step of each rule in <see cref="Code"/>.</summary>
    public required int[] Entries { get; init; }

    /// <summary>See <see cref="RuleCode"/>.</summary>
    public required int[] Code { get; init; }

    /// <summary>How many atoms there are.</summary>
    public required int AtomCount { get; init; }

    /// <summary>How many indexed predicates there are.</summary>
    public required int PredicateCount { get; init; }

    /// <summary>Where the atoms of each predicate begin in <see cref="Atoms"/>.</summary>
    public required int[] AtomStarts { get; init; }

    /// <summary>Atoms by predicate.</summary>
    public required int[] Atoms { get; init; }

    /// <summary>Where the rules of each atom begin in <see cref="WitnessRules"/>.</summary>
    public required int[] WitnessStarts { get; init; }

    /// <summary>Rules that are worth a look once the atom is set.</summary>
    public required int[] WitnessRules { get; init; }

    /// <summary>Rules that are always evaluated: they may match where nothing is found.</summary>
    public required int[] AlwaysRules { get; init; }

    /// <summary>Tests that rules make themselves.</summary>
    public required DeferredTest[] Deferred { get; init; }

    /// <summary>True where an index has something to say about values of the slot.</summary>
    public bool HasIndex(int slot) => gathered[slot] is not null;

    /// <summary>The index of a slot that has one.</summary>
    public ValueIndex IndexOf(int slot)
        => indexes[slot] ?? (indexes[slot] = new ValueIndex(gathered[slot] ?? throw new ArgumentOutOfRangeException(nameof(slot)))); // whoever is last wins: all are alike
}
