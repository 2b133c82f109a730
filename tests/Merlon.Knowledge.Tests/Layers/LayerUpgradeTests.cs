using Merlon.Attack;
using Merlon.Documents;
using Merlon.Layers;

namespace Merlon.Knowledge.Tests.Layers;

public sealed class LayerUpgradeTests
{
    static readonly AttackRelease Release = BuiltInRelease.Open();

    [Fact]
    public void What_lives_stays_as_it_is()
    {
        var layer = Of(new LayerTechnique("T1059", "execution", 5), new LayerTechnique("T1003", null, 1, "c"));
        var upgraded = LayerUpgrade.To(layer, Release);
        upgraded.Review.ShouldBeEmpty();
        upgraded.Layer.AttackVersion.ShouldBe("18");
        upgraded.Layer.Techniques.ShouldBe(layer.Techniques);
        upgraded.Layer.Metadata.ShouldBeEmpty();
    }

    [Fact]
    public void A_revoked_technique_moves_to_the_end_of_its_chain_and_remembers_its_old_id()
    {
        var upgraded = LayerUpgrade.To(Of(new LayerTechnique("T1150", null, 7, "old")), Release); // T1150, T1547.011, T1647
        var technique = upgraded.Layer.Techniques.ShouldHaveSingleItem();
        (technique.TechniqueId, technique.Score, technique.Comment).ShouldBe(("T1647", 7, "old"));
        technique.Metadata.ShouldHaveSingleItem().ShouldBe(new LayerMetadata("was", "T1150"));
        upgraded.Review.ShouldHaveSingleItem().Change.ShouldBe(LayerChange.Moved);
    }

    [Fact]
    public void A_technique_that_left_its_tactic_stands_under_those_that_it_has()
    {
        var upgraded = LayerUpgrade.To(Of(new LayerTechnique("T1028", "execution", 3)), Release); // T1021.006 is lateral movement only
        upgraded.Layer.Techniques.ShouldHaveSingleItem().Tactic.ShouldBe("lateral-movement");
        var stayed = LayerUpgrade.To(Of(new LayerTechnique("T1110", "impact", 3)), Release);
        stayed.Review.ShouldHaveSingleItem().Change.ShouldBe(LayerChange.TacticMoved);
        stayed.Layer.Techniques.ShouldHaveSingleItem().Tactic.ShouldBe("credential-access");
    }

    [Fact]
    public void Two_annotations_that_meet_are_put_together_and_nothing_of_either_is_lost()
    {
        var upgraded = LayerUpgrade.To(
            Of(
                new LayerTechnique("T1086", null, 3, "powershell") { Links = [new("l", "https://x")], Color = "red", Enabled = false },
                new LayerTechnique("T1059.001", "execution", 9, "already there") { Metadata = [new("n", "v")], Color = "blue" }),
            Release);
        var technique = upgraded.Layer.Techniques.ShouldHaveSingleItem();
        (technique.TechniqueId, technique.Tactic, technique.Score, technique.Color, technique.Enabled).ShouldBe(("T1059.001", "execution", 9, "red", true));
        technique.Comment.ShouldBe("T1086: powershell\nT1059.001 (execution): already there");
        technique.Links.ShouldHaveSingleItem();
        technique.Metadata.ShouldBe(
        [
            new("was", "T1086"), new("score of T1086", "3"), new("disabled in T1086", "true"), LayerMetadata.Line,
            new("n", "v"), new("score of T1059.001 (execution)", "9"), new("colour of T1059.001 (execution)", "blue"),
        ]);
        upgraded.Review.Select(static item => item.Change).ShouldBe([LayerChange.Moved, LayerChange.Merged]);
    }

