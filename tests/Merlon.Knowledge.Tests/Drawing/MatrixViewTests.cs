using System.Text.Json.Nodes;
using Merlon.Attack;
using Merlon.Drawing;
using Merlon.Layers;

namespace Merlon.Knowledge.Tests.Drawing;

public sealed class MatrixViewTests
{
    static readonly AttackRelease Real = BuiltInRelease.Open();

    [Theory]
    [InlineData("enterprise-attack", 14, 887)]
    [InlineData("mobile-attack", 12, 144)]
    [InlineData("ics-attack", 12, 94)]
    public void Every_technique_stands_exactly_once_under_each_of_its_tactics(string domain, int tactics, int cells)
    {
        var view = MatrixView.Of(Real, new MatrixOptions { Domains = [domain], SubTechniques = MatrixSubTechniques.All });
        view.Columns.Count.ShouldBe(tactics);
        List<(string, string)> drawn = [.. view.Columns.SelectMany(static column => column.Cells.Select(cell => (cell.Technique.Id, column.Tactic.Shortname)))];
        drawn.Count.ShouldBe(cells);
        var expected = Real.Techniques.Where(static technique => technique.IsLive)
            .SelectMany(technique => Real.TacticsOf(technique, domain).Select(tactic => (technique.Id, tactic.Shortname)));
        drawn.Order().ShouldBe(expected.Order());
        view.Columns.Select(static column => column.Tactic.Id).ShouldBe(Real.TacticsOf(domain).Select(static tactic => tactic.Id));
    }

    [Fact]
    public void Several_domains_stand_side_by_side_in_the_order_asked_for()
    {
        var view = MatrixView.Of(Real, new MatrixOptions { Domains = ["ics-attack", "enterprise-attack"], SubTechniques = MatrixSubTechniques.All });
        view.Cells.Count().ShouldBe(887 + 94);
        view.Columns.Select(static column => column.Domain.Id).Distinct(StringComparer.Ordinal).ShouldBe(["ics-attack", "enterprise-attack"]);
        view.Domains.Select(static domain => domain.Name).ShouldBe(["ATT&CK for ICS", "Enterprise ATT&CK"]);
        MatrixView.Of(Real, new MatrixOptions()).Columns.Count.ShouldBe(38);
        Should.Throw<ArgumentException>(static () => MatrixView.Of(Real, new MatrixOptions { Domains = ["no-attack"] }));
    }

    [Fact]
    public void The_platform_filter_hides_and_counts()
    {
        var all = MatrixView.Of(Real, new MatrixOptions { Domains = ["enterprise-attack"], SubTechniques = MatrixSubTechniques.All });
        var linux = MatrixView.Of(Real, new MatrixOptions { Domains = ["enterprise-attack"], Platforms = ["linux"], SubTechniques = MatrixSubTechniques.All });
        linux.Cells.ShouldAllBe(static cell => cell.Technique.Platforms.Contains("Linux"));
        (linux.Cells.Count() + linux.Remarks.HiddenByPlatform).ShouldBe(all.Cells.Count());
        linux.Columns.ShouldNotContain(static column => column.Tactic.Shortname == "reconnaissance");
        var none = MatrixView.Of(Real, new MatrixOptions { Domains = ["ics-attack"], Platforms = ["None"] });
        none.Cells.ShouldContain(static cell => cell.Technique.Id == "T0895");
    }

    [Fact]
    public void Names_order_a_column_forwards_and_backwards_and_scores_before_names()
    {
        var release = Doors();
        Order(release, LayerSorting.NameAscending).ShouldBe(["T1003", "T1002", "T1001", "T1004"]);
        Order(release, LayerSorting.NameDescending).ShouldBe(["T1004", "T1001", "T1002", "T1003"]);
        Order(release, LayerSorting.ScoreAscending).ShouldBe(["T1003", "T1004", "T1002", "T1001"]);
        Order(release, LayerSorting.ScoreDescending).ShouldBe(["T1002", "T1001", "T1004", "T1003"]);

        static IEnumerable<string> Order(AttackRelease release, LayerSorting sorting)
            => View(release, Layer(new LayerTechnique("T1001", Score: 5), new LayerTechnique("T1002", Score: 5), new LayerTechnique("T1004", Score: 0)), new MatrixOptions { Sorting = sorting })
                .Columns[0].Techniques.Select(static cell => cell.Technique.Id);
    }

