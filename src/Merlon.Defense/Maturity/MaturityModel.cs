using System.Globalization;
using Merlon.Facts;

namespace Merlon.Maturity;

/// <summary>How the answers of a model are given and counted.</summary>
public enum MaturityScale
{
    /// <summary>INFORM: each of four levels is reached or not, for 1, 1, 2 and 2 points; a component has 0 to 6.</summary>
    Points,

    /// <summary>One level from 0 to 5, in some domains with a capability from 0 to 3 beside it.</summary>
    Ladder,

    /// <summary>CTI-CMM: a practice of a level is not, partially, largely or fully in place (0 to 3).</summary>
    Practice,
}

/// <summary>A model of maturity: what is asked, and how answers are counted. docs/design/maturity.md.</summary>
public sealed record MaturityModel
{
    /// <summary>What files call it: <c>inform</c>, <c>soc</c>, <c>cti-cmm</c>.</summary>
    public required string Id { get; init; }

    /// <summary>As people call it.</summary>
    public required string Title { get; init; }

    /// <summary>How it is counted.</summary>
    public required MaturityScale Scale { get; init; }

    /// <summary>Dimensions or domains, in the model's order.</summary>
    public required IReadOnlyList<MaturityDimension> Dimensions { get; init; }

    /// <summary>Most points of a question: 6, 5 or 3.</summary>
    public double PointsMax => Scale switch
    {
        MaturityScale.Points => InformPoints.ComponentTop,
        MaturityScale.Ladder => LadderTop,
        _ => PracticeTop,
    };

    /// <summary>Most of a ladder.</summary>
    public const int LadderTop = 5;

    /// <summary>Most of a capability.</summary>
    public const int CapabilityTop = 3;

    /// <summary>A practice that is fully in place.</summary>
    public const int PracticeTop = 3;

    /// <summary>The words of a practice's state, 0 to 3.</summary>
    public static IReadOnlyList<string> PracticeWords { get; } = ["none", "partially", "largely", "fully"];

    /// <summary>Every question with its dimension.</summary>
    public IEnumerable<(MaturityDimension Dimension, MaturityQuestion Question)> Questions => Dimensions.SelectMany(static d => d.Questions.Select(q => (d, q)));

    /// <summary>INFORM of the Center for Threat-Informed Defense, in our own words.</summary>
    public static MaturityModel OpenInform()
    {
        var rows = FactsTable.OpenBuiltIn("maturity-inform.tsv", columns: 9).Rows;
        return new MaturityModel
        {
            Id = "inform",
            Title = "INFORM",
            Scale = MaturityScale.Points,
            Dimensions = [.. rows.GroupBy(static r => r[0], StringComparer.Ordinal).Select(static d => new MaturityDimension(
                d.Key, d.First()[1], double.Parse(d.First()[2], CultureInfo.InvariantCulture), HasCapability: false,
                [.. d.Select(static r => new MaturityQuestion(r[3], r[4], [r[5], r[6], r[7], r[8]], 0))]))],
        };
    }

    /// <summary>Merlon's own model of a security operations centre.</summary>
    public static MaturityModel OpenSoc()
    {
        var rows = FactsTable.OpenBuiltIn("maturity-soc.tsv", columns: 6).Rows;
        return new MaturityModel
        {
            Id = "soc",
            Title = "security operations centre",
            Scale = MaturityScale.Ladder,
            Dimensions = [.. rows.GroupBy(static r => r[0], StringComparer.Ordinal).Select(static d => new MaturityDimension(
                d.Key, d.First()[1], 1, string.Equals(d.First()[2], "yes", StringComparison.Ordinal), [.. d.Select(static r => new MaturityQuestion(r[3], r[4], [r[5]], 0))]))],
        };
    }
}

/// <summary>A dimension of a model.</summary>
/// <param name="Id">Such as <c>CTI</c> or <c>TEC</c>.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Weight">Its weight in the whole, above 0; only their proportions count.</param>
/// <param name="HasCapability">True where a capability is asked for beside the level.</param>
/// <param name="Questions">What it asks, in the model's order.</param>
public sealed record MaturityDimension(string Id, string Name, double Weight, bool HasCapability, IReadOnlyList<MaturityQuestion> Questions);

/// <summary>A component, aspect or practice.</summary>
/// <param name="Id">Such as <c>T.2</c>, <c>TEC.1</c>, <c>ASSET-1.a</c>.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Levels">What each level means; for a ladder or practice one text of what is asked, empty for none.</param>
/// <param name="Level">Level that a practice belongs to, 1 to 3; 0 elsewhere.</param>
public sealed record MaturityQuestion(string Id, string Name, IReadOnlyList<string> Levels, int Level);

/// <summary>INFORM's points: docs/design/maturity.md.</summary>
public static class InformPoints
{
    static readonly int[] OfLevel = [1, 1, 2, 2];

    /// <summary>Most of a component.</summary>
    public const int ComponentTop = 6;

    /// <summary>Levels of a component.</summary>
    public const int LevelsCount = 4;

    /// <summary>0..6: the points of the levels that are reached; a level counts whether those below it are reached or not.</summary>
    public static int Of(IEnumerable<int> levels) => levels.Distinct().Where(static l => l is >= 1 and <= LevelsCount).Sum(static l => OfLevel[l - 1]);

    /// <summary>0..6: the mean of a dimension's components; those without an answer have 0.</summary>
    public static double Dimension(IReadOnlyCollection<int> components) => components.Count == 0 ? 0 : components.Sum() / (double)components.Count;

    /// <summary>0..1: (0.5 × defensive measures + 0.3 × intelligence + 0.2 × test and evaluation) / 6.</summary>
    public static double Overall(double intelligence, double defence, double evaluation) => (0.5 * defence + 0.3 * intelligence + 0.2 * evaluation) / ComponentTop;
}
