using Merlon.Web.Api;
using Merlon.Web.App.People;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Settings;

/// <summary>What everybody does with their own account: name, password, sessions.</summary>
static class AccountRoutes
{
    const string Path = "/settings/account";

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        MapPages(routes, served);
        var me = routes.MapGroup("/api/v1/me").WithTags("People");
        me.MapGet("", (HttpContext context) => Answer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", context.Caller().Id);
            json.WriteString("name", context.Caller().Name);
            json.WriteString("role", Recognition.WordOf(context.Caller().Role));
            json.WriteBoolean("is_token", context.Caller().IsToken);
            json.WriteString("language", context.Words().Language);
            if (context.Features.Get<PersonToken>() is { } token)
            {
                json.WriteString("scope", token.Scope);
                json.WriteString("expires_at", PeopleJson.Instant(token.ExpiresAt));
            }

            json.WriteEndObject();
        })).For(TeamRole.Viewer).WithName("GetMe").WithSummary("Who asks, and what they may do.");
        me.MapPatch("", (HttpContext context, MeChange change) =>
        {
            RequireSession(context);
            var changed = ChangeMe(context, served, change.Name, change.Email, change.Language);
            return Answer.Json(json => PeopleJson.Write(json, changed));
        }).For(TeamRole.Viewer).WithName("ChangeMe").WithSummary("Changes one's own shown name, e-mail address or language.");
        me.MapPost("/password", async (HttpContext context, PasswordChange change, Passwords passwords) =>
        {
            RequireSession(context);
            await ChangePasswordAsync(context, served, passwords, change.Current ?? "", change.Password ?? "");
            return Results.NoContent();
        }).For(TeamRole.Viewer).WithName("ChangePassword").WithSummary("Changes one's own password; other sessions end.");
        var sessions = routes.MapGroup("/api/v1/sessions").WithTags("People");
        sessions.MapGet("", (HttpContext context, Paging paging) => Answer.Page(paging, served.Team.Sessions(context.Caller().Id), (json, session) => PeopleJson.Write(json, session, IsCurrent(context, session))))
            .For(TeamRole.Viewer).WithName("ListSessions").WithSummary("One's own sessions: browsers that are signed in.");
        sessions.MapDelete("/{id}", (HttpContext context, string id) =>
        {
            RequireSession(context);
            return EndSession(context, served, id) ? Results.NoContent() : Results.NotFound();
        }).For(TeamRole.Viewer).WithName("EndSession").WithSummary("Ends a session of one's own.");
        sessions.MapDelete("", (HttpContext context) =>
        {
            RequireSession(context);
            EndOthers(context, served);
            return Results.NoContent();
        }).For(TeamRole.Viewer).WithName("EndOtherSessions").WithSummary("Ends all sessions of one's own but this one.");
    }

    /// <summary>Throws for a program: with a token nobody becomes somebody else, or outlives it.</summary>
    public static void RequireSession(HttpContext context)
    {
        if (context.Caller().IsToken)
        {
            throw new ProblemException(403, "Only a person can do that", "Accounts, sessions and tokens are changed by somebody who is signed in, not with a token");
        }
    }

    static void MapPages(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet(Path, (HttpContext context) => PageAsync(context, served, wrong: "")).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost(Path, (HttpContext context) => FormAsync(context, served, form =>
        {
            ChangeMe(context, served, form["name"].ToString(), form["email"].ToString(), form.ContainsKey("language") ? form["language"].ToString() : null);
            return Task.CompletedTask;
        })).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost(Path + "/password", (HttpContext context, Passwords passwords) => FormAsync(context, served, form => form["again"].ToString() == form["password"].ToString()
            ? ChangePasswordAsync(context, served, passwords, form["current"].ToString(), form["password"].ToString())
            : throw new InvalidDataException("the two passwords are not the same"))).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost(Path + "/sessions", (HttpContext context) => FormAsync(context, served, form =>
        {
            if (form["session"].ToString() is { Length: > 0 } one)
            {
                EndSession(context, served, one);
            }
            else
            {
                EndOthers(context, served);
            }

            return Task.CompletedTask;
        })).For(TeamRole.Viewer).ExcludeFromDescription();
    }

    static async Task FormAsync(HttpContext context, ServedWorkspace served, Func<IFormCollection, Task> change)
    {
        RequireSession(context);
        var form = await SignIn.FormAsync(context);
        try
        {
            await change(form);
        }
        catch (InvalidDataException e)
        {
            context.Note("change-account", e.Message);
            await PageAsync(context, served, e.Message);
            return;
        }

        await SignIn.SeeOther(context, Path + "?done");
    }

    static Person ChangeMe(HttpContext context, ServedWorkspace served, string? name, string? email, string? language)
    {
        var before = served.Team.FindPerson(context.Caller().Id) ?? throw new InvalidDataException("there is no such person any more");
        context.Note("change-account", name is null || name == before.Name ? "e-mail address or language" : $"name {before.Name} to {name}");
        ShownNames.RequireFree(served.Team, before, name);
        if (language is { Length: > 0 } && context.RequestServices.GetRequiredService<WordShelf>().Find(language) is null)
        {
            throw new InvalidDataException($"there are no texts in {language}: languages are {string.Join(", ", context.RequestServices.GetRequiredService<WordShelf>().Tags)}");
        }

        var changed = served.Team.ChangePerson(context.Caller().Id, revision: null, new PersonChange { Name = name, Email = email, Language = language });
        context.RequestServices.GetRequiredService<Recognition>().Forget();
        return changed ?? throw new InvalidDataException("the account was changed meanwhile"); // not without a revision
    }

    static async Task ChangePasswordAsync(HttpContext context, ServedWorkspace served, Passwords passwords, string current, string wanted)
    {
        context.Note("change-password", "");
        context.RequestServices.GetRequiredService<Pacing>().RequireAttempt(context);
        var person = served.Team.FindPerson(context.Caller().Id);
        if ((person is not null && served.Team.IsLocked(person)) || !(await passwords.CompareAsync(person, current, context.RequestAborted)).IsRight || person is null)
        {
            served.Team.SignInFailed(context.Caller().Id);
            throw new InvalidDataException("the current password is not right");
        }

        PasswordRules.Require(wanted, person.Login, person.Name, person.Email);
        served.Team.SetPassword(person.Id, await passwords.HashAsync(wanted, context.RequestAborted), context.Features.Get<PersonSession>()?.Id ?? "");
        context.RequestServices.GetRequiredService<Recognition>().Forget();
    }

    static bool EndSession(HttpContext context, ServedWorkspace served, string id)
    {
        context.Note("end-session", id);
        var isEnded = served.Team.EndSession(context.Caller().Id, id);
        context.RequestServices.GetRequiredService<Recognition>().Forget();
        return isEnded;
    }

    static void EndOthers(HttpContext context, ServedWorkspace served)
    {
        context.Note("end-session", "all others");
        served.Team.EndSessions(context.Caller().Id, context.Features.Get<PersonSession>()?.Id ?? "");
        context.RequestServices.GetRequiredService<Recognition>().Forget();
    }

    static IReadOnlyList<(string Tag, string Name)> LanguagesOf(HttpContext context)
    {
        var shelf = context.RequestServices.GetRequiredService<WordShelf>();
        return [(Words.English, shelf.English[TranslatedTexts.NameKey]), .. shelf.States.Where(static state => state.Texts > 0).Select(static state => (state.Language, state.Name))];
    }

    static bool IsCurrent(HttpContext context, PersonSession session) => context.Features.Get<PersonSession>()?.Id == session.Id;

    static Task PageAsync(HttpContext context, ServedWorkspace served, string wrong)
        => served.Team.FindPerson(context.Caller().Id) is not { } person ? throw new FileNotFoundException("this account is gone")
            : (SettingsArea.Page<AccountPage>(context, "settings.tab.account", (nameof(AccountPage.Person), person), (nameof(AccountPage.Sessions), served.Team.Sessions(person.Id)),
                (nameof(AccountPage.Current), context.Features.Get<PersonSession>()?.Id ?? ""), (nameof(AccountPage.Languages), LanguagesOf(context)), (nameof(AccountPage.Wrong), wrong), (nameof(AccountPage.IsDone), context.Request.Query.ContainsKey("done"))) with
            { Status = wrong.Length > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK }).AnswerAsync(context);
}

/// <summary>A change of one's own account; what is left out stays.</summary>
/// <param name="Name">Shown name.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Language">Tag of a language that the application has, such as <c>de</c>; empty for what the browser asks for.</param>
sealed record MeChange(string? Name, string? Email, string? Language);

/// <summary>A change of one's own password.</summary>
/// <param name="Current">The password as it is.</param>
/// <param name="Password">The new one.</param>
sealed record PasswordChange(string Current, string Password);
