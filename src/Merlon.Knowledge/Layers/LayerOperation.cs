using System.Globalization;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Layers;

/// <summary>What a layer made from other layers takes from which of them: numbers of layers from 0, or null for nothing.</summary>
public sealed record LayerCombination
{
    /// <summary>The formula for scores; empty for a layer without scores.</summary>
    public string Expression { get; init; } = "";

    /// <summary>Name of the new layer.</summary>
    public string Name { get; init; } = "layer by operation";

    /// <summary>Description of the new layer.</summary>
    public string Description { get; init; } = "";

    /// <summary>Layer whose comments are taken.</summary>
    public int? Comments { get; init; }

    /// <summary>Layer whose techniques' links are taken.</summary>
    public int? Links { get; init; }

    /// <summary>Layer whose techniques' metadata is taken.</summary>
    public int? Metadata { get; init; }

    /// <summary>Layer whose manual colours are taken.</summary>
    public int? Colors { get; init; }

    /// <summary>Layer whose disabled techniques are disabled here too.</summary>
    public int? Enabled { get; init; }

    /// <summary>Layer whose platforms are taken; all without one.</summary>
    public int? Filters { get; init; }

    /// <summary>Layer whose legend is taken.</summary>
    public int? Legend { get; init; }

    /// <summary>Layer whose gradient is taken; otherwise it spans the results.</summary>
    public int? Gradient { get; init; }
}

/// <summary>
/// Makes a layer from others as Navigator's "create layer from other layers" does: the layers are a, b, c … in the order
/// given; a formula without a layer in it goes to every cell of the matrix, any other one to every cell that at least one
/// layer scores, where a missing score is 0.
/// </summary>
public static class LayerOperation
{
    /// <summary>Most layers that are combined: one per letter.</summary>
    public const int CombinedLayersMax = 26;

    /// <summary>The letters of the first <paramref name="count"/> layers.</summary>
    public static IReadOnlyList<string> Letters(int count)
        => [.. Enumerable.Range(0, count).Select(static index => ((char)('a' + index)).ToString())];

    /// <summary>
    /// Combines layers of one domain and one version of ATT&amp;CK. Null with an error where they are not (LAYER043), where
    /// there are none or too many (LAYER044), where the formula cannot be read (LAYER040 to LAYER042) or is no finite
    /// number for some cell (LAYER046).
    /// </summary>
    /// <param name="combination">The formula and what is taken from where.</param>
    /// <param name="layers">The layers, a first.</param>
    /// <param name="release">Knows which cells there are.</param>
    public static Parsed<Layer> Combine(LayerCombination combination, IReadOnlyList<Layer> layers, AttackRelease release)
    {
        var log = new DiagnosticLog("expression", ReadLimits.Default);
        if (layers.Count is 0 or > CombinedLayersMax)
        {
            log.Error("LAYER044", SourceLocation.Whole, $"1 to {CombinedLayersMax} layers can be combined, not {layers.Count}");
            return new Parsed<Layer>(null, log.ToList());
        }

        if (!AreAlike(layers, release, log))
        {
            return new Parsed<Layer>(null, log.ToList());
        }

        var cells = layers.Select(layer => LayerComparison.CellsOf(layer, release)).ToList();
        var scores = new Dictionary<LayerCell, double>();
        if (combination.Expression.Trim().Length > 0)
        {
            var expression = LayerExpression.Parse(combination.Expression, Letters(layers.Count));
            log.AddRange(expression.Diagnostics);
            if (expression.Value is null || !TryScore(expression.Value, layers, cells, release, scores, log))
            {
                return new Parsed<Layer>(null, log.ToList());
            }
        }

        return new Parsed<Layer>(Made(combination, layers, cells, scores, release), log.ToList());
    }

    static bool AreAlike(IReadOnlyList<Layer> layers, AttackRelease release, DiagnosticLog log)
    {
        var letters = Letters(layers.Count);
        for (var i = 1; i < layers.Count; i++)
        {
            if (!string.Equals(layers[i].Domain, layers[0].Domain, StringComparison.Ordinal))
            {
                log.Error("LAYER043", SourceLocation.Whole, $"layer {letters[i]} is of {layers[i].Domain}, layer a of {layers[0].Domain}; one matrix cannot hold both", layers[i].Name);
            }
            else if (!string.Equals(VersionOf(layers[i], release), VersionOf(layers[0], release), StringComparison.Ordinal))
            {
                log.Error(
                    "LAYER043", SourceLocation.Whole, $"layer {letters[i]} was made for ATT&CK {VersionOf(layers[i], release)}, layer a for {VersionOf(layers[0], release)}", layers[i].Name,
                    "bring them to one version first: merlon layer upgrade FILE --to VERSION");
            }
        }

        if (!log.HasErrors && !string.Equals(VersionOf(layers[0], release), LayerVersion.MajorOf(release.Version), StringComparison.Ordinal))
        {
            log.Warn("LAYER045", SourceLocation.Whole, $"the layers were made for ATT&CK {VersionOf(layers[0], release)}; which cells there are was taken from {release.Version}");
        }

        if (!release.Domains.Contains(layers[0].Domain, StringComparer.Ordinal))
        {
            log.Warn("LAYER045", SourceLocation.Whole, $"the release knows no domain '{layers[0].Domain}'; annotations without a tactic keep none", layers[0].Domain);
        }

        return !log.HasErrors;
    }

    static string VersionOf(Layer layer, AttackRelease release)
        => LayerVersion.MajorOf(layer.AttackVersion) is { Length: > 0 } version ? version : LayerVersion.MajorOf(release.Version);

