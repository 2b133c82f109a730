using Merlon.Layers;

namespace Merlon.Drawing;

/// <summary>
/// Draws a matrix as SVG text: the groups and classes that Navigator's export has (<c>g.tactic</c>, <c>g.techniques</c>,
/// <c>g.subtechniques</c>), no script, no link, no reference to anything outside, the same bytes for the same matrix.
/// </summary>
public sealed class MatrixSvg
{
    const double Margin = 5, TextMost = 14, TextLeast = 1.6, ScoreMost = 9, Sidebar = 3;

    readonly MatrixView view;
    readonly SvgCanvas canvas;
    readonly MatrixSvgOptions options;
    int shortened;
    int unnamed;

    MatrixSvg(MatrixView view, MatrixSvgOptions options)
    {
        this.view = view;
        this.options = options;
        canvas = new SvgCanvas(options);
    }

    /// <summary>Draws a matrix.</summary>
    /// <exception cref="ArgumentException">A length of the options has a <see cref="MatrixSvgOptions.Problem"/>.</exception>
    public static SvgDrawing Of(MatrixView view, MatrixSvgOptions options)
    {
        if (options.Problem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        return new MatrixSvg(view, options).Draw();
    }

    SvgDrawing Draw()
    {
        var (paperWidth, paperHeight) = options.PaperPixels();
        var width = Math.Max(10, paperWidth - 2 * Margin);
        var height = Math.Max(10, paperHeight - 2 * Margin);
        var markup = canvas.Markup;
        var header = new SvgHeader(canvas, view);
        var headerHeight = options.ShowHeader && header.Sections > 0 ? Math.Clamp(options.Pixels(options.HeaderHeight), 1, height * 0.8) : 0;
        markup.Start("svg").With("xmlns", "http://www.w3.org/2000/svg").With("width", width + 2 * Margin).With("height", height + 2 * Margin)
            .With("viewBox", $"0 0 {SvgMarkup.Number(width + 2 * Margin)} {SvgMarkup.Number(height + 2 * Margin)}").With("role", "img");
        markup.Line().Start("title").Text(Title()).End().Line();
        canvas.Rect("page", new PlannedBox(0, 0, width + 2 * Margin, height + 2 * Margin), canvas.Theme.Page, stroke: null);
        markup.Line().Start("g").At(Margin, Margin).With("font-family", canvas.FontFamily).Line();
        if (headerHeight > 0)
        {
            header.Write(width, headerHeight);
        }

        markup.Start("g").With("class", "matrix").At(0, headerHeight + 1).Line();
        WriteMatrix(width, height - headerHeight - 1);
        if (options.Legend is { } place && header.HasLegend)
        {
            header.WriteLegend(new PlannedBox(
                options.Pixels(place.X), options.Pixels(place.Y), Math.Max(10, options.Pixels(place.Width)), Math.Max(10, options.Pixels(place.Height))));
        }

        markup.End().Line().End().Line().End().Line();
        return new SvgDrawing(markup.ToString(), shortened, unnamed);
    }

    string Title()
        => (view.Layer is { Name.Length: > 0 } layer ? layer.Name + ", " : "") + string.Join(", ", view.Domains.Select(static domain => domain.Name)) + " " + view.Release;

    void WriteMatrix(double width, double height)
    {
        var plan = MatrixPlan.Of(view, width, Math.Max(1, height));
        var theme = canvas.Theme;
        foreach (var band in plan.Bands)
        {
            canvas.Markup.Start("g").With("class", $"domain {band.Domain.Id}");
            canvas.Rect("domain-name", band.Box with { Height = band.Box.Height - 2 }, theme.Page, theme.Border, 3);
            canvas.Fit(band.Domain.Name, Inside(band.Box with { Height = band.Box.Height - 2 }), 12, TextLeast, theme.Text, isBold: true, isCentred: true);
            canvas.Markup.End().Line();
        }

        var labelSize = LabelSize(plan);
        var fitted = plan.Columns.SelectMany(static column => column.Cells)
            .Select(cell => (cell, text: new FittedText(TextOf(cell.Cell), canvas.Font))).ToDictionary(static one => one.cell, static one => one.text);
        var size = options.TextPixels ?? CommonSize(fitted);
        foreach (var column in plan.Columns)
        {
            WriteColumn(column, labelSize, size, fitted);
        }
    }

    void WriteColumn(PlannedColumn column, double labelSize, double size, Dictionary<PlannedCell, FittedText> fitted)
    {
        var markup = canvas.Markup;
        var label = column.Label;
        markup.Start("g").With("class", $"tactic {column.Column.Tactic.Shortname}").At(label.X, 0).Line();
        markup.Start("g").With("class", "techniques").Line();
        foreach (var cell in column.Cells.Where(static cell => !cell.IsSub))
        {
            WriteCell(cell, label.X, size, fitted[cell]);
        }

        markup.End().Line().Start("g").With("class", "subtechniques").Line();
        foreach (var cell in column.Cells.Where(static cell => cell.IsSub))
        {
            WriteCell(cell, label.X, size, fitted[cell]);
        }

        markup.End().Line().Start("g").With("class", "tactic-label");
        markup.Start("title").Text($"{column.Column.Tactic.Id} {column.Column.Tactic.Name}: {column.Column.Techniques.Count} techniques, {column.Column.SubTechniques} sub-techniques").End();
        var box = new PlannedBox(0, label.Y, label.Width, label.Height);
        var color = canvas.Theme.Text;
        if (view.Domains.Count > 0 && column.Column.Domain.Layer is { ShowTacticRowBackground: true } layer && LayerColor.TryParse(layer.TacticRowBackground, out var background))
        {
            canvas.Rect("tactic-header-background", box, background, canvas.Theme.Border);
            color = background.Over(canvas.Theme.Page).Readable();
        }

        var text = new FittedText(column.Column.Tactic.Name, canvas.Font, isBold: true);
        var inside = Inside(box);
        canvas.Lines(text.Lines(labelSize, inside.Width, inside.Height), labelSize, inside, color, isBold: true, isCentred: true);
        markup.End().Line().End().Line();
    }

    void WriteCell(PlannedCell planned, double columnX, double size, FittedText text)
    {
        var (cell, markup) = (planned.Cell, canvas.Markup);
        var box = new PlannedBox(0, 0, planned.Box.Width, planned.Box.Height);
        markup.Start("g").With("class", (planned.IsSub ? "subtechnique " : "technique ") + cell.Technique.Id).At(planned.Box.X - columnX, planned.Box.Y);
        markup.Start("title").Text(Details(cell)).End();
        var fill = cell.Fill ?? canvas.Theme.Cell;
        canvas.Rect("cell", box, fill, canvas.Theme.Border);
        if (view.Layout == LayerMatrix.Flat)
        {
            WriteSidebar(planned, columnX);
        }

        var color = cell.IsDisabled ? canvas.Theme.Disabled : cell.Fill is null ? canvas.Theme.Text : fill.Over(canvas.Theme.Cell).Readable();
        var inside = Inside(box);
        if (view.ShowScores && cell.ShownScore is { } score)
        {
            var shown = SvgNumbers.Score(score);
            var (scoreSize, reserved) = ScoreBox(shown, box);
            canvas.Lines(new FittedLines([shown], IsCut: false), scoreSize, new PlannedBox(box.Width - reserved, 0, reserved, box.Height), color, isBold: true);
            inside = inside with { Width = inside.Width - reserved };
        }

        if (TextOf(cell).Length > 0)
        {
            var own = Math.Min(size, options.TextPixels is null ? text.SizeFor(inside.Width, inside.Height, size, Math.Max(TextLeast, size * 0.7)) : size);
            var lines = text.Lines(own, inside.Width, inside.Height);
            shortened += lines.IsCut && lines.Lines.Count > 0 ? 1 : 0;
            unnamed += lines.Lines.Count == 0 ? 1 : 0;
            canvas.Lines(lines, own, inside, color);
        }

        markup.End().Line();
    }

    // The strip beside sub-techniques, and the corner that leads from their technique into it.
    void WriteSidebar(PlannedCell planned, double columnX)
    {
        var indent = planned.Box.X - columnX;
        if (planned.IsSub && indent > 0)
        {
            var strip = Math.Min(Sidebar, indent);
            canvas.Rect("cell", new PlannedBox(-strip, 0, strip, planned.Box.Height), canvas.Theme.Border, canvas.Theme.Border);
        }
        else if (planned.Cell.IsUnfolded)
        {
            var corner = Math.Max(0, Math.Min(Math.Min(2 * planned.Box.Height, 15), planned.Box.Width * 0.2) - Sidebar);
            var points = $"0,0 {SvgMarkup.Number(corner)},0 {SvgMarkup.Number(corner)},{SvgMarkup.Number(Math.Min(corner, planned.Box.Height * planned.Cell.SubTechniques.Count))}";
            canvas.Markup.Start("polygon").With("class", "sidebar").At(0, planned.Box.Height).With("points", points).Fill(canvas.Theme.Border).End();
        }
    }

    (double Size, double Reserved) ScoreBox(string shown, PlannedBox box)
    {
        var size = Math.Min(Math.Min(ScoreMost, box.Height * 0.6), box.Width * 0.3 / canvas.Ems(shown, isBold: true));
        return (size, canvas.Ems(shown, isBold: true) * size + Math.Min(SvgCanvas.Padding, box.Width * 0.05));
    }

    string TextOf(MatrixCell cell)
        => view.ShowIds && view.ShowNames ? $"{cell.Technique.Id}: {cell.Technique.Name}" : view.ShowIds ? cell.Technique.Id : view.ShowNames ? cell.Technique.Name : "";

    /// <summary>What one reads when one points at a cell.</summary>
    static string Details(MatrixCell cell)
    {
        var words = $"{cell.Technique.Id} {cell.Technique.Name}";
        words += cell.IsDisabled ? "\ndisabled" : "";
        words += cell.Annotation?.Score is { } score ? $"\nscore {SvgNumbers.Score(score)}" : "";
        words += cell.Aggregate is { } aggregate ? $"\naggregate {SvgNumbers.Score(aggregate)}" : "";
        return cell.Annotation is { Comment.Length: > 0 } annotation ? $"{words}\n{annotation.Comment}" : words;
    }

    // One size for all cells at which nine in ten names are whole; the others get smaller by themselves, down to 0.7 of it.
    double CommonSize(Dictionary<PlannedCell, FittedText> fitted)
    {
        List<double> sizes = [.. fitted.Select(one => one.Value.SizeFor(WidthFor(one.Key), Inside(one.Key.Box).Height, TextMost, TextLeast)).Order()];
        return sizes.Count == 0 ? TextMost : sizes[sizes.Count / 10];
    }

    double WidthFor(PlannedCell planned)
    {
        var inside = Inside(planned.Box).Width;
        return view.ShowScores && planned.Cell.ShownScore is { } score ? inside - ScoreBox(SvgNumbers.Score(score), planned.Box).Reserved : inside;
    }

    double LabelSize(MatrixPlan plan)
        => plan.Columns.Select(column =>
        {
            var inside = Inside(column.Label);
            return new FittedText(column.Column.Tactic.Name, canvas.Font, isBold: true).SizeFor(inside.Width, inside.Height, TextMost, TextLeast);
        }).DefaultIfEmpty(TextMost).Min();

    static PlannedBox Inside(PlannedBox box)
    {
        var padding = Math.Min(SvgCanvas.Padding, box.Width * 0.08);
        return new PlannedBox(box.X + padding, box.Y, box.Width - 2 * padding, box.Height);
    }
}

/// <summary>A drawing.</summary>
/// <param name="Text">The SVG document.</param>
/// <param name="Shortened">Names that end in … because their cell is too small for them.</param>
/// <param name="Unnamed">Cells too small for any letter.</param>
public sealed record SvgDrawing(string Text, int Shortened, int Unnamed);
