using System.Globalization;
using System.Text.Json;
using Merlon.Web.Api;
using Merlon.Web.App.People;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Talk;

/// <summary>Comments, tasks, notices and presence over HTTP.</summary>
static class TalkApi
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Talk");
        MapSubjects(api, served);
        MapComments(api, served);
        MapTasks(api, served);
        api.MapGet("/notices", (HttpContext context, Paging paging) =>
        {
            var (notices, total) = served.Team.Notices(TalkPeople.LoginOf(served.Team, context.Caller()), paging.Offset, paging.Limit);
            return Answer.Part(paging, notices, total, TalkJson.Write);
        }).For(TeamRole.Viewer).WithName("ListNotices").WithSummary("What was said for the caller: mentions, watched subjects, own tasks; newest first.");
        api.MapPost("/notices/seen", (HttpContext context, SeenBody body) =>
        {
            served.Team.SeeNotices(TalkPeople.LoginOf(served.Team, context.Caller()), body.Subject is null ? null : SubjectOf(body.Subject));
            return Results.NoContent();
        }).For(TeamRole.Viewer).WithoutAudit().WithName("SeeNotices").WithSummary("Says that the caller looked at what was said for them, about one subject or about everything.");
    }

    static void MapSubjects(RouteGroupBuilder api, ServedWorkspace served)
    {
        api.MapGet("/talk", (Paging paging) => Answer.Page(paging, served.Team.TalkedAbout(), TalkJson.Write))
            .For(TeamRole.Viewer).WithName("ListTalk").WithSummary("What is talked about, most recently first.");
        api.MapGet("/talk/{subject}", (string subject, HttpContext context) =>
        {
            var view = TalkView.Of(served.Team, SubjectOf(subject), context.Caller());
            return Answer.Json(json => Write(json, view));
        }).For(TeamRole.Viewer).WithName("GetTalk").WithSummary("Everything about a subject such as technique:T1059, gap:T1059, rule:ID, finding:HUNT/N, layer:ID: comments, tasks, who is here.");
        api.MapPost("/talk/{subject}/comments", (string subject, CommentBody body, HttpContext context) =>
        {
            var comment = served.Team.AddComment(SubjectOf(subject), TalkPeople.PersonOf(served.Team, context.Caller()), body.Text ?? "");
            return Answer.Made($"/api/v1/comments/{comment.Id}", Tag(comment.Revision), json => TalkJson.Write(json, comment));
        }).For(TeamRole.Analyst).WithName("AddComment").WithSummary("Says something about a subject. @login calls somebody.");
        api.MapPost("/talk/{subject}/tasks", (string subject, TaskBody body, HttpContext context) =>
        {
            var task = served.Team.AddTask(Changed(new TalkTask("", $"{SubjectOf(subject)}", body.Title ?? "") { MadeBy = context.Caller().Name }, body));
            return Answer.Made($"/api/v1/tasks/{task.Id}", Tag(task.Revision), json => TalkJson.Write(json, task));
        }).For(TeamRole.Analyst).WithName("AddTask").WithSummary("Asks for something to be done about a subject.");
        api.MapPut("/talk/{subject}/watch", (string subject, WatchBody body, HttpContext context) =>
        {
            served.Team.Watch(SubjectOf(subject), TalkPeople.LoginOf(served.Team, context.Caller()), body.Watching);
            return Results.NoContent();
        }).For(TeamRole.Viewer).WithName("WatchTalk").WithSummary("Begins or ends to be told of what is said about a subject.");
        api.MapPost("/talk/{subject}/here", (string subject, HereBody body, HttpContext context) =>
        {
            var caller = context.Caller();
            var about = SubjectOf(subject);
            served.Team.StayAt(about, new TalkPresence(caller.Id, caller.Name, body.Writing));
            var here = served.Team.WhoIsAt(about).Where(who => who.PersonId != caller.Id).ToList();
            return Answer.Json(json => WriteHere(json, here));
        }).For(TeamRole.Viewer).WithoutAudit().WithName("StayAtTalk").WithSummary($"Says that the caller looks at a subject, for the next {Team.TalkPresenceSeconds} seconds; answers who else does.");
    }

    static void MapComments(RouteGroupBuilder api, ServedWorkspace served)
    {
        api.MapGet("/comments", (Paging paging) =>
        {
            var (comments, total) = served.Team.LatestComments(paging.Offset, paging.Limit);
            return Answer.Part(paging, comments, total, TalkJson.Write);
        }).For(TeamRole.Viewer).WithName("ListComments").WithSummary("Comments on everything, newest first.");
        api.MapGet("/comments/{id}", (string id) =>
        {
            var comment = Known(served, id);
            return Answer.Json(json => TalkJson.Write(json, comment), $"{comment.Revision}");
        }).For(TeamRole.Viewer).WithName("GetComment").WithSummary("One comment.");
        api.MapGet("/comments/{id}/history", (string id, Paging paging) => Answer.Page(paging, served.Team.CommentHistory(Known(served, id).Id), TalkJson.Write))
            .For(TeamRole.Viewer).WithName("GetCommentHistory").WithSummary("What a comment said before it was changed.");
        api.MapPut("/comments/{id}", (string id, CommentBody body, HttpContext context) =>
        {
            Own(Known(served, id), context, mayAdministrator: false);
            var edited = served.Team.EditComment(id, IfMatch(context), TalkPeople.PersonOf(served.Team, context.Caller()), body.Text ?? "") ?? throw Changed(Known(served, id));
            return Answer.Tagged(Tag(edited.Revision), json => TalkJson.Write(json, edited));
        }).For(TeamRole.Analyst).WithIfMatch().WithName("EditComment").WithSummary("Changes what the caller's own comment says; what it said stays in its history.");
        api.MapDelete("/comments/{id}", (string id, HttpContext context) =>
        {
            Own(Known(served, id), context, mayAdministrator: true);
            var gone = served.Team.DeleteComment(id, IfMatch(context), TalkPeople.PersonOf(served.Team, context.Caller())) ?? throw Changed(Known(served, id));
            return Answer.Tagged(Tag(gone.Revision), json => TalkJson.Write(json, gone));
        }).For(TeamRole.Analyst).WithIfMatch().WithName("DeleteComment").WithSummary("Takes a comment away; a tombstone remains. Own ones, or an administrator's word.");
    }

    static void MapTasks(RouteGroupBuilder api, ServedWorkspace served)
    {
        api.MapGet("/tasks", (Paging paging, string? state, string? assignee, string? subject, HttpContext context) =>
        {
            var whose = assignee == "me" ? TalkPeople.LoginOf(served.Team, context.Caller()) : assignee?.ToLowerInvariant();
            return Answer.Page(paging, served.Team.Tasks(new TalkTaskQuery { State = StateOf(state), Assignee = whose, Subject = subject is null ? null : $"{SubjectOf(subject)}" }), TalkJson.Write);
        }).For(TeamRole.Viewer).WithName("ListTasks").WithSummary("What is to be done: open first, then by day and priority. assignee=me is the caller.");
        api.MapGet("/tasks/{id}", (string id) =>
        {
            var task = served.Team.FindTask(id) ?? throw new FileNotFoundException("there is no such task");
            return Answer.Json(json => TalkJson.Write(json, task), $"{task.Revision}");
        }).For(TeamRole.Viewer).WithName("GetTask").WithSummary("One task.");
        api.MapPut("/tasks/{id}", (string id, TaskBody body, HttpContext context) =>
        {
            var changed = served.Team.ChangeTask(id, IfMatch(context), task => Changed(task, body));
            if (changed is null)
            {
                var now = served.Team.FindTask(id) ?? throw new FileNotFoundException("there is no such task");
                throw Meanwhile(json => TalkJson.Write(json, now), now.Revision);
            }

            return Answer.Tagged(Tag(changed.Revision), json => TalkJson.Write(json, changed));
        }).For(TeamRole.Analyst).WithIfMatch().WithName("ChangeTask").WithSummary("Changes a task; what is left out stays as it is.");
    }

    static void Write(Utf8JsonWriter json, TalkView view)
    {
        json.WriteStartObject();
        json.WriteString("subject", $"{view.Subject}");
        json.WriteBoolean("watching", view.IsWatching);
        json.WriteStartArray("comments");
        foreach (var comment in view.Comments)
        {
            TalkJson.Write(json, comment);
        }

        json.WriteEndArray();
        json.WriteStartArray("tasks");
        foreach (var task in view.Tasks)
        {
            TalkJson.Write(json, task);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteHere(Utf8JsonWriter json, List<TalkPresence> here)
    {
        json.WriteStartObject();
        json.WriteStartArray("here");
        foreach (var who in here)
        {
            TalkJson.Write(json, who);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static TalkTask Changed(TalkTask task, TaskBody body) => task with
    {
        Title = body.Title ?? task.Title,
        Assignee = body.Assignee ?? task.Assignee,
        Due = body.Due is null ? task.Due : body.Due.Length == 0 ? null : DayOf(body.Due),
        State = body.State ?? task.State,
        Priority = body.Priority ?? task.Priority,
    };

    static DateOnly DayOf(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? day : throw new InvalidDataException($"due takes a day such as 2026-12-31, not '{text}'");

    static string? StateOf(string? state) => state is null or "" || TalkTask.States.Contains(state, StringComparer.Ordinal)
        ? (state?.Length > 0 ? state : null) : throw new InvalidDataException($"state takes {string.Join(", ", TalkTask.States)}, not '{state}'");

    /// <summary>The subject of an address; a slash in it may be written as %2F.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static TalkSubject SubjectOf(string text) => TalkSubject.TryParse(text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), out var subject)
        ? subject : throw new InvalidDataException($"a subject is written kind:id, such as technique:T1059; kinds are {string.Join(", ", TalkSubject.Kinds)}");

    static TalkComment Known(ServedWorkspace served, string id) => served.Team.FindComment(id) ?? throw new FileNotFoundException("there is no such comment");

    static void Own(TalkComment comment, HttpContext context, bool mayAdministrator)
    {
        if (comment.AuthorId != context.Caller().Id && !(mayAdministrator && context.Caller().Role >= TeamRole.Administrator))
        {
            throw new ProblemException(403, "That is somebody else's comment", "Only who wrote it can change it");
        }
    }

    static ProblemException Changed(TalkComment now) => Meanwhile(json => TalkJson.Write(json, now), now.Revision);

    static ProblemException Meanwhile(Action<Utf8JsonWriter> write, long revision) => new(new Problem(412, "Somebody else changed it meanwhile", "Look at what is there now, and save again")
    {
        Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["ETag"] = Tag(revision) },
        Further = json =>
        {
            json.WritePropertyName("now");
            write(json);
        },
    });

    static string Tag(long revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    static long? IfMatch(HttpContext context)
    {
        var text = context.Request.Headers.IfMatch.ToString();
        return text.Length == 0 || text == "*" ? null
            : long.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision
            : throw new InvalidDataException("If-Match takes the ETag of what is changed");
    }
}

/// <summary>What a comment says.</summary>
/// <param name="Text">Plain text with line breaks.</param>
sealed record CommentBody(string? Text);

/// <summary>A task; what is left out stays as it is.</summary>
/// <param name="Title">What is to be done.</param>
/// <param name="Assignee">Login of who is to do it; empty for nobody.</param>
/// <param name="Due">A day such as 2026-12-31; empty for none.</param>
/// <param name="State">open, done or dropped.</param>
/// <param name="Priority">high, normal or low.</param>
sealed record TaskBody(string? Title = null, string? Assignee = null, string? Due = null, string? State = null, string? Priority = null);

/// <summary>Whether to be told.</summary>
/// <param name="Watching">True to be told of what is said.</param>
sealed record WatchBody(bool Watching);

/// <summary>How the caller looks at a subject.</summary>
/// <param name="Writing">True while they type.</param>
sealed record HereBody(bool Writing);

/// <summary>What was looked at.</summary>
/// <param name="Subject">One subject; left out for everything.</param>
sealed record SeenBody(string? Subject = null);
