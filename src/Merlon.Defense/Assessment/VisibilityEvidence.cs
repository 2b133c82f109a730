using System.Collections.Frozen;
using Merlon.Attack;

namespace Merlon.Assessment;

/// <summary>
/// Visibility from collected log sources. A reference of an analytic is met by the collected source that stands for its
/// log-source name and event ids (value: device share), else by one that carries its data component on the analytic's
/// platform (device share × <see cref="ClaimStrength.ByComponent"/>). An analytic's value is the mean over its references, a
/// platform's that of its best analytic, a scope's the mean over the platforms that technique and scope share and that have
/// an analytic. Each source's statement is its part of that sum. Before v18 data components stand for the references.
/// </summary>
sealed class VisibilityEvidence
{
    const int MissingNamedMax = 3;

    readonly AttackRelease release;
    readonly EvidenceSink sink;
    readonly string document;
    readonly CollectedSource[] sources;

    VisibilityEvidence(Organisation organisation, AttackRelease release, EvidenceSink sink)
    {
        this.release = release;
        this.sink = sink;
        document = organisation.Document;
        sources = [.. organisation.LogSources.Select(static s => new CollectedSource(s)).OrderBy(static s => s.Key, StringComparer.Ordinal)];
    }

    public static void Add(Organisation organisation, OrganisationContext context, EvidenceSink sink)
    {
        var visibility = new VisibilityEvidence(organisation, context.Release, sink);
        if (visibility.sources.Length == 0)
        {
            return;
        }

        foreach (var technique in context.Release.Techniques.Where(static t => t.IsLive))
        {
            visibility.AddTechnique(technique);
        }
    }

    void AddTechnique(Technique technique)
    {
        var analytics = WatchesOf(technique, release);
        if (analytics.Count == 0)
        {
            return;
        }

        var claims = new SortedDictionary<string, List<ScopedClaim>>(StringComparer.Ordinal);
        foreach (var scope in sink.ScopesOf(technique))
        {
            foreach (var (source, claim) in ClaimsIn(scope, technique, analytics))
            {
                if (!claims.TryGetValue(source, out var list))
                {
                    claims.Add(source, list = []);
                }

                list.Add(claim);
            }
        }

        foreach (var (source, list) in claims)
        {
            sink.Add(technique, list, new StatementFacts(EvidenceKind.LogSource, Axis.Visibility, source, technique.Id));
        }
    }

    /// <summary>What would show the technique: the release's analytics, or before v18 its data components on every platform.</summary>
    internal static List<Watch> WatchesOf(Technique technique, AttackRelease release)
    {
        var watches = new List<Watch>();
        foreach (var analytic in release.AnalyticsOf(technique))
        {
            var needs = analytic.LogSources
                .Select(r => new Need(r.LogSource.Name, LogChannel.EventIdsOf(r.LogSource.Channel), ComponentName(r.DataComponentRef, release)))
                .ToArray();
            watches.AddRange(analytic.Platforms.Where(_ => needs.Length > 0).Select(p => new Watch(p, $"analytic {analytic.Id}", needs)));
        }

        if (watches.Count == 0 && release.DataComponentsOf(technique) is { Count: > 0 } components)
        {
            var needs = components.Select(static c => new Need("", [], c.Name)).ToArray();
            watches.AddRange(technique.Platforms.Select(p => new Watch(p, "the data components", needs)));
        }

        return watches;
    }

    static string ComponentName(string stixId, AttackRelease release) => release.TryFindStix(stixId, out var component) ? component.Name : "";

    List<KeyValuePair<string, ScopedClaim>> ClaimsIn(Scope scope, Technique technique, List<Watch> watches)
    {
        var collected = sources.Where(s => s.Source.IsCollectedIn(scope)).ToArray();
        if (collected.Length == 0)
        {
            return [];
        }

        var platforms = scope.Platforms
            .Where(p => technique.Platforms.Contains(p, StringComparer.OrdinalIgnoreCase)
                && watches.Exists(w => string.Equals(w.Platform, p, StringComparison.OrdinalIgnoreCase)))
            .ToArray();
        var parts = new SortedDictionary<string, SourcePart>(StringComparer.Ordinal);
        foreach (var platform in platforms)
        {
            AddPart(BestOn(platform, watches, collected), platforms.Length, parts);
        }

        return [.. parts.Select(p => KeyValuePair.Create($"log-source:{p.Key}", p.Value.ToClaim(scope.Name, document)))];
    }

