using Merlon.Attack;
using Merlon.Layers;

namespace Merlon.Drawing;

/// <summary>
/// A matrix as it is drawn: the columns of one or several domains, each with its techniques in order, and what layers say of
/// them. Terminal, SVG, HTML and spreadsheet all draw this.
/// </summary>
public sealed record MatrixView
{
    /// <summary>Version of the release.</summary>
    public required string Release { get; init; }

    /// <summary>Columns, domain by domain, in the order of the domain's matrix; columns that the filters leave empty are left out.</summary>
    public required IReadOnlyList<MatrixColumn> Columns { get; init; }

    /// <summary>Domains drawn, in order.</summary>
    public required IReadOnlyList<MatrixDomain> Domains { get; init; }

    /// <summary>Platforms that the filter lets through; empty for all.</summary>
    public required IReadOnlyList<string> Platforms { get; init; }

    /// <summary>Where sub-techniques stand.</summary>
    public required LayerMatrix Layout { get; init; }

    /// <summary>Whether cells show ids.</summary>
    public required bool ShowIds { get; init; }

    /// <summary>Whether cells show names.</summary>
    public required bool ShowNames { get; init; }

    /// <summary>Whether cells show scores.</summary>
    public required bool ShowScores { get; init; }

    /// <summary>What the filters hide, what was moved and what has no place here.</summary>
    public required MatrixRemarks Remarks { get; init; }

    /// <summary>The layer that gives the drawing its name, legend and gradient, or null for a bare matrix.</summary>
    public Layer? Layer => Domains.Select(static domain => domain.Layer).FirstOrDefault(static layer => layer is not null);

    /// <summary>Every cell that is drawn, column by column, sub-techniques behind their technique.</summary>
    public IEnumerable<MatrixCell> Cells => Columns.SelectMany(static column => column.Cells);

    /// <summary>True when any cell that is drawn has a score.</summary>
    public bool HasScores => Cells.Any(static cell => cell.ShownScore is not null);

    /// <summary>Lays a release out.</summary>
    /// <param name="release">The release.</param>
    /// <param name="options">What to show of it.</param>
    /// <param name="layers">Layers; for each domain the first that names it is drawn, and one of an unknown domain on the first.</param>
    /// <exception cref="ArgumentException">The release has no domain of one of the names.</exception>
    public static MatrixView Of(AttackRelease release, MatrixOptions options, params IReadOnlyList<Layer> layers)
        => new MatrixAssembly(release, options, layers).View();
}

/// <summary>A domain of a matrix.</summary>
/// <param name="Id">Such as <c>enterprise-attack</c>.</param>
/// <param name="Name">Name of its matrix, such as <c>Enterprise ATT&amp;CK</c>; the id where it has none.</param>
/// <param name="Layer">The layer drawn on it, or null.</param>
public sealed record MatrixDomain(string Id, string Name, Layer? Layer);

/// <summary>A tactic of a domain and its techniques.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Tactic">The tactic.</param>
/// <param name="Techniques">Techniques in order; sub-techniques stand inside theirs.</param>
/// <param name="SubTechniques">Sub-techniques of the column that the filters let through, shown or folded.</param>
public sealed record MatrixColumn(MatrixDomain Domain, Tactic Tactic, IReadOnlyList<MatrixCell> Techniques, int SubTechniques)
{
    /// <summary>Every cell that is drawn, sub-techniques behind their technique.</summary>
    public IEnumerable<MatrixCell> Cells
        => Techniques.SelectMany(static cell => cell.IsUnfolded ? cell.SubTechniques.Prepend(cell) : [cell]);

    /// <summary>Rows that it takes when sub-techniques stand below their technique.</summary>
    public int Rows => Techniques.Sum(static cell => 1 + (cell.IsUnfolded ? cell.SubTechniques.Count : 0));

    /// <summary>True when a technique of it shows its sub-techniques.</summary>
    public bool IsUnfolded => Techniques.Any(static cell => cell.IsUnfolded);
}

/// <summary>A technique under a tactic.</summary>
public sealed record MatrixCell
{
    /// <summary>The technique or sub-technique.</summary>
    public required Technique Technique { get; init; }

    /// <summary>Sub-techniques that the filters let through, in order; empty for a sub-technique.</summary>
    public IReadOnlyList<MatrixCell> SubTechniques { get; init; } = [];

    /// <summary>Whether the sub-techniques are drawn; false where there are none.</summary>
    public bool IsUnfolded { get; init; }

    /// <summary>What a layer says of the cell, or null.</summary>
    public LayerTechnique? Annotation { get; init; }

    /// <summary>The score over the technique and its sub-techniques where the layer shows such, or null.</summary>
    public double? Aggregate { get; init; }

    /// <summary>The colour: the layer's own before the aggregate's before the score's; null for none.</summary>
    public LayerColor? Fill { get; init; }

    /// <summary>True for a technique that the layer greys out.</summary>
    public bool IsDisabled => Annotation is { Enabled: false };

    /// <summary>The score that counts: the aggregate before the technique's own; null for none.</summary>
    public double? ShownScore => IsDisabled ? null : Aggregate ?? Annotation?.Score;
}

/// <summary>What became of that which is not drawn as it was given.</summary>
/// <param name="HiddenByPlatform">Cells that the platform filter hides.</param>
/// <param name="HiddenAsDisabled">Cells that are hidden because they are disabled.</param>
/// <param name="HiddenAnnotations">Annotations on hidden cells and on folded sub-techniques.</param>
/// <param name="Moved">Annotations drawn on another technique, since theirs was revoked or renumbered.</param>
/// <param name="Unplaced">Annotations without a cell in this release, with the reason, in the order of the layer.</param>
/// <param name="UnreadableColors">Colours that are none: of cells, of the gradient, of the legend, of the row of tactics.</param>
public sealed record MatrixRemarks(
    int HiddenByPlatform, int HiddenAsDisabled, int HiddenAnnotations, IReadOnlyList<MatrixMove> Moved, IReadOnlyList<MatrixMisfit> Unplaced, int UnreadableColors);

/// <summary>An annotation that is drawn on another technique.</summary>
/// <param name="Annotation">As the layer has it.</param>
/// <param name="Techniques">Where it is drawn.</param>
/// <param name="Steps">The way there: <c>T1150 revoked-by T1547.011</c> …</param>
public sealed record MatrixMove(LayerTechnique Annotation, IReadOnlyList<Technique> Techniques, IReadOnlyList<string> Steps);

/// <summary>An annotation that has no cell.</summary>
/// <param name="Annotation">As the layer has it.</param>
/// <param name="Reason">Why, as a sentence without a full stop.</param>
public sealed record MatrixMisfit(LayerTechnique Annotation, string Reason);
