using Merlon.Drawing;

namespace Merlon.Web.Charts;

/// <summary>How wide text of a chart is without a font at hand, in ems: rather too wide than too narrow.</summary>
static class TextWidth
{
    /// <summary>Width of one line in ems.</summary>
    public static double Ems(string text) => TextMetrics.Ems(text, SvgFont.Sans);

    /// <summary>The text, or as much of its beginning as fits with an ellipsis; empty when not even that does.</summary>
    public static string Cut(string text, double emsMost)
    {
        if (Ems(text) <= emsMost + 0.01)
        {
            return text;
        }

        var (length, ems) = (0, 1.0);
        foreach (var rune in text.EnumerateRunes())
        {
            ems += TextMetrics.Ems(rune.ToString(), SvgFont.Sans);
            if (ems > emsMost)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return length == 0 ? "" : text[..length].TrimEnd() + "…";
    }
}
