using System.Globalization;
using Merlon.Assessment;
using Merlon.Trend;

namespace Merlon.Web.App.Matrix;

/// <summary>One thing that an assessment says of every technique as a number from 0 to 1, or as a mark.</summary>
/// <param name="Name">In addresses.</param>
/// <param name="IsGood">True where much is good: other colours than where much is bad.</param>
sealed record MatrixLens(string Name, bool IsGood)
{
    /// <summary>The number of a technique, over the organisation or in one scope; null where the view says nothing of it.</summary>
    public required Func<GapAssessment, TechniqueCoverage, string, double?> Value { get; init; }

    /// <summary>The same of a moment in the past, over the organisation.</summary>
    public Func<TechniqueMove, (double Before, double After)>? Move { get; init; }
}

/// <summary>The views of an assessment.</summary>
static class MatrixLenses
{
    /// <summary>The bare matrix.</summary>
    public const string None = "none";

    /// <summary>What is shown when nothing is chosen and there is an assessment.</summary>
    public const string Default = "gap";

    /// <summary>Tested, with marks instead of numbers.</summary>
    public const string Tested = "tested";

    /// <summary>Every view, as the menu shows them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Default, "threat", "visibility", "detection", "prevention", "covered", Tested, None];

    static readonly MatrixLens[] All =
    [
        new(Default, IsGood: false)
        {
            Value = static (assessment, coverage, scope) => assessment.Profile.WeightOf(coverage.Technique.TechniqueId) is > 0 and var weight
                ? scope.Length == 0 ? null : weight * (1 - In(coverage, scope)?.Covered) : null,
            Move = static move => (move.WeightBefore * (1 - move.Before.Covered), move.WeightAfter * (1 - move.After.Covered)),
        },
        new("threat", IsGood: false)
        {
            Value = static (assessment, coverage, _) => assessment.Profile.WeightOf(coverage.Technique.TechniqueId) is > 0 and var weight ? weight : null,
            Move = static move => (move.WeightBefore, move.WeightAfter),
        },
        new("visibility", IsGood: true)
        {
            Value = static (_, coverage, scope) => scope.Length == 0 ? coverage.Visibility : In(coverage, scope)?.Visibility,
            Move = static move => (move.Before.Visibility, move.After.Visibility),
        },
        new("detection", IsGood: true)
        {
            Value = static (_, coverage, scope) => scope.Length == 0 ? coverage.Detection : In(coverage, scope)?.Detection,
            Move = static move => (move.Before.Detection, move.After.Detection),
        },
        new("prevention", IsGood: true)
        {
            Value = static (_, coverage, scope) => scope.Length == 0 ? coverage.Prevention : In(coverage, scope)?.Prevention,
            Move = static move => (move.Before.Prevention, move.After.Prevention),
        },
        new("covered", IsGood: true)
        {
            Value = static (_, coverage, scope) => scope.Length == 0 ? coverage.Covered : In(coverage, scope)?.Covered,
            Move = static move => (move.Before.Covered, move.After.Covered),
        },
    ];

    /// <summary>A view by its name; null for <see cref="Tested"/> and <see cref="None"/>, which have no numbers.</summary>
    public static MatrixLens? Find(string name) => Array.Find(All, lens => lens.Name == name);

    /// <summary>How a number from 0 to 1 is shown: 0 to 100.</summary>
    public static string Shown(double share) => Math.Round(share * 100, MidpointRounding.AwayFromZero).ToString("0", CultureInfo.InvariantCulture);

    /// <summary>Step of the colours: 0 for nothing, 6 for the most.</summary>
    public static int StepOf(double share) => share <= 0.004 ? 0 : Math.Clamp(1 + (int)(share * 6), 1, 6);

    /// <summary>The technique in one scope; null where the scope has none of its platforms.</summary>
    public static ScopeCoverage? In(TechniqueCoverage coverage, string scope) => coverage.Scopes.FirstOrDefault(one => one.Scope == scope);
}
