using System.Diagnostics;
using System.Globalization;
using Merlon.Attack;
using Merlon.Intelligence;

namespace Merlon.Defense.Tests.Intelligence;

/// <summary>Profiles of ATT&amp;CK 18.1 as it is published.</summary>
public sealed class PublishedProfileTests(PublishedAttack published, ITestOutputHelper output) : IClassFixture<PublishedAttack>
{
    static readonly GroupSectors Sectors = GroupSectors.OpenBuiltIn();
    static readonly double[] Quantiles = [0.05, 0.25, 0.5, 0.75, 0.9, 0.95];

    [Theory]
    [InlineData("finance")]
    [InlineData("healthcare")]
    [InlineData("retail")]
    [InlineData("government")]
    [InlineData("basket weaving")]
    public void Weights_spread_over_the_classes(string sector)
    {
        var profile = Of(Question(sector));
        var weights = profile.Techniques.Select(static t => t.Weight).Order().ToList();
        var classes = weights.CountBy(static weight => Math.Min(4, (int)(weight / 0.2))).OrderBy(static c => c.Key).Select(static c => c.Value).ToList();
        output.WriteLine($"{sector}: {weights.Count} techniques, classes {string.Join(' ', classes)}, quantiles "
            + string.Join(' ', Quantiles.Select(q => $"{weights[(int)(weights.Count * q)]:0.00}"))
            + $", groups {profile.Groups.Count(static g => g.Relevance > 0.1)}, total {weights.Sum():0.0}; "
            + string.Join(", ", profile.Techniques.Take(8).Select(static t => $"{t.Technique} {t.Weight:0.00}")));

        weights.Count.ShouldBeInRange(450, 560);
        classes.Count.ShouldBe(5);
        classes.ShouldAllBe(static count => count >= 3);
        weights[weights.Count * 9 / 10].ShouldBeInRange(0.45, 0.8);
        weights[^1].ShouldBe(1, 1e-12);
    }

    [Fact]
    public void A_named_group_shows_in_the_profile()
    {
        var fin7 = published.Group("G0046");
        var bank = Of(Question("finance"));
        var expecting = Of(Question("finance") with { Groups = [new NamedGroup(fin7, 1, "")] });
        var used = published.Release.TechniquesOf(fin7).Select(static use => use.Technique).ToHashSet();

        expecting.Groups[0].Group.ShouldBe(fin7);
        var before = bank.Techniques.Take(50).Count(t => used.Contains(t.Technique));
        var after = expecting.Techniques.Take(50).Count(t => used.Contains(t.Technique));
        output.WriteLine($"of the 50 heaviest FIN7 uses {before}, named {after}; median weight of its {used.Count} techniques "
            + $"{MedianOf(bank, used):0.00}, named {MedianOf(expecting, used):0.00}");
        after.ShouldBeGreaterThan(before + 3);
        MedianOf(expecting, used).ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void Every_weight_of_the_published_release_adds_up()
    {
        foreach (var technique in Of(Question("finance") with { Regions = ["Germany"], Groups = [new NamedGroup(published.Group("G0046"), 0.8, "")] }).Techniques)
        {
            (technique.Uses.Sum(static use => use.Part) + technique.PrevalencePart).ShouldBe(technique.Weight, 1e-9);
            technique.Weight.ShouldBeInRange(double.Epsilon, 1);
        }
    }

    [Fact]
    public void Reconnaissance_and_resource_development_weigh_only_where_they_are_asked_for()
    {
        Of(Question("finance")).Techniques.ShouldAllBe(static t => !t.Technique.Platforms.Contains("PRE"));
        Of(Question("finance") with { Platforms = ["Windows", "PRE"] }).WeightOf(TechniqueId.Parse("T1588.002", CultureInfo.InvariantCulture)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Techniques_of_ics_without_a_platform_weigh_when_the_domain_is_chosen()
    {
        var plant = Of(Question("energy") with { Domains = ["ics-attack"] }).Techniques;

        plant.Count.ShouldBeGreaterThan(40);
        plant.ShouldAllBe(static t => t.Technique.Domains.Contains("ics-attack"));
    }

    [Fact]
    public void The_same_question_gives_the_same_answer()
    {
        var first = Of(Question("finance"));
        using var process = Process.GetCurrentProcess();
        var started = process.TotalProcessorTime;
        var second = Of(Question("finance"));
        process.Refresh();
        output.WriteLine($"{(process.TotalProcessorTime - started).TotalMilliseconds:0} ms of CPU, other tests included");

        second.Techniques.Select(static t => (t.Technique.Id, t.Weight)).ShouldBe(first.Techniques.Select(static t => (t.Technique.Id, t.Weight)));
    }

    [Fact]
    public void The_built_in_facts_give_the_same_profile_as_the_bundles_that_they_were_made_of()
    {
        var question = Question("finance") with { Regions = ["Germany"] };
        var builtIn = ThreatProfile.Of(BuiltInRelease.Open(), Sectors, question, ThreatParameters.Default);

        builtIn.Techniques.Select(static t => (t.Technique.Id, t.Weight, t.Uses.Count))
            .ShouldBe(Of(question).Techniques.Select(static t => (t.Technique.Id, t.Weight, t.Uses.Count)));
    }

    static double MedianOf(ThreatProfile profile, HashSet<Technique> techniques)
    {
        var weights = profile.Techniques.Where(t => techniques.Contains(t.Technique)).Select(static t => t.Weight).Order().ToList();
        return weights[weights.Count / 2];
    }

    static ThreatQuestion Question(string sector) => new(
        [sector], [], ["Windows", "Linux", "macOS", "IaaS", "Identity Provider", "Office Suite", "Network Devices"], ["enterprise-attack"], [],
        new DateOnly(2026, 11, 22));

    ThreatProfile Of(ThreatQuestion question) => ThreatProfile.Of(published.Release, Sectors, question, ThreatParameters.Default);
}
