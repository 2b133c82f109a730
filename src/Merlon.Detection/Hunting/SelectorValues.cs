using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Hunting;

/// <summary>
/// Finds the selectors of a record among its values, given one after another: what <see cref="FieldLookup.SelectorText"/>
/// finds, and whether rules may take it for the field of that name.
/// </summary>
sealed class SelectorValues
{
    Candidate[] own = new Candidate[4];
    Candidate[] fields = new Candidate[4];

    /// <summary>A value that may be a selector's.</summary>
    /// <param name="Precedence">Of the value; smaller is better.</param>
    /// <param name="Start">Where it begins.</param>
    /// <param name="Length">Its length in bytes.</param>
    /// <param name="Kind">What it was.</param>
    /// <param name="IsAlone">True where no further value counts as well.</param>
    internal readonly record struct Candidate(int Precedence, int Start, int Length, LogValueKind Kind, bool IsAlone);

    /// <summary>How many selectors there are.</summary>
    public int Count { get; private set; }

    /// <summary>Begins a record.</summary>
    public void Begin(int count)
    {
        Count = count;
        if (own.Length < count)
        {
            own = new Candidate[count * 2];
            fields = new Candidate[count * 2];
        }

        own.AsSpan(0, count).Fill(new Candidate(int.MaxValue, 0, 0, LogValueKind.Null, IsAlone: false));
        fields.AsSpan(0, count).Fill(new Candidate(int.MaxValue, 0, 0, LogValueKind.Null, IsAlone: false));
    }

    /// <summary>Takes a value that stands at a place of a selector, in the order of the record.</summary>
    public void Add(SelectorPlace place, int start, int length, LogValueKind kind, int depth, bool isElement)
    {
        if (place.IsOwn)
        {
            // The best place, there the deepest, there the last.
            ref var best = ref own[place.Selector];
            var precedence = place.Rank << 8 | byte.MaxValue - Math.Min(depth, byte.MaxValue);
            best = precedence <= best.Precedence ? new Candidate(precedence, start, length, kind, IsAlone: true) : best;
            return;
        }

        // The best place, there the one that lies in the fewest objects, there the last; elements of an array all count.
        ref var field = ref fields[place.Selector];
        var rank = place.Rank << 8 | Math.Min(depth, byte.MaxValue);
        if (rank < field.Precedence || rank == field.Precedence && !isElement)
        {
            field = new Candidate(rank, start, length, kind, IsAlone: true);
        }
        else if (rank == field.Precedence)
        {
            field = field with { IsAlone = false };
        }
    }

    /// <summary>The value that counts of a selector; <see cref="Candidate.Precedence"/> is the largest number where there is none.</summary>
    public ref readonly Candidate Find(int selector) => ref own[selector].Precedence != int.MaxValue ? ref own[selector] : ref fields[selector];

    /// <summary>
    /// True where the value that counts is a single text, number or truth value and stands where the field of that name stands,
    /// so that what rules ask of the field is asked of the selector.
    /// </summary>
    public bool IsPlain(int selector)
    {
        ref readonly var field = ref fields[selector];
        ref readonly var found = ref Find(selector);
        return field.IsAlone && field.Kind is not (LogValueKind.Null or LogValueKind.Structure) && field.Start == found.Start && field.Length == found.Length;
    }
}
