namespace Merlon.Attack;

/// <summary>
/// Which objects of a release have to do with one another, over all kinds: directly where a statement or a field says so, else
/// through techniques (a data component and a group that uses a technique which it shows). Live objects and statements only.
/// </summary>
public static class ObjectReach
{
    /// <summary>
    /// Techniques that an object is about, by id: those that a group (also through attributed campaigns), campaign or software
    /// uses, a mitigation works against, a tactic holds, a detection, analytic, data component or data source shows, that work on
    /// an asset; a technique itself. None of a matrix.
    /// </summary>
    public static IReadOnlyList<Technique> TechniquesOf(AttackRelease release, AttackObject found) => found switch
    {
        Technique technique => [technique],
        Group group => [.. release.TechniquesOf(group).Select(static use => use.Technique)],
        Campaign campaign => release.TechniquesOf(campaign),
        Software software => release.TechniquesOf(software),
        Mitigation mitigation => release.TechniquesOf(mitigation),
        Tactic tactic => release.TechniquesOf(tactic),
        Asset asset => release.TechniquesOf(asset),
        DetectionStrategy strategy => release.TechniquesOf(strategy),
        Analytic analytic => release.TechniquesOf(analytic),
        DataComponent component => release.TechniquesOf(component),
        DataSource source => [.. release.DataComponentsOf(source).SelectMany(release.TechniquesOf).Distinct().OrderBy(static technique => technique.Id, StringComparer.Ordinal)],
        _ => [],
    };

    /// <summary>
    /// Whether an object has to do with another: their own statement or field where their kinds can have one, else a technique
    /// that both are about. A technique has to do with its parent and its sub-techniques, not with itself.
    /// </summary>
    public static bool AreRelated(AttackRelease release, AttackObject left, AttackObject right)
        => Related(release, right)(left);

    /// <summary>The question <see cref="AreRelated"/> for one object against many.</summary>
    public static Func<AttackObject, bool> Related(AttackRelease release, AttackObject to)
    {
        var techniques = TechniquesOf(release, to).ToHashSet();
        var direct = DirectOf(release, to).ToHashSet();
        return candidate => (candidate, to) switch
        {
            (Technique technique, Technique) => direct.Contains(technique),
            (Technique technique, _) => techniques.Contains(technique),
            _ when IsDirect(candidate, to) => direct.Contains(candidate),
            _ => !ReferenceEquals(candidate, to) && TechniquesOf(release, candidate).Any(techniques.Contains),
        };
    }

    // Kinds between which the release speaks itself: nothing is concluded over techniques there.
    static bool IsDirect(AttackObject left, AttackObject right) => (left, right) is
        (Group or Campaign or Software, Group or Campaign or Software)
        or (Analytic or DetectionStrategy or DataComponent or DataSource, Analytic or DetectionStrategy or DataComponent or DataSource)
        or (Tactic, Matrix) or (Matrix, Tactic);

    static IEnumerable<AttackObject> DirectOf(AttackRelease release, AttackObject of) => of switch
    {
        Technique technique => [.. release.SubTechniquesOf(technique), .. release.ParentOf(technique) is { } parent ? [parent] : Array.Empty<AttackObject>()],
        Group group => [.. release.SoftwareOf(group).Select(static use => use.Software), .. release.CampaignsOf(group)],
        Campaign campaign => [.. release.SoftwareOf(campaign), .. release.GroupsOf(campaign)],
        Software software => [.. release.GroupsOf(software).Select(static use => use.Group), .. release.CampaignsOf(software)],
        DetectionStrategy strategy => [.. release.AnalyticsOf(strategy), .. release.AnalyticsOf(strategy).SelectMany(release.DataComponentsOf)],
        Analytic analytic => [.. release.DetectionStrategiesOf(analytic), .. release.DataComponentsOf(analytic)],
        DataComponent component =>
        [
            .. release.AnalyticsOf(component), .. release.AnalyticsOf(component).SelectMany(release.DetectionStrategiesOf),
            .. release.TryFindSourceOf(component, out var source) ? [source] : Array.Empty<AttackObject>(),
        ],
        DataSource source => release.DataComponentsOf(source),
        Matrix matrix => matrix.TacticRefs.Select(id => release.TryFindStix(id, out var tactic) ? tactic : null).OfType<Tactic>(),
        Tactic tactic => release.All<Matrix>().Where(matrix => matrix.IsLive && matrix.TacticRefs.Contains(tactic.StixId, StringComparer.Ordinal)),
        _ => [],
    };
}
