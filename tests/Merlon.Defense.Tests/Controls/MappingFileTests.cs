using System.Text;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Controls;
using Merlon.Documents;

namespace Merlon.Defense.Tests.Controls;

public sealed class MappingFileTests
{
    // Counted apart from Merlon, over the files' JSON: rows, pairs with a capability and a technique id, non_mappable rows, the rest,
    // capabilities (spellings of one joined) and technique ids of the pairs.
    [Theory]
    [InlineData("aws/attack-16.1/aws-12.12.2024/enterprise/aws-12.12.2024_attack-16.1-enterprise.json", "aws", 497, 487, 10, 0, 20, 215)]
    [InlineData("azure/attack-16.1/azure-04.26.2025/enterprise/azure-04.26.2025_attack-16.1-enterprise.json", "azure", 972, 972, 0, 0, 38, 412)]
    [InlineData("cri_profile/attack-16.1/cri_profile-v2.1/enterprise/cri_profile-v2.1_attack-16.1-enterprise.json", "cri-profile-2.1", 2152, 2152, 0, 0, 60, 430)]
    [InlineData("csa_ccm/attack-17.1/csa_ccm-4.1/enterprise/csa_ccm-4.1_attack-17.1-enterprise.json", "csa-ccm-4.1", 940, 792, 148, 0, 57, 213)]
    [InlineData("gcp/attack-16.1/gcp-03.06.2025/enterprise/gcp-03.06.2025_attack-16.1-enterprise.json", "gcp", 536, 518, 18, 0, 40, 290)]
    [InlineData("kev/attack-16.1/kev-07.28.2025/enterprise/kev-07.28.2025_attack-16.1-enterprise.json", "kev", 1183, 1183, 0, 0, 419, 155)]
    [InlineData("kev/attack-16.1/kev-07.28.2025/mobile/kev-07.28.2025_attack-16.1-mobile.json", "kev", 45, 45, 0, 0, 14, 19)]
    [InlineData("m365/attack-16.1/m365-07.18.2025/enterprise/m365-07.18.2025_attack-16.1-enterprise.json", "m365", 806, 806, 0, 0, 38, 218)]
    [InlineData("nist_800_53/attack-16.1/nist_800_53-rev5/enterprise/nist_800_53-rev5_attack-16.1-enterprise.json", "nist-800-53-r5", 5410, 5314, 96, 0, 109, 470)]
    [InlineData("veris/attack-16.1/veris-1.4.0/enterprise/veris-1.4.0_attack-16.1-enterprise.json", "veris-1.4.0", 1221, 1169, 51, 1, 140, 541)]
    [InlineData("veris/attack-16.1/veris-1.4.0/ics/veris-1.4.0_attack-16.1-ics.json", "veris-1.4.0", 347, 209, 138, 0, 83, 72)]
    [InlineData("veris/attack-16.1/veris-1.4.0/mobile/veris-1.4.0_attack-16.1-mobile.json", "veris-1.4.0", 399, 276, 123, 0, 73, 117)]
    public void Every_published_file_is_read_whole(string path, string framework, int read, int mapped, int nonMappable, int refused, int controls, int techniques)
    {
        var mapping = MappingTexts.Published(path);

        mapping.FrameworkId.ShouldBe(framework);
        (mapping.Counts.Read, mapping.Counts.Mapped, mapping.Counts.NonMappable, mapping.Counts.Refused).ShouldBe((read, mapped, nonMappable, refused));
        mapping.Edges.Count.ShouldBe(mapped);
        mapping.Edges.Select(static edge => edge.Control).Distinct(StringComparer.Ordinal).Count().ShouldBe(controls);
        mapping.Edges.Select(static edge => edge.Technique).Distinct().Count().ShouldBe(techniques);
    }

    [Fact]
    public void The_published_nist_mapping_lives_in_the_release_but_for_what_moved_or_is_of_another_domain()
    {
        var passage = MappingPassage.Of(
            MappingTexts.Published("nist_800_53/attack-16.1/nist_800_53-rev5/enterprise/nist_800_53-rev5_attack-16.1-enterprise.json"), BuiltInRelease.Open());

        (passage.Pairs, passage.Live, passage.Moved, passage.Lost, passage.OtherDomain).ShouldBe((5314, 5305, 9, 0, 1));
        passage.LiveTechniques.ShouldBe(469); // 468 of enterprise and one of mobile
        passage.Retargeted.ShouldHaveSingleItem().Steps.ShouldBe(["T1574.002 revoked-by T1574.001"]);
    }

