using System.Globalization;
using Merlon.Attack;

namespace Merlon.Layers;

/// <summary>
/// Whether two layers say the same, however they were written: missing tactics written out, the later of two annotations
/// of a cell taken, colours of gradients in one notation, key order and Navigator's version ignored, annotations as a set.
/// </summary>
public static class LayerComparison
{
    /// <summary>What differs, in the order of the format, cells by technique and tactic; empty when the layers say the same.</summary>
    /// <param name="left">One layer.</param>
    /// <param name="right">The other.</param>
    /// <param name="release">Knows the tactics of a technique; without one, an annotation without a tactic equals only another such.</param>
    public static IReadOnlyList<LayerDifference> Differences(Layer left, Layer right, AttackRelease? release = null)
    {
        var differences = new List<LayerDifference>();
        CompareAll(differences, "", FieldsOf(left), FieldsOf(right));
        var cells = CellsOf(left, release);
        var others = CellsOf(right, release);
        foreach (var key in cells.Keys.Union(others.Keys).OrderBy(static key => key.TechniqueId, StringComparer.Ordinal).ThenBy(static key => key.Tactic, StringComparer.Ordinal))
        {
            var place = key.Tactic is null ? key.TechniqueId : $"{key.TechniqueId} ({key.Tactic})";
            if (!cells.TryGetValue(key, out var cell))
            {
                differences.Add(new LayerDifference(place, "", "annotated"));
            }
            else if (!others.TryGetValue(key, out var other))
            {
                differences.Add(new LayerDifference(place, "annotated", ""));
            }
            else
            {
                CompareAll(differences, place + " ", FieldsOf(cell), FieldsOf(other));
            }
        }

        return differences;
    }

    /// <summary>
    /// The annotations that count, one per cell: those without a tactic under every tactic that the technique has in the
    /// release, the later one where two meet, and none that says nothing.
    /// </summary>
    public static IReadOnlyDictionary<LayerCell, LayerTechnique> CellsOf(Layer layer, AttackRelease? release)
    {
        var cells = new Dictionary<LayerCell, LayerTechnique>();
        foreach (var technique in layer.Techniques)
        {
            foreach (var tactic in TacticsOf(technique, layer.Domain, release))
            {
                cells[new LayerCell(technique.TechniqueId, tactic)] = technique;
            }
        }

        foreach (var empty in cells.Where(static cell => !cell.Value.IsAnnotated && !cell.Value.ShowSubtechniques && cell.Value.OtherFields.Count == 0).ToList())
        {
            cells.Remove(empty.Key);
        }

        return cells;
    }

    static IEnumerable<string?> TacticsOf(LayerTechnique technique, string domain, AttackRelease? release)
    {
        if (technique.Tactic is not null || release is null || !TechniqueId.TryParse(technique.TechniqueId, out var id) || !release.TryFind(id, out var found))
        {
            return [technique.Tactic];
        }

        var tactics = release.TacticsOf(found, domain);
        return tactics.Count == 0 ? [null] : tactics.Select(static tactic => (string?)tactic.Shortname);
    }

    static void CompareAll(List<LayerDifference> differences, string place, List<(string Name, string Value)> left, List<(string Name, string Value)> right)
    {
        var others = right.ToDictionary(static field => field.Name, static field => field.Value, StringComparer.Ordinal);
        foreach (var (name, value) in left)
        {
            if (!others.Remove(name, out var other) || !string.Equals(value, other, StringComparison.Ordinal))
            {
                differences.Add(new LayerDifference(place + name, value, other ?? ""));
            }
        }

        differences.AddRange(right.Where(field => others.ContainsKey(field.Name)).Select(field => new LayerDifference(place + field.Name, "", field.Value)));
    }