    [Fact]
    public void What_has_no_successor_is_kept_whole_in_the_layers_metadata()
    {
        var lost = new LayerTechnique("T9999", "execution", 4, "precious") { Links = [new("l", "https://x")] };
        var upgraded = LayerUpgrade.To(Of(new LayerTechnique("T1059", null, 1), lost), Release);
        upgraded.Layer.Techniques.ShouldHaveSingleItem();
        var kept = upgraded.Layer.Metadata.ShouldHaveSingleItem();
        kept.Name.ShouldBe("not in ATT&CK 18: T9999 (execution)");
        var again = LayerText.Only(LayerText.Layer($"\"techniques\":[{kept.Value}]")).Techniques.ShouldHaveSingleItem();
        LayerComparison.Differences(Of(lost), Of(again)).ShouldBeEmpty();
        upgraded.Review.ShouldHaveSingleItem().Change.ShouldBe(LayerChange.Gone);
    }

    [Fact]
    public void A_layer_for_v19_comes_back_to_18_1_along_the_renumberings()
    {
        var upgraded = LayerUpgrade.To(Of(new LayerTechnique("T1685", "defense-impairment", 5)), Release); // T1562, T1562.001 and T1562.006 in 18.1
        upgraded.Layer.Techniques.Select(static technique => technique.Tactic).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem().ShouldBe("defense-evasion");
        upgraded.Layer.Techniques.Count.ShouldBeGreaterThan(1);
        upgraded.Review.ShouldHaveSingleItem().Change.ShouldBe(LayerChange.Split);
        LayerUpgrade.To(Of(new LayerTechnique("T1036", "stealth", 5)), Release).Layer.Techniques.ShouldHaveSingleItem().Tactic.ShouldBe("defense-evasion");
    }

    [Fact]
    public void Platforms_take_their_new_names()
    {
        var upgraded = LayerUpgrade.To(Of() with { Platforms = ["Azure AD", "Windows", "Office 365", "Google Workspace", "Amiga"] }, Release);
        upgraded.Layer.Platforms.ShouldBe(["Identity Provider", "Windows", "Office Suite", "Amiga"]);
        upgraded.Review.Count(static item => item.Change == LayerChange.Platform).ShouldBe(4);
    }

    [Fact]
    public void Every_annotation_of_real_layers_is_in_the_new_layer_or_in_its_metadata()
    {
        foreach (var path in Directory.EnumerateFiles(SharedData.PathOf("layers"), "*.json", SearchOption.AllDirectories))
        {
            var layer = LayerReader.Read(File.ReadAllBytes(path), path, ReadLimits.Default).Value.ShouldNotBeNull().Layers[0];
            var upgraded = LayerUpgrade.To(layer, Release);
            var log = new DiagnosticLog(path, ReadLimits.Default);
            LayerCheck.Against(upgraded.Layer, "$", Release, log);
            log.Count.ShouldBe(0);
            var gone = upgraded.Review.Count(static item => item.Change == LayerChange.Gone);
            upgraded.Layer.Metadata.Count.ShouldBe(layer.Metadata.Count + gone);
            foreach (var technique in layer.Techniques)
            {
                var isThere = upgraded.Layer.Techniques.Any(other => string.Equals(other.TechniqueId, technique.TechniqueId, StringComparison.Ordinal))
                    || upgraded.Review.Any(item => string.Equals(item.Before.TechniqueId, technique.TechniqueId, StringComparison.Ordinal));
                isThere.ShouldBeTrue(technique.TechniqueId);
            }

            LayerUpgrade.To(upgraded.Layer, Release).Review.ShouldBeEmpty();
        }
    }

    [Fact]
    public void New_sub_techniques_of_annotated_techniques_are_pointed_out_against_the_old_release()
    {
        var before = RealBundles.Release("enterprise-attack-12.1.json");
        var review = LayerUpgrade.To(Of(new LayerTechnique("T1567", null, 1)), Release, before).Review;
        review.ShouldContain(static item => item.Change == LayerChange.NewSubTechnique && item.Message.StartsWith("T1567.004", StringComparison.Ordinal));
        review.ShouldNotContain(static item => item.Message.StartsWith("T1567.001", StringComparison.Ordinal));
    }

    static Layer Of(params LayerTechnique[] techniques) => new()
    {
        Name = "layer",
        Domain = "enterprise-attack",
        AttackVersion = "12",
        Techniques = techniques,
    };
}
