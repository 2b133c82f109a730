using System.Globalization;

namespace Merlon.Attack;

public sealed partial class ReleasePassage
{
    const int NamesMax = 5;

    /// <summary>What changed of something that lives in both releases, in words too.</summary>
    ReferenceEffects Compare(AttackObject old, AttackObject now, List<string> details)
    {
        var effects = ReferenceEffects.None;
        if (!string.Equals(old.Name, now.Name, StringComparison.Ordinal))
        {
            effects |= ReferenceEffects.Renamed;
            details.Add($"name {old.Name} → {now.Name}");
        }

        if (MajorOf(now) > MajorOf(old))
        {
            effects |= ReferenceEffects.MajorVersion;
            details.Add($"version {old.Version} → {now.Version}");
        }

        return effects | (old is Technique before && now is Technique after ? Compare(before, after, details) : CompareReach(old, now, details));
    }

    ReferenceEffects Compare(Technique old, Technique now, List<string> details)
    {
        var effects = CompareTactics(old, now, details);
        effects |= Differ("platforms", old.Platforms, now.Platforms, ReferenceEffects.PlatformsChanged, details);
        var (before, after) = (From.SubTechniquesOf(old), To.SubTechniquesOf(now));
        effects |= Named("new sub-techniques", after.ExceptBy(before.Select(static t => t.StixId), static t => t.StixId, StringComparer.Ordinal), ReferenceEffects.SubTechniquesAdded, details);
        effects |= Named("sub-techniques gone", before.ExceptBy(after.Select(static t => t.StixId), static t => t.StixId, StringComparer.Ordinal), ReferenceEffects.SubTechniquesGone, details);
        effects |= Differ(
            "mitigations", From.MitigationsOf(old).Select(static r => r.Source.Id), To.MitigationsOf(now).Select(static r => r.Source.Id),
            ReferenceEffects.MitigationsChanged, details);
        return effects | CompareDetection(old, now, details);
    }

    /// <summary>By analytics where both releases have them (from v18), else by the names of data components, which both models share.</summary>
    ReferenceEffects CompareDetection(Technique old, Technique now, List<string> details)
    {
        var (before, after) = (From.AnalyticsOf(old), To.AnalyticsOf(now));
        if (before.Count == 0 || after.Count == 0)
        {
            return Differ(
                "data components", From.DataComponentsOf(old).Select(static c => c.Name), To.DataComponentsOf(now).Select(static c => c.Name),
                ReferenceEffects.DetectionChanged, details);
        }

        var byAnalytic = Differ("analytics", before.Select(static a => a.Id), after.Select(static a => a.Id), ReferenceEffects.DetectionChanged, details);
        return byAnalytic | Differ("log sources", LogSourcesOf(before), LogSourcesOf(after), ReferenceEffects.DetectionChanged, details);
    }

    ReferenceEffects CompareTactics(Technique old, Technique now, List<string> details)
    {
        var (before, after) = (TacticsOf(From, old), TacticsOf(To, now));
        var (words, wordsNow) = (ShortnamesOf(before), ShortnamesOf(after));
        if (words.SequenceEqual(wordsNow, StringComparer.Ordinal))
        {
            return ReferenceEffects.None;
        }

        details.Add($"tactics {string.Join(", ", words)} → {string.Join(", ", wordsNow)}");
        var isSame = before.Select(static t => t.StixId).Order(StringComparer.Ordinal).SequenceEqual(after.Select(static t => t.StixId).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        return isSame ? ReferenceEffects.TacticRenamed : ReferenceEffects.TacticMoved;
    }

    ReferenceEffects CompareReach(AttackObject old, AttackObject now, List<string> details)
        => old is Group or Software or Campaign or Mitigation
            ? Differ("techniques", ReachOf(From, old), ReachOf(To, now), ReferenceEffects.ReachChanged, details)
            : ReferenceEffects.None;

    static IEnumerable<string> ReachOf(AttackRelease release, AttackObject source)
        => release.From(source).Where(static r => r is { Target: Technique, IsLive: true } && (r.Is(RelationshipTypes.Uses) || r.Is(RelationshipTypes.Mitigates)))
            .Select(static r => r.Target.Id);

    static List<Tactic> TacticsOf(AttackRelease release, Technique technique)
        => [.. technique.Domains.Where(d => release.Domains.Contains(d, StringComparer.Ordinal)).SelectMany(d => release.TacticsOf(technique, d)).Distinct()];

    static List<string> ShortnamesOf(List<Tactic> tactics)
        => [.. tactics.Select(static t => t.Shortname).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    static IEnumerable<string> LogSourcesOf(IReadOnlyList<Analytic> analytics)
        => analytics.SelectMany(static a => a.LogSources).Select(static l => l.LogSource.Name);

    static ReferenceEffects Differ(string what, IEnumerable<string> old, IEnumerable<string> now, ReferenceEffects effect, List<string> details)
    {
        var (before, after) = (new SortedSet<string>(old, StringComparer.Ordinal), new SortedSet<string>(now, StringComparer.Ordinal));
        if (before.SetEquals(after))
        {
            return ReferenceEffects.None;
        }

        List<string> parts = [];
        if (Listed(after.Except(before, StringComparer.Ordinal)) is { Length: > 0 } added)
        {
            parts.Add($"new {added}");
        }

        if (Listed(before.Except(after, StringComparer.Ordinal)) is { Length: > 0 } gone)
        {
            parts.Add($"gone {gone}");
        }

        details.Add($"{what}: {string.Join("; ", parts)}");
        return effect;
    }

    static ReferenceEffects Named(string what, IEnumerable<Technique> techniques, ReferenceEffects effect, List<string> details)
    {
        if (Listed(techniques.Select(static t => t.Id)) is not { Length: > 0 } listed)
        {
            return ReferenceEffects.None;
        }

        details.Add($"{what} {listed}");
        return effect;
    }

    static string Listed(IEnumerable<string> names)
    {
        var all = names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var shown = string.Join(", ", all.Take(NamesMax));
        return all.Count > NamesMax ? string.Create(CultureInfo.InvariantCulture, $"{shown} and {all.Count - NamesMax} more") : shown;
    }

    static int MajorOf(AttackObject thing)
    {
        var dot = thing.Version.IndexOf('.', StringComparison.Ordinal);
        return int.TryParse(dot < 0 ? thing.Version : thing.Version.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;
    }
}
