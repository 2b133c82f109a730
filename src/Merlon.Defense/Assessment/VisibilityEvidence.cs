using System.Collections.Frozen;
using System.Globalization;
using Merlon.Attack;
using Merlon.Visibility;

namespace Merlon.Assessment;

/// <summary>
/// Visibility from log sources that are collected, as declared or as measured (docs/design/visibility.md). A reference of an analytic is met by the collected source that stands for its
/// log-source name and event ids (value: device share), else by one that carries its data component on the analytic's
/// platform (device share × <see cref="ClaimStrength.ByComponent"/>). An analytic's value is the mean over its references, a
/// platform's that of its best analytic, a scope's the mean over the platforms that technique and scope share and that have
/// an analytic. Each source's statement is its part of that sum. Before v18 data components stand for the references.
/// </summary>
sealed class VisibilityEvidence
{
    const int MissingNamedMax = 3;
    const string TelemetryPrefix = "telemetry:";

    readonly AttackRelease release;
    readonly EvidenceSink sink;
    readonly string document;
    readonly CollectedSource[] sources;
    readonly Dictionary<string, Carrier[]> carriers = new(StringComparer.Ordinal);
    readonly OrganisationContext context;
    readonly Organisation organisation;

    VisibilityEvidence(Organisation organisation, OrganisationContext context, EvidenceSink sink)
    {
        this.context = context;
        this.organisation = organisation;
        release = context.Release;
        this.sink = sink;
        document = organisation.Document;
        sources = [.. organisation.LogSources.Where(static s => !s.IsMeasured).Select(static s => new CollectedSource(s)).OrderBy(static s => s.Key, StringComparer.Ordinal)];
    }

    public static void Add(Organisation organisation, OrganisationContext context, EvidenceSink sink)
    {
        var visibility = new VisibilityEvidence(organisation, context, sink);
        if (visibility.sources.Length == 0 && context.Sight.IsEmpty)
        {
            return;
        }

        foreach (var technique in context.Release.Techniques.Where(static t => t.IsLive))
        {
            visibility.AddTechnique(technique);
        }
    }

    /// <summary>What telemetry alone states, whatever is declared, under sources that say it was looked through once (<see cref="InventoryEvidence.RecordedPrefix"/>).</summary>
    internal static IReadOnlyList<Evidence> OfTelemetry(Organisation organisation, OrganisationContext context)
    {
        var undeclared = organisation with { LogSources = [] };
        var stated = new EvidenceSink(undeclared, context.Release);
        Add(undeclared, context, stated);
        return
        [
            .. stated.ToList().Select(static statement =>
            {
                var once = statement with { Id = "", Source = InventoryEvidence.RecordedPrefix + statement.Source[TelemetryPrefix.Length..] };
                return once with { Id = EvidenceId.Of(once) };
            }),
        ];
    }

    void AddTechnique(Technique technique)
    {
        var analytics = WatchesOf(technique, release);
        if (analytics.Count == 0)
        {
            return;
        }

        var claims = new SortedDictionary<string, (EvidenceKind Kind, List<ScopedClaim> List)>(StringComparer.Ordinal);
        foreach (var scope in sink.ScopesOf(technique))
        {
            foreach (var (source, kind, claim) in ClaimsIn(scope, technique, analytics))
            {
                if (!claims.TryGetValue(source, out var found))
                {
                    claims.Add(source, found = (kind, []));
                }

                found.List.Add(claim);
            }
        }

        foreach (var (source, (kind, list)) in claims)
        {
            sink.Add(technique, list, new StatementFacts(kind, Axis.Visibility, source, technique.Id));
        }
    }

