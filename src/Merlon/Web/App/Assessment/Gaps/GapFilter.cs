using System.Globalization;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Web.Api;

namespace Merlon.Web.App.Assessment.Gaps;

/// <summary>Which gaps are asked for, and in which order. Pure.</summary>
public sealed record GapFilter
{
    /// <summary>Orders that there are; the first is the ranking's own.</summary>
    public static IReadOnlyList<string> Sorts { get; } = ["rank", "weight", "open", "covered", "visibility", "detection", "prevention", "uncertainty", "id", "name"];

    /// <summary>What a query may ask for.</summary>
    internal static ReadsQuery[] Parameters { get; } =
    [
        new("tactic", "Shortname of a tactic, such as execution."),
        new("platform", "A platform as the release names it."),
        new("scope", "Name of a scope in which something is open."),
        new("basis", "What coverage rests on: tested, tested-in-part, measured, declared, unknown or missed."),
        new("text", "Words of the id, the name, the reasons or the measures."),
        new("least_weight", "Techniques of less weight are left out: 0 to 1.", "number"),
        new("sort", "rank, weight, open, covered, visibility, detection, prevention, uncertainty, id or name."),
    ];

    /// <summary>Shortname of a tactic, or empty.</summary>
    public string Tactic { get; init; } = "";

    /// <summary>A platform as the release names it, or empty.</summary>
    public string Platform { get; init; } = "";

    /// <summary>Name of a scope in which something is open, or empty.</summary>
    public string Scope { get; init; } = "";

    /// <summary>What coverage rests on, as <see cref="AssessmentJson.NameOf(CoverageBasis)"/> writes it, <c>missed</c>, or empty.</summary>
    public string Basis { get; init; } = "";

    /// <summary>Words of the id, the name, the reasons or the measures; or empty.</summary>
    public string Text { get; init; } = "";

    /// <summary>Techniques below are left out: 0 to 1.</summary>
    public double LeastWeight { get; init; }

    /// <summary>One of <see cref="Sorts"/>.</summary>
    public string Sort { get; init; } = "rank";

    /// <summary>True when everything is asked for.</summary>
    public bool IsAll => Tactic.Length + Platform.Length + Scope.Length + Basis.Length + Text.Length == 0 && LeastWeight <= 0;

    /// <summary>What a query string asks for.</summary>
    /// <exception cref="InvalidDataException">A number or a word is none that is known.</exception>
    public static GapFilter Of(IQueryCollection query)
    {
        var sort = Word(query, "sort");
        var weight = Word(query, "least_weight");
        return new GapFilter
        {
            Tactic = Word(query, "tactic"),
            Platform = Word(query, "platform"),
            Scope = Word(query, "scope"),
            Basis = Word(query, "basis"),
            Text = Word(query, "text"),
            LeastWeight = weight.Length == 0 ? 0
                : double.TryParse(weight, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var least) && least is >= 0 and <= 1 ? least
                : throw new InvalidDataException($"least_weight takes a number from 0 to 1, not '{weight}'"),
            Sort = sort.Length == 0 ? Sorts[0] : Sorts.Contains(sort, StringComparer.Ordinal) ? sort : throw new InvalidDataException($"sort takes one of {string.Join(", ", Sorts)}, not '{sort}'"),
        };
    }

    /// <summary>The gaps that are asked for.</summary>
    public IReadOnlyList<Gap> In(GapAssessment assessment)
    {
        var asked = assessment.Gaps.Where(gap => Takes(assessment, gap));
        return
        [
            .. Sort switch
            {
                "weight" => asked.OrderByDescending(static gap => gap.Weight).ThenBy(static gap => gap.Rank),
                "open" => asked.OrderByDescending(static gap => gap.Open).ThenBy(static gap => gap.Rank),
                "covered" => asked.OrderByDescending(static gap => gap.Coverage.Covered).ThenBy(static gap => gap.Rank),
                "visibility" => asked.OrderByDescending(static gap => gap.Coverage.Visibility).ThenBy(static gap => gap.Rank),
                "detection" => asked.OrderByDescending(static gap => gap.Coverage.Detection).ThenBy(static gap => gap.Rank),
                "prevention" => asked.OrderByDescending(static gap => gap.Coverage.Prevention).ThenBy(static gap => gap.Rank),
                "uncertainty" => asked.OrderByDescending(static gap => gap.Covered.Width).ThenBy(static gap => gap.Rank),
                "id" => asked.OrderBy(static gap => gap.Technique.TechniqueId),
                "name" => asked.OrderBy(static gap => gap.Technique.Name, StringComparer.OrdinalIgnoreCase).ThenBy(static gap => gap.Rank),
                _ => asked.OrderBy(static gap => gap.Rank),
            },
        ];
    }

    /// <summary>Tactics in which the technique stands, in any of its domains.</summary>
    public static IEnumerable<Tactic> TacticsOf(AttackRelease release, Technique technique)
        => technique.Domains.SelectMany(domain => release.TacticsOf(technique, domain)).DistinctBy(static tactic => tactic.Shortname, StringComparer.Ordinal);

    bool Takes(GapAssessment assessment, Gap gap)
        => gap.Weight >= LeastWeight
            && (Tactic.Length == 0 || TacticsOf(assessment.Context.Release, gap.Technique).Any(tactic => Same(tactic.Shortname, Tactic)))
            && (Platform.Length == 0 || gap.Technique.Platforms.Any(platform => Same(platform, Platform)))
            && (Scope.Length == 0 || gap.Coverage.Scopes.Any(scope => Same(scope.Scope, Scope) && scope.Covered < 1))
            && (Basis.Length == 0 || (Same(Basis, "missed") ? gap.Coverage.IsRefuted : Same(Basis, "tested") ? gap.Coverage.IsTested : Same(AssessmentJson.NameOf(gap.Basis), Basis)))
            && (Text.Length == 0 || Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => Says(gap, word)));

    static bool Says(Gap gap, string word)
        => Has(gap.Technique.Id, word) || Has(gap.Technique.Name, word) || gap.Reasons.Any(reason => Has(reason, word)) || gap.Measures.Any(measure => Has(measure, word));

    static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    static string Word(IQueryCollection query, string name)
    {
        const int charsMax = 200;
        var word = query[name].ToString().Trim();
        return word.Length <= charsMax ? word : throw new InvalidDataException($"{name} takes {charsMax} characters at most");
    }
}
