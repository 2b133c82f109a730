using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Visibility;

/// <summary>What an organisation's logs show of ATT&amp;CK: scope by scope, reference by reference, technique by technique.</summary>
public sealed record VisibilityReport
{
    /// <summary>What was looked through.</summary>
    public required MeasuredSight Sight { get; init; }

    /// <summary>Version of the release whose analytics count.</summary>
    public required string Release { get; init; }

    /// <summary>Scopes in their order.</summary>
    public required IReadOnlyList<ScopeVisibility> Scopes { get; init; }

    /// <summary>Techniques of the organisation's platforms with something to ask for, by id; each scope that has the technique once.</summary>
    public required IReadOnlyList<TechniqueVisibility> Techniques { get; init; }

    /// <summary>Statements for the journal, as an assessment would make them of telemetry alone, ordered as an assessment's.</summary>
    public required IReadOnlyList<Evidence> Evidence { get; init; }

    /// <summary>Holds what was looked through against the release's analytics (before v18 its data components).</summary>
    /// <param name="organisation">Scopes, what is declared.</param>
    /// <param name="context">Release, catalogue, what was looked through.</param>
    public static VisibilityReport Of(Organisation organisation, OrganisationContext context)
    {
        var sights = organisation.Scopes.Select(scope => new ScopeSight(scope, context.Sight, organisation, context.LogSources)).ToArray();
        var techniques = new List<TechniqueVisibility>();
        var references = organisation.Scopes.ToDictionary(static s => s.Name, static _ => new Dictionary<ReferenceSight, SortedSet<string>>(ReferenceEqualityComparer.Instance), StringComparer.Ordinal);
        foreach (var technique in context.Release.Techniques.Where(t => t.IsLive && t.Domains.Any(d => organisation.Domains.Contains(d, StringComparer.Ordinal))).OrderBy(static t => t.TechniqueId))
        {
            var watches = VisibilityEvidence.WatchesOf(technique, context.Release);
            foreach (var sight in watches.Count == 0 ? [] : sights)
            {
                if (Measure(technique, watches, sight, references[sight.Scope.Name]) is { } measured)
                {
                    techniques.Add(measured);
                }
            }
        }

        return new VisibilityReport
        {
            Sight = context.Sight,
            Release = context.Release.Version,
            Scopes = [.. sights.Select(s => ScopeVisibility.Of(s, organisation, references[s.Scope.Name]))],
            Techniques = techniques,
            Evidence = VisibilityEvidence.OfTelemetry(organisation, context),
        };
    }

    static TechniqueVisibility? Measure(
        Technique technique, List<VisibilityEvidence.Watch> watches, ScopeSight sight, Dictionary<ReferenceSight, SortedSet<string>> references)
    {
        var platforms = new List<PlatformVisibility>();
        foreach (var platform in sight.Scope.Platforms.Where(p => technique.Platforms.Contains(p, StringComparer.OrdinalIgnoreCase)))
        {
            PlatformVisibility? best = null;
            foreach (var watch in watches.Where(w => string.Equals(w.Platform, platform, StringComparison.OrdinalIgnoreCase)))
            {
                ReferenceSight[] met = [.. watch.Needs.Select(n => sight.Meet(n.Name, n.Channel, n.Component, watch.Platform))];
                foreach (var reference in met)
                {
                    if (!references.TryGetValue(reference, out var ids))
                    {
                        references.Add(reference, ids = new SortedSet<string>(StringComparer.Ordinal));
                    }

                    ids.Add(technique.Id);
                }

                var value = met.Average(static m => m.Value);
                best = best is null || value > best.Value ? new PlatformVisibility(platform, watch.Name, value, met) : best;
            }

            if (best is not null)
            {
                platforms.Add(best);
            }
        }

        return platforms.Count == 0 ? null : new TechniqueVisibility(technique, sight.Scope.Name, platforms.Average(static p => p.Value), platforms);
    }
}

/// <summary>How far a technique is visible in one scope.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Scope">Name of the scope.</param>
/// <param name="Value">0..1: mean over the platforms that technique and scope share and that have an analytic.</param>
/// <param name="Platforms">These, each by its best analytic.</param>
public sealed record TechniqueVisibility(Technique Technique, string Scope, double Value, IReadOnlyList<PlatformVisibility> Platforms);