    [Fact]
    public void The_imported_nist_mapping_says_what_the_built_in_one_says()
    {
        var imported = ControlMappings.OpenBuiltIn().With([MappingTexts.Published("nist_800_53/attack-16.1/nist_800_53-rev5/enterprise/nist_800_53-rev5_attack-16.1-enterprise.json")]);
        var builtIn = ControlMappings.OpenBuiltIn();

        imported.Frameworks.Select(static f => f.Id).ShouldBe(builtIn.Frameworks.Select(static f => f.Id));
        foreach (var framework in builtIn.Frameworks)
        {
            foreach (var control in framework.Controls)
            {
                imported.Canonical(framework.Id, control).ShouldBe(control);
                imported.TechniquesOf(framework.Id, control).Select(static e => (e.TechniqueId, e.Hops, e.Via))
                    .ShouldBe(builtIn.TechniquesOf(framework.Id, control).Select(static e => (e.TechniqueId, e.Hops, e.Via)), control);
            }
        }
    }

    [Fact]
    public void Lists_of_pairs_are_read_too()
    {
        var cis = MappingTexts.Published("cis-v8_attack-14.1.json");
        (cis.FrameworkId, cis.Counts.Mapped, cis.Edges.Count, cis.Source.AttackVersion).ShouldBe(("cis-v8", 2932, 2932, "14.1"));

        var hipaa = MappingTexts.Published("hipaa-security-rule_nist-800-53-rev5.json");
        (hipaa.FrameworkId, hipaa.Links.Count, hipaa.Controls.Count).ShouldBe(("hipaa", 189, 22));
        hipaa.Links.ShouldAllBe(static link => link.TargetFramework == "nist-800-53-r5" && link.Relation == LinkRelation.IntersectsWith);
    }

    [Fact]
    public void A_score_category_speaks_before_the_mapping_type()
    {
        var mapping = MappingTexts.One(MappingTexts.Explorer(string.Join(',',
        [
            MappingTexts.Row("a", "T1078", "\"mapping_type\": \"technique_scores\", \"score_category\": \"protect\", \"score_value\": \"significant\""),
            MappingTexts.Row("a", "T1110", "\"mapping_type\": \"technique_score\", \"score_category\": \"Detect\", \"score_value\": \"Minimal\""),
            MappingTexts.Row("a", "T1003", "\"mapping_type\": \"technique_score\", \"score_category\": \"respond\", \"score_value\": \"partial\""),
            MappingTexts.Row("a", "T1055", "\"mapping_type\": \"technique_score\""),
        ])));

        mapping.Edges.Select(static e => (e.Category, e.Grade)).ShouldBe(
        [
            (EdgeCategory.Protect, Degree.Significant), (EdgeCategory.Detect, Degree.Minimal), (EdgeCategory.Respond, Degree.Partial), (EdgeCategory.Related, null),
        ]);
    }

    [Theory]
    [InlineData("\"mitigates\": {\"name\": \"m\"}, \"non_mappable\": {}", "{}")]
    [InlineData("\"mitigates\", \"non_mappable\"", "[]")]
    [InlineData("{\"id\": \"mitigates\"}", "[]")]
    public void A_row_without_a_mapping_type_has_the_only_one_that_the_file_declares(string types, string brackets)
    {
        var mapping = MappingTexts.One(MappingTexts.Explorer(
            MappingTexts.Row("a", "T1078", "\"mapping_type\": null"), more: $", \"mapping_types\": {brackets[0]}{types}{brackets[1]}"));

        mapping.Edges.ShouldHaveSingleItem().Category.ShouldBe(EdgeCategory.Protect);
    }

    [Theory]
    [InlineData("{\"cc6a1b1c\": {\"name\": \"Mitigates\"}, \"x\": {\"name\": \"other\"}}")]
    [InlineData("[{\"id\": \"cc6a1b1c\", \"name\": \"mitigates\"}, {\"id\": \"x\"}]")]
    public void A_mapping_type_may_be_the_key_of_one_that_the_metadata_name(string types)
    {
        var mapping = MappingTexts.One(MappingTexts.Explorer(MappingTexts.Row("a", "T1078", "\"mapping_type\": \"cc6a1b1c\""), more: $", \"mapping_types\": {types}"));

        mapping.Edges.ShouldHaveSingleItem().Category.ShouldBe(EdgeCategory.Protect);
    }

