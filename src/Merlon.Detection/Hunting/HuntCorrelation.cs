using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Correlation;

namespace Merlon.Hunting;

/// <summary>Hands matches of rules to correlations and makes findings of what these find.</summary>
sealed class HuntCorrelation
{
    readonly CorrelationSet set;
    readonly CorrelationEngine engine;
    readonly HuntedRule[] hunted;
    readonly IReadOnlyList<SigmaRule> rules;
    readonly Queue<Reference> references = new();
    readonly List<CorrelationMatch> matches = [];
    readonly Action<Finding, bool> output;
    readonly int referencesMax;
    long next, oldest;

    readonly record struct Reference(long Number, string Document, long Record, long Offset, string Host, string User, string Pipeline);

    /// <summary>Begins.</summary>
    /// <param name="set">The correlations.</param>
    /// <param name="rules">The rules that they count.</param>
    /// <param name="selected">Which correlations were asked for.</param>
    /// <param name="lateness">How late events may come, or null.</param>
    /// <param name="output">Takes findings, and whether each is one of its own.</param>
    public HuntCorrelation(CorrelationSet set, IReadOnlyList<SigmaRule> rules, SelectedRules selected, TimeSpan? lateness, Action<Finding, bool> output)
    {
        this.set = set;
        this.rules = rules;
        this.output = output;
        var options = new CorrelationOptions { Lateness = lateness, EventsListedMax = HuntLimits.FindingEventsMax };
        engine = new CorrelationEngine(set, options);
        referencesMax = options.PendingEventsMax + options.EventsMax;
        hunted = [.. set.Correlations.Select(one => HuntedRule.Of(one, selected.Shown.Contains(RulePlace.Of(one))))];
    }

    /// <summary>What was taken, left out and forgotten.</summary>
    public CorrelationTally Tally => engine.Tally;

    /// <summary>Takes a match of a rule; findings that it completes come out at once.</summary>
    public void Add(int ruleIndex, LogEvent record, LogRoute route, Finding common)
    {
        if (!set.Reads(ruleIndex))
        {
            return;
        }

        references.Enqueue(new Reference(next, common.Document, common.Record, common.Offset, common.Host, common.User, common.Pipeline));
        if (references.Count > referencesMax)
        {
            references.Dequeue();
            oldest++;
        }

        engine.Push(set.EventOf(ruleIndex, record, route, common.Time, next++), matches);
        LetGo();
    }

    /// <summary>Lets out what still waits for its turn.</summary>
    public void Complete()
    {
        engine.Finish(matches);
        LetGo();
    }

    void LetGo()
    {
        if (matches.Count == 0)
        {
            return;
        }

        // Found again by number: a queue cannot be indexed, and correlations come seldom.
        var known = references.ToArray();
        foreach (var match in matches)
        {
            output(FindingOf(match, known), match.IsFinding);
        }

        matches.Clear();
    }

    Finding FindingOf(CorrelationMatch match, Reference[] known)
    {
        Reference? ReferenceOf(CorrelatedEvent one) => one.RuleIndex >= 0 && one.Reference >= oldest && one.Reference - oldest < known.Length ? known[one.Reference - oldest] : null;
        var places = match.Events.Select(ReferenceOf).OfType<Reference>().ToList();
        var last = places.LastOrDefault();
        return new Finding
        {
            Rule = hunted[match.CorrelationIndex],
            Time = match.To,
            LastTime = match.To,
            Host = Common(places, static one => one.Host),
            User = Common(places, static one => one.User),
            Document = last.Document ?? "",
            Record = last.Record,
            Offset = last.Offset,
            Pipeline = last.Pipeline ?? "",
            Fields =
            [
                .. match.Group.Select(static pair => new FindingField(pair.Key, FindingReader.Cut(pair.Value), IsMarked: true)),
                new FindingField(match.Correlation.Type, match.Value.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture), IsMarked: false),
            ],
            Events =
            [
                .. match.Events.Select(one => ReferenceOf(one) is { } place
                    ? new FindingEvent(rules[one.RuleIndex].Title, one.Time, place.Document, place.Record)
                    : new FindingEvent(one.RuleIndex >= 0 ? rules[one.RuleIndex].Title : set.Correlations[one.CorrelationIndex].Title, one.Time, "", 0)),
            ],
        };
    }

    static string Common(List<Reference> places, Func<Reference, string> of)
        => places.Count > 0 && places.TrueForAll(one => string.Equals(of(one), of(places[0]), StringComparison.OrdinalIgnoreCase)) ? of(places[0]) : "";
}
