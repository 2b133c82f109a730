using System.Text;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Intelligence;

namespace Merlon.Defense.Tests.Intelligence;

public sealed class GroupSectorFactsTests(PublishedAttack published) : IClassFixture<PublishedAttack>
{
    static readonly SectorLexicon Lexicon = SectorLexicon.OpenBuiltIn();

    const string NoClusters = """{"values": []}""";

    [Fact]
    public void The_embedded_facts_are_what_the_published_sources_give()
    {
        var made = GroupSectorFacts.Make(
            published.Release,
            File.ReadAllBytes(SharedData.PathOf("misp/tidal-groups.json")),
            File.ReadAllBytes(SharedData.PathOf("misp/threat-actor.json")),
            ReadLimits.Default);

        Golden.Verify(made.Value ?? "", "src/Merlon.Defense/Facts/group-sectors.tsv");
        made.HasErrors.ShouldBeFalse();
        made.Diagnostics.ShouldContain(static d => d.Code == "MISP002" && d.Excerpt == "Private sector");
    }

    [Fact]
    public void A_source_says_nothing_twice_and_two_sources_leave_less_doubt_than_one()
    {
        var facts = Make(
            MiniAttack.Start().Group("G0001", name: "Bank Robbers"),
            """{"values": [{"value": "x", "meta": {"group_attack_id": "G0001", "target_categories": ["Banks", "Financial Services", "Retail"]}}]}""",
            """{"values": [{"value": "bank-robbers", "meta": {"cfr-target-category": ["Finance"]}}]}""");

        FactOf(facts, "G0001", "finance").ShouldBe(("0.98", "tidal, misp"));
        FactOf(facts, "G0001", "retail").ShouldBe(("0.9", "tidal"));
    }

    [Fact]
    public void A_description_counts_for_the_group_and_a_campaigns_for_whom_it_is_attributed_to()
    {
        var facts = Make(
            MiniAttack.Start()
                .Group("G0001", "[Group G0001](https://example.org) has targeted hospitals and banks.(Citation: A telecom report)")
                .Campaign("C0001", "2024-01-01", "G0001", "The campaign was against banks and retailers."),
            NoClusters, NoClusters);

        FactOf(facts, "G0001", "healthcare").ShouldBe(("0.7", "attack-description"));
        FactOf(facts, "G0001", "finance").ShouldBe(("0.88", "attack-description, attack-campaign"));
        FactOf(facts, "G0001", "retail").ShouldBe(("0.6", "attack-campaign"));
        facts.ShouldNotContain("telecommunications");
    }

    [Theory]
    [InlineData("A financially motivated group that targets hotels for financial gain.", "hospitality")]
    [InlineData("A state-sponsored group that has targeted oil companies.", "energy")]
    [InlineData("It targets universities and has been attributed to Elbonia's Ministry of Intelligence.", "education")]
    [InlineData("The group works for the Elbonian government, and compromised hosts to mine cryptocurrency, cryptocurrency mining.", "")]
    [InlineData("It was named after a bank. It has not been seen since.", "")]
    [InlineData("They compromised watering holes to reach visitors.", "")]
    [InlineData("It attacked SWIFT endpoints with swift moves.", "finance")]
    [InlineData("It attacked with swift moves.", "")]
    [InlineData("It has targeted hospitality firms.", "hospitality")]
    public void The_actors_own_side_is_not_taken_for_its_targets(string description, string sectors)
        => string.Join(", ", Lexicon.SectorsIn(description, [])).ShouldBe(sectors);

    [Fact]
    public void The_groups_own_name_is_not_taken_for_its_targets()
    {
        Lexicon.SectorsIn("Health Raiders has targeted shops in the retail sector.", ["Health Raiders"]).ShouldBe(["retail"]);
        Lexicon.SectorsIn("Health Raiders has targeted shops in the retail sector.", []).ShouldBe(["healthcare", "retail"]);
    }

    [Theory]
    [InlineData("""{"value": "Other Name", "meta": {"targeted-sector": ["Bank"], "synonyms": ["Crimson Ox"]}}""")]
    [InlineData("""{"value": "Other Name", "meta": {"targeted-sector": ["Bank"], "synonyms": ["G0001"]}}""")]
    [InlineData("""{"value": "Other Name", "meta": {"targeted-sector": ["Bank"], "name-attribution": ["G0001:a1ad5090-2487-46d2-8237-6151a2dd5063"]}}""")]
    [InlineData("""{"value": "red ox", "meta": {"targeted-sector": ["Bank"]}}""")]
    [InlineData("""{"value": "Red Ox", "meta": {"targeted-sector": "Bank"}}""")]
    public void A_threat_actor_is_matched_by_name_id_or_synonym(string cluster)
        => FactOf(Make(MiniAttack.Start().Group("G0001", name: "Red Ox", aliases: "Crimson Ox"), NoClusters, Values(cluster)), "G0001", "finance")
            .ShouldBe(("0.8", "misp"));

