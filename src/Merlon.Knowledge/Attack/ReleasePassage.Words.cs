namespace Merlon.Attack;

public sealed partial class ReleasePassage
{
    const double GainedShareLeast = 0.5;

    Dictionary<string, ReferenceChange>? platforms;
    (HashSet<string> From, HashSet<string> To)? logSources;

    /// <summary>
    /// Carries the name of a platform over. One that is gone is proposed to be what most of the techniques that lost it gained instead
    /// (Azure AD → Identity Provider), where at least half of them gained the same.
    /// </summary>
    public ReferenceChange ResolvePlatform(string name)
    {
        platforms ??= new Dictionary<string, ReferenceChange>(StringComparer.OrdinalIgnoreCase);
        if (!platforms.TryGetValue(name, out var change))
        {
            change = OfPlatform(name);
            platforms.Add(name, change);
        }

        return change;
    }

    /// <summary>Carries a log source's name as ATT&amp;CK writes it over (<c>WinEventLog:Sysmon</c>, from v18): it is there or it is not.</summary>
    public ReferenceChange ResolveLogSource(string name)
    {
        var known = logSources ??= (LogSourceNames(From), LogSourceNames(To));
        return !known.From.Contains(name) ? Unknown(name)
            : known.To.Contains(name) ? new ReferenceChange(name, null, [], ReferenceEffects.None, [], [])
            : new ReferenceChange(name, null, [], ReferenceEffects.Deleted, [], []) { IsBroken = true };
    }

    ReferenceChange OfPlatform(string name)
    {
        var had = From.Techniques.Where(t => t.IsLive && Has(t, name)).ToList();
        if (had.Count == 0)
        {
            return Unknown(name);
        }

        if (To.Techniques.Any(t => t.IsLive && Has(t, name)))
        {
            return new ReferenceChange(name, null, [], ReferenceEffects.None, [], []);
        }

        var still = had.Select(t => (Old: t, New: To.TryFindStix(t.StixId, out var now) && now is Technique { IsLive: true } live ? live : null)).Where(static p => p.New is not null).ToList();
        var gained = still.SelectMany(static p => (p.New?.Platforms ?? []).Except(p.Old.Platforms, StringComparer.OrdinalIgnoreCase))
            .CountBy(static p => p, StringComparer.Ordinal)
            .OrderByDescending(static p => p.Value).ThenBy(static p => p.Key, StringComparer.Ordinal)
            .Where(p => p.Value >= GainedShareLeast * still.Count).Take(1).Select(static p => p.Key).ToList();
        var outOfDomain = !had.SelectMany(static t => t.Domains).Any(d => To.Domains.Contains(d, StringComparer.Ordinal));
        return new ReferenceChange(name, null, [], outOfDomain ? ReferenceEffects.OutOfDomain : ReferenceEffects.Deleted, [], [])
        {
            IsBroken = true,
            Proposed = gained,
        };
    }

    static bool Has(Technique technique, string platform) => technique.Platforms.Contains(platform, StringComparer.OrdinalIgnoreCase);

    static HashSet<string> LogSourceNames(AttackRelease release)
        => release.All<Analytic>().Where(static a => a.IsLive).SelectMany(static a => a.LogSources).Select(static r => r.LogSource.Name)
            .Concat(release.All<DataComponent>().Where(static c => c.IsLive).SelectMany(static c => c.LogSources).Select(static s => s.Name))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
}
