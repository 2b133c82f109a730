using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.People;

/// <summary>Pages that a one-time link leads to: the first administrator, an invited person, one who forgot the password.</summary>
static class OneTimeLinks
{
    /// <summary>How long the link of a first start works, and an invitation.</summary>
    public static readonly TimeSpan FirstStartLasts = TimeSpan.FromHours(24), InvitationLasts = TimeSpan.FromDays(7);

    const string FirstStartPath = "/first-start", InvitationPath = "/invitation";

    /// <summary>Their routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet(FirstStartPath, (HttpContext context, Pacing pacing, Visits visits) => OpenAsync(context, served, pacing, visits, isFirst: true)).For(TeamRole.Nobody).ExcludeFromDescription();
        routes.MapPost(FirstStartPath, (HttpContext context, Pacing pacing, Passwords passwords, Visits visits) => UseAsync(context, served, pacing, passwords, visits, isFirst: true)).For(TeamRole.Nobody).ExcludeFromDescription();
        routes.MapGet(InvitationPath, (HttpContext context, Pacing pacing, Visits visits) => OpenAsync(context, served, pacing, visits, isFirst: false)).For(TeamRole.Nobody).ExcludeFromDescription();
        routes.MapPost(InvitationPath, (HttpContext context, Pacing pacing, Passwords passwords, Visits visits) => UseAsync(context, served, pacing, passwords, visits, isFirst: false)).For(TeamRole.Nobody).ExcludeFromDescription();
    }

    /// <summary>The path of a new link of the first start; null when there is an administrator. Earlier ones of the same server become worthless.</summary>
    public static string? FirstStart(Team team, string server) => team.HasAdministrator() ? null : $"{FirstStartPath}?link={team.MakeLink(OneTimeLink.FirstStart, server, FirstStartLasts)}";

    /// <summary>The path of a new link with which a person chooses a password. Earlier ones become worthless.</summary>
    public static string Invite(Team team, string person) => $"{InvitationPath}?link={team.MakeLink(OneTimeLink.Password, person, InvitationLasts)}";

    static Task OpenAsync(HttpContext context, ServedWorkspace served, Pacing pacing, Visits visits, bool isFirst)
    {
        pacing.RequireAttempt(context);
        visits.Begin(context);
        var secret = context.Request.Query["link"].ToString();
        return PageAsync(context, isFirst, Target(served.Team, secret, isFirst) is { } person ? new Asked(secret, person.Login, person.Name, "") : new Asked("", "", "", ""));
    }

    static async Task UseAsync(HttpContext context, ServedWorkspace served, Pacing pacing, Passwords passwords, Visits visits, bool isFirst)
    {
        pacing.RequireAttempt(context);
        var form = await SignIn.FormAsync(context);
        var secret = form["link"].ToString();
        var known = Target(served.Team, secret, isFirst);
        Asked asked = new(known is null ? "" : secret, isFirst ? form["login"].ToString() : known?.Login ?? "", form["name"].ToString(), "");
        var action = isFirst ? "first-start" : "choose-password";
        context.Features.Set(new AuditNote(action, asked.Login) { Person = known?.Id ?? "", Name = asked.Name, Outcome = "refused: the link cannot be used" });
        Person? person = null;
        if (known is not null)
        {
            try
            {
                var password = form["password"].ToString();
                PasswordRules.Require(password, asked.Login, asked.Name, known.Email);
                ShownNames.RequireFree(served.Team, known, asked.Name);
                if (form["again"].ToString() != password)
                {
                    throw new InvalidDataException("the two passwords are not the same");
                }

                var hash = await passwords.HashAsync(password, context.RequestAborted);
                person = isFirst ? served.Team.UseFirstStart(secret, asked.Login, asked.Name, hash) : served.Team.UsePasswordLink(secret, asked.Name, hash);
            }
            catch (InvalidDataException e)
            {
                context.Features.Set(new AuditNote(action, asked.Login) { Person = known.Id, Name = asked.Name, Outcome = "refused: " + e.Message });
                await PageAsync(context, isFirst, asked with { Wrong = e.Message });
                return;
            }
        }

        if (person is null)
        {
            await PageAsync(context, isFirst, asked with { Link = "" });
            return;
        }

        context.Features.Set(new AuditNote(action, person.Login) { Person = person.Id, Name = person.Name, Outcome = "done" });
        visits.Open(context, person.Id);
        await SignIn.SeeOther(context, "/");
    }

    // Whose password a link chooses; somebody without a name yet for the first start.
    static Person? Target(Team team, string secret, bool isFirst)
        => secret.Length is 0 or > 100 || team.FindLink(secret) is not { } link ? null
            : isFirst ? link.Purpose == OneTimeLink.FirstStart && !team.HasAdministrator() ? new Person("", "", "", Person.Administrator) : null
            : link.Purpose == OneTimeLink.Password && team.FindPerson(link.Person) is { State: not Person.Disabled } person ? person : null;

    static Task PageAsync(HttpContext context, bool isFirst, Asked asked)
        => (AppPage.Of<ChoosePage>(context.Words()[asked.Link.Length == 0 ? "people.link.gone" : isFirst ? "people.first" : "people.welcome"], "",
            (nameof(ChoosePage.IsFirst), isFirst), (nameof(ChoosePage.Link), asked.Link), (nameof(ChoosePage.Login), asked.Login), (nameof(ChoosePage.Name), asked.Name), (nameof(ChoosePage.Wrong), asked.Wrong)) with
        {
            IsBare = true,
            Styles = ["people.css"],
            Status = asked.Link.Length == 0 ? StatusCodes.Status410Gone : asked.Wrong.Length > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK,
        }).AnswerAsync(context);

    sealed record Asked(string Link, string Login, string Name, string Wrong);
}
