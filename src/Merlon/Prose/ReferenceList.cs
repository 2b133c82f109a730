using Merlon.Attack;

namespace Merlon.Prose;

/// <summary>The references of a page, numbered from 1 in the order in which its texts cite them; what is cited twice has one number.</summary>
sealed class ReferenceList
{
    readonly List<Citation> citations = [];
    readonly Dictionary<Citation, int> numbers = [];
    readonly List<string> missing = [];

    /// <summary>The references by number, the first one being 1.</summary>
    public IReadOnlyList<Citation> Citations => citations;

    /// <summary>Names that were cited and are no reference of the object that cites them, in the order of the texts.</summary>
    public IReadOnlyList<string> Missing => missing;

    /// <summary>The number of a reference; it gets the next one when it is new.</summary>
    public int NumberOf(Citation citation)
    {
        if (!numbers.TryGetValue(citation, out var number))
        {
            citations.Add(citation);
            number = citations.Count;
            numbers.Add(citation, number);
        }

        return number;
    }

    public void Miss(string sourceName) => missing.Add(sourceName);
}
