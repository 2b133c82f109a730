namespace Merlon.Sigma.Correlation;

/// <summary>
/// The groups of one correlation. Events come in the order of time; a window ends with each of them and reaches back as far as
/// the time span, both ends included. The condition is looked at before and after each event: it fires where it comes true, and
/// again only after it was false in between.
/// </summary>
sealed class CorrelationState
{
    const int UnlimitedEvents = int.MaxValue;

    readonly SigmaCorrelation correlation;
    readonly CorrelationOptions options;
    readonly CorrelationTally tally;
    readonly SigmaExpression? condition;
    readonly Dictionary<string, Group> groups = new(StringComparer.Ordinal);
    readonly LinkedList<Group> byTime = []; // quiet longest first
    long remembered;

    public CorrelationState(SigmaCorrelation correlation, CorrelationOptions options, CorrelationTally tally)
    {
        this.correlation = correlation;
        this.options = options;
        this.tally = tally;
        condition = ConditionOf(correlation);
    }

    /// <summary>What a fired correlation says; the engine gives it a number.</summary>
    public readonly record struct Firing(long From, decimal Value, IReadOnlyList<string> Group, IReadOnlyList<CorrelatedEvent> Events, bool IsWhole);

    /// <summary>Takes an event; true where the correlation fires.</summary>
    public bool Take(IReadOnlyList<string> group, in WindowEvent taken, in CorrelatedEvent listed, out Firing firing)
    {
        var begin = taken.Ticks - Math.Min(taken.Ticks, correlation.TimeSpan.Ticks);
        Forget(begin);
        var of = GroupOf(group);
        remembered -= of.Size;
        of.Measure.Expire(begin);
        of.ExpireList(begin);
        of.IsArmed |= !Holds(of.Measure);
        of.Measure.Add(taken);
        of.List(listed, options.EventsListedMax);
        of.LastTicks = taken.Ticks;
        while (of.Measure.Size > options.GroupEventsMax)
        {
            of.Measure.ForgetOldest();
            tally.EventsForgotten++;
        }

        remembered += of.Size;
        Bound(of);
        var isFiring = of.IsArmed && Holds(of.Measure);
        of.IsArmed &= !isFiring;
        firing = isFiring ? of.Fire() : default;
        return isFiring;
    }

    bool Holds(WindowMeasure measure)
    {
        if (condition is not null)
        {
            return measure.Holds(condition, correlation.Rules);
        }

        if (measure.Value is not { } value)
        {
            return false;
        }

        if (correlation.Thresholds.IsEmpty)
        {
            return value >= correlation.Rules.Length; // temporal: all of them
        }

        foreach (var (comparison, threshold) in correlation.Thresholds)
        {
            if (!SigmaText.Holds(value, comparison, threshold))
            {
                return false;
            }
        }

        return true;
    }

    // Groups whose last event is out of every window that can still come.
    void Forget(long begin)
    {
        while (byTime.First is { } oldest && oldest.Value.LastTicks < begin)
        {
            Remove(oldest.Value);
        }
    }

    void Bound(Group current)
    {
        while ((groups.Count > options.GroupsMax || remembered > options.EventsMax) && byTime.First is { } oldest && oldest.Value != current)
        {
            tally.GroupsForgotten++;
            tally.EventsForgotten += oldest.Value.Size;
            Remove(oldest.Value);
        }

        while (remembered > options.EventsMax && current.TryShrink())
        {
            remembered--;
            tally.EventsForgotten++;
        }
    }

    void Remove(Group group)
    {
        remembered -= group.Size;
        byTime.Remove(group.Node);
        groups.Remove(group.Key);
    }

    Group GroupOf(IReadOnlyList<string> values)
    {
        var key = CorrelationEngine.KeyOf(values);
        if (groups.TryGetValue(key, out var group))
        {
            byTime.Remove(group.Node);
        }
        else
        {
            groups.Add(key, group = new Group(key, values, MeasureOf()));
        }

        byTime.AddLast(group.Node);
        return group;
    }