    [Fact]
    public void A_colour_of_its_own_outranks_the_aggregate_and_that_the_score()
    {
        var release = Doors();
        var layer = Layer(new LayerTechnique("T1001", Score: 0), new LayerTechnique("T1001.001", Score: 100), new LayerTechnique("T1002", Score: 0) { Color = "blue" }, new LayerTechnique("T1003", Score: 0) { Color = "no colour" })
            with { Layout = new LayerLayout { ShowAggregateScores = true, Aggregate = LayerAggregate.Max } };
        var cells = View(release, layer).Columns[0].Techniques.ToDictionary(static cell => cell.Technique.Id, StringComparer.Ordinal);
        cells["T1001"].Fill?.Hex().ShouldBe("#8ec843");
        cells["T1001"].ShownScore.ShouldBe(100);
        cells["T1002"].Fill?.Hex().ShouldBe("#0000ff");
        cells["T1003"].Fill?.Hex().ShouldBe("#ff6666");
        cells["T1004"].Fill.ShouldBeNull();
        View(release, layer).Remarks.UnreadableColors.ShouldBe(1);
    }

    [Fact]
    public void A_disabled_technique_is_grey_or_hidden_unless_a_sub_technique_is_enabled()
    {
        var release = Doors();
        var layer = Layer(new LayerTechnique("T1001", Score: 3) { Enabled = false }, new LayerTechnique("T1003", Score: 3) { Enabled = false });
        View(release, layer).Columns[0].Techniques.Where(static cell => cell.IsDisabled).ShouldAllBe(static cell => cell.Fill == null && cell.ShownScore == null);
        var hidden = View(release, layer with { HideDisabled = true });
        hidden.Cells.Select(static cell => cell.Technique.Id).ShouldBe(["T1002", "T1001", "T1004"]);
        hidden.Remarks.HiddenAsDisabled.ShouldBe(1);
        hidden.Remarks.HiddenAnnotations.ShouldBe(1);
    }

    [Fact]
    public void An_annotation_without_a_tactic_is_everywhere_and_a_later_one_outranks_it()
    {
        var release = MiniBundle.Small().Release();
        var view = View(release, Layer(new LayerTechnique("T1001", Score: 1), new LayerTechnique("T1001", "knock", Score: 2)));
        view.Columns.Select(static column => (column.Tactic.Shortname, column.Techniques[0].ShownScore)).ShouldBe([("enter", 1), ("knock", 2)]);
    }

    [Fact]
    public void What_moved_is_drawn_where_it_is_now_and_what_has_no_cell_is_named()
    {
        var layer = new Layer
        {
            Name = "old",
            Domain = "enterprise-attack",
            AttackVersion = "8",
            Techniques =
            [
                new("T1066", Score: 7), new("T9999", Score: 1), new("T1110", "impact", Score: 1), new("sigma", Score: 1), new("T0800", Score: 1), new("T1027.005", "stealth", Score: 9),
            ],
        };
        var view = MatrixView.Of(Real, new MatrixOptions { Domains = ["enterprise-attack"], SubTechniques = MatrixSubTechniques.All }, layer);
        view.Remarks.Moved.ShouldHaveSingleItem().Techniques.ShouldHaveSingleItem().Id.ShouldBe("T1027.005");
        view.Remarks.Unplaced.Select(static misfit => misfit.Annotation.TechniqueId).ShouldBe(["T9999", "T1110", "sigma", "T0800"]);
        view.Remarks.Unplaced[3].Reason.ShouldBe("T0800 does not stand in enterprise-attack");
        view.Cells.Single(static cell => cell.Technique.Id == "T1027.005").ShownScore.ShouldBe(9); // its own before what moved there
    }

