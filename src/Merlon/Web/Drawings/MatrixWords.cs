using Merlon.Drawing;

namespace Merlon.Web.Drawings;

/// <summary>What a matrix does not draw as it was given, in sentences.</summary>
static class MatrixWords
{
    /// <summary>One sentence without a full stop for each; empty when everything is drawn.</summary>
    public static IReadOnlyList<string> Of(MatrixRemarks remarks)
    {
        var words = new List<string>();
        AddCount(words, remarks.HiddenByPlatform, "cell", "hidden by the platform filter");
        AddCount(words, remarks.HiddenAsDisabled, "cell", "hidden because disabled");
        AddCount(words, remarks.HiddenAnnotations, "annotation", "on cells that are hidden or folded");
        AddCount(words, remarks.UnreadableColors, "colour", "could not be read");
        words.AddRange(remarks.Moved.Select(static move
            => $"{move.Annotation.TechniqueId}{Under(move.Annotation.Tactic)} is drawn on {string.Join(", ", move.Techniques.Select(static technique => technique.Id))} ({string.Join("; ", move.Steps)})"));
        words.AddRange(remarks.Unplaced.Select(static misfit => $"{misfit.Annotation.TechniqueId}{Under(misfit.Annotation.Tactic)} has no cell: {misfit.Reason}"));
        return words;
    }

    static string Under(string? tactic) => tactic is null ? "" : $" under {tactic}";

    static void AddCount(List<string> words, int count, string noun, string what)
    {
        if (count > 0)
        {
            words.Add($"{DrawnText.Count(count, noun)} {what}");
        }
    }
}
