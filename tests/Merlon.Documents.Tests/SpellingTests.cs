using FsCheck;
using FsCheck.Fluent;

namespace Merlon.Documents.Tests;

public sealed class SpellingTests
{
    static readonly string[] Keys = ["name", "sectors", "regions", "log_sources", "mitigations", "controls", "platforms", "scopes"];

    [Theory]
    [InlineData("sector", "sectors")]
    [InlineData("logsources", "log_sources")]
    [InlineData("mitgations", "mitigations")]
    [InlineData("Platforms", "platforms")]
    [InlineData("nmae", "name")]
    [InlineData("scope", "scopes")]
    public void A_slip_of_the_keyboard_finds_its_word(string typed, string meant) => Spelling.Nearest(typed, Keys).ShouldBe(meant);

    [Theory]
    [InlineData("")]
    [InlineData("owner")]
    [InlineData("budget")]
    [InlineData("xyzxyzxyz")]
    public void What_is_not_near_finds_nothing(string typed) => Spelling.Nearest(typed, Keys).ShouldBeNull();

    [Fact]
    public void No_candidates_find_nothing() => Spelling.Nearest("name", []).ShouldBeNull();

    [Fact]
    public void Ties_go_to_the_ordinally_first_in_any_order()
    {
        Spelling.Nearest("cat", ["rat", "bat", "hat"]).ShouldBe("bat");
        Spelling.Nearest("cat", ["hat", "bat", "rat"]).ShouldBe("bat");
    }

    [Theory]
    [InlineData("ab", "a", true)] // two letters: one slip
    [InlineData("ab", "xy", false)]
    [InlineData("abcdef", "abcdxy", true)] // six letters: two
    [InlineData("abcdef", "abcxyz", false)]
    [InlineData("abcdefghijklmnop", "abcdefghijklwxyz", true)] // sixteen letters: four, not five
    [InlineData("abcdefghijklmnop", "abcdefghijkvwxyz", false)]
    public void A_third_of_the_letters_may_differ_and_at_most_four(string typed, string candidate, bool isFound)
        => Spelling.Nearest(typed, [candidate]).ShouldBe(isFound ? candidate : null);

    [Fact]
    public void Long_words_cost_their_length_and_not_its_square()
    {
        var word = new string('a', 300_000);
        Spelling.Nearest(word, [word[1..] + "b"]).ShouldNotBeNull();
    }

    [Fact]
    public void The_banded_distance_is_the_naive_one()
    {
        var words = ArbMap.Default.GeneratorFor<int>().Select(static i => "abAB"[Math.Abs(i % 4)]).ListOf()
            .Select(static letters => string.Concat(letters.Take(9)));
        var pairs = words.SelectMany(_ => words, static (a, b) => (a, b)).ToArbitrary();
        Prop.ForAll(pairs, static pair => Enumerable.Range(1, 4).All(
            most => Spelling.Distance(pair.a, pair.b, most) == Math.Min(most + 1, NaiveDistance(pair.a, pair.b))))
            .Check(Cases.Quick);
    }

    // Optimal string alignment, straight from its recurrence.
    static int NaiveDistance(string a, string b)
    {
        a = a.ToUpperInvariant();
        b = b.ToUpperInvariant();
        var cells = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                cells[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(cells[i - 1, j], cells[i, j - 1]) + 1, cells[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cells[i, j] = Math.Min(cells[i, j], cells[i - 2, j - 2] + 1);
                }
            }
        }

        return cells[a.Length, b.Length];
    }
}
