namespace Merlon.Inventory;

/// <summary>How much an inventory keeps apart before it counts together; hostile logs have a new channel in every record.</summary>
public sealed record InventoryLimits
{
    /// <summary>The limits that commands use.</summary>
    public static InventoryLimits Default { get; } = new();

    /// <summary>Most sources.</summary>
    public int SourcesMax { get; init; } = 20_000;

    /// <summary>Most fields of one source.</summary>
    public int FieldsMax { get; init; } = 2_000;

    /// <summary>Most fields of all sources.</summary>
    public int AllFieldsMax { get; init; } = 400_000;

    /// <summary>Most hosts in all, and providers of one source.</summary>
    public int HostsMax { get; init; } = 50_000;

    /// <summary>Most hours with records over all sources.</summary>
    public int HoursMax { get; init; } = 2_000_000;

    /// <summary>Most pairs of source and host.</summary>
    public int SourceHostsMax { get; init; } = 500_000;

    /// <summary>Most event names of one source.</summary>
    public int NamesMax { get; init; } = 5_000;

    /// <summary>Most event names of all sources.</summary>
    public int AllNamesMax { get; init; } = 200_000;

    /// <summary>Most accounts, origins and types of logons.</summary>
    public int LogonsMax { get; init; } = 50_000;

    /// <summary>Most values of the fields that were asked for.</summary>
    public int ValuesMax { get; init; } = 200_000;

    /// <summary>Longest name or value that is kept, in characters; longer ones are cut.</summary>
    public int TextCharsMax { get; init; } = 1_024;
}
