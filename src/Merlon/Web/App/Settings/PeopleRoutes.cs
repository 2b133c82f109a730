using Merlon.Web.Api;
using Merlon.Web.App.People;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Settings;

/// <summary>Who may sign in, and as what: invitations, roles, keeping somebody out.</summary>
static class PeopleRoutes
{
    const string Path = "/settings/people";

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        MapPages(routes, served);
        var people = routes.MapGroup("/api/v1/people").WithTags("People");
        people.MapGet("", (HttpContext context, Paging paging) => Answer.Page(paging, served.Team.People(), context.Caller().Role == TeamRole.Administrator ? PeopleJson.Write : PeopleJson.WriteName))
            .For(TeamRole.Viewer).WithName("ListPeople").WithSummary("The team: names and roles; administrators see logins, addresses and states as well.");
        people.MapPost("", (HttpContext context, Invitation invitation) =>
        {
            var (person, link) = Invite(context, served, invitation);
            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.Headers.Location = $"/api/v1/people/{person.Id}";
            return Answer.Json(json => WriteInvited(json, person, link));
        }).For(TeamRole.Administrator).WithName("InvitePerson").WithSummary("Adds a person; the answer holds the one-time link with which they choose a password, and it is not kept.");
        people.MapGet("/{id}", (string id) =>
        {
            var person = Get(served, id);
            return Answer.Json(json => PeopleJson.Write(json, person), TagOf(person));
        }).For(TeamRole.Administrator).WithName("GetPerson").WithSummary("One person.");
        people.MapPatch("/{id}", (HttpContext context, string id, PersonPatch patch) =>
        {
            var changed = Change(context, served, id, RevisionOf(context.Request), new PersonChange { Name = patch.Name, Email = patch.Email, Role = patch.Role, IsEnabled = patch.Enabled, Unlocks = patch.Unlock == true });
            return Answer.Json(json => PeopleJson.Write(json, changed), TagOf(changed));
        }).For(TeamRole.Administrator).WithIfMatch().WithName("ChangePerson").WithSummary("Changes name, role, or whether they may sign in; with If-Match only when nobody else did meanwhile.");
        people.MapPost("/{id}/link", (HttpContext context, string id) =>
        {
            var person = Get(served, id);
            var link = LinkOf(context, served, person);
            return Answer.Json(json => WriteInvited(json, person, link));
        }).For(TeamRole.Administrator).WithName("LinkPerson").WithSummary("A new one-time link with which a person chooses a password; earlier ones become worthless.");
        people.MapDelete("/{id}/sessions", (HttpContext context, string id) =>
        {
            EndSessions(context, served, Get(served, id));
            return Results.NoContent();
        }).For(TeamRole.Administrator).WithName("EndSessionsOfPerson").WithSummary("Signs a person out everywhere.");
    }

    static void MapPages(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet(Path, (HttpContext context) => PageAsync(context, served, Shown.Nothing)).For(TeamRole.Administrator).ExcludeFromDescription();
        routes.MapPost(Path, (HttpContext context) => FormAsync(context, served, form =>
        {
            var (person, link) = Invite(context, served, new Invitation(form["login"].ToString(), form["name"].ToString(), form["email"].ToString(), form["role"].ToString()));
            return new Shown("", person.Name, link); // shown once, so it is the answer of the form itself
        })).For(TeamRole.Administrator).ExcludeFromDescription();
        routes.MapPost(Path + "/{id}", (HttpContext context, string id) => FormAsync(context, served, form =>
        {
            var person = Get(served, id);
            var revision = long.TryParse(form["revision"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var known) ? known : (long?)null;
            switch (form["do"].ToString())
            {
                case "role": Change(context, served, id, revision, new PersonChange { Role = form["role"].ToString() }); break;
                case "disable": Change(context, served, id, revision, new PersonChange { IsEnabled = false }); break;
                case "enable": Change(context, served, id, revision, new PersonChange { IsEnabled = true }); break;
                case "unlock": Change(context, served, id, revision, new PersonChange { Unlocks = true }); break;
                case "sessions": EndSessions(context, served, person); break;
                case "link": return new Shown("", person.Name, LinkOf(context, served, person));
                case var other: throw new InvalidDataException($"there is nothing called '{other}' to do here");
            }

            return null;
        })).For(TeamRole.Administrator).ExcludeFromDescription();
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
            context.Note("change-person", e.Message);
            shown = new Shown(e.Message, "", "");
        }

        await (shown is null ? SignIn.SeeOther(context, Path + "?done") : PageAsync(context, served, shown));
    }

    static (Person Person, string Link) Invite(HttpContext context, ServedWorkspace served, Invitation invitation)
    {
        context.Note("invite-person", $"{invitation.Login} as {invitation.Role}");
        var person = served.Team.AddPerson(new Person("", invitation.Login, string.IsNullOrWhiteSpace(invitation.Name) ? invitation.Login : invitation.Name, invitation.Role ?? "viewer")
        {
            Email = invitation.Email ?? "",
            State = Person.Invited,
        });
        return (person, context.RequestServices.GetRequiredService<OwnAddress>().AddressOf(OneTimeLinks.Invite(served.Team, person.Id), context.Request));
    }

    static string LinkOf(HttpContext context, ServedWorkspace served, Person person)
    {
        context.Note("link-person", person.Login);
        return person.State == Person.Disabled
            ? throw new InvalidDataException("who is kept out gets no link: let them in first")
            : context.RequestServices.GetRequiredService<OwnAddress>().AddressOf(OneTimeLinks.Invite(served.Team, person.Id), context.Request);
    }

    static Person Change(HttpContext context, ServedWorkspace served, string id, long? revision, PersonChange change)
    {
        var before = Get(served, id);
        var what = new[]
        {
            change.Role is { } role && role != before.Role ? $"role {before.Role} to {role}" : "", change.IsEnabled switch { true => "let in", false => "kept out", null => "" },
            change.Unlocks ? "unlocked" : "", change.Name is { } name && name != before.Name ? $"name {before.Name} to {name}" : "", change.Email is not null ? "e-mail address" : "",
        };
        context.Note("change-person", $"{before.Login}: {string.Join(", ", what.Where(static part => part.Length > 0))}");
        var changed = served.Team.ChangePerson(id, revision, change);
        context.RequestServices.GetRequiredService<Recognition>().Forget();
        return changed ?? throw new ProblemException(new Problem(412, "Somebody else changed this person meanwhile", "Nothing was changed; look at how they are now and repeat what you did")
        {
            Further = json =>
            {
                json.WritePropertyName("current");
                PeopleJson.Write(json, Get(served, id));
            },
        });
    }

    static void EndSessions(HttpContext context, ServedWorkspace served, Person person)
    {
        context.Note("end-sessions", person.Login);
        served.Team.EndSessions(person.Id, person.Id == context.Caller().Id ? context.Features.Get<PersonSession>()?.Id ?? "" : "");
        context.RequestServices.GetRequiredService<Recognition>().Forget();
    }

    static Person Get(ServedWorkspace served, string id) => served.Team.FindPerson(id) ?? throw new FileNotFoundException($"there is no person '{id}'");

    static string TagOf(Person person) => $"person-{person.Revision}";

    static long? RevisionOf(HttpRequest request)
    {
        var given = request.Headers.IfMatch.ToString();
        return given.Length == 0 || given == "*" ? null
            : long.TryParse(given.Trim('"').Replace("person-", "", StringComparison.Ordinal), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var revision) ? revision : -1;
    }

    static void WriteInvited(System.Text.Json.Utf8JsonWriter json, Person person, string link)
    {
        json.WriteStartObject();
        json.WritePropertyName("person");
        PeopleJson.Write(json, person);
        json.WriteString("link", link);
        json.WriteEndObject();
    }

    static Task PageAsync(HttpContext context, ServedWorkspace served, Shown shown)
        => (SettingsArea.Page<PeoplePage>(context, "settings.tab.people", (nameof(PeoplePage.People), served.Team.People()), (nameof(PeoplePage.Now), served.Clock.GetUtcNow()), (nameof(PeoplePage.Wrong), shown.Wrong),
            (nameof(PeoplePage.LinkFor), shown.LinkFor), (nameof(PeoplePage.Link), shown.Link), (nameof(PeoplePage.IsDone), context.Request.Query.ContainsKey("done"))) with
        { Status = shown.Wrong.Length > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK }).AnswerAsync(context);

    /// <summary>What a page shows once beside the list.</summary>
    sealed record Shown(string Wrong, string LinkFor, string Link)
    {
        public static Shown Nothing { get; } = new("", "", "");
    }
}

/// <summary>A person to add; a role that is left out is the least.</summary>
/// <param name="Login">What they sign in with.</param>
/// <param name="Name">Shown name; the login when it is left out.</param>
/// <param name="Email">E-mail address, or none.</param>
/// <param name="Role">viewer, analyst, approver or administrator; viewer when it is left out.</param>
sealed record Invitation(string Login, string? Name, string? Email, string? Role);

/// <summary>A change of a person; what is left out stays.</summary>
/// <param name="Name">Shown name.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Role">viewer, analyst, approver or administrator.</param>
/// <param name="Enabled">False to keep them out, true to let them in again.</param>
/// <param name="Unlock">True to forget wrong passwords.</param>
sealed record PersonPatch(string? Name, string? Email, string? Role, bool? Enabled, bool? Unlock);
