using System.Diagnostics.CodeAnalysis;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.People;

/// <summary>Writes every change that somebody asked for into the audit log, and how it went; what a route knows better it says with <see cref="AuditNotes.Note"/>.</summary>
sealed class AuditTrail(ServedWorkspace served)
{
    /// <summary>Lets the request go on, and writes before the first byte of the answer goes out: whoever was told finds it in the log, and what they do next stands after it.</summary>
    public async Task FollowAsync(HttpContext context, RequestDelegate next)
    {
        var isWritten = false;
        void WriteOnce(string outcome)
        {
            if (!isWritten)
            {
                isWritten = true;
                Write(context, outcome);
            }
        }

        context.Response.OnStarting(() =>
        {
            WriteOnce(OutcomeOf(context.Response.StatusCode));
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        catch (Exception e)
        {
            WriteOnce(e is ProblemException known ? "refused: " + known.Problem.Title : e is IOException or InvalidDataException ? "refused: " + e.Message : "failed: " + e.GetType().Name);
            throw;
        }

        WriteOnce(OutcomeOf(context.Response.StatusCode));
    }

    static string OutcomeOf(int status) => status switch { < 400 => "done", 401 or 403 => "refused: not allowed", _ => $"refused: {status}" };

    [SuppressMessage("Design", "CA1031", Justification = "The change is made: an answer that says otherwise because the log is full would be wrong. The console is told.")]
    void Write(HttpContext context, string outcome)
    {
        var note = context.Features.Get<AuditNote>();
        if (note is null && (FormKeys.IsSafe(context.Request.Method) || context.Caller().Id.Length == 0 || context.GetEndpoint() is not { } there || there.Metadata.GetMetadata<Unaudited>() is not null))
        {
            return; // changes nothing, comes from nobody, or says itself that it is not worth a line
        }

        var caller = context.Caller();
        var action = note?.Action ?? context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? $"{context.Request.Method} {(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText}";
        var name = note?.Name ?? (context.Features.Get<PersonToken>() is { } token ? $"{caller.Name} (token {token.Name})" : caller.Name);
        try
        {
            served.Team.Audit(new AuditEntry(default, note?.Person ?? caller.Id, name, action, note?.Subject ?? context.Request.Path.Value ?? "", note?.Outcome ?? outcome, Recognition.AddressOf(context)));
        }
        catch (Exception e)
        {
            served.Settings.Tell($"the audit log could not be written: {e.Message}");
        }
    }
}

/// <summary>What a route knows of what it did, for the audit log.</summary>
sealed record AuditNote(string Action, string Subject)
{
    /// <summary>How it went; null for what the answer's status says.</summary>
    public string? Outcome { get; init; }

    /// <summary>Id of who did it; null for the caller.</summary>
    public string? Person { get; init; }

    /// <summary>Name of who did it; null for the caller's.</summary>
    public string? Name { get; init; }
}

/// <summary>A route whose changes are not worth a line each, such as who is looking at a page.</summary>
sealed record Unaudited;

/// <summary>How routes speak to the audit log.</summary>
static class AuditNotes
{
    /// <summary>Says what is done here, in the words of who did it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="action">Such as <c>invite-person</c>.</param>
    /// <param name="subject">To what; foreign text is allowed.</param>
    public static void Note(this HttpContext context, string action, string subject) => context.Features.Set(new AuditNote(action, subject));

    /// <summary>Keeps a route's changes out of the audit log.</summary>
    public static TBuilder WithoutAudit<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder
    {
        route.Add(static endpoint => endpoint.Metadata.Add(new Unaudited()));
        return route;
    }
}