    /// <summary>What would show the technique: the release's analytics, or before v18 its data components on every platform.</summary>
    internal static List<Watch> WatchesOf(Technique technique, AttackRelease release)
    {
        var watches = new List<Watch>();
        foreach (var analytic in release.AnalyticsOf(technique))
        {
            var needs = analytic.LogSources
                .Select(r => new Need(r.LogSource.Name, LogChannel.EventIdsOf(r.LogSource.Channel), ComponentName(r.DataComponentRef, release)) { Channel = r.LogSource.Channel })
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

    List<(string Source, EvidenceKind Kind, ScopedClaim Claim)> ClaimsIn(Scope scope, Technique technique, List<Watch> watches)
    {
        var collected = CarriersIn(scope);
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

        return [.. parts.Select(p => (p.Key, p.Value.Carrier.Kind, p.Value.ToClaim(scope.Name)))];
    }

    /// <summary>What carries data in a scope, by source: what was measured there, then what is declared and was not.</summary>
    Carrier[] CarriersIn(Scope scope)
    {
        if (!carriers.TryGetValue(scope.Name, out var known))
        {
            var measured = new ScopeSight(scope, context.Sight, organisation, context.LogSources);
            var declared = sources.Where(s => s.Source.IsCollectedIn(scope)).ToArray();
            var speaking = measured.Sources.Where(s => !context.Sight.IsStale(s.Parts) || !Array.Exists(declared, d => string.Equals(d.Key, s.Key, StringComparison.Ordinal))).ToArray();
            var seen = speaking.Select(static s => s.Key).ToHashSet(StringComparer.Ordinal);
            known =
            [
                .. speaking.Select(s => (Carrier)new MeasuredCarrier(measured, s, context.Sight)),
                .. declared.Where(s => !seen.Contains(s.Key)).Select(s => new DeclaredCarrier(s, document)),
            ];
            carriers.Add(scope.Name, known);
        }

        return known;
    }

    static Met BestOn(string platform, List<Watch> watches, Carrier[] collected)
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

    static Met Meet(Watch watch, Carrier[] collected)
    {
        var bySource = new Carrier?[watch.Needs.Length];
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
                if (!parts.TryGetValue(source.Source, out var part))
                {
                    parts.Add(source.Source, part = new SourcePart(source));
                }

                part.Add(met, i, met.Values[i] / met.Values.Length / platformsCount);
            }
        }
    }

    /// <summary>A reference: log-source name (empty before v18), event ids, data component.</summary>
    internal sealed record Need(string Name, IReadOnlyList<int> EventIds, string Component)
    {
        /// <summary>The channel as published; empty before v18.</summary>
        public string Channel { get; init; } = "";

        public override string ToString() => Name.Length == 0 ? Component
            : EventIds.Count == 0 ? Name
            : $"{Name} {string.Join(", ", EventIds)}";
    }

    /// <summary>What would show a technique on one platform.</summary>
    internal sealed record Watch(string Platform, string Name, Need[] Needs);

    /// <summary>A watch with the source that meets each of its needs and how far, 0..1.</summary>
    sealed record Met(Watch Watch, Carrier?[] Sources, double[] Values, double Value);

    /// <summary>A collected source, prepared for look-up.</summary>
    internal sealed class CollectedSource(CollectedLogSource source)
    {
        readonly FrozenSet<string> names = source.AttackNames.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        readonly FrozenDictionary<string, IReadOnlyList<int>> components = (source.Kind?.Components ?? [])
            .ToFrozenDictionary(static c => c.Name, static c => c.EventIds, StringComparer.OrdinalIgnoreCase);

        readonly double quality = source.Quality?.ToQuality() is { } stated ? stated.Factor * (stated.Of(QualityDimension.Field).Share ?? 1) : 1;

        public CollectedLogSource Source { get; } = source;

        public string Key { get; } = source.KeyOf();

        public double ValueFor(Need need, string platform)
        {
            if (names.Contains(need.Name))
            {
                return Source.HasEvent(need.EventIds) ? Source.DeviceShare * quality : 0;
            }

            return components.TryGetValue(need.Component, out var eventIds)
                && Source.HasEvent(eventIds)
                && CollectedInScopes.ExistsOn(Source, [platform])
                    ? Source.DeviceShare * quality * ClaimStrength.ByComponent
                    : 0;
        }
    }

    /// <summary>Something that carries data in one scope: declared or measured.</summary>
    abstract class Carrier(string source, EvidenceKind kind)
    {
        /// <summary>The source of its statements.</summary>
        public string Source { get; } = source;

