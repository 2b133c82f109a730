using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Merlon.Web.App;
using Merlon.Web.App.Assessment;
using Merlon.Web.App.People;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.Serving;

/// <summary>The one place where what went wrong becomes an answer: ProblemDetails (RFC 9457) for programs, a page for people. Never a stack trace.</summary>
static class Trouble
{
    /// <summary>Where programs ask.</summary>
    public const string ApiPrefix = "/api";

    /// <summary>Turns exceptions of everything behind it, and bare statuses, into answers.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The request ends here: a bug is reported as one instead of as a stack trace.")]
    public static async Task AroundAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            {
                await AnswerAsync(context, OfStatus(context.Response.StatusCode));
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, Of(e, context));
        }
    }

    /// <summary>What an exception means to who asked.</summary>
    public static Problem Of(Exception exception, HttpContext context)
    {
        var problem = Meant(exception, context);
        return problem with { Detail = context.RequestServices.GetRequiredService<ServeSettings>().Told(problem.Detail) };
    }

    static Problem Meant(Exception exception, HttpContext context) => exception switch
    {
        ProblemException known => known.Problem,
        BadHttpRequestException { InnerException: JsonException body } => new Problem(400, "That is not the JSON that is expected here", Api.RequestBodies.Complaint(body)),
        BadHttpRequestException bad => new Problem(bad.StatusCode, "The request cannot be read", Api.RequestBodies.Complaint(bad)),
        InvalidDataException => new Problem(400, "That cannot be used", Sentence(exception.Message)),
        InvalidOperationException when !context.Request.HasFormContentType && exception.Message.StartsWith("Incorrect Content-Type", StringComparison.Ordinal) => new Problem(415, "That format is not read here", "A form is expected here"),
        JsonException => new Problem(400, "That is not the JSON that is expected here", Sentence(exception.Message)),
        FileNotFoundException or DirectoryNotFoundException => new Problem(404, "There is no such thing", Sentence(exception.Message)),
        WorkspaceLockedException => new Problem(503, "Somebody else is writing", $"{Sentence(exception.Message)}. Nothing was changed; try again in a moment"),
        DatabaseAwayException => new Problem(503, "The database does not answer", $"{Sentence(exception.Message)}. Nothing of this request was confirmed; it works again by itself as soon as the database does")
        {
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Retry-After"] = "5" },
        },
        WorkspaceFormatException => new Problem(500, "The workspace cannot be used", Sentence(exception.Message)),
        UnauthorizedAccessException => new Problem(500, "The server may not do that", Sentence(exception.Message)),
        FetchException => new Problem(502, "What stands there cannot be fetched", Sentence(exception.Message)),
        IOException when exception.Message.StartsWith("Unexpected end of Stream", StringComparison.Ordinal) => new Problem(400, "The request cannot be read", "The form ends before it is whole"),
        IOException => new Problem(507, "The server's storage has a problem", $"{Sentence(exception.Message)}. What was not confirmed was not saved"),
        DbException => new Problem(503, "The database cannot be used", Sentence(exception.Message)),
        _ => Bug(exception, context),
    };

    /// <summary>Answers with a problem: JSON to programs, a page to people.</summary>
    public static async Task AnswerAsync(HttpContext context, Problem problem)
    {
        context.Response.Clear();
        foreach (var (name, value) in problem.Headers)
        {
            context.Response.Headers[name] = value;
        }

        SecurityHeaders.Set(context);
        var isProgram = context.Request.Path.StartsWithSegments(ApiPrefix, StringComparison.Ordinal) || context.Request.Headers.Accept.ToString().Contains("json", StringComparison.Ordinal);
        if (problem.Work is { } job)
        {
            await (isProgram ? new BegunJob(job).ExecuteAsync(context) : WorkPages.AnswerAsync(context, problem.Title, job));
            return;
        }

        if (isProgram)
        {
            context.Response.StatusCode = problem.Status;
            context.Response.ContentType = "application/problem+json; charset=utf-8";
            await context.Response.WriteAsync(JsonText.Line(SaidTo(context, problem).Write), context.RequestAborted);
            return;
        }

        var sent = problem.Status == 401 || problem.Reason == FormKeys.Reason ? await SentForm.OfAsync(context) : null;
        if (sent is not null)
        {
            problem = problem.Status == 401
                ? problem with { Title = "You are not signed in any more", Detail = "Your session has ended, or you signed out in another window. Nothing was changed" }
                : problem with { Title = "You signed in anew since that page was loaded", Detail = "Nothing was changed yet: look at what you wrote, and send it again" };
        }

        await (AppPage.Of<TroublePage>(problem.Title, "", (nameof(TroublePage.Problem), problem), (nameof(TroublePage.Sent), sent)) with { Status = problem.Status, IsBare = context.Caller().Role == TeamRole.Nobody }).AnswerAsync(context);
    }

    // A person's browser is told in their language, a program with a token always in English.
    static Problem SaidTo(HttpContext context, Problem problem)
        => context.Caller().IsToken ? problem : problem with { Title = context.Words().Said(problem.Title), Detail = context.Words().Said(problem.Detail) };

    static Problem OfStatus(int status) => status switch
    {
        400 => new Problem(status, "The request cannot be read", "Something in its address or its fields is not what is expected here"),
        401 => new Problem(status, "Sign in first", "This needs a person who is signed in, or a valid API token"),
        403 => new Problem(status, "You may not do that", "Your role does not allow it; ask an administrator"),
        404 => new Problem(status, "There is no such page", "The address is wrong, or what was there is gone"),
        405 => new Problem(status, "That is not done this way", "The address is right, the method is not"),
        413 => new Problem(status, "That is too large", "The upload is larger than the limit"),
        415 => new Problem(status, "That format is not read here", "The content type is not one that is taken here"),
        429 => new Problem(status, "Too many requests", "Wait a moment and try again"),
        _ => new Problem(status, "That did not work", "The server could not answer"),
    };

    static Problem Bug(Exception exception, HttpContext context)
    {
        var number = context.TraceIdentifier;
        context.RequestServices.GetRequiredService<ServeSettings>().Tell($"bug {number}: {exception.GetType().Name}: {exception.Message}");
        if (Environment.GetEnvironmentVariable("MERLON_DEBUG") == "1")
        {
            context.RequestServices.GetRequiredService<ServeSettings>().Tell(exception.ToString());
        }

        return new Problem(500, "This is a bug in Merlon", $"Nothing that you did should lead here. Please report it with the number {number} and what you did");
    }

    static string Sentence(string message) => message.TrimEnd('.', ' ', '\n', '\r');
}

