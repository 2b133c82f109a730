using FsCheck;
using FsCheck.Fluent;
using Merlon.Drawing;
using Merlon.Layers;

namespace Merlon.Knowledge.Tests.Drawing;

public sealed class ColorScaleTests
{
    /// <summary>What Navigator's own libraries (tinygradient 1.1.5, tinycolor2) give for the 100 steps of a gradient.</summary>
    [Theory]
    [InlineData("#ff6666 #ffe766 #8ec843", "0:#ff6666 1:#ff6966 17:#ff9366 33:#ffbd66 49:#ffe766 50:#fde665 51:#fae665 66:#d9dc5a 75:#c4d754 98:#90c944")]
    [InlineData("#ffffff00 #66b1ffff", "0:#ffffff 1:#fdfeff 17:#e5f2ff 33:#cce5ff 49:#b3d8ff 50:#b2d8ff 51:#b0d7ff 66:#99cbff 75:#8bc4ff 98:#68b2ff")]
    [InlineData("red #00f lime #12345680 black", "0:#ff0000 1:#f4000b 17:#4a00b5 33:#005ca3 49:#00ff00 50:#01f703 51:#01ef07 66:#0c753a 75:#113253 98:#010203")]
    public void Every_step_has_the_colour_that_Navigator_gives_it(string colors, string steps)
    {
        var scale = ColorScale.Of(new LayerGradient(colors.Split(' ')));
        foreach (var step in steps.Split(' '))
        {
            var (score, color) = (double.Parse(step.Split(':')[0], global::System.Globalization.CultureInfo.InvariantCulture), step.Split(':')[1]);
            scale.Of(score).Hex().ShouldBe(color, step);
        }
    }

    [Fact]
    public void Scores_outside_the_range_get_the_first_and_the_last_colour()
    {
        var scale = ColorScale.Of(new LayerGradient(["#000000", "#ffffff"], -1, 1));
        scale.Of(-1).Hex().ShouldBe("#000000");
        scale.Of(-1e300).Hex().ShouldBe("#000000");
        scale.Of(double.NaN).Hex().ShouldBe("#000000");
        scale.Of(1).Hex().ShouldBe("#ffffff");
        scale.Of(0.9999).Hex().ShouldBe("#ffffff"); // Navigator reads past its table here
        scale.Of(double.PositiveInfinity).Hex().ShouldBe("#ffffff");
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(9, 3)]
    [InlineData(double.MinValue, double.MaxValue)]
    public void A_range_that_is_none_still_gives_colours(double min, double max)
    {
        var scale = ColorScale.Of(new LayerGradient(["red", "lime"], min, max));
        foreach (var score in (double[])[double.MinValue, -1, 0, 4, 5, 6, double.MaxValue])
        {
            scale.Colors.Count.ShouldBe(2);
            _ = scale.Of(score);
        }
    }

    [Theory]
    [InlineData("nonsense", 1)]
    [InlineData("#12", 1)]
    [InlineData("javascript:alert(1)", 1)]
    public void A_colour_that_is_none_brings_back_the_default_gradient_and_is_counted(string color, int unreadable)
    {
        var scale = ColorScale.Of(new LayerGradient(["red", color]));
        scale.Unreadable.ShouldBe(unreadable);
        scale.Colors.Select(static one => one.Hex()).ShouldBe(LayerGradient.Default.Colors);
    }

    [Fact]
    public void A_gradient_has_a_hundred_colours_and_one_more_is_too_many()
    {
        ColorScale.Of(new LayerGradient([.. Enumerable.Repeat("red", 100)])).Unreadable.ShouldBe(0);
        ColorScale.Of(new LayerGradient([.. Enumerable.Repeat("red", 101)])).Unreadable.ShouldBe(1);
        ColorScale.Of(new LayerGradient(["red"])).Colors.Count.ShouldBe(3);
        ColorScale.Of(new LayerGradient([])).Colors.Count.ShouldBe(3);
    }

    /// <summary>As tinycolor2's mostReadable chooses between white and black.</summary>
    [Theory]
    [InlineData("#ff6666", "#000000")]
    [InlineData("#8ec843", "#000000")]
    [InlineData("#777777", "#000000")]
    [InlineData("#757575", "#ffffff")]
    [InlineData("red", "#000000")]
    [InlineData("#0000ff", "#ffffff")]
    [InlineData("#808080", "#000000")]
    public void Letters_are_white_or_black_as_Navigator_chooses(string background, string letters)
    {
        LayerColor.TryParse(background, out var color).ShouldBeTrue();
        color.Readable().Hex().ShouldBe(letters);
    }

    [Fact]
    public void Letters_can_be_read_on_every_colour() => Prop.ForAll<byte, byte, byte>(static (r, g, b) =>
    {
        var color = new LayerColor(r, g, b);
        return color.Contrast(color.Readable()) >= 4.5;
    }).Check(Cases.Quick);
}
