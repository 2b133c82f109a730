using System.Text;
using Merlon.Assessment;
using Merlon.Controls;
using Merlon.Documents;

namespace Merlon.Defense.Tests.Controls;

public sealed class CrosswalkReaderTests
{
    [Theory]
    [InlineData("control,technique\nA-1,T1078\nA-2,T1110\n")]
    [InlineData("control;technique\r\nA-1;T1078\r\nA-2;T1110")]
    [InlineData("control\ttechnique\nA-1\tT1078\nA-2\tT1110\n")]
    [InlineData("\uFEFFSource Control,ATT&CK ID\n\"A-1\",\"T1078\"\n\nA-2,T1110\n")]
    [InlineData("A-1,T1078\nA-2,T1110\n")]
    [InlineData("technique,control\nT1078,A-1\nT1110,A-2\n")]
    [InlineData("Control,Name,Technique,Notes\nA-1,\"One, two\",T1078,x\nA-2,,T1110: Brute Force,\n")]
    [InlineData("# a comment\nA-1,T1078\nA-2,T1110\n")]
    public void A_crosswalk_is_read_however_it_is_written(string csv)
    {
        var mapping = MappingTexts.One(csv, "our-controls.csv");

        mapping.FrameworkId.ShouldBe("our-controls");
        mapping.Edges.Select(static e => (e.Control, e.Technique.ToString())).ShouldBe([("A-1", "T1078"), ("A-2", "T1110")]);
        mapping.Counts.Refused.ShouldBe(0);
    }

    [Fact]
    public void Utf16_and_latin1_are_read_too()
    {
        byte[] utf16 = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("control,technique\nÄ-1,T1078\n")];
        Read(utf16).Value.ShouldNotBeNull().Mappings[0].Edges.ShouldHaveSingleItem().Control.ShouldBe("Ä-1");

        var latin = Read(Encoding.Latin1.GetBytes("control,technique\nÄ-1,T1078\n"));
        latin.Value.ShouldNotBeNull().Mappings[0].Edges.ShouldHaveSingleItem().Control.ShouldBe("Ä-1");
        latin.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MAP007");

        static Parsed<ReadMappings> Read(byte[] bytes) => MappingFile.Read(bytes, "ours.csv", MappingHints.None, ReadLimits.Default);
    }

    [Fact]
    public void Columns_may_name_frameworks_relations_and_grades()
    {
        var mapping = MappingTexts.One("PCI DSS 4.0.1,NIST SP 800-53 r5,Relationship,Grade\n8.3.1,IA-2; IA-5,intersects with,partial\n1.1,AC-4,no relationship,\n", "x.csv");

        mapping.FrameworkId.ShouldBe("pci-dss-4.0.1");
        mapping.Links.Select(static l => (l.Control, l.TargetFramework, l.TargetControl, l.Relation, l.Grade)).ShouldBe(
        [
            ("8.3.1", "NIST SP 800-53 r5", "IA-2", LinkRelation.IntersectsWith, Degree.Partial), ("8.3.1", "NIST SP 800-53 r5", "IA-5", LinkRelation.IntersectsWith, Degree.Partial),
        ]);
        (mapping.Counts.Read, mapping.Counts.NonMappable).ShouldBe((3, 1));
        ControlMappings.OpenBuiltIn().With([mapping]).TechniquesOf("PCI", "8.3.1").ShouldBeEmpty(); // by id only
        ControlMappings.OpenBuiltIn().With([mapping]).TechniquesOf("pci-dss-4.0.1", "8.3.1").ShouldNotBeEmpty();
    }

    [Fact]
    public void A_file_may_speak_of_several_frameworks()
    {
        var read = MappingTexts.Read("source framework,source control,technique\nOne,A,T1078\nTwo,B,T1110\nTwo,B,nonsense\n", "both.csv");

        read.Value.ShouldNotBeNull().Mappings.Select(static m => (m.FrameworkId, m.Counts.Mapped)).ShouldBe([("one", 1), ("two", 1)]);
        read.Value.Mappings.Sum(static m => m.Counts.Read).ShouldBe(3);
        read.Diagnostics.ShouldContain(static d => d.Code == "MAP009" && d.Location.Line == 4);
    }

    [Fact]
    public void A_faulty_line_is_left_out_and_named()
    {
        var read = MappingTexts.Read("control,target,relation,grade\n,T1078,,\nA,,,\nA,T1078,sideways,huge\nB,AC-2,,\n", "ours.csv");

        read.Value.ShouldNotBeNull().Mappings.ShouldHaveSingleItem().Edges.ShouldHaveSingleItem().Grade.ShouldBeNull();
        read.Diagnostics.Where(static d => d.Code is "MAP008" or "MAP009").Select(static d => (d.Code, d.Location.Line))
            .ShouldBe([("MAP009", 2), ("MAP009", 3), ("MAP008", 4), ("MAP008", 4), ("MAP009", 5)]);
        var counts = read.Value.Mappings[0].Counts;
        (counts.Read, counts.Mapped, counts.Refused).ShouldBe((4, 1, 3));
    }

    [Fact]
    public void Quotes_hold_delimiters_quotes_and_line_breaks_and_lines_are_counted_over_them()
    {
        var read = MappingTexts.Read("control,title,technique\n\"A\"\"1\",\"two\nlines\",T1078\nB,,bad\n", "ours.csv");

        read.Value.ShouldNotBeNull().Mappings[0].Controls.Select(static c => c.Id).ShouldBe(["A\"1"]);
        read.Diagnostics.First(static d => d.Code == "MAP009").Location.Line.ShouldBe(4);
    }

    [Fact]
    public void A_record_has_a_longest_length_and_most_columns()
    {
        MappingTexts.Read($"control,technique,note\nA,T1078,{new string('x', MappingLimits.RecordCharsMax + 1)}\nB,T1078,\n", "ours.csv").Value.ShouldNotBeNull().Mappings[0].Counts.Refused.ShouldBe(1);
        MappingTexts.Read($"control,technique\nA,T1078{new string(',', MappingLimits.ColumnsMax - 2)}\n", "ours.csv").Value.ShouldNotBeNull().Mappings[0].Counts.Refused.ShouldBe(0);
        MappingTexts.Read($"control,technique\nA,T1078{new string(',', MappingLimits.ColumnsMax)}\nB,T1110\n", "ours.csv").Value.ShouldNotBeNull().Mappings[0].Counts.Refused.ShouldBe(1);
    }

    [Theory]
    [InlineData("hipaa-security-rule_nist-800-53-rev5.csv", "hipaa-security-rule", "nist-800-53-r5")]
    [InlineData("folder/pci-dss-4.0.1-to-nist-800-53.csv", "pci-dss-4.0.1", "nist-800-53-r5")]
    [InlineData("our-controls.csv", "our-controls", "")]
    public void A_file_name_says_which_frameworks_it_relates(string document, string from, string to)
        => CrosswalkColumns.FrameworksOf(document, FrameworkNames.OpenBuiltIn()).ShouldBe((from, to));
}
