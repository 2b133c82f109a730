using Merlon.Attack;

namespace Merlon.Layers;

/// <summary>What became of an annotation when its layer was brought to another release.</summary>
public enum LayerChange
{
    /// <summary>The technique has another id now.</summary>
    Moved,

    /// <summary>The technique became several; each has the annotation.</summary>
    Split,

    /// <summary>The technique stands under another tactic now, or the tactic has another name.</summary>
    TacticMoved,

    /// <summary>Several annotations came to stand on one cell and were put together.</summary>
    Merged,

    /// <summary>Nothing followed the technique; the annotation is kept in the layer's metadata.</summary>
    Gone,

    /// <summary>The technique has another name now.</summary>
    Renamed,

    /// <summary>An annotated technique has a sub-technique that the old release did not have.</summary>
    NewSubTechnique,

    /// <summary>A platform of the filter has another name, or there is none by its name.</summary>
    Platform,
}

/// <summary>Something for a person to look at after an upgrade.</summary>
/// <param name="Change">What happened.</param>
/// <param name="Before">The cell as the old layer had it; the technique alone where that says it.</param>
/// <param name="Now">The cells that have the annotation now; empty where none has.</param>
/// <param name="Message">What happened and why, one sentence without a full stop.</param>
public sealed record LayerReviewItem(LayerChange Change, LayerCell Before, IReadOnlyList<LayerCell> Now, string Message);

/// <summary>A layer brought to another release.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Review">What to look at, in the order of the old layer.</param>
public sealed record LayerUpgraded(Layer Layer, IReadOnlyList<LayerReviewItem> Review);

/// <summary>
/// Brings a layer to another release of ATT&amp;CK in one step, along <c>revoked-by</c> and known renumberings. Nothing is
/// dropped: what has no successor goes into the layer's metadata, which Navigator keeps, and into the review list.
/// </summary>
public static class LayerUpgrade
{
    /// <summary>Name of the metadata that a moved annotation carries its old id in.</summary>
    public const string OldIdName = "was";

    /// <summary>Beginning of the name of the layer's metadata that keeps an annotation without a place.</summary>
    public const string GoneName = "not in ATT&CK ";

    /// <summary>Upgrades (or takes back) a layer.</summary>
    /// <param name="layer">The layer, of whatever version.</param>
    /// <param name="release">Where it goes.</param>
    /// <param name="before">The release that the layer was made for, or null; tells new sub-techniques and new names.</param>
    public static LayerUpgraded To(Layer layer, AttackRelease release, AttackRelease? before = null)
    {
        var moves = new LayerMoves(layer, release);
        var techniques = moves.Techniques();
        var platforms = Platforms(layer, release, moves.Review);
        if (before is not null)
        {
            Renamed(techniques, release, before, moves.Review);
            NewSubTechniques(techniques, layer.Domain, release, before, moves.Review);
        }

        var major = LayerVersion.MajorOf(release.Version);
        return new LayerUpgraded(
            layer with
            {
                AttackVersion = major,
                NavigatorVersion = Layer.NavigatorVersionDefault,
                Techniques = techniques,
                Platforms = platforms,
                Metadata = [.. layer.Metadata, .. moves.Gone.Select(gone => new LayerMetadata($"{GoneName}{major}: {Spoken(gone)}", LayerWriter.TextOf(gone)))],
            },
            moves.Review);
    }

    internal static string Spoken(LayerTechnique annotation) => Spoken(new LayerCell(annotation.TechniqueId, annotation.Tactic));

    internal static string Spoken(LayerCell cell) => cell.Tactic is null ? cell.TechniqueId : $"{cell.TechniqueId} ({cell.Tactic})";

    static IReadOnlyList<string> Platforms(Layer layer, AttackRelease release, List<LayerReviewItem> review)
    {
        if (layer.Platforms.Count == 0)
        {
            return layer.Platforms;
        }

        var known = LayerCheck.PlatformsOf(layer.Domain, release);
        var platforms = new List<string>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var platform in layer.Platforms)
        {
            var renamed = LayerLegacy.RenamedPlatform(platform);
            var now = !known.Contains(platform) && known.Contains(renamed) ? renamed : platform;
            if (!known.Contains(now) || !string.Equals(now, platform, StringComparison.Ordinal))
            {
                var message = known.Contains(now) ? $"platform '{platform}' of the filter is '{now}' now" : $"platform '{platform}' of the filter is not in {release.Version}; it was left in the filter";
                review.Add(new LayerReviewItem(LayerChange.Platform, default, [], message));
            }

            if (taken.Add(now))
            {
                platforms.Add(now);
            }
        }

        return platforms;
    }

    static void Renamed(IReadOnlyList<LayerTechnique> techniques, AttackRelease release, AttackRelease before, List<LayerReviewItem> review)
    {
        foreach (var id in techniques.Select(static technique => technique.TechniqueId).Distinct(StringComparer.Ordinal))
        {
            if (TechniqueId.TryParse(id, out var key) && release.TryFind(key, out var now) && before.TryFind(key, out var then)
                && !string.Equals(now.Name, then.Name, StringComparison.Ordinal))
            {
                review.Add(new LayerReviewItem(LayerChange.Renamed, new LayerCell(id, null), [new LayerCell(id, null)], $"{id} is called '{now.Name}' now, it was '{then.Name}'"));
            }
        }
    }

    static void NewSubTechniques(IReadOnlyList<LayerTechnique> techniques, string domain, AttackRelease release, AttackRelease before, List<LayerReviewItem> review)
    {
        var annotated = techniques.Where(static technique => technique.IsAnnotated).Select(static technique => technique.TechniqueId).ToHashSet(StringComparer.Ordinal);
        foreach (var id in annotated.Order(StringComparer.Ordinal))
        {
            if (!TechniqueId.TryParse(id, out var key) || !release.TryFind(key, out var parent))
            {
                continue;
            }

            foreach (var sub in release.SubTechniquesOf(parent))
            {
                var isNew = !before.TryFindStix(sub.StixId, out var known) || !known.IsLive;
                if (isNew && !annotated.Contains(sub.Id) && sub.Domains.Contains(domain, StringComparer.Ordinal))
                {
                    review.Add(new LayerReviewItem(
                        LayerChange.NewSubTechnique, new LayerCell(id, null), [], $"{sub.Id} {sub.Name} is a new sub-technique of {id}, which is annotated; it is not"));
                }
            }
        }
    }
}
