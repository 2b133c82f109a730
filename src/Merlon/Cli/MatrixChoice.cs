using System.CommandLine;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Drawing;
using Merlon.Layers;

namespace Merlon.Cli;

/// <summary>The options by which a command is told which part of a matrix to show, and how.</summary>
sealed class MatrixChoice
{
    public const string AllDomains = "all";

    readonly Option<string[]> domain = OptionReading.Texts("--domain", "Domain such as enterprise-attack, its first word, or all; may be given several times (default: the layer's, else the largest).", "DOMAIN");
    readonly Option<string[]> platform = OptionReading.Texts("--platform", "Only techniques of a platform; may be given several times.", "PLATFORM");
    readonly Option<string?> layout = OptionReading.Word("--layout", "Sub-techniques beside (side) or below (flat) their technique, or small squares (mini).", "LAYOUT", ["side", "flat", "mini"]);
    readonly Option<string?> subTechniques = OptionReading.Word(
        "--sub-techniques", "Which are shown: none, expanded (as the layer unfolds them), annotated, all (default expanded).", "WHICH", ["none", "expanded", "annotated", "all"]);
    readonly Option<string?> sort = OptionReading.Word("--sort", "Order in a column: name, name-desc, score, score-desc (default: the layer's, else name).", "ORDER", ["name", "name-desc", "score", "score-desc"]);
    readonly Option<bool> ids = new("--ids") { Description = "Show ids beside names." };
    readonly Option<bool> scores = new("--scores") { Description = "Show scores in the cells of a picture." };
    readonly Option<bool> hideDisabled = new("--hide-disabled") { Description = "Leave disabled techniques out." };

    /// <summary>Adds the options to a command.</summary>
    public MatrixChoice(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[domain, platform, layout, subTechniques, sort, ids, scores, hideDisabled])
        {
            command.Add(option);
        }
    }

    /// <summary>The options as given; a refusal is written and answered by null.</summary>
    public MatrixOptions? Read(ParseResult parse, Terminal terminal, AttackRelease release, IReadOnlyList<Layer> layers)
    {
        if (Domains(parse, terminal, release, layers) is not { } domains || Platforms(parse, terminal, release) is not { } platforms)
        {
            return null;
        }

        return new MatrixOptions
        {
            Domains = domains,
            Platforms = platforms,
            Layout = parse.GetValue(layout) switch { "side" => LayerMatrix.Side, "flat" => LayerMatrix.Flat, "mini" => LayerMatrix.Mini, _ => null },
            SubTechniques = parse.GetValue(subTechniques) switch
            {
                "none" => MatrixSubTechniques.None,
                "annotated" => MatrixSubTechniques.Annotated,
                "all" => MatrixSubTechniques.All,
                _ => MatrixSubTechniques.Expanded,
            },
            Sorting = parse.GetValue(sort) switch
            {
                "name" => LayerSorting.NameAscending,
                "name-desc" => LayerSorting.NameDescending,
                "score" => LayerSorting.ScoreAscending,
                "score-desc" => LayerSorting.ScoreDescending,
                _ => null,
            },
            ShowIds = parse.GetValue(ids) ? true : null,
            HideDisabled = parse.GetValue(hideDisabled) ? true : null,
            ShowScores = parse.GetValue(scores),
        };
    }

    List<string>? Domains(ParseResult parse, Terminal terminal, AttackRelease release, IReadOnlyList<Layer> layers)
    {
        var given = parse.GetValue(domain) ?? [];
        if (given.Contains(AllDomains, StringComparer.OrdinalIgnoreCase))
        {
            return [.. release.Domains];
        }

        var chosen = new List<string>();
        foreach (var word in given)
        {
            var found = release.Domains.FirstOrDefault(one => string.Equals(one, word, StringComparison.OrdinalIgnoreCase))
                ?? release.Domains.FirstOrDefault(one => one.StartsWith(word + "-", StringComparison.OrdinalIgnoreCase));
            if (found is null)
            {
                var meant = Spelling.Nearest(word, release.Domains) is { } nearest ? $"; did you mean '{nearest}'?" : "";
                Failure.Refuse(terminal, $"ATT&CK {release.Version} was read without a domain '{word}'{meant}", $"Domains: {string.Join(", ", release.Domains)}, {AllDomains}");
                return null;
            }

            chosen.Add(found);
        }

        if (chosen.Count == 0)
        {
            chosen.AddRange(layers.Select(static layer => layer.Domain).Where(release.Domains.Contains).Distinct(StringComparer.Ordinal));
        }

        if (chosen.Count == 0 && release.Domains.Count > 0)
        {
            chosen.Add(release.Domains.MaxBy(one => release.Techniques.Count(technique => technique.IsLive && technique.Domains.Contains(one, StringComparer.Ordinal))) ?? release.Domains[0]);
        }

        return chosen;
    }

    List<string>? Platforms(ParseResult parse, Terminal terminal, AttackRelease release)
    {
        var known = new SortedSet<string>(release.Techniques.Where(static technique => technique.IsLive).SelectMany(static technique => technique.Platforms), StringComparer.OrdinalIgnoreCase) { "None" };
        var chosen = new List<string>();
        foreach (var word in parse.GetValue(platform) ?? [])
        {
            if (!known.TryGetValue(word, out var platformName))
            {
                var meant = Spelling.Nearest(word, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";
                Failure.Refuse(terminal, $"no technique of ATT&CK {release.Version} is of a platform '{word}'{meant}", $"Platforms: {string.Join(", ", known)}");
                return null;
            }

            chosen.Add(platformName);
        }

        return chosen;
    }
}
