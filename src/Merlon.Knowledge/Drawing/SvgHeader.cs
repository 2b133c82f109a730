using System.Globalization;
using Merlon.Layers;

namespace Merlon.Drawing;

/// <summary>The boxes above a matrix: about, domain, platforms, aggregate, legend.</summary>
sealed class SvgHeader(SvgCanvas canvas, MatrixView view)
{
    const double BoxPadding = 5, TitlePixels = 11, TextMost = 13, TextLeast = 6.5, Rounding = 5, GapShare = 0.02;

    readonly MatrixSvgOptions options = canvas.Options;

    /// <summary>True when there is a legend or a gradient to show.</summary>
    public bool HasLegend => HasGradient || HasItems;

    bool HasGradient => options.ShowGradient && view.HasScores;

    bool HasItems => options.ShowLegend && LegendItems.Count > 0;

    IReadOnlyList<(string Label, LayerColor Color)> LegendItems =>
    [
        .. (view.Layer?.Legend ?? []).Where(static item => item.Label.Length > 0)
            .Select(static item => (item.Label, IsColor: LayerColor.TryParse(item.Color, out var color), Color: color))
            .Where(static item => item.IsColor).Select(static item => (item.Label, item.Color)),
    ];

    /// <summary>Boxes that the header would have.</summary>
    public int Sections => SectionList().Count;

    /// <summary>Draws the header.</summary>
    public void Write(double width, double height)
    {
        var sections = SectionList();
        var total = sections.Sum(static section => section.Weight);
        var gap = width * GapShare;
        var x = 0.0;
        canvas.Markup.Start("g").With("class", "header").Line();
        foreach (var section in sections)
        {
            var share = (width - gap * (sections.Count - 1)) * section.Weight / total;
            Box(section, new PlannedBox(x, BoxPadding, share, height - 2 * BoxPadding));
            x += share + gap;
        }

        canvas.Markup.End().Line();
    }

    /// <summary>Draws the legend by itself, over the matrix.</summary>
    public void WriteLegend(PlannedBox box)
    {
        canvas.Markup.Start("g").With("class", "legend").Line();
        Box(Legend(), box);
        canvas.Markup.End().Line();
    }

    List<HeaderSection> SectionList()
    {
        var sections = new List<HeaderSection>();
        if (options.ShowAbout && view.Layer is { } layer && (layer.Name.Length > 0 || layer.Description.Length > 0))
        {
            sections.Add(new HeaderSection("about", 1.4, [Text(layer.Name, weight: 1, isBold: true), Text(layer.Description, weight: 1.6)]));
        }

        var domains = string.Join(" · ", view.Domains.Select(static domain => domain.Name)) + $" v{view.Release}";
        var platforms = view.Platforms.Count == 0 ? "all platforms" : string.Join(", ", view.Platforms);
        var showsAggregate = options.ShowAggregate && view.Layer is { Layout.ShowAggregateScores: true };
        if (showsAggregate && options is { ShowDomain: true, ShowFilters: true })
        {
            sections.Add(new HeaderSection("domain & platforms", 1, [Text(domains), Text(platforms)]));
        }
        else
        {
            sections.AddRange(options.ShowDomain ? [new HeaderSection("domain", 1, [Text(domains)])] : []);
            sections.AddRange(options.ShowFilters ? [new HeaderSection("platforms", 1, [Text(platforms)])] : []);
        }

        if (showsAggregate)
        {
            sections.Add(new HeaderSection("aggregate", 0.8, [.. AggregateText()]));
        }

        if (options.Legend is null && HasLegend)
        {
            sections.Add(Legend());
        }

        return sections;
    }

    IEnumerable<HeaderPart> AggregateText()
    {
        var layout = view.Layer?.Layout ?? new LayerLayout();
        yield return Text($"a technique shows the {LayerWords.Of(layout.Aggregate)} over itself and its sub-techniques");
        if (layout.CountUnscored)
        {
            yield return Text("those without a score count as 0");
        }
    }

    HeaderSection Legend()
    {
        var parts = new List<HeaderPart>();
        if (HasGradient)
        {
            parts.Add(new HeaderPart(1, Gradient));
        }

        if (HasItems)
        {
            parts.Add(new HeaderPart(Math.Clamp(LegendItems.Count / 4.0, 1, 3), Items));
        }

        return new HeaderSection("legend", 1.2, parts);
    }

    HeaderPart Text(string text, double weight = 1, bool isBold = false)
        => new(text.Trim().Length == 0 ? 0 : weight, box => canvas.Fit(text, box, isBold ? TextMost + 2 : TextMost, TextLeast, canvas.Theme.Text, isBold));

