using Merlon.Changes;

namespace Merlon.Knowledge.Tests.Changes;

public sealed class WordDiffTests
{
    [Theory]
    [InlineData("The quick fox.", "The quick fox.", "=The quick fox.")]
    [InlineData("The quick fox.", "The slow fox.", "=The |-quick|+slow|= fox.")]
    [InlineData("", "New.", "+New.")]
    [InlineData("Old.", "", "-Old.")]
    [InlineData("", "", "")]
    [InlineData("one two three", "eins zwei three", "-one two|+eins zwei|= three")]
    [InlineData("a, b", "c, d", "-a, b|+c, d")]
    [InlineData("don't", "dont", "-don't|+dont")]
    [InlineData("x𝄞y", "x𝄢y", "=x|-𝄞|+𝄢|=y")]
    public void Words_that_went_and_came_stand_beside_each_other(string old, string @new, string expected)
        => string.Join('|', WordDiff.Of(old, @new).Select(static one => $"{Sign(one.Kind)}{one.Text}")).ShouldBe(expected);

    [Fact]
    public void Any_two_texts_are_made_up_again_by_the_pieces()
    {
        var random = new Random(7);
        for (var i = 0; i < 3_000; i++)
        {
            var (old, @new) = (TextOf(random), TextOf(random));
            var words = WordDiff.Of(old, @new);
            string.Concat(words.Where(static one => one.Kind != TextSegmentKind.Added).Select(static one => one.Text)).ShouldBe(old);
            string.Concat(words.Where(static one => one.Kind != TextSegmentKind.Dropped).Select(static one => one.Text)).ShouldBe(@new);
            words.ShouldAllBe(static one => one.Text.Length > 0);
        }
    }

    [Fact]
    public void No_shorter_way_exists_than_the_one_found()
    {
        var random = new Random(11);
        for (var i = 0; i < 5_000; i++)
        {
            var (old, @new) = (NumbersOf(random), NumbersOf(random));
            var (isDropped, isAdded) = EditScript.Of(old, @new);
            old.Where((_, at) => !isDropped[at]).ShouldBe(@new.Where((_, at) => !isAdded[at]));
            isDropped.Count(static one => !one).ShouldBe(CommonLength(old, @new), $"{string.Join(' ', old)} → {string.Join(' ', @new)}");
        }
    }

    [Fact]
    public void Past_the_bound_what_is_left_stands_as_replaced_and_nothing_is_lost()
    {
        var random = new Random(13);
        int[] old = [.. Enumerable.Range(0, 400).Select(_ => random.Next(50))];
        int[] @new = [.. Enumerable.Range(0, 400).Select(_ => random.Next(50))];
        var whole = EditScript.Of(old, @new);
        var cut = EditScript.Of(old, @new, bound: 1_000);
        old.Where((_, at) => !cut.IsDropped[at]).ShouldBe(@new.Where((_, at) => !cut.IsAdded[at]));
        cut.IsDropped.Count(static one => one).ShouldBeGreaterThan(whole.IsDropped.Count(static one => one));
    }

    /// <summary>The textbook's table: the slow twin.</summary>
    static int CommonLength(int[] old, int[] @new)
    {
        var table = new int[old.Length + 1, @new.Length + 1];
        for (var i = 1; i <= old.Length; i++)
        {
            for (var j = 1; j <= @new.Length; j++)
            {
                table[i, j] = old[i - 1] == @new[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
            }
        }

        return table[old.Length, @new.Length];
    }

    static int[] NumbersOf(Random random) => [.. Enumerable.Range(0, random.Next(random.Next(1, 40))).Select(_ => random.Next(1 + random.Next(8)))];

    static string TextOf(Random random)
        => string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => new[] { "the ", "group ", "uses", ", ", ". ", "\n", "é", "𝄞", "\uD800", "(Citation: X)", "  ", "a" }[random.Next(12)]));

    static char Sign(TextSegmentKind kind) => kind switch
    {
        TextSegmentKind.Same => '=',
        TextSegmentKind.Dropped => '-',
        _ => '+',
    };
}
