namespace Merlon.Web.Serving;

/// <summary>What every answer says to browsers: nothing from elsewhere, nothing inline, no frames.</summary>
static class SecurityHeaders
{
    /// <summary>The content security policy of every page.</summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Sets them; a route may loosen its own afterwards, and says why.</summary>
    public static void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin"; // no-referrer would make browsers say "Origin: null" with our own forms
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers.XFrameOptions = "DENY";
        if (context.RequestServices.GetRequiredService<ServeSettings>().IsSecure)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }
}
