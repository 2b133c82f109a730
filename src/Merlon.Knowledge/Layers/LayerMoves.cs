using Merlon.Attack;

namespace Merlon.Layers;

/// <summary>The way of each annotation of one layer into another release.</summary>
sealed class LayerMoves(Layer layer, AttackRelease release)
{
    readonly List<LayerTechnique> gone = [];
    readonly HashSet<LayerCell> annotated = [.. layer.Techniques.Select(CellOf)];

    /// <summary>What is worth a look, in the order of the layer.</summary>
    public List<LayerReviewItem> Review { get; } = [];

    /// <summary>Annotations that no cell of the release takes.</summary>
    public IReadOnlyList<LayerTechnique> Gone => gone;

    /// <summary>The annotations in their new places, those that share a cell put together.</summary>
    public IReadOnlyList<LayerTechnique> Techniques()
    {
        var arrivals = layer.Techniques.SelectMany(ArrivalsOf).ToList();
        var crowded = arrivals.GroupBy(static arrival => arrival.Annotation.TechniqueId, StringComparer.Ordinal)
            .Where(static group => group.Any(static arrival => arrival.HasMoved) && group.Select(static arrival => arrival.Origin).Distinct(ReferenceEqualityComparer.Instance).Count() > 1)
            .Select(static group => group.Key).ToHashSet(StringComparer.Ordinal);
        var places = new List<(LayerCell Cell, List<Arrival> Arrivals)>();
        var byCell = new Dictionary<LayerCell, int>();
        foreach (var arrival in arrivals)
        {
            // Where a moved annotation may meet another one, those without a tactic are written out under each.
            foreach (var annotation in crowded.Contains(arrival.Annotation.TechniqueId) ? PerTactic(arrival.Annotation) : [arrival.Annotation])
            {
                var cell = new LayerCell(annotation.TechniqueId, annotation.Tactic);
                if (crowded.Contains(annotation.TechniqueId) && byCell.TryGetValue(cell, out var index))
                {
                    places[index].Arrivals.Add(arrival with { Annotation = annotation });
                    continue;
                }

                byCell[cell] = places.Count;
                places.Add((cell, [arrival with { Annotation = annotation }]));
            }
        }

        return [.. places.Select(Settled)];
    }

    IEnumerable<Arrival> ArrivalsOf(LayerTechnique annotation)
    {
        var resolution = release.Lineage.Resolve(annotation.TechniqueId);
        var (targets, why) = resolution switch
        {
            TechniqueResolution.Live live => ((IReadOnlyList<Technique>)[live.Technique], ""),
            TechniqueResolution.Moved moved => (moved.Techniques, string.Join(", ", moved.Steps)),
            TechniqueResolution.Dead => ([], "it was withdrawn without a successor"),
            _ => ([], "the release does not know it"),
        };
        var inDomain = targets.Where(technique => technique.Domains.Contains(layer.Domain, StringComparer.Ordinal)).ToList();
        var arrivals = inDomain.SelectMany(technique => ArrivalsAt(annotation, technique)).ToList();
        if (arrivals.Count == 0)
        {
            gone.Add(annotation);
            var reason = targets.Count == 0 ? why : inDomain.Count == 0 ? $"{Ids(targets)} is not in {layer.Domain}" : $"every tactic of {Ids(inDomain)} has an annotation of its own";
            Review.Add(new LayerReviewItem(LayerChange.Gone, CellOf(annotation), [], $"{LayerUpgrade.Spoken(annotation)} has no place in {release.Version}: {reason}; it is kept in the layer's metadata"));
            return arrivals;
        }

        var cells = arrivals.Select(static arrival => CellOf(arrival.Annotation)).ToList();
        if (resolution is TechniqueResolution.Moved)
        {
            Review.Add(new LayerReviewItem(
                inDomain.Count > 1 ? LayerChange.Split : LayerChange.Moved, CellOf(annotation), cells, $"{LayerUpgrade.Spoken(annotation)} is {Spoken(cells)} now: {why}"));
        }
        else if (arrivals.Exists(static arrival => arrival.HasMoved))
        {
            Review.Add(new LayerReviewItem(
                LayerChange.TacticMoved, CellOf(annotation), cells,
                $"{LayerUpgrade.Spoken(annotation)} stands under {string.Join(", ", cells.Select(static cell => cell.Tactic))} now"));
        }

        return arrivals;
    }

    /// <summary>The cells of one technique that take an annotation; none where its tactic is gone and every other cell is taken.</summary>
    IEnumerable<Arrival> ArrivalsAt(LayerTechnique annotation, Technique technique)
    {
        var hasMoved = !string.Equals(annotation.TechniqueId, technique.Id, StringComparison.Ordinal);
        var moved = hasMoved ? WithOldId(annotation, technique) : annotation;
        var tactics = release.TacticsOf(technique, layer.Domain).Select(static tactic => tactic.Shortname).ToList();
        if (annotation.Tactic is not { } tactic)
        {
            return tactics.Count == 0 ? [] : [new Arrival(moved, annotation, hasMoved)];
        }

        if (tactics.Contains(tactic, StringComparer.Ordinal))
        {
            return [new Arrival(moved, annotation, hasMoved)];
        }

        var successors = release.Lineage.ResolveTactic(tactic) is TacticResolution.Moved renamed
            ? renamed.Tactics.Select(static one => one.Shortname).Where(one => tactics.Contains(one, StringComparer.Ordinal)).Distinct(StringComparer.Ordinal).ToList()
            : [];
        if (successors.Count == 0)
        {
            // The technique left the tactic: its other cells take the annotation, as far as they have none.
            successors = annotated.Contains(new LayerCell(technique.Id, null)) ? [] : [.. tactics.Where(one => !annotated.Contains(new LayerCell(technique.Id, one)))];
        }

        return successors.Select(one => new Arrival(WithOldTactic(moved, hasMoved ? null : tactic) with { Tactic = one }, annotation, HasMoved: true));
    }

