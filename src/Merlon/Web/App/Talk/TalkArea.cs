using System.Globalization;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Talk;

/// <summary>Comments and tasks on techniques, gaps, rules and findings.</summary>
static class TalkArea
{
    /// <summary>Most notices that the page shows; the API pages through all.</summary>
    const int NoticesShownMax = 50;

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        TalkApi.Map(routes, served);
        foreach (var (path, tab) in new[] { ("/talk", "mine"), ("/talk/open", "open"), ("/talk/subjects", "subjects") })
        {
            routes.MapGet(path, context => PageOf(served, context, tab).AnswerAsync(context)).For(TeamRole.Viewer).ExcludeFromDescription();
        }

        routes.MapGet("/talk/about", context =>
        {
            var subject = TalkApi.SubjectOf(context.Request.Query["subject"].ToString());
            return AppPage.Of<AboutPage>($"{subject}", "talk", (nameof(AboutPage.Subject), $"{subject}")).AnswerAsync(context);
        }).For(TeamRole.Viewer).ExcludeFromDescription();
        MapForms(routes, served);
    }

    static AppPage PageOf(ServedWorkspace served, HttpContext context, string tab)
    {
        var login = TalkPeople.LoginOf(served.Team, context.Caller());
        TalkOverview overview = new(
            tab == "mine" ? served.Team.Notices(login, 0, NoticesShownMax).Notices : [],
            tab == "subjects" ? [] : served.Team.Tasks(new TalkTaskQuery { State = TalkTask.Open, Assignee = tab == "mine" ? login : null }),
            tab == "subjects" ? served.Team.TalkedAbout() : [],
            TalkPeople.Of(served.Team));
        return AppPage.Of<TalkPage>("Talk", "talk", (nameof(TalkPage.Overview), overview), (nameof(TalkPage.Tab), tab)) with { Styles = ["talk.css"], Scripts = ["talk.js"] };
    }

    // What forms send where scripts do not run: the same verbs, answered with the page that one came from.
    static void MapForms(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapPost("/talk/say", async context =>
        {
            var form = await FormOf(context);
            served.Team.AddComment(TalkApi.SubjectOf(form["subject"].ToString()), TalkPeople.PersonOf(served.Team, context.Caller()), form["text"].ToString());
            Back(context, form);
        }).For(TeamRole.Analyst).ExcludeFromDescription();
        routes.MapPost("/talk/ask", async context =>
        {
            var form = await FormOf(context);
            var due = form["due"].ToString();
            served.Team.AddTask(new TalkTask("", $"{TalkApi.SubjectOf(form["subject"].ToString())}", form["title"].ToString())
            {
                MadeBy = context.Caller().Name,
                Assignee = form["assignee"].ToString(),
                Priority = form["priority"].ToString() is { Length: > 0 } priority ? priority : "normal",
                Due = DateOnly.TryParseExact(due, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
            });
            Back(context, form);
        }).For(TeamRole.Analyst).ExcludeFromDescription();
        routes.MapPost("/talk/seen", async context =>
        {
            var form = await FormOf(context);
            served.Team.SeeNotices(TalkPeople.LoginOf(served.Team, context.Caller()), subject: null);
            Back(context, form);
        }).For(TeamRole.Viewer).ExcludeFromDescription();
    }

    static async Task<IFormCollection> FormOf(HttpContext context)
        => context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : throw new ProblemException(415, "That format is not read here", "A form is expected");

    static void Back(HttpContext context, IFormCollection form)
    {
        var back = form["back"].ToString();
        var isOurs = back.StartsWith('/') && !back.StartsWith("//", StringComparison.Ordinal) && !back.Contains('\\', StringComparison.Ordinal) && !back.Any(char.IsControl);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = isOurs ? Uri.EscapeDataString(back).Replace("%2F", "/", StringComparison.Ordinal).Replace("%3F", "?", StringComparison.Ordinal)
            .Replace("%3D", "=", StringComparison.Ordinal).Replace("%26", "&", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal) : "/talk";
    }
}

/// <summary>What the page of all talk shows.</summary>
/// <param name="Notices">What was said for the reader, newest first.</param>
/// <param name="Tasks">Open tasks: the reader's or all.</param>
/// <param name="Subjects">What is talked about.</param>
/// <param name="People">By login.</param>
public sealed record TalkOverview(IReadOnlyList<TalkNotice> Notices, IReadOnlyList<TalkTask> Tasks, IReadOnlyList<TalkSummary> Subjects, IReadOnlyList<TalkPerson> People);
