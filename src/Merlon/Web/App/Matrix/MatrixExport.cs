using System.Text;
using Merlon.Attack;
using Merlon.Drawing;
using Merlon.Layers;
using Merlon.Sheets;

namespace Merlon.Web.App.Matrix;

/// <summary>What is seen of a matrix as a file: as a layer of Navigator, and everything else drawn from that.</summary>
static class MatrixExport
{
    /// <summary>Formats that the server writes.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["json", "svg", "xlsx", "csv", "html"];

    /// <summary>
    /// The matrix as a layer: scores as shown; what the filters leave out is disabled, and hidden unless it is dimmed; unfolded as it is. Of a layer of the team
    /// everything else stays as it is.
    /// </summary>
    public static Layer LayerOf(OpenMatrix matrix)
    {
        var origin = matrix.State.With.Length == 0 ? matrix.Paint.Layer : null;
        var cells = new List<LayerTechnique>();
        var known = origin is null ? new Dictionary<LayerCell, LayerTechnique>() : LayerComparison.CellsOf(origin, matrix.Release).ToDictionary();
        foreach (var column in matrix.Columns)
        {
            foreach (var cell in column.Techniques)
            {
                var isOpen = cell.SubTechniques.Count > 0 && MatrixGrid.IsOpen(matrix, cell);
                foreach (var one in cell.SubTechniques.Prepend(cell))
                {
                    var isKept = matrix.Shows(column) && (matrix.Passes(one.Technique) || ReferenceEquals(one, cell) && cell.SubTechniques.Any(sub => matrix.Passes(sub.Technique)) && !matrix.State.Dims);
                    var annotation = known.GetValueOrDefault(new LayerCell(one.Technique.Id, column.Tactic.Shortname))
                        ?? new LayerTechnique(one.Technique.Id, column.Tactic.Shortname, origin is null ? matrix.Paint.Score(one.Technique, column.Tactic) : null);
                    annotation = annotation with { Tactic = column.Tactic.Shortname, Enabled = annotation.Enabled && isKept, ShowSubtechniques = isOpen && ReferenceEquals(one, cell) };
                    if (annotation.IsAnnotated || annotation.ShowSubtechniques)
                    {
                        cells.Add(annotation);
                    }
                }
            }
        }

        var frame = origin ?? Frame(matrix);
        return frame with
        {
            Domain = matrix.State.Domain,
            AttackVersion = LayerVersion.MajorOf(matrix.Release.Version),
            NavigatorVersion = Layer.NavigatorVersionDefault,
            Techniques = cells,
            HideDisabled = matrix.Passing is not null ? !matrix.State.Dims : frame.HideDisabled,
            Layout = frame.Layout with { ShowIds = matrix.State.ShowsIds },
        };
    }

    /// <summary>A layer as bytes of its file.</summary>
    public static byte[] Json(Layer layer)
    {
        using var buffer = new MemoryStream();
        LayerWriter.Write(layer, buffer);
        return buffer.ToArray();
    }

    /// <summary>A file of a layer in one of <see cref="Formats"/>.</summary>
    /// <exception cref="InvalidDataException">No such format.</exception>
    public static (byte[] Bytes, string Type) Draw(string format, Layer layer, AttackRelease release, DrawnMatrix drawn, CancellationToken cancellationToken)
    {
        var shown = drawn.Shown with { Domains = [layer.Domain] };
        switch (format)
        {
            case "json":
                return (Json(LayerForNavigator.Of(layer)), "application/json; charset=utf-8");
            case "svg":
                return (Encoding.UTF8.GetBytes(MatrixSvg.Of(MatrixView.Of(release, shown with { Layout = shown.Layout ?? LayerMatrix.Flat }, layer), drawn.Paper).Text), "image/svg+xml");
            case "csv":
                return (Csv(MatrixView.Of(release, shown, layer)), "text/csv; charset=utf-8");
            case "html":
                using (var page = new MemoryStream())
                {
                    Drawings.MatrixDocument.Write([MatrixView.Of(release, shown, layer)], page);
                    return (page.ToArray(), "text/html; charset=utf-8");
                }

            case "xlsx":
                using (var book = new MemoryStream())
                {
                    Workbook.Write(book, MatrixSheets.Of([MatrixView.Of(release, shown, layer)]), "matrix.xlsx", cancellationToken);
                    return (book.ToArray(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
                }

            default:
                throw new InvalidDataException($"a matrix is written as {string.Join(", ", Formats)}, not as '{format}'");
        }
    }

    /// <summary>A name for the file, of plain letters.</summary>
    public static string FileName(string title, string format)
    {
        var plain = string.Concat(title.ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        while (plain.Contains("--", StringComparison.Ordinal))
        {
            plain = plain.Replace("--", "-", StringComparison.Ordinal);
        }

        return $"{(plain.Length == 0 ? "matrix" : plain[..Math.Min(plain.Length, 60)])}.{format}";
    }

    static Layer Frame(OpenMatrix matrix)
    {
        var isGood = matrix.Paint.Legend.Any(static line => line.Class.StartsWith("well", StringComparison.Ordinal));
        var isDifference = matrix.State.With.Length > 0;
        return new Layer
        {
            Name = matrix.Assessment is { } assessment && matrix.State.View != MatrixLenses.None ? $"{assessment.Organisation.Name}: {matrix.Paint.Title}" : matrix.Paint.Title,
            Domain = matrix.State.Domain,
            AttackVersion = "",
            Description = matrix.Paint.Meaning,
            Techniques = [],
            Gradient = isDifference ? new LayerGradient(["#b35806ff", "#f7f7f7ff", "#2166acff"], -100, 100)
                : isGood ? new LayerGradient(["#f7fbffff", "#9ecae1ff", "#2171b5ff"]) : new LayerGradient(["#fff5ebff", "#fdae6bff", "#d94801ff"]),
            Layout = new LayerLayout(),
        };
    }

    // As merlon writes tables: what a spreadsheet would run as a formula gets an apostrophe before it.
    static byte[] Csv(MatrixView view)
    {
        var text = new StringBuilder("tactic,technique,name,score,enabled,comment\r\n");
        foreach (var column in view.Columns)
        {
            foreach (var cell in column.Cells)
            {
                text.AppendJoin(',', ((string[])
                [
                    column.Tactic.Shortname, cell.Technique.Id, cell.Technique.Name, cell.ShownScore is { } score ? score.ToString(System.Globalization.CultureInfo.InvariantCulture) : "",
                    cell.IsDisabled ? "no" : "yes", cell.Annotation?.Comment ?? "",
                ]).Select(static (value, i) => Quoted(value, isText: i != 3))).Append("\r\n");
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static string Quoted(string value, bool isText)
    {
        var safe = isText && value is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? $"'{value}" : value;
        return safe.AsSpan().IndexOfAny("\",\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
