using Merlon.Intelligence;

namespace Merlon.Defense.Tests.Intelligence;

public sealed class GroupSectorsTests(PublishedAttack published) : IClassFixture<PublishedAttack>
{
    static readonly GroupSectors Sectors = GroupSectors.OpenBuiltIn();

    [Fact]
    public void There_are_23_sectors()
    {
        Sectors.Sectors.Count.ShouldBe(23);
        Sectors.Sectors.ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
        Sectors.Regions.ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("finance", "finance")]
    [InlineData("Banking", "finance")]
    [InlineData("Financial Services", "finance")]
    [InlineData("financial-services", "finance")]
    [InlineData("health", "healthcare")]
    [InlineData("Hospital", "healthcare")]
    [InlineData("public sector", "government")]
    [InlineData("e-commerce", "retail")]
    [InlineData("defence", "defense")]
    [InlineData("NGO", "civil society")]
    [InlineData("telco", "telecommunications")]
    [InlineData("Law firm", "professional services")]
    public void A_sector_is_found_by_what_people_call_it(string word, string sector)
    {
        Sectors.TryFindSector(word, out var found).ShouldBeTrue();
        found.ShouldBe(sector);
    }

    [Theory]
    [InlineData("Germany", "Germany")]
    [InlineData("DE", "Germany")]
    [InlineData("USA", "United States")]
    [InlineData("u.s.", "United States")]
    [InlineData("UK", "United Kingdom")]
    [InlineData("EU", "European Union")]
    [InlineData("the middle east", "Middle East")]
    [InlineData("Türkiye", "Turkey")]
    [InlineData("Viet Nam", "Vietnam")]
    [InlineData("Czech Republic", "Czechia")]
    public void A_region_is_found_by_what_people_call_it(string word, string region)
    {
        Sectors.TryFindRegion(word, out var found).ShouldBeTrue();
        found.ShouldBe(region);
    }

    [Theory]
    [InlineData("")]
    [InlineData("---")]
    [InlineData("basket weaving")]
    public void A_word_that_nobody_knows_is_not_found(string word)
    {
        Sectors.TryFindSector(word, out var sector).ShouldBeFalse();
        sector.ShouldBeEmpty();
        Sectors.TryFindRegion(word, out var region).ShouldBeFalse();
        region.ShouldBeEmpty();
    }

    [Fact]
    public void Every_word_that_is_suggested_is_found()
    {
        Sectors.SectorWords.ShouldAllBe(word => Finds(word));
        Sectors.RegionWords.ShouldAllBe(word => FindsRegion(word));
        Sectors.SectorWords.ShouldContain("banking", StringComparer.Ordinal);
        Sectors.RegionWords.ShouldContain("USA", StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("Germany", "Germany", true)]
    [InlineData("Germany", "European Union", true)]
    [InlineData("European Union", "Germany", true)]
    [InlineData("Germany", "Europe", true)]
    [InlineData("United Kingdom", "European Union", false)]
    [InlineData("Germany", "France", false)]
    [InlineData("Mexico", "Latin America", true)]
    [InlineData("Nowhere", "Europe", false)]
    public void A_country_and_the_regions_around_it_are_related(string one, string other, bool related)
        => Sectors.AreRelated(one, other).ShouldBe(related);

    [Theory]
    [InlineData("finance", 55, 70)]
    [InlineData("government", 95, 110)]
    [InlineData("healthcare", 34, 44)]
    [InlineData("retail", 14, 18)]
    public void As_many_groups_target_a_sector_as_the_sources_say(string sector, int atLeast, int atMost)
        => published.Release.All<Merlon.Attack.Group>()
            .Count(group => Sectors.SectorsOf(group).Any(fact => string.Equals(fact.Name, sector, StringComparison.Ordinal)))
            .ShouldBeInRange(atLeast, atMost);

    [Fact]
    public void Something_is_known_of_154_groups()
        => published.Release.All<Merlon.Attack.Group>().Count(group => Sectors.SectorsOf(group).Count > 0).ShouldBe(154);

    [Fact]
    public void Every_fact_names_a_sector_or_region_that_is_known_and_the_most_confident_stands_first()
    {
        foreach (var group in published.Release.All<Merlon.Attack.Group>())
        {
            foreach (var (facts, names) in new[] { (Sectors.SectorsOf(group), Sectors.Sectors), (Sectors.RegionsOf(group), Sectors.Regions) })
            {
                facts.ShouldAllBe(fact => names.Contains(fact.Name) && fact.Confidence > 0.5 && fact.Confidence < 1 && fact.Sources.Count > 0);
                facts.Select(static fact => fact.Confidence).ShouldBeInOrder(SortDirection.Descending);
            }
        }
    }

    [Fact]
    public void A_damaged_table_is_refused()
        => Should.Throw<InvalidDataException>(() => GroupSectors.Of("G0001\tsector\n"));

    static bool Finds(string word) => Sectors.TryFindSector(word, out _);

    static bool FindsRegion(string word) => Sectors.TryFindRegion(word, out _);
}
