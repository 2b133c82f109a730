using System.Globalization;
using Merlon.Web.Serving;
using Microsoft.AspNetCore.Http.Features;

namespace Merlon.Web.App.People;

/// <summary>Keeps one caller from using up the server: generous for work, narrow for guessing.</summary>
sealed class Pacing(ServeSettings settings, ServedWorkspace served)
{
    /// <summary>Changes of one caller in a minute.</summary>
    public const int ChangesPerMinuteMax = 600;

    /// <summary>Reads of one caller in a minute: far above what a page or a program in earnest does.</summary>
    public const int ReadsPerMinuteMax = 30_000;

    /// <summary>Requests of one address in a minute that nobody signed in for, styles and scripts apart.</summary>
    public const int StrangerPerMinuteMax = 600;

    /// <summary>Attempts to sign in from one address in a minute, and in a burst.</summary>
    public const int AttemptsPerMinuteMax = 10, AttemptsBurst = 20;

    /// <summary>Requests with a large body at a time; further ones are asked to come again.</summary>
    public const int UploadsMax = 8;

    /// <summary>How long who comes too early is asked to wait for an upload, in seconds.</summary>
    const int UploadRetrySeconds = 5;

    readonly RequestPace changes = new(ChangesPerMinuteMax, ChangesPerMinuteMax, settings.Clock);
    readonly RequestPace reads = new(ReadsPerMinuteMax, ReadsPerMinuteMax / 5, settings.Clock);
    readonly RequestPace strangers = new(StrangerPerMinuteMax, StrangerPerMinuteMax, settings.Clock);
    readonly RequestPace attempts = new(AttemptsPerMinuteMax, AttemptsBurst, settings.Clock);
    int uploads;

    /// <summary>Lets a request through, or asks the caller to wait (429 with Retry-After).</summary>
    public async Task PaceAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        var caller = context.Caller();
        var isChange = !FormKeys.IsSafe(context.Request.Method);
        var (pace, who) = caller.Role == TeamRole.Nobody ? (strangers, Network(context)) : (isChange ? changes : reads, caller.Id);
        Require(pace, who);
        if (!isChange || context.Request.ContentLength is { } length and <= MerlonServer.RequestBytesMax && length >= 0 || !HasBody(context) || context.Request.HasJsonContentType()) // JSON is bounded by its route, whatever length it announces
        {
            await next(context);
            return;
        }

        if (Interlocked.Increment(ref uploads) > UploadsMax)
        {
            Interlocked.Decrement(ref uploads);
            throw TooMany(TimeSpan.FromSeconds(UploadRetrySeconds));
        }

        try
        {
            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref uploads);
        }
    }

    /// <summary>Takes an attempt to prove who one is: a password, a link, a sign-in elsewhere.</summary>
    /// <exception cref="ProblemException">There were too many from this address.</exception>
    public void RequireAttempt(HttpContext context)
    {
        var network = Network(context);
        Require(attempts, network); // who asks far too often costs the database nothing
        if (settings.Database is not null && served.Team.TakeAttempt(network, AttemptsPerMinuteMax, AttemptsBurst) is { Ticks: > 0 } wait)
        {
            throw TooMany(wait); // counted over all servers
        }
    }

    static bool HasBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;

    // Who has one IPv6 address has the 2^64 of its network.
    static string Network(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return address is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8)) : Recognition.AddressOf(context);
    }

    static void Require(RequestPace pace, string who)
    {
        if (!pace.TryTake(who, out var wait))
        {
            throw TooMany(wait);
        }
    }

    static ProblemException TooMany(TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return new ProblemException(new Problem(429, "Too many requests", string.Create(CultureInfo.InvariantCulture, $"Wait {seconds} s and try again; nothing was changed"))
        {
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture) },
        });
    }
}
