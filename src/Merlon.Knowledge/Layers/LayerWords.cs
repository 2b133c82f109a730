using System.Diagnostics;

namespace Merlon.Layers;

/// <summary>The words that the format uses for its choices.</summary>
static class LayerWords
{
    public static string Of(LayerMatrix matrix) => matrix switch
    {
        LayerMatrix.Side => "side",
        LayerMatrix.Flat => "flat",
        LayerMatrix.Mini => "mini",
        _ => throw new UnreachableException(),
    };

    public static string Of(LayerExpansion expansion) => expansion switch
    {
        LayerExpansion.None => "none",
        LayerExpansion.Annotated => "annotated",
        LayerExpansion.All => "all",
        _ => throw new UnreachableException(),
    };

    public static string Of(LayerAggregate aggregate) => aggregate switch
    {
        LayerAggregate.Average => "average",
        LayerAggregate.Min => "min",
        LayerAggregate.Max => "max",
        LayerAggregate.Sum => "sum",
        _ => throw new UnreachableException(),
    };

    public static LayerMatrix? Matrix(string? word) => word switch
    {
        "side" => LayerMatrix.Side,
        "flat" => LayerMatrix.Flat,
        "mini" => LayerMatrix.Mini,
        _ => null,
    };

    public static LayerExpansion? Expansion(string? word) => word switch
    {
        "none" => LayerExpansion.None,
        "annotated" => LayerExpansion.Annotated,
        "all" => LayerExpansion.All,
        _ => null,
    };

    public static LayerAggregate? Aggregate(string? word) => word switch
    {
        "average" => LayerAggregate.Average,
        "min" => LayerAggregate.Min,
        "max" => LayerAggregate.Max,
        "sum" => LayerAggregate.Sum,
        _ => null,
    };
}
