using System.Globalization;
using Merlon.Attack;
using Merlon.Drawing;
using Merlon.Layers;

namespace Merlon.Sheets;

/// <summary>
/// Matrices as a workbook: a coloured sheet for each domain of each matrix, a table of all cells, what the colours mean, and
/// what the layers say about themselves.
/// </summary>
static class MatrixSheets
{
    static readonly SheetStyle Label = new() { IsBold = true };
    static readonly SheetStyle Wrapped = new() { Wraps = true };

    /// <summary>The sheets, left to right.</summary>
    public static IReadOnlyList<Sheet> Of(IReadOnlyList<MatrixView> views)
    {
        var sheets = new List<Sheet>();
        foreach (var view in views)
        {
            foreach (var domain in view.Domains)
            {
                var own = $"{domain.Name} (v{LayerVersion.MajorOf(view.Release)})";
                var name = views.Count > 1 && domain.Layer is { Name.Length: > 0 } layer ? layer.Name : own;
                sheets.Add(MatrixSheet.Of(name, view, domain));
            }
        }

        sheets.Add(Cells(views));
        List<MatrixDomain> drawn = [.. views.SelectMany(static view => view.Domains).Where(static domain => domain.Layer is not null)];
        if (drawn.Count > 0)
        {
            sheets.Add(Legend(drawn));
        }

        sheets.Add(About(views));
        return sheets;
    }

    static Sheet Cells(IReadOnlyList<MatrixView> views) => new(
        "Techniques",
        [
            new("layer", 24), new("domain", 18), new("tactic", 22), new("id", 12), new("technique", 44), new("sub-technique of", 14),
            new("score", 9), new("aggregate", 10), new("colour", 10), new("enabled", 9), new("comment", 50, Wraps: true),
            new("metadata", 40, Wraps: true), new("links", 40, Wraps: true), new("platforms", 36),
        ],
        views.SelectMany(CellRows)) { FrozenColumns = 0 };

    static IEnumerable<IReadOnlyList<SheetCell>> CellRows(MatrixView view)
    {
        foreach (var column in view.Columns)
        {
            foreach (var cell in column.Techniques)
            {
                yield return CellRow(column, cell, parent: null);
                foreach (var sub in cell.SubTechniques)
                {
                    yield return CellRow(column, sub, cell.Technique);
                }
            }
        }
    }

    static IReadOnlyList<SheetCell> CellRow(MatrixColumn column, MatrixCell cell, Technique? parent)
    {
        var annotation = cell.Annotation;
        return
        [
            column.Domain.Layer?.Name, column.Domain.Id, column.Tactic.Name,
            SheetCell.LinkTo(cell.Technique.Id, cell.Technique.Url.Length > 0 ? cell.Technique.Url : null), cell.Technique.Name, parent?.Id,
            annotation?.Score is { } score ? score : SheetCell.Empty, cell.Aggregate is { } aggregate ? aggregate : SheetCell.Empty,
            MatrixSheet.ColourOf(cell) is { } fill ? SheetCell.Of(fill.Hex()) with { Style = MatrixSheet.Filled(fill) } : SheetCell.Empty,
            annotation is { Enabled: false } ? SheetCell.Of(flag: false) : SheetCell.Empty, annotation?.Comment, Pairs(annotation), Addresses(annotation),
            string.Join(", ", cell.Technique.Platforms),
        ];
    }

    static string Pairs(LayerTechnique? annotation)
        => string.Join('\n', (annotation?.Metadata ?? []).Where(static entry => entry.Name.Length > 0).Select(static entry => $"{entry.Name}: {entry.Value}"));

    static string Addresses(LayerTechnique? annotation)
        => string.Join('\n', (annotation?.Links ?? []).Where(static link => link.Url.Length > 0).Select(static link => $"{link.Label}: {link.Url}"));

    static Sheet Legend(List<MatrixDomain> domains) => new("Legend", [new("layer", 30), new("colour", 14), new("means", 60, Wraps: true)], LegendRows(domains));

