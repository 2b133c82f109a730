using System.Text;
using System.Text.Json;
using Merlon.Web.Api;
using Merlon.Web.App.Detection.Logs;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Detection.Hunts;

/// <summary>Hunts over HTTP: begin, watch, stop, list, read, export, remove.</summary>
static class HuntApi
{
    const int KeepAliveMs = 5_000, PaceMs = 150, StretchesMax = 96;

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var hunts = routes.MapGroup("/api/v1/hunts").WithTags("Hunts");
        hunts.MapGet("", static (HuntBoard board, Paging paging) => Answer.Page(paging, [.. board.List().Where(static one => one.Kind == "hunt")], Write)).For(TeamRole.Viewer).WithName("ListHunts").WithSummary("Hunts, the newest first.");
        hunts.MapPost("", static async (HuntOrder order, HuntBoard board, HttpContext context) =>
        {
            var entry = await board.BeginAsync(order, context.Caller(), context.RequestAborted);
            context.Response.Headers.Location = $"/api/v1/hunts/{entry.Id}";
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return Answer.Json(json => WriteOne(json, entry, board));
        }).For(TeamRole.Analyst).WithName("BeginHunt").WithSummary("Begins a hunt over uploads and allowed folders; it goes on in the background.");
        hunts.MapGet("/{id}", static (string id, HuntBoard board, HuntShelf shelf) => Answer.Json(json => WriteWhole(json, Get(board, id), board, shelf))).For(TeamRole.Viewer).WithName("GetHunt").WithSummary("How a hunt stands, and what it found by rule, technique, host and file.");
        hunts.MapGet("/{id}/events", static (string id, HuntBoard board, HttpContext context) => FollowAsync(Get(board, id), board, context)).For(TeamRole.Viewer).AsEvents().WithName("FollowHunt").WithSummary("A hunt as it goes on: server-sent events with progress and the latest findings; ends with it.");
        hunts.MapPost("/{id}/cancel", static (string id, HuntBoard board, HttpContext context) =>
        {
            RequireOwn(Get(board, id), context);
            board.Cancel(id, context.Caller());
            return Results.Accepted();
        }).For(TeamRole.Analyst).WithName("CancelHunt").WithSummary("Asks a hunt to stop; nothing of it is kept.");
        hunts.MapDelete("/{id}", static (string id, HuntBoard board, HuntShelf shelf, HttpContext context) =>
        {
            var entry = Get(board, id);
            RequireOwn(entry, context);
            if (entry.State == HuntEntry.Running)
            {
                throw new ProblemException(409, "The hunt still runs", "Stop it first");
            }

            board.Remove(id);
            shelf.Forget(id);
            return Results.NoContent();
        }).For(TeamRole.Analyst).Refuses(409).WithName("DeleteHunt").WithSummary("Removes a hunt and what it found; what the journal took stays.");
        hunts.MapGet("/{id}/findings", static (string id, [AsParameters] FindingsAsked asked, Paging paging, HuntShelf shelf) => Findings(shelf.Open(id), id, asked, paging, shelf)).For(TeamRole.Viewer).WithName("ListFindings").WithSummary("Findings of a hunt in order of time, filtered.");
        hunts.MapGet("/{id}/findings/{number:int}", static (string id, int number, HuntBoard board, HuntShelf shelf, LogChoices places, ServeSettings settings, HttpContext context) =>
            Finding(id, number, board, shelf, places, settings, context)).For(TeamRole.Viewer).WithName("GetFinding").WithSummary("A finding with the whole record, the rule as it was, and why it fires.");
        hunts.MapGet("/{id}/timeline", static (string id, [AsParameters] FindingsAsked asked, HuntShelf shelf) => Answer.Json(json => WriteTimeline(json, shelf.Open(id), asked))).For(TeamRole.Viewer).WithName("GetHuntTimeline").WithSummary("How many findings fall into each stretch of time, by level.");
        hunts.MapGet("/{id}/story", static (string id, HuntShelf shelf) =>
        {
            var hunt = shelf.Open(id);
            var report = hunt.ToReport(shelf.ReleaseOf(hunt), [.. hunt.Findings.Load(HuntExport.Gravest(hunt, new FindingFilter(), HuntExport.DocumentFindingsMax))], tellsStory: true);
            return Answer.Json(json =>
            {
                json.WriteStartObject();
                StoryJson.Write(json, report.Story!); // it was asked for
                json.WriteEndObject();
            });
        }).For(TeamRole.Viewer).WithName("GetHuntStory").WithSummary("The findings as stages of an attack per host, and the groups that it reminds of.");
        hunts.MapGet("/{id}/export/{format}", static (string id, string format, [AsParameters] FindingsAsked asked, HuntShelf shelf, HttpContext context) =>
        {
            var hunt = shelf.Open(id);
            return HuntExport.WriteAsync(context, hunt, shelf.ReleaseOf(hunt), asked.ToFilter(), format, $"hunt-{id[..8]}");
        }).For(TeamRole.Viewer).WithName("ExportHunt").WithSummary("A hunt as ndjson, csv, timesketch, json, sarif, stix, layer or html.");
    }

    /// <summary>A hunt as lists have it.</summary>
    public static void Write(Utf8JsonWriter json, HuntEntry entry)
    {
        json.WriteStartObject();
        WriteMembers(json, entry);
        json.WriteEndObject();
    }

    /// <summary>A hunt of the list.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    public static HuntEntry Get(HuntBoard board, string id) => board.Find(id) ?? throw new ProblemException(404, "There is no such hunt", "It may have been removed");

    /// <summary>Only who began it, or an administrator, may stop or remove it.</summary>
    public static void RequireOwn(HuntEntry entry, HttpContext context)
    {
        if (entry.ById != context.Caller().Id && context.Caller().Role < TeamRole.Administrator)
        {
            throw new ProblemException(403, "That is somebody else's hunt", "Only who began it or an administrator can do that");
        }
    }

    static void WriteMembers(Utf8JsonWriter json, HuntEntry entry)
    {
        json.WriteString("id", entry.Id);
        json.WriteString("kind", entry.Kind);
        json.WriteString("title", entry.Title);
        json.WriteString("by", entry.ByName);
        json.WriteString("began_at", entry.BeganAt);
        json.WriteText("ended_at", entry.EndedAt);
        json.WriteString("state", entry.State);
        json.WriteText("trouble", entry.Trouble);
        json.WriteNumber("records", entry.Records);
        json.WriteNumber("findings", entry.Findings);
        json.WriteNumber("rules", entry.Rules);
        json.WriteNumber("gravest", entry.Gravest);
    }

    /// <summary>A hunt with what it does now, on whichever server it runs.</summary>
    public static void WriteOne(Utf8JsonWriter json, HuntEntry entry, HuntBoard board, Words? words = null)
    {
        json.WriteStartObject();
        WriteMembers(json, entry);
        if (entry.State == HuntEntry.Running && board.JobOf(entry.Id) is { } job)
        {
            json.WriteText("job", job.Id);
            json.WriteString("stage", words?.Said(job.Progress.Stage) ?? job.Progress.Stage);
            json.WriteNumber("done", job.Progress.Done);
            json.WriteNumber("total", job.Progress.Total);
            json.WriteString("detail", job.Progress.Detail ?? "");
            if (job.About?.Live() is { Length: > 0 } found)
            {
                using var live = JsonDocument.Parse(found);
                foreach (var member in live.RootElement.EnumerateObject())
                {
                    member.WriteTo(json);
                }
            }
        }

        json.WriteEndObject();
    }

    static void WriteWhole(Utf8JsonWriter json, HuntEntry entry, HuntBoard board, HuntShelf shelf)
    {
        if (entry.State != HuntEntry.Done)
        {
            WriteOne(json, entry, board);
            return;
        }

        var hunt = shelf.Open(entry.Id);
        json.WriteStartObject();
        WriteMembers(json, entry);
        using (var question = JsonDocument.Parse(entry.Question))
        {
            json.WritePropertyName("question");
            question.RootElement.WriteTo(json);
        }

        json.WritePropertyName("result");
        HuntJson.Write(json, hunt.ToReport(shelf.ReleaseOf(hunt), [], tellsStory: false));
        json.WriteEndObject();
    }

    static IResult Findings(StoredHunt hunt, string id, FindingsAsked asked, Paging paging, HuntShelf shelf)
    {
        var numbers = hunt.Findings.Find(asked.ToFilter());
        var knowledge = hunt.ToReport(shelf.ReleaseOf(hunt), [], tellsStory: false).Knowledge;
        return Answer.Page(paging, numbers, (json, number) =>
        {
            json.WriteStartObject();
            json.WriteNumber("number", number);
            FindingJson.Write(json, hunt.Findings.Load([number]).First(), knowledge);
            json.WriteEndObject();
        }, $"{id}-{Uri.EscapeDataString(asked.At(""))}");
    }

    static IResult Finding(string id, int number, HuntBoard board, HuntShelf shelf, LogChoices places, ServeSettings settings, HttpContext context)
    {
        var entry = Get(board, id);
        var hunt = shelf.Open(id);
        if (number < 1 || number > hunt.Findings.Count)
        {
            throw new ProblemException(404, "There is no such finding", $"This hunt has findings 1 to {hunt.Findings.Count}");
        }

        var opened = OpenedFinding.Of(hunt.Findings.Load([number]).First(), hunt, entry.Question, places, settings.Clock, context.RequestAborted);
        var knowledge = hunt.ToReport(shelf.ReleaseOf(hunt), [], tellsStory: false).Knowledge;
        return Answer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("number", number);
            FindingJson.Write(json, opened.Finding, knowledge);
            json.WriteBoolean("whole_record", opened.IsWhole);
            json.WriteObjects("record_fields", opened.Fields, field =>
            {
                json.WriteString("name", field.Name);
                json.WriteString("value", field.Value);
                json.WriteBoolean("matched", field.IsMarked);
            });
            json.WriteString("rule_text", opened.RuleText);
            json.WriteStartArray("matching_lines");
            foreach (var line in opened.MatchingLines.Order())
            {
                json.WriteNumberValue(line);
            }

            json.WriteEndArray();
            if (opened.Account is { } account)
            {
                json.WriteStartObject("explanation");
                RuleAccountJson.Write(json, account);
                json.WriteEndObject();
            }

            json.WriteStartArray("neighbours");
            foreach (var one in hunt.Findings.Around(number, FindingPage.NeighboursMax))
            {
                json.WriteNumberValue(one);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    static void WriteTimeline(Utf8JsonWriter json, StoredHunt hunt, FindingsAsked asked)
    {
        json.WriteStartObject();
        json.WriteObjects("stretches", hunt.Findings.Stretches(hunt.Findings.Find(asked.ToFilter()), StretchesMax), stretch =>
        {
            FindingJson.WriteTime(json, "from", stretch.From);
            json.WriteNumber("seconds", stretch.Width.TotalSeconds);
            json.WriteNumber("findings", stretch.Findings);
            json.WriteStartArray("by_gravity");
            foreach (var count in stretch.ByGravity)
            {
                json.WriteNumberValue(count);
            }

            json.WriteEndArray();
        });
        json.WriteEndObject();
    }

    static async Task FollowAsync(HuntEntry entry, HuntBoard board, HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        var words = JobApi.WordsOf(context);
        while (true)
        {
            var job = board.JobOf(entry.Id);
            var changed = job?.Changed ?? Task.CompletedTask; // from before the look
            var now = board.Find(entry.Id) ?? entry with { State = HuntEntry.Cancelled };
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"data: {JsonText.Line(json => WriteOne(json, now, board, words))}\n\n"), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (now.State != HuntEntry.Running)
            {
                return;
            }

            await board.WaitAsync(job, changed, KeepAliveMs, context.RequestAborted);
            await Task.Delay(PaceMs, context.RequestAborted);
        }
    }
}
