using Merlon.Attack;
using Merlon.Layers;

namespace Merlon.Knowledge.Tests.Layers;

public sealed class LayerEditingTests
{
    static readonly string[] Techniques = ["T1059", "T1003", "T1486"];

    static readonly (LayerPart Part, string[] Values)[] Values =
    [
        (LayerPart.Score, ["null", "0", "12.5", "-3", "100"]), (LayerPart.Color, ["\"\"", "\"#ff0000\"", "\"red\""]), (LayerPart.Comment, ["\"\"", "\"seen\"", "\"line\\nline\""]),
        (LayerPart.Enabled, ["true", "false"]), (LayerPart.Metadata, ["[]", """[{"name":"a","value":"b"}]"""]), (LayerPart.Links, ["[]", """[{"label":"a","url":"https://example.org"}]"""]),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Edits_of_several_people_in_any_order_count_or_come_back(int seed)
    {
        // Three people each see some state, edit it, and send later: what they sent either stands in the history or is told to them.
        var random = new Random(seed);
        var layer = Empty();
        var history = new List<LayerEdit>();
        var seen = new Layer[] { layer, layer, layer };
        for (var step = 0; step < 2_000; step++)
        {
            var person = random.Next(3);
            if (random.Next(3) == 0)
            {
                seen[person] = layer;
            }

            var edits = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Random(random, seen[person])).DistinctBy(static edit => (edit.TechniqueId, edit.Part)).ToList();
            var edited = LayerEditing.Apply(layer, edits);
            foreach (var edit in edits)
            {
                var isApplied = edited.Applied.Any(one => (one.TechniqueId, one.Part) == (edit.TechniqueId, edit.Part));
                var isTold = edited.Conflicts.Any(one => (one.Mine.TechniqueId, one.Mine.Part) == (edit.TechniqueId, edit.Part));
                var stands = string.Equals(ValueIn(edited.Layer, edit), ValueIn(LayerEditing.Apply(Empty(), [edit with { Before = ValueIn(Empty(), edit) }]).Layer, edit), StringComparison.Ordinal);
                (isApplied ? stands : isTold || stands).ShouldBeTrue($"{edit.TechniqueId} {edit.Part} was lost in step {step}");
            }

            history.AddRange(edited.Applied);
            layer = edited.Layer;
        }

        var replayed = LayerEditing.Apply(Empty(), history);
        replayed.Conflicts.ShouldBeEmpty();
        LayerComparison.Differences(replayed.Layer, layer).ShouldBeEmpty();
        history.Count.ShouldBeGreaterThan(500);
        var undone = LayerEditing.Apply(layer, [.. history.AsEnumerable().Reverse().Select(static edit => edit.Inverse())]);
        undone.Conflicts.ShouldBeEmpty();
        LayerComparison.Differences(undone.Layer, Empty()).ShouldBeEmpty();
    }

    [Fact]
    public void Who_edits_what_somebody_else_changed_is_told_what_stands_there()
    {
        var layer = LayerEditing.Apply(Empty(), [new LayerEdit("T1059", "execution", LayerPart.Comment, "\"\"", "\"theirs\"")]).Layer;
        var edited = LayerEditing.Apply(layer, [new LayerEdit("T1059", "execution", LayerPart.Comment, "\"\"", "\"mine\""), new LayerEdit("T1059", "execution", LayerPart.Score, "null", "4")]);
        edited.Conflicts.ShouldHaveSingleItem().Theirs.ShouldBe("\"theirs\"");
        edited.Applied.ShouldHaveSingleItem().Part.ShouldBe(LayerPart.Score);
        edited.Layer.Techniques.ShouldHaveSingleItem().Comment.ShouldBe("theirs");
    }

    [Theory]
    [InlineData(LayerPart.Score, "\"5\"")]
    [InlineData(LayerPart.Score, "1e999")]
    [InlineData(LayerPart.Color, "\"url(https://example.org)\"")]
    [InlineData(LayerPart.Enabled, "1")]
    [InlineData(LayerPart.Metadata, "{}")]
    [InlineData(LayerPart.Comment, "1}]}")]
    [InlineData(LayerPart.Name, "3")]
    public void A_value_that_the_part_cannot_have_is_refused(LayerPart part, string value)
        => Should.Throw<InvalidDataException>(() => LayerEditing.Apply(Empty(), [part == LayerPart.Name ? new LayerEdit("", "", part, "\"\"", value) : new LayerEdit("T1059", "execution", part, "null", value)]));

    [Fact]
    public void A_value_is_bounded()
    {
        string Of(int characters) => $"\"{new string('a', characters - 2)}\"";
        LayerEdit Comment(string value) => new("T1059", "execution", LayerPart.Comment, "\"\"", value);
        LayerEditing.Apply(Empty(), [Comment(Of(LayerEditing.EditValueCharsMax))]).Applied.Count.ShouldBe(1);
        Should.Throw<InvalidDataException>(() => LayerEditing.Apply(Empty(), [Comment(Of(LayerEditing.EditValueCharsMax + 1))]));
    }

    [Fact]
    public void Annotations_without_a_tactic_stand_under_each_before_they_are_edited()
    {
        var layer = Empty() with { Techniques = [new LayerTechnique("T1053", Score: 3)] };
        LayerEditing.PerTactic(layer, BuiltInRelease.Open()).Techniques.Select(static one => one.Tactic).ShouldBe(["execution", "persistence", "privilege-escalation"], ignoreOrder: true);
    }

    static LayerEdit Random(Random random, Layer seen)
    {
        var (part, values) = Values[random.Next(Values.Length)];
        LayerEdit edit = new(Techniques[random.Next(Techniques.Length)], "execution", part, "", values[random.Next(values.Length)]);
        return edit with { Before = ValueIn(seen, edit) };
    }

    static string ValueIn(Layer layer, LayerEdit edit)
        => LayerEditing.ValueOf(layer.Techniques.FirstOrDefault(one => one.TechniqueId == edit.TechniqueId) ?? new LayerTechnique(edit.TechniqueId, "execution"), edit.Part);

    static Layer Empty() => new() { Name = "test", Domain = "enterprise-attack", AttackVersion = "18", Techniques = [] };
}
