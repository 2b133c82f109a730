namespace Merlon.Layers;

/// <summary>What of a layer an edit changes.</summary>
public enum LayerPart
{
    /// <summary>Score of a cell: a number, or null for none.</summary>
    Score,

    /// <summary>Colour of a cell that overrides the score's: text, empty for none.</summary>
    Color,

    /// <summary>Comment of a cell: text.</summary>
    Comment,

    /// <summary>Whether a cell is not greyed out: true or false.</summary>
    Enabled,

    /// <summary>Names and values of a cell: an array as in the layer format.</summary>
    Metadata,

    /// <summary>Links of a cell: an array as in the layer format.</summary>
    Links,

    /// <summary>Name of the layer; of no cell.</summary>
    Name,

    /// <summary>Description of the layer; of no cell.</summary>
    Description,
}

/// <summary>
/// One change of one part of one cell (or of the layer itself), with what its author saw before: who edits something that
/// somebody else changed meanwhile does not overwrite it.
/// </summary>
/// <param name="TechniqueId">ATT&amp;CK id; empty for a part of the layer itself.</param>
/// <param name="Tactic">Tactic's shortname; empty for a part of the layer itself.</param>
/// <param name="Part">What is changed.</param>
/// <param name="Before">The value that its author saw, as JSON.</param>
/// <param name="After">The value from now on, as JSON.</param>
public sealed record LayerEdit(string TechniqueId, string Tactic, LayerPart Part, string Before, string After)
{
    /// <summary>True for a part of the layer itself.</summary>
    public bool IsOfLayer => Part is LayerPart.Name or LayerPart.Description;

    /// <summary>The edit that takes this one back.</summary>
    public LayerEdit Inverse() => this with { Before = After, After = Before };
}

/// <summary>An edit that was not applied, since somebody else changed the same part meanwhile.</summary>
/// <param name="Mine">The edit.</param>
/// <param name="Theirs">The value that stands now, as JSON.</param>
public sealed record LayerConflict(LayerEdit Mine, string Theirs);

/// <summary>A layer after edits.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Applied">Edits that changed something, with the values in the notation that the layer has, in their order.</param>
/// <param name="Conflicts">Edits that did not, since what they rest on has changed.</param>
public sealed record LayerEdited(Layer Layer, IReadOnlyList<LayerEdit> Applied, IReadOnlyList<LayerConflict> Conflicts);