    static List<(string Name, string Value)> FieldsOf(Layer layer)
    {
        List<(string, string)> fields =
        [
            ("name", layer.Name),
            ("versions.attack", LayerVersion.MajorOf(layer.AttackVersion)),
            ("domain", layer.Domain),
            ("description", layer.Description),
            ("customDataURL", layer.CustomDataUrl ?? ""),
            ("filters.platforms", string.Join(", ", layer.Platforms.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))),
            ("sorting", Text((int)layer.Sorting)),
            ("layout.layout", LayerWords.Of(layer.Layout.Matrix)),
            ("layout.aggregateFunction", LayerWords.Of(layer.Layout.Aggregate)),
            ("layout.showID", Text(layer.Layout.ShowIds)),
            ("layout.showName", Text(layer.Layout.ShowNames)),
            ("layout.showAggregateScores", Text(layer.Layout.ShowAggregateScores)),
            ("layout.countUnscored", Text(layer.Layout.CountUnscored)),
            ("layout.expandedSubtechniques", LayerWords.Of(layer.Layout.Expanded)),
            ("hideDisabled", Text(layer.HideDisabled)),
            ("gradient.colors", string.Join(", ", layer.Gradient.Colors.Select(static color => LayerColor.TryParse(color, out var known) ? known.ToHex8() : color))),
            ("gradient.minValue", Text(layer.Gradient.Min)),
            ("gradient.maxValue", Text(layer.Gradient.Max)),
            ("legendItems", string.Join("\n", layer.Legend.Select(static item => $"{item.Label}\t{item.Color}\t{Text(item.OtherFields)}"))),
            ("metadata", Text(layer.Metadata)),
            ("links", Text(layer.Links)),
            ("showTacticRowBackground", Text(layer.ShowTacticRowBackground)),
            ("tacticRowBackground", layer.TacticRowBackground),
            ("selectTechniquesAcrossTactics", Text(layer.SelectTechniquesAcrossTactics)),
            ("selectSubtechniquesWithParent", Text(layer.SelectSubtechniquesWithParent)),
            ("selectVisibleTechniques", Text(layer.SelectVisibleTechniques)),
        ];
        Add(fields, "", layer.OtherFields);
        Add(fields, "versions.", layer.OtherVersions);
        Add(fields, "filters.", layer.OtherFilters);
        Add(fields, "layout.", layer.Layout.OtherFields);
        Add(fields, "gradient.", layer.Gradient.OtherFields);
        return fields;
    }

    static List<(string Name, string Value)> FieldsOf(LayerTechnique technique)
    {
        List<(string, string)> fields =
        [
            ("score", technique.Score is { } score ? Text(score) : ""),
            ("color", technique.Color),
            ("comment", technique.Comment),
            ("enabled", Text(technique.Enabled)),
            ("metadata", Text(technique.Metadata)),
            ("links", Text(technique.Links)),
            ("showSubtechniques", Text(technique.ShowSubtechniques)),
        ];
        Add(fields, "", technique.OtherFields);
        return fields;
    }

    // A known field whose value was of no use stands beside the default that is used in its place.
    static void Add(List<(string Name, string Value)> fields, string owner, IReadOnlyList<LayerField> others)
        => fields.AddRange(others.Select(field => ($"{owner}{field.Name} as written", field.Json)));

    static string Text(IReadOnlyList<LayerMetadata> entries)
        => string.Join("\n", entries.Select(static entry => $"{entry.Name}\t{entry.Value}\t{Text(entry.Divider)}\t{Text(entry.OtherFields)}"));

    static string Text(IReadOnlyList<LayerLink> links)
        => string.Join("\n", links.Select(static link => $"{link.Label}\t{link.Url}\t{Text(link.Divider)}\t{Text(link.OtherFields)}"));

    static string Text(IReadOnlyList<LayerField> others)
        => string.Join(",", others.OrderBy(static field => field.Name, StringComparer.Ordinal).Select(static field => $"{field.Name}:{field.Json}"));

    static string Text(bool value) => value ? "true" : "false";

    static string Text(bool? value) => value is { } known ? Text(known) : "";

    static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    static string Text(double value) => (value + 0.0).ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A cell of a matrix.</summary>
/// <param name="TechniqueId">ATT&amp;CK id as the layer writes it.</param>
/// <param name="Tactic">Tactic's shortname; null where it is not known which tactics the technique has.</param>
public readonly record struct LayerCell(string TechniqueId, string? Tactic);

/// <summary>A place where two layers differ.</summary>
/// <param name="Place">A field of the format, or technique, tactic and field.</param>
/// <param name="Left">What the one says, empty where it says nothing.</param>
/// <param name="Right">What the other says.</param>
public sealed record LayerDifference(string Place, string Left, string Right);