/// <summary>What went wrong, for people and programs (RFC 9457).</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">What happened, in a few words.</param>
/// <param name="Detail">What exactly, and what to do; foreign text is allowed.</param>
public sealed record Problem(int Status, string Title, string Detail)
{
    /// <summary>No trouble, but work that is not done yet: the title is then the key of its heading.</summary>
    internal Job? Work { get; init; }

    /// <summary>Headers of the answer, such as Retry-After.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A word for scripts where the status alone does not say what to do; empty otherwise.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Writes further members, such as what somebody else saved meanwhile.</summary>
    public Action<Utf8JsonWriter>? Further { get; init; }

    /// <summary>As JSON.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "about:blank");
        json.WriteString("title", Title);
        json.WriteNumber("status", Status);
        json.WriteString("detail", Detail);
        if (Reason.Length > 0)
        {
            json.WriteString("reason", Reason);
        }

        Further?.Invoke(json);
        json.WriteEndObject();
    }
}

/// <summary>Ends a request with a problem.</summary>
sealed class ProblemException : Exception
{
    public ProblemException(Problem problem) : base(problem.Title) => Problem = problem;

    public ProblemException(int status, string title, string detail) : this(new Problem(status, title, detail)) { }

    public ProblemException() : this(500, "", "") { }

    public ProblemException(string message) : this(500, message, "") { }

    public ProblemException(string message, Exception innerException) : base(message, innerException) => Problem = new Problem(500, message, "");

    /// <summary>What to answer.</summary>
    public Problem Problem { get; }
}