    void Box(HeaderSection section, PlannedBox box)
    {
        var theme = canvas.Theme;
        canvas.Markup.Start("g").With("class", "section");
        canvas.Rect("header-box", box, theme.Page, theme.BoxLine, Rounding);
        var size = Math.Min(TitlePixels, box.Height / 3);
        var title = canvas.Ems(section.Title) * size;
        var inside = new PlannedBox(box.X + 2 * BoxPadding, box.Y + size * 0.6, box.Width - 4 * BoxPadding, box.Height - size * 0.6 - BoxPadding);
        if (title < box.Width - 4 * BoxPadding && size >= 3)
        {
            canvas.Rect("label-cover", new PlannedBox(box.X + 2 * BoxPadding - 3, box.Y - size * 0.6, title + 6, size * 1.2), theme.Page, stroke: null);
            canvas.Lines(new FittedLines([section.Title], IsCut: false), size, new PlannedBox(box.X + 2 * BoxPadding, box.Y - size * 0.6, title, size * 1.2), theme.Text);
        }

        Parts([.. section.Parts.Where(static part => part.Weight > 0)], inside);
        canvas.Markup.End().Line();
    }

    void Parts(List<HeaderPart> parts, PlannedBox box)
    {
        if (box.Width <= 0 || box.Height <= 0)
        {
            return;
        }

        var total = parts.Sum(static part => part.Weight);
        var y = box.Y;
        for (var i = 0; i < parts.Count; i++)
        {
            var height = box.Height * parts[i].Weight / total;
            parts[i].Write(box with { Y = y + 1, Height = Math.Max(0, height - 2) });
            y += height;
            if (i < parts.Count - 1)
            {
                canvas.Markup.Start("line").With("x1", box.X).With("x2", box.X + box.Width).With("y1", y).With("y2", y).With("stroke", canvas.Theme.Border.Hex()).With("stroke-opacity", 0.4).End();
            }
        }
    }

    // Twice as many steps as colours, the score of each below it.
    void Gradient(PlannedBox box)
    {
        var scale = ColorScale.Of(view.Layer?.Gradient ?? LayerGradient.Default);
        var steps = Math.Min(scale.Colors.Count * 2, 12);
        var width = box.Width / steps;
        var label = Math.Min(10, box.Height * 0.4);
        for (var i = 0; i < steps; i++)
        {
            var score = scale.Min + (scale.Max - scale.Min) * i / (steps - 1);
            var step = new PlannedBox(box.X + i * width, box.Y, width, Math.Max(1, box.Height - label * FittedText.LineEms - 1));
            canvas.Rect("gradient-step", step, scale.Of(score), canvas.Theme.Border);
            canvas.Fit(SvgNumbers.Score(score), new PlannedBox(step.X, step.Bottom + 1, width, label * FittedText.LineEms), label, 3, canvas.Theme.Text, isCentred: true);
        }
    }

    // As many rows as stay readable; items past the last place are counted in it.
    void Items(PlannedBox box)
    {
        var items = LegendItems;
        var rows = Math.Clamp((int)(box.Height / 11), 1, items.Count);
        var across = Math.Clamp((items.Count + rows - 1) / rows, 1, Math.Max(1, (int)(box.Width / 40)));
        var (width, height) = (box.Width / across, box.Height / rows);
        var places = Math.Min(items.Count, rows * across);
        var size = Math.Min(11, height * 0.8);
        for (var i = 0; i < places; i++)
        {
            var place = new PlannedBox(box.X + i / rows * width, box.Y + i % rows * height, width - 4, height);
            var swatch = Math.Min(size, 10);
            var isRest = i == places - 1 && places < items.Count;
            if (!isRest)
            {
                canvas.Rect("legend-item", new PlannedBox(place.X, place.Y + (height - swatch) / 2, swatch, swatch), items[i].Color, canvas.Theme.Border);
            }

            var text = isRest ? string.Create(CultureInfo.InvariantCulture, $"and {items.Count - i} more") : items[i].Label;
            canvas.Fit(text, new PlannedBox(place.X + swatch + 4, place.Y, place.Width - swatch - 4, height), size, Math.Min(size, 5), canvas.Theme.Text);
        }
    }

    sealed record HeaderSection(string Title, double Weight, IReadOnlyList<HeaderPart> Parts);

    sealed record HeaderPart(double Weight, Action<PlannedBox> Write);
}
