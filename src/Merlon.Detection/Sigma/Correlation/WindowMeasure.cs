namespace Merlon.Sigma.Correlation;

/// <summary>What a correlation measures of one group's window, kept up to date event by event; times are in ticks and never fall.</summary>
abstract class WindowMeasure
{
    /// <summary>The measure now; null where there is nothing to measure, and then no comparison holds.</summary>
    public abstract decimal? Value { get; }

    /// <summary>How much is remembered, in events, values or times.</summary>
    public abstract int Size { get; }

    /// <summary>Begin of the shortest window that the measure is of, or null for all that is remembered.</summary>
    public virtual long? Begin => null;

    /// <summary>Forgets what lies before <paramref name="begin"/>.</summary>
    public abstract void Expire(long begin);

    /// <summary>Takes an event.</summary>
    public abstract void Add(in WindowEvent added);

    /// <summary>Forgets the oldest thing that is remembered; called only where <see cref="Size"/> is above 0 and can shrink.</summary>
    public abstract void ForgetOldest();

    /// <summary>True where a condition over the names of the rules holds; only where the measure knows rules.</summary>
    public virtual bool Holds(SigmaExpression condition, IReadOnlyList<string> names) => throw new InvalidOperationException("only rules can be named in a condition");
}

/// <summary>An event as a measure takes it.</summary>
/// <param name="Ticks">When.</param>
/// <param name="Positions">Where its source stands among the correlation's rules.</param>
/// <param name="Key">The value or values that are counted, as one text.</param>
/// <param name="Number">The number that is computed with.</param>
readonly record struct WindowEvent(long Ticks, IReadOnlyList<int> Positions, string Key, decimal Number);

/// <summary>How many events (<c>event_count</c>). Remembers as many as the condition can tell apart.</summary>
/// <param name="needed">How many events the condition needs at most to be decided.</param>
sealed class EventCountMeasure(int needed) : WindowMeasure
{
    readonly Queue<long> times = [];

    /// <inheritdoc/>
    public override decimal? Value => times.Count;

    /// <inheritdoc/>
    public override int Size => times.Count;

    /// <inheritdoc/>
    public override void Expire(long begin)
    {
        while (times.TryPeek(out var oldest) && oldest < begin)
        {
            times.Dequeue();
        }
    }

    /// <inheritdoc/>
    public override void Add(in WindowEvent added)
    {
        times.Enqueue(added.Ticks);
        if (times.Count > needed)
        {
            times.Dequeue();
        }
    }

    /// <inheritdoc/>
    public override void ForgetOldest() => times.Dequeue();
}

/// <summary>How many different values (<c>value_count</c>): for each the time when it was last seen.</summary>
/// <param name="needed">How many values the condition needs at most to be decided.</param>
sealed class ValueCountMeasure(int needed) : WindowMeasure
{
    readonly Dictionary<string, LinkedListNode<(string Key, long Ticks)>> byKey = new(StringComparer.Ordinal);
    readonly LinkedList<(string Key, long Ticks)> byTime = [];

    /// <inheritdoc/>
    public override decimal? Value => byKey.Count;

    /// <inheritdoc/>
    public override int Size => byKey.Count;

    /// <inheritdoc/>
    public override void Expire(long begin)
    {
        while (byTime.First is { } oldest && oldest.Value.Ticks < begin)
        {
            ForgetOldest();
        }
    }

    /// <inheritdoc/>
    public override void Add(in WindowEvent added)
    {
        if (byKey.TryGetValue(added.Key, out var node))
        {
            byTime.Remove(node);
            node.Value = (added.Key, added.Ticks);
            byTime.AddLast(node);
            return;
        }

        byKey.Add(added.Key, byTime.AddLast((added.Key, added.Ticks)));
        if (byKey.Count > needed)
        {
            ForgetOldest();
        }
    }

    /// <inheritdoc/>
    public override void ForgetOldest()
    {
        if (byTime.First is { } oldest)
        {
            byKey.Remove(oldest.Value.Key);
            byTime.RemoveFirst();
        }
    }
}

/// <summary>Sum or average of a field's numbers.</summary>
/// <param name="isAverage">True for the average.</param>
sealed class SumMeasure(bool isAverage) : WindowMeasure
{
    readonly Queue<(long Ticks, decimal Number)> numbers = [];
    decimal sum;

    /// <inheritdoc/>
    public override decimal? Value => numbers.Count == 0 ? null : isAverage ? sum / numbers.Count : sum;

    /// <inheritdoc/>
    public override int Size => numbers.Count;

    /// <inheritdoc/>
    public override void Expire(long begin)
    {
        while (numbers.TryPeek(out var oldest) && oldest.Ticks < begin)
        {
            ForgetOldest();
        }
    }

    /// <inheritdoc/>
    public override void Add(in WindowEvent added)
    {
        numbers.Enqueue((added.Ticks, added.Number));
        sum += added.Number;
    }

    /// <inheritdoc/>
    public override void ForgetOldest()
    {
        sum -= numbers.Dequeue().Number;
        sum = numbers.Count == 0 ? 0 : sum; // what rounding left behind does not live on
    }
}

