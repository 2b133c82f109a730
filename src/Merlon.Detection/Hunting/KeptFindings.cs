namespace Merlon.Hunting;

/// <summary>
/// The gravest findings of a hunt, in the order found, as many as fit: where there is no room, one of the lowest level goes,
/// of these the latest. What goes is counted.
/// </summary>
/// <param name="findingsMax">Most that are kept, 0 or more.</param>
sealed class KeptFindings(int findingsMax)
{
    const int Gravities = 6;

    readonly List<(long Sequence, Finding Finding)>[] byGravity = [.. Enumerable.Range(0, Gravities).Select(static _ => new List<(long, Finding)>())];
    long added;

    /// <summary>How many are kept.</summary>
    public int Count { get; private set; }

    /// <summary>How many were not kept, or went again.</summary>
    public long Dropped => added - Count;

    /// <summary>Takes a finding, if there is room or one that is less grave.</summary>
    public void Add(Finding finding)
    {
        var own = byGravity[finding.Rule.Gravity];
        var sequence = added++;
        if (Count == findingsMax)
        {
            var lowest = Array.FindIndex(byGravity, static bucket => bucket.Count > 0);
            if (lowest < 0 || lowest >= finding.Rule.Gravity)
            {
                return;
            }

            byGravity[lowest].RemoveAt(byGravity[lowest].Count - 1);
            Count--;
        }

        own.Add((sequence, finding));
        Count++;
    }

    /// <summary>What is kept, in the order found.</summary>
    public IReadOnlyList<Finding> ToList() => [.. byGravity.SelectMany(static bucket => bucket).OrderBy(static kept => kept.Sequence).Select(static kept => kept.Finding)];
}
