using Merlon.Layers;

namespace Merlon.Web.App.Matrix;

/// <summary>
/// A layer as Navigator opens it without a word: what a file said and the format cannot use (a score that is text, a colour that is none, half an entry) is left out.
/// The API gives layers as they are; this is for files and links that are meant for Navigator.
/// </summary>
static class LayerForNavigator
{
    static readonly string[] Fields =
    [
        "name", "versions", "domain", "description", "filters", "sorting", "layout", "hideDisabled", "techniques", "gradient", "legendItems", "metadata", "links", "showTacticRowBackground",
        "tacticRowBackground", "selectTechniquesAcrossTactics", "selectSubtechniquesWithParent", "selectVisibleTechniques", "score", "color", "comment", "enabled", "showSubtechniques", "colors",
        "minValue", "maxValue", "platforms", "aggregateFunction", "showID", "showName", "showAggregateScores", "countUnscored", "expandedSubtechniques", "attack", "navigator", "layer", "tactic",
    ];

    /// <summary>The layer without what Navigator would complain about or drop.</summary>
    public static Layer Of(Layer layer) => layer with
    {
        NavigatorVersion = Layer.NavigatorVersionDefault,
        Techniques = [.. layer.Techniques.Select(static one => one with
        {
            Color = LayerColor.TryParse(one.Color, out var color) ? color.ToString() : "",
            Metadata = Whole(one.Metadata),
            Links = Whole(one.Links),
            OtherFields = Unknown(one.OtherFields),
        })],
        Gradient = GradientOf(layer.Gradient),
        Legend = [.. layer.Legend.Where(static item => item.Label.Length > 0 && LayerColor.TryParse(item.Color, out _))
            .Select(static item => LayerColor.TryParse(item.Color, out var color) ? item with { Color = color.ToString() } : item)],
        Metadata = Whole(layer.Metadata),
        Links = Whole(layer.Links),
        Layout = layer.Layout with { OtherFields = Unknown(layer.Layout.OtherFields) },
        TacticRowBackground = LayerColor.TryParse(layer.TacticRowBackground, out var row) ? row.ToString() : Layer.TacticRowBackgroundDefault,
        OtherFields = Unknown(layer.OtherFields),
        OtherVersions = Unknown(layer.OtherVersions),
        OtherFilters = Unknown(layer.OtherFilters),
    };

    static LayerGradient GradientOf(LayerGradient gradient)
    {
        var colors = gradient.Colors.Select(static text => LayerColor.TryParse(text, out var color) ? color.ToHex8() : "").ToList();
        return colors.Count >= 2 && !colors.Contains("", StringComparer.Ordinal) && gradient.Min < gradient.Max
            ? gradient with { Colors = colors, OtherFields = Unknown(gradient.OtherFields) }
            : LayerGradient.Default;
    }

    static IReadOnlyList<LayerMetadata> Whole(IReadOnlyList<LayerMetadata> entries) => [.. entries.Where(static entry => entry.Name.Length > 0 && entry.Value.Length > 0)];

    static IReadOnlyList<LayerLink> Whole(IReadOnlyList<LayerLink> links) => [.. links.Where(static link => link.IsComplete)];

    static IReadOnlyList<LayerField> Unknown(IReadOnlyList<LayerField> fields) => [.. fields.Where(static field => !Fields.Contains(field.Name, StringComparer.Ordinal))];
}
