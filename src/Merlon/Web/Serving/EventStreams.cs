using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Merlon.Web.App.People;

namespace Merlon.Web.Serving;

/// <summary>
/// Answers that last: server-sent events. One person holds so many and no more, so that nobody takes the server's connections from the others; and one that lasts
/// longer than its session, its token or its role ends, as a new request would be refused.
/// </summary>
sealed class EventStreams(Recognition recognition, ServeSettings settings)
{
    /// <summary>Most at a time for one person: far more than a browser opens.</summary>
    public const int OfOneMax = 40;

    /// <summary>Most at a time for everybody together.</summary>
    public const int Max = 2_000;

    /// <summary>How long who comes too many is asked to wait, in seconds.</summary>
    const int RetrySeconds = 10;

    readonly ConcurrentDictionary<string, int> held = new(StringComparer.Ordinal);
    int all;

    /// <summary>How many are held.</summary>
    public int Held => Volatile.Read(ref all);

    /// <summary>Lets a request through; one to a route of events only within the bounds, and only for as long as the caller may.</summary>
    public Task HoldAsync(HttpContext context, RequestDelegate next)
        => context.GetEndpoint()?.Metadata.GetMetadata<EventRoute>() is null ? next(context) : HoldOneAsync(context, next);

    async Task HoldOneAsync(HttpContext context, RequestDelegate next)
    {
        var (who, gone) = (context.Caller().Id, context.RequestAborted);
        try
        {
            if (Interlocked.Increment(ref all) > Max | held.AddOrUpdate(who, 1, static (_, count) => count + 1) > OfOneMax)
            {
                throw new ProblemException(new Problem(429, "Too many pages are open", $"One person follows at most {OfOneMax} things at a time: close some pages. Nothing was changed")
                {
                    Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Retry-After"] = RetrySeconds.ToString(System.Globalization.CultureInfo.InvariantCulture) },
                });
            }

            using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(gone);
            var seconds = TimeSpan.FromSeconds(Recognition.BelievedSeconds);
            await using var looks = settings.Clock.CreateTimer(_ => EndUnlessMay(context, ending), state: null, seconds, seconds);
            context.RequestAborted = ending.Token;
            await next(context);
        }
        finally
        {
            if (!context.RequestAborted.IsCancellationRequested)
            {
                context.RequestAborted = gone; // trouble is still to be told
            }

            Interlocked.Decrement(ref all);
            if (held.AddOrUpdate(who, 0, static (_, count) => count - 1) <= 0)
            {
                held.TryRemove(KeyValuePair.Create(who, 0));
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A look that fails, because the database is busy, says nothing of the caller: the next one may.")]
    void EndUnlessMay(HttpContext context, CancellationTokenSource ending)
    {
        try
        {
            if (!recognition.MayStill(context))
            {
                ending.Cancel();
            }
        }
        catch (Exception e)
        {
            settings.Tell($"whether {context.Caller().Name} may still follow could not be looked at: {e.Message}");
        }
    }
}

/// <summary>A route whose answer lasts.</summary>
sealed record EventRoute;

/// <summary>How a route says that its answer lasts.</summary>
static class EventRoutes
{
    /// <summary>Counts and bounds the answers of a route, and ends them with what the caller may.</summary>
    public static TBuilder AsEvents<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder
    {
        route.Add(static endpoint => endpoint.Metadata.Add(new EventRoute()));
        return route;
    }
}
