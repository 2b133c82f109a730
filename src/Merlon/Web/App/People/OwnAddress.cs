using Merlon.Web.Serving;

namespace Merlon.Web.App.People;

/// <summary>How browsers reach this server: what its cookies are called, and which origin is its own.</summary>
sealed class OwnAddress(ServeSettings settings)
{
    /// <summary>The cookie of a session. Cookies know no ports, so that without TLS the port is part of the name: two servers of one machine do not sign each other's people out. Behind a balancer it is the balancer's.</summary>
    public string SessionCookie(HttpContext context) => CookieName("merlon", context);

    /// <summary>The cookie of a visit before there is a session: what the forms of sign-in are bound to.</summary>
    public string VisitCookie(HttpContext context) => CookieName("merlon-visit", context);

    /// <summary>Writes a cookie that no script reads. <c>Lax</c>, not <c>Strict</c>: who comes from their directory or from a link in a mail is signed in when they arrive; changes need the form key anyway.</summary>
    public void Write(HttpContext context, string name, string value, DateTimeOffset? expiresAt) => context.Response.Cookies.Append(name, value, Options(expiresAt));

    /// <summary>Makes a browser forget a cookie.</summary>
    public void Forget(HttpContext context, string name) => context.Response.Cookies.Delete(name, Options(expiresAt: null));

    /// <summary>Whether an origin as a browser names it is this server.</summary>
    public bool IsOrigin(string origin, HttpRequest request)
        => settings.PublicUrl is { } known ? string.Equals(origin, known.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase) || IsAsked(origin, request) : IsAsked(origin, request);

    /// <summary>The address of a path for people elsewhere, such as in a link that is sent to somebody.</summary>
    public string AddressOf(string path, HttpRequest request)
        => (settings.PublicUrl?.GetLeftPart(UriPartial.Authority) ?? $"{request.Scheme}://{request.Host}") + path;

    static bool IsAsked(string origin, HttpRequest request) => string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    CookieOptions Options(DateTimeOffset? expiresAt) => new() { HttpOnly = true, Secure = settings.IsSecure, SameSite = SameSiteMode.Lax, Path = "/", Expires = expiresAt, IsEssential = true };

    /// <summary>Name of a cookie: bound to the host by the browser itself (<c>__Host-</c>) where there is TLS.</summary>
    public string CookieName(string name, HttpContext context) => settings.IsSecure ? "__Host-" + name : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}-{settings.PublicUrl?.Port ?? context.Connection.LocalPort}");
}
