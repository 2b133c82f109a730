using Merlon.Layers;

namespace Merlon.Drawing;

/// <summary>Where everything of a matrix stands inside a box: pure geometry, in pixels from the box's upper left corner.</summary>
/// <param name="Bands">Names of domains above their columns; empty for one domain.</param>
/// <param name="Columns">Columns with their cells.</param>
sealed record MatrixPlan(IReadOnlyList<PlannedBand> Bands, IReadOnlyList<PlannedColumn> Columns)
{
    const double RowPixelsMax = 48, DomainGap = 8, MiniSquareMax = 40, MiniLabelPixels = 30, LabelRows = 1.5;

    /// <summary>Plans a matrix for a box.</summary>
    public static MatrixPlan Of(MatrixView view, double width, double height)
    {
        if (view.Columns.Count == 0)
        {
            return new MatrixPlan([], []);
        }

        var isSide = view.Layout == LayerMatrix.Side;
        var gaps = view.Columns.Zip(view.Columns.Skip(1)).Count(static pair => pair.First.Domain.Id != pair.Second.Domain.Id);
        var gap = Math.Min(DomainGap, width / (view.Columns.Count * 4.0));
        var units = view.Columns.Sum(column => UnitsOf(column, isSide));
        var unit = (width - gaps * gap) / units;
        var bandHeight = view.Domains.Count > 1 ? Math.Min(20, height * 0.05) : 0;
        var rowsMax = LabelRows + view.Columns.Max(column => isSide ? SideRowsOf(column) : column.Rows);
        var row = view.Layout == LayerMatrix.Mini
            ? Math.Min(MiniLabelPixels, (height - bandHeight) * 0.1)
            : Math.Min(RowPixelsMax, (height - bandHeight) / rowsMax);
        var label = view.Layout == LayerMatrix.Mini ? row : row * LabelRows;
        var square = view.Layout == LayerMatrix.Mini ? MiniSquare(view, unit, height - bandHeight - row) : 0;

        var columns = new List<PlannedColumn>();
        var bands = new List<PlannedBand>();
        var x = 0.0;
        MatrixColumn? before = null;
        foreach (var column in view.Columns)
        {
            x += before is not null && before.Domain.Id != column.Domain.Id ? gap : 0;
            var box = new PlannedBox(x, bandHeight, unit * UnitsOf(column, isSide), label);
            columns.Add(new PlannedColumn(column, box, view.Layout switch
            {
                LayerMatrix.Side => SideCells(column, box, unit, row),
                LayerMatrix.Mini => MiniCells(column, box, square),
                _ => FlatCells(column, box, row),
            }));
            AddBand(bands, column, box, bandHeight);
            x += box.Width;
            before = column;
        }

        return new MatrixPlan(bands, columns);
    }

    static void AddBand(List<PlannedBand> bands, MatrixColumn column, PlannedBox box, double height)
    {
        if (height <= 0)
        {
            return;
        }

        if (bands.Count > 0 && bands[^1].Domain.Id == column.Domain.Id)
        {
            var last = bands[^1].Box;
            bands[^1] = bands[^1] with { Box = last with { Width = box.X + box.Width - last.X } };
        }
        else
        {
            bands.Add(new PlannedBand(column.Domain, new PlannedBox(box.X, 0, box.Width, height)));
        }
    }

    static int UnitsOf(MatrixColumn column, bool isSide) => isSide && column.IsUnfolded ? 2 : 1;

    static int SideRowsOf(MatrixColumn column) => column.Techniques.Sum(static cell => cell.IsUnfolded ? cell.SubTechniques.Count : 1);

    static List<PlannedCell> FlatCells(MatrixColumn column, PlannedBox box, double row)
    {
        var cells = new List<PlannedCell>();
        var indent = Math.Min(Math.Min(2 * row, 15), box.Width * 0.2);
        var y = box.Bottom;
        foreach (var cell in column.Techniques)
        {
            cells.Add(new PlannedCell(cell, new PlannedBox(box.X, y, box.Width, row), IsSub: false));
            y += row;
            foreach (var sub in cell.IsUnfolded ? cell.SubTechniques : [])
            {
                cells.Add(new PlannedCell(sub, new PlannedBox(box.X + indent, y, box.Width - indent, row), IsSub: true));
                y += row;
            }
        }

        return cells;
    }

    // A technique is as high as its sub-techniques beside it.
    static List<PlannedCell> SideCells(MatrixColumn column, PlannedBox box, double unit, double row)
    {
        var cells = new List<PlannedCell>();
        var y = box.Bottom;
        foreach (var cell in column.Techniques)
        {
            var rows = cell.IsUnfolded ? cell.SubTechniques.Count : 1;
            cells.Add(new PlannedCell(cell, new PlannedBox(box.X, y, cell.IsUnfolded || !column.IsUnfolded ? unit : box.Width, rows * row), IsSub: false));
            if (cell.IsUnfolded)
            {
                for (var i = 0; i < rows; i++)
                {
                    cells.Add(new PlannedCell(cell.SubTechniques[i], new PlannedBox(box.X + unit, y + i * row, unit, row), IsSub: true));
                }
            }

            y += rows * row;
        }

        return cells;
    }

    static List<PlannedCell> MiniCells(MatrixColumn column, PlannedBox box, double square)
    {
        var cells = new List<PlannedCell>();
        var across = Math.Max(1, (int)Math.Floor(box.Width / square + 0.001));
        var i = 0;
        foreach (var cell in column.Cells)
        {
            var isSub = cell.Technique.IsSubTechnique;
            var inset = isSub ? square * 0.18 : square * 0.06;
            cells.Add(new PlannedCell(
                cell, new PlannedBox(box.X + i % across * square + inset, box.Bottom + i / across * square + inset, square - 2 * inset, square - 2 * inset), isSub));
            i++;
        }

        return cells;
    }

    // The largest square at which every column's cells, row by row, stay inside its height.
    static double MiniSquare(MatrixView view, double width, double height)
    {
        var most = view.Columns.Max(static column => column.Cells.Count());
        for (var across = Math.Max(1, (int)Math.Ceiling(width / MiniSquareMax)); ; across++)
        {
            var square = width / across;
            if (Math.Ceiling(most / (double)across) * square <= height || across >= most)
            {
                return Math.Min(square, Math.Max(height, 0.1));
            }
        }
    }
}

/// <summary>A rectangle.</summary>
readonly record struct PlannedBox(double X, double Y, double Width, double Height)
{
    public double Bottom => Y + Height;
}

/// <summary>A cell and where it stands.</summary>
sealed record PlannedCell(MatrixCell Cell, PlannedBox Box, bool IsSub);

/// <summary>A column, where its name stands, and its cells.</summary>
sealed record PlannedColumn(MatrixColumn Column, PlannedBox Label, IReadOnlyList<PlannedCell> Cells);

/// <summary>A domain's name above its columns.</summary>
sealed record PlannedBand(MatrixDomain Domain, PlannedBox Box);
