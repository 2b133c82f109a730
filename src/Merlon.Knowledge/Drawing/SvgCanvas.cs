using Merlon.Layers;

namespace Merlon.Drawing;

/// <summary>What the parts of a drawing share: the markup, the theme, the letters, and how text is put into boxes.</summary>
sealed class SvgCanvas(MatrixSvgOptions options)
{
    public const double Padding = 3;

    public SvgMarkup Markup { get; } = new();

    public SvgTheme Theme { get; } = SvgTheme.Of(options);

    public MatrixSvgOptions Options => options;

    public SvgFont Font => options.Font;

    /// <summary>Fonts in the order of preference; the last is the browser's own.</summary>
    public string FontFamily => options.Font switch
    {
        SvgFont.Serif => "'Times New Roman', Times, 'Liberation Serif', serif",
        SvgFont.Mono => "'DejaVu Sans Mono', 'Liberation Mono', 'Courier New', monospace",
        _ => "Arial, Helvetica, 'Liberation Sans', sans-serif",
    };

    public double Ems(string text, bool isBold = false) => TextMetrics.Ems(text, Font, isBold);

    public void Rect(string cssClass, PlannedBox box, LayerColor fill, LayerColor? stroke, double corner = 0)
    {
        Markup.Start("rect").With("class", cssClass).With("x", box.X).With("y", box.Y).With("width", Math.Max(0, box.Width)).With("height", Math.Max(0, box.Height)).Fill(fill);
        if (stroke is { } line)
        {
            Markup.With("stroke", line.Hex());
        }

        if (corner > 0)
        {
            Markup.With("rx", corner);
        }

        Markup.End();
    }

    /// <summary>Lines of text in the middle of a box's height.</summary>
    public void Lines(FittedLines fitted, double size, PlannedBox box, LayerColor color, bool isBold = false, bool isCentred = false)
    {
        if (fitted.Lines.Count == 0)
        {
            return;
        }

        var line = size * FittedText.LineEms;
        var top = box.Y + (box.Height - line * fitted.Lines.Count) / 2;
        var x = isCentred ? box.X + box.Width / 2 : box.X;
        Markup.Start("text").With("font-size", size).With("fill", color.Hex());
        if (isBold)
        {
            Markup.With("font-weight", "bold");
        }

        if (isCentred)
        {
            Markup.With("text-anchor", "middle");
        }

        for (var i = 0; i < fitted.Lines.Count; i++)
        {
            Markup.Start("tspan").With("x", x).With("y", top + (i + 0.5) * line + size * 0.34).Text(fitted.Lines[i]).End();
        }

        Markup.End();
    }

    /// <summary>Text as large as the box allows.</summary>
    public void Fit(string text, PlannedBox box, double most, double least, LayerColor color, bool isBold = false, bool isCentred = false)
    {
        var fitted = new FittedText(text, Font, isBold);
        var size = fitted.SizeFor(box.Width, box.Height, most, least);
        Lines(fitted.Lines(size, box.Width, box.Height), size, box, color, isBold, isCentred);
    }
}
