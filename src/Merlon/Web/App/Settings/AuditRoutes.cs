using System.Globalization;
using System.Text;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Settings;

/// <summary>The audit log: filtered, page by page, and as a file.</summary>
static class AuditRoutes
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/settings/audit", (HttpContext context, Paging paging) =>
        {
            var query = QueryOf(context.Request);
            return SettingsArea.Page<AuditPage>(context, "settings.tab.audit", (nameof(AuditPage.Entries), served.Team.AuditLog(query, paging.Offset, paging.Limit)), (nameof(AuditPage.Total), served.Team.CountAudit(query)),
                (nameof(AuditPage.Actions), served.Team.AuditActions()), (nameof(AuditPage.Offset), paging.Offset), (nameof(AuditPage.Limit), paging.Limit),
                (nameof(AuditPage.Fields), Names.ToDictionary(static name => name, name => context.Request.Query[name].ToString(), StringComparer.Ordinal))).AnswerAsync(context);
        }).For(TeamRole.Administrator).ExcludeFromDescription();
        routes.MapGet("/api/v1/audit", (HttpContext context, Paging paging, string? person, string? action, string? q, string? since, string? until) =>
        {
            var query = QueryOf(context.Request);
            return Answer.Part(paging, [.. served.Team.AuditLog(query, paging.Offset, paging.Limit)], served.Team.CountAudit(query), static (json, entry) => PeopleJson.Write(json, entry));
        }).For(TeamRole.Administrator).WithTags("People").WithName("ListAudit").WithSummary("The audit log, newest first: by person (id), action (its beginning), text, and time (since, until: a day or an instant).");
        routes.MapGet("/api/v1/audit/export", (HttpContext context, string? format, string? person, string? action, string? q, string? since, string? until) => ExportAsync(context, served, format ?? "ndjson"))
            .For(TeamRole.Administrator).WithTags("People").WithName("ExportAudit").WithSummary("The audit log as a file: format=csv or ndjson, with the filters of ListAudit.");
    }

    static readonly string[] Names = ["person", "action", "q", "since", "until"];

    static AuditQuery QueryOf(HttpRequest request) => new()
    {
        Person = request.Query["person"].ToString(),
        Action = request.Query["action"].ToString(),
        Text = request.Query["q"].ToString(),
        Since = Instant(request.Query["since"].ToString(), days: 0),
        Until = Instant(request.Query["until"].ToString(), days: 1), // a day means to its end
    };

    static DateTimeOffset? Instant(string text, int days)
        => text.Length == 0 ? null
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1 and < 9999 ? new DateTimeOffset(day.AddDays(days), TimeOnly.MinValue, TimeSpan.Zero)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant
            : throw new InvalidDataException($"a time is a day such as 2026-11-22 or an instant such as 2026-11-22T12:00:00Z, not '{text}'");

    static async Task ExportAsync(HttpContext context, ServedWorkspace served, string format)
    {
        var isCsv = format == "csv";
        if (!isCsv && format != "ndjson")
        {
            throw new InvalidDataException($"format is csv or ndjson, not '{format}'");
        }

        var query = QueryOf(context.Request);
        context.Response.ContentType = isCsv ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"merlon-audit.{format}\"";
        context.Response.Headers.CacheControl = "no-store";
        if (isCsv)
        {
            await context.Response.WriteAsync("number,at,person,name,action,subject,outcome,address\r\n", context.RequestAborted);
        }

        // What is written meanwhile has a higher number and stands before: the pages count from the end that stays.
        var until = query with { Until = query.Until ?? served.Clock.GetUtcNow() };
        for (var offset = 0; ; offset += Paging.ItemsMax)
        {
            var entries = served.Team.AuditLog(until, offset, Paging.ItemsMax);
            StringBuilder text = new();
            foreach (var entry in entries)
            {
                text.Append(isCsv ? Csv(entry) : JsonText.Line(json => PeopleJson.Write(json, entry)) + "\n");
            }

            await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
            if (entries.Count < Paging.ItemsMax)
            {
                return;
            }
        }
    }

    static string Csv(AuditEntry entry)
        => string.Join(',', new[] { entry.Number.ToString(CultureInfo.InvariantCulture), PeopleJson.Instant(entry.At), entry.Person, entry.Name, entry.Action, entry.Subject, entry.Outcome, entry.Address }.Select(Cell)) + "\r\n";

    // A spreadsheet takes what begins with these for a formula; names come from people.
    static string Cell(string text)
        => $"\"{(text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
