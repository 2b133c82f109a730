using Merlon.Web.Serving;

namespace Merlon.Web.App.People;

/// <summary>Who asks: sign-in, sessions, tokens, roles.</summary>
static class PeopleArea
{
    /// <summary>What is kept for the life of the server.</summary>
    public static void AddServices(IServiceCollection services, ServeSettings settings) => services.AddSingleton<OwnAddress>().AddSingleton<Recognition>();

    /// <summary>Finds out who asks, and refuses changes that a page of ours did not ask for.</summary>
    public static void Use(WebApplication application)
    {
        var recognition = application.Services.GetRequiredService<Recognition>();
        application.Use(next => context => recognition.RecogniseAsync(context, next));
        application.Use(static next => context => FormKeys.GuardAsync(context, next));
    }

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
    }
}
