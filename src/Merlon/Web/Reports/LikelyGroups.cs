using Merlon.Assessment;
using Merlon.Intelligence;

namespace Merlon.Web.Reports;

/// <summary>Groups that count for more than the background: named by the organisation, or known to target its sectors or regions.</summary>
static class LikelyGroups
{
    public static IReadOnlyList<GroupRelevance> Of(GapAssessment assessment)
    {
        var background = assessment.Profile.Parameters.BackgroundRelevance;
        return [.. assessment.Profile.Groups.Where(group => group.IsNamed || group.Relevance > background)];
    }
}
