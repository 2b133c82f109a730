namespace Merlon.Search;

/// <summary>
/// What every object and relationship scores for a query, filled element by element (BM25F: occurrences are weighted by where
/// they stand and how long the text is, added up, and only then saturate; rare words count more).
/// </summary>
sealed class ScoreBoard(IndexReader index)
{
    /// <summary>How soon more occurrences stop to count.</summary>
    const double Saturation = 1.2;

    readonly double[] weights = new double[index.Units];
    readonly double[] scores = new double[index.Units];
    readonly int[] elements = new int[index.Units];
    readonly int[] slots = new int[index.Units];
    readonly List<int> touched = [];
    readonly List<int> relationships = [];
    readonly double[] names = index.Lengths.Names;
    readonly double[] texts = index.Lengths.Texts;
    readonly double[] slotWeights = [.. Enumerable.Range(0, Slots.OfObject + 1).Select(static slot => Slots.WeightOf((Slot)slot))];
    readonly int objectSlots = index.Format.Objects * Slots.OfObject;

    /// <summary>Numbers of the relationships that have an element, in no order.</summary>
    public IReadOnlyList<int> Relationships => relationships;

    public double ScoreOf(int unit) => scores[unit];

    /// <summary>One bit for each element that a unit has.</summary>
    public int ElementsOf(int unit) => elements[unit];

    /// <summary>One bit for each slot of a unit in which something was found.</summary>
    public int SlotsOf(int unit) => slots[unit];

    /// <summary>Adds the occurrences of a term in a slot to the current element.</summary>
    public void Add(int slot, int occurrences, double weight)
    {
        var isObject = slot < objectSlots;
        var unit = isObject ? slot / Slots.OfObject : index.Format.Objects + slot - objectSlots;
        var kind = isObject ? (Slot)(slot % Slots.OfObject) : Slot.Procedure;
        if (weights[unit] == 0)
        {
            touched.Add(unit);
        }

        var factor = kind switch
        {
            Slot.Name => names[unit],
            Slot.Description or Slot.Procedure => texts[unit],
            _ => 1,
        };
        weights[unit] += weight * (slotWeights[(int)kind] * occurrences / factor);
        slots[unit] |= 1 << (int)kind;
    }

    /// <summary>Ends an element: turns what was added into scores.</summary>
    /// <param name="element">Its number.</param>
    /// <param name="units">Units that have it, for how rare it is.</param>
    public void EndElement(int element, int units)
    {
        var rarity = RarityOf(units, index.Units);
        foreach (var unit in touched)
        {
            if (unit >= index.Format.Objects && elements[unit] == 0)
            {
                relationships.Add(unit - index.Format.Objects);
            }

            scores[unit] += ScoreOf(rarity, weights[unit]);
            elements[unit] |= 1 << element;
            weights[unit] = 0;
        }

        touched.Clear();
    }

    /// <summary>What occurrences in a slot weigh; <paramref name="length"/> 1 is the usual length.</summary>
    public static double WeightOf(Slot slot, int occurrences, double length) => Slots.WeightOf(slot) * occurrences / LengthFactorOf(slot, length);

    /// <summary>By how much a text of a slot counts less for its length; <paramref name="length"/> 1 is the usual length.</summary>
    public static double LengthFactorOf(Slot slot, double length) => 1 - Slots.LengthShareOf(slot) + Slots.LengthShareOf(slot) * length;

    /// <summary>How much a word counts that <paramref name="having"/> of <paramref name="all"/> units have.</summary>
    public static double RarityOf(int having, int all) => Math.Log(1 + (all - Math.Min(having, all) + 0.5) / (having + 0.5));

    /// <summary>What a weight of a word scores.</summary>
    public static double ScoreOf(double rarity, double weight) => rarity * weight / (Saturation + weight);
}
