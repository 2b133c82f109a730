using Merlon.Attack;
using Merlon.Layers;

namespace Merlon.Drawing;

/// <summary>The annotations of a layer by technique and tactic of one domain.</summary>
sealed class CellAnnotations
{
    readonly AttackRelease release;
    readonly string domain;
    readonly Dictionary<(Technique Technique, string Tactic), LayerTechnique> byCell = [];
    readonly HashSet<(Technique Technique, string Tactic)> moved = [];
    readonly List<MatrixMove> moves = [];
    readonly List<MatrixMisfit> misfits = [];
    readonly Dictionary<TechniqueId, TechniqueResolution> resolved = [];

    CellAnnotations(AttackRelease release, string domain)
    {
        this.release = release;
        this.domain = domain;
    }

    public IReadOnlyList<MatrixMove> Moves => moves;

    public IReadOnlyList<MatrixMisfit> Misfits => misfits;

    /// <summary>Annotations that have a cell.</summary>
    public IEnumerable<(Technique Technique, string Tactic)> Places => byCell.Keys;

    /// <summary>Places every annotation of a layer; of two for one cell the later one counts, one on the cell itself before one that moved there.</summary>
    public static CellAnnotations Of(Layer? layer, AttackRelease release, string domain)
    {
        var cells = new CellAnnotations(release, domain);
        foreach (var annotation in layer?.Techniques ?? [])
        {
            cells.Place(annotation);
        }

        return cells;
    }

    public LayerTechnique? At(Technique technique, string tactic) => byCell.GetValueOrDefault((technique, tactic));

    void Place(LayerTechnique annotation)
    {
        switch (Resolve(annotation.TechniqueId))
        {
            case null:
                misfits.Add(new MatrixMisfit(annotation, "this is not the id of a technique"));
                break;
            case TechniqueResolution.Live(var technique):
                if (Put(annotation, technique, isMoved: false) is { } reason)
                {
                    misfits.Add(new MatrixMisfit(annotation, reason));
                }

                break;
            case TechniqueResolution.Moved(var techniques, var steps):
                List<Technique> reached = [.. techniques.Where(technique => Put(annotation, technique, isMoved: true) is null)];
                if (reached.Count > 0)
                {
                    moves.Add(new MatrixMove(annotation, reached, steps));
                }
                else
                {
                    misfits.Add(new MatrixMisfit(annotation, $"it is {string.Join(", ", techniques.Select(static technique => technique.Id))} now, which does not stand there"));
                }

                break;
            case TechniqueResolution.Dead(var dead):
                misfits.Add(new MatrixMisfit(annotation, $"{dead.Id} was {(dead.IsRevoked ? "revoked" : "deprecated")} without a successor"));
                break;
            default:
                misfits.Add(new MatrixMisfit(annotation, $"ATT&CK {release.Version} has no such technique"));
                break;
        }
    }

    // Once for each id: a layer may name one under every tactic.
    TechniqueResolution? Resolve(string written)
    {
        if (!TechniqueId.TryParse(written, out var id))
        {
            return null;
        }

        if (!resolved.TryGetValue(id, out var resolution))
        {
            resolution = release.Lineage.Resolve(id.ToString());
            resolved.Add(id, resolution);
        }

        return resolution;
    }

    // Null when it was put somewhere, else why not.
    string? Put(LayerTechnique annotation, Technique technique, bool isMoved)
    {
        var tactics = release.TacticsOf(technique, domain);
        if (tactics.Count == 0)
        {
            return $"{technique.Id} does not stand in {domain}";
        }

        var chosen = annotation.Tactic is null ? tactics : [.. tactics.Where(tactic => tactic.Shortname == annotation.Tactic)];
        if (chosen.Count == 0 && release.Lineage.ResolveTactic(annotation.Tactic ?? "") is TacticResolution.Moved(var successors, _))
        {
            chosen = [.. tactics.Where(successors.Contains)];
        }

        if (chosen.Count == 0)
        {
            return $"{technique.Id} does not stand under the tactic '{annotation.Tactic}'";
        }

        foreach (var tactic in chosen)
        {
            var place = (technique, tactic.Shortname);
            if (!isMoved || !byCell.ContainsKey(place) || moved.Contains(place))
            {
                byCell[place] = annotation;
                _ = isMoved ? moved.Add(place) : moved.Remove(place);
            }
        }

        return null;
    }
}
