namespace Merlon.Layers;

/// <summary>Scores per technique and tactic, as ATT&amp;CK Navigator reads them (layer format 4.5).</summary>
public sealed record Layer
{
    /// <summary>Layer format version that is written.</summary>
    public const string FormatVersion = "4.5";

    /// <summary>Shown as the tab's title.</summary>
    public required string Name { get; init; }

    /// <summary>Domain such as <c>enterprise-attack</c>.</summary>
    public required string Domain { get; init; }

    /// <summary>ATT&amp;CK version; Navigator uses the digits before the point.</summary>
    public required string AttackVersion { get; init; }

    /// <summary>What the layer shows.</summary>
    public string Description { get; init; } = "";

    /// <summary>Platforms shown; empty for all.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Order of the cells in a column.</summary>
    public LayerSorting Sorting { get; init; } = LayerSorting.NameAscending;

    /// <summary>How the matrix is laid out.</summary>
    public LayerLayout Layout { get; init; } = new();

    /// <summary>Cells, in the order written.</summary>
    public required IReadOnlyList<LayerTechnique> Techniques { get; init; }

    /// <summary>Colours as <c>#rrggbb</c> or <c>#rrggbbaa</c>, at least two, from the lowest score to the highest.</summary>
    public required IReadOnlyList<string> GradientColors { get; init; }

    /// <summary>Score of the first colour.</summary>
    public double GradientMin { get; init; }

    /// <summary>Score of the last colour.</summary>
    public double GradientMax { get; init; } = 100;

    /// <summary>What colours mean.</summary>
    public IReadOnlyList<LayerLegendItem> Legend { get; init; } = [];

    /// <summary>Name and value pairs about the layer.</summary>
    public IReadOnlyList<LayerMetadata> Metadata { get; init; } = [];
}

/// <summary>One annotated cell.</summary>
/// <param name="TechniqueId">ATT&amp;CK id.</param>
/// <param name="Tactic">Tactic's shortname, or null for every tactic of the technique.</param>
/// <param name="Score">The score, or null for a cell without one (0 is a score).</param>
/// <param name="Comment">Shown on hover.</param>
/// <param name="Metadata">Name and value pairs about the cell.</param>
/// <param name="ShowSubtechniques">Whether the cell is unfolded.</param>
public sealed record LayerTechnique(
    string TechniqueId, string? Tactic, double? Score, string Comment, IReadOnlyList<LayerMetadata> Metadata, bool ShowSubtechniques = false);

/// <summary>A name and a value; Navigator drops entries with an empty one.</summary>
public readonly record struct LayerMetadata(string Name, string Value);

/// <summary>A label and its colour.</summary>
public readonly record struct LayerLegendItem(string Label, string Color);

/// <summary>Orders of cells that Navigator knows, with the numbers that the format gives them.</summary>
public enum LayerSorting
{
    /// <summary>By name, A first.</summary>
    NameAscending = 0,

    /// <summary>By name, Z first.</summary>
    NameDescending = 1,

    /// <summary>By score, the lowest first.</summary>
    ScoreAscending = 2,

    /// <summary>By score, the highest first; equal ones by name.</summary>
    ScoreDescending = 3,
}

/// <summary>What a folded cell shows for a technique and its sub-techniques together.</summary>
public enum LayerAggregate
{
    /// <summary>Mean of the scored ones.</summary>
    Average,

    /// <summary>The lowest; Navigator takes an unscored technique as 0.</summary>
    Min,

    /// <summary>The highest.</summary>
    Max,

    /// <summary>The sum.</summary>
    Sum,
}

/// <summary>How Navigator lays the matrix out: its <c>side</c> layout with names.</summary>
public sealed record LayerLayout
{
    /// <summary>What a folded cell shows when <see cref="ShowAggregateScores"/> is set.</summary>
    public LayerAggregate Aggregate { get; init; } = LayerAggregate.Average;

    /// <summary>True to colour a folded technique by the aggregate over it and its sub-techniques.</summary>
    public bool ShowAggregateScores { get; init; }

    /// <summary>True to show ids beside names.</summary>
    public bool ShowIds { get; init; }
}
