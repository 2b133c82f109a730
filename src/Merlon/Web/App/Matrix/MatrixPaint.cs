using System.Globalization;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Drawing;
using Merlon.Layers;
using Merlon.Trend;

namespace Merlon.Web.App.Matrix;

/// <summary>How one cell looks: a class for its colour, and what says the same without colour.</summary>
/// <param name="Class">Class of the style sheet or of the palette; empty for no colour.</param>
/// <param name="Label">A number or mark; empty for nothing to say.</param>
/// <param name="IsNoted">True for a cell with a comment, links or metadata.</param>
public sealed record CellPaint(string Class, string Label, bool IsNoted = false)
{
    /// <summary>A cell that nothing is said of.</summary>
    public static CellPaint None { get; } = new("", "");
}

/// <summary>A line of the legend.</summary>
/// <param name="Class">As of the cells that it explains.</param>
/// <param name="Label">As in such cells.</param>
/// <param name="Meaning">In words.</param>
public sealed record MatrixLegendLine(string Class, string Label, string Meaning);

/// <summary>A colour of a layer and the letters that can be read on it, both <c>#rrggbb</c>.</summary>
public sealed record MatrixColour(string Fill, string Ink);

/// <summary>How all cells of a matrix look, and what that means.</summary>
public sealed record MatrixPaint
{
    /// <summary>Name of what is shown; of a layer foreign text.</summary>
    public required string Title { get; init; }

    /// <summary>What a number or mark means, a sentence.</summary>
    public required string Meaning { get; init; }

    /// <summary>The legend, from nothing to the most.</summary>
    public IReadOnlyList<MatrixLegendLine> Legend { get; init; } = [];

    /// <summary>Colours <c>p0</c>, <c>p1</c> … of a layer.</summary>
    public IReadOnlyList<MatrixColour> Palette { get; init; } = [];

    /// <summary>What is not shown as it was asked for, in sentences; foreign text.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>A cell: technique and tactic.</summary>
    public required Func<Technique, Tactic, CellPaint> Of { get; init; }

    /// <summary>The number behind a cell, for exports; null for none.</summary>
    public required Func<Technique, Tactic, double?> Score { get; init; }

    /// <summary>The layer that is shown, or null.</summary>
    public Layer? Layer { get; init; }
}

/// <summary>Paints matrices.</summary>
static class MatrixPainter
{
    /// <summary>The bare matrix.</summary>
    public static MatrixPaint Bare(Words words) => new()
    {
        Title = words["matrix.view.none"],
        Meaning = words["matrix.meaning.none"],
        Of = static (_, _) => CellPaint.None,
        Score = static (_, _) => null,
    };

    /// <summary>A view of an assessment.</summary>
    public static MatrixPaint Of(GapAssessment assessment, string view, string scope, Words words)
    {
        var title = scope.Length == 0 ? words[$"matrix.view.{view}"] : words["matrix.view.in", words[$"matrix.view.{view}"], scope];
        var meaning = words[$"matrix.meaning.{view}"];
        if (view == MatrixLenses.Tested)
        {
            string MarkOf(Technique technique) => StateOf(assessment, technique, scope);
            return new MatrixPaint
            {
                Title = title,
                Meaning = meaning,
                Legend = [new("", "", words["matrix.tested.none"]), new("well-5", "✓", words["matrix.tested.passed"]), new("heat-6", "✗", words["matrix.tested.missed"])],
                Of = (technique, _) => MarkOf(technique) switch { "missed" => new CellPaint("heat-6", "✗"), "passed" => new CellPaint("well-5", "✓"), _ => CellPaint.None },
                Score = (technique, _) => MarkOf(technique) switch { "missed" => 0, "passed" => 100, _ => null },
            };
        }

        var value = ValueOf(assessment, view, scope);
        var lens = MatrixLenses.Find(view)!; // the state holds no other names
        return new MatrixPaint
        {
            Title = title,
            Meaning = meaning,
            Legend = LegendOf(lens.IsGood, words),
            Of = (technique, _) => value(technique) is { } share ? Shade(share, lens.IsGood) : CellPaint.None,
            Score = (technique, _) => value(technique) is { } share ? Math.Round(share * 100, 1) : null,
        };
    }

