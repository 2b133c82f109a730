using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.People;

/// <summary>Signing in with a password, and out.</summary>
static class SignIn
{
    /// <summary>Where browsers sign in.</summary>
    public const string Path = "/sign-in";

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet(Path, (HttpContext context, Visits visits) =>
        {
            if (context.Caller().Role > TeamRole.Nobody)
            {
                context.Response.Redirect(LocalPath.Of(context.Request.Query["to"]));
                return Task.CompletedTask;
            }

            visits.Begin(context);
            return PageAsync(context, served, LocalPath.Of(context.Request.Query["to"]), login: "", isWrong: false);
        }).For(TeamRole.Nobody).ExcludeFromDescription();
        routes.MapPost(Path, (HttpContext context, Pacing pacing, Passwords passwords, Visits visits) => SignInAsync(context, served, pacing, passwords, visits)).For(TeamRole.Nobody).ExcludeFromDescription();
        routes.MapPost("/sign-out", (HttpContext context, Visits visits) =>
        {
            context.Note("sign-out", "");
            visits.End(context);
            return SeeOther(context, Path);
        }).For(TeamRole.Viewer).ExcludeFromDescription();
    }

    /// <summary>Answers a form: what came of it stands elsewhere (303), so that a reload does not send it again.</summary>
    public static Task SeeOther(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
        context.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    /// <summary>The fields of a form.</summary>
    /// <exception cref="InvalidDataException">It is no form.</exception>
    public static async Task<IFormCollection> FormAsync(HttpContext context)
        => context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : throw new InvalidDataException("a form is expected here");

    static async Task SignInAsync(HttpContext context, ServedWorkspace served, Pacing pacing, Passwords passwords, Visits visits)
    {
        pacing.RequireAttempt(context);
        var form = await FormAsync(context);
        var login = form["login"].ToString();
        var person = served.Team.FindLogin(login);
        var (isRight, newer) = await passwords.CompareAsync(person, form["password"].ToString(), context.RequestAborted);
        var why = person is null ? "nobody has this login" : person.State != Person.Active ? $"the account is {person.State}" : served.Team.IsLocked(person) ? "the account is locked" : isRight ? null : "wrong password";
        context.Features.Set(new AuditNote("sign-in", login) { Person = person?.Id ?? "", Name = person?.Name ?? "", Outcome = why is null ? "done" : "refused: " + why });
        if (why is not null || person is null)
        {
            if (why == "wrong password" && person is not null)
            {
                served.Team.SignInFailed(person.Id);
            }

            visits.Begin(context);
            await PageAsync(context, served, LocalPath.Of(form["to"]), login, isWrong: true); // one answer for all: who guesses learns nothing
            return;
        }

        if (newer is not null)
        {
            served.Team.RefreshSecret(person.Id, newer);
        }

        visits.Open(context, person.Id);
        await SeeOther(context, LocalPath.Of(form["to"]));
    }

    static Task PageAsync(HttpContext context, ServedWorkspace served, string to, string login, bool isWrong)
        => (AppPage.Of<SignInPage>(context.Words()["people.sign-in"], "",
            (nameof(SignInPage.To), to), (nameof(SignInPage.Login), login), (nameof(SignInPage.IsWrong), isWrong), (nameof(SignInPage.IsNew), !served.Team.HasAdministrator()),
            (nameof(SignInPage.Directory), served.Settings.Directory?.Name ?? "")) with
        { IsBare = true, Styles = ["people.css"], Status = isWrong ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK }).AnswerAsync(context);
}
