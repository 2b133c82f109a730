namespace Merlon.Layers;

/// <summary>How Navigator lays the matrix out.</summary>
public sealed record LayerLayout
{
    /// <summary>Where sub-techniques stand.</summary>
    public LayerMatrix Matrix { get; init; } = LayerMatrix.Side;

    /// <summary>What a folded cell shows when <see cref="ShowAggregateScores"/> is set.</summary>
    public LayerAggregate Aggregate { get; init; } = LayerAggregate.Average;

    /// <summary>True to show ids beside names; the mini layout shows none.</summary>
    public bool ShowIds { get; init; }

    /// <summary>True to show names; the mini layout shows none.</summary>
    public bool ShowNames { get; init; } = true;

    /// <summary>True to colour a folded technique by the aggregate over it and its sub-techniques.</summary>
    public bool ShowAggregateScores { get; init; }

    /// <summary>True to count techniques without a score as 0 in an average; Navigator heeds it for the average only.</summary>
    public bool CountUnscored { get; init; }

    /// <summary>Which techniques are unfolded beyond those that say so themselves.</summary>
    public LayerExpansion Expanded { get; init; } = LayerExpansion.None;

    /// <summary>Fields that the format does not know.</summary>
    public IReadOnlyList<LayerField> OtherFields { get; init; } = [];
}

/// <summary>Arrangements of a matrix that the format knows.</summary>
public enum LayerMatrix
{
    /// <summary>Sub-techniques beside their technique.</summary>
    Side,

    /// <summary>Sub-techniques below their technique.</summary>
    Flat,

    /// <summary>Small squares without text.</summary>
    Mini,
}

/// <summary>Which techniques the format unfolds.</summary>
public enum LayerExpansion
{
    /// <summary>None but those whose own flag says so.</summary>
    None,

    /// <summary>Those with an annotated sub-technique.</summary>
    Annotated,

    /// <summary>All.</summary>
    All,
}

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
