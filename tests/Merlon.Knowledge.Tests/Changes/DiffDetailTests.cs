using System.Text.Json.Nodes;
using Merlon.Changes;
using Merlon.Layers;

namespace Merlon.Knowledge.Tests.Changes;

public sealed class DiffDetailTests
{
    const string One = "attack-pattern--a1";

    [Fact]
    public void Every_field_that_differs_is_listed_and_lists_are_compared_as_sets()
    {
        var @new = MiniBundle.Small().Set(One, "x_mitre_version", "1.1").Set(One, "x_mitre_platforms", MiniBundle.Refs("Garden", "Roof"))
            .Set(One, "x_mitre_remote_support", true).Without(One, "created").Set(One, "modified", "2024-05-06T07:08:09.01Z");
        var fields = Change(MiniBundle.Small().Set(One, "x_mitre_nested", new JsonObject { ["a"] = 1, ["b"] = "x" }), @new.Set(One, "x_mitre_nested", new JsonObject { ["b"] = "y", ["a"] = 1.0 })).Fields();
        fields.Select(static field => field.Field).ShouldBe(["created", "x_mitre_nested.b", "x_mitre_platforms", "x_mitre_remote_support", "x_mitre_version"]);
        fields[0].ShouldBeOfType<FieldChange.Vanished>();
        fields[1].ShouldBe(new FieldChange.Replaced("x_mitre_nested.b", "x", "y"));
        var items = fields[2].ShouldBeOfType<FieldChange.Items>();
        (string.Join(' ', items.Dropped), string.Join(' ', items.Added)).ShouldBe(("Hallway", "Roof"));
        fields[3].ShouldBe(new FieldChange.Appeared("x_mitre_remote_support", "true"));
    }

    [Fact]
    public void A_list_in_another_order_is_no_change_but_one_item_more_is()
    {
        var @new = MiniBundle.Small().Set(One, "x_mitre_version", "1.1").Set(One, "x_mitre_platforms", MiniBundle.Refs("Garden", "Hallway"));
        Change(MiniBundle.Small(), @new).Fields().ShouldHaveSingleItem().Field.ShouldBe("x_mitre_version");
        var twice = MiniBundle.Small().Set(One, "x_mitre_version", "1.1").Set(One, "x_mitre_platforms", MiniBundle.Refs("Garden", "Hallway", "Hallway"));
        Change(MiniBundle.Small(), twice).Fields().OfType<FieldChange.Items>().ShouldHaveSingleItem().Added.ShouldBe(["Hallway"]);
    }

    [Fact]
    public void What_came_and_went_around_a_technique_is_named_as_change_logs_name_it()
    {
        static MiniBundle Bundle() => MiniBundle.Small()
            .Add("x-mitre-data-source", "o1", "DS0017", "Command").Add("x-mitre-data-component", "d2", "DC0002", "Command Execution", ("x_mitre_data_source_ref", "x-mitre-data-source--o1"))
            .Add("x-mitre-data-component", "d3", "DC0003", "Orphan").Add("malware", "w1", "S0001", "Squeak");
        var old = Bundle().Relate("detects", "x-mitre-data-component--d2", One).Relate("detects", "x-mitre-data-component--d3", One).Relate("uses", "malware--w1", One);
        var dead = Bundle().Relate("uses", "malware--w1", One, ("x_mitre_deprecated", true)).Relate("mitigates", "course-of-action--k1", "attack-pattern--a2");
        var @new = dead.Set(One, "x_mitre_version", "1.1").Set(RelationOf(dead, "mitigates", One), "revoked", true);
        var relations = Change(old, @new).Relations().ShouldNotBeNull();
        relations.Mitigations.Dropped.ShouldBe(["M1001: Mute the bell"]);
        relations.DataComponents.Dropped.ShouldBe(["DS0017: Command (Command Execution)", "Orphan"]);
        relations.DetectionStrategies.Shared.ShouldBe(["DET0001: Listen"]);
        relations.Procedures.Dropped.ShouldBe(["S0001: Squeak"]);
        relations.Procedures.Shared.ShouldBe(["C0001: Long Night", "G0001: Door Mice"]);
        var domain = DiffText.Of(old, @new).Domains[0];
        domain.ChangedRelations().Select(static one => one.Technique.StixId).ShouldBe([One, "attack-pattern--a2"]);
    }

    [Fact]
    public void Contributors_count_where_they_are_new_and_the_publisher_is_none()
    {
        var old = MiniBundle.Small().Set(One, "x_mitre_contributors", MiniBundle.Refs("Ann"));
        var @new = MiniBundle.Small().Set(One, "x_mitre_contributors", MiniBundle.Refs("Ann", "bob", "ATT&CK"))
            .Set("intrusion-set--g1", "x_mitre_contributors", MiniBundle.Refs("bob", "Ann")).Technique("a9", "T1009", "Late", "knock").Set("attack-pattern--a9", "x_mitre_contributors", MiniBundle.Refs("Zoe"));
        var credits = DiffText.Of(old, @new).Contributors();
        credits.Select(static credit => $"{credit.Name} {credit.Objects.Count}").ShouldBe(["Ann 1", "bob 2", "Zoe 1"]);
    }

    [Fact]
    public void A_layer_has_a_cell_for_each_phase_in_the_colour_of_the_category_and_none_for_the_dead()
    {
        var old = MiniBundle.Small().Technique("a3", "T1003", "Gone", "knock");
        var @new = MiniBundle.Small().Set(One, "x_mitre_version", "2.0").Set("attack-pattern--a2", "x_mitre_deprecated", true).Technique("a4", "T1004", "New", "knock").Without("attack-pattern--a4", "kill_chain_phases");
        var diff = DiffText.Of(old, @new);
        var layer = ChangeLayers.Of(diff, diff.Domains[0]);
        layer.Techniques.Select(static cell => $"{cell.TechniqueId} {cell.Tactic} {cell.Color} {cell.Comment}").ShouldBe(
        [
            "T1001 enter #fcf3a2 major (1.0 → 2.0)", "T1001 knock #fcf3a2 major (1.0 → 2.0)", "T1003 knock #ff00e1 deleted (1.0)",
        ]);
        layer.Description.ShouldContain("1 without an id or a tactic have no cell");
        layer.AttackVersion.ShouldBe("2");
        using var stream = new MemoryStream();
        LayerWriter.Write(layer, stream);
        stream.Length.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Counts_part_techniques_from_sub_techniques()
    {
        var @new = MiniBundle.Small().Set("attack-pattern--a2", "x_mitre_version", "1.1").Technique("a4", "T1004", "New", "knock");
        var rows = DiffCounts.Of(DiffText.Of(MiniBundle.Small(), @new).Domains[0].Types);
        rows.Take(3).Select(static row => $"{row.Key} {row.OldLive} {row.NewLive} {string.Join(' ', row.Counts)}").ShouldBe(
            ["techniques 2 3 1 0 1 0 0 0 0 0 1", "techniques_only 1 2 1 0 0 0 0 0 0 0 1", "subtechniques 1 1 0 0 1 0 0 0 0 0 0"]);
    }

    static ObjectChange Change(MiniBundle old, MiniBundle @new)
        => DiffText.Of(old, @new).Domains[0].Types[0].Changes.Single(static change => change.StixId == One);

    static string RelationOf(MiniBundle bundle, string type, string target) => bundle.Objects.OfType<JsonObject>()
        .First(one => (string?)one["relationship_type"] == type && (string?)one["target_ref"] == target)["id"]!.GetValue<string>(); // each relation has one
}
