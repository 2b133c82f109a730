using System.Text;

namespace Merlon.Documents.Tests;

public sealed class YamlRebaseTests
{
    const string Known = """
        sectors: [finance]
        groups:
          - group: A
            weight: 1
          - group: B
            weight: 1
        name: x
        """;

    static YamlNode Read(string text) => YamlDocument.Read(Encoding.UTF8.GetBytes(text), "t", ReadLimits.Default).Value.ShouldNotBeNull();

    static YamlPath At(params object[] steps) => steps.Aggregate(YamlPath.Root, static (path, step) => step is int index ? path[index] : path[(string)step]);

    static YamlRebase Rebase(YamlEdit theirs, params YamlEdit[] mine)
        => YamlRebase.Of(Read(Known), YamlTree.Apply(Read(Known), theirs, out _).ShouldNotBeNull(), mine);

    [Fact]
    public void Changes_of_other_places_are_carried_over()
        => Rebase(new YamlEdit.Put(At("name"), YamlTree.Text("y")), new YamlEdit.Put(At("groups", 0, "weight"), YamlTree.Text("0.5"))).Edits.ShouldHaveSingleItem().Path.ToString().ShouldBe("groups[0].weight");

    [Fact]
    public void A_place_in_a_list_moves_along_with_what_stood_there()
    {
        Rebase(new YamlEdit.Remove(At("groups", 0)), new YamlEdit.Put(At("groups", 1, "weight"), YamlTree.Text("0.5"))).Edits.ShouldHaveSingleItem().Path.ToString().ShouldBe("groups[0].weight");
        Rebase(new YamlEdit.Add(At("groups"), [YamlTree.Map(("group", YamlTree.Text("C")))], 0), new YamlEdit.Remove(At("groups", 1))).Edits.ShouldHaveSingleItem().Path.ToString().ShouldBe("groups[2]");
    }

    [Fact]
    public void Two_fields_of_one_entry_are_different_places()
        => Rebase(new YamlEdit.Put(At("groups", 1, "reason"), YamlTree.Text("why")), new YamlEdit.Put(At("groups", 1, "weight"), YamlTree.Text("0.5"))).Conflicts.ShouldBeEmpty();

    [Fact]
    public void The_same_place_is_a_conflict_with_all_three_values()
    {
        var conflict = Rebase(new YamlEdit.Put(At("name"), YamlTree.Text("theirs")), new YamlEdit.Put(At("name"), YamlTree.Text("mine"))).Conflicts.ShouldHaveSingleItem();
        conflict.Was.ShouldBeOfType<YamlNode.Scalar>().Text.ShouldBe("x");
        conflict.Theirs.ShouldBeOfType<YamlNode.Scalar>().Text.ShouldBe("theirs");
    }

    [Fact]
    public void What_both_want_is_no_conflict_and_not_done_twice()
    {
        Rebase(new YamlEdit.Add(At("sectors"), [YamlTree.Text("retail")]), new YamlEdit.Add(At("sectors"), [YamlTree.Text("retail")])).ShouldSatisfyAllConditions(
            static rebase => rebase.Conflicts.ShouldBeEmpty(), static rebase => rebase.Edits.ShouldBeEmpty());
        Rebase(new YamlEdit.Remove(At("groups", 0)), new YamlEdit.Remove(At("groups", 0))).ShouldSatisfyAllConditions(
            static rebase => rebase.Conflicts.ShouldBeEmpty(), static rebase => rebase.Edits.ShouldBeEmpty());
    }

    [Fact]
    public void What_was_changed_is_not_removed_unseen_and_what_was_removed_not_changed()
    {
        Rebase(new YamlEdit.Put(At("groups", 0, "weight"), YamlTree.Text("0.1")), new YamlEdit.Remove(At("groups", 0))).Conflicts.Count.ShouldBe(1);
        Rebase(new YamlEdit.Remove(At("groups", 0)), new YamlEdit.Put(At("groups", 0, "weight"), YamlTree.Text("0.1"))).Conflicts.Count.ShouldBe(1);
    }

    [Fact]
    public void Two_people_who_add_to_a_list_both_find_theirs_in_it()
    {
        var theirs = YamlTree.Apply(Read(Known), new YamlEdit.Add(At("sectors"), [YamlTree.Text("retail")]), out _).ShouldNotBeNull();
        var rebase = YamlRebase.Of(Read(Known), theirs, [new YamlEdit.Add(At("sectors"), [YamlTree.Text("energy")])]);
        YamlTree.AreSame(YamlTree.Apply(theirs, rebase.Edits.ShouldHaveSingleItem(), out _), Read(Known.Replace("[finance]", "[finance, retail, energy]", StringComparison.Ordinal))).ShouldBeTrue();
    }
}

public sealed class TextLinesTests
{
    [Fact]
    public void Lines_that_differ_are_told_with_their_numbers()
        => TextLines.Compare("a\nb\nc", "a\nx\nc\nd").Where(static line => line.Fate != LineFate.Kept).Select(static line => $"{line.Fate} {line.Before} {line.After} {line.Text}")
            .ShouldBe(["Removed 2 0 b", "Added 0 2 x", "Added 0 4 d"]);

    [Theory]
    [InlineData("a\nb\nc\nd\ne", "A\nb\nc\nd\ne", "a\nb\nc\nd\nE", "A\nb\nc\nd\nE")]
    [InlineData("a\nb\nc", "a\nb\nc", "x", "x")]
    [InlineData("a\nb\nc", "a\nX\nc", "a\nY\nc", null)]
    [InlineData("a\nb\nc", "a\nX\nc", "a\nX\nc", "a\nX\nc")]
    [InlineData("a\nb\nc\nd", "a\nc\nd", "a\nb\nc\nd\ne", "a\nc\nd\ne")]
    public void Changes_of_different_lines_go_together(string known, string mine, string theirs, string? merged) => TextLines.Merge(known, mine, theirs).ShouldBe(merged);
}
