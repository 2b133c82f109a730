using Merlon.Attack;

namespace Merlon.Knowledge.Tests.Attack;

/// <summary>The relationship queries against a plain walk over the bundles, both ways, on every published release that is here.</summary>
public sealed class RelationQueriesTests
{
    const string Software = "malware|tool";

    [Theory]
    [InlineData("12.1")]
    [InlineData("17.1")]
    [InlineData("18.1")]
    public void Queries_agree_with_the_bundles_in_both_directions(string version)
    {
        var names = RealBundles.All(version);
        var release = RealBundles.Release(names);
        var naive = new NaiveRelations(names.Select(name => RealBundles.Bundle(name).Utf8.ToArray()));

        var groupTechniques = naive.Stated("uses", "intrusion-set", "attack-pattern");
        Agree(release, groupTechniques, (Group g) => release.TechniquesOf(g).Where(u => u.IsDirect).Select(u => u.Technique), (Technique t) => release.GroupsOf(t).Where(u => u.IsDirect).Select(u => u.Group));
        Agree(release, naive.Stated("uses", "campaign", "attack-pattern"), (Campaign c) => release.TechniquesOf(c), (Technique t) => release.CampaignsOf(t));
        Agree(release, naive.Stated("uses", Software, "attack-pattern"), (Software s) => release.TechniquesOf(s), (Technique t) => release.SoftwareOf(t));
        Agree(release, naive.Stated("uses", "intrusion-set", Software), (Group g) => release.SoftwareOf(g).Where(u => u.IsDirect).Select(u => u.Software), (Software s) => release.GroupsOf(s).Where(u => u.IsDirect).Select(u => u.Group));
        Agree(release, naive.Stated("uses", "campaign", Software), (Campaign c) => release.SoftwareOf(c), (Software s) => release.CampaignsOf(s));
        Agree(release, naive.Stated("attributed-to", "campaign", "intrusion-set"), (Campaign c) => release.GroupsOf(c), (Group g) => release.CampaignsOf(g));
        Agree(release, naive.Stated("mitigates", "course-of-action", "attack-pattern"), (Mitigation m) => release.TechniquesOf(m), (Technique t) => release.MitigationsOf(t).Select(r => r.Source).Distinct());
        Agree(release, naive.Stated("targets", "attack-pattern", "x-mitre-asset"), (Technique t) => release.AssetsOf(t), (Asset a) => release.TechniquesOf(a));
        Agree(release, naive.Stated("subtechnique-of", "attack-pattern", "attack-pattern"), (Technique t) => release.ParentOf(t) is { } parent ? [parent] : Array.Empty<Technique>(), (Technique t) => release.SubTechniquesOf(t));
        Agree(release, naive.Stated("uses", $"intrusion-set|campaign|{Software}", "attack-pattern"), (AttackObject o) => release.LiveFrom(o, "uses").Select(r => r.Target).OfType<Technique>().Distinct(), (Technique t) => release.UsersOf(t));
        Agree(release, naive.Stated("uses", $"intrusion-set|campaign|{Software}", "attack-pattern"), (AttackObject o) => release.From(o).Where(r => r.IsLive && r.Is("uses")).Select(r => r.Target).OfType<Technique>().Distinct(), (Technique t) => release.ProceduresOf(t).Select(r => r.Source).Distinct());
    }

