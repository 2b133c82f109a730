using System.Collections.Concurrent;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.People;

/// <summary>
/// Who asks: by token when one is given, else by the session of a cookie. What was found is believed for a few seconds, and forgotten at once when it is revoked here. Where several servers share a
/// database nothing is believed: what one of them revokes is revoked for all.
/// </summary>
sealed class Recognition(ServedWorkspace served, OwnAddress own)
{
    /// <summary>How long a session or token is believed without looking, in seconds: as long may a revocation by another process of this machine take.</summary>
    public const int BelievedSeconds = 5;

    /// <summary>Most sessions and tokens that are remembered; beyond, all are looked at anew.</summary>
    public const int RememberedMax = 20_000;

    const string Bearer = "Bearer ";

    readonly ConcurrentDictionary<string, Known> believed = new(StringComparer.Ordinal);
    long revoked;

    /// <summary>Finds out who asks, before anything else looks at the request.</summary>
    public Task RecogniseAsync(HttpContext context, RequestDelegate next)
    {
        if (Health.IsAsked(context))
        {
            return next(context); // whoever asks is told the same, and without the database
        }

        if (context.Request.Headers.Authorization.ToString() is { Length: > 0 } authorization)
        {
            var (caller, token) = OfToken(authorization); // a cookie beside a token is not looked at
            context.Features.Set(caller);
            context.Features.Set(token);
            return next(context);
        }

        if (context.Request.Cookies[own.SessionCookie(context)] is { Length: > 0 and <= 100 } secret && OfSession(secret, context) is { } known)
        {
            context.Features.Set(new CookieSecret(secret));
            context.Features.Set(known.Session);
            context.Features.Set(known.Caller with { FormKey = FormKeys.Masked(secret) });
        }
        else if (context.Request.Cookies[own.VisitCookie(context)] is { Length: > 0 and <= 100 } visit)
        {
            context.Features.Set(new CookieSecret(visit));
            context.Features.Set(Caller.Nobody with { FormKey = FormKeys.Masked(visit) });
        }

        return next(context);
    }

    /// <summary>Whether who asked may still use the route that they asked for: their session or token is there, and their role has not become less. For answers that last.</summary>
    public bool MayStill(HttpContext context)
    {
        var least = context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>()?.Least ?? TeamRole.Administrator;
        var now = context.Request.Headers.Authorization.ToString() is { Length: > 0 } authorization ? OfToken(authorization).Caller
            : context.Features.Get<CookieSecret>() is { } cookie ? OfSession(cookie.Value, context)?.Caller
            : null;
        return (now?.Role ?? TeamRole.Nobody) >= least;
    }

    /// <summary>Keeps a program whose token only reads from whatever changes something, before anything of the request is read.</summary>
    /// <exception cref="ProblemException">It may not do that (403).</exception>
    public static Task AdmitTokenAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<PersonToken>() is { Scope: PersonToken.Read } && !HttpMethods.IsGet(context.Request.Method) && context.GetEndpoint() is RouteEndpoint endpoint
            && endpoint.Metadata.GetMetadata<AsksOnly>() is null)
        {
            throw new ProblemException(403, "You may not do that", "This token only reads");
        }

        return next(context);
    }

    /// <summary>Forgets what is believed, after something was revoked or changed.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref revoked); // what is being looked up at this moment is not believed either
        believed.Clear();
    }

    /// <summary>A role by its word.</summary>
    public static TeamRole RoleOf(string word) => Enum.TryParse<TeamRole>(word, ignoreCase: true, out var role) ? role : TeamRole.Nobody;

    /// <summary>The word of a role.</summary>
    public static string WordOf(TeamRole role) => role.ToString().ToLowerInvariant();

    /// <summary>What a token may do: no more than its owner, and no more than its scope.</summary>
    public static TeamRole RoleOf(PersonToken token, Person person)
    {
        var most = token.Scope switch { PersonToken.Admin => TeamRole.Administrator, PersonToken.Write => TeamRole.Approver, _ => TeamRole.Viewer };
        var owner = RoleOf(person.Role);
        return owner < most ? owner : most;
    }

    bool Believes => served.Settings.Database is null;

    Known? OfSession(string secret, HttpContext context)
    {
        var (now, since) = (Environment.TickCount64, Interlocked.Read(ref revoked));
        if (Believes && believed.TryGetValue(secret, out var known) && known.Since == since && now - known.LookedAt < BelievedSeconds * 1_000L && known.Session?.ExpiresAt > served.Clock.GetUtcNow())
        {
            return known;
        }

        if (served.Team.FindSession(secret) is not var (session, person))
        {
            believed.TryRemove(secret, out _);
            return null;
        }

        served.Team.TouchSession(session, AddressOf(context));
        return Remember(secret, new Known(new Caller(person.Id, person.Name, RoleOf(person.Role)) { Language = person.Language }, session, Token: null, now, since));
    }

    (Caller Caller, PersonToken? Token) OfToken(string authorization)
    {
        if (!authorization.StartsWith(Bearer + Team.TokenPrefix, StringComparison.OrdinalIgnoreCase) || authorization.Length > 200)
        {
            return (Caller.Nobody with { IsToken = true }, null);
        }

        var secret = authorization[Bearer.Length..].Trim();
        var (now, since) = (Environment.TickCount64, Interlocked.Read(ref revoked));
        if (Believes && believed.TryGetValue(secret, out var known) && known.Since == since && now - known.LookedAt < BelievedSeconds * 1_000L && known.Token?.ExpiresAt > served.Clock.GetUtcNow())
        {
            return (known.Caller, known.Token);
        }

        if (served.Team.FindToken(secret) is not var (token, person))
        {
            believed.TryRemove(secret, out _);
            return (Caller.Nobody with { IsToken = true }, null);
        }

        served.Team.TouchToken(token);
        return (Remember(secret, new Known(new Caller(person.Id, person.Name, RoleOf(token, person)) { IsToken = true }, Session: null, token, now, since)).Caller, token);
    }

    Known Remember(string secret, Known known)
    {
        if (!Believes)
        {
            return known;
        }

        if (believed.Count >= RememberedMax)
        {
            believed.Clear();
        }

        believed[secret] = known;
        return known;
    }

    /// <summary>From where a request comes, for people.</summary>
    public static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress is not { } address ? "" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    // Since: how often something had been revoked when the look began.
    sealed record Known(Caller Caller, PersonSession? Session, PersonToken? Token, long LookedAt, long Since);
}