    /// <summary>A layer as its own gradient and colours say.</summary>
    public static MatrixPaint Of(Layer layer, AttackRelease release, string domain, Words words)
    {
        var view = MatrixView.Of(release, new MatrixOptions { Domains = [domain], SubTechniques = MatrixSubTechniques.All, HideDisabled = false }, layer with { Platforms = [] });
        var palette = new List<MatrixColour>();
        var places = new Dictionary<LayerColor, int>();
        string ClassOf(LayerColor? fill)
        {
            if (fill is not { } color)
            {
                return "";
            }

            if (!places.TryGetValue(color, out var place))
            {
                places.Add(color, place = palette.Count);
                var opaque = color.Over(ColorContrast.White);
                palette.Add(new MatrixColour(opaque.Hex(), opaque.Readable().Hex()));
            }

            return string.Create(CultureInfo.InvariantCulture, $"p{place}");
        }

        var scale = ColorScale.Of(layer.Gradient);
        var placed = view.Columns.SelectMany(static column => column.Techniques.SelectMany(static cell => cell.SubTechniques.Prepend(cell)).Select(cell => (column.Tactic.Shortname, cell))).ToList();
        var scores = placed.ToDictionary(static one => (one.cell.Technique.Id, one.Shortname), static one => one.cell.Annotation?.Score);
        var cells = placed.ToDictionary(
            static one => (one.cell.Technique.Id, one.Shortname),
            one => new CellPaint(
                one.cell.IsDisabled ? "off" : ClassOf(FillOf(one.cell, scale)), LabelOf(one.cell.IsDisabled ? null : one.cell.Annotation?.Score),
                one.cell.Annotation is { } note && (note.Comment.Length > 0 || note.Links.Count > 0 || note.Metadata.Count > 0)));
        var legend = new List<MatrixLegendLine>(layer.Legend.Select(item => new MatrixLegendLine(ClassOf(LayerColor.TryParse(item.Color, out var color) ? color : null), "", item.Label)));
        if (layer.Techniques.Any(static one => one.Score is not null))
        {
            legend.Add(new MatrixLegendLine(ClassOf(scale.Of(scale.Min)), LabelOf(scale.Min), words["matrix.legend.least"]));
            legend.Add(new MatrixLegendLine(ClassOf(scale.Of(scale.Max)), LabelOf(scale.Max), words["matrix.legend.most"]));
        }

        return new MatrixPaint
        {
            Title = layer.Name,
            Meaning = layer.Description.Length > 0 ? layer.Description : words["matrix.meaning.layer"],
            Legend = legend,
            Palette = palette,
            Remarks = Drawings.MatrixWords.Of(view.Remarks),
            Of = (technique, tactic) => cells.GetValueOrDefault((technique.Id, tactic.Shortname), CellPaint.None),
            Score = (technique, tactic) => scores.GetValueOrDefault((technique.Id, tactic.Shortname)),
            Layer = layer,
        };
    }

    /// <summary>What differs between two paintings: this less the other.</summary>
    public static MatrixPaint Difference(MatrixPaint now, MatrixPaint other, string title, Words words) => Difference(
        title, now.Score, other.Score, words, words["matrix.meaning.difference", now.Title, other.Title]) with { Remarks = [.. now.Remarks, .. other.Remarks] };

    /// <summary>What moved since another day.</summary>
    public static MatrixPaint Since(CoverageMove move, string view, string day, Words words)
    {
        var lens = MatrixLenses.Find(view) ?? MatrixLenses.Find(MatrixLenses.Default)!; // there is a default
        var moves = move.Techniques.ToDictionary(static one => one.Technique.Id, one => lens.Move!(one), StringComparer.Ordinal); // every lens has one
        double? At(Technique technique, bool isAfter) => moves.TryGetValue(technique.Id, out var pair) ? Math.Round((isAfter ? pair.After : pair.Before) * 100, 1) : null;
        return Difference(
            words["matrix.since", words[$"matrix.view.{lens.Name}"], day], (technique, _) => At(technique, isAfter: true), (technique, _) => At(technique, isAfter: false), words, words["matrix.meaning.since", day]);
    }

    /// <summary>What another release has otherwise.</summary>
    public static MatrixPaint Against(AttackRelease now, AttackRelease other, string domain, Words words)
    {
        CellPaint Look(Technique technique, Tactic tactic)
        {
            if (!other.TryFindStix(technique.StixId, out var found) || found is not Technique { IsLive: true } old)
            {
                return new CellPaint("more-3", words["matrix.release.new"]);
            }

            return !other.TacticsOf(old, domain).Any(one => one.Shortname == tactic.Shortname) ? new CellPaint("more-2", words["matrix.release.moved"])
                : old.Version != technique.Version || old.Name != technique.Name ? new CellPaint("more-1", words["matrix.release.changed"])
                : CellPaint.None;
        }

        var gone = MatrixFilters.TechniquesOf(other, domain).Where(old => !now.TryFindStix(old.StixId, out var found) || !found.IsLive).Select(static old => old.ToString()).ToList();
        return new MatrixPaint
        {
            Title = words["matrix.release.title", now.Version, other.Version],
            Meaning = words["matrix.meaning.release", other.Version],
            Legend =
            [
                new("more-3", words["matrix.release.new"], words["matrix.release.new.meaning"]), new("more-2", words["matrix.release.moved"], words["matrix.release.moved.meaning"]),
                new("more-1", words["matrix.release.changed"], words["matrix.release.changed.meaning"]),
            ],
            Remarks = gone.Count == 0 ? [] : [words["matrix.release.gone", string.Join(", ", gone)]],
            Of = Look,
            Score = (technique, tactic) => Look(technique, tactic).Class is [.., var step] ? step - '0' : null,
        };
    }

