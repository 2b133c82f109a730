namespace Merlon.Priorities;

/// <summary>An attack as a graph of actions: which happened, and which led to which.</summary>
public sealed record AttackFlow
{
    /// <summary>The file that it was read from.</summary>
    public required string Document { get; init; }

    /// <summary>As its author calls it; foreign text.</summary>
    public required string Name { get; init; }

    /// <summary>Actions in the order of the file.</summary>
    public required IReadOnlyList<FlowAction> Actions { get; init; }

    /// <summary>
    /// Which action leads to which, each pair once, by index: directly, or through conditions, operators and things (a tool, an asset) that
    /// stand between them. No action leads to itself.
    /// </summary>
    public required IReadOnlyList<FlowEdge> Edges { get; init; }
}

/// <summary>An action of a flow.</summary>
/// <param name="Name">As its author calls it; foreign text.</param>
/// <param name="Technique">The technique's id as written, or empty.</param>
/// <param name="Path">Where it stands in the file: <c>$.objects[17]</c>.</param>
public sealed record FlowAction(string Name, string Technique, string Path);

/// <summary>One action leads to another; the numbers index <see cref="AttackFlow.Actions"/>.</summary>
/// <param name="From">The earlier.</param>
/// <param name="To">The later.</param>
public readonly record struct FlowEdge(int From, int To);
