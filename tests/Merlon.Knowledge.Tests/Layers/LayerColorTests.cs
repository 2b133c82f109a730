using Merlon.Layers;

namespace Merlon.Knowledge.Tests.Layers;

public sealed class LayerColorTests
{
    [Theory]
    [InlineData("#f00", "#ff0000")]
    [InlineData("F00", "#ff0000")]
    [InlineData("#f008", "#ff000088")]
    [InlineData("#FF0000", "#ff0000")]
    [InlineData("#ff000080", "#ff000080")]
    [InlineData("Red", "#ff0000")]
    [InlineData(" rebeccapurple ", "#663399")]
    [InlineData("transparent", "#00000000")]
    [InlineData("rgb(255, 0, 0)", "#ff0000")]
    [InlineData("rgba(255 0 0 / 50%)", "#ff000080")]
    [InlineData("hsl(120, 100%, 50%)", "#00ff00")]
    [InlineData("hsla(240deg, 100%, 50%, 0.5)", "#0000ff80")]
    public void Colours_are_read_as_CSS_writes_them(string text, string expected)
    {
        LayerColor.TryParse(text, out var color).ShouldBeTrue();
        color.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("#12345")]
    [InlineData("#ggg")]
    [InlineData("reddish")]
    [InlineData("rgb(1,2)")]
    [InlineData("rgb(a,b,c)")]
    [InlineData("hsl(1e999,1%,1%)")]
    [InlineData("url(javascript:alert(1))")]
    [InlineData("red;background:url(x)")]
    public void What_is_no_colour_is_refused(string text) => LayerColor.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(LayerColor.ColorCharsMax, true)]
    [InlineData(LayerColor.ColorCharsMax + 1, false)]
    public void Long_texts_are_no_colours(int length, bool isRead) => LayerColor.TryParse("red".PadRight(length), out _).ShouldBe(isRead);
}
