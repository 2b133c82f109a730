namespace Merlon.Hunting;

/// <summary>What matched on one host.</summary>
public sealed class HostTally
{
    readonly HashSet<HuntedRule> rules = new(ReferenceEqualityComparer.Instance);

    internal HostTally(string host) => Host = host;

    /// <summary>The host; empty for records that name none.</summary>
    public string Host { get; }

    /// <summary>The tally of a host as it was kept: what <see cref="Rules"/> and the others said.</summary>
    public static HostTally Of(string host, long hits, IEnumerable<HuntedRule> matched, DateTimeOffset? first, DateTimeOffset? last)
    {
        var tally = new HostTally(host) { Hits = hits, First = first, Last = last };
        foreach (var rule in matched)
        {
            tally.rules.Add(rule);
            tally.Gravity = Math.Max(tally.Gravity, rule.Gravity);
        }

        return tally;
    }

    /// <summary>Matches, exactly.</summary>
    public long Hits { get; private set; }

    /// <summary>Rules and correlations that matched.</summary>
    public IReadOnlyCollection<HuntedRule> Rules => rules;

    /// <summary>The gravest level among them (<see cref="HuntedRule.Gravity"/>).</summary>
    public int Gravity { get; private set; }

    /// <summary>Earliest match (UTC), or null.</summary>
    public DateTimeOffset? First { get; private set; }

    /// <summary>Latest match (UTC), or null.</summary>
    public DateTimeOffset? Last { get; private set; }

    internal void See(HuntedRule rule, DateTimeOffset? time)
    {
        Hits++;
        rules.Add(rule);
        Gravity = Math.Max(Gravity, rule.Gravity);
        if (time is { } known)
        {
            First = First is { } first && first <= known ? first : known;
            Last = Last is { } last && last >= known ? last : known;
        }
    }
}