    [Fact]
    public void A_mapping_type_that_nobody_knows_counts_for_nothing_and_is_said()
    {
        var read = MappingTexts.Read(MappingTexts.Explorer(MappingTexts.Row("a", "T1078", "\"mapping_type\": \"frobnicates\"")));

        read.Value.ShouldNotBeNull().Mappings[0].Edges.ShouldHaveSingleItem().Category.ShouldBe(EdgeCategory.Related);
        read.Value.Mappings[0].Kind.ShouldBe(MappingKind.Related);
        read.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MAP005");
    }

    [Fact]
    public void Refused_rows_are_counted_by_reason()
    {
        var read = MappingTexts.Read(MappingTexts.Explorer(string.Join(',',
        [
            MappingTexts.Row("a", "T1078"), MappingTexts.Row("", "T1078"), MappingTexts.Row("a", ""), MappingTexts.Row("a", "TA0001"), "7", "null",
            MappingTexts.Row(new string('x', MappingLimits.IdCharsMax + 1), "T1078"), MappingTexts.Row(new string('x', MappingLimits.IdCharsMax), "T1078"),
            """{"capability_id": null, "attack_object_id": "T1496", "mapping_type": null, "status": "non_mappable"}""",
        ])));

        var counts = read.Value.ShouldNotBeNull().Mappings[0].Counts;
        (counts.Read, counts.Mapped, counts.NonMappable, counts.Refused).ShouldBe((9, 2, 1, 6));
        counts.Reasons.ShouldBe(
        [
            new("it names no capability", 1), new("it names no technique", 1), new("its capability's id is too long", 1), new("the row is no object", 2), new("what it maps to is no technique id", 1),
        ]);
        read.Diagnostics.ShouldAllBe(static d => d.Code == "MAP004");
    }

    [Fact]
    public void Spellings_of_one_control_are_one()
    {
        var mapping = MappingTexts.One(MappingTexts.Explorer(string.Join(',', [MappingTexts.Row("AC-02", "T1078"), MappingTexts.Row("ac-2", "T1110"), MappingTexts.Row("AC-02", "T1003")])));

        mapping.Controls.ShouldHaveSingleItem().Id.ShouldBe("AC-02");
        mapping.Edges.ShouldAllBe(static e => e.Control == "AC-02");
    }

    [Theory]
    [InlineData("nist_800_53", "\"rev5\"", "nist-800-53-r5")]
    [InlineData("nist_800_53", "\"rev4\"", "nist-800-53-r4")]
    [InlineData("csa_ccm", "4.1", "csa-ccm-4.1")]
    [InlineData("cri_profile", "\"v2.1\"", "cri-profile-2.1")]
    [InlineData("m365", "\"07/18/2025\"", "m365")]
    [InlineData("azure", "\"2025-04-26\"", "azure")]
    [InlineData("intel-vpro", "null", "intel-vpro")]
    [InlineData("Our Own Catalogue", "\"3\"", "our-own-catalogue-3")]
    public void A_framework_is_named_from_the_metadata(string framework, string version, string id)
        => MappingTexts.One(MappingTexts.Explorer(MappingTexts.Row("a", "T1078"), framework, version)).FrameworkId.ShouldBe(id);

    [Fact]
    public void Metadata_may_be_missing_when_the_user_names_the_framework()
    {
        const string text = """{"mapping_objects": [{"capability_id": "A-1", "attack_object_id": "T1078", "mapping_type": "mitigates"}]}""";

        MappingTexts.Read(text).Value.ShouldBeNull();
        MappingTexts.Read(text).Diagnostics.ShouldContain(static d => d.Code == "MAP002" && d.Severity == Severity.Error);
        MappingTexts.One(text, hints: new MappingHints("Our catalogue", "", "ours")).FrameworkId.ShouldBe("our-catalogue");
    }

