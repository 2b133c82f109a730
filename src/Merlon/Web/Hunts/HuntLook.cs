using System.Globalization;
using Merlon.Attack;
using Merlon.Drawing;
using Merlon.Hunting;
using Merlon.Workspaces;

namespace Merlon.Web.Hunts;

/// <summary>What the page of a hunt shows, and how much of it.</summary>
static class HuntLook
{
    /// <summary>Findings that the page shows, the gravest; NDJSON and CSV have all.</summary>
    public const int FindingsShown = 1_000;

    /// <summary>Rules, hosts and files that the page lists each.</summary>
    public const int RowsShown = 500;

    /// <summary>Bars of the timeline.</summary>
    public const int BarsMax = 96;

    /// <summary>Longest value of a field on the page, in characters.</summary>
    public const int ValueShown = 2_000;

    /// <summary>Levels of the matrix's colours.</summary>
    const int HeatMax = 6;

    /// <summary>The findings that the page shows, in order of time.</summary>
    public static IReadOnlyList<Finding> Shown(HuntReport report)
        =>
        [
            .. report.Summary.Findings.Select(static (finding, i) => (finding, i))
                .OrderByDescending(static pair => pair.finding.Rule.Gravity).ThenBy(static pair => pair.i).Take(FindingsShown).Select(static pair => pair.finding)
                .OrderBy(static finding => finding.Time ?? DateTimeOffset.MaxValue)
                .ThenBy(static finding => finding.Document, StringComparer.Ordinal)
                .ThenBy(static finding => finding.Record)
                .ThenBy(static finding => finding.Rule.Key, StringComparer.Ordinal),
        ];

    /// <summary>The matrix of each domain with matches: its columns, each with the techniques that have any.</summary>
    public static IReadOnlyList<HuntMatrix> MatricesOf(HuntReport report)
    {
        var release = report.Knowledge.Release;
        var hits = report.Techniques.ToDictionary(static one => one.Technique.TechniqueId);
        var most = report.Techniques.Select(static one => one.Hits).DefaultIfEmpty(1).Max();
        List<HuntMatrix> matrices = [];
        foreach (var domain in release.Domains)
        {
            var view = MatrixView.Of(release, new MatrixOptions { Domains = [domain], SubTechniques = MatrixSubTechniques.All });
            List<HuntColumn> columns =
            [
                .. view.Columns.Select(column => new HuntColumn(
                    column.Tactic, column.Cells.Count(),
                    [.. column.Cells.Where(cell => hits.ContainsKey(cell.Technique.TechniqueId)).Select(cell => hits[cell.Technique.TechniqueId]).Select(one => new HuntCell(one, HeatOf(one.Hits, most)))])),
            ];
            if (columns.Any(static column => column.Cells.Count > 0))
            {
                matrices.Add(new HuntMatrix(view.Domains[0].Name, columns));
            }
        }

        return matrices;
    }

    /// <summary>CSS class of a level.</summary>
    public static string LevelClass(HuntedRule rule) => $"g{rule.Gravity.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>A level in words.</summary>
    public static string LevelOf(HuntedRule rule) => rule.Level.Length == 0 ? "no level" : rule.Level;

    /// <summary>A number with thousands separated.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number and its noun.</summary>
    public static string Count(long number, string noun) => number == 1 ? $"1 {noun}" : noun.EndsWith("ch", StringComparison.Ordinal) ? $"{Count(number)} {noun}es" : $"{Count(number)} {noun}s";

    /// <summary>A value of a field, bounded.</summary>
    public static string Value(string text) => text.Length <= ValueShown ? text : string.Concat(text.AsSpan(0, ValueShown), "…");

    // By magnitude: matches of a noisy rule would make all others pale.
    static int HeatOf(long hits, long most)
        => most <= 1 ? HeatMax - 2 : 1 + (int)Math.Round((HeatMax - 1) * Math.Log(hits) / Math.Log(most));
}

/// <summary>The tactics of a domain with the techniques that matched.</summary>
/// <param name="Name">Name of the matrix.</param>
/// <param name="Columns">Its tactics in order.</param>
public sealed record HuntMatrix(string Name, IReadOnlyList<HuntColumn> Columns);

/// <summary>A tactic with the techniques that matched.</summary>
/// <param name="Tactic">The tactic.</param>
/// <param name="Techniques">Techniques and sub-techniques that it has.</param>
/// <param name="Cells">Those that matched.</param>
public sealed record HuntColumn(Tactic Tactic, int Techniques, IReadOnlyList<HuntCell> Cells);

/// <summary>A technique that matched.</summary>
/// <param name="Hits">How often, and by which rules.</param>
/// <param name="Heat">1 to 6 by magnitude.</param>
public sealed record HuntCell(TechniqueHits Hits, int Heat);