    static Met BestOn(string platform, List<Watch> watches, CollectedSource[] collected)
    {
        Met? best = null;
        foreach (var watch in watches)
        {
            if (string.Equals(watch.Platform, platform, StringComparison.OrdinalIgnoreCase))
            {
                var met = Meet(watch, collected);
                best = best is null || met.Value > best.Value ? met : best;
            }
        }

        return best ?? throw new System.Diagnostics.UnreachableException("the platform was chosen because a watch has it");
    }

    static Met Meet(Watch watch, CollectedSource[] collected)
    {
        var bySource = new CollectedSource?[watch.Needs.Length];
        var values = new double[watch.Needs.Length];
        for (var i = 0; i < watch.Needs.Length; i++)
        {
            foreach (var source in collected)
            {
                var value = source.ValueFor(watch.Needs[i], watch.Platform);
                if (value > values[i])
                {
                    values[i] = value;
                    bySource[i] = source;
                }
            }
        }

        return new Met(watch, bySource, values, values.Sum() / values.Length);
    }

    static void AddPart(Met met, int platformsCount, SortedDictionary<string, SourcePart> parts)
    {
        for (var i = 0; i < met.Values.Length; i++)
        {
            if (met.Sources[i] is { } source)
            {
                if (!parts.TryGetValue(source.Key, out var part))
                {
                    parts.Add(source.Key, part = new SourcePart(source.Source));
                }

                part.Add(met, i, met.Values[i] / met.Values.Length / platformsCount);
            }
        }
    }

    /// <summary>A reference: log-source name (empty before v18), event ids, data component.</summary>
    internal sealed record Need(string Name, IReadOnlyList<int> EventIds, string Component)
    {
        public override string ToString() => Name.Length == 0 ? Component
            : EventIds.Count == 0 ? Name
            : $"{Name} {string.Join(", ", EventIds)}";
    }

    /// <summary>What would show a technique on one platform.</summary>
    internal sealed record Watch(string Platform, string Name, Need[] Needs);

    /// <summary>A watch with the source that meets each of its needs and how far, 0..1.</summary>
    sealed record Met(Watch Watch, CollectedSource?[] Sources, double[] Values, double Value);

    /// <summary>A collected source, prepared for look-up.</summary>
    internal sealed class CollectedSource(CollectedLogSource source)
    {
        readonly FrozenSet<string> names = source.AttackNames.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        readonly FrozenDictionary<string, IReadOnlyList<int>> components = (source.Kind?.Components ?? [])
            .ToFrozenDictionary(static c => c.Name, static c => c.EventIds, StringComparer.OrdinalIgnoreCase);

        public CollectedLogSource Source { get; } = source;

        public string Key { get; } = source.KeyOf();

        public double ValueFor(Need need, string platform)
        {
            if (names.Contains(need.Name))
            {
                return Source.HasEvent(need.EventIds) ? Source.DeviceShare : 0;
            }

            return components.TryGetValue(need.Component, out var eventIds)
                && Source.HasEvent(eventIds)
                && CollectedInScopes.ExistsOn(Source, [platform])
                    ? Source.DeviceShare * ClaimStrength.ByComponent
                    : 0;
        }
    }

    /// <summary>A source's part of the visibility of one technique in one scope.</summary>
    sealed class SourcePart(CollectedLogSource source)
    {
        readonly List<string> carried = [];
        readonly SortedSet<string> missing = new(StringComparer.Ordinal);
        double strength;

        public void Add(Met met, int index, double share)
        {
            strength += share;
            var phrase = $"{met.Watch.Needs[index]} ({met.Watch.Name}, {met.Watch.Platform})";
            if (!carried.Contains(phrase, StringComparer.Ordinal))
            {
                carried.Add(phrase);
            }

            for (var i = 0; i < met.Values.Length; i++)
            {
                if (met.Sources[i] is null)
                {
                    missing.Add(met.Watch.Needs[i].ToString());
                }
            }
        }

        public ScopedClaim ToClaim(string scope, string document)
        {
            var lacking = missing.Count == 0 ? ""
                : $"; nobody collects {string.Join(", ", missing.Take(MissingNamedMax))}{(missing.Count > MissingNamedMax ? $" and {missing.Count - MissingNamedMax} more" : "")}";
            return new ScopedClaim(
                scope, strength, source.Since, $"{document}:{source.Location}", $"{source.KeyOf()} carries {string.Join(", ", carried)}{lacking}");
        }
    }
}
