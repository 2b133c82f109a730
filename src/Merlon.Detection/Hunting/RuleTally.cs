namespace Merlon.Hunting;

/// <summary>How often a rule or correlation matched.</summary>
public sealed record RuleTally
{
    /// <summary>The rule or correlation.</summary>
    public required HuntedRule Rule { get; init; }

    /// <summary>Records that it matched within the hunt's time, exactly; of a correlation, how often it was fulfilled.</summary>
    public long Hits { get; init; }

    /// <summary>Findings after repetitions were joined and what is normal was left out.</summary>
    public long Findings { get; init; }

    /// <summary>Matches that the baseline calls normal.</summary>
    public long Normal { get; init; }

    /// <summary>Earliest match (UTC), or null.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>Latest match (UTC), or null.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>Hosts on which it matched, <see cref="HuntLimits.TallyHostsMax"/> at most are told apart.</summary>
    public int Hosts { get; init; }
}