    WindowMeasure MeasureOf()
        => correlation.Type switch
        {
            "event_count" => new EventCountMeasure(NeededEvents(correlation)),
            SigmaVocabulary.ValueCount => new ValueCountMeasure(NeededEvents(correlation)),
            "value_sum" => new SumMeasure(isAverage: false),
            "value_avg" => new SumMeasure(isAverage: true),
            "value_percentile" => new PercentileMeasure(correlation.Percentile),
            "value_median" => new PercentileMeasure(percentile: null),
            SigmaVocabulary.Temporal => new SeenRulesMeasure(correlation.Rules.Length),
            SigmaVocabulary.TemporalOrdered => new OrderedRulesMeasure(correlation.Rules.Length),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>
    /// With lower bounds only, a count past the largest of them tells nothing more: the latest so many events decide as all do.
    /// </summary>
    internal static int NeededEvents(SigmaCorrelation correlation)
    {
        decimal needed = 1;
        foreach (var (comparison, threshold) in correlation.Thresholds)
        {
            if (comparison is not (SigmaOperator.Greater or SigmaOperator.GreaterOrEqual))
            {
                return UnlimitedEvents;
            }

            needed = Math.Max(needed, comparison is SigmaOperator.Greater ? Math.Floor(Math.Min(threshold, UnlimitedEvents - 1)) + 1 : Math.Ceiling(Math.Min(threshold, UnlimitedEvents)));
        }

        return (int)needed;
    }

    /// <summary>The extended condition as an expression whose selections are rules, or null where there is none.</summary>
    internal static SigmaExpression? ConditionOf(SigmaCorrelation correlation)
        => correlation.ExtendedCondition is { } text ? ReadCondition(text, correlation.Rules, default, out _) : null;

    /// <summary>Reads an extended condition over the names of rules.</summary>
    internal static SigmaExpression? ReadCondition(string text, IReadOnlyList<string> rules, Documents.SourceLocation location, out SigmaRefusal? refusal)
    {
        var nothing = new SigmaExpression.Match(new SigmaPredicate.Exists("", IsThere: true, location));
        List<KeyValuePair<string, SigmaExpression>> names = [.. rules.Select(name => KeyValuePair.Create<string, SigmaExpression>(name, new SigmaExpression.Selection(name, nothing, location)))];
        return new SigmaConditionReader(names, "rule").Read(text, location, out refusal);
    }

    sealed class Group
    {
        readonly Queue<CorrelatedEvent> listed = [];
        long droppedTicks = long.MinValue; // of the latest event that had to leave the list before its time

        public Group(string key, IReadOnlyList<string> values, WindowMeasure measure)
        {
            Key = key;
            Values = values;
            Measure = measure;
            Node = new LinkedListNode<Group>(this);
        }

        public string Key { get; }

        public IReadOnlyList<string> Values { get; }

        public WindowMeasure Measure { get; }

        public LinkedListNode<Group> Node { get; }

        public long LastTicks { get; set; }

        public bool IsArmed { get; set; } = true;

        public int Size => Measure.Size + listed.Count;

        public void List(in CorrelatedEvent added, int most)
        {
            listed.Enqueue(added);
            if (listed.Count > most)
            {
                droppedTicks = listed.Dequeue().Time.UtcTicks;
            }
        }

        public void ExpireList(long begin)
        {
            while (listed.TryPeek(out var oldest) && oldest.Time.UtcTicks < begin)
            {
                listed.Dequeue();
            }

            droppedTicks = droppedTicks < begin ? long.MinValue : droppedTicks;
        }

        public bool TryShrink()
        {
            if (listed.Count > 1)
            {
                droppedTicks = listed.Dequeue().Time.UtcTicks;
                return true;
            }

            if (Measure.Size > 1)
            {
                Measure.ForgetOldest();
                return true;
            }

            return false;
        }

        public Firing Fire()
        {
            var from = Measure.Begin ?? long.MinValue;
            CorrelatedEvent[] events = [.. listed.Where(e => e.Time.UtcTicks >= from)];
            return new(events[0].Time.UtcTicks, Measure.Value ?? 0, Values, events, droppedTicks == long.MinValue || droppedTicks < from);
        }
    }
}
