using System.Text;
using System.Text.Json.Nodes;
using Merlon.Changes;

namespace Merlon.Knowledge.Tests.Changes;

public sealed class DiffRuleTests
{
    const string One = "attack-pattern--a1";

    [Theory]
    [InlineData("1.0", "2.0", "major_version_changes")]
    [InlineData("1.9", "2.0", "major_version_changes")]
    [InlineData("1.0", "2.1", "other_version_changes")]
    [InlineData("1.9", "1.10", "minor_version_changes")]
    [InlineData("1.1", "1.10", "other_version_changes")]
    [InlineData("2.0", "1.0", "other_version_changes")]
    [InlineData("1.0", "3.0", "other_version_changes")]
    [InlineData("1.0", "01.0", "unchanged")]
    [InlineData(null, "0.0", "unchanged")]
    [InlineData(null, "1.0", "major_version_changes")]
    [InlineData(null, "0.1", "minor_version_changes")]
    [InlineData("1.0", null, "other_version_changes")]
    [InlineData("1.0", "one", "other_version_changes")]
    [InlineData("one", "one", "unchanged")]
    [InlineData("1.0", "9223372036854775807.0", "other_version_changes")]
    public void A_version_step_has_its_category(string? old, string? @new, string category)
        => CategoryOf(MiniBundle.Small().Set(One, "x_mitre_version", old), MiniBundle.Small().Set(One, "x_mitre_version", @new)).ShouldBe(category);

    [Fact]
    public void A_version_bump_with_the_same_date_is_still_a_bump()
        => CategoryOf(MiniBundle.Small(), MiniBundle.Small().Set(One, "x_mitre_version", "1.1")).ShouldBe("minor_version_changes");

    [Theory]
    [InlineData("2024-05-06T07:08:09.01Z", "unchanged")]
    [InlineData("2024-05-06T09:08:09.010+02:00", "unchanged")]
    [InlineData("2024-05-06T07:08:09.011Z", "patches")]
    [InlineData(null, "patches")]
    public void Dates_are_compared_as_moments(string? modified, string category)
        => CategoryOf(MiniBundle.Small(), MiniBundle.Small().Set(One, "modified", modified)).ShouldBe(category);

    [Theory]
    [InlineData("Two\nlines.", "Two lines.", "unchanged")]
    [InlineData("Two\r\nlines.", "Two\nlines.", "patches")]
    [InlineData("a\u2028b", "b\u2028a", "unchanged")]
    [InlineData("a", "a\r", "unchanged")]
    [InlineData("a", "b", "patches")]
    [InlineData("", "a", "patches")]
    public void Descriptions_are_compared_by_their_lines_and_line_feeds_are_spaces(string old, string @new, string category)
        => CategoryOf(MiniBundle.Small().Set(One, "description", old), MiniBundle.Small().Set(One, "description", @new)).ShouldBe(category);

    [Fact]
    public void A_description_that_appears_without_a_new_date_is_no_change()
        => CategoryOf(MiniBundle.Small().Without(One, "description"), MiniBundle.Small()).ShouldBe("unchanged");

    [Fact]
    public void An_object_revoked_by_a_sibling_is_a_revocation_and_names_it()
    {
        var diff = DiffText.Of(MiniBundle.Small(), MiniBundle.Small().Revoke(One).Relate("revoked-by", One, "attack-pattern--a2"));
        var change = Technique(diff, ChangeCategory.Revocation);
        change.StixId.ShouldBe(One);
        change.Successor.ShouldNotBeNull().StixId.ShouldBe("attack-pattern--a2");
    }

    [Fact]
    public void Malware_revoked_by_a_tool_is_a_revocation_since_both_are_software()
    {
        static MiniBundle Bundle() => MiniBundle.Small().Add("malware", "w", "S0001", "W").Add("tool", "t", "S0002", "T");
        var diff = DiffText.Of(Bundle(), Bundle().Revoke("malware--w").Relate("revoked-by", "malware--w", "tool--t"));
        diff.Domains[0].Types[1].Of(ChangeCategory.Revocation).ShouldHaveSingleItem().Successor.ShouldNotBeNull().Type.ShouldBe("tool");
    }

