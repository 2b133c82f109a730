using System.Text;
using Merlon.Assessment;

namespace Merlon.Web.Reports;

/// <summary>What each step of the plan costs and brings, as points in a drawing of <see cref="Width"/> × <see cref="Height"/>.</summary>
/// <param name="Points">From nothing done to everything done.</param>
/// <param name="Path">SVG path through the points.</param>
/// <param name="CostMax">Right end of the cost axis.</param>
/// <param name="ShareMax">Top of the share axis: 0.2, 0.4 … 1, so that every line of the grid is a whole percentage.</param>
sealed record PlanCurve(IReadOnlyList<CurvePoint> Points, string Path, decimal CostMax, double ShareMax)
{
    public const int Width = 520;
    public const int Height = 260;
    public const int Left = 48;
    public const int Right = 500;
    public const int Top = 16;
    public const int Bottom = 216;

    /// <summary>Lines of the share axis.</summary>
    public const int Rows = 4;

    public static PlanCurve Of(ImprovementPlan plan)
    {
        var costMax = plan.Steps.Count == 0 || plan.Steps[^1].CostSoFar == 0 ? 1 : plan.Steps[^1].CostSoFar;
        var top = plan.Steps.Select(step => step.CoveredAfter).Append(plan.CoveredBefore).Append(plan.CoveredAfter).Max();
        var shareMax = Math.Clamp(Math.Ceiling(top * 5 + 0.1) / 5, 0.2, 1);
        List<CurvePoint> points = [new(0, 0, plan.CoveredBefore, X(0, costMax), Y(plan.CoveredBefore, shareMax))];
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            var step = plan.Steps[i];
            points.Add(new CurvePoint(i + 1, step.CostSoFar, step.CoveredAfter, X(step.CostSoFar, costMax), Y(step.CoveredAfter, shareMax)));
        }

        return new PlanCurve(points, PathOf(points), costMax, shareMax);
    }

    /// <summary>Height of a share in the drawing.</summary>
    public double YOf(double share) => Y(share, ShareMax);

    static string PathOf(List<CurvePoint> points)
    {
        var path = new StringBuilder();
        foreach (var point in points)
        {
            path.Append(path.Length == 0 ? 'M' : 'L').Append(Figures.Coordinate(point.X)).Append(' ').Append(Figures.Coordinate(point.Y));
        }

        return path.ToString();
    }

    static double X(decimal cost, decimal costMax) => Left + (Right - Left) * (double)(cost / costMax);

    static double Y(double share, double shareMax) => Bottom - (Bottom - Top) * Math.Clamp(share / shareMax, 0, 1);
}

/// <summary>A point of the curve.</summary>
/// <param name="Step">0 for today.</param>
/// <param name="Cost">Spent by then.</param>
/// <param name="Covered">Share of the weighted threat covered by then, 0..1.</param>
/// <param name="X">Place in the drawing.</param>
/// <param name="Y">Place in the drawing.</param>
sealed record CurvePoint(int Step, decimal Cost, double Covered, double X, double Y);