    static IEnumerable<IReadOnlyList<SheetCell>> LegendRows(List<MatrixDomain> domains)
    {
        foreach (var layer in domains.Select(static domain => domain.Layer).OfType<Layer>())
        {
            foreach (var item in layer.Legend)
            {
                var style = MatrixSheet.TryColour(item.Color, out var color) ? MatrixSheet.Filled(color) : SheetStyle.Plain;
                yield return [layer.Name, SheetCell.Of(item.Color) with { Style = style }, item.Label];
            }

            var scale = ColorScale.Of(layer.Gradient);
            for (var i = 0; i < scale.Colors.Count; i++)
            {
                var score = scale.Min + (scale.Max - scale.Min) * i / (scale.Colors.Count - 1);
                var bound = i == 0 ? " or less" : i == scale.Colors.Count - 1 ? " or more" : "";
                yield return
                [
                    layer.Name, SheetCell.Of(scale.Colors[i].Hex()) with { Style = MatrixSheet.Filled(scale.Colors[i]) },
                    $"score {score.ToString("0.##", CultureInfo.InvariantCulture)}{bound}",
                ];
            }

            if (layer.Layout.ShowAggregateScores)
            {
                yield return [layer.Name, SheetCell.Empty, $"techniques with sub-techniques are coloured by their {layer.Layout.Aggregate.ToString().ToLowerInvariant()}"];
            }
        }
    }

    static Sheet About(IReadOnlyList<MatrixView> views)
        => new("About", [new("what", 24), new("", 40, Wraps: true), new("", 80, Wraps: true)], AboutRows(views)) { HasHeader = false, FrozenRows = 0 };

    static IEnumerable<IReadOnlyList<SheetCell>> AboutRows(IReadOnlyList<MatrixView> views)
    {
        foreach (var view in views)
        {
            yield return Row("ATT&CK", view.Release);
            yield return Row("platforms", view.Platforms.Count == 0 ? "all" : string.Join(", ", view.Platforms));
            foreach (var domain in view.Domains)
            {
                yield return Row("domain", domain.Name, domain.Id);
                foreach (var row in domain.Layer is { } layer ? LayerRows(layer) : [])
                {
                    yield return row;
                }
            }

            foreach (var row in RemarkRows(view.Remarks))
            {
                yield return row;
            }

            yield return [];
        }
    }

    static IEnumerable<IReadOnlyList<SheetCell>> LayerRows(Layer layer)
    {
        yield return Row("layer", layer.Name, layer.Description);
        yield return Row("made for ATT&CK", layer.AttackVersion.Length == 0 ? "the latest" : layer.AttackVersion);
        foreach (var entry in layer.Metadata.Where(static entry => entry.Name.Length > 0))
        {
            yield return Row("metadata", entry.Name, entry.Value);
        }

        foreach (var link in layer.Links.Where(static link => link.Url.Length > 0))
        {
            yield return [Head("link"), SheetCell.Of(link.Label) with { Style = Wrapped, Link = link.IsSafe ? link.Url : null }, SheetCell.Of(link.Url) with { Style = Wrapped }];
        }
    }

    static IEnumerable<IReadOnlyList<SheetCell>> RemarkRows(MatrixRemarks remarks)
    {
        foreach (var move in remarks.Moved)
        {
            yield return Row("moved", $"{move.Annotation.TechniqueId} to {string.Join(", ", move.Techniques.Select(static technique => technique.Id))}", string.Join("; ", move.Steps));
        }

        foreach (var misfit in remarks.Unplaced)
        {
            yield return Row("has no cell", misfit.Annotation.TechniqueId, misfit.Reason);
        }
    }

    static IReadOnlyList<SheetCell> Row(string what, string one, string two = "")
        => [Head(what), SheetCell.Of(one) with { Style = Wrapped }, SheetCell.Of(two) with { Style = Wrapped }];

    static SheetCell Head(string what) => SheetCell.Of(what) with { Style = Label };
}
