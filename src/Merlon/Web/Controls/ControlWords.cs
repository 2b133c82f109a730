using System.Globalization;
using Merlon.Assessment;
using Merlon.Controls;

namespace Merlon.Web.Controls;

/// <summary>Words for controls, as pages, JSON and CSV write them.</summary>
static class ControlWords
{
    public static string Of(Degree degree) => degree switch
    {
        Degree.Minimal => "minimal",
        Degree.Partial => "partial",
        Degree.Significant => "significant",
        _ => "none",
    };

    public static string Of(EdgeCategory category) => category switch
    {
        EdgeCategory.Protect => "protect",
        EdgeCategory.Detect => "detect",
        EdgeCategory.Respond => "respond",
        EdgeCategory.Weakness => "weakness",
        _ => "related",
    };

    public static string Of(LinkRelation relation) => relation switch
    {
        LinkRelation.Equal => "equal",
        LinkRelation.SubsetOf => "subset-of",
        LinkRelation.SupersetOf => "superset-of",
        LinkRelation.IntersectsWith => "intersects-with",
        _ => "",
    };

    public static string Of(Axis axis) => axis switch
    {
        Axis.Visibility => "visibility",
        Axis.Detection => "detection",
        _ => "prevention",
    };

    /// <summary>A share 0..1 as points of a hundred with two decimals: <c>1.27</c>; signs of nothing are left out.</summary>
    public static string Points(double share) => (Math.Round(share * 100, 2, MidpointRounding.ToEven) + 0.0).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Outcome of a test.</summary>
    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.None => "nothing was seen",
        Outcome.Logged => "logged, nothing alerted",
        Outcome.Alerted => "alerted, not stopped",
        _ => "blocked",
    };
}