    [Fact]
    public void A_threat_actor_is_matched_by_the_uuid_of_the_stix_id()
    {
        var mini = MiniAttack.Start().Group("G0001", name: "Red Ox");
        var uuid = mini.Read().All<Group>()[0].StixId["intrusion-set--".Length..];

        var cluster = """{"value": "n", "related": [{"dest-uuid": "UUID"}], "meta": {"targeted-sector": ["Bank"]}}""".Replace("UUID", uuid, StringComparison.Ordinal);
        FactOf(Make(mini, NoClusters, Values(cluster)), "G0001", "finance")
            .ShouldBe(("0.8", "misp"));
    }

    [Fact]
    public void The_name_of_a_threat_actor_comes_before_the_ids_that_it_is_similar_to()
    {
        var facts = Make(
            MiniAttack.Start().Group("G0001", name: "Red Ox").Group("G0002", name: "Blue Ox"), NoClusters,
            Values("""{"value": "Blue Ox", "meta": {"targeted-sector": ["Bank"], "synonyms": ["G0001", "Red Ox"]}}"""));

        facts.ShouldContain("G0002\tsector\tfinance");
        facts.ShouldNotContain("G0001\t");
    }

    [Fact]
    public void A_revoked_group_has_no_facts()
        => Make(MiniAttack.Start().Group("G0001", "It targets banks.", isRevoked: true), NoClusters, NoClusters).ShouldNotContain("G0001");

    [Fact]
    public void Who_sponsors_a_group_is_not_whom_it_targets()
        => Make(
            MiniAttack.Start().Group("G0001", name: "Red Ox"), NoClusters,
            Values("""{"value": "Red Ox", "meta": {"country": "CN", "cfr-suspected-state-sponsor": "China", "cfr-suspected-victims": ["Germany"]}}"""))
            .ShouldSatisfyAllConditions(
                static facts => facts.ShouldContain("G0001\tregion\tGermany"),
                static facts => facts.ShouldNotContain("China"));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"values": 1}""")]
    [InlineData("""{"values": [""")]
    public void What_is_not_a_galaxy_gives_an_error_and_no_facts(string text)
    {
        var made = GroupSectorFacts.Make(MiniAttack.Start().Group("G0001").Read(), Utf8(text), Utf8(NoClusters), ReadLimits.Default);

        made.Value.ShouldBeNull();
        made.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MISP001");
    }

    [Fact]
    public void A_galaxy_at_the_limits_is_read_and_one_past_them_is_refused()
    {
        var release = MiniAttack.Start().Group("G0001").Read();
        var galaxy = Utf8("""{"values": [{"meta": {}}]}"""); // four levels deep

        Made(ReadLimits.Default with { JsonBytesMax = galaxy.Length }).ShouldNotBeNull();
        Made(ReadLimits.Default with { JsonBytesMax = galaxy.Length - 1 }).ShouldBeNull();
        Made(ReadLimits.Default with { JsonDepthMax = 4 }).ShouldNotBeNull();
        Made(ReadLimits.Default with { JsonDepthMax = 3 }).ShouldBeNull();

        string? Made(ReadLimits limits) => GroupSectorFacts.Make(release, galaxy, galaxy, limits).Value;
    }

    [Fact]
    public void Odd_clusters_are_passed_over()
        => Make(
            MiniAttack.Start().Group("G0001"),
            """{"values": [3, null, {}, {"meta": 3}, {"meta": {"group_attack_id": ["G0001"], "target_categories": [1, null, "Banks", {}]}, "related": 3}]}""",
            """{"values": [[], {"related": [3, {}]}]}""")
            .ShouldContain("G0001\tsector\tfinance\t0.9\ttidal\n");

    static string Make(MiniAttack mini, string tidal, string actors)
        => GroupSectorFacts.Make(mini.Read(), Utf8(tidal), Utf8(actors), ReadLimits.Default).Value.ShouldNotBeNull();

    static string Values(string cluster) => $$"""{"values": [{{cluster}}]}""";

    static (string Confidence, string Sources) FactOf(string facts, string group, string sector)
    {
        var row = facts.Split('\n').Single(line => line.StartsWith($"{group}\tsector\t{sector}\t", StringComparison.Ordinal)).Split('\t');
        return (row[3], row[4]);
    }

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
