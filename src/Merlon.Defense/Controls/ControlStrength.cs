using Merlon.Assessment;

namespace Merlon.Controls;

/// <summary>How much of an axis a declared control gives on a technique that it is mapped to: docs/design/controls.md.</summary>
public static class ControlStrength
{
    /// <summary>
    /// What a claim of detection keeps, 0..1: a mapping says what a product can notice; whether its data arrive and somebody looks at
    /// its alerts it cannot know.
    /// </summary>
    public const double DetectShare = 0.5;

    /// <summary>What each hop of a chain after the first leaves, 0..1.</summary>
    public const double HopShare = 0.5;

    /// <summary>0..1: degree in place × the edge's grade (.3 where it has none) × .5 for each hop after the first × what the crosswalk's grades leave; 0 for what makes no claim.</summary>
    /// <param name="degree">How far the control is in place.</param>
    /// <param name="edge">The pair.</param>
    public static double Of(Degree degree, ControlEdge edge)
    {
        if (AxisOf(edge) is null)
        {
            return 0;
        }

        var whole = edge.Grade is { } grade
            ? ClaimStrength.GradeOf(degree) * ClaimStrength.GradeOf(grade) * Math.Pow(HopShare, edge.Hops - 1)
            : ClaimStrength.OfControl(degree, edge.Hops);
        return whole * edge.LinkShare * (edge.Category == EdgeCategory.Detect ? DetectShare : 1);
    }

    /// <summary>The axis that a pair makes a claim on, or null: a response stops nothing and notices nothing.</summary>
    public static Axis? AxisOf(ControlEdge edge) => edge.Category switch
    {
        EdgeCategory.Protect => Axis.Prevention,
        EdgeCategory.Detect => Axis.Detection,
        _ => null,
    };

    /// <summary>A pair's own weight, by which pairs of one control and technique are compared.</summary>
    internal static double OfEdge(ControlEdge edge) => Of(Degree.Significant, edge);
}
