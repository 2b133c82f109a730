using Merlon.Web.Serving;

namespace Merlon.Web.App.People;

/// <summary>Who asks: sign-in, sessions, tokens, roles.</summary>
static class PeopleArea
{
    /// <summary>What is kept for the life of the server.</summary>
    public static void AddServices(IServiceCollection services, ServeSettings settings)
    {
        services.AddSingleton<OwnAddress>().AddSingleton<Recognition>().AddSingleton<Passwords>().AddSingleton<Pacing>().AddSingleton<AuditTrail>().AddSingleton<Visits>().AddSingleton<EventStreams>();
        if (settings.Directory is { } directory)
        {
            services.AddSingleton(_ => new DirectoryClient(directory, settings.Clock));
        }
    }

    /// <summary>Finds out who asks, keeps them within bounds, writes down what they change, and refuses changes that a page of ours did not ask for.</summary>
    public static void Use(WebApplication application)
    {
        var recognition = application.Services.GetRequiredService<Recognition>();
        var pacing = application.Services.GetRequiredService<Pacing>();
        var audit = application.Services.GetRequiredService<AuditTrail>();
        application.Use(next => context => recognition.RecogniseAsync(context, next));
        application.Use(next => context => pacing.PaceAsync(context, next));
        application.Use(next => context => audit.FollowAsync(context, next));
        application.Use(static next => context => Recognition.AdmitTokenAsync(context, next));
        application.Use(static next => context => FormKeys.GuardAsync(context, next));
    }

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        SignIn.Map(routes, served);
        OneTimeLinks.Map(routes, served);
        DirectorySignIn.Map(routes, served);
    }
}