/// <summary>The analytic that sees a technique best on a platform.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Analytic">Analytic, or <c>the data components</c> before v18.</param>
/// <param name="Value">0..1: mean over the references.</param>
/// <param name="References">What each of them finds.</param>
public sealed record PlatformVisibility(string Platform, string Analytic, double Value, IReadOnlyList<ReferenceSight> References);

/// <summary>What one scope's logs hold.</summary>
public sealed record ScopeVisibility
{
    /// <summary>The part of the organisation, as its file describes it.</summary>
    public required Scope Scope { get; init; }

    /// <summary>Log sources that were seen, by key.</summary>
    public required IReadOnlyList<SourceVisibility> Sources { get; init; }

    /// <summary>Every reference that the techniques of the scope ask for, each once, with the techniques; the most wanted first.</summary>
    public required IReadOnlyList<AskedReference> References { get; init; }

    /// <summary>Declared for the scope and not in its telemetry.</summary>
    public required IReadOnlyList<CollectedLogSource> DeclaredNotSeen { get; init; }

    internal static ScopeVisibility Of(ScopeSight sight, Organisation organisation, Dictionary<ReferenceSight, SortedSet<string>> references)
    {
        var seen = sight.Sources.Select(static s => s.Key).ToHashSet(StringComparer.Ordinal);
        return new ScopeVisibility
        {
            Scope = sight.Scope,
            Sources = [.. sight.Sources.Select(s => SourceVisibility.Of(s, sight, organisation))],
            References =
            [
                .. references.Select(static r => new AskedReference(r.Key, [.. r.Value]))
                    .OrderByDescending(static r => r.Techniques.Count).ThenBy(static r => r.Sight.Need.Name, StringComparer.Ordinal)
                    .ThenBy(static r => r.Sight.Need.Channel, StringComparer.Ordinal).ThenBy(static r => r.Sight.Platform, StringComparer.Ordinal).ThenBy(static r => r.Sight.Component, StringComparer.Ordinal),
            ],
            DeclaredNotSeen = sight.Sources.Count == 0 ? []
                : [.. organisation.LogSources.Where(s => !s.IsMeasured && s.IsCollectedIn(sight.Scope) && !seen.Contains(s.KeyOf())).OrderBy(static s => s.KeyOf(), StringComparer.Ordinal)],
        };
    }
}

/// <summary>A reference and the techniques that ask for it.</summary>
/// <param name="Sight">What it finds.</param>
/// <param name="Techniques">Ids, ordinally.</param>
public sealed record AskedReference(ReferenceSight Sight, IReadOnlyList<string> Techniques);

/// <summary>A log source that was seen in a scope.</summary>
public sealed record SourceVisibility
{
    /// <summary>Catalogue id, or the Windows channel.</summary>
    public required string Key { get; init; }

    /// <summary>For people.</summary>
    public required string Title { get; init; }

    /// <summary>Records of the scope.</summary>
    public required long Records { get; init; }

    /// <summary>Devices that sent it.</summary>
    public required DeviceSight Devices { get; init; }

    /// <summary>Earliest record, or null.</summary>
    public required DateTimeOffset? First { get; init; }

    /// <summary>Latest record, or null.</summary>
    public required DateTimeOffset? Last { get; init; }

    /// <summary>What was found of it, such as <c>Security 4688</c>, ordinally.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Telemetry in which it was found, ordinally.</summary>
    public required IReadOnlyList<string> Places { get; init; }

    /// <summary>The five dimensions.</summary>
    public required DataQuality Quality { get; init; }

    /// <summary>Needed fields that some records lack; null where no table says which are needed.</summary>
    public required FieldMeasure? Fields { get; init; }

    /// <summary>True when the organisation declares it for the scope.</summary>
    public required bool IsDeclared { get; init; }

    internal static SourceVisibility Of(SeenSource source, ScopeSight sight, Organisation organisation) => new()
    {
        Key = source.Key,
        Title = source.Kind?.Title ?? source.Key,
        Records = source.Records,
        Devices = sight.DevicesOf(source),
        First = source.First,
        Last = source.Last,
        Labels = [.. source.Parts.Select(static p => p.Seen.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        Places = [.. source.Parts.Select(static p => p.Place).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        Quality = sight.QualityOf(source),
        Fields = sight.FieldsOf(source),
        IsDeclared = organisation.LogSources.Any(s => !s.IsMeasured && string.Equals(s.KeyOf(), source.Key, StringComparison.Ordinal) && s.IsCollectedIn(sight.Scope)),
    };
}
