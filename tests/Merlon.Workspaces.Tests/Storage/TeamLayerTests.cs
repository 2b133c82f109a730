using Merlon.Layers;

namespace Merlon.Workspaces.Tests.Storage;

public sealed class TeamLayerTests
{
    static readonly TeamAuthor Ada = new("1", "Ada"), Ben = new("2", "Ben");

    [Fact]
    public void Edits_are_there_after_the_team_is_opened_again_and_one_batch_counts_once()
    {
        using var sandbox = new Sandbox();
        var team = Open(sandbox);
        var head = team.CreateLayer(Layer("ours"), "18.1", Ada);
        for (var i = 0; i < 1_100; i++)
        {
            team.EditLayer(head.Id, $"b{i}", [Score(i == 0 ? "null" : $"{i - 1}", $"{i}")], Ada).ShouldNotBeNull().Applied.Count.ShouldBe(1);
        }

        var again = Open(sandbox);
        again.FindLayer(head.Id).ShouldNotBeNull().Layer.Techniques.ShouldHaveSingleItem().Score.ShouldBe(1_099);
        again.EditLayer(head.Id, "b1099", [Score("1098", "1099")], Ada).ShouldNotBeNull().Head.Revision.ShouldBe(1_100);
        again.LayerEditsAfter(head.Id, 1_098, 10).Count.ShouldBe(2);
        again.LayerEditsBefore(head.Id, 1_100, 3).Select(static edit => edit.Revision).ShouldBe([1_100, 1_099, 1_098]);
    }

    [Fact]
    public void Who_comes_second_is_told_by_whom_it_was_changed()
    {
        using var sandbox = new Sandbox();
        var team = Open(sandbox);
        var head = team.CreateLayer(Layer("ours"), "18.1", Ada);
        team.EditLayer(head.Id, "a", [Score("null", "1")], Ada);
        var second = team.EditLayer(head.Id, "b", [Score("null", "2")], Ben).ShouldNotBeNull();
        second.Conflicts.ShouldHaveSingleItem().By.ShouldBe("Ada");
        second.Applied.ShouldBeEmpty();
        team.ReplaceLayer(head.Id, 0, Layer("other"), "18.1", Ben).ShouldBeNull();
        team.ReplaceLayer(head.Id, 1, Layer("other"), "18.1", Ben).ShouldNotBeNull().Revision.ShouldBe(2);
        team.LayerEditsAfter(head.Id, 0, 10).Select(static edit => edit.Edit is null).ShouldBe([false, true]);
    }

    [Fact]
    public void A_layer_that_was_put_away_can_be_taken_out_again_and_its_links_end()
    {
        using var sandbox = new Sandbox();
        var team = Open(sandbox);
        var head = team.CreateLayer(Layer("ours"), "18.1", Ada);
        var key = team.ShareLayer(head.Id, TimeSpan.FromDays(1), Ada).ShouldNotBeNull();
        team.FindSharedLayer(key).ShouldNotBeNull().Head.Id.ShouldBe(head.Id);
        team.FindSharedLayer(key[..^1]).ShouldBeNull();
        team.PutLayerAway(head.Id, away: true, Ben).ShouldBeTrue();
        team.FindLayer(head.Id).ShouldBeNull();
        team.FindSharedLayer(key).ShouldBeNull();
        team.ListLayers(deleted: true).ShouldHaveSingleItem().ChangedBy.ShouldBe("Ben");
        team.PutLayerAway(head.Id, away: false, Ada);
        team.ListLayers().ShouldHaveSingleItem().Name.ShouldBe("ours");
        team.LayerShares(head.Id).ShouldBe(0);
        Should.Throw<InvalidDataException>(() => team.ShareLayer(head.Id, TimeSpan.FromDays(Team.LayerShareDaysMax + 1), Ada));
    }

    [Fact]
    public void More_than_a_team_takes_is_refused_whole()
    {
        using var sandbox = new Sandbox();
        var team = Open(sandbox);
        var head = team.CreateLayer(Layer(new string('n', Team.LayerNameCharsMax + 1)), "18.1", Ada);
        head.Name.Length.ShouldBe(Team.LayerNameCharsMax);
        Should.Throw<InvalidDataException>(() => team.EditLayer(head.Id, "x", [.. Enumerable.Repeat(Score("null", "1"), Team.LayerEditsMax + 1)], Ada));
        team.EditLayer(head.Id, "y", [.. Enumerable.Repeat(Score("null", "1"), Team.LayerEditsMax)], Ada).ShouldNotBeNull().Applied.Count.ShouldBe(1);
        Should.Throw<InvalidDataException>(() => team.CreateLayer(Layer("large") with { Description = new string('d', Team.LayerBytesMax) }, "18.1", Ada));
    }

    static Team Open(Sandbox sandbox) => Team.Open(new TeamOptions(sandbox.PathOf("team"), TimeProvider.System));

    static LayerEdit Score(string before, string after) => new("T1059", "execution", LayerPart.Score, before, after);

    static Layer Layer(string name) => new() { Name = name, Domain = "enterprise-attack", AttackVersion = "18", Techniques = [] };
}
