using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Merlon.Web.Serving;

/// <summary>How the server listens: on which address, with which certificate, behind which proxy, under which names, and how long it puts up with somebody slow.</summary>
static class Listening
{
    /// <summary>Longest first line of a request and largest headers, in bytes, and most headers.</summary>
    public const int RequestLineBytesMax = 16 * 1024, HeadersBytesMax = 32 * 1024, HeadersMax = 100;

    /// <summary>Longest wait for the headers of a request, and for a further request on a connection, in seconds.</summary>
    public const int HeadersSecondsMax = 15, IdleSecondsMax = 60;

    /// <summary>Slowest body that is read or written, in bytes per second, after this many seconds.</summary>
    public const int BodyBytesPerSecondMin = 240, BodyGraceSeconds = 10;

    /// <summary>Requests at a time on one connection (HTTP/2).</summary>
    public const int StreamsMax = 100;

    /// <summary>How long requests that run are waited for when the server is asked to stop, in seconds.</summary>
    public const int StopSecondsMax = 8;

    /// <summary>Sets Kestrel up.</summary>
    public static void Configure(KestrelServerOptions kestrel, ServeSettings settings)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = MerlonServer.RequestBytesMax;
        limits.MaxConcurrentConnections = MerlonServer.ConnectionsMax;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestLineSize = RequestLineBytesMax;
        limits.MaxRequestHeadersTotalSize = HeadersBytesMax;
        limits.MaxRequestHeaderCount = HeadersMax;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(HeadersSecondsMax);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(IdleSecondsMax);
        limits.MinRequestBodyDataRate = new MinDataRate(BodyBytesPerSecondMin, TimeSpan.FromSeconds(BodyGraceSeconds));
        limits.MinResponseDataRate = new MinDataRate(BodyBytesPerSecondMin, TimeSpan.FromSeconds(BodyGraceSeconds));
        limits.Http2.MaxStreamsPerConnection = StreamsMax;
        kestrel.Listen(IPAddress.Parse(settings.Address), settings.Port, listen =>
        {
            listen.Protocols = settings.Certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            if (settings.Certificate is { } certificate)
            {
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    HandshakeTimeout = TimeSpan.FromSeconds(HeadersSecondsMax),
                    OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                    {
                        ServerCertificateContext = certificate.Current(), // a renewed one from the next connection on
                        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    }),
                });
            }
        });
    }

    /// <summary>Takes a proxy's word on where a request comes from and whether that was over TLS; nobody else's.</summary>
    public static void UseProxies(WebApplication application, ServeSettings settings)
    {
        if (settings.Proxies.Count == 0)
        {
            return;
        }

        ForwardedHeadersOptions options = new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in settings.Proxies)
        {
            options.KnownIPNetworks.Add(network);
        }

        application.UseForwardedHeaders(options);
    }

    /// <summary>
    /// Refuses requests under names that are not the server's: a page elsewhere whose name was made to lead here would else be taken for our own (DNS rebinding).
    /// Addresses are let through, since nobody can make those lead anywhere else.
    /// </summary>
    public static async Task GuardAsync(HttpContext context, RequestDelegate next, ServeSettings settings, CancellationToken stopping)
    {
        if (!IsOwnName(context.Request.Host, settings) && !context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal)) // styles are no secret, and the page that says so has some
        {
            throw new ProblemException(421, "This is not a name of this server", "It answers under its address and the name that it was started with (--public-url); that is how others cannot pass their pages off as its own");
        }

        if (context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal))
        {
            await using var ending = stopping.Register(context.Abort); // a stream has no end of its own: whoever follows comes again
            await next(context);
            return;
        }

        await next(context);
    }

    /// <summary>Whether a request names this server.</summary>
    public static bool IsOwnName(HostString host, ServeSettings settings)
    {
        var name = host.Host.Trim('[', ']');
        return IPAddress.TryParse(name, out _) || string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase)
            || string.Equals(name, settings.PublicUrl?.Host, StringComparison.OrdinalIgnoreCase) || (settings.PublicUrl is null && string.Equals(name, Environment.MachineName, StringComparison.OrdinalIgnoreCase));
    }
}
