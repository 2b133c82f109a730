namespace Merlon.Web.Serving;

/// <summary>The one gate: who has the role that a route asks for goes on, everybody else does not.</summary>
static class Admission
{
    /// <summary>Lets a request through, or answers that it may not.</summary>
    public static Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is not RouteEndpoint)
        {
            return next(context); // no such page, or the framework's own answer that method or content type is another
        }

        if (endpoint.Metadata.GetMetadata<AccessRule>() is not { } rule)
        {
            throw new ProblemException(403, "Nobody may use this", $"the route {endpoint.DisplayName} does not say who may");
        }

        var caller = context.Caller();
        if (caller.Role >= rule.Least)
        {
            return next(context);
        }

        if (caller.Role == TeamRole.Nobody && HttpMethods.IsGet(context.Request.Method) && !context.Request.Path.StartsWithSegments(Trouble.ApiPrefix, StringComparison.Ordinal))
        {
            context.Response.Redirect("/sign-in?to=" + Uri.EscapeDataString(context.Request.Path + context.Request.QueryString));
            return Task.CompletedTask;
        }

        context.Response.StatusCode = caller.Role == TeamRole.Nobody ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}
