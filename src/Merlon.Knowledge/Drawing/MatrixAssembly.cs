using Merlon.Attack;
using Merlon.Layers;

namespace Merlon.Drawing;

/// <summary>Lays a release out as a <see cref="MatrixView"/>.</summary>
sealed class MatrixAssembly
{
    readonly AttackRelease release;
    readonly MatrixOptions options;
    readonly IReadOnlyList<string> domains;
    readonly Layer?[] layerOf;
    readonly List<Layer> used;
    readonly IReadOnlyList<string> platforms;
    readonly HashSet<string> platformSet;
    readonly List<MatrixMove> moves = [];
    readonly List<MatrixMisfit> misfits = [];
    int hiddenByPlatform;
    int hiddenAsDisabled;
    int hiddenAnnotations;
    int unreadableColors;

    public MatrixAssembly(AttackRelease release, MatrixOptions options, IReadOnlyList<Layer> layers)
    {
        this.release = release;
        this.options = options;
        domains = options.Domains.Count > 0 ? [.. options.Domains.Distinct(StringComparer.Ordinal)] : release.Domains;
        if (domains.FirstOrDefault(domain => !release.Domains.Contains(domain, StringComparer.Ordinal)) is { } unknown)
        {
            throw new ArgumentException($"ATT&CK {release.Version} was read without a domain '{unknown}'", nameof(options));
        }

        layerOf = [.. domains.Select(domain => layers.FirstOrDefault(layer => layer.Domain == domain))];
        if (domains.Count > 0 && layerOf.All(static layer => layer is null))
        {
            layerOf[0] = layers.Count > 0 ? layers[0] : null;
        }

        used = [.. layerOf.OfType<Layer>()];
        platforms = options.Platforms.Count > 0 ? options.Platforms : used is [var one, ..] ? one.Platforms : [];
        platformSet = new HashSet<string>(platforms, StringComparer.OrdinalIgnoreCase);
    }

    public MatrixView View()
    {
        var columns = new List<MatrixColumn>();
        List<MatrixDomain> drawn = [.. domains.Select((domain, i) => new MatrixDomain(domain, NameOf(domain), layerOf[i]))];
        for (var i = 0; i < domains.Count; i++)
        {
            AddDomain(columns, drawn[i]);
        }

        var first = used is [var layer, ..] ? layer : null;
        unreadableColors += used.Sum(static one => one.Legend.Count(static item => !LayerColor.TryParse(item.Color, out _))
            + (one.ShowTacticRowBackground && !LayerColor.TryParse(one.TacticRowBackground, out _) ? 1 : 0));
        var layout = options.Layout ?? first?.Layout.Matrix ?? LayerMatrix.Side;
        return new MatrixView
        {
            Release = release.Version,
            Columns = columns,
            Domains = drawn,
            Platforms = platforms,
            Layout = layout,
            ShowIds = layout != LayerMatrix.Mini && (options.ShowIds ?? first?.Layout.ShowIds ?? false),
            ShowNames = layout != LayerMatrix.Mini && (options.ShowNames ?? first?.Layout.ShowNames ?? true),
            ShowScores = layout != LayerMatrix.Mini && options.ShowScores,
            Remarks = new MatrixRemarks(hiddenByPlatform, hiddenAsDisabled, hiddenAnnotations, moves, misfits, unreadableColors),
        };
    }

    string NameOf(string domain)
        => release.All<Matrix>().FirstOrDefault(matrix => matrix.IsLive && matrix.Domains.Contains(domain, StringComparer.Ordinal))?.Name ?? domain;

    void AddDomain(List<MatrixColumn> columns, MatrixDomain shown)
    {
        var (domain, layer) = (shown.Id, shown.Layer);
        var annotations = CellAnnotations.Of(layer, release, domain);
        moves.AddRange(annotations.Moves);
        misfits.AddRange(annotations.Misfits);
        var scale = ColorScale.Of(layer?.Gradient ?? LayerGradient.Default);
        unreadableColors += scale.Unreadable;
        var byTactic = new Dictionary<Tactic, List<Technique>>(ReferenceEqualityComparer.Instance);
        foreach (var technique in release.Techniques.Where(static technique => technique.IsLive))
        {
            foreach (var tactic in release.TacticsOf(technique, domain))
            {
                if (!byTactic.TryGetValue(tactic, out var techniques))
                {
                    byTactic.Add(tactic, techniques = []);
                }

                techniques.Add(technique);
            }
        }

        var drawn = new HashSet<(Technique, string)>();
        foreach (var tactic in release.TacticsOf(domain))
        {
            if (byTactic.TryGetValue(tactic, out var techniques)
                && new MatrixColumnAssembly(layer, annotations, scale, tactic.Shortname, this).Column(shown, tactic, techniques) is { Techniques.Count: > 0 } column)
            {
                columns.Add(column);
                drawn.UnionWith(column.Cells.Select(cell => (cell.Technique, tactic.Shortname)));
            }
        }

        hiddenAnnotations += annotations.Places.Count(place => !drawn.Contains(place));
    }

    public MatrixOptions Options => options;

    public Technique? ParentOf(Technique technique) => release.ParentOf(technique);

    public bool IsOnPlatform(Technique technique)
        => platformSet.Count == 0
            || (technique.Platforms.Count == 0 ? platformSet.Contains("None") : technique.Platforms.Any(platformSet.Contains));

    public void HideByPlatform(int cells) => hiddenByPlatform += cells;

    public void HideAsDisabled(int cells) => hiddenAsDisabled += cells;

    public void UnreadableColor() => unreadableColors++;
}
