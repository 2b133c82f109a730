namespace Merlon.Web.Serving;

/// <summary>Who may use a route. Every route carries one; one without is refused to everybody, and a test names it.</summary>
/// <param name="Least">The least role.</param>
sealed record AccessRule(TeamRole Least);

/// <summary>How a route says who may use it.</summary>
static class AccessRules
{
    /// <summary>Lets callers of at least this role in.</summary>
    public static TBuilder For<TBuilder>(this TBuilder route, TeamRole least)
        where TBuilder : IEndpointConventionBuilder
    {
        route.Add(endpoint =>
        {
            endpoint.Metadata.Add(new AccessRule(least));
        });
        return route;
    }
}