        public EvidenceKind Kind { get; } = kind;

        /// <summary>How far a reference is met, 0..1.</summary>
        public abstract double ValueFor(Need need, string platform);

        /// <summary>A claim of what it carries and lacks.</summary>
        public abstract ScopedClaim ToClaim(string scope, double strength, string carried, string lacking);

        /// <summary>What of a reference it carries, for people.</summary>
        public abstract string PhraseOf(Need need, string platform);
    }

    sealed class DeclaredCarrier(CollectedSource source, string document) : Carrier($"log-source:{source.Key}", EvidenceKind.LogSource)
    {
        public override double ValueFor(Need need, string platform) => source.ValueFor(need, platform);

        public override ScopedClaim ToClaim(string scope, double strength, string carried, string lacking)
            => new(scope, strength, source.Source.Since, $"{source.Source.Document ?? document}:{source.Source.Location}", $"{source.Key} carries {carried}{lacking}");

        public override string PhraseOf(Need need, string platform) => need.ToString();
    }

    sealed class MeasuredCarrier(ScopeSight scope, SeenSource seen, MeasuredSight sight) : Carrier($"{TelemetryPrefix}{seen.Key}", EvidenceKind.Inventory)
    {
        readonly Dictionary<(string, string, string, string), ReferenceSight?> known = [];
        readonly string places = string.Join(", ", seen.Parts.Select(static p => p.Place).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

        public override double ValueFor(Need need, string platform) => SightOf(need, platform)?.Value ?? 0;

        public override ScopedClaim ToClaim(string scopeName, double strength, string carried, string lacking)
        {
            var devices = scope.DevicesOf(seen);
            var on = devices.Of == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" of {devices.Seen:N0} of {devices.Of:N0} {(devices.IsDeclared ? "devices" : "devices seen")}");
            var says = string.Create(CultureInfo.InvariantCulture, $"{seen.Key} was seen to carry {carried}; {seen.Records:N0} records{on}, data quality {scope.QualityOf(seen).Score:0.#} of 5{lacking}");
            return new ScopedClaim(scopeName, strength, sight.DayOf(seen.Parts), places, says);
        }

        public override string PhraseOf(Need need, string platform) => SightOf(need, platform) is { Verdict: not ReferenceVerdict.Met } sight
            ? $"{need} ({PhraseOf(sight.Verdict)})"
            : need.ToString();

        ReferenceSight? SightOf(Need need, string platform)
        {
            var key = (need.Name, need.Channel, need.Component, platform);
            if (!known.TryGetValue(key, out var found))
            {
                known.Add(key, found = scope.Meet(seen, need.Name, need.Channel, need.Component, platform));
            }

            return found;
        }

        static string PhraseOf(ReferenceVerdict verdict) => verdict switch
        {
            ReferenceVerdict.MetByGroup => "switched on together with what was seen",
            ReferenceVerdict.MetByComponent => "by its data component",
            _ => "the log source is there; the rest cannot be told",
        };
    }

    /// <summary>A source's part of the visibility of one technique in one scope.</summary>
    sealed class SourcePart(Carrier carrier)
    {
        readonly List<string> carried = [];
        readonly SortedSet<string> missing = new(StringComparer.Ordinal);
        double strength;

        public Carrier Carrier { get; } = carrier;

        public void Add(Met met, int index, double share)
        {
            strength += share;
            var phrase = $"{Carrier.PhraseOf(met.Watch.Needs[index], met.Watch.Platform)} ({met.Watch.Name}, {met.Watch.Platform})";
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

        public ScopedClaim ToClaim(string scope)
        {
            var lacking = missing.Count == 0 ? ""
                : $"; nobody collects {string.Join(", ", missing.Take(MissingNamedMax))}{(missing.Count > MissingNamedMax ? $" and {missing.Count - MissingNamedMax} more" : "")}";
            return Carrier.ToClaim(scope, strength, string.Join(", ", carried), lacking);
        }
    }
}
