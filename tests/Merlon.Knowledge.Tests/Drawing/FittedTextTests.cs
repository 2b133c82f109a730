using FsCheck;
using FsCheck.Fluent;
using Merlon.Drawing;

namespace Merlon.Knowledge.Tests.Drawing;

public sealed class FittedTextTests
{
    [Fact]
    public void A_text_that_fits_is_not_broken()
        => new FittedText("Brute Force", SvgFont.Sans).Lines(10, 200, 12).ShouldSatisfyAllConditions(
            static fitted => fitted.Lines.ShouldBe(["Brute Force"]), static fitted => fitted.IsCut.ShouldBeFalse());

    [Fact]
    public void Lines_break_at_spaces_and_behind_slashes_but_not_inside_short_words()
    {
        Lines("Scheduled Task/Job", 60).ShouldBe(["Scheduled", "Task/Job"]);
        Lines("Websites/Domains", 55).ShouldBe(["Websites/", "Domains"]);
        Lines("I/O Image", 40).ShouldBe(["I/O", "Image"]);
        Lines("Drive-by", 45).ShouldBe(["Drive-by"]);
    }

    [Fact]
    public void What_does_not_fit_ends_in_an_ellipsis()
    {
        var fitted = new FittedText("Multi-Factor Authentication Request Generation", SvgFont.Sans).Lines(10, 70, 24);
        fitted.IsCut.ShouldBeTrue();
        fitted.Lines.Count.ShouldBe(2);
        fitted.Lines[^1].ShouldEndWith("…");
    }

    [Fact]
    public void A_box_too_low_for_a_line_has_none()
        => new FittedText("Phishing", SvgFont.Sans).Lines(10, 100, 5).Lines.ShouldBeEmpty();

    [Fact]
    public void Two_thousand_characters_are_looked_at_and_the_next_is_cut_and_said()
    {
        new FittedText(new string('a', 2_000), SvgFont.Sans).Lines(1, 1_000_000, 10).IsCut.ShouldBeFalse();
        var longer = new FittedText(new string('a', 2_001), SvgFont.Sans).Lines(1, 1_000_000, 10);
        longer.IsCut.ShouldBeTrue();
        longer.Lines[^1].ShouldEndWith("a…");
    }

    [Fact]
    public void No_line_is_wider_than_its_box_and_nothing_is_lost_without_being_said() => Prop.ForAll(
        Gen.Elements("Boot or Logon Autostart Execution", "W", "iiiiiiiiiiiiii", "Multi-Factor/Authentication", "日本語 の テキスト", "a b c d e f g", "😀😀 😀", "Pneumono-ultra-microscopic-silico-volcano-coniosis")
            .Zip(Gen.Choose(2, 200), static (text, size) => (text, size / 4.0))
            .Zip(Gen.Choose(5, 300).Zip(Gen.Choose(2, 80)), static (one, box) => (one.text, size: one.Item2, width: box.Item1, height: box.Item2)).ToArbitrary(),
        static one =>
        {
            foreach (var font in Enum.GetValues<SvgFont>())
            {
                var fitted = new FittedText(one.text, font).Lines(one.size, one.width, one.height);
                foreach (var line in fitted.Lines)
                {
                    (TextMetrics.Ems(line, font) * one.size).ShouldBeLessThanOrEqualTo(Math.Max(one.width, one.size) + 0.001, line);
                }

                (fitted.Lines.Count * one.size * FittedText.LineEms).ShouldBeLessThanOrEqualTo(one.height * 1.02 + 0.01);
                if (!fitted.IsCut)
                {
                    string.Concat(fitted.Lines).Replace(" ", "", StringComparison.Ordinal).ShouldBe(one.text.Replace(" ", "", StringComparison.Ordinal));
                }
            }
        }).Check(Cases.Quick);

    [Fact]
    public void The_size_that_is_chosen_holds_the_whole_text_or_is_the_least() => Prop.ForAll(
        Gen.Choose(10, 200).Zip(Gen.Choose(4, 60)).ToArbitrary(),
        static box =>
        {
            var text = new FittedText("Exploitation for Privilege Escalation", SvgFont.Sans);
            var size = text.SizeFor(box.Item1, box.Item2, most: 14, least: 2);
            size.ShouldBeInRange(2, 14);
            if (size > 2)
            {
                text.Lines(size, box.Item1, box.Item2).IsCut.ShouldBeFalse();
            }
        }).Check(Cases.Quick);

    static IReadOnlyList<string> Lines(string text, double width) => new FittedText(text, SvgFont.Sans).Lines(10, width, 60).Lines;
}
