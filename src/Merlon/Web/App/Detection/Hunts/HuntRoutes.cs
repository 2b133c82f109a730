using System.Globalization;
using Merlon.Hunting;
using Merlon.Web.Api;
using Merlon.Web.App.Detection.Logs;
using Merlon.Web.App.Detection.Rules;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Detection.Hunts;

/// <summary>The pages of hunts and findings.</summary>
static class HuntRoutes
{
    const int StretchesMax = 96;

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/detection/hunts", static (HuntBoard board, HttpContext context) => (DetectionArea.Page<HuntsPage>(
            "Hunts", (nameof(HuntsPage.Hunts), (IReadOnlyList<HuntEntry>)[.. board.List().Where(static one => one.Kind == "hunt")]))).AnswerAsync(context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/detection/hunts/new", static async (LogChoices places, RuleShelf rules, HttpContext context) =>
        {
            var list = await rules.GetAsync(context.RequestAborted);
            await DetectionArea.Page<NewHuntPage>(
                "New hunt",
                (nameof(NewHuntPage.Uploads), places.Uploads.List()),
                (nameof(NewHuntPage.Folders), (IReadOnlyList<string>)[.. places.Folders.Select(static folder => folder.Name)]),
                (nameof(NewHuntPage.Chosen), (IReadOnlyList<string>)[.. context.Request.Query["log"].OfType<string>()]),
                (nameof(NewHuntPage.Facts), RuleFacts.Of(list))).AnswerAsync(context);
        }).For(TeamRole.Analyst).ExcludeFromDescription();
        routes.MapPost("/detection/hunts", static async (HuntBoard board, HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var entry = await board.BeginAsync(OrderOf(form), context.Caller(), context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = $"/detection/hunts/{entry.Id}";
        }).For(TeamRole.Analyst).ExcludeFromDescription();
        routes.MapPost("/detection/hunts/{id}/cancel", static (string id, HuntBoard board, HttpContext context) =>
        {
            HuntApi.RequireOwn(HuntApi.Get(board, id), context);
            board.Cancel(id, context.Caller());
            return Results.Redirect($"/detection/hunts/{id}");
        }).For(TeamRole.Analyst).ExcludeFromDescription();
        routes.MapPost("/detection/hunts/{id}/delete", static (string id, HuntBoard board, HuntShelf shelf, HttpContext context) =>
        {
            var entry = HuntApi.Get(board, id);
            HuntApi.RequireOwn(entry, context);
            if (entry.State == HuntEntry.Running)
            {
                throw new ProblemException(409, "The hunt still runs", "Stop it first");
            }

            board.Remove(id);
            shelf.Forget(id);
            return Results.Redirect("/detection/hunts");
        }).For(TeamRole.Analyst).ExcludeFromDescription();
        routes.MapGet("/detection/hunts/{id}", static (string id, [AsParameters] FindingsAsked asked, Paging paging, string? view, HuntBoard board, HuntShelf shelf, HttpContext context) =>
            HuntAsync(HuntApi.Get(board, id), asked, paging, view ?? "", board, shelf, context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/detection/hunts/{id}/findings/{number:int}", static (string id, int number, [AsParameters] FindingsAsked asked, HuntBoard board, HuntShelf shelf, RuleShelf rules, LogChoices places, ServeSettings settings, HttpContext context) =>
            FindingAsync(HuntApi.Get(board, id), number, asked, shelf, rules, places, settings, context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/detection/findings", (HuntBoard board, HttpContext context) => DetectionArea.Page<FindingsPage>(
            "Findings",
            (nameof(FindingsPage.Rules), served.Team.FiredRules()),
            (nameof(FindingsPage.Hunts), (IReadOnlyList<HuntEntry>)[.. board.List().Where(static one => one is { Kind: "hunt", State: HuntEntry.Done, Findings: > 0 })])).AnswerAsync(context)).For(TeamRole.Viewer).ExcludeFromDescription();
    }

    static HuntOrder OrderOf(IFormCollection form)
    {
        string Get(string name) => form[name].ToString().Trim();
        string[] Words(string name) => [.. form[name].OfType<string>().SelectMany(static text => text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        return new HuntOrder
        {
            Title = Get("title"),
            Uploads = [.. form["upload"].OfType<string>()],
            Folders = [.. form["folder"].OfType<string>()],
            Rules = Get("rules") is { Length: > 0 } rules ? rules : "deployed",
            Level = Get("level"),
            Statuses = Words("status"),
            Products = Words("product"),
            Tags = Words("tags"),
            Only = Words("only"),
            Exclude = Words("exclude"),
            From = Get("from"),
            Until = Get("until"),
            JoinSeconds = Get("join") is { Length: > 0 } join ? int.TryParse(join, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : throw new InvalidDataException($"'{join}' is no number of seconds") : 3_600,
            LogSource = Get("logsource"),
            Format = Get("format"),
            Year = Get("year") is { Length: > 0 } year ? int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : throw new InvalidDataException($"'{year}' is no year") : 0,
            JoinAuditd = Get("auditd").Length > 0,
            Profile = Get("profile").Length > 0,
            RecordFor = Get("record") == "technique" ? Get("technique") : "",
            QuietHostDays = Get("record") == "quiet" ? double.TryParse(Get("hostdays"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var days) && days > 0 ? days : throw new InvalidDataException("hosts times days is a number above 0, such as 280 for 40 hosts over a week") : 0,
        };
    }

    static async Task HuntAsync(HuntEntry entry, FindingsAsked asked, Paging paging, string view, HuntBoard board, HuntShelf shelf, HttpContext context)
    {
        if (entry.State != HuntEntry.Done)
        {
            await (DetectionArea.Page<HuntProgressPage>(entry.Title, (nameof(HuntProgressPage.Entry), entry), (nameof(HuntProgressPage.Stage), board.JobOf(entry.Id)?.Progress.Stage ?? "")) with { Scripts = ["detection.js", "detection-live.js"] }).AnswerAsync(context);
            return;
        }

        var hunt = shelf.Open(entry.Id);
        var numbers = hunt.Findings.Find(asked.ToFilter());
        var isStory = view == "story";
        var release = shelf.ReleaseOf(hunt);
        var listed = isStory ? hunt.Findings.Load(HuntExport.Gravest(hunt, new FindingFilter(), HuntExport.DocumentFindingsMax))
            : view.Length == 0 ? hunt.Findings.Load(numbers.Skip(paging.Offset).Take(paging.Limit)) : [];
        var report = hunt.ToReport(release, [.. listed], isStory);
        await DetectionArea.Page<HuntView>(
            entry.Title,
            (nameof(HuntView.Entry), entry),
            (nameof(HuntView.Report), report),
            (nameof(HuntView.Asked), asked),
            (nameof(HuntView.View), view),
            (nameof(HuntView.Numbers), (IReadOnlyList<int>)[.. numbers.Skip(paging.Offset).Take(paging.Limit)]),
            (nameof(HuntView.Found), numbers.Count),
            (nameof(HuntView.Stored), hunt.Findings.Count),
            (nameof(HuntView.Offset), paging.Offset),
            (nameof(HuntView.Limit), paging.Limit),
            (nameof(HuntView.Stretches), hunt.Findings.Stretches(numbers, StretchesMax))).AnswerAsync(context);
    }

    static async Task FindingAsync(HuntEntry entry, int number, FindingsAsked asked, HuntShelf shelf, RuleShelf rules, LogChoices places, ServeSettings settings, HttpContext context)
    {
        var hunt = shelf.Open(entry.Id);
        if (number < 1 || number > hunt.Findings.Count)
        {
            throw new ProblemException(404, "There is no such finding", $"This hunt has findings 1 to {hunt.Findings.Count}");
        }

        var opened = OpenedFinding.Of(hunt.Findings.Load([number]).First(), hunt, entry.Question, places, settings.Clock, context.RequestAborted);
        var around = hunt.Findings.Around(number, FindingPage.NeighboursMax);
        var inOrder = hunt.Findings.Find(asked.ToFilter());
        var at = inOrder.ToList().IndexOf(number);
        var knowledge = hunt.ToReport(shelf.ReleaseOf(hunt), [], tellsStory: false).Knowledge;
        var tags = knowledge.TagsOf(opened.Finding.Rule);
        await DetectionArea.Page<FindingPage>(
            opened.Finding.Rule.Title,
            (nameof(FindingPage.Entry), entry),
            (nameof(FindingPage.Number), number),
            (nameof(FindingPage.Opened), opened),
            (nameof(FindingPage.Techniques), tags.Techniques),
            (nameof(FindingPage.RuleKey), (await rules.GetAsync(context.RequestAborted)).OfFinding(opened.Finding.Rule.Key)?.Key),
            (nameof(FindingPage.Asked), asked),
            (nameof(FindingPage.Before), at > 0 ? inOrder[at - 1] : 0),
            (nameof(FindingPage.After), at >= 0 && at + 1 < inOrder.Count ? inOrder[at + 1] : 0),
            (nameof(FindingPage.Neighbours), (IReadOnlyList<(int, Finding)>)[.. around.Zip(hunt.Findings.Load(around))]),
            (nameof(FindingPage.Json), JsonText.Line(json =>
            {
                json.WriteStartObject();
                FindingJson.Write(json, opened.Finding, knowledge);
                json.WriteEndObject();
            }))).AnswerAsync(context);
    }
}
