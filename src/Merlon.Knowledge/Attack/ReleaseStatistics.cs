namespace Merlon.Attack;

/// <summary>Counts of live objects of a release, per domain and over distinct objects of all domains.</summary>
/// <param name="Version">The release's version.</param>
/// <param name="Domains">Counts per domain, domains ordinally sorted.</param>
/// <param name="Total">Counts over distinct objects.</param>
public sealed record ReleaseStatistics(
    string Version, IReadOnlyList<KeyValuePair<string, ReleaseCounts>> Domains, ReleaseCounts Total)
{
    /// <summary>Counts the live objects of <paramref name="release"/>.</summary>
    public static ReleaseStatistics Of(AttackRelease release)
    {
        var domains = release.Domains.Select(domain => KeyValuePair.Create(
            domain,
            ReleaseCounts.Of(
                [.. release.Objects.Where(o => o.Domains.Contains(domain, StringComparer.Ordinal))],
                release.Relationships.Count(r => r.IsLive && r.Domains.Contains(domain, StringComparer.Ordinal)))));
        return new ReleaseStatistics(
            release.Version, [.. domains], ReleaseCounts.Of(release.Objects, release.Relationships.Count(static r => r.IsLive)));
    }
}

/// <summary>
/// How many live objects of each kind. <see cref="Software"/> is malware and tools; <see cref="LogSources"/> counts distinct
/// names of log sources that live analytics read; <see cref="Relationships"/> counts live ones with live
/// ends; <see cref="Revoked"/> and <see cref="Deprecated"/> count objects of every kind, a revoked one never as deprecated.
/// </summary>
public sealed record ReleaseCounts(
    int Tactics, int Techniques, int Subtechniques, int Groups, int Campaigns, int Software, int Malware, int Tools,
    int Mitigations, int DataSources, int DataComponents, int DetectionStrategies, int Analytics, int LogSources, int Assets,
    int Relationships, int Revoked, int Deprecated)
{
    internal static ReleaseCounts Of(IReadOnlyList<AttackObject> objects, int relationships)
    {
        List<AttackObject> live = [.. objects.Where(static o => o.IsLive)];
        var tools = live.OfType<Software>().Count(static s => s.IsTool);
        var malware = live.OfType<Software>().Count() - tools;
        var subtechniques = live.OfType<Technique>().Count(static t => t.IsSubTechnique);
        var logSources = live.OfType<Analytic>().SelectMany(static a => a.LogSources)
            .Select(static r => r.LogSource.Name).Distinct(StringComparer.Ordinal).Count();
        return new ReleaseCounts(
            Tactics: live.OfType<Tactic>().Count(),
            Techniques: live.OfType<Technique>().Count() - subtechniques,
            Subtechniques: subtechniques,
            Groups: live.OfType<Group>().Count(),
            Campaigns: live.OfType<Campaign>().Count(),
            Software: malware + tools,
            Malware: malware,
            Tools: tools,
            Mitigations: live.OfType<Mitigation>().Count(),
            DataSources: live.OfType<DataSource>().Count(),
            DataComponents: live.OfType<DataComponent>().Count(),
            DetectionStrategies: live.OfType<DetectionStrategy>().Count(),
            Analytics: live.OfType<Analytic>().Count(),
            LogSources: logSources,
            Assets: live.OfType<Asset>().Count(),
            Relationships: relationships,
            Revoked: objects.Count(static o => o.IsRevoked),
            Deprecated: objects.Count(static o => o.IsDeprecated && !o.IsRevoked));
    }
}
