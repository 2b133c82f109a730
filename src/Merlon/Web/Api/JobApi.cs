using System.Text;
using System.Text.Json;
using Merlon.Web.App;
using Merlon.Web.Serving;

namespace Merlon.Web.Api;

/// <summary>Jobs over HTTP: how they stand, as they go on, and how to stop them.</summary>
static class JobApi
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/api/v1/jobs").WithTags("Jobs");
        jobs.MapGet("", static (JobBoard board, Paging paging, HttpContext context) => Answer.Page(paging, board.List(), (json, job) => Write(json, job, WordsOf(context)))).For(TeamRole.Viewer).WithName("ListJobs").WithSummary("Jobs that run or ran lately, newest first.");
        jobs.MapGet("/{id}", static (string id, JobBoard board, HttpContext context) => Answer.Json(json => Write(json, Get(board, id), WordsOf(context)))).For(TeamRole.Viewer).WithName("GetJob").WithSummary("How a job stands.");
        jobs.MapGet("/{id}/events", static (string id, JobBoard board, HttpContext context) => FollowAsync(board, id, context, KeepAliveMs)).For(TeamRole.Viewer).AsEvents().WithName("FollowJob").WithSummary("A job as it goes on: server-sent events, each of them the job; ends with it.");
        jobs.MapDelete("/{id}", static (string id, JobBoard board, HttpContext context) =>
        {
            var job = Get(board, id);
            if (job.Caller.Id != context.Caller().Id && context.Caller().Role < TeamRole.Administrator)
            {
                throw new ProblemException(403, "That is somebody else's job", "Only who began it or an administrator can stop it");
            }

            board.Cancel(job, context.Caller());
            return Results.Accepted();
        }).For(TeamRole.Analyst).WithName("CancelJob").WithSummary("Asks a job to stop.");
    }

    /// <summary>The language that a job is told in: a person's browser shows it to them; a program with a token reads English, whoever it belongs to.</summary>
    public static Words? WordsOf(HttpContext context) => context.Caller().IsToken ? null : context.Words();

    /// <summary>A job as a JSON object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="job">The job.</param>
    /// <param name="words">The language of what it says; null for English.</param>
    public static void Write(Utf8JsonWriter json, Job job, Words? words = null) => Write(json, job, job.Standing, words);

    static void Write(Utf8JsonWriter json, Job job, (JobState State, string Outcome) standing, Words? words)
    {
        string Said(string text) => words?.Said(text) ?? text;
        json.WriteStartObject();
        json.WriteString("id", job.Id);
        json.WriteString("kind", job.Kind);
        json.WriteString("title", Said(job.Title));
        json.WriteString("by", job.Caller.Name);
        json.WriteString("began_at", job.BeganAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("state", standing.State.ToString().ToLowerInvariant());
        json.WriteString("stage", Said(job.Progress.Stage));
        json.WriteNumber("done", job.Progress.Done);
        json.WriteNumber("total", job.Progress.Total);
        json.WriteText("detail", Said(job.Progress.Detail ?? ""));
        if (standing.State == JobState.Failed)
        {
            json.WriteText("trouble", Said(standing.Outcome));
        }
        else
        {
            json.WriteText("result", standing.Outcome);
        }

        json.WriteEndObject();
    }

    static Job Get(JobBoard board, string id) => board.Find(id) ?? throw new ProblemException(404, "There is no such job", "It may have ended long ago, or with the server");

    /// <summary>Tells how a job stands, again and again, until it has ended: the last that is told is its end.</summary>
    internal static async Task FollowAsync(JobBoard board, string id, HttpContext context, int keepAliveMs)
    {
        var (job, words) = (Get(board, id), WordsOf(context));
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        while (true)
        {
            var (changed, standing) = (job.Changed, job.Standing); // of one moment, and in this order: it may end while it is told
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"data: {JsonText.Line(json => Write(json, job, standing, words))}\n\n"), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (standing.State != JobState.Running)
            {
                return;
            }

            await board.WaitAsync(job, changed, keepAliveMs, context.RequestAborted);
            await Task.Delay(PaceMs, context.RequestAborted);
            job = Get(board, id);
        }
    }

    /// <summary>How often a job is told although nothing changed, and how often at most, in milliseconds.</summary>
    const int KeepAliveMs = 10_000, PaceMs = 100;
}
