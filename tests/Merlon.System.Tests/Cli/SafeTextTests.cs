using FsCheck;
using FsCheck.Fluent;
using Merlon.Answers;
using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\u001b[31mred\u001b[0m", "ared")]
    [InlineData("title\u001b]0;owned\u0007 end", "title end")]
    [InlineData("link\u001b]8;;http://x\u001b\\text", "linktext")]
    [InlineData("csi\u009b2Jx", "csix")]
    [InlineData("ends in escape\u001b", "ends in escape")]
    [InlineData("unfinished\u001b[12", "unfinished")]
    [InlineData("never ends\u001b]0;text stays", "never ends0;text stays")]
    [InlineData("turned\u202Eround\u2069", "turnedround")]
    [InlineData("zero\u200Bwidth\uFEFF", "zerowidth")]
    [InlineData("bell\u0007back\b", "bellback")]
    [InlineData("two\r\nlines\tand a tab", "two lines and a tab")]
    [InlineData("line\u2028separator", "line separator")]
    [InlineData("Grüße 漢字 😀", "Grüße 漢字 😀")]
    public void Nothing_that_a_terminal_obeys_is_left(string foreign, string safe) => SafeText.Line(foreign).ShouldBe(safe);

    [Fact]
    public void Blocks_keep_their_lines() => SafeText.Block("one\r\ntwo\nthree\u001b[2J").ShouldBe("one\ntwo\nthree");

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character() => SafeText.Line("a\ud800b").ShouldBe("a\uFFFDb");

    [Fact]
    public void Text_of_any_kind_comes_out_without_controls()
        => Prop.ForAll<string?>(text => SafeText.Line(text ?? "").All(static c => !char.IsControl(c))).Check(Cases.Quick);

    [Fact]
    public void Cleaning_twice_changes_nothing_more()
        => Prop.ForAll<string?>(text => SafeText.Block(SafeText.Block(text ?? "")) == SafeText.Block(text ?? "")).Check(Cases.Quick);

    [Theory]
    [InlineData("漢字", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("\u001b[31mred\u001b[0m", 3)]
    public void Columns_are_counted_as_a_terminal_shows_them(string text, int columns) => Columns.Of(text).ShouldBe(columns);

    [Fact]
    public void Wrapped_lines_keep_every_word_and_the_width()
        => Prop.ForAll<NonNull<string>, PositiveInt>((text, width) =>
        {
            var columns = width.Get % 40 + 2;
            var clean = SafeText.Line(text.Get);
            var lines = Columns.Wrap(clean, columns);
            return lines.All(line => Columns.Of(line) <= columns)
                && string.Concat(lines).Replace(" ", "", StringComparison.Ordinal) == clean.Replace(" ", "", StringComparison.Ordinal);
        }).Check(Cases.Quick);
}
