namespace Merlon.Sigma.Matching;

/// <summary>What each rule cost and gave, to find slow and noisy ones. Of one matcher; those of several threads are added up.</summary>
public sealed class RuleProfile
{
    readonly long[] evaluations;
    readonly long[] matches;
    readonly long[] ticks;

    readonly TimeProvider clock;

    internal RuleProfile(int rules, TimeProvider clock)
    {
        this.clock = clock;
        evaluations = new long[rules];
        matches = new long[rules];
        ticks = new long[rules];
    }

    /// <summary>How many rules there are.</summary>
    public int Count => evaluations.Length;

    /// <summary>Records for which a rule's condition was followed: a requirement of it was met, and the verdict was not remembered.</summary>
    public long EvaluationsOf(int rule) => evaluations[rule];

    /// <summary>Records that it matched, those with a remembered verdict included.</summary>
    public long MatchesOf(int rule) => matches[rule];

    /// <summary>Time that its evaluations took, beyond what rules share: indexes and memory.</summary>
    public TimeSpan TimeOf(int rule) => TimeSpan.FromSeconds((double)ticks[rule] / clock.TimestampFrequency);

    /// <summary>The clock's time stamp.</summary>
    internal long Now() => clock.GetTimestamp();

    /// <summary>Adds what another matcher of the same rules counted.</summary>
    public void Add(RuleProfile other)
    {
        for (var i = 0; i < evaluations.Length; i++)
        {
            evaluations[i] += other.evaluations[i];
            matches[i] += other.matches[i];
            ticks[i] += other.ticks[i];
        }
    }

    internal void CountEvaluated(int rule, bool isMatch, long took)
    {
        evaluations[rule]++;
        matches[rule] += isMatch ? 1 : 0;
        ticks[rule] += took;
    }

    internal void CountRemembered(ReadOnlySpan<int> rules)
    {
        foreach (var rule in rules)
        {
            matches[rule]++;
        }
    }
}