    [Theory]
    [InlineData("12.1")]
    [InlineData("17.1")]
    [InlineData("18.1")]
    public void Inherited_uses_agree_with_the_bundles_in_both_directions(string version)
    {
        var names = RealBundles.All(version);
        var release = RealBundles.Release(names);
        var naive = new NaiveRelations(names.Select(name => RealBundles.Bundle(name).Utf8.ToArray()));

        var campaignsOf = NaiveRelations.Reversed(naive.Stated("attributed-to", "campaign", "intrusion-set"));
        var techniques = NaiveRelations.Joined(campaignsOf, naive.Stated("uses", "campaign", "attack-pattern"));
        var software = NaiveRelations.Joined(campaignsOf, naive.Stated("uses", "campaign", Software));
        Agree(release, techniques, (Group g) => release.TechniquesOf(g).Where(u => u.Inherited.Count > 0).Select(u => u.Technique), (Technique t) => release.GroupsOf(t).Where(u => u.Inherited.Count > 0).Select(u => u.Group));
        Agree(release, software, (Group g) => release.SoftwareOf(g).Where(u => u.Inherited.Count > 0).Select(u => u.Software), (Software s) => release.GroupsOf(s).Where(u => u.Inherited.Count > 0).Select(u => u.Group));
    }

    [Theory]
    [InlineData("12.1")]
    [InlineData("17.1")]
    [InlineData("18.1")]
    public void Detections_agree_with_the_bundles_in_both_directions(string version)
    {
        var names = RealBundles.All(version);
        var release = RealBundles.Release(names);
        var naive = new NaiveRelations(names.Select(name => RealBundles.Bundle(name).Utf8.ToArray()));

        var strategies = naive.Stated("detects", "x-mitre-detection-strategy", "attack-pattern");
        var analytics = naive.Referred("x-mitre-detection-strategy", "x_mitre_analytic_refs", inner: null, "x-mitre-analytic");
        var components = naive.Referred("x-mitre-analytic", "x_mitre_log_source_references", "x_mitre_data_component_ref", "x-mitre-data-component");
        var analyticTechniques = NaiveRelations.Joined(NaiveRelations.Reversed(analytics), strategies);
        var componentTechniques = NaiveRelations.Joined(NaiveRelations.Reversed(components), analyticTechniques);
        componentTechniques.UnionWith(naive.Stated("detects", "x-mitre-data-component", "attack-pattern"));
        Agree(release, strategies, (DetectionStrategy s) => release.TechniquesOf(s), (Technique t) => release.DetectionStrategiesOf(t));
        Agree(release, analytics, (DetectionStrategy s) => release.AnalyticsOf(s), (Analytic a) => release.DetectionStrategiesOf(a));
        Agree(release, components, (Analytic a) => release.DataComponentsOf(a), (DataComponent c) => release.AnalyticsOf(c));
        Agree(release, analyticTechniques, (Analytic a) => release.TechniquesOf(a), (Technique t) => release.AnalyticsOf(t));
        Agree(release, componentTechniques, (DataComponent c) => release.TechniquesOf(c), (Technique t) => release.DataComponentsOf(t));
        Agree(release, naive.Referred("x-mitre-data-component", "x_mitre_data_source_ref", inner: null, "x-mitre-data-source"), (DataComponent c) => release.TryFindSourceOf(c, out var source) ? [source] : Array.Empty<DataSource>(), (DataSource s) => release.DataComponentsOf(s));

        var readers = naive.LogSources();
        var sources = readers.Select(pair => pair[..pair.IndexOf('\t', StringComparison.Ordinal)]).Distinct(StringComparer.Ordinal).ToList();
        NaiveRelations.Pairs(sources.SelectMany(s => release.AnalyticsOfLogSource(s, channel: null).Select(a => (s, a.StixId)))).ShouldBe(readers);
        NaiveRelations.Pairs(sources.SelectMany(s => release.TechniquesOfLogSource(s, channel: null).Select(t => (s, t.StixId))))
            .ShouldBe(NaiveRelations.Joined(readers, analyticTechniques));
        NaiveRelations.Pairs(release.Techniques.SelectMany(t => release.LogSourcesOf(t).Select(l => (l.LogSource.Name.ToLowerInvariant(), t.StixId))))
            .ShouldBe(NaiveRelations.Joined(readers, analyticTechniques));
    }