    [Fact]
    public void The_same_as_yaml_is_the_same()
    {
        var mapping = MappingTexts.One(
            """
            metadata: {mapping_framework: acme, mapping_framework_version: 2, attack_version: 16.1, technology_domain: enterprise}
            mapping_objects:
              - {capability_id: AC-1, attack_object_id: T1078, mapping_type: mitigates, status: complete}
            """, "mapping.yaml");

        (mapping.FrameworkId, mapping.Source.AttackVersion, mapping.Domain, mapping.Edges.Count).ShouldBe(("acme-2", "16.1", "enterprise-attack", 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{\"mapping_objects\": 3}")]
    [InlineData("{\"type\": \"bundle\", \"objects\": []}")]
    [InlineData("\u0000\u0001")]
    public void What_is_no_mapping_has_no_value_and_says_so(string text)
    {
        var read = MappingTexts.Read(text);

        read.Value.ShouldBeNull();
        read.HasErrors.ShouldBeTrue();
    }

    [Fact]
    public void A_file_has_a_size_limit()
        => MappingFile.Read(new byte[MappingLimits.BytesMax + 1], "big.json", MappingHints.None, ReadLimits.Default).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MAP001");

    [Fact]
    public void Rows_past_the_limit_are_refused_and_counted()
    {
        var rows = new MappingRows(new DiagnosticLog("rows", ReadLimits.Default));
        var taken = 0;
        for (var i = 0; i < MappingLimits.RowsMax + 2; i++)
        {
            if (rows.Begin())
            {
                taken++;
                rows.Map();
            }
        }

        taken.ShouldBe(MappingLimits.RowsMax);
        var counts = rows.ToCounts();
        (counts.Read, counts.Mapped, counts.Refused).ShouldBe((MappingLimits.RowsMax + 2, MappingLimits.RowsMax, 2));
    }

    [Fact]
    public void Long_texts_are_cut_and_references_bounded()
    {
        var row = MappingTexts.Row("a", "T1078", $$"""
            "mapping_type": "mitigates", "comments": "{{new string('c', MappingLimits.TextCharsMax + 5)}}", "references": [{{string.Join(',', Enumerable.Repeat("\"r\"", MappingLimits.ReferencesMax + 5))}}]
            """);
        var edge = MappingTexts.One(MappingTexts.Explorer(row)).Edges.ShouldHaveSingleItem();

        edge.Comment.Length.ShouldBe(MappingLimits.TextCharsMax);
        edge.References.Count.ShouldBe(MappingLimits.ReferencesMax);
    }

    public static TheoryData<string, string> Seeds => new()
    {
        { "mapping.json", MappingTexts.Explorer(string.Join(',', Enumerable.Range(0, 12).Select(static i => MappingTexts.Row($"AC-{i}", $"T10{i:00}", $"\"mapping_type\": {(i % 3 == 0 ? "null" : "\"mitigates\"")}, \"score_category\": \"protect\", \"score_value\": \"partial\", \"references\": [\"https://example.org\"]")))) },
        { "crosswalk.csv", "control,technique,relation,grade\nA-1,T1078,equal,partial\n\"A-2\",\"T1110;T1003\",subset-of,\n" },
        { "hipaa_nist-800-53-r5.csv", "citation;nist 800-53\n164.1;AC-2|AC-3\n164.2;AC-4\n" },
        { "oscal.json", OscalReaderTests.Collection },
        { "list.json", """{"framework": "CIS Controls v8", "mappings": [{"safeguard": "1.1", "techniques": ["T1078", "T1110"]}]}""" },
    };

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_is_done_to_a_file_nothing_throws_and_the_counts_add_up(string document, string text)
    {
        var seed = Encoding.UTF8.GetBytes(text);
        var random = new Random(20261122);
        for (var round = 0; round < 1_500; round++)
        {
            var bytes = seed.ToArray().ToList();
            for (var change = random.Next(1, 6); change > 0 && bytes.Count > 0; change--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                        break;
                    case 2:
                        bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                        break;
                    default:
                        bytes[at] = (byte)"{}[]\",:;\\nul0"[random.Next(13)];
                        break;
                }
            }

            var read = MappingFile.Read(bytes.ToArray(), document, MappingHints.None, ReadLimits.Default);
            foreach (var mapping in read.Value?.Mappings ?? [])
            {
                mapping.Counts.Read.ShouldBe(mapping.Counts.Mapped + mapping.Counts.NonMappable + mapping.Counts.Refused);
                (mapping.Edges.Count + mapping.Links.Count).ShouldBe(mapping.Counts.Mapped);
                mapping.Counts.Reasons.Sum(static reason => reason.Value).ShouldBe(mapping.Counts.Refused);
                _ = ControlMappings.OpenBuiltIn().With([mapping]).Frameworks.Sum(f => f.Controls.Count);
            }

            (read.Value is not null || read.HasErrors).ShouldBeTrue();
        }
    }
}
