using Merlon.Assessment;
using Merlon.Controls;

namespace Merlon.Defense.Tests.Controls;

public sealed class OscalReaderTests
{
    public const string Collection = """
        {"mapping-collection": {"uuid": "1", "metadata": {"title": "Ours to NIST", "version": "2", "oscal-version": "1.2.0"},
          "mappings": [{"uuid": "2", "source-resource": {"type": "catalog", "href": "#aaa"}, "target-resource": {"type": "catalog", "href": "https://example.org/NIST_SP-800-53_rev5_catalog.json"},
            "maps": [
              {"uuid": "3", "relationship": "equal-to", "sources": [{"type": "control", "id-ref": "o-1"}], "targets": [{"type": "control", "id-ref": "ac-2"}]},
              {"uuid": "4", "relationship": {"type": "subset-of"}, "sources": [{"type": "control", "id-ref": "o-2"}], "targets": [{"type": "control", "id-ref": "ac-2.1"}, {"type": "statement", "id-ref": "ac-3_smt.a"}]},
              {"uuid": "5", "relationship": "no-relationship", "sources": [{"type": "control", "id-ref": "o-3"}], "targets": [{"type": "control", "id-ref": "ac-9"}]},
              {"uuid": "6", "relationship": "intersects-with", "sources": [{"type": "control", "id-ref": "o-4"}], "targets": [{"type": "control", "id-ref": ""}]}]}],
          "back-matter": {"resources": [{"uuid": "aaa", "title": "Our controls"}]}}}
        """;

    [Fact]
    public void A_mapping_collection_relates_two_frameworks()
    {
        var mapping = MappingTexts.One(Collection, "ours.json");

        (mapping.FrameworkId, mapping.FrameworkName, mapping.Source.Version).ShouldBe(("our-controls", "Our controls", "2"));
        mapping.Links.Select(static link => (link.Control, link.TargetFramework, link.TargetControl, link.Relation)).ShouldBe(
        [
            ("o-1", "nist-800-53-r5", "ac-2", LinkRelation.Equal), ("o-2", "nist-800-53-r5", "ac-2(1)", LinkRelation.SubsetOf), ("o-2", "nist-800-53-r5", "ac-3", LinkRelation.SubsetOf),
        ]);
        (mapping.Counts.Read, mapping.Counts.Mapped, mapping.Counts.NonMappable, mapping.Counts.Refused).ShouldBe((5, 3, 1, 1));
    }

    [Fact]
    public void Its_controls_reach_techniques_through_the_other_framework()
    {
        var controls = ControlMappings.OpenBuiltIn().With([MappingTexts.One(Collection, "ours.json")]);

        var own = controls.TechniquesOf("our-controls", "O-1");
        own.Select(static edge => edge.TechniqueId).ShouldBe(controls.TechniquesOf("nist-800-53-r5", "AC-2").Select(static edge => edge.TechniqueId));
        own.ShouldAllBe(static edge => edge.Hops == 2 && edge.Via == "AC-2" && edge.Path.Count == 1 && edge.Path[0].Relation == LinkRelation.Equal);
        controls.TechniquesOf("our-controls", "o-3").ShouldBeEmpty();
    }

    [Fact]
    public void A_catalogue_names_controls_and_enhancements()
    {
        var mapping = MappingTexts.One("""
            {"catalog": {"uuid": "1", "metadata": {"title": "House rules", "version": "1"},
              "groups": [{"id": "ac", "title": "Access", "controls": [{"id": "ac-1", "title": "Policy", "controls": [{"id": "ac-1.1", "title": "More"}]}], "groups": [{"title": "x", "controls": [{"id": ""}]}]}]}}
            """);

        mapping.FrameworkId.ShouldBe("house-rules");
        mapping.Controls.Select(static c => (c.Id, c.Title, c.Group)).ShouldBe([("ac-1", "Policy", "ac"), ("ac-1(1)", "More", "ac")]);
        (mapping.Counts.Read, mapping.Counts.NonMappable, mapping.Counts.Refused).ShouldBe((3, 2, 1));
    }

    [Fact]
    public void An_enhancement_that_only_a_catalogue_names_counts_as_its_control()
    {
        var catalogue = MappingTexts.One("""
            {"catalog": {"metadata": {"title": "NIST SP 800-53 Rev. 5: Controls"}, "groups": [{"id": "ac", "controls": [{"id": "ac-2", "title": "Account Management", "controls": [{"id": "ac-2.1", "title": "Automated"}]}]}]}}
            """);
        catalogue.FrameworkId.ShouldBe("nist-800-53-r5");
        var controls = ControlMappings.OpenBuiltIn().With([catalogue]);

        controls.Canonical("nist-800-53-r5", "AC-2(1)").ShouldBe("ac-2(1)");
        controls.TechniquesOf("nist-800-53-r5", "AC-2(1)").Count.ShouldBe(controls.TechniquesOf("nist-800-53-r5", "AC-2").Count);
        controls.Frameworks.Single(static f => f.Id == "nist-800-53-r5").Titles["AC-2"].ShouldBe("Account Management");
        controls.TechniquesOf("hipaa", "164.312(d)").Count.ShouldBe(ControlMappings.OpenBuiltIn().TechniquesOf("hipaa", "164.312(d)").Count);
    }

    [Fact]
    public void A_profile_selects_controls_of_its_catalogue()
    {
        var mapping = MappingTexts.One("""
            {"profile": {"uuid": "1", "metadata": {"title": "Our baseline", "version": "1"},
              "imports": [{"href": "NIST_SP-800-53_rev5_catalog.json", "include-controls": [{"with-ids": ["ac-2", "ac-3"]}]}]}}
            """);

        mapping.Links.Select(static link => (link.Control, link.TargetFramework, link.Relation)).ShouldBe([("ac-2", "nist-800-53-r5", LinkRelation.Equal), ("ac-3", "nist-800-53-r5", LinkRelation.Equal)]);
        ControlMappings.OpenBuiltIn().With([mapping]).TechniquesOf("our-baseline", "AC-2").ShouldNotBeEmpty();
    }

    [Fact]
    public void A_component_implements_controls_in_yaml_too()
    {
        var mapping = MappingTexts.One("""
            component-definition:
              metadata: {title: Our components, version: 1}
              components:
                - title: Identity service
                  type: service
                  control-implementations:
                    - source: https://example.org/NIST_SP-800-53_rev5_catalog.json
                      implemented-requirements:
                        - {uuid: 1, control-id: ia-2}
            """, "components.yaml");

        mapping.FrameworkId.ShouldBe("our-components");
        mapping.Controls.ShouldHaveSingleItem().Id.ShouldBe("Identity service");
        ControlMappings.OpenBuiltIn().With([mapping]).TechniquesOf("our-components", "identity service").ShouldAllBe(static edge => edge.Via == "IA-2");
    }

    [Theory]
    [InlineData("ac-2", "ac-2")]
    [InlineData("ac-2.10", "ac-2(10)")]
    [InlineData("ac-2_smt.a.1", "ac-2")]
    [InlineData("ac-2.1_obj", "ac-2(1)")]
    [InlineData("5.1", "5.1")]
    [InlineData("a.5.1", "a.5.1")]
    [InlineData("PR.AA-05.02", "PR.AA-05.02")]
    [InlineData("", "")]
    public void Ids_of_oscal_are_read_as_people_write_them(string id, string read) => OscalReader.IdOf(id).ShouldBe(read);
}