    [Theory]
    [InlineData(null, "revoked-without-successor")]
    [InlineData("attack-pattern--gone", "revoked-by-elsewhere")]
    [InlineData("course-of-action--k1", "revoked-by-elsewhere")]
    public void An_object_revoked_by_nothing_of_its_type_is_in_no_category_and_that_is_said(string? by, string finding)
    {
        var @new = MiniBundle.Small().Revoke(One);
        var diff = DiffText.Of(MiniBundle.Small(), by is null ? @new : @new.Relate("revoked-by", One, by));
        DiffText.Lines(diff.Domains[0]).ShouldNotContain(One);
        diff.Domains[0].Types[0].DeadCount.ShouldBe(1);
        diff.Domains[0].Findings.ShouldHaveSingleItem().Kind.ShouldBe(finding);
    }

    [Fact]
    public void Of_several_successors_the_first_of_the_bundle_counts()
    {
        var @new = MiniBundle.Small().Revoke(One).Relate("revoked-by", One, "nobody").Relate("revoked-by", One, "attack-pattern--a2");
        DiffText.Lines(DiffText.Of(MiniBundle.Small(), @new).Domains[0]).ShouldNotContain(One);
    }

    [Fact]
    public void What_was_dead_and_is_dead_is_in_no_category_and_no_finding()
    {
        var dead = MiniBundle.Small().Revoke(One).Set("course-of-action--k1", "x_mitre_deprecated", true);
        var diff = DiffText.Of(dead, dead);
        diff.IsEmpty.ShouldBeTrue();
        DiffText.Lines(diff.Domains[0]).ShouldNotContain(One);
        diff.Domains[0].Findings.ShouldBeEmpty();
    }

    [Fact]
    public void What_comes_back_to_life_is_sorted_by_its_version()
        => CategoryOf(MiniBundle.Small().Revoke(One), MiniBundle.Small().Set(One, "x_mitre_version", "1.1")).ShouldBe("minor_version_changes");

    [Fact]
    public void Deprecated_since_is_a_deprecation_unless_it_was_before_or_is_revoked()
    {
        var deprecated = MiniBundle.Small().Set(One, "x_mitre_deprecated", true);
        CategoryOf(MiniBundle.Small().Set(One, "x_mitre_deprecated", false), deprecated).ShouldBe("deprecations");
        CategoryOf(deprecated, deprecated).ShouldBe("");
    }

    [Fact]
    public void An_addition_may_be_dead_already_and_a_finding_says_so()
    {
        var diff = DiffText.Of(new MiniBundle().Technique("x", "T9", "X", "knock"), new MiniBundle().Technique("x", "T9", "X", "knock").Technique("y", "T8", "Y", "knock").Revoke("attack-pattern--y"));
        Technique(diff, ChangeCategory.Addition).StixId.ShouldBe("attack-pattern--y");
        diff.Domains[0].Findings.ShouldHaveSingleItem().Kind.ShouldBe(ChangeFinding.BornDead);
    }

    [Theory]
    [InlineData("1.0", "1.5", ChangeFinding.VersionJump)]
    [InlineData("2.0", "1.5", ChangeFinding.VersionDecrease)]
    [InlineData("2.0", "two", ChangeFinding.VersionUnreadable)]
    public void A_version_out_of_step_is_a_finding(string old, string @new, string kind)
        => DiffText.Of(MiniBundle.Small().Set(One, "x_mitre_version", old), MiniBundle.Small().Set(One, "x_mitre_version", @new))
            .Domains[0].Findings.ShouldHaveSingleItem().Kind.ShouldBe(kind);

    [Fact]
    public void A_new_object_that_does_not_begin_with_1_0_and_a_silent_change_are_findings()
    {
        var @new = MiniBundle.Small().Technique("a9", "T1009", "Late", "knock").Set("attack-pattern--a9", "x_mitre_version", "1.1").Set(One, "description", "Other.");
        DiffText.Of(MiniBundle.Small(), @new).Domains[0].Findings.Select(static finding => finding.Kind)
            .ShouldBe([ChangeFinding.SilentChange, ChangeFinding.NewNotFirst]);
    }