    [Fact]
    public void A_statement_made_twice_is_two_procedures_and_one_technique()
    {
        var release = MiniBundle.Small().Add("malware", "w1", "S0001", "Squeak")
            .Relate("uses", "malware--w1", "attack-pattern--a1").Relate("uses", "malware--w1", "attack-pattern--a1").Release();
        release.TryFind("S0001", out var software).ShouldBeTrue();
        release.TryFind("T1001", out var technique).ShouldBeTrue();

        release.TechniquesOf((Software)software).Select(t => t.Id).ShouldBe(["T1001"]);
        release.SoftwareOf((Technique)technique).Select(s => s.Id).ShouldBe(["S0001"]);
        release.ProceduresOf(technique).Count(r => r.Source == software).ShouldBe(2);
    }

    [Fact]
    public void Objects_of_another_release_are_found_by_their_stix_id()
    {
        var (release, other) = (MiniBundle.Small().Release(), MiniBundle.Small().Release());

        release.DetectionStrategiesOf(other.All<Analytic>()[0]).ShouldBe(release.All<DetectionStrategy>());
        release.AnalyticsOf(other.All<DetectionStrategy>()[0]).ShouldBe(release.All<Analytic>());
        release.DataComponentsOf(other.All<Analytic>()[0]).ShouldBe(release.All<DataComponent>());
        release.TechniquesOf(other.All<Tactic>()[1]).Select(t => t.Id).ShouldBe(["T1001"]);
        release.TechniquesOf(other.All<Tactic>()[0]).Select(t => t.Id).ShouldBe(["T1001", "T1001.001"]);
    }

    [Fact]
    public void Techniques_of_a_log_source_can_be_asked_by_channel()
    {
        var release = MiniBundle.Small().Release();

        release.TechniquesOfLogSource("MICROPHONE", "loud").Select(t => t.Id).ShouldBe(["T1001"]);
        release.TechniquesOfLogSource("microphone", "Loud").ShouldBeEmpty();
        release.TechniquesOfLogSource("camera", channel: null).ShouldBeEmpty();
        release.TryFind("T1001", out var technique).ShouldBeTrue();
        release.LogSourcesOf((Technique)technique).ShouldHaveSingleItem().LogSource.ShouldBe(new LogSource("microphone", "loud"));
    }

    [Fact]
    public void Tactics_and_techniques_agree_in_both_directions()
    {
        var release = RealBundles.Release(RealBundles.All("18.1"));
        var forwards = release.Techniques.Where(t => t.IsLive)
            .SelectMany(t => t.Domains.SelectMany(d => release.TacticsOf(t, d)).Distinct().Select(tactic => (tactic.StixId, t.StixId)));

        NaiveRelations.Pairs(release.All<Tactic>().SelectMany(tactic => release.TechniquesOf(tactic).Select(t => (tactic.StixId, t.StixId))))
            .ShouldBe(NaiveRelations.Pairs(forwards));
    }

    /// <summary>Asks every object of the release from both ends; no answer may repeat an object, and answers are in order.</summary>
    static void Agree<TLeft, TRight>(
        AttackRelease release, SortedSet<string> expected, Func<TLeft, IEnumerable<AttackObject>> forwards, Func<TRight, IEnumerable<AttackObject>> backwards)
        where TLeft : AttackObject where TRight : AttackObject
    {
        var left = Ask(release, forwards);
        var right = Ask(release, backwards);

        NaiveRelations.Pairs(left).ShouldBe(expected);
        NaiveRelations.Reversed(NaiveRelations.Pairs(right)).ShouldBe(expected);
        (left.Count, right.Count).ShouldBe((expected.Count, expected.Count));
    }

    static List<(string, string)> Ask<T>(AttackRelease release, Func<T, IEnumerable<AttackObject>> question) where T : AttackObject
        => [.. release.Objects.OfType<T>().SelectMany(asked => InOrder(question(asked)).Select(found => (asked.StixId, found.StixId)))];

    static List<AttackObject> InOrder(IEnumerable<AttackObject> answers)
    {
        List<AttackObject> given = [.. answers];
        given.ShouldBe(ReleaseOrder.Sorted(given));
        return given;
    }
}
