using Merlon.Layers;

namespace Merlon.Drawing;

/// <summary>Which part of a release a matrix shows, and how it is arranged.</summary>
public sealed record MatrixOptions
{
    /// <summary>Domains, side by side in this order; empty for every domain of the release.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>
    /// Platforms of which a technique needs one, letter case ignored; a technique without any has the platform <c>None</c>.
    /// Empty for those of the layer, or for all.
    /// </summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Where sub-techniques stand; null for the layer's, or beside.</summary>
    public LayerMatrix? Layout { get; init; }

    /// <summary>Which sub-techniques are shown.</summary>
    public MatrixSubTechniques SubTechniques { get; init; } = MatrixSubTechniques.Expanded;

    /// <summary>Order in the columns; null for the layer's, or by name.</summary>
    public LayerSorting? Sorting { get; init; }

    /// <summary>True to leave disabled techniques out; null for what the layer says.</summary>
    public bool? HideDisabled { get; init; }

    /// <summary>True for ids in the cells; null for what the layer says.</summary>
    public bool? ShowIds { get; init; }

    /// <summary>True for names in the cells; null for what the layer says.</summary>
    public bool? ShowNames { get; init; }

    /// <summary>True for scores in the cells.</summary>
    public bool ShowScores { get; init; }
}

/// <summary>Which sub-techniques a matrix shows.</summary>
public enum MatrixSubTechniques
{
    /// <summary>None.</summary>
    None,

    /// <summary>Those of the techniques that the layer unfolds.</summary>
    Expanded,

    /// <summary>Those of the techniques that have an annotated one.</summary>
    Annotated,

    /// <summary>All.</summary>
    All,
}
