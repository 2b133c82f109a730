using System.Globalization;
using Merlon.Attack;
using Merlon.Layers;

namespace Merlon.Dettect;

/// <summary>
/// The layers that DeTT&amp;CT makes of its files, with its colours: docs/formats/dettect.md, "Layers". Techniques that the release
/// knows under another id stand under that; those that it does not know are left out and counted by <see cref="DettectCheck"/>.
/// </summary>
public static class DettectLayers
{
    const string White = "#FFFFFF";
    const string Both = "#f9a825";
    const string NothingThere = "-";

    static readonly string[] ShareColors = ["#E1BEE7", "#CE93D8", "#AB47BC", "#7B1FA2", "#4A148C"];
    static readonly string[] DetectionColors = ["#9C27B0", "#DCEDC8", "#AED581", "#8BC34A", "#689F38", "#33691E"]; // 0..5
    static readonly string[] VisibilityColors = ["", "#BBDEFB", "#64B5F6", "#1976D2", "#0D47A1"]; // 0..4
    static readonly string[] DetectionNames = ["forensics or context only", "basic", "fair", "good", "very good", "excellent"];
    static readonly string[] VisibilityNames = ["none", "minimal", "medium", "good", "excellent"];
    static readonly string[] GroupGradient = ["#ffcece", "#ff0000"];

    /// <summary>Colour of a share of data sources, 0..100: up to 25, 50, 75, 99 and 100 per cent; none at 0.</summary>
    public static string ShareColor(double percent) => percent switch
    {
        <= 0 => "",
        <= 25 => ShareColors[0],
        <= 50 => ShareColors[1],
        <= 75 => ShareColors[2],
        <= 99 => ShareColors[3],
        _ => ShareColors[4],
    };

    /// <summary>Data sources: per technique the mean over its systems of the share that is there.</summary>
    public static Layer OfDataSources(DettectDataSources file, DettectVisibility visibility, AttackRelease release)
        => Frame($"Data sources {file.Name}", file, release, visibility.Platforms) with
        {
            Description = "Share of the applicable data sources that are available, by DeTT&CT's rules.",
            Techniques = [.. visibility.Techniques.Select(DataSourceCell)],
            Legend =
            [
                new("1-25% of data sources available", ShareColors[0]), new("26-50% of data sources available", ShareColors[1]),
                new("51-75% of data sources available", ShareColors[2]), new("76-99% of data sources available", ShareColors[3]),
                new("100% of data sources available", ShareColors[4]),
            ],
        };

    /// <summary>Visibility scores of a technique administration.</summary>
    public static Layer OfVisibility(DettectTechniques file, AttackRelease release)
        => Frame($"Visibility {file.Name}", file, release, file.Platforms) with
        {
            Description = "Visibility scores of a technique administration, by DeTT&CT's rules.",
            Techniques = [.. Cells(file, release, static score => new LayerTechnique("", Score: score.Visibility == 0 ? null : score.Visibility)
            {
                Color = VisibilityColors[score.Visibility],
                Metadata = [.. Metadata("Visibility", score.VisibilityObjects, DettectScore.VisibilityMin)],
            })],
            Legend = [.. Enumerable.Range(1, 4).Select(static s => Item("Visibility", s, VisibilityNames[s], VisibilityColors[s]))],
            Gradient = Covered,
        };

    /// <summary>Detection scores of a technique administration; techniques without one (−1) have no cell.</summary>
    public static Layer OfDetection(DettectTechniques file, AttackRelease release)
        => Frame($"Detections {file.Name}", file, release, file.Platforms) with
        {
            Description = "Detection scores of a technique administration, by DeTT&CT's rules.",
            Techniques = [.. Cells(file, release, static score => score.Detection < 0 ? null : new LayerTechnique("", Score: score.Detection)
            {
                Color = DetectionColors[score.Detection],
                Metadata = [.. Metadata("Detection", score.DetectionObjects, 0)],
            })],
            Legend = [.. Enumerable.Range(0, 6).Select(static s => Item("Detection", s, DetectionNames[s], DetectionColors[s]))],
            Gradient = Covered,
        };

    /// <summary>Visibility against detection: one colour for both, else the one's own.</summary>
    public static Layer OfBoth(DettectTechniques file, AttackRelease release)
        => Frame($"Visibility and Detection {file.Name}", file, release, file.Platforms) with
        {
            Description = "Where a technique administration has visibility, detection or both, by DeTT&CT's rules.",
            Techniques = [.. Cells(file, release, static score => new LayerTechnique("")
            {
                Color = ColorOfBoth(score),
                Metadata = [.. Metadata("Detection", score.DetectionObjects, 0), .. Metadata("Visibility", score.VisibilityObjects, DettectScore.VisibilityMin)],
            })],
            Legend =
            [
                new("Visibility and detection", Both),
                .. Enumerable.Range(1, 4).Select(static s => Item("Visibility", s, VisibilityNames[s], VisibilityColors[s])),
                .. Enumerable.Range(1, 5).Select(static s => Item("Detection", s, DetectionNames[s], DetectionColors[s])),
            ],
        };