    [Fact]
    public void Of_an_id_that_stands_twice_the_later_entry_counts_and_a_warning_says_so()
    {
        var twice = MiniBundle.Small().Technique("a1", "T1001", "Ring", "knock");
        twice.Objects[^1]!["x_mitre_version"] = "2.0"; // the one just added
        var parsed = DiffText.Parse(Utf8(MiniBundle.Small()), Utf8(twice));
        Technique(parsed.Value.ShouldNotBeNull(), ChangeCategory.MajorVersionChange).StixId.ShouldBe(One);
        parsed.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("DIFF004");
    }

    [Fact]
    public void Objects_without_an_attack_id_or_a_name_are_compared_too()
    {
        var old = MiniBundle.Small().Without(One, "external_references").Without(One, "name").Without(One, "kill_chain_phases");
        var diff = DiffText.Of(old, MiniBundle.Small());
        Technique(diff, ChangeCategory.Unchanged, One).Old.ShouldNotBeNull().Label.ShouldBe(One);
    }

    [Fact]
    public void Keys_may_be_written_with_escapes_and_the_last_of_two_counts()
    {
        var old = """{"type":"bundle","objects":[{"\u0074ype":"tool","\u0069d":"tool--1","x_mitre_version":"1.0"}]}""";
        var @new = """{"type":"bundle","objects":[{"type":"tool","id":"tool--1","x_mitre_version":"9.0","x_mitre_version":"1.1"}]}""";
        var diff = DiffText.Parse(Encoding.UTF8.GetBytes(old), Encoding.UTF8.GetBytes(@new)).Value.ShouldNotBeNull();
        diff.Domains[0].Types[1].Of(ChangeCategory.MinorVersionChange).Count.ShouldBe(1);
    }

    [Fact]
    public void Tactics_matrices_and_relationships_are_compared_beside_the_ten_types()
    {
        var @new = MiniBundle.Small().Set("x-mitre-tactic--t1", "name", "Knock twice").Set("x-mitre-tactic--t1", "x_mitre_version", "1.1")
            .Set("x-mitre-matrix--m1", "tactic_refs", new JsonArray("x-mitre-tactic--t1", "x-mitre-tactic--t2")).Set("x-mitre-matrix--m1", "modified", "2025-01-01T00:00:00Z")
            .Relate("uses", "intrusion-set--g1", "attack-pattern--a2");
        var domain = DiffText.Of(MiniBundle.Small(), @new).Domains[0];
        domain.Types.ShouldAllBe(static type => type.IsEmpty);
        domain.Structure[0].Of(ChangeCategory.MinorVersionChange).ShouldHaveSingleItem();
        domain.Structure[1].Of(ChangeCategory.Patch).ShouldHaveSingleItem().Fields().OfType<FieldChange.Reordered>().ShouldHaveSingleItem();
        var uses = domain.Relationships.Single(static one => one.Type is "uses");
        (uses.OldCount, uses.NewCount, uses.Additions.Count, uses.Deletions.Count, uses.Changes.Count).ShouldBe((3, 4, 1, 0, 0));
        domain.IsEmpty.ShouldBeFalse();
    }

    static string CategoryOf(MiniBundle old, MiniBundle @new)
    {
        var line = DiffText.Lines(DiffText.Of(old, @new).Domains[0]).Split('\n').SingleOrDefault(static line => line.EndsWith(" " + One, StringComparison.Ordinal));
        return line?.Split(' ')[1] ?? "";
    }

    static ObjectChange Technique(ReleaseDiff diff, ChangeCategory category) => diff.Domains[0].Types[0].Of(category).ShouldHaveSingleItem();

    static ObjectChange Technique(ReleaseDiff diff, ChangeCategory category, string id) => diff.Domains[0].Types[0].Of(category).Single(change => change.StixId == id);

    static byte[] Utf8(MiniBundle bundle) => Encoding.UTF8.GetBytes(bundle.Json);
}
