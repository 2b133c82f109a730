using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Merlon.Web.Tests.Security;

/// <summary>An identity provider on loopback, as small as one can be: discovery, keys, and tokens for codes; it misbehaves as it is told.</summary>
sealed class FakeDirectory : IDisposable
{
    const int PortsMax = 20;

    readonly HttpListener listener;
    readonly RSA key = RSA.Create(2048), strangersKey = RSA.Create(2048);
    readonly Task answering;

    public FakeDirectory()
    {
        (listener, Address) = Listen();
        Issuer = Address;
        answering = AnswerAsync();
    }

    // It takes no port 0: between the look for a free one and the listening somebody else may have taken it, and then the next one is.
    static (HttpListener Listener, string Address) Listen()
    {
        for (var tries = 1; ; tries++)
        {
            var address = $"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}";
            HttpListener tried = new();
            tried.Prefixes.Add(address + "/");
            try
            {
                tried.Start();
                return (tried, address);
            }
            catch (HttpListenerException) when (tries < PortsMax)
            {
                tried.Close();
            }
        }
    }

    static int FreePort()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    public string Address { get; }

    public string Issuer { get; set; }

    public string Audience { get; set; } = "merlon";

    public string Subject { get; set; } = "u-1";

    public string? Nonce { get; set; }

    public string? Alg { get; set; }

    public bool IsForged { get; set; }

    public TimeSpan Lasts { get; set; } = TimeSpan.FromMinutes(5);

    public IReadOnlyList<string> Groups { get; set; } = [];

    /// <summary>What the last code was asked to be redeemed with.</summary>
    public IReadOnlyDictionary<string, string> Asked { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What came with the way here.</summary>
    public string ExpectedNonce { get; set; } = "";

    public void Dispose()
    {
        listener.Close();
        answering.Wait(Patience.Time);
        key.Dispose();
        strangersKey.Dispose();
    }

    async Task AnswerAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            try
            {
                await AnswerAsync(context);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                // Who asked hung up: the next one is answered all the same.
            }
        }
    }

    async Task AnswerAsync(HttpListenerContext context)
    {
        var text = context.Request.Url!.AbsolutePath switch
        {
            "/.well-known/openid-configuration" => JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["issuer"] = Address, ["authorization_endpoint"] = Address + "/authorize", ["token_endpoint"] = Address + "/token", ["jwks_uri"] = Address + "/keys",
            }),
            "/keys" => JsonSerializer.Serialize(new { keys = new[] { new { kty = "RSA", use = "sig", kid = "k1", alg = "RS256", n = Base64UrlEncoder.Encode(key.ExportParameters(false).Modulus), e = Base64UrlEncoder.Encode(key.ExportParameters(false).Exponent) } } }),
            "/token" => JsonSerializer.Serialize(new { token_type = "Bearer", access_token = "x", id_token = Token(context) }),
            _ => "",
        };
        context.Response.StatusCode = text.Length == 0 ? 404 : 200;
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
        context.Response.Close();
    }

    string Token(HttpListenerContext context)
    {
        using StreamReader reader = new(context.Request.InputStream);
        Asked = reader.ReadToEnd().Split('&').Select(static pair => pair.Split('=')).ToDictionary(static pair => pair[0], static pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')), StringComparer.Ordinal);
        Dictionary<string, object> claims = new(StringComparer.Ordinal)
        {
            ["sub"] = Subject, ["nonce"] = Nonce ?? ExpectedNonce, ["name"] = "Dora <Directory>", ["preferred_username"] = "dora", ["email"] = "dora@example.org", ["groups"] = Groups,
        };
        if (Alg == "none")
        {
            claims["iss"] = Issuer;
            claims["aud"] = Audience;
            claims["exp"] = DateTimeOffset.UnixEpoch.AddYears(90).ToUnixTimeSeconds();
            return $"{Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{Base64UrlEncoder.Encode(JsonSerializer.Serialize(claims))}.";
        }

        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        SigningCredentials credentials = Alg == "HS256"
            ? new SigningCredentials(new SymmetricSecurityKey(key.ExportSubjectPublicKeyInfo()) { KeyId = "k1" }, SecurityAlgorithms.HmacSha256)
            : new SigningCredentials(new RsaSecurityKey(IsForged ? strangersKey : key) { KeyId = "k1" }, SecurityAlgorithms.RsaSha256);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer, Audience = Audience, IssuedAt = now.AddHours(-2), NotBefore = now.AddHours(-2), Expires = now + Lasts, Claims = claims, SigningCredentials = credentials,
        });
    }
}
