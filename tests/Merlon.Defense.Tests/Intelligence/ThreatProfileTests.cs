using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Merlon.Attack;
using Merlon.Intelligence;

namespace Merlon.Defense.Tests.Intelligence;

public sealed class ThreatProfileTests
{
    static readonly DateOnly Today = new(2026, 11, 22);
    static readonly ThreatQuestion Nobody = new([], [], [], [], [], Today);

    const string Facts =
        "G0001\tsector\tfinance\t0.98\ttidal, misp\n"
        + "G0001\tregion\tGermany\t0.9\ttidal\n"
        + "G0002\tsector\tfinance\t0.9\ttidal\n"
        + "G0002\tsector\tretail\t0.7\tattack-description\n"
        + "G0003\tregion\tEurope\t0.8\tmisp\n";

    static readonly GroupSectors Sectors = GroupSectors.Of(Facts);

    [Fact]
    public void A_named_group_outweighs_one_that_targets_the_sector_which_outweighs_any_other()
    {
        var release = MiniAttack.Start()
            .Technique("T1001").Technique("T1002").Technique("T1003")
            .Group("G0001").Group("G0008").Group("G0009")
            .Uses("G0009", "T1001").Uses("G0001", "T1002").Uses("G0008", "T1003")
            .Read();

        var profile = Of(release, Nobody with { Sectors = ["finance"], Groups = [Named(release, "G0009", 1)] });

        IdsOf(profile).ShouldBe(["T1001", "T1002", "T1003"]);
        profile.Groups.Select(static g => g.Group.Id).ShouldBe(["G0009", "G0001", "G0008"]);
        profile.Groups[0].IsNamed.ShouldBeTrue();
        profile.Groups[0].Reasons.ShouldBe(["named in organisation.yaml (weight 1): hit two peers"]);
        profile.Groups[1].Reasons.ShouldBe(["targets finance (confidence 0.98: tidal, misp)"]);
        profile.Groups[2].Reasons.ShouldBe(["no tie to the organisation is known: background"]);
    }

    [Fact]
    public void What_the_organisation_says_of_a_group_stands_instead_of_what_the_facts_say()
    {
        var release = TwoGroups();

        var profile = Of(release, Nobody with { Sectors = ["finance"], Groups = [Named(release, "G0001", 0)] });

        profile.Groups.Select(static g => g.Group.Id).ShouldBe(["G0002"]);
        profile.Techniques.ShouldAllBe(static t => t.Uses.All(static use => use.Group.Id != "G0001"));
    }

    [Fact]
    public void Relevance_is_what_the_page_works_out()
    {
        var release = MiniAttack.Start().Group("G0001").Group("G0002").Group("G0003").Group("G0004").Read();

        var bank = Of(release, Nobody with { Sectors = ["finance"], Regions = ["Germany"] });
        RelevanceOf(bank, "G0001").ShouldBe(0.588 + 0.25 * 0.9 * (1 - 0.588), 1e-12);
        RelevanceOf(bank, "G0002").ShouldBe(0.54, 1e-12);
        RelevanceOf(bank, "G0003").ShouldBe(0.02 + 0.25 * 0.8 * 0.58, 1e-12);
        RelevanceOf(bank, "G0004").ShouldBe(0.02, 1e-12);

        var both = Of(release, Nobody with { Sectors = ["finance", "retail"] });
        RelevanceOf(both, "G0002").ShouldBe(1 - 0.46 * 0.58, 1e-12);
    }

    [Fact]
    public void The_worked_example_of_the_page_holds()
    {
        var mini = MiniAttack.Start().Technique("T1001").Technique("T1002").Group("G0008").Group("G0001").Group("G0009")
            .Campaign("C0001", "2022-11-22", "G0001")
            .Uses("G0008", "T1001", created: "2025-11-22").Uses("C0001", "T1001").Uses("G0009", "T1001", created: "2018-11-22")
            .Uses("G0001", "T1002", created: "2025-11-22");
        foreach (var software in new[] { "S0001", "S0002", "S0003", "S0004", "S0005" })
        {
            mini.Software(software).Uses(software, "T1002");
        }

        var release = mini.Read();
        var profile = Of(release, Nobody with { Sectors = ["finance"], Groups = [Named(release, "G0008", 1)] });

        IdsOf(profile).ShouldBe(["T1001", "T1002"]);
        var x = profile.Techniques[0];
        x.Weight.ShouldBe(1, 1e-12);
        x.Prevalence.ShouldBe(0.5, 1e-12);
        x.PrevalencePart.ShouldBe(0.081, 1e-3);
        x.Uses.Select(static use => use.Group.Id).ShouldBe(["G0008", "G0001", "G0009"]);
        x.Uses[0].Part.ShouldBe(0.700, 1e-3);
        x.Uses[1].Part.ShouldBe(0.211, 1e-3);
        x.Uses[2].Part.ShouldBe(0.0075, 1e-4);
        x.Uses[1].Via.ShouldBe("C0001 campaign C0001");
        profile.Techniques[1].Weight.ShouldBe(0.630, 1e-3);
    }