    static bool TryScore(
        LayerExpression expression, IReadOnlyList<Layer> layers, List<IReadOnlyDictionary<LayerCell, LayerTechnique>> cells, AttackRelease release,
        Dictionary<LayerCell, double> scores, DiagnosticLog log)
    {
        var letters = Letters(layers.Count);
        var isConstant = expression.IsConstant;
        if (isConstant && expression.Names.Any(name => letters.Contains(name, StringComparer.Ordinal)))
        {
            log.Warn("LAYER047", SourceLocation.Whole, "a formula with nothing but 'e' in it is about Euler's number, here as in Navigator, not about the fifth layer", expression.Text, "write e + 0 * a to mean the layer");
        }

        foreach (var cell in isConstant ? MatrixOf(layers[0].Domain, release) : cells.SelectMany(static of => of.Keys).Distinct())
        {
            var operands = letters.Zip(cells, (letter, of) => (letter, Score: of.TryGetValue(cell, out var technique) ? technique.Score : null)).ToList();
            if (!isConstant && operands.TrueForAll(static operand => operand.Score is null))
            {
                continue;
            }

            var scope = isConstant ? [] : operands.ToDictionary(static operand => operand.letter, static operand => operand.Score ?? 0, StringComparer.Ordinal);
            if (!expression.TryEvaluate(scope, out var score, out var problem))
            {
                var values = string.Join(", ", expression.Names.Where(scope.ContainsKey).Select(name => string.Create(CultureInfo.InvariantCulture, $"{name} = {scope[name]}")));
                log.Error(
                    "LAYER046", SourceLocation.Whole,
                    isConstant ? problem : $"{cell.TechniqueId} ({cell.Tactic ?? "no tactic"}): {problem}{(values.Length == 0 ? "" : $" with {values}")}", expression.Text,
                    "leave such cells out with a condition: b == 0 ? 0 : a / b");
                return false;
            }

            scores.Add(cell, score);
        }

        return true;
    }

    /// <summary>Every live technique of a domain under each of its tactics.</summary>
    static IEnumerable<LayerCell> MatrixOf(string domain, AttackRelease release)
        => release.Techniques.Where(static technique => technique.IsLive)
            .SelectMany(technique => release.TacticsOf(technique, domain).Select(tactic => new LayerCell(technique.Id, tactic.Shortname))).Distinct();

    static Layer Made(
        LayerCombination combination, IReadOnlyList<Layer> layers, List<IReadOnlyDictionary<LayerCell, LayerTechnique>> cells,
        Dictionary<LayerCell, double> scores, AttackRelease release)
    {
        var first = layers[0];
        return new Layer
        {
            Name = combination.Name,
            Domain = first.Domain,
            AttackVersion = VersionOf(first, release),
            Description = combination.Description,
            CustomDataUrl = first.CustomDataUrl,
            Platforms = combination.Filters is { } filters ? layers[filters].Platforms : [],
            Legend = combination.Legend is { } legend ? layers[legend].Legend : [],
            Gradient = combination.Gradient is { } gradient ? layers[gradient].Gradient : Spanning(scores.Values),
            Techniques = Annotations(combination, cells, scores, first.Domain, release),
        };
    }

    static List<LayerTechnique> Annotations(
        LayerCombination combination, List<IReadOnlyDictionary<LayerCell, LayerTechnique>> cells, Dictionary<LayerCell, double> scores, string domain, AttackRelease release)
    {
        var columns = release.TacticsOf(domain).Select(static (tactic, column) => (tactic.Shortname, column)).DistinctBy(static tactic => tactic.Shortname, StringComparer.Ordinal)
            .ToDictionary(static tactic => tactic.Shortname, static tactic => tactic.column, StringComparer.Ordinal);
        var keys = scores.Keys.Concat(cells.SelectMany(static of => of.Keys)).Distinct()
            .OrderBy(static cell => cell.TechniqueId, StringComparer.Ordinal)
            .ThenBy(cell => cell.Tactic is { } tactic && columns.TryGetValue(tactic, out var column) ? column : columns.Count)
            .ThenBy(static cell => cell.Tactic, StringComparer.Ordinal);
        LayerTechnique? From(int? layer, LayerCell cell) => layer is { } index && cells[index].TryGetValue(cell, out var technique) ? technique : null;
        return [.. keys
            .Select(cell => new LayerTechnique(cell.TechniqueId, cell.Tactic, scores.TryGetValue(cell, out var score) ? score : null, From(combination.Comments, cell)?.Comment ?? "")
            {
                Color = From(combination.Colors, cell)?.Color ?? "",
                Enabled = From(combination.Enabled, cell)?.Enabled ?? true,
                Metadata = From(combination.Metadata, cell)?.Metadata ?? [],
                Links = From(combination.Links, cell)?.Links ?? [],
            })
            .Where(static technique => technique.IsAnnotated)];
    }

    /// <summary>Navigator's own from the lowest to the highest result; 0 to 1 is a yes and no, shown in blue on nothing.</summary>
    static LayerGradient Spanning(Dictionary<LayerCell, double>.ValueCollection scores)
    {
        if (scores.Count == 0 || scores.Min() is var min && scores.Max() is var max && min == max)
        {
            return LayerGradient.Default;
        }

        return min == 0 && max == 1
            ? new LayerGradient(["#ffffff00", "#66b1ff"], 0, 1)
            : LayerGradient.Default with { Min = min, Max = max };
    }
}