/// <summary>
/// A percentile by nearest rank: the smallest number that at least so many per cent are not above; or the median, which between
/// two middle numbers is their mean.
/// </summary>
/// <param name="percentile">Above 0 and up to 100; null for the median.</param>
sealed class PercentileMeasure(decimal? percentile) : WindowMeasure
{
    readonly Queue<(long Ticks, decimal Number)> numbers = [];
    readonly List<decimal> sorted = [];

    /// <inheritdoc/>
    public override decimal? Value
    {
        get
        {
            var count = sorted.Count;
            return count == 0 ? null
                : percentile is { } rank ? sorted[(int)Math.Clamp(Math.Ceiling(rank * count / 100), 1, count) - 1]
                : count % 2 == 1 ? sorted[count / 2]
                : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
        }
    }

    /// <inheritdoc/>
    public override int Size => sorted.Count;

    /// <inheritdoc/>
    public override void Expire(long begin)
    {
        while (numbers.TryPeek(out var oldest) && oldest.Ticks < begin)
        {
            ForgetOldest();
        }
    }

    /// <inheritdoc/>
    public override void Add(in WindowEvent added)
    {
        numbers.Enqueue((added.Ticks, added.Number));
        var at = sorted.BinarySearch(added.Number);
        sorted.Insert(at < 0 ? ~at : at, added.Number);
    }

    /// <inheritdoc/>
    public override void ForgetOldest() => sorted.RemoveAt(sorted.BinarySearch(numbers.Dequeue().Number));
}

/// <summary>Which rules were seen (<c>temporal</c>): for each the time when it was last.</summary>
/// <param name="rules">How many rules the correlation lists.</param>
sealed class SeenRulesMeasure(int rules) : WindowMeasure
{
    readonly long[] last = [.. Enumerable.Repeat(long.MinValue, rules)];
    long begin = long.MinValue + 1;

    /// <inheritdoc/>
    public override decimal? Value => last.Count(ticks => ticks >= begin);

    /// <inheritdoc/>
    public override int Size => 0;

    /// <inheritdoc/>
    public override void Expire(long begin) => this.begin = begin;

    /// <inheritdoc/>
    public override void Add(in WindowEvent added)
    {
        foreach (var position in added.Positions)
        {
            last[position] = added.Ticks;
        }
    }

    /// <inheritdoc/>
    public override void ForgetOldest()
    {
    }

    /// <inheritdoc/>
    public override bool Holds(SigmaExpression condition, IReadOnlyList<string> names)
        => condition switch
        {
            SigmaExpression.AllOf all => all.Parts.All(part => Holds(part, names)),
            SigmaExpression.AnyOf any => any.Parts.Any(part => Holds(part, names)),
            SigmaExpression.Negation negation => !Holds(negation.Part, names),
            SigmaExpression.Selection rule => Enumerable.Range(0, names.Count).Any(i => last[i] >= begin && string.Equals(names[i], rule.Name, StringComparison.Ordinal)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}

/// <summary>
/// How many rules were seen in the order listed (<c>temporal_ordered</c>), others between them or not: for each length of a
/// chain, and each rule that it may end with, the latest time at which such a chain began.
/// </summary>
/// <param name="rules">How many rules the correlation lists.</param>
sealed class OrderedRulesMeasure(int rules) : WindowMeasure
{
    // [ends at rule, length - 1]
    readonly long[,] latest = Never(rules);
    long begin = long.MinValue + 1;

    /// <inheritdoc/>
    public override decimal? Value
    {
        get
        {
            for (var length = rules; length > 0; length--)
            {
                if (BeginOf(length) >= begin)
                {
                    return length;
                }
            }

            return 0;
        }
    }

    /// <inheritdoc/>
    public override int Size => 0;

    /// <inheritdoc/>
    public override long? Begin => Value is > 0 and var length ? BeginOf((int)length) : null;

    /// <inheritdoc/>
    public override void Expire(long begin) => this.begin = begin;

    /// <inheritdoc/>
    public override void Add(in WindowEvent added)
    {
        // The last place first: one event does not stand at two places of a chain.
        for (var i = added.Positions.Count - 1; i >= 0; i--)
        {
            var place = added.Positions[i];
            for (var length = place + 1; length > 1; length--)
            {
                for (var before = length - 2; before < place; before++)
                {
                    latest[place, length - 1] = Math.Max(latest[place, length - 1], latest[before, length - 2]);
                }
            }

            latest[place, 0] = added.Ticks;
        }
    }

    /// <inheritdoc/>
    public override void ForgetOldest()
    {
    }

    long BeginOf(int length)
    {
        var result = long.MinValue;
        for (var place = length - 1; place < rules; place++)
        {
            result = Math.Max(result, latest[place, length - 1]);
        }

        return result;
    }

    static long[,] Never(int rules)
    {
        var times = new long[rules, rules];
        for (var place = 0; place < rules; place++)
        {
            for (var length = 0; length < rules; length++)
            {
                times[place, length] = long.MinValue;
            }
        }

        return times;
    }
}
