namespace Merlon.Sigma.Matching.Compilation;

/// <summary>
/// Sets of indexed predicates of which one must hold, each set one atom: what rules ask. A list of a thousand hashes is one
/// bit, set by whichever of them is found.
/// </summary>
sealed class AtomTable
{
    readonly Dictionary<int[], int> atoms = new(new SetComparer());
    readonly List<int[]> sets = [];
    readonly List<int> uses = [];

    /// <summary>How many atoms there are.</summary>
    public int Count => sets.Count;

    /// <summary>The atom of a set; counts how often it is asked for.</summary>
    /// <param name="predicates">Ascending, each once.</param>
    public int AtomOf(int[] predicates)
    {
        if (!atoms.TryGetValue(predicates, out var atom))
        {
            atom = sets.Count;
            atoms.Add(predicates, atom);
            sets.Add(predicates);
            uses.Add(0);
        }

        uses[atom]++;
        return atom;
    }

    /// <summary>The atom of a set that was asked for before.</summary>
    public int Find(int[] predicates) => atoms[predicates];

    /// <summary>The predicates of an atom.</summary>
    public int[] PredicatesOf(int atom) => sets[atom];

    /// <summary>How many times rules ask for it.</summary>
    public int UsesOf(int atom) => uses[atom];

    /// <summary>For each predicate the atoms that it sets, one after the other.</summary>
    /// <param name="predicates">How many predicates there are.</param>
    /// <param name="starts">Where those of each predicate begin; one more at the end.</param>
    public int[] ByPredicate(int predicates, out int[] starts)
    {
        starts = new int[predicates + 1];
        foreach (var set in sets)
        {
            foreach (var predicate in set)
            {
                starts[predicate + 1]++;
            }
        }

        for (var i = 0; i < predicates; i++)
        {
            starts[i + 1] += starts[i];
        }

        var result = new int[starts[predicates]];
        var next = starts.AsSpan(0, predicates).ToArray();
        for (var atom = 0; atom < sets.Count; atom++)
        {
            foreach (var predicate in sets[atom])
            {
                result[next[predicate]++] = atom;
            }
        }

        return result;
    }

    sealed class SetComparer : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] set)
        {
            var hash = default(HashCode);
            foreach (var item in set)
            {
                hash.Add(item);
            }

            return hash.ToHashCode();
        }
    }
}
