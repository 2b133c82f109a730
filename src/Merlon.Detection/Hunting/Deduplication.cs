namespace Merlon.Hunting;

/// <summary>
/// Joins findings of one rule on one host with the same matched values that lie within a span of the first of them. Findings
/// leave in the order in which the first of each came, with the number of repetitions, when room is needed or at the end.
/// </summary>
/// <param name="span">How far a repetition may lie from the first, before or after it; findings without a time are always joined.</param>
/// <param name="isImmediate">True to let the first of each out at once, alone: what follows a file that grows cannot wait for repetitions.</param>
/// <param name="output">Takes findings.</param>
sealed class Deduplication(TimeSpan span, bool isImmediate, Action<Finding> output)
{
    readonly Dictionary<FindingKey, LinkedListNode<Open>> open = [];
    readonly LinkedList<Open> order = [];

    /// <summary>Findings that were joined to an earlier one.</summary>
    public long Repetitions { get; private set; }

    /// <summary>Takes a finding.</summary>
    public void Add(Finding finding)
    {
        var key = finding.Key;
        if (open.TryGetValue(key, out var node))
        {
            if (IsWithin(node.Value.First.Time, finding.Time))
            {
                node.Value.Join(finding);
                Repetitions++;
                return;
            }

            open.Remove(key); // it stays in the order, but nothing joins it any more
        }

        if (isImmediate)
        {
            output(finding);
        }

        open.Add(key, order.AddLast(new Open(key, finding)));
        if (order.Count > HuntLimits.OpenFindingsMax)
        {
            LetGo();
        }
    }

    /// <summary>Lets every finding out that still waits.</summary>
    public void Complete()
    {
        while (order.Count > 0)
        {
            LetGo();
        }
    }

    void LetGo()
    {
        if (order.First is not { } node)
        {
            return;
        }

        order.RemoveFirst();
        if (open.TryGetValue(node.Value.Key, out var current) && ReferenceEquals(current, node))
        {
            open.Remove(node.Value.Key);
        }

        if (!isImmediate)
        {
            output(node.Value.Joined());
        }
    }

    bool IsWithin(DateTimeOffset? first, DateTimeOffset? time)
        => first is not { } one || time is not { } other || (one - other).Duration() <= span;

    sealed class Open(FindingKey key, Finding first)
    {
        long count = first.Count;
        DateTimeOffset? last = first.LastTime ?? first.Time;

        public FindingKey Key => key;

        public Finding First => first;

        public void Join(Finding finding)
        {
            count += finding.Count;
            var time = finding.LastTime ?? finding.Time;
            last = last is null || time > last ? time : last;
        }

        public Finding Joined() => first with { Count = count, LastTime = last };
    }
}
