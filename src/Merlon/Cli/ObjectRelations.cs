using Merlon.Attack;

namespace Merlon.Cli;

/// <summary>Objects that one object relates to, under one heading.</summary>
/// <param name="Key">Key in JSON documents: <c>techniques</c>.</param>
/// <param name="Part">Key below <paramref name="Key"/> (<c>direct</c>, <c>inherited</c>), or null.</param>
/// <param name="Title">Heading for people.</param>
/// <param name="Objects">The objects, by id.</param>
sealed record RelatedSection(string Key, string? Part, string Title, IReadOnlyList<RelatedObject> Objects);

/// <summary>An object that another one relates to.</summary>
/// <param name="Object">The object.</param>
/// <param name="Statement">The release's own statement, or null when it follows from others.</param>
/// <param name="Via">Campaigns through which it is (also) inherited; else empty.</param>
sealed record RelatedObject(AttackObject Object, Relationship? Statement, IReadOnlyList<AttackObject> Via);

/// <summary>What one object relates to: the same for people and for JSON.</summary>
static class ObjectRelations
{
    /// <summary>Every section of an object; those that a kind always has come also when they are empty.</summary>
    public static IReadOnlyList<RelatedSection> Of(AttackRelease release, AttackObject found) => found switch
    {
        Group group => [.. OfGroup(release, group), .. Replacements(release, found)],
        Technique technique => [.. OfTechnique(release, technique), .. Replacements(release, found)],
        Tactic tactic => [OfTactic(release, tactic), .. Replacements(release, found)],
        Matrix matrix => [Section("tactics", "Tactics", matrix.TacticRefs.Select(id => release.TryFindStix(id, out var tactic) ? tactic : null), isSorted: false)],
        DataSource source => [Section("data_components", "Data components", release.All<DataComponent>().Where(c => Is(c.DataSourceRef, source))), .. Stated(release, found)],
        DataComponent component => [.. OfDataComponent(release, component), .. Stated(release, found)],
        DetectionStrategy strategy => [Section("analytics", "Analytics", strategy.AnalyticRefs.Select(id => release.TryFindStix(id, out var a) ? a : null)), .. Stated(release, found)],
        Analytic analytic => [.. OfAnalytic(release, analytic), .. Stated(release, found)],
        _ => [.. Stated(release, found)],
    };

    static IEnumerable<RelatedSection> OfGroup(AttackRelease release, Group group)
    {
        var uses = release.TechniquesOf(group);
        yield return new("techniques", "direct", "Techniques", [.. uses.Where(static use => use.IsDirect).Select(Used)]);
        yield return new("techniques", "inherited", "Techniques inherited from attributed campaigns", [.. uses.Where(static use => !use.IsDirect).Select(Used)]);
        yield return Section("software", "Software", release.From(group).Where(static r => r.IsLive && r.Target is Software), static r => r.Target);
        yield return Section("campaigns", "Campaigns", release.To(group).Where(static r => r.IsLive && r.Source is Campaign), static r => r.Source);
    }

    static RelatedObject Used(TechniqueUse use)
        => new(use.Technique, use.Direct, [.. use.Inherited.Select(static r => r.Source).Distinct().OrderBy(static c => c.Id, StringComparer.Ordinal)]);

    static IEnumerable<RelatedSection> OfTechnique(AttackRelease release, Technique technique)
    {
        List<Relationship> to = [.. release.To(technique).Where(static relationship => relationship.IsLive)];
        yield return Section("subtechniques", "Sub-techniques", release.SubTechniquesOf(technique));
        foreach (var section in GroupsUsing(release, to))
        {
            yield return section;
        }

        yield return Section("campaigns", "Campaigns that use it", to.Where(static r => r.Source is Campaign), static r => r.Source);
        yield return Section("software", "Software that uses it", to.Where(static r => r.Source is Software), static r => r.Source);
        yield return Section("mitigations", "Mitigations", release.MitigationsOf(technique), static r => r.Source);
        yield return Section("analytics", "Analytics", release.AnalyticsOf(technique));
        yield return Section("data_components", "Data components", release.DataComponentsOf(technique));
        if (release.From(technique).Any(static r => r.IsLive && r.Target is Asset))
        {
            yield return Section("assets", "Assets that it targets", release.From(technique).Where(static r => r.IsLive && r.Target is Asset), static r => r.Target);
        }
    }

    static IEnumerable<RelatedSection> GroupsUsing(AttackRelease release, List<Relationship> to)
    {
        List<Relationship> direct = [.. to.Where(static r => r.Source is Group).OrderBy(static r => r.Source.Id, StringComparer.Ordinal)];
        var campaignsOf = to.Where(static r => r.Source is Campaign)
            .SelectMany(use => release.From(use.Source).Where(static r => r.IsLive && r.Target is Group))
            .ToLookup(static attribution => attribution.Target, static attribution => attribution.Source);
        var directGroups = direct.Select(static r => r.Source).ToHashSet();
        yield return new("groups", "direct", "Groups that use it", [.. direct.Select(r => new RelatedObject(r.Source, r, [.. campaignsOf[r.Source].Distinct()]))]);
        yield return new(
            "groups", "inherited", "Groups that used it in attributed campaigns",
            [
                .. campaignsOf.Where(pair => !directGroups.Contains(pair.Key)).OrderBy(static pair => pair.Key.Id, StringComparer.Ordinal)
                    .Select(static pair => new RelatedObject(pair.Key, Statement: null, [.. pair.Distinct().OrderBy(static c => c.Id, StringComparer.Ordinal)])),
            ]);
    }

