using System.Text;
using Merlon.Assessment;
using Merlon.Documents;

namespace Merlon.Defense.Tests.Assessment;

public sealed class ControlFactsTests
{
    const string Facts = "src/Merlon.Defense/Facts/";

    [Fact]
    public void The_embedded_nist_table_is_what_the_published_mapping_gives()
    {
        var made = ControlFacts.MakeNist(Published("mappings/nist_800_53/attack-16.1/nist_800_53-rev5/enterprise/nist_800_53-rev5_attack-16.1-enterprise.json"), ReadLimits.Default);

        Golden.Verify(made.Value ?? "", Facts + "controls-nist-800-53-r5.tsv");
        made.Diagnostics.ShouldHaveSingleItem().Message.ShouldStartWith("96 rows");
    }

    [Fact]
    public void The_embedded_cis_table_is_what_the_published_mapping_gives()
    {
        var made = ControlFacts.MakeCis(Published("mappings/cis-v8_attack-14.1.json"), ReadLimits.Default);

        Golden.Verify(made.Value ?? "", Facts + "controls-cis-v8.tsv");
        made.Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void The_embedded_hipaa_table_is_what_the_published_crosswalk_gives()
    {
        var made = ControlFacts.MakeHipaa(Published("mappings/hipaa-security-rule_nist-800-53-rev5.json"), ReadLimits.Default);

        Golden.Verify(made.Value ?? "", Facts + "controls-hipaa.tsv");
        made.Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void Rows_without_a_control_make_no_pair_and_are_counted()
    {
        var made = ControlFacts.MakeNist(Utf8(
            """
            {"metadata": {"attack_version": "16.1"}, "mapping_objects": [
              {"capability_id": "AC-02", "attack_object_id": "T1003.001", "mapping_type": "mitigates", "status": "complete"},
              {"capability_id": null, "attack_object_id": "T1496", "mapping_type": null, "status": "non_mappable"}]}
            """), ReadLimits.Default);

        made.Value.ShouldNotBeNull().ShouldContain("\nAC-2\tT1003.001\n");
        made.Value.ShouldNotContain("T1496");
        made.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("CTRL003");
    }

    [Fact]
    public void A_technique_id_that_is_none_is_given_up_and_shown()
    {
        var made = ControlFacts.MakeCis(Utf8("""{"attack_version": "14.1", "mappings": [{"safeguard": "5.1", "techniques": ["T1078", "TA0001"]}]}"""), ReadLimits.Default);

        made.Value.ShouldNotBeNull().ShouldContain("\n5.1\tT1078\n");
        var diagnostic = made.Diagnostics.ShouldHaveSingleItem();
        diagnostic.Code.ShouldBe("CTRL002");
        diagnostic.Excerpt.ShouldBe("TA0001");
    }

    [Fact]
    public void Rows_in_another_order_give_the_same_table()
    {
        var one = ControlFacts.MakeCis(Utf8("""{"attack_version": "14.1", "mappings": [{"safeguard": "10.1", "techniques": ["T1078", "T1003"]}, {"safeguard": "2.1", "techniques": ["T1003"]}]}"""), ReadLimits.Default);
        var other = ControlFacts.MakeCis(Utf8("""{"attack_version": "14.1", "mappings": [{"safeguard": "2.1", "techniques": ["T1003"]}, {"safeguard": "10.1", "techniques": ["T1003", "T1078"]}]}"""), ReadLimits.Default);

        one.Value.ShouldBe(other.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"mappings\": 3, \"mapping_objects\": null}")]
    [InlineData("{\"mappings\": [")]
    [InlineData("\u0000\u0001")]
    public void What_is_not_a_mapping_gives_an_error_and_no_table(string text)
    {
        foreach (var made in new[]
        {
            ControlFacts.MakeNist(Utf8(text), ReadLimits.Default),
            ControlFacts.MakeCis(Utf8(text), ReadLimits.Default),
            ControlFacts.MakeHipaa(Utf8(text), ReadLimits.Default),
        })
        {
            made.Value.ShouldBeNull();
            made.HasErrors.ShouldBeTrue();
            made.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("CTRL001");
        }
    }

    [Fact]
    public void A_file_at_the_size_limit_is_read_and_one_past_it_is_refused()
    {
        var mapping = Utf8("""{"attack_version": "14.1", "mappings": []}""");

        ControlFacts.MakeCis(mapping, ReadLimits.Default with { JsonBytesMax = mapping.Length }).Value.ShouldNotBeNull();
        ControlFacts.MakeCis(mapping, ReadLimits.Default with { JsonBytesMax = mapping.Length - 1 }).HasErrors.ShouldBeTrue();
    }

    [Fact]
    public void A_file_at_the_depth_limit_is_read_and_one_past_it_is_refused()
    {
        var mapping = Utf8("""{"attack_version": "14.1", "mappings": [{"safeguard": "5.1", "techniques": ["T1078"]}]}""");

        ControlFacts.MakeCis(mapping, ReadLimits.Default with { JsonDepthMax = 4 }).Value.ShouldNotBeNull();
        ControlFacts.MakeCis(mapping, ReadLimits.Default with { JsonDepthMax = 3 }).HasErrors.ShouldBeTrue();
    }

    static byte[] Published(string relative) => File.ReadAllBytes(SharedData.PathOf(relative));

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
