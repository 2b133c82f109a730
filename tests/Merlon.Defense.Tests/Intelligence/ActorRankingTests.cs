using Merlon.Attack;
using Merlon.Intelligence;

namespace Merlon.Defense.Tests.Intelligence;

public sealed class ActorRankingTests
{
    static readonly Lazy<AttackRelease> Release = new(BuiltInRelease.Open);
    static readonly Lazy<ActorProfiles> Profiles = new(static () => ActorProfiles.Of(Release.Value));

    static T Find<T>(string id) where T : AttackObject => Release.Value.TryFind(id, out var found) ? found.ShouldBeOfType<T>() : throw new InvalidOperationException(id);

    /// <summary>
    /// The protocol of bench/record/attribution.md: what one cited report says of a group is what was seen, and what only that
    /// report says is taken from every group before ranking.
    /// </summary>
    [Fact]
    public void The_reliability_that_is_shown_is_what_leaving_each_report_out_measures()
    {
        var cases = ActorCases.Of(Release.Value).ToList();

        cases.Count.ShouldBe(455);
        Count(cases.Select(static one => one.WithSoftware)).ShouldBe(ActorReliability.WithSoftware);
        Count(cases.Select(static one => one.ByTechniques)).ShouldBe(ActorReliability.ByTechniques);
    }

    static ActorReliability[] Count(IEnumerable<ActorCase> cases)
    {
        var measured = new ActorReliability[ActorReliability.LeadSteps.Length];
        foreach (var one in cases)
        {
            var step = ActorReliability.LeadSteps.Count(step => one.Lead >= step) - 1;
            measured[step] = new ActorReliability(measured[step].Right + (one.IsRight ? 1 : 0), measured[step].Cases + 1);
        }

        return measured;
    }

    [Fact]
    public void What_a_group_alone_is_known_for_points_to_it_and_what_it_is_not_known_for_speaks_against_it()
    {
        var group = Profiles.Value.Profiles.First(static profile => profile.Group.Name == "Turla");
        var telling = group.Techniques.OrderBy(Profiles.Value.GroupsOf).ThenBy(static technique => technique.TechniqueId).Take(12);
        var strange = Release.Value.Techniques.First(technique => technique.IsLive && !group.Techniques.Contains(technique) && Profiles.Value.GroupsOf(technique) > 0);

        var ranking = ActorRanking.Of(Profiles.Value, telling.Append(strange), [], hypothesesMax: 3);

        ranking.Hypotheses.Count.ShouldBe(3);
        ranking.Hypotheses[0].Group.Name.ShouldBe("Turla");
        ranking.IsUnknown.ShouldBeFalse();
        ranking.Hypotheses[0].Techniques.Count.ShouldBe(12);
        ranking.Hypotheses[0].Techniques[0].Groups.ShouldBeLessThanOrEqualTo(ranking.Hypotheses[0].Techniques[^1].Groups);
        ranking.Hypotheses[0].StrangeTechniques.ShouldHaveSingleItem().Technique.ShouldBe(strange);
    }

    [Fact]
    public void Too_few_techniques_are_of_nobody()
    {
        var few = Profiles.Value.Profiles[0].Techniques.OrderBy(static technique => technique.TechniqueId).Take(ActorRanking.TechniquesMin - 1);

        ActorRanking.Of(Profiles.Value, few, [], 5).IsUnknown.ShouldBeTrue();
        ActorWords.Of(ActorRanking.Of(Profiles.Value, few, [], 5))[0].ShouldStartWith("Unknown: 4 techniques are too few");
    }

    [Fact]
    public void Nothing_seen_has_no_hypothesis()
    {
        var ranking = ActorRanking.Of(Profiles.Value, [], [], 5);

        (ranking.IsUnknown, ranking.Hypotheses.Count, ranking.Lead).ShouldBe((true, 0, 0));
        ActorWords.Of(ranking).ShouldHaveSingleItem();
    }

    [Fact]
    public void Common_techniques_tell_groups_apart_too_little()
    {
        string[] common = ["T1059.001", "T1105", "T1204.002", "T1566.001", "T1027", "T1082", "T1057"];

        ActorRanking.Of(Profiles.Value, common.Select(Find<Technique>), [Find<Software>("S0002")], 5).IsUnknown.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.19, 1)]
    [InlineData(0.2, 2)]
    [InlineData(1, 5)]
    public void A_lead_is_of_the_step_that_it_reaches(double lead, int step)
        => ActorReliability.Of(lead, hasSoftware: true).ShouldBe(ActorReliability.WithSoftware[step]);
}

/// <summary>Past cases: reports that the release cites, each left out in turn.</summary>
static class ActorCases
{
    const int TechniquesMin = 5;

    public static IEnumerable<(ActorCase WithSoftware, ActorCase ByTechniques)> Of(AttackRelease release)
    {
        var statements = release.All<Group>().Where(static group => group.IsLive).Select(group => (Group: group, Edges: Edges(release, group))).ToList();
        var sources = statements.SelectMany(static one => one.Edges).DistinctBy(static edge => edge.Statement).ToDictionary(static edge => edge.Statement, static edge => edge.Sources);
        foreach (var (group, edges) in statements)
        {
            foreach (var report in edges.SelectMany(static edge => edge.Sources).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                var seen = edges.Where(edge => edge.Sources.Contains(report, StringComparer.Ordinal)).Select(static edge => edge.Statement.Target).ToList();
                var left = edges.Where(edge => edge.Sources.Any(source => source != report)).Select(static edge => edge.Statement.Target).OfType<Technique>().Distinct().Count();
                if (left < TechniquesMin || seen.OfType<Technique>().Distinct().Count() < TechniquesMin)
                {
                    continue;
                }

                var profiles = ActorProfiles.Of(release, statement => sources.TryGetValue(statement, out var cited) && cited.Any(source => source != report));
                Technique[] techniques = [.. seen.OfType<Technique>().Distinct()];
                yield return (CaseOf(profiles.Rank(techniques, [.. seen.OfType<Software>().Distinct()]), group), CaseOf(profiles.Rank(techniques, []), group));
            }
        }
    }

    static ActorCase CaseOf(IReadOnlyList<ActorScore> ranked, Group group) => new(ranked.Count > 0 && ranked[0].Profile.Group == group, ActorRanking.LeadOf(ranked));

    static (Relationship Statement, string[] Sources)[] Edges(AttackRelease release, Group group)
        =>
        [
            .. ActorProfiles.StatementsOf(release, group)
                .Where(static statement => statement.Domains.Contains("enterprise-attack", StringComparer.Ordinal))
                .Select(static statement => (statement, statement.Citations.Select(static citation => citation.SourceName).Distinct(StringComparer.Ordinal).ToArray())),
        ];
}

/// <summary>How the ranking did in a past case.</summary>
readonly record struct ActorCase(bool IsRight, double Lead);