    IEnumerable<LayerTechnique> PerTactic(LayerTechnique annotation)
    {
        if (annotation.Tactic is not null || !TechniqueId.TryParse(annotation.TechniqueId, out var id) || !release.TryFind(id, out var technique))
        {
            return [annotation];
        }

        return release.TacticsOf(technique, layer.Domain).Select(tactic => annotation with { Tactic = tactic.Shortname });
    }

    LayerTechnique Settled((LayerCell Cell, List<Arrival> Arrivals) place)
    {
        var all = place.Arrivals;
        if (all.Count == 1)
        {
            return all[0].Annotation;
        }

        var origins = string.Join(" and ", all.Select(static arrival => LayerUpgrade.Spoken(arrival.Origin)));
        Review.Add(new LayerReviewItem(
            LayerChange.Merged, CellOf(all[0].Origin), [place.Cell],
            $"{origins} share {LayerUpgrade.Spoken(place.Cell)} now: the highest score stands, comments, links and metadata of all are kept"));
        var color = all.Select(static arrival => arrival.Annotation.Color).FirstOrDefault(static color => color.Length > 0) ?? "";
        var others = all.SelectMany(static arrival => arrival.Annotation.OtherFields).DistinctBy(static field => field.Name, StringComparer.Ordinal).ToList();
        return all[0].Annotation with
        {
            Score = all.Max(static arrival => arrival.Annotation.Score),
            Comment = string.Join("\n", all.Where(static arrival => arrival.Annotation.Comment.Length > 0).Select(static arrival => $"{LayerUpgrade.Spoken(arrival.Origin)}: {arrival.Annotation.Comment}")),
            Color = color,
            Enabled = all.Exists(static arrival => arrival.Annotation.Enabled),
            Metadata = [.. all.SelectMany((arrival, index) => MetadataOf(arrival, index, color, others))],
            Links = [.. all.SelectMany(static arrival => arrival.Annotation.Links)],
            ShowSubtechniques = all.Exists(static arrival => arrival.Annotation.ShowSubtechniques),
            OtherFields = others,
        };
    }

    /// <summary>The metadata of one of several annotations, and what of it the common annotation does not say.</summary>
    static IEnumerable<LayerMetadata> MetadataOf(Arrival arrival, int index, string color, List<LayerField> others)
    {
        var (annotation, origin) = (arrival.Annotation, LayerUpgrade.Spoken(arrival.Origin));
        if (index > 0 && annotation.Metadata.Count > 0)
        {
            yield return LayerMetadata.Line;
        }

        foreach (var entry in annotation.Metadata)
        {
            yield return entry;
        }

        if (annotation.Score is { } score)
        {
            yield return new LayerMetadata($"score of {origin}", FormattableString.Invariant($"{score}"));
        }

        if (annotation.Color.Length > 0 && !string.Equals(annotation.Color, color, StringComparison.Ordinal))
        {
            yield return new LayerMetadata($"colour of {origin}", annotation.Color);
        }

        if (!annotation.Enabled)
        {
            yield return new LayerMetadata($"disabled in {origin}", "true");
        }

        foreach (var field in annotation.OtherFields.Where(field => !others.Contains(field)))
        {
            yield return new LayerMetadata($"{field.Name} of {origin}", field.Json);
        }
    }

    static LayerTechnique WithOldId(LayerTechnique annotation, Technique technique) => annotation with
    {
        TechniqueId = technique.Id,
        Metadata = [.. annotation.Metadata, new LayerMetadata(LayerUpgrade.OldIdName, LayerUpgrade.Spoken(annotation))],
    };

    static LayerTechnique WithOldTactic(LayerTechnique annotation, string? tactic) => tactic is null ? annotation : annotation with
    {
        Metadata = [.. annotation.Metadata, new LayerMetadata(LayerUpgrade.OldIdName, LayerUpgrade.Spoken(new LayerCell(annotation.TechniqueId, tactic)))],
    };

    static LayerCell CellOf(LayerTechnique annotation) => new(annotation.TechniqueId, annotation.Tactic);

    static string Ids(IEnumerable<Technique> techniques) => string.Join(", ", techniques.Select(static technique => technique.Id));

    static string Spoken(IEnumerable<LayerCell> cells) => string.Join(", ", cells.Select(LayerUpgrade.Spoken));

    /// <summary>An annotation that arrived at a technique of the release.</summary>
    /// <param name="Annotation">As it is written from now on.</param>
    /// <param name="Origin">As the old layer has it.</param>
    /// <param name="HasMoved">True when technique or tactic are others than before.</param>
    sealed record Arrival(LayerTechnique Annotation, LayerTechnique Origin, bool HasMoved);
}