    [Fact]
    public void A_sector_that_the_facts_do_not_know_gives_background_only()
        => Of(TwoGroups(), Nobody with { Sectors = ["basket weaving"] }).Groups
            .ShouldAllBe(static g => g.Relevance == ThreatParameters.Default.BackgroundRelevance);

    [Fact]
    public void A_campaign_of_long_ago_counts_less_than_one_of_last_year()
    {
        var release = MiniAttack.Start().Technique("T1001").Technique("T1002").Group("G0001")
            .Campaign("C0001", "2016-06-01", "G0001").Campaign("C0002", "2025-12-01", "G0001")
            .Uses("C0001", "T1001").Uses("C0002", "T1002")
            .Read();

        var profile = Of(release, Nobody);

        IdsOf(profile).ShouldBe(["T1002", "T1001"]);
        UseOf(profile, "T1001").LastSeen.ShouldBe(new DateOnly(2016, 6, 1));
        UseOf(profile, "T1001").Via.ShouldBe("C0001 campaign C0001");
    }

    [Fact]
    public void What_is_inherited_from_a_campaign_counts_less_than_what_is_said_of_the_group()
    {
        var release = MiniAttack.Start().Technique("T1001").Technique("T1002").Group("G0001")
            .Campaign("C0001", "2025-01-01", "G0001")
            .Uses("G0001", "T1001", created: "2025-01-01").Uses("C0001", "T1002")
            .Read();

        var profile = Of(release, Nobody, ThreatParameters.Default with { PrevalenceShare = 0 });

        WeightOf(profile, "T1001").ShouldBe(1, 1e-12);
        WeightOf(profile, "T1002").ShouldBe(ThreatParameters.Default.InheritedUse, 1e-12);
        UseOf(profile, "T1001").IsDirect.ShouldBeTrue();
        UseOf(profile, "T1002").IsDirect.ShouldBeFalse();
    }

    [Fact]
    public void A_campaign_that_did_the_same_makes_an_old_statement_about_the_group_recent()
    {
        var release = MiniAttack.Start().Technique("T1001").Technique("T1002").Group("G0001")
            .Campaign("C0001", "2026-01-01", "G0001")
            .Uses("G0001", "T1001", created: "2017-05-31").Uses("C0001", "T1001").Uses("G0001", "T1002", created: "2017-05-31")
            .Read();

        var profile = Of(release, Nobody);

        UseOf(profile, "T1001").LastSeen.ShouldBe(new DateOnly(2026, 1, 1));
        UseOf(profile, "T1001").IsDirect.ShouldBeTrue();
        UseOf(profile, "T1001").Via.ShouldBeEmpty();
        UseOf(profile, "T1002").LastSeen.ShouldBe(new DateOnly(2017, 5, 31));
    }