    /// <summary>Enabled groups: the score of a technique is the sum of what it counts in each.</summary>
    public static Layer OfGroups(DettectGroups file, AttackRelease release)
    {
        var sums = new SortedDictionary<TechniqueId, (double Sum, List<string> Groups)>();
        foreach (var group in file.Groups.Where(static g => g.IsEnabled))
        {
            foreach (var technique in group.Techniques)
            {
                foreach (var live in Resolve(technique.Id, release))
                {
                    var (sum, groups) = sums.GetValueOrDefault(live.TechniqueId, (0, []));
                    if (!groups.Contains(group.Title, StringComparer.Ordinal))
                    {
                        groups.Add(group.Title);
                    }

                    sums[live.TechniqueId] = (sum + technique.Weight, groups);
                }
            }
        }

        var most = sums.Count == 0 ? 1 : sums.Values.Max(static v => v.Sum);
        return Frame(file.Name.Length == 0 ? "Groups" : $"Groups {file.Name}", file, release, file.Platforms) with
        {
            Description = $"Techniques of {string.Join(", ", file.Groups.Where(static g => g.IsEnabled).Select(static g => g.Title))}.",
            Techniques = [.. sums.Select(static pair => new LayerTechnique(pair.Key.ToString(), Score: pair.Value.Sum) { Metadata = [.. pair.Value.Groups.Select(static g => new LayerMetadata("Group", g))] })],
            Gradient = new LayerGradient(GroupGradient, 0, Math.Max(1, most)),
            Legend = [new("Tech. not often used", GroupGradient[0]), new("Tech. used frequently", GroupGradient[1])],
            Sorting = LayerSorting.ScoreDescending,
        };
    }

    /// <summary>Live techniques that an id of a file stands for, moved ones under their later id.</summary>
    internal static IReadOnlyList<Technique> Resolve(string id, AttackRelease release) => release.Lineage.Resolve(id) switch
    {
        TechniqueResolution.Live live => [live.Technique],
        TechniqueResolution.Moved moved => moved.Techniques,
        _ => [],
    };

    // colours are given cell by cell; scores that Navigator colours itself would hide them
    static LayerGradient Covered { get; } = new(["#ffffff", "#ffffff"], 0, 10_000);

    static string ColorOfBoth(DettectTechniqueScore score) => (score.Detection > 0, score.Visibility > 0) switch
    {
        (true, true) => Both,
        (true, false) => DetectionColors[score.Detection],
        (false, true) => VisibilityColors[score.Visibility],
        _ => score.Detection == 0 ? DetectionColors[0] : White,
    };

    static IEnumerable<LayerTechnique> Cells(DettectTechniques file, AttackRelease release, Func<DettectTechniqueScore, LayerTechnique?> cellOf)
    {
        var taken = new HashSet<TechniqueId>();
        foreach (var score in DettectScoring.Of(file))
        {
            if (cellOf(score) is not { } cell)
            {
                continue;
            }

            foreach (var technique in Resolve(score.Id, release).Where(t => taken.Add(t.TechniqueId)))
            {
                yield return cell with { TechniqueId = technique.Id };
            }
        }
    }

    static LayerTechnique DataSourceCell(DettectTechniqueVisibility visible)
    {
        List<LayerMetadata> metadata = [];
        foreach (var system in visible.Systems)
        {
            if (metadata.Count > 0)
            {
                metadata.Add(LayerMetadata.Line);
            }

            metadata.Add(new("Applicable to", system.System));
            metadata.Add(new("Available data sources", Listed(system.Available)));
            metadata.Add(new("ATT&CK data sources", Listed(system.Applicable.Where(static n => !IsOwn(n)))));
            metadata.Add(new("DeTT&CT data sources", Listed(system.Applicable.Where(IsOwn))));
            metadata.Add(new("Score", string.Create(CultureInfo.InvariantCulture, $"{(int)system.Percent}%")));
        }

        return new LayerTechnique(visible.Technique.Id) { Color = ShareColor(visible.Percent), Metadata = metadata };
    }

    static bool IsOwn(string name) => name.EndsWith(DettectDataSource.OwnSuffix, StringComparison.OrdinalIgnoreCase);

    static string Listed(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } listed ? listed : NothingThere;

    static IEnumerable<LayerMetadata> Metadata(string what, IReadOnlyList<DettectScoreObject> objects, int least)
    {
        foreach (var one in objects)
        {
            if (one.Latest is not { } latest || latest.Score < least)
            {
                continue;
            }

            yield return new LayerMetadata("Applicable to", Listed(one.ApplicableTo));
            yield return new LayerMetadata($"{what} score", latest.Score.ToString(CultureInfo.InvariantCulture));
            if (one.Places.Count > 0)
            {
                yield return new LayerMetadata($"{what} location", Listed(one.Places));
            }

            if (one.Comment.Length > 0)
            {
                yield return new LayerMetadata($"{what} comment", one.Comment);
            }

            if (latest.Comment.Length > 0)
            {
                yield return new LayerMetadata($"{what} score comment", latest.Comment);
            }
        }
    }

    static LayerLegendItem Item(string what, int score, string name, string color) => new(string.Create(CultureInfo.InvariantCulture, $"{what} score {score}: {name}"), color);

    static Layer Frame(string name, DettectFile file, AttackRelease release, IReadOnlyList<string> platforms) => new()
    {
        Name = name.Trim(),
        Domain = file.Domain,
        AttackVersion = LayerVersion.MajorOf(release.Version),
        Platforms = [.. platforms.Where(p => release.Techniques.Any(t => t.Platforms.Contains(p, StringComparer.Ordinal))).Distinct(StringComparer.Ordinal)],
        Techniques = [],
        Layout = new LayerLayout { Matrix = LayerMatrix.Flat, Expanded = LayerExpansion.Annotated },
        Metadata = [new("DeTT&CT file", file.Document), new("ATT&CK", $"{release.Version} {file.Domain}"), new("made by", "Merlon")],
    };
}
