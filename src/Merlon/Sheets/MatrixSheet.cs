using Merlon.Drawing;
using Merlon.Layers;

namespace Merlon.Sheets;

/// <summary>
/// One domain of a matrix as a sheet: a column for each tactic, sub-techniques in a column beside it where they are shown,
/// scores in narrow columns beside where there are any, comments as notes.
/// </summary>
static class MatrixSheet
{
    const string Line = "9AA3AE", Quiet = "767676";
    const double NameCharsMin = 16, NameCharsMax = 48, ScoreChars = 7;
    static readonly LayerColor PlainHeader = new(0xe7, 0xea, 0xf0);

    public static Sheet Of(string name, MatrixView view, MatrixDomain domain)
    {
        List<MatrixColumn> columns = [.. view.Columns.Where(column => column.Domain == domain)];
        List<Block> blocks = [.. columns.Select(column => new Block(column, Rows(column, HasScores(column.Cells)), HasScores(column.Cells), column.IsUnfolded))];
        List<SheetColumn> widths = [.. blocks.SelectMany(block => block.Widths(view.ShowIds || !view.ShowNames))];
        return new Sheet(name, widths, RowsOf(view, domain, blocks)) { HasHeader = false, FrozenRows = 1, HasFilter = false, ShowsGridLines = false };
    }

    /// <summary>A look whose text can be read on its fill.</summary>
    public static SheetStyle Filled(LayerColor color)
    {
        var opaque = color.Over(ColorContrast.White);
        return new SheetStyle { Fill = opaque.Hex()[1..], FontColor = opaque.Readable().Hex()[1..] };
    }

    public static bool TryColour(string text, out LayerColor color) => LayerColor.TryParse(text, out color);

    /// <summary>Colour of a cell as one sees it, or null.</summary>
    public static LayerColor? ColourOf(MatrixCell cell) => cell.Fill?.Over(ColorContrast.White);

    static bool HasScores(IEnumerable<MatrixCell> cells) => cells.Any(static cell => cell.ShownScore is not null);

    static IEnumerable<IReadOnlyList<SheetCell>> RowsOf(MatrixView view, MatrixDomain domain, List<Block> blocks)
    {
        var header = domain.Layer is { ShowTacticRowBackground: true } layer && LayerColor.TryParse(layer.TacticRowBackground, out var color) ? color : PlainHeader;
        var style = Filled(header) with { IsBold = true, Align = SheetAlign.Center, IsMiddle = true, Wraps = true, BorderColor = Line };
        yield return [.. blocks.SelectMany(block => block.Header(style))];
        var rows = blocks.Select(static block => block.Rows.Count).DefaultIfEmpty().Max();
        for (var i = 0; i < rows; i++)
        {
            yield return [.. blocks.SelectMany(block => i < block.Rows.Count ? block.Rows[i].Select(cell => Text(view, cell)) : block.Nothing())];
        }
    }

    static SheetCell Text(MatrixView view, Face face)
    {
        if (face.Cell is not { } cell)
        {
            return SheetCell.Empty;
        }

        var fill = ColourOf(cell);
        var style = new SheetStyle
        {
            Fill = fill?.Hex()[1..],
            FontColor = cell.IsDisabled ? Quiet : fill?.Readable().Hex()[1..],
            IsItalic = cell.IsDisabled,
            BorderColor = Line,
            Wraps = face.RowSpan > 1, // one row holds one line: its height does not follow the text everywhere
        };
        if (face.IsScore)
        {
            return (cell.ShownScore is { } score ? SheetCell.Of(score) : SheetCell.Empty)
                with { Style = style with { Align = SheetAlign.Right, NumberFormat = "0.##" }, RowSpan = face.RowSpan };
        }

        var name = view.ShowIds || !view.ShowNames ? $"{cell.Technique.Id}: {cell.Technique.Name}" : cell.Technique.Name;
        return SheetCell.Of(name) with { Style = style, RowSpan = face.RowSpan, Note = cell.Annotation?.Comment ?? "" };
    }

    static List<Face[]> Rows(MatrixColumn column, bool hasScores)
    {
        var rows = new List<Face[]>();
        foreach (var cell in column.Techniques)
        {
            var span = cell.IsUnfolded ? cell.SubTechniques.Count : 1;
            for (var i = 0; i < span; i++)
            {
                var head = i == 0 ? cell : null;
                var sub = cell.IsUnfolded ? cell.SubTechniques[i] : null;
                List<Face> row = [new Face(head, span, IsScore: false)];
                row.AddRange(hasScores ? [new Face(head, span, IsScore: true)] : []);
                row.AddRange(column.IsUnfolded ? [new Face(sub, 1, IsScore: false)] : []);
                row.AddRange(column.IsUnfolded && hasScores ? [new Face(sub, 1, IsScore: true)] : []);
                rows.Add([.. row]);
            }
        }

        return rows;
    }

    /// <summary>What stands in one place of the sheet; no cell where something spans it or nothing stands.</summary>
    sealed record Face(MatrixCell? Cell, int RowSpan, bool IsScore);

    /// <summary>The columns of one tactic.</summary>
    sealed record Block(MatrixColumn Column, List<Face[]> Rows, bool HasScores, bool IsUnfolded)
    {
        int Count => (HasScores ? 2 : 1) * (IsUnfolded ? 2 : 1);

        public IEnumerable<SheetColumn> Widths(bool ids)
        {
            for (var i = 0; i < Count; i++)
            {
                var names = (HasScores ? i / 2 : i) == 0 ? Column.Techniques : Column.Techniques.SelectMany(static cell => cell.SubTechniques);
                yield return new SheetColumn("", HasScores && i % 2 == 1 ? ScoreChars : WidthOf(names, ids));
            }
        }

        static double WidthOf(IEnumerable<MatrixCell> cells, bool ids)
            => Math.Clamp(cells.Select(cell => cell.Technique.Name.Length + (ids ? cell.Technique.Id.Length + 2 : 0)).DefaultIfEmpty().Max() * 0.95 + 2, NameCharsMin, NameCharsMax);

        public IEnumerable<SheetCell> Header(SheetStyle style)
            => Nothing().Skip(1).Prepend(SheetCell.Of(Column.Tactic.Name) with { Style = style, ColumnSpan = Count });

        public IEnumerable<SheetCell> Nothing() => Enumerable.Repeat(SheetCell.Empty, Count);
    }
}