    [Fact]
    public void Editing_a_statement_does_not_make_it_recent()
        => UseOf(
            Of(MiniAttack.Start().Technique("T1001").Group("G0001").Uses("G0001", "T1001", created: "2017-05-31", modified: "2026-10-01").Read(), Nobody),
            "T1001").LastSeen.ShouldBe(new DateOnly(2017, 5, 31));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-400, 1)]
    [InlineData(1461, 0.3 + 0.7 * 0.5)]
    [InlineData(2922, 0.3 + 0.7 * 0.25)]
    [InlineData(100_000, 0.3)]
    public void Recency_halves_with_the_half_life_towards_the_floor(int daysAgo, double recency)
        => TechniqueWeighing.RecencyOf(Today.AddDays(-daysAgo), Today, ThreatParameters.Default).ShouldBe(recency, 1e-6);

    [Fact]
    public void A_sub_techniques_use_does_not_add_to_its_parent()
    {
        var release = MiniAttack.Start().Technique("T1001").Technique("T1001.001").Group("G0001").Uses("G0001", "T1001.001").Read();

        var profile = Of(release, Nobody);

        IdsOf(profile).ShouldBe(["T1001.001"]);
        profile.WeightOf(TechniqueId.Parse("T1001", CultureInfo.InvariantCulture)).ShouldBe(0);
    }

    [Fact]
    public void A_technique_that_is_on_none_of_the_platforms_has_no_weight()
    {
        var release = MiniAttack.Start()
            .Technique("T1001", "Windows").Technique("T1002", "macOS", "Linux").Technique("T1003", "PRE").Technique("T1004", "None")
            .Group("G0001")
            .Uses("G0001", "T1001").Uses("G0001", "T1002").Uses("G0001", "T1003").Uses("G0001", "T1004")
            .Read();

        IdsOf(Of(release, Nobody with { Platforms = ["Linux"] })).ShouldBe(["T1002", "T1004"]);
        IdsOf(Of(release, Nobody with { Platforms = ["windows", "PRE"] })).ShouldBe(["T1001", "T1003", "T1004"]);
        IdsOf(Of(release, Nobody)).ShouldBe(["T1001", "T1002", "T1003", "T1004"]);
    }

    [Fact]
    public void A_domain_that_was_not_chosen_has_no_weight()
        => Of(TwoGroups(), Nobody with { Domains = ["ics-attack"] }).Techniques.ShouldBeEmpty();

    [Fact]
    public void Each_further_group_adds_less_than_the_one_before()
    {
        var mini = MiniAttack.Start();
        for (var users = 1; users <= 4; users++)
        {
            mini.Technique($"T100{users}").Group($"G000{users + 4}");
        }

        for (var users = 1; users <= 4; users++)
        {
            for (var group = 1; group <= users; group++)
            {
                mini.Uses($"G000{group + 4}", $"T100{users}");
            }
        }

        var profile = Of(mini.Read(), Nobody, ThreatParameters.Default with { PrevalenceShare = 0 });
        var weights = Enumerable.Range(1, 4).Select(users => WeightOf(profile, $"T100{users}")).ToList();
        var harmonic = 1 + 1.0 / 2 + 1.0 / 3 + 1.0 / 4;

        weights[0].ShouldBe(1 / harmonic, 1e-12);
        weights[1].ShouldBe(1.5 / harmonic, 1e-12);
        weights[3].ShouldBe(1, 1e-12);
        (weights[1] - weights[0]).ShouldBeGreaterThan(weights[2] - weights[1]);
        (weights[2] - weights[1]).ShouldBeGreaterThan(weights[3] - weights[2]);
        profile.Techniques[0].Uses.Select(static use => use.Part).Distinct().Count().ShouldBe(1, "equals get equal parts");
    }

    [Fact]
    public void What_only_software_uses_weighs_by_prevalence_alone()
    {
        var release = MiniAttack.Start().Technique("T1001").Technique("T1002").Technique("T1003").Group("G0001").Software("S0001").Software("S0002")
            .Uses("G0001", "T1001").Uses("S0001", "T1002").Uses("S0001", "T1001").Uses("S0002", "T1001")
            .Read();

        var profile = Of(release, Nobody);
        var only = profile.Techniques.Single(static t => t.Technique.Id is "T1002");

        only.Uses.ShouldBeEmpty();
        only.Prevalence.ShouldBe(1.0 / 3, 1e-12);
        only.Weight.ShouldBe(only.PrevalencePart);
        only.Weight.ShouldBe(ThreatParameters.Default.PrevalenceShare / 3, 1e-12);
        IdsOf(profile).ShouldBe(["T1001", "T1002"], "nobody uses T1003");
    }

    [Fact]
    public void A_release_of_nothing_gives_a_profile_of_nothing()
    {
        var profile = Of(MiniAttack.Start().Technique("T1001").Read(), Nobody with { Sectors = ["finance"] });

        profile.Techniques.ShouldBeEmpty();
        profile.Groups.ShouldBeEmpty();
        profile.WeightOf(TechniqueId.Parse("T1001", CultureInfo.InvariantCulture)).ShouldBe(0);
    }

    [Fact]
    public void Any_profile_lies_between_0_and_1_adds_up_and_does_not_depend_on_the_order_of_what_it_reads()
        => Prop.ForAll(ArbMap.Default.ArbFor<int>(), static seed =>
        {
            var question = QuestionOf(seed);
            var release = RandomAttack(seed).Read();
            var profile = Of(release, question(release));
            foreach (var technique in profile.Techniques)
            {
                technique.Weight.ShouldBeInRange(double.Epsilon, 1);
                technique.Prevalence.ShouldBeInRange(0, 1);
                (technique.Uses.Sum(static use => use.Part) + technique.PrevalencePart).ShouldBe(technique.Weight, 1e-9);
                technique.Uses.ShouldAllBe(static use => use.Part > 0);
                technique.Uses.Select(static use => use.Part).ShouldBeInOrder(SortDirection.Descending);
            }

            profile.Techniques.Select(static t => t.Weight).FirstOrDefault(1).ShouldBe(1, 1e-12);
            profile.Groups.ShouldAllBe(static g => g.Relevance > 0 && g.Relevance <= 1);

            var shuffled = RandomAttack(seed).Shuffled(seed ^ 0x5bd1e995).Read();
            TextOf(Of(shuffled, question(shuffled))).ShouldBe(TextOf(profile));
        }).Check(Cases.Quick);

    [Fact]
    public void One_more_group_never_makes_a_technique_less_of_a_threat()
        => Prop.ForAll(ArbMap.Default.ArbFor<int>(), static seed =>
        {
            var random = new Random(seed);
            var values = Enumerable.Range(0, random.Next(8)).Select(_ => random.NextDouble()).ToList();
            var more = values.Append(random.NextDouble()).ToList();
            ThreatOf(more).ShouldBeGreaterThanOrEqualTo(ThreatOf(values) - 1e-12);
        }).Check(Cases.Quick);

    static double ThreatOf(IEnumerable<double> values)
    {
        var group = MiniAttack.Start().Group("G0001").Read().All<Group>()[0];
        return TechniqueWeighing.ThreatOf(
            [.. values.OrderDescending().Select(value => new TechniqueWeighing.Contribution(group, value, IsDirect: true, Today, ""))]);
    }

    static MiniAttack RandomAttack(int seed)
    {
        var random = new Random(seed);
        var mini = MiniAttack.Start();
        var techniques = Enumerable.Range(1, random.Next(1, 8)).Select(static i => $"T100{i}").ToList();
        var users = new List<string>();
        techniques.ForEach(id => mini.Technique(id, random.Next(2) == 0 ? "Windows" : "Linux"));
        for (var i = 1; i <= random.Next(1, 6); i++)
        {
            mini.Group($"G000{i}").Software($"S000{i}");
            mini.Campaign($"C000{i}", $"20{random.Next(10, 30)}-0{random.Next(1, 10)}-11", random.Next(3) == 0 ? "" : $"G000{random.Next(1, i + 1)}");
            users.AddRange([$"G000{i}", $"S000{i}", $"C000{i}"]);
        }

        foreach (var (user, technique) in users.SelectMany(user => techniques.Select(technique => (user, technique))))
        {
            if (random.Next(3) == 0)
            {
                mini.Uses(user, technique, created: $"20{random.Next(10, 28)}-0{random.Next(1, 10)}-21");
            }
        }

        return mini;
    }

    static Func<AttackRelease, ThreatQuestion> QuestionOf(int seed)
    {
        var random = new Random(seed);
        var isNamed = random.Next(2) == 0;
        var weight = random.NextDouble();
        var question = Nobody with
        {
            Sectors = random.Next(2) == 0 ? ["finance", "retail"] : [],
            Regions = random.Next(2) == 0 ? ["Germany"] : [],
            Platforms = random.Next(2) == 0 ? ["Windows"] : [],
        };
        return release => isNamed ? question with { Groups = [Named(release, "G0001", weight)] } : question;
    }

    static string TextOf(ThreatProfile profile) => string.Join('\n', profile.Techniques.Select(static t =>
        $"{t.Technique.Id} {t.Weight:R} {t.Prevalence:R} {t.PrevalencePart:R} "
        + string.Join(", ", t.Uses.Select(static u => $"{u.Group.Id} {u.Part:R} {u.IsDirect} {u.LastSeen:O} {u.Via}"))));

    static AttackRelease TwoGroups() => MiniAttack.Start().Technique("T1001").Technique("T1002")
        .Group("G0001").Group("G0002").Uses("G0001", "T1001").Uses("G0002", "T1002").Uses("G0002", "T1001").Read();

    static ThreatProfile Of(AttackRelease release, ThreatQuestion question, ThreatParameters? parameters = null)
        => ThreatProfile.Of(release, Sectors, question, parameters ?? ThreatParameters.Default);

    static NamedGroup Named(AttackRelease release, string id, double weight)
        => new(release.All<Group>().Single(group => string.Equals(group.Id, id, StringComparison.Ordinal)), weight, "hit two peers");

    static IEnumerable<string> IdsOf(ThreatProfile profile) => profile.Techniques.Select(static t => t.Technique.Id);

    static double WeightOf(ThreatProfile profile, string id) => profile.WeightOf(TechniqueId.Parse(id, CultureInfo.InvariantCulture));

    static double RelevanceOf(ThreatProfile profile, string id) => profile.Groups.Single(g => string.Equals(g.Group.Id, id, StringComparison.Ordinal)).Relevance;

    static WeightedUse UseOf(ThreatProfile profile, string id)
        => profile.Techniques.Single(t => string.Equals(t.Technique.Id, id, StringComparison.Ordinal)).Uses.ShouldHaveSingleItem();
}
