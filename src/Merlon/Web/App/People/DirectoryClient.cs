using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Merlon.Web.Serving;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Merlon.Web.App.People;

/// <summary>Speaks with the identity provider that the server's owner named: discovery, code for token, and what makes a token believable (OpenID Connect Core 3.1.3.7).</summary>
sealed class DirectoryClient : IDisposable
{
    /// <summary>Largest answer of an identity provider, in bytes, and the longest wait for one, in seconds.</summary>
    public const int AnswerBytesMax = 1024 * 1024, AnswerSecondsMax = 10;

    /// <summary>How far the provider's clock may be off, in seconds.</summary>
    const int SkewSecondsMax = 120;

    /// <summary>Signatures that are believed: with a public key. <c>none</c> and shared secrets are not among them.</summary>
    static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    readonly DirectorySettings settings;
    readonly TimeProvider clock;
    readonly HttpClient http;
    readonly ConfigurationManager<OpenIdConnectConfiguration> discovery;

    public DirectoryClient(DirectorySettings settings, TimeProvider clock)
    {
        this.settings = settings;
        this.clock = clock;
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }, disposeHandler: true)
        {
            Timeout = TimeSpan.FromSeconds(settings.AnswerSeconds),
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
        discovery = new ConfigurationManager<OpenIdConnectConfiguration>(
            settings.Authority.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(http) { RequireHttps = settings.Authority.Scheme == Uri.UriSchemeHttps });
    }

    /// <summary>Where a browser signs in, to come back with a code.</summary>
    /// <exception cref="IOException">The provider cannot be reached, or is not one.</exception>
    public async Task<string> AddressAsync(string returnTo, DirectoryRequest request, CancellationToken cancellationToken)
    {
        var provider = await DiscoverAsync(cancellationToken);
        var query = new Microsoft.AspNetCore.Http.Extensions.QueryBuilder
        {
            { "response_type", "code" }, { "client_id", settings.ClientId }, { "redirect_uri", returnTo }, { "scope", "openid profile email" }, { "state", request.State },
            { "nonce", request.Nonce }, { "code_challenge", request.Challenge }, { "code_challenge_method", "S256" },
        };
        return provider.AuthorizationEndpoint + (provider.AuthorizationEndpoint.Contains('?', StringComparison.Ordinal) ? "&" + query.ToString()[1..] : query.ToString());
    }

    /// <summary>Whether an issuer that the provider names beside a code is itself (RFC 9207).</summary>
    /// <exception cref="IOException">The provider cannot be reached, or is not one.</exception>
    public async Task<bool> IsIssuerAsync(string issuer, CancellationToken cancellationToken) => string.Equals((await DiscoverAsync(cancellationToken)).Issuer, issuer, StringComparison.Ordinal);

    /// <summary>Turns a code into who signed in.</summary>
    /// <exception cref="IOException">The provider cannot be reached, or does not behave.</exception>
    /// <exception cref="InvalidDataException">What it says cannot be believed; the message says why.</exception>
    public async Task<JsonWebToken> RedeemAsync(string code, string returnTo, DirectoryRequest request, CancellationToken cancellationToken)
    {
        var provider = await DiscoverAsync(cancellationToken);
        var text = await IdTokenAsync(provider, code, returnTo, request.Verifier, cancellationToken);
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(text, Parameters(provider));
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            discovery.RequestRefresh(); // the provider may have changed its keys
            result = await new JsonWebTokenHandler().ValidateTokenAsync(text, Parameters(await DiscoverAsync(cancellationToken)));
        }

        if (!result.IsValid || result.SecurityToken is not JsonWebToken token)
        {
            throw new InvalidDataException($"the provider's word cannot be believed: {Reason(result.Exception)}");
        }

        RequireClaims(token, request);
        return token;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    async Task<OpenIdConnectConfiguration> DiscoverAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = await discovery.GetConfigurationAsync(cancellationToken);
            var isSecure = settings.Authority.Scheme == Uri.UriSchemeHttps;
            return string.IsNullOrEmpty(found.Issuer) || new[] { found.AuthorizationEndpoint, found.TokenEndpoint }.Any(address =>
                !Uri.TryCreate(address, UriKind.Absolute, out var known) || (isSecure && known.Scheme != Uri.UriSchemeHttps) || known.Scheme is not ("http" or "https"))
                ? throw new IOException($"{settings.Name} does not say how one signs in there") : found;
        }
        catch (InvalidOperationException e)
        {
            throw new IOException($"{settings.Name} cannot be reached", e);
        }
    }

    async Task<string> IdTokenAsync(OpenIdConnectConfiguration provider, string code, string returnTo, string verifier, CancellationToken cancellationToken)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = returnTo,
            ["client_id"] = settings.ClientId,
            ["code_verifier"] = verifier,
        };
        using HttpRequestMessage request = new(HttpMethod.Post, provider.TokenEndpoint) { Content = new FormUrlEncodedContent(fields) };
        if (settings.Secret.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(settings.ClientId)}:{Uri.EscapeDataString(settings.Secret)}")));
        }

        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new InvalidDataException($"the provider does not take the code ({(int)response.StatusCode})");
            }

            using var answer = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(cancellationToken));
            return answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty("id_token", out var token) && token.ValueKind == JsonValueKind.String && token.GetString() is { } text
                ? text : throw new InvalidDataException("the provider answers without an id_token");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{settings.Name} cannot be reached, or does not answer as a provider does", e);
        }
    }

    TokenValidationParameters Parameters(OpenIdConnectConfiguration provider) => new()
    {
        ValidIssuer = provider.Issuer,
        ValidAudience = settings.ClientId,
        IssuerSigningKeys = provider.SigningKeys,
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidateIssuerSigningKey = true,
        ValidateLifetime = true,
        LifetimeValidator = (notBefore, expires, _, _) =>
        {
            var now = clock.GetUtcNow().UtcDateTime;
            return expires is { } end && end.AddSeconds(SkewSecondsMax) > now && (notBefore is not { } begin || begin.AddSeconds(-SkewSecondsMax) <= now);
        },
    };

    void RequireClaims(JsonWebToken token, DirectoryRequest request)
    {
        if (!token.TryGetPayloadValue<string>("nonce", out var nonce) || nonce != request.Nonce)
        {
            throw new InvalidDataException("the provider's word is the answer to another sign-in (nonce)");
        }

        if (token.Audiences.Count() > 1 && token.Azp != settings.ClientId)
        {
            throw new InvalidDataException("the provider's word is for somebody else (azp)");
        }

        if (string.IsNullOrEmpty(token.Subject) || token.Subject.Length > 255)
        {
            throw new InvalidDataException("the provider does not say who signed in (sub)");
        }
    }

    static string Reason(Exception? trouble) => trouble switch
    {
        SecurityTokenExpiredException or SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException or SecurityTokenNotYetValidException => "its time is over or has not come",
        SecurityTokenInvalidAudienceException => "it is for somebody else (aud)",
        SecurityTokenInvalidIssuerException => "somebody else issued it (iss)",
        SecurityTokenInvalidAlgorithmException => "its signature is of a kind that is not believed",
        SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException => "its signature does not hold",
        _ => "it is no token as it should be",
    };
}

/// <summary>What a browser carries through a sign-in elsewhere: what the answer has to match.</summary>
/// <param name="State">Ties the answer to this browser; works once.</param>
/// <param name="Nonce">Ties the provider's word to this sign-in.</param>
/// <param name="Verifier">Proves that who redeems the code is who asked for it (PKCE, RFC 7636).</param>
/// <param name="To">Where to go afterwards: a path of this server.</param>
sealed record DirectoryRequest(string State, string Nonce, string Verifier, string To)
{
    /// <summary>What the provider gets to see of <see cref="Verifier"/>.</summary>
    public string Challenge => System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <summary>As the value of a cookie.</summary>
    public string Written => string.Join('.', State, Nonce, Verifier, System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(To)));

    /// <summary>Of the value of a cookie; null for none.</summary>
    public static DirectoryRequest? Of(string? written)
        => written?.Split('.') is [var state, var nonce, var verifier, var to] && System.Buffers.Text.Base64Url.IsValid(to)
            ? new DirectoryRequest(state, nonce, verifier, LocalPath.Of(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(to)))) : null;
}