    [Fact]
    public void Sub_techniques_unfold_as_asked()
    {
        var release = Doors();
        var layer = Layer(new LayerTechnique("T1001.001", Score: 1), new LayerTechnique("T1002") { ShowSubtechniques = true });
        Unfolded(MatrixSubTechniques.None).ShouldBeEmpty();
        Unfolded(MatrixSubTechniques.Annotated).ShouldBe(["T1001"]);
        Unfolded(MatrixSubTechniques.Expanded).ShouldBe(["T1002"]);
        Unfolded(MatrixSubTechniques.All).ShouldBe(["T1002", "T1001"]);

        IEnumerable<string> Unfolded(MatrixSubTechniques which)
            => View(release, layer, new MatrixOptions { SubTechniques = which }).Columns[0].Techniques.Where(static cell => cell.IsUnfolded).Select(static cell => cell.Technique.Id);
    }

    [Fact]
    public void A_sub_technique_under_a_tactic_without_its_technique_stands_on_its_own()
    {
        var release = MiniBundle.Small().Set("attack-pattern--a2", "kill_chain_phases", new JsonArray(new JsonObject { ["kill_chain_name"] = "demo-chain", ["phase_name"] = "enter" }))
            .Set("attack-pattern--a1", "kill_chain_phases", new JsonArray(new JsonObject { ["kill_chain_name"] = "demo-chain", ["phase_name"] = "knock" })).Release();
        View(release, Layer()).Columns.Select(static column => column.Techniques[0].Technique.Id).ShouldBe(["T1001.001", "T1001"]);
    }

    [Fact]
    public void A_layer_of_an_unknown_domain_is_drawn_on_the_first_and_others_on_their_own()
    {
        var release = MiniBundle.Small().Release();
        View(release, Layer(new LayerTechnique("T1001", Score: 1)) with { Domain = "custom" }).HasScores.ShouldBeTrue();
        var ot = Layer(new LayerTechnique("T0800", Score: 1)) with { Domain = "ics-attack" };
        var both = MatrixView.Of(Real, new MatrixOptions { Domains = ["enterprise-attack", "ics-attack"] }, Layer(new LayerTechnique("T1110", Score: 1)) with { Domain = "enterprise-attack" }, ot);
        both.Cells.Where(static cell => cell.ShownScore is not null).Select(static cell => cell.Technique.Id).Distinct(StringComparer.Ordinal).ShouldBe(["T1110", "T0800"]);
    }

    [Fact]
    public void A_hostile_number_of_unknown_ids_is_told_apart_quickly_and_all_are_named()
    {
        var layer = Layer([.. Enumerable.Range(0, 100_000).Select(static i => new LayerTechnique("X" + i, Score: 1))]);
        View(MiniBundle.Small().Release(), layer).Remarks.Unplaced.Count.ShouldBe(100_000);
    }

    /// <summary>One tactic and four techniques whose names do not order as their ids do; two have a sub-technique.</summary>
    static AttackRelease Doors() => new MiniBundle()
        .Add("x-mitre-matrix", "m1", "demo-attack", "Demo", ("tactic_refs", MiniBundle.Refs("x-mitre-tactic--t1")))
        .Add("x-mitre-tactic", "t1", "TA0001", "Knock", ("x_mitre_shortname", "knock"))
        .Technique("a1", "T1001", "Ring", "knock").Technique("a11", "T1001.001", "Ring twice", "knock").Relate("subtechnique-of", "attack-pattern--a11", "attack-pattern--a1")
        .Technique("a2", "T1002", "knock softly", "knock").Technique("a21", "T1002.001", "Knock twice", "knock").Relate("subtechnique-of", "attack-pattern--a21", "attack-pattern--a2")
        .Technique("a3", "T1003", "Call", "knock").Technique("a4", "T1004", "Wait", "knock").Release();

    static Layer Layer(params LayerTechnique[] techniques) => new() { Name = "test", Domain = "demo-attack", AttackVersion = "1", Techniques = techniques };

    static MatrixView View(AttackRelease release, Layer layer, MatrixOptions? options = null) => MatrixView.Of(release, options ?? new MatrixOptions(), layer);
}
