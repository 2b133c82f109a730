using System.Text.Json;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Assessment;

/// <summary>What approvers decided: risks that are accepted, with a reason and an end.</summary>
static class DecisionApi
{
    /// <summary>Where decisions are listed.</summary>
    public const string Address = "/assessment/decisions";

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        var api = routes.MapGroup("/api/v1/decisions").WithTags("Decisions");
        api.MapGet("", (string? subject, Paging paging) => Answer.Page(paging, [.. served.Team.Decisions().Where(decision => subject is null || decision.Subject == subject)], (json, decision) => Write(json, decision, Today(served))))
            .For(TeamRole.Viewer).WithName("ListDecisions").WithSummary("Decisions, newest first; of one subject such as gap:T1059 when it is given.");
        api.MapPost("", (DecisionRequest request, HttpContext context) =>
        {
            var decision = served.Team.Decide(SubjectOf(served, request.Subject), DecisionKind.Accept, request.Reason.Trim(), UntilOf(request.Until, served), OrganisationDesk.AuthorOf(context.Caller()));
            return Answer.Json(json => Write(json, decision, Today(served)));
        }).For(TeamRole.Approver).WithName("AcceptRisk").WithSummary("Accepts the risk of a gap until a day, with a reason.");
        api.MapPost("/{id}/end", (string id, EndRequest request, HttpContext context) => Answer.Json(json => Write(json, Ended(served, id, request.Reason, context), Today(served))))
            .For(TeamRole.Approver).WithName("EndDecision").WithSummary("Ends a decision before its time; it stays on record.");
        routes.MapGet(Address, context => AppPage.Of<DecisionsPage>("Decisions", "assessment", ("Decisions", served.Team.Decisions()), ("Today", Today(served))) is var page
            ? (page with { Styles = ["guide.css"] }).AnswerAsync(context) : Task.CompletedTask).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost(Address, context => PostAsync(served, context)).For(TeamRole.Approver).ExcludeFromDescription();
    }

    /// <summary>A decision as a JSON object.</summary>
    public static void Write(Utf8JsonWriter json, Decision decision, DateOnly today)
    {
        json.WriteStartObject();
        json.WriteString("id", decision.Id);
        json.WriteString("subject", decision.Subject);
        json.WriteString("kind", decision.Kind.ToString().ToLowerInvariant());
        json.WriteString("reason", decision.Reason);
        json.WriteDay("until", decision.Until);
        json.WriteString("by", decision.By.Name);
        json.WriteString("at", GuideWords.Instant(decision.At));
        json.WriteBoolean("holds", decision.HoldsOn(today));
        if (decision.EndedAt is { } ended)
        {
            json.WriteString("ended_at", GuideWords.Instant(ended));
            json.WriteString("ended_by", decision.EndedBy);
            json.WriteString("ended_reason", decision.EndedReason);
        }

        json.WriteEndObject();
    }

    static Decision Ended(ServedWorkspace served, string id, string reason, HttpContext context)
        => served.Team.EndDecision(id, reason.Trim(), OrganisationDesk.AuthorOf(context.Caller())) ?? throw new ProblemException(404, "There is no such decision", "The address is wrong");

    static async Task PostAsync(ServedWorkspace served, HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["id"].ToString() is { Length: > 0 } id)
        {
            Ended(served, id, form["reason"].ToString(), context);
        }
        else
        {
            served.Team.Decide(SubjectOf(served, form["subject"].ToString()), DecisionKind.Accept, form["reason"].ToString().Trim(), UntilOf(form["until"].ToString(), served), OrganisationDesk.AuthorOf(context.Caller()));
        }

        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        var to = form["to"].ToString();
        context.Response.Headers.Location = People.LocalPath.Of(to) is var there && there.StartsWith("/assessment/", StringComparison.Ordinal) ? there : Address;
    }

    // A technique may be given by its id alone.
    static string SubjectOf(ServedWorkspace served, string? subject)
    {
        var id = (subject ?? "").Trim();
        id = id.StartsWith("gap:", StringComparison.Ordinal) ? id[4..] : id;
        return Attack.TechniqueId.TryParse(id, out var technique) && served.Release()?.Release.TryFind(technique, out var found) == true
            ? $"gap:{found.Id}" : throw new InvalidDataException($"a decision is about a gap: name its technique, such as T1059; '{id}' is none of the release in use");
    }

    static DateOnly? UntilOf(string? text, ServedWorkspace served)
        => string.IsNullOrWhiteSpace(text) ? null
            : !DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day) ? throw new InvalidDataException("until is a day such as 2027-06-30")
            : day < Today(served) ? throw new InvalidDataException("until lies in the past") : day;

    static DateOnly Today(ServedWorkspace served) => DateOnly.FromDateTime(served.Clock.GetLocalNow().DateTime);
}

/// <summary>A risk to be accepted.</summary>
/// <param name="Subject">A technique's id, or <c>gap:T1059</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">The last day that it holds; none for no end.</param>
sealed record DecisionRequest(string Subject, string Reason, string? Until);

/// <summary>Why something ends.</summary>
/// <param name="Reason">Why.</param>
sealed record EndRequest(string Reason);
