using System.Runtime.InteropServices;

namespace Merlon.Sigma.Matching.Indexes;

/// <summary>Finds which of many short texts that are not all ASCII a value contains, by the first two bytes of their first such character.</summary>
sealed class ForeignIndex
{
    readonly Dictionary<ushort, Entry[]> entries;

    readonly record struct Entry(byte[] Text, int Offset, int Predicate);

    /// <summary>Sorts the texts.</summary>
    /// <param name="needles">Folded texts, each with a character beyond ASCII, and the predicate of each.</param>
    public ForeignIndex(List<(byte[] Text, int Predicate)> needles)
        => entries = needles
            .Select(static n => new Entry(n.Text, n.Text.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)127), n.Predicate))
            .GroupBy(static e => MemoryMarshal.Read<ushort>(e.Text.AsSpan(e.Offset)))
            .ToDictionary(static g => g.Key, static g => g.ToArray());

    /// <summary>Adds the predicates of the texts that the value contains.</summary>
    public void Find(ReadOnlySpan<byte> value, PredicateList found)
    {
        var at = 0;
        while (true)
        {
            var next = value[at..].IndexOfAnyExceptInRange((byte)0, (byte)127);
            if (next < 0 || at + next + 1 >= value.Length)
            {
                return;
            }

            at += next;
            if (entries.TryGetValue(MemoryMarshal.Read<ushort>(value[at..]), out var candidates))
            {
                foreach (var entry in candidates)
                {
                    var start = at - entry.Offset;
                    if (start >= 0 && value[start..].StartsWith(entry.Text))
                    {
                        found.Add(entry.Predicate);
                    }
                }
            }

            at++;
        }
    }
}
