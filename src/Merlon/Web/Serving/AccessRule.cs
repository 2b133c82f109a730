namespace Merlon.Web.Serving;

/// <summary>Who may use a route. Every route carries one; one without is refused to everybody, and a test names it.</summary>
/// <param name="Least">The least role.</param>
sealed record AccessRule(TeamRole Least);

/// <summary>Says that a request of a method that changes things only asks: it works something out and keeps nothing but the answer.</summary>
sealed record AsksOnly
{
    /// <summary>The one there is.</summary>
    public static AsksOnly Instance { get; } = new();
}

/// <summary>How a route says who may use it.</summary>
static class AccessRules
{
    /// <summary>Lets tokens that only read use this route, although its method is one that changes things.</summary>
    public static TBuilder AskingOnly<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder
        => route.WithMetadata(AsksOnly.Instance);

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
