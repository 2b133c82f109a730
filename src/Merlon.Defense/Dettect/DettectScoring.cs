namespace Merlon.Dettect;

/// <summary>DeTT&amp;CT's own arithmetic of scores: docs/formats/dettect.md, "Scores".</summary>
public static class DettectScoring
{
    /// <summary>
    /// One line per technique of a file, by id: the rounded mean of the latest scores that are not negative. A technique that
    /// stands twice is one.
    /// </summary>
    public static IReadOnlyList<DettectTechniqueScore> Of(DettectTechniques file) =>
    [
        .. file.Techniques.GroupBy(static t => t.Id, StringComparer.Ordinal)
            .OrderBy(static t => t.Key, StringComparer.Ordinal)
            .Select(static entries => new DettectTechniqueScore(
                entries.Key, entries.First().Name,
                Mean(entries.SelectMany(static t => t.Visibility)) ?? DettectScore.VisibilityMin,
                Mean(entries.SelectMany(static t => t.Detection)) ?? DettectScore.DetectionMin,
                [.. entries.SelectMany(static t => t.Visibility)], [.. entries.SelectMany(static t => t.Detection)])),
    ];

    /// <summary>The mean of the latest scores of 0 and more, halves to the even neighbour; null when there is none.</summary>
    public static int? Mean(IEnumerable<DettectScoreObject> objects)
    {
        var scores = objects.Select(static o => o.Latest).Where(static s => s is { Score: >= 0 }).Select(static s => s?.Score ?? 0).ToArray();
        return scores.Length == 0 ? null : (int)Math.Round(scores.Sum() / (double)scores.Length, MidpointRounding.ToEven);
    }

    /// <summary>Visibility 0..4 by the share of data sources that are there, 0..100 per cent: none 0, up to 49 1, up to 74 2, up to 99 3, else 4.</summary>
    public static int VisibilityOf(double percent) => percent switch
    {
        <= 0 => 0,
        <= 49 => 1,
        <= 74 => 2,
        <= 99 => 3,
        _ => 4,
    };
}

/// <summary>Scores of a technique by DeTT&amp;CT's rules.</summary>
/// <param name="Id">Technique's id as written.</param>
/// <param name="Name">As written; may be empty.</param>
/// <param name="Visibility">0..4.</param>
/// <param name="Detection">−1..5.</param>
/// <param name="VisibilityObjects">What visibility is the mean of.</param>
/// <param name="DetectionObjects">What detection is the mean of.</param>
public sealed record DettectTechniqueScore(
    string Id, string Name, int Visibility, int Detection, IReadOnlyList<DettectScoreObject> VisibilityObjects, IReadOnlyList<DettectScoreObject> DetectionObjects);
