using Merlon.Web.Api;

namespace Merlon.Web.Serving;

/// <summary>For load balancers and supervisors: whether the process lives, and whether it can do its work now. Says nothing that a stranger may not know.</summary>
static class Health
{
    const string Prefix = "/health";

    /// <summary>True for a request that asks how the server is.</summary>
    public static bool IsAsked(HttpContext context) => context.Request.Path.StartsWithSegments(Prefix, StringComparison.Ordinal);

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet(Prefix + "/live", static () => Word("live")).For(TeamRole.Nobody).ExcludeFromDescription();
        routes.MapGet(Prefix + "/ready", (IHostApplicationLifetime life) =>
        {
            if (life.ApplicationStopping.IsCancellationRequested)
            {
                throw new ProblemException(503, "The server is stopping", "Another one answers, or this one does in a moment");
            }

            try
            {
                served.Follow();
                served.Team.RequireKnown();
            }
            catch (IOException e)
            {
                served.Settings.Tell($"not ready: {e.Message}");
                throw new ProblemException(503, "The server is not ready", "It cannot use its storage now; its console says why");
            }

            return Word("ready");
        }).For(TeamRole.Nobody).ExcludeFromDescription();
    }

    static IResult Word(string state) => Answer.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("status", state);
        json.WriteEndObject();
    });
}
