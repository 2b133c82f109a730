using Merlon.Web.Serving;

namespace Merlon.Web.App.Talk;

/// <summary>Comments and assignments on techniques, gaps, rules and findings.</summary>
static class TalkArea
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
    }
}
