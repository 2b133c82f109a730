using Merlon.Attack;
using Merlon.Layers;

namespace Merlon.Drawing;

/// <summary>Makes one column: filters, order and colours as Navigator applies them.</summary>
sealed class MatrixColumnAssembly(Layer? layer, CellAnnotations annotations, ColorScale scale, string tactic, MatrixAssembly matrix)
{
    readonly bool hidesDisabled = matrix.Options.HideDisabled ?? layer?.HideDisabled ?? false;
    readonly LayerSorting sorting = matrix.Options.Sorting ?? layer?.Sorting ?? LayerSorting.NameAscending;
    int subTechniques;

    public MatrixColumn Column(MatrixDomain domain, Tactic of, List<Technique> techniques)
    {
        var standing = new HashSet<Technique>(techniques);
        var families = new Dictionary<Technique, List<Technique>>();
        foreach (var technique in techniques)
        {
            // A sub-technique whose technique does not stand here stands on its own, so that every cell appears.
            var parent = technique.IsSubTechnique && matrix.ParentOf(technique) is { } found && standing.Contains(found) ? found : null;
            var head = parent ?? technique;
            if (!families.TryGetValue(head, out var family))
            {
                families.Add(head, family = []);
            }

            if (parent is not null)
            {
                family.Add(technique);
            }
        }

        var cells = new List<(MatrixCell Cell, double Order)>();
        foreach (var (technique, subs) in families)
        {
            if (IsShown(technique, subs) && Cell(technique, subs) is var cell)
            {
                cells.Add((cell, cell.Aggregate ?? cell.Annotation?.Score ?? double.NegativeInfinity));
            }
        }

        cells.Sort((a, b) => Compare(a.Cell, a.Order, b.Cell, b.Order));
        return new MatrixColumn(domain, of, [.. cells.Select(static one => one.Cell)], subTechniques);
    }

    MatrixCell Cell(Technique technique, List<Technique> subs)
    {
        var annotation = annotations.At(technique, tactic);
        var shown = new List<(MatrixCell Cell, double Order)>();
        foreach (var sub in subs.Where(sub => IsShown(sub, [])))
        {
            var note = annotations.At(sub, tactic);
            shown.Add((new MatrixCell { Technique = sub, Annotation = note, Fill = FillOf(note, aggregate: null) }, note?.Score ?? 0));
        }

        subTechniques += shown.Count;
        shown.Sort((a, b) => Compare(a.Cell, a.Order, b.Cell, b.Order));
        var aggregate = AggregateOf(annotation, subs);
        return new MatrixCell
        {
            Technique = technique,
            Annotation = annotation,
            Aggregate = aggregate,
            Fill = FillOf(annotation, aggregate),
            SubTechniques = [.. shown.Select(static one => one.Cell)],
            IsUnfolded = shown.Count > 0 && IsUnfolded(annotation, shown),
        };
    }

    bool IsUnfolded(LayerTechnique? annotation, List<(MatrixCell Cell, double Order)> subs)
    {
        var isAnnotated = subs.Exists(static sub => sub.Cell.Annotation is { IsAnnotated: true });
        return matrix.Options.SubTechniques switch
        {
            MatrixSubTechniques.None => false,
            MatrixSubTechniques.All => true,
            MatrixSubTechniques.Annotated => isAnnotated,
            _ => annotation is { ShowSubtechniques: true } || layer?.Layout.Expanded switch
            {
                LayerExpansion.All => true,
                LayerExpansion.Annotated => isAnnotated,
                _ => false,
            },
        };
    }

    // A disabled technique stays while one of its sub-techniques is enabled and on a platform.
    bool IsShown(Technique technique, List<Technique> subs)
    {
        if (hidesDisabled && !IsEnabled(technique) && !subs.Exists(sub => IsEnabled(sub) && matrix.IsOnPlatform(sub)))
        {
            matrix.HideAsDisabled(1 + subs.Count);
            return false;
        }

        if (!matrix.IsOnPlatform(technique))
        {
            matrix.HideByPlatform(1 + subs.Count);
            return false;
        }

        return true;
    }

    bool IsEnabled(Technique technique) => annotations.At(technique, tactic) is not { Enabled: false };

    LayerColor? FillOf(LayerTechnique? annotation, double? aggregate)
    {
        if (annotation is { Enabled: false })
        {
            return null;
        }

        if (annotation is { Color.Length: > 0 })
        {
            if (LayerColor.TryParse(annotation.Color, out var color))
            {
                return color;
            }

            matrix.UnreadableColor();
        }

        return aggregate is { } value ? scale.Of(value) : annotation?.Score is { } score ? scale.Of(score) : null;
    }

    double? AggregateOf(LayerTechnique? annotation, List<Technique> subs)
        => layer is { Layout.ShowAggregateScores: true } && subs.Count > 0
            ? LayerAggregates.Of(layer.Layout, annotation?.Score, [.. subs.Select(sub => annotations.At(sub, tactic)?.Score)])
            : null;

    int Compare(MatrixCell one, double oneOrder, MatrixCell two, double twoOrder)
    {
        var byScore = sorting switch
        {
            LayerSorting.ScoreAscending => oneOrder.CompareTo(twoOrder),
            LayerSorting.ScoreDescending => twoOrder.CompareTo(oneOrder),
            _ => 0,
        };
        if (byScore != 0)
        {
            return byScore;
        }

        var byName = string.Compare(one.Technique.Name, two.Technique.Name, StringComparison.OrdinalIgnoreCase);
        byName = byName != 0 ? byName : one.Technique.TechniqueId.CompareTo(two.Technique.TechniqueId);
        return sorting == LayerSorting.NameDescending ? -byName : byName;
    }
}
