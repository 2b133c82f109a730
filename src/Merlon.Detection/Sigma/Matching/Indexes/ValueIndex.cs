using Merlon.Sigma.Matching.Values;

namespace Merlon.Sigma.Matching.Indexes;

/// <summary>Everything that the rules of one route ask of one field, so arranged that a value is looked at once.</summary>
sealed class ValueIndex
{
    readonly AffixIndex? beginnings;
    readonly AffixIndex? ends;
    readonly GramIndex? parts;
    readonly ForeignIndex? foreign;
    readonly Dictionary<decimal, int[]>? numbers;
    readonly int[] always;
    readonly int[] gates;
    readonly Dictionary<int, Confirmation> confirmations;

    /// <summary>Arranges what was gathered.</summary>
    public ValueIndex(ValueIndexBuilder gathered)
    {
        beginnings = gathered.Beginnings.Count > 0 ? new AffixIndex(gathered.Beginnings, isFromBack: false) : null;
        ends = gathered.Ends.Count > 0 ? new AffixIndex(gathered.Ends, isFromBack: true) : null;
        parts = gathered.Parts.Count > 0 ? new GramIndex(gathered.Parts) : null;
        foreign = gathered.Foreign.Count > 0 ? new ForeignIndex(gathered.Foreign) : null;
        numbers = gathered.Numbers.Count > 0
            ? gathered.Numbers.GroupBy(static n => n.Value).ToDictionary(static g => g.Key, static g => g.Select(static n => n.Predicate).ToArray())
            : null;
        always = [.. gathered.Always];
        gates = [.. gathered.Gates];
        confirmations = gathered.Confirmations;
    }

    /// <summary>Adds every predicate that the value satisfies.</summary>
    /// <param name="text">Of a value that is not null.</param>
    /// <param name="record">Bytes of its record.</param>
    /// <param name="found">Takes the predicates; some may be found by a part only and are confirmed here.</param>
    /// <param name="confirmed">Takes those that hold.</param>
    public void Find(ValueText text, ReadOnlySpan<byte> record, PredicateList found, PredicateList confirmed)
    {
        var folded = text.Folded(record);
        var target = confirmations.Count > 0 ? found : confirmed;
        beginnings?.Find(folded, target);
        ends?.Find(folded, target);
        parts?.Find(folded, target);
        foreach (var predicate in always)
        {
            target.Add(predicate);
        }

        if (!text.IsAscii)
        {
            foreign?.Find(folded, target);

            // Regular expressions fold letters beyond ASCII in their own way.
            foreach (var predicate in gates)
            {
                target.Add(predicate);
            }
        }

        if (numbers is not null && folded.Length > 0 && (folded[0] is >= (byte)'+' and <= (byte)'9' or >= 0x80)
            && SigmaText.TryReadNumber(text.Utf16(record), out var number) && numbers.TryGetValue(number, out var equal))
        {
            foreach (var predicate in equal)
            {
                target.Add(predicate);
            }
        }

        if (target == found)
        {
            Confirm(text, record, found, confirmed);
        }
    }

    void Confirm(ValueText text, ReadOnlySpan<byte> record, PredicateList found, PredicateList confirmed)
    {
        foreach (var predicate in found.Items)
        {
            if (!confirmations.TryGetValue(predicate, out var confirmation)
                || confirmation.Glob.IsMatch(confirmation.IsCased ? text.Valid(record) : text.Folded(record)))
            {
                confirmed.Add(predicate);
            }
        }
    }
}

/// <summary>What must hold besides the part by which an index finds a predicate.</summary>
/// <param name="Glob">The whole pattern.</param>
/// <param name="IsCased">Over the text as it is, or folded.</param>
readonly record struct Confirmation(Glob Glob, bool IsCased);

/// <summary>Gathers what the rules of a route ask of one field.</summary>
sealed class ValueIndexBuilder
{
    /// <summary>Folded beginnings of values, or whole values.</summary>
    public List<(byte[] Text, int Predicate, bool IsWhole)> Beginnings { get; } = [];

    /// <summary>Folded ends of values.</summary>
    public List<(byte[] Text, int Predicate, bool IsWhole)> Ends { get; } = [];

    /// <summary>Folded texts somewhere in values, of at least <see cref="GramIndex.TextBytesMin"/> bytes.</summary>
    public List<(byte[] Text, int Predicate)> Parts { get; } = [];

    /// <summary>Folded texts somewhere in values that are shorter and not all ASCII.</summary>
    public List<(byte[] Text, int Predicate)> Foreign { get; } = [];

    /// <summary>Numbers that values are.</summary>
    public List<(decimal Value, int Predicate)> Numbers { get; } = [];

    /// <summary>Predicates that every value satisfies.</summary>
    public List<int> Always { get; } = [];

    /// <summary>Predicates that only let others be tried, and do so for every value that is not ASCII.</summary>
    public List<int> Gates { get; } = [];

    /// <summary>Predicates whose text in an index is but a part of what they ask.</summary>
    public Dictionary<int, Confirmation> Confirmations { get; } = [];

    /// <summary>True where there is nothing to find.</summary>
    public bool IsEmpty => Beginnings.Count + Ends.Count + Parts.Count + Foreign.Count + Numbers.Count + Always.Count + Gates.Count == 0;

    /// <summary>A gate for records of which every value is looked at; null where none can be sure.</summary>
    public KeywordGate? MakeGate()
        => Numbers.Count + Foreign.Count + Always.Count + Gates.Count > 0
            ? null
            : KeywordGate.Make([.. Beginnings.Select(static b => b.Text), .. Ends.Select(static e => e.Text), .. Parts.Select(static p => p.Text)]);
}
