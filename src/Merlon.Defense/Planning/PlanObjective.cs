namespace Merlon.Planning;

/// <summary>
/// What a set of items is worth: a sum of terms, each monotone and submodular in few items (a further item adds at least 0, and never more
/// the more are there), and a fixed amount per item, which may be negative.
/// </summary>
sealed class PlanObjective
{
    PlanObjective(int count, IReadOnlyList<PlanTerm> terms, double[] extras)
    {
        Count = count;
        Terms = terms;
        Extras = extras;
        var starts = new int[terms.Count + 1];
        for (var term = 0; term < terms.Count; term++)
        {
            starts[term + 1] = starts[term] + terms[term].ClassCount;
        }

        Starts = starts;
        var slots = new List<(int Term, int Class)>[count];
        for (var item = 0; item < count; item++)
        {
            slots[item] = [];
        }

        for (var term = 0; term < terms.Count; term++)
        {
            for (var local = 0; local < terms[term].Items.Length; local++)
            {
                slots[terms[term].Items[local]].Add((term, terms[term].Classes[local]));
            }
        }

        TermsOf = Array.ConvertAll(slots, static list => list.Select(static slot => slot.Term).ToArray());
        SlotsOf = Array.ConvertAll(slots, list => list.Select(slot => starts[slot.Term] + slot.Class).ToArray());
        Touches = TermsOf.Sum(static list => (long)list.Length);
    }

    /// <summary>Number of items.</summary>
    public int Count { get; }

    /// <summary>What the worth is the sum of, technique by technique.</summary>
    public IReadOnlyList<PlanTerm> Terms { get; }

    /// <summary>What each item adds by itself, whatever else is taken.</summary>
    public double[] Extras { get; }

    /// <summary>Where the classes of each term begin in an array over all classes of all terms; one more than terms.</summary>
    public int[] Starts { get; }

    /// <summary>Number of classes of all terms.</summary>
    public int SlotCount => Starts[^1];

    /// <summary>Terms that each item is in, in order.</summary>
    public int[][] TermsOf { get; }

    /// <summary>Beside each of them the item's class, as a place in the array over all classes.</summary>
    public int[][] SlotsOf { get; }

    /// <summary>Pairs of item and term: what one look at everything costs.</summary>
    public long Touches { get; }

    public static PlanObjective Of(int count, IEnumerable<PlanTerm> terms, double[]? extras = null)
        => new(count, [.. terms.Where(static term => term.Items.Length > 0)], extras ?? new double[count]);

    /// <summary>
    /// Σ weight × (1 − Π (1 − grade)): each part is a weight with its items and their grades, 0..1. A grade of 1 is binary coverage. Parts with
    /// the same items and grades become one term.
    /// </summary>
    public static PlanObjective Graded(int count, IEnumerable<(double Weight, IReadOnlyList<(int Item, double Grade)> Grades)> parts)
    {
        var merged = new SortedDictionary<string, (double Weight, (int Item, double Grade)[] Grades)>(StringComparer.Ordinal);
        foreach (var (weight, grades) in parts)
        {
            var used = grades.Where(static grade => grade.Grade > 0).OrderBy(static grade => grade.Item).ToArray();
            if (weight > 0 && used.Length > 0)
            {
                var key = string.Join(' ', used.Select(static grade => FormattableString.Invariant($"{grade.Item}:{grade.Grade:R}")));
                merged[key] = (merged.GetValueOrDefault(key).Weight + weight, used);
            }
        }

        return Of(count, merged.Values.Select(static part => (PlanTerm)new GradedTerm(part.Weight, part.Grades)));
    }

    /// <summary>The worth of a set, term by term.</summary>
    public double ValueOf(IReadOnlyList<bool> taken)
    {
        var value = 0.0;
        for (var item = 0; item < Count; item++)
        {
            value += taken[item] ? Extras[item] : 0;
        }

        foreach (var term in Terms)
        {
            var counts = new int[term.ClassCount];
            for (var local = 0; local < term.Items.Length; local++)
            {
                counts[term.Classes[local]] += taken[term.Items[local]] ? 1 : 0;
            }

            value += term.ValueOf(counts);
        }

        return value;
    }
}
