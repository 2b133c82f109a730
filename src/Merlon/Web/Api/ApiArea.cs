using Merlon.Web.Serving;

namespace Merlon.Web.Api;

/// <summary>The API's own description, and routes that belong to no page.</summary>
static class ApiArea
{
    /// <summary>What is kept for the life of the server.</summary>
    public static void AddServices(IServiceCollection services)
    {
    }

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
    }
}