    static MatrixPaint Difference(string title, Func<Technique, Tactic, double?> now, Func<Technique, Tactic, double?> other, Words words, string meaning)
    {
        double? Moved(Technique technique, Tactic tactic) => (now(technique, tactic), other(technique, tactic)) switch
        {
            (null, null) => null,
            var (left, right) => Math.Round((left ?? 0) - (right ?? 0), 1),
        };
        return new MatrixPaint
        {
            Title = title,
            Meaning = meaning,
            Legend = [new("less-2", "−", words["matrix.legend.less"]), new("", "0", words["matrix.legend.same"]), new("more-2", "+", words["matrix.legend.more"])],
            Of = (technique, tactic) => Moved(technique, tactic) switch
            {
                null => CellPaint.None,
                > -0.5 and < 0.5 => new CellPaint("", "0"),
                { } by => new CellPaint(
                    string.Create(CultureInfo.InvariantCulture, $"{(by > 0 ? "more" : "less")}-{(Math.Abs(by) >= 30 ? 3 : Math.Abs(by) >= 10 ? 2 : 1)}"),
                    by.ToString("+0;−0;0", CultureInfo.InvariantCulture)),
            },
            Score = Moved,
        };
    }

    static Func<Technique, double?> ValueOf(GapAssessment assessment, string view, string scope)
    {
        if (view == MatrixLenses.Default && scope.Length == 0)
        {
            var priorities = assessment.Gaps.ToDictionary(static gap => gap.Technique.Id, static gap => gap.Priority, StringComparer.Ordinal);
            return technique => priorities.TryGetValue(technique.Id, out var priority) ? priority : null;
        }

        var lens = MatrixLenses.Find(view)!; // the state holds no other names
        var known = assessment.Coverage.Techniques.ToDictionary(static one => one.Technique.Id, StringComparer.Ordinal);
        return technique => known.TryGetValue(technique.Id, out var coverage) ? lens.Value(assessment, coverage, scope) : null;
    }

    static string StateOf(GapAssessment assessment, Technique technique, string scope)
    {
        if (!assessment.Context.Release.TryFind(technique.TechniqueId, out var known))
        {
            return "none";
        }

        var coverage = assessment.Coverage.Of(known);
        var (isRefuted, isTested) = scope.Length == 0 ? (coverage.IsRefuted, coverage.IsTested)
            : MatrixLenses.In(coverage, scope) is { } one ? (one.IsRefuted, one.IsTested) : (false, false);
        return isRefuted ? "missed" : isTested ? "passed" : "none";
    }

    static CellPaint Shade(double share, bool isGood)
        => new(string.Create(CultureInfo.InvariantCulture, $"{(isGood ? "well" : "heat")}-{MatrixLenses.StepOf(share)}"), MatrixLenses.Shown(share));

    static List<MatrixLegendLine> LegendOf(bool isGood, Words words)
    {
        var name = isGood ? "well" : "heat";
        return [.. Enumerable.Range(0, 7).Select(step => new MatrixLegendLine(
            string.Create(CultureInfo.InvariantCulture, $"{name}-{step}"), string.Create(CultureInfo.InvariantCulture, $"{(step == 0 ? 0 : (step - 1) * 100 / 6)}"),
            step == 0 ? words["matrix.legend.nothing"] : step == 6 ? words["matrix.legend.most"] : ""))];
    }

    // The layer's own colour before that of the technique's own score; the aggregate over sub-techniques has a place of its own.
    static LayerColor? FillOf(MatrixCell cell, ColorScale scale)
        => cell.Annotation is not { } annotation ? null
            : LayerColor.TryParse(annotation.Color, out var own) ? own
            : annotation.Score is { } score ? scale.Of(score) : null;

    static string LabelOf(double? score) => score is { } number ? number.ToString("0.##", CultureInfo.InvariantCulture) : "";
}
