using Merlon.Assessment;
using Merlon.Controls;

namespace Merlon.Web.Controls;

/// <summary>How an evidence pack puts things.</summary>
static class PackLook
{
    /// <summary>When a declaration was last confirmed, the latest of several.</summary>
    public static string Confirmed(ControlStanding standing)
        => standing.Declared.Select(static entry => entry.Since).Max() is { } day ? Reports.Figures.Day(day) : "at this assessment";

    public static string Owners(ControlStanding standing)
        => string.Join(", ", standing.Declared.Select(static entry => entry.Owner).Where(static owner => owner.Length > 0).Distinct(StringComparer.Ordinal));

    /// <summary>What a pair claims: <c>protect, partial</c>.</summary>
    public static string Claim(ControlEdge edge)
        => $"{ControlWords.Of(edge.Category)}{(edge.Grade is { } grade ? $", {ControlWords.Of(grade)}" : "")}{(edge.IsDerived ? ", derived" : "")}";

    /// <summary>From the control to the technique as the mapping wrote it, and where that lives now.</summary>
    public static string Path(ControlStanding standing, ControlTechnique technique)
    {
        var edge = technique.Edge;
        var steps = edge.IsDerived
            ? string.Concat(edge.Path.Take(edge.Path.Count - 1).Select(static step => $"{step} > ")) + $"{edge.Path[^1].FrameworkId}: {edge.Via} > "
            : "";
        var moved = string.Equals(edge.TechniqueId, technique.Technique.Id, StringComparison.OrdinalIgnoreCase) ? "" : $" (now {technique.Technique.Id})";
        return $"{standing.ControlId} > {steps}{edge.TechniqueId}{moved}";
    }

    /// <summary>How many techniques are reached through a control; of a derived pair every last control counts.</summary>
    public static int Through(ControlStanding standing, ControlStep step)
        => standing.Techniques.Count(technique => technique.Edge.Path.Any(one => string.Equals(one.ToString(), step.ToString(), StringComparison.Ordinal))
            || technique.Edge.Path.Count == 1 && string.Equals(technique.Edge.Path[0].FrameworkId, step.FrameworkId, StringComparison.Ordinal)
                && technique.Edge.Via.Split(", ").Contains(step.ControlId, StringComparer.Ordinal));
}
