using Merlon.Inventory;

namespace Merlon.Visibility;

/// <summary>What was found in one entry of an organisation's telemetry.</summary>
/// <param name="Place">The logs as people find them again, such as <c>organisation.yaml:41:5 logs/windows</c>.</param>
/// <param name="Scopes">Names of the scopes that they are of; empty where the hosts decide.</param>
/// <param name="Inventory">What the logs hold.</param>
public sealed record TelemetryInventory(string Place, IReadOnlyList<string> Scopes, LogInventory Inventory)
{
    /// <summary>The day of which the logs speak, or null: then that of the latest record.</summary>
    public DateOnly? AsOf { get; init; }
}
