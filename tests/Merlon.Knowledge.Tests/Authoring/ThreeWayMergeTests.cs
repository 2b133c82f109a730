using Merlon.Authoring;

namespace Merlon.Knowledge.Tests.Authoring;

public sealed class ThreeWayMergeTests
{
    static readonly string[] Words = ["call", "ring", "knock", "door", "night", "bell"];
    static readonly string[] Fields = ["name", "description", "aliases", "x_mitre_platforms", "external_references", "x_note", "x_mitre_mutable_elements"];

    [Fact]
    public void Nothing_of_theirs_leaves_ours_and_nothing_of_ours_takes_theirs()
    {
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var basis = Any(random);
            var changed = Change(random, basis, Fields);
            Merge(basis, changed, basis).ShouldBe(changed);
            Merge(basis, basis, changed).ShouldBe(changed);
            Merge(basis, changed, changed).ShouldBe(changed);
        }
    }

    [Fact]
    public void Changes_of_different_fields_go_together_whoever_makes_them()
    {
        var random = new Random(2);
        for (var i = 0; i < 500; i++)
        {
            var basis = Any(random);
            var cut = random.Next(Fields.Length);
            var mine = Change(random, basis, Fields[..cut]);
            var theirs = Change(random, basis, Fields[cut..]);
            var merged = ThreeWayMerge.Of(basis, mine, theirs);
            merged.Conflicts.ShouldBeEmpty();
            merged.Fields.ShouldBe(Merge(basis, theirs, mine));
            foreach (var field in Fields)
            {
                merged.Fields.Find(field).ShouldBe(Array.IndexOf(Fields, field) < cut ? mine.Find(field) : theirs.Find(field));
            }
        }
    }

    [Fact]
    public void Every_value_that_a_side_brings_is_in_the_merge_or_in_a_conflict()
    {
        var random = new Random(3);
        for (var i = 0; i < 1_000; i++)
        {
            var basis = Any(random);
            var mine = Change(random, basis, Fields);
            var theirs = Change(random, basis, Fields);
            var merged = ThreeWayMerge.Of(basis, mine, theirs);
            var said = merged.Fields.Canonical + string.Concat(merged.Conflicts.Select(static c => $"{c.Base}{c.Mine}{c.Theirs}"));
            foreach (var word in Brought(basis, mine).Concat(Brought(basis, theirs)))
            {
                said.ShouldContain(word, Case.Sensitive, $"base {basis}\nmine {mine}\ntheirs {theirs}\nmerged {merged.Fields}");
            }

            foreach (var conflict in merged.Conflicts)
            {
                conflict.Mine.ShouldNotBe(conflict.Theirs);
            }
        }
    }

    [Theory]
    [InlineData("{'a':['x','y']}", "{'a':['x','y','m']}", "{'a':['t','x','y']}", "{'a':['t','x','y','m']}")]
    [InlineData("{'a':['x','y']}", "{'a':['x']}", "{'a':['x','y','t']}", "{'a':['x','t']}")]
    [InlineData("{'a':['x','y']}", "{'a':['x','m','y']}", "{'a':['y']}", "{'a':['m','y']}")]
    [InlineData("{}", "{'a':['m']}", "{'a':['t']}", "{'a':['m','t']}")]
    [InlineData("{'external_references':[{'source_name':'A','url':'1'}]}",
        "{'external_references':[{'source_name':'A','url':'1'},{'source_name':'M'}]}",
        "{'external_references':[{'source_name':'A','url':'2'},{'source_name':'T'}]}",
        "{'external_references':[{'source_name':'A','url':'2'},{'source_name':'M'},{'source_name':'T'}]}")]
    [InlineData("{'x_mitre_version':'1.3','modified':'2020-01-01T00:00:00.000Z'}", "{'x_mitre_version':'1.4','modified':'2026-01-01T00:00:00.000Z'}",
        "{'x_mitre_version':'2.0','modified':'2025-01-01T00:00:00.000Z'}", "{'x_mitre_version':'2.0','modified':'2026-01-01T00:00:00.000Z'}")]
    public void Lists_merge_as_sets_and_versions_go_up(string basis, string mine, string theirs, string expected)
    {
        var merged = ThreeWayMerge.Of(Own.Json(basis), Own.Json(mine), Own.Json(theirs));
        merged.Conflicts.ShouldBeEmpty();
        merged.Fields.ShouldBe(Own.Json(expected));
    }

    [Theory]
    [InlineData("{'a':'1'}", "{'a':'2'}", "{'a':'3'}", "a")]
    [InlineData("{'a':'1'}", "{}", "{'a':'3'}", "a")]
    [InlineData("{}", "{'a':'1'}", "{'a':'2'}", "a")]
    [InlineData("{'a':true}", "{'a':false}", "{}", "a")]
    [InlineData("{'external_references':[{'source_name':'A','url':'1'}]}", "{'external_references':[{'source_name':'A','url':'2'}]}", "{'external_references':[{'source_name':'A','url':'3'}]}", "external_references[A]")]
    [InlineData("{'external_references':[{'source_name':'A','url':'1'},{'source_name':'B'}]}", "{'external_references':[{'source_name':'A','url':'2'},{'source_name':'B'}]}", "{'external_references':[{'source_name':'B'}]}", "external_references[A]")]
    public void What_both_changed_differently_stays_ours_and_is_a_conflict(string basis, string mine, string theirs, string field)
    {
        var merged = ThreeWayMerge.Of(Own.Json(basis), Own.Json(mine), Own.Json(theirs));
        merged.Conflicts.ShouldHaveSingleItem().Field.ShouldBe(field);
        merged.Fields.ShouldBe(Own.Json(mine));
        MergeField.Set(merged.Fields, field, merged.Conflicts[0].Theirs).ShouldBe(Own.Json(theirs));
    }

    [Theory]
    [InlineData("one\n\ntwo\n\nthree", "ONE\n\ntwo\n\nthree", "one\n\ntwo\n\nTHREE", "ONE\n\ntwo\n\nTHREE")]
    [InlineData("a b c d e", "A b c d e", "a b c d E", "A b c d E")]
    [InlineData("one\ntwo", "one\nadded\ntwo", "one\ntwo\nlast", "one\nadded\ntwo\nlast")]
    [InlineData("one\ntwo", "ONE\ntwo", "one\nTWO", "ONE\nTWO")]
    [InlineData("a b", "a b c", "x b", "x b c")]
    [InlineData("a b c", "A b c", "a B c", null)] // neighbours: what was meant is for a person to say
    [InlineData("a b c", "a X c", "a Y c", null)]
    [InlineData("a b c", "a b c d", "x a b c", "x a b c d")]
    [InlineData("a b", "", "a b c", null)]
    public void Texts_merge_by_paragraphs_and_words(string basis, string mine, string theirs, string? expected)
    {
        TextMerge.Of(basis, mine, theirs).ShouldBe(expected);
        TextMerge.Of(basis, theirs, mine).ShouldBe(expected);
    }

    [Fact]
    public void A_text_of_more_words_than_are_compared_is_a_conflict()
    {
        var fits = string.Concat(Enumerable.Repeat("w ", TextMerge.TokensMax - 2)) + "end ";
        TextMerge.Of(fits, "x " + fits, fits + "y").ShouldBe("x " + fits + "y");
        var over = "w " + fits + "w w ";
        TextMerge.Of(over, "x " + over, over + "y").ShouldBeNull();
    }

    static StixValue.Mapping Merge(StixValue.Mapping basis, StixValue.Mapping mine, StixValue.Mapping theirs)
    {
        var merged = ThreeWayMerge.Of(basis, mine, theirs);
        merged.Conflicts.ShouldBeEmpty();
        return merged.Fields;
    }

    static StixValue.Mapping Any(Random random)
        => new([.. Fields.Where(_ => random.Next(4) > 0).Select(field => KeyValuePair.Create(field, ValueOf(random, field)))]);

    static StixValue.Mapping Change(Random random, StixValue.Mapping basis, IEnumerable<string> fields)
    {
        foreach (var field in fields.Where(_ => random.Next(2) == 0))
        {
            basis = basis.With(field, random.Next(5) == 0 ? null : Edited(random, field, basis.Find(field)));
        }

        return basis;
    }

    static StixValue Edited(Random random, string field, StixValue? before) => before switch
    {
        StixValue.Text text => new StixValue.Text(string.Join(' ', text.Value.Split(' ').Where(_ => random.Next(6) > 0).SelectMany(word => random.Next(4) == 0 ? [word, Fresh(random)] : new[] { word }))),
        StixValue.Sequence list => new StixValue.Sequence([.. list.Items.Where(_ => random.Next(4) > 0).Concat(((StixValue.Sequence)ValueOf(random, field)).Items)
            .DistinctBy(item => item is StixValue.Mapping mapping ? mapping.TextOf(KeyOf(field)) : item.Canonical, StringComparer.Ordinal)]),
        _ => ValueOf(random, field),
    };

    static StixValue ValueOf(Random random, string field) => field switch
    {
        "aliases" or "x_mitre_platforms" => StixValue.Sequence.OfTexts(Enumerable.Range(0, random.Next(4)).Select(_ => Fresh(random)).Distinct(StringComparer.Ordinal)),
        "external_references" or "x_mitre_mutable_elements" => new StixValue.Sequence([.. Words.Where(_ => random.Next(3) == 0)
            .Select(word => StixValue.Mapping.Of((KeyOf(field), new StixValue.Text(word)), ("description", new StixValue.Text(Fresh(random)))))]),
        _ => new StixValue.Text(string.Join(' ', Enumerable.Range(0, 1 + random.Next(8)).Select(_ => Words[random.Next(Words.Length)]))),
    };

    static string KeyOf(string field) => field is "external_references" ? "source_name" : "field";

    static string Fresh(Random random) => $"w{random.Next(100_000)}";

    /// <summary>The made-up words that a side has and the base has not.</summary>
    static IEnumerable<string> Brought(StixValue.Mapping basis, StixValue.Mapping side)
        => System.Text.RegularExpressions.Regex.Matches(side.Canonical, "w[0-9]+").Select(static m => m.Value).Where(word => !basis.Canonical.Contains(word, StringComparison.Ordinal));
}
