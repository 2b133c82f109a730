using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Merlon.Web.Serving;
using Microsoft.Net.Http.Headers;

namespace Merlon.Web.App.People;

/// <summary>
/// Proof that a change was asked for by a page of ours (CSRF): a key derived from the cookie's secret, masked anew in each answer because answers are compressed (BREACH),
/// and the browser's own word on where the request comes from. Programs with a token have no cookie that somebody else could ride on, and need neither.
/// </summary>
static class FormKeys
{
    /// <summary>The header that carries the key, and the field of a form that does where no script runs.</summary>
    public const string Header = "X-Form-Key", Field = "form-key";

    /// <summary>Why a change was refused, for scripts: the page can take the key of the session that there is now, and ask again.</summary>
    public const string Reason = "form-key";

    const int KeyBytes = 32;

    /// <summary>The key of a cookie, masked with random bytes: another text each time, the same key.</summary>
    public static string Masked(string cookieSecret)
    {
        Span<byte> both = stackalloc byte[2 * KeyBytes];
        RandomNumberGenerator.Fill(both[..KeyBytes]);
        var key = Key(cookieSecret);
        for (var i = 0; i < KeyBytes; i++)
        {
            both[KeyBytes + i] = (byte)(key[i] ^ both[i]);
        }

        return Base64Url.EncodeToString(both);
    }

    /// <summary>Whether a text is the key of a cookie, masked or not as it may be.</summary>
    public static bool IsOf(string cookieSecret, string masked)
    {
        if (masked.Length != 86 || !Base64Url.IsValid(masked))
        {
            return false;
        }

        var both = Base64Url.DecodeFromChars(masked);
        Span<byte> given = stackalloc byte[KeyBytes];
        for (var i = 0; i < KeyBytes; i++)
        {
            given[i] = (byte)(both[i] ^ both[KeyBytes + i]);
        }

        return CryptographicOperations.FixedTimeEquals(given, Key(cookieSecret));
    }

    /// <summary>Refuses what changes something and was not asked for by a page of ours.</summary>
    public static async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (IsSafe(request.Method) || context.Caller() is { IsToken: true, Role: > TeamRole.Nobody } || context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>() is not { } rule || context.Caller().Role < rule.Least)
        {
            await next(context); // harmless, or refused by whoever asks next
            return;
        }

        var secret = context.Features.Get<CookieSecret>()?.Value;
        if (!IsFromHere(context) || secret is null || !IsOf(secret, await GivenAsync(request, context.RequestAborted)))
        {
            throw new ProblemException(new Problem(403, "This did not come from a page of yours", "The page is older than your session, or another site sent you here. Nothing was changed: load the page again and repeat what you did") { Reason = Reason });
        }

        await next(context);
    }

    /// <summary>Methods that change nothing (RFC 9110 9.2.1).</summary>
    public static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    static async Task<string> GivenAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Headers.TryGetValue(Header, out var header))
        {
            return header.ToString();
        }

        // A large upload comes from a script, which sends the header: nothing large is read here.
        if (!request.HasFormContentType || request.ContentLength is not ({ } length and <= MerlonServer.RequestBytesMax) || length < 0)
        {
            return "";
        }

        try
        {
            return (await request.ReadFormAsync(cancellationToken))[Field].ToString();
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return ""; // not a form after all: it has no key
        }
    }

    /// <summary>Whether the browser says that a page of ours sent this; silence is not enough.</summary>
    public static bool IsSurelyFromHere(HttpContext context) => IsFromHere(context) && (context.Request.Headers["Sec-Fetch-Site"] == "same-origin" || context.Request.Headers[HeaderNames.Origin].ToString().Length > 0);

    static bool IsFromHere(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site && site is not ("same-origin" or "none"))
        {
            return false;
        }

        return headers[HeaderNames.Origin].ToString() is not { Length: > 0 } origin || context.RequestServices.GetRequiredService<OwnAddress>().IsOrigin(origin, context.Request);
    }

    static byte[] Key(string cookieSecret) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(cookieSecret), "merlon form key"u8);
}

/// <summary>The secret of the cookie that a request came with: of its session, or of the visit before there is one.</summary>
sealed record CookieSecret(string Value);
