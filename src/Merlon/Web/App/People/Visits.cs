using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.People;

/// <summary>Cookies: of a visit before anybody signed in, of a session afterwards. Signing in always makes a new one, so that nobody can be led into a session that another knows (fixation).</summary>
sealed class Visits(ServedWorkspace served, OwnAddress own, Recognition recognition)
{
    /// <summary>Makes sure that a form on this page can prove to be ours.</summary>
    public void Begin(HttpContext context)
    {
        if (context.Features.Get<CookieSecret>() is null)
        {
            var secret = TeamSecret.Make();
            own.Write(context, own.VisitCookie(context), secret, expiresAt: null);
            context.Features.Set(new CookieSecret(secret));
            context.Features.Set(Caller.Nobody with { FormKey = FormKeys.Masked(secret) });
        }
    }

    /// <summary>Begins a session of who proved to be this person; an earlier one of the browser ends.</summary>
    public void Open(HttpContext context, string person)
    {
        if (context.Features.Get<PersonSession>() is { } earlier)
        {
            served.Team.EndSession(earlier.Person, earlier.Id);
        }

        var secret = TeamSecret.Make();
        var session = served.Team.BeginSession(person, secret, context.Request.Headers.UserAgent.ToString(), Recognition.AddressOf(context));
        recognition.Forget();
        own.Write(context, own.SessionCookie(context), secret, session.ExpiresAt);
        own.Forget(context, own.VisitCookie(context));
    }

    /// <summary>Ends the session of a request, here and in the browser.</summary>
    public void End(HttpContext context)
    {
        if (context.Features.Get<PersonSession>() is { } session)
        {
            served.Team.EndSession(session.Person, session.Id);
            recognition.Forget();
        }

        own.Forget(context, own.SessionCookie(context));
        context.Response.Headers["Clear-Site-Data"] = "\"cache\""; // what was seen does not stay behind on a shared machine
    }
}
