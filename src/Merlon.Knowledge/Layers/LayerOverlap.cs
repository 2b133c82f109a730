using Merlon.Attack;

namespace Merlon.Layers;

/// <summary>What one layer covers that another lacks, technique by technique.</summary>
/// <param name="OnlyLeft">Techniques that only the left layer covers, by id.</param>
/// <param name="OnlyRight">Techniques that only the right one covers.</param>
/// <param name="Both">Techniques that both cover.</param>
public sealed record LayerOverlap(IReadOnlyList<LayerOverlapTechnique> OnlyLeft, IReadOnlyList<LayerOverlapTechnique> OnlyRight, IReadOnlyList<LayerOverlapTechnique> Both)
{
    /// <summary>
    /// Compares by technique. A layer covers a technique when an enabled annotation of it has a score above 0, or no score but
    /// a colour, a comment, metadata or a link. Of several cells of a technique the highest score is shown.
    /// </summary>
    public static LayerOverlap Of(Layer left, Layer right, AttackRelease release)
    {
        var (ours, theirs) = (CoveredBy(left, release), CoveredBy(right, release));
        var all = ours.Keys.Union(theirs.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(id => new LayerOverlapTechnique(id, NameOf(id, release), ours.GetValueOrDefault(id), theirs.GetValueOrDefault(id))).ToList();
        return new LayerOverlap(
            [.. all.Where(one => !theirs.ContainsKey(one.TechniqueId))],
            [.. all.Where(one => !ours.ContainsKey(one.TechniqueId))],
            [.. all.Where(one => ours.ContainsKey(one.TechniqueId) && theirs.ContainsKey(one.TechniqueId))]);
    }

    static Dictionary<string, double?> CoveredBy(Layer layer, AttackRelease release)
    {
        var covered = new Dictionary<string, double?>(StringComparer.Ordinal);
        foreach (var (cell, annotation) in LayerComparison.CellsOf(layer, release))
        {
            if (annotation.Enabled && annotation.IsAnnotated && annotation.Score is not <= 0)
            {
                var score = covered.GetValueOrDefault(cell.TechniqueId);
                covered[cell.TechniqueId] = score is null || annotation.Score > score ? annotation.Score ?? score : score;
            }
        }

        return covered;
    }

    static string NameOf(string id, AttackRelease release)
        => TechniqueId.TryParse(id, out var key) && release.TryFind(key, out var technique) ? technique.Name : "";
}

/// <summary>A technique of a comparison.</summary>
/// <param name="TechniqueId">ATT&amp;CK id as the layers write it.</param>
/// <param name="Name">Its name; empty where the release does not know it.</param>
/// <param name="Left">The left layer's highest score, or null.</param>
/// <param name="Right">The right layer's highest score, or null.</param>
public sealed record LayerOverlapTechnique(string TechniqueId, string Name, double? Left, double? Right);
