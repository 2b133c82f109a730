using System.Globalization;
using Merlon.Web.Api;
using Merlon.Web.App.People;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Settings;

/// <summary>Tokens with which programs use the API: everybody has their own, administrators see and end all.</summary>
static class TokenRoutes
{
    const string Path = "/settings/tokens";

    /// <summary>Days that a token lasts when nobody says.</summary>
    const int DaysDefault = 90;

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet(Path, (HttpContext context) => PageAsync(context, served, Shown.Nothing)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost(Path, (HttpContext context) => FormAsync(context, served, form =>
        {
            var days = int.TryParse(form["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            var (token, secret) = Make(context, served, new TokenRequest(form["name"].ToString(), form["scope"].ToString(), days));
            return new Shown("", token.Name, secret);
        })).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost(Path + "/{id}/revoke", (HttpContext context, string id) => FormAsync(context, served, _ =>
        {
            Revoke(context, served, id);
            return null;
        })).For(TeamRole.Viewer).ExcludeFromDescription();
        var tokens = routes.MapGroup("/api/v1/tokens").WithTags("People");
        tokens.MapGet("", (HttpContext context, Paging paging) => Answer.Page(paging, Visible(context, served), static (json, token) => PeopleJson.Write(json, token, secret: "")))
            .For(TeamRole.Viewer).WithName("ListTokens").WithSummary("One's own tokens, everybody's for administrators; never their secrets.");
        tokens.MapPost("", (HttpContext context, TokenRequest request) =>
        {
            var (token, secret) = Make(context, served, request);
            context.Response.StatusCode = StatusCodes.Status201Created;
            return Answer.Json(json => PeopleJson.Write(json, token, secret));
        }).For(TeamRole.Viewer).WithName("MakeToken").WithSummary("Makes a token; the answer holds its secret, which is not kept. Only for people, not for tokens.");
        tokens.MapDelete("/{id}", (HttpContext context, string id) =>
        {
            Revoke(context, served, id);
            return Results.NoContent();
        }).For(TeamRole.Viewer).WithName("RevokeToken").WithSummary("Ends a token for good.");
    }

    static async Task FormAsync(HttpContext context, ServedWorkspace served, Func<IFormCollection, Shown?> change)
    {
        var form = await SignIn.FormAsync(context);
        Shown? shown;
        try
        {
            shown = change(form);
        }
        catch (InvalidDataException e)
        {
            context.Note("make-token", e.Message);
            shown = new Shown(e.Message, "", "");
        }

        await (shown is null ? SignIn.SeeOther(context, Path + "?done") : PageAsync(context, served, shown));
    }

    static (PersonToken Token, string Secret) Make(HttpContext context, ServedWorkspace served, TokenRequest request)
    {
        AccountRoutes.RequireSession(context);
        context.Note("make-token", $"{request.Name} ({request.Scope})");
        return served.Team.AddToken(context.Caller().Id, request.Name, request.Scope ?? PersonToken.Read, TimeSpan.FromDays(Math.Clamp(request.Days ?? DaysDefault, 0, Team.TokenDaysMax + 1)));
    }

    static void Revoke(HttpContext context, ServedWorkspace served, string id)
    {
        AccountRoutes.RequireSession(context);
        var token = served.Team.FindTokenById(id);
        if (token is null || (token.Person != context.Caller().Id && context.Caller().Role < TeamRole.Administrator))
        {
            throw new FileNotFoundException($"there is no token '{id}'"); // somebody else's is not told from none
        }

        context.Note("revoke-token", token.Name);
        served.Team.RevokeToken(id);
        context.RequestServices.GetRequiredService<Recognition>().Forget();
    }

    static IReadOnlyList<PersonToken> Visible(HttpContext context, ServedWorkspace served)
        => [.. served.Team.Tokens().Where(token => context.Caller().Role == TeamRole.Administrator || token.Person == context.Caller().Id)];

    static Task PageAsync(HttpContext context, ServedWorkspace served, Shown shown)
        => (SettingsArea.Page<TokensPage>(context, "settings.tab.tokens", (nameof(TokensPage.Tokens), Visible(context, served)), (nameof(TokensPage.Now), served.Clock.GetUtcNow()), (nameof(TokensPage.Wrong), shown.Wrong),
            (nameof(TokensPage.People), served.Team.People().ToDictionary(static person => person.Id, static person => person.Name, StringComparer.Ordinal)),
            (nameof(TokensPage.Made), shown.Name), (nameof(TokensPage.Secret), shown.Secret), (nameof(TokensPage.IsDone), context.Request.Query.ContainsKey("done"))) with
        { Status = shown.Wrong.Length > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK }).AnswerAsync(context);

    /// <summary>What a page shows once beside the list.</summary>
    sealed record Shown(string Wrong, string Name, string Secret)
    {
        public static Shown Nothing { get; } = new("", "", "");
    }
}

/// <summary>A token to make: its name, its scope (read, write or admin; read when left out), and the days that it lasts (90 when left out).</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Scope">read, write or admin; read when it is left out.</param>
/// <param name="Days">Days that it lasts; 90 when they are left out.</param>
sealed record TokenRequest(string Name, string? Scope, int? Days);