    static RelatedSection OfTactic(AttackRelease release, Tactic tactic) => Section(
        "techniques", "Techniques",
        release.Techniques.Where(technique => technique.IsLive && tactic.Domains.Any(domain => release.TacticsOf(technique, domain).Contains(tactic))));

    static IEnumerable<RelatedSection> OfDataComponent(AttackRelease release, DataComponent component)
    {
        if (release.TryFindStix(component.DataSourceRef, out var source))
        {
            yield return Section("data_sources", "Data source", [source]);
        }

        var analytics = release.All<Analytic>().Where(analytic => analytic.IsLive && analytic.LogSources.Any(log => Is(log.DataComponentRef, component)));
        yield return Section("analytics", "Analytics that read it", analytics);
    }

    static IEnumerable<RelatedSection> OfAnalytic(AttackRelease release, Analytic analytic)
    {
        List<DetectionStrategy> strategies =
            [.. release.All<DetectionStrategy>().Where(strategy => strategy.AnalyticRefs.Contains(analytic.StixId, StringComparer.Ordinal))];
        yield return Section("detection_strategies", "Detection strategy", strategies);
        yield return Section(
            "techniques", "Detects",
            strategies.SelectMany(strategy => release.From(strategy).Where(static r => r.IsLive && r.Target is Technique).Select(static r => r.Target)));
    }

    // Every statement of the release about the object, by what the other end is: "uses" techniques, "used by" groups.
    static IEnumerable<RelatedSection> Stated(AttackRelease release, AttackObject found)
    {
        var stated = release.From(found).Select(r => (Statement: r, Other: r.Target, Verb: Words(r.Type)))
            .Concat(release.To(found).Select(r => (Statement: r, Other: r.Source, Verb: Backwards(r.Type))))
            .Where(entry => entry.Statement.IsLive || !found.IsLive)
            .Where(static entry => !string.Equals(entry.Statement.Type, "revoked-by", StringComparison.Ordinal));
        foreach (var section in stated.GroupBy(static entry => (Key: ObjectKind.FamilyOf(entry.Other), entry.Verb)))
        {
            yield return Section(
                section.Key.Key.Replace('-', '_'), $"{section.Key.Verb} {section.Key.Key}",
                section.Select(static entry => new RelatedObject(entry.Other, entry.Statement, [])));
        }

        foreach (var section in Replacements(release, found))
        {
            yield return section;
        }
    }

    static IEnumerable<RelatedSection> Replacements(AttackRelease release, AttackObject found)
    {
        var successors = release.From(found).Where(static r => string.Equals(r.Type, "revoked-by", StringComparison.Ordinal)).ToList();
        if (successors.Count > 0)
        {
            yield return Section("revoked_by", "Revoked by", successors, static r => r.Target);
        }

        var predecessors = release.To(found).Where(static r => string.Equals(r.Type, "revoked-by", StringComparison.Ordinal)).ToList();
        if (predecessors.Count > 0)
        {
            yield return Section("replaces", "Replaces", predecessors, static r => r.Source);
        }
    }

    static string Words(string type) => Capitalised(type.Replace('-', ' '));

    static string Backwards(string type) => type switch
    {
        "uses" => "Used by",
        "mitigates" => "Mitigated by",
        "detects" => "Detected by",
        "targets" => "Targeted by",
        "attributed-to" => "Attributed",
        "subtechnique-of" => "Has sub-techniques:",
        _ => $"{Capitalised(type.Replace('-', ' '))} (from)",
    };

    static string Capitalised(string words) => words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];

    static bool Is(string stixId, AttackObject found) => string.Equals(stixId, found.StixId, StringComparison.Ordinal);

    static RelatedSection Section(string key, string title, IEnumerable<AttackObject?> objects, bool isSorted = true)
    {
        var related = objects.OfType<AttackObject>().Distinct().Select(static o => new RelatedObject(o, Statement: null, []));
        return isSorted ? Section(key, title, related) : new(key, Part: null, title, [.. related]);
    }

    static RelatedSection Section(string key, string title, IEnumerable<Relationship> statements, Func<Relationship, AttackObject> other)
        => Section(key, title, statements.Select(statement => new RelatedObject(other(statement), statement, [])));

    static RelatedSection Section(string key, string title, IEnumerable<RelatedObject> related) => new(
        key, Part: null, title,
        [.. related.OrderBy(static r => r.Object.Id, StringComparer.Ordinal).ThenBy(static r => r.Object.StixId, StringComparer.Ordinal)]);
}
