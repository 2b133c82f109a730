using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Merlon.Sigma.Correlation;

/// <summary>
/// Evaluates correlations over matches of rules that come roughly in order: puts them in order within the lateness that is
/// allowed, in bounded memory, and says what it had to leave out (docs/design/correlations.md). Not for several threads at once.
/// </summary>
public sealed class CorrelationEngine
{
    const decimal NumberMax = 1e20m; // two million of them can be added up

    readonly CorrelationSet set;
    readonly CorrelationOptions options;
    readonly CorrelationState[] states;
    readonly PriorityQueue<CorrelationEvent, (long Ticks, long Sequence)> pending = new();
    long sequence;
    long latest = long.MinValue;
    long released = long.MinValue; // no event before this can be put in order any more

    /// <summary>An engine that has seen nothing.</summary>
    public CorrelationEngine(CorrelationSet set, CorrelationOptions options)
    {
        this.set = set;
        this.options = options;
        states = [.. set.Correlations.Select(correlation => new CorrelationState(correlation, options, Tally))];
    }

    /// <summary>What was taken, left out and forgotten so far.</summary>
    public CorrelationTally Tally { get; } = new();

    /// <summary>
    /// What time it is, or null where that is not known: events later than it by more than the lateness are left out, so that
    /// one with a wrong clock does not make all others late. Without a lateness none can.
    /// </summary>
    public DateTimeOffset? Now { get; set; }

    /// <summary>Takes a match of a rule; adds what correlations now find to <paramref name="matches"/>.</summary>
    public void Push(in CorrelationEvent pushed, ICollection<CorrelationMatch> matches)
    {
        if (!set.Reads(pushed.RuleIndex))
        {
            return;
        }

        Tally.Events++;
        if (pushed.Time is not { } time)
        {
            Tally.Untimed++;
            return;
        }

        if (Now is { } now && options.Lateness is { } tolerance && time - now > tolerance)
        {
            Tally.Future++;
            return;
        }

        var ticks = time.UtcTicks;
        if (ticks < released)
        {
            Tally.Late++;
            return;
        }

        pending.Enqueue(pushed with { Values = [.. pushed.Values.Select(Bounded)] }, (ticks, sequence++));
        latest = Math.Max(latest, ticks);
        if (options.Lateness is { } lateness)
        {
            released = Math.Max(released, latest - Math.Min(latest, lateness.Ticks));
            Release(matches);
        }

        while (pending.Count > options.PendingEventsMax && pending.TryDequeue(out var first, out var order))
        {
            Tally.Hurried++;
            released = Math.Max(released, order.Ticks);
            Take(first, matches);
        }
    }

    /// <summary>Lets the events go on that still wait; what comes before them later is late.</summary>
    public void Finish(ICollection<CorrelationMatch> matches)
    {
        released = Math.Max(released, latest);
        Release(matches);
    }

    // An event at the border goes on: others of the same time may still come and go on after it.
    void Release(ICollection<CorrelationMatch> matches)
    {
        while (pending.TryPeek(out var first, out var order) && order.Ticks <= released)
        {
            pending.Dequeue();
            Take(first, matches);
        }
    }

    void Take(in CorrelationEvent taken, ICollection<CorrelationMatch> matches)
    {
        if (set.SourceOfRule(taken.RuleIndex) is { } source && taken.Time is { } time)
        {
            Take(source, taken.Values, new CorrelatedEvent(time, taken.RuleIndex, CorrelationIndex: -1, taken.Reference), matches);
        }
    }

    void Take(CorrelationSource source, IReadOnlyList<string?> values, in CorrelatedEvent taken, ICollection<CorrelationMatch> matches)
    {
        foreach (var subscription in source.Subscriptions)
        {
            var correlation = set.Correlations[subscription.Correlation];
            if (!TryPick(values, subscription.GroupColumns, out var group) || !TryPick(values, subscription.ValueColumns, out var counted))
            {
                Tally.Incomplete++;
                continue;
            }

            var number = 0m;
            if (correlation.Type is not SigmaVocabulary.ValueCount && counted.Count == 1
                && (!SigmaText.TryReadNumber(counted[0], out number) || Math.Abs(number) > NumberMax))
            {
                Tally.Incomplete++;
                continue;
            }

            var added = new WindowEvent(taken.Time.UtcTicks, subscription.Positions, KeyOf(counted), number);
            if (states[subscription.Correlation].Take(group, added, taken, out var firing))
            {
                Fire(subscription.Correlation, taken.Time, firing, matches);
            }
        }
    }

    void Fire(int index, DateTimeOffset time, in CorrelationState.Firing firing, ICollection<CorrelationMatch> matches)
    {
        var correlation = set.Correlations[index];
        var group = new List<KeyValuePair<string, string>>(firing.Group.Count);
        for (var i = 0; i < firing.Group.Count; i++)
        {
            group.Add(new(correlation.GroupBy[i], firing.Group[i]));
        }

        var match = new CorrelationMatch(
            correlation, index, ++Tally.Matches, new DateTimeOffset(firing.From, TimeSpan.Zero), time,
            group, firing.Value, firing.Events, firing.IsWhole, set.IsFindingCorrelation(index));
        matches.Add(match);
        if (set.SourceOfCorrelation(index) is { } source)
        {
            Take(source, firing.Group, new CorrelatedEvent(time, RuleIndex: -1, index, match.Number), matches);
        }
    }

    static bool TryPick(IReadOnlyList<string?> values, ImmutableArray<int> columns, out IReadOnlyList<string> picked)
    {
        var texts = new string[columns.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            if (columns[i] >= values.Count || values[columns[i]] is not { } value)
            {
                picked = [];
                return false;
            }

            texts[i] = value;
        }

        picked = texts;
        return true;
    }

    /// <summary>Several values as one text that no other values make.</summary>
    internal static string KeyOf(IReadOnlyList<string> values)
        => values.Count switch
        {
            0 => "",
            1 => values[0],
            _ => string.Concat(values.Select(static value => string.Create(CultureInfo.InvariantCulture, $"{value.Length}:{value}"))),
        };

    string? Bounded(string? value)
        => value is null || value.Length <= options.ValueCharsMax ? value
            : $"{value.AsSpan(0, Math.Min(64, options.ValueCharsMax))}… (SHA-256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))})";
}
