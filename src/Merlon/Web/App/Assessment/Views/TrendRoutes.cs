using System.Globalization;
using Merlon.Documents;
using Merlon.Trend;
using Merlon.Web.Api;
using Merlon.Web.Charts;
using Merlon.Web.Reports;
using Merlon.Web.Reports.Parts;
using Merlon.Web.Reports.Tables;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Assessment.Views;

/// <summary>Coverage over time, and what moved between two days.</summary>
static class TrendRoutes
{
    static readonly (string Value, string Text)[] Steps = [("month", "month"), ("quarter", "quarter"), ("week", "week"), ("assessment", "assessment")];

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assessment/trend", TrendPageAsync).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/assessment/compare", ComparePageAsync).For(TeamRole.Viewer).ExcludeFromDescription();
        var api = routes.MapGroup("/api/v1").WithTags("Trend");
        api.MapGet("/trend", TrendAsync).For(TeamRole.Viewer).Refuses(404, 409).InItsTime().WithName("GetTrend").WithSummary("Coverage over time, as `merlon trend --json`: from, to, every (month, quarter, week, assessment), known (then, now), explain (a day: one point and what moved); format=csv for a file.");
        api.MapGet("/compare", CompareAsync).For(TeamRole.Viewer).Refuses(404, 409).InItsTime().AsAsked().WithName("CompareDays").WithSummary("What moved between two days and why, as `merlon compare --json`: from (a day, or last), to (a day; the files as they are now otherwise), fell (0.01), known; format=csv for a file.");
    }

    static TrendRequest Asked(string? from, string? to, string? every, string? known) => new(
        DayOf(from, "from"), DayOf(to, "to"),
        every switch { null or "" or "month" => TrendStep.Month, "quarter" => TrendStep.Quarter, "week" => TrendStep.Week, "assessment" => TrendStep.Assessment, _ => throw new InvalidDataException($"every takes month, quarter, week or assessment, not '{every}'") }, KnownOf(known));

    static TrendKnowledge KnownOf(string? known) => known switch { null or "" or "then" => TrendKnowledge.Then, "now" => TrendKnowledge.Now, _ => throw new InvalidDataException($"known takes then or now, not '{known}'") };

    static DateOnly? DayOf(string? text, string name) => string.IsNullOrEmpty(text) ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new InvalidDataException($"{name} takes a day such as 2026-11-22, not '{text}'");

    // Years by the week are judged again week by week: that may take longer than a request.
    static Task<Parsed<CoverageTrend>> TrendOfAsync(HttpContext context, AssessedWorkspace assessed, TrendRequest request)
        => assessed.WorkOutAsync(context, "trend", $"trend {request}", "insight.trend", async (progress, stop) => Named(assessed, await assessed.Served.ReadAsync(workspace => workspace.TrendAsync(request, progress, stop))));

    static Parsed<T> Named<T>(AssessedWorkspace assessed, Parsed<T> read)
        where T : class
        => read with { Diagnostics = assessed.Served.Settings.Named(read.Diagnostics) };

    static Task<Parsed<CoverageMove>> MoveOfAsync(HttpContext context, AssessedWorkspace assessed, DateOnly? from, DateOnly? to, TrendKnowledge known)
    {
        if (from > to)
        {
            throw new InvalidDataException($"{AnswerWords.Day(from.Value)} is after {AnswerWords.Day(to.Value)}: the earlier day comes first");
        }

        var settings = assessed.Served.Settings;
        var present = assessed.Asked.RequestIn(settings, record: false);
        CompareRequest request = new(from, to, known, to is null ? present : null);
        return assessed.WorkOutAsync(
            context, "compare", string.Create(CultureInfo.InvariantCulture, $"compare {from:yyyy-MM-dd} {to:yyyy-MM-dd} {known}"), "insight.compare",
            async (progress, stop) => Named(assessed, await assessed.Served.ReadAsync(workspace => workspace.CompareAsync(request, progress, stop))));
    }

    static async Task<IResult> TrendAsync(HttpContext context, string? from, string? to, string? every, string? known, string? explain, string? format)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var request = Asked(from, to, every, known);
        var day = DayOf(explain, "explain");
        request = day is null ? request : request with { To = day, From = request.From is { } begin && begin > day ? day : request.From };
        var read = await TrendOfAsync(context, assessed, request);
        var trend = read.Value ?? throw Missing(read.Diagnostics);
        if (day is null)
        {
            return format switch
            {
                null => assessed.Json($"trend {request}", json => MoveJson.Write(json, trend)),
                "csv" => Text("trend.csv", output => MoveCsv.Write(output, trend)),
                _ => throw new InvalidDataException($"format takes csv, not '{format}'"),
            };
        }

        var point = trend.Points.LastOrDefault(one => one.Day <= day) ?? throw new ProblemException(404, "There is no such point", $"There is none at {explain} or before it");
        return Api.Answer.Json(json =>
        {
            json.WriteStartObject();
            MoveJson.WritePoint(json, point);
            json.WriteEndObject();
        });
    }

    static async Task<IResult> CompareAsync(HttpContext context, string? from, string? to, string? known, double? fell, string? format)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        if (fell is <= 0 or > 1)
        {
            throw new InvalidDataException("fell takes a share above 0 and up to 1, such as 0.05");
        }

        var read = await MoveOfAsync(context, assessed, from is "last" ? null : DayOf(from, "from"), DayOf(to, "to"), KnownOf(known));
        var move = read.Value ?? throw Missing(read.Diagnostics);
        return format switch
        {
            null => Api.Answer.Json(json => MoveJson.Write(json, move, fell ?? MoveWords.FellDefault)),
            "csv" => Text("compare.csv", output => MoveCsv.Write(output, move)),
            _ => throw new InvalidDataException($"format takes csv, not '{format}'"),
        };
    }

    static TableFile Text(string name, Action<TextWriter> write) => TableFile.Other(name, "text/csv; charset=utf-8", stream =>
    {
        using StreamWriter output = new(stream, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        write(output);
    });

    static ProblemException Missing(IReadOnlyList<Diagnostic> diagnostics)
        => new(new Problem(404, "There is nothing to look back on", diagnostics.Count > 0 ? diagnostics[^1].Message : "No assessment was recorded yet") { Further = json => DiagnosticJson.Write(json, "diagnostics", diagnostics) });

    static async Task TrendPageAsync(HttpContext context, string? from, string? to, string? every, string? known)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var words = context.Words();
        var request = Asked(from, to, every, known);
        var read = await TrendOfAsync(context, assessed, request);
        List<ReportPart> parts = [];
        if (read.Value is { } trend)
        {
            parts.Add(new("line", words["insight.trend.line"], words["insight.trend.line.lead"]) { Charts = [.. new Chart?[] { TrendParts.Line(trend), TrendParts.Moved(trend) }.OfType<Chart>()], Tables = [PointsOf(trend, words)], Remarks = trend.Points.Count < 2 ? [words["insight.trend.one"]] : [] });
        }

        var query = context.Request.QueryString.Value is { Length: > 1 } asked ? asked + "&" : "?";
        await (new PartsView(words["insight.trend"], "trend", words["insight.trend.lead"])
        {
            Ways = [new(words["insight.trend"], "/assessment/trend", IsHere: true), new(words["insight.compare"], "/assessment/compare")],
            Action = "/assessment/trend",
            Fields = [new("from", "insight.from", from ?? "") { Kind = "date" }, new("to", "insight.to", to ?? "") { Kind = "date" }, new("every", "insight.every", every ?? "month") { Options = Steps }, new("known", "insight.known", known ?? "then") { Options = KnownWords(words) }],
            Files = [new("CSV", "/api/v1/trend" + query + "format=csv"), new("JSON", "/api/v1/trend" + context.Request.QueryString.Value)],
            Parts = parts,
            Empty = words["insight.trend.none"],
            Notices = PartsView.NoticesOf(read.Diagnostics),
        }).AnswerAsync(context);
    }

    static (string, string)[] KnownWords(Words words) => [("then", words["insight.known.then"]), ("now", words["insight.known.now"])];

    static ReportTable PointsOf(CoverageTrend trend, Words words) => new(
        "points", words["insight.trend.points"], [new("day", "Day"), new("release", "ATT&CK"), new("covered", "Covered"), new("visible", "Visible"), new("detected", "Detected"), new("prevented", "Prevented"), new("tested", "Tested"), new("missed", "Missed"), new("moved", "Moved"), new("why", "Mostly because of")],
        [
            .. trend.Points.Reverse().Select(static IReadOnlyList<ReportCell> (point) =>
            [
                ReportCell.On(point.Day), point.Release, ReportCell.Share(point.Summary.Covered), ReportCell.Share(point.Summary.Visibility), ReportCell.Share(point.Summary.Detection), ReportCell.Share(point.Summary.Prevention), (double)point.Summary.Tested,
                (double)point.Summary.Refuted, point.Move is { } move ? ChartUnit.Points.Of(move.Difference.Covered) : "", point.Move is { Parts: [var first, ..] } ? first.Why : "",
            ]),
        ]);

    static async Task ComparePageAsync(HttpContext context, string? from, string? to, string? known)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var words = context.Words();
        var read = await MoveOfAsync(context, assessed, from is "last" ? null : DayOf(from, "from"), DayOf(to, "to"), KnownOf(known));
        var query = context.Request.QueryString.Value is { Length: > 1 } asked ? asked + "&" : "?";
        await (new PartsView(words["insight.compare"], "trend", words["insight.compare.lead"])
        {
            Ways = [new(words["insight.trend"], "/assessment/trend"), new(words["insight.compare"], "/assessment/compare", IsHere: true)],
            Action = "/assessment/compare",
            Fields = [new("from", "insight.compare.from", from ?? "") { Kind = "date" }, new("to", "insight.compare.to", to ?? "") { Kind = "date" }, new("known", "insight.known", known ?? "then") { Options = KnownWords(words) }],
            Files = [new("CSV", "/api/v1/compare" + query + "format=csv"), new("JSON", "/api/v1/compare" + context.Request.QueryString.Value)],
            Parts = read.Value is { } move ? [MovedPart(move, words), FallenPart(move, words)] : [],
            Empty = words["insight.trend.none"],
            Notices = PartsView.NoticesOf(read.Diagnostics),
        }).AnswerAsync(context);
    }

    static ReportPart MovedPart(CoverageMove move, Words words)
    {
        var parts = move.Parts.Where(static part => Math.Abs(part.Amount.Covered) >= 0.0005).OrderByDescending(static part => Math.Abs(part.Amount.Covered)).ThenBy(static part => part.Source, StringComparer.Ordinal).ToList();
        const int drawn = 12;
        return new("moved", words["insight.moved"], words["insight.moved.says", Figures.Day(move.From), Figures.Day(move.To), Figures.Percent(move.Before.Covered), Figures.Percent(move.After.Covered)])
        {
            Charts =
            [
                new WaterfallChart
                {
                    Title = words["insight.moved"], Summary = words["insight.moved.lead"], Unit = ChartUnit.Share, ChangeUnit = ChartUnit.Points,
                    Start = new(Figures.Day(move.From), move.Before.Covered), End = new(Figures.Day(move.To), move.After.Covered), Changes = [.. parts.Take(drawn).Select(static part => new WaterfallChange(Figures.Cut(part.Why), part.Amount.Covered))],
                },
            ],
            Tables =
            [
                new("causes", words["insight.causes"], [new("why", "Why"), new("covered", "Covered"), new("visible", "Visible"), new("detected", "Detected"), new("prevented", "Prevented"), new("techniques", "Techniques"), new("places", "Places")],
                    [.. move.Parts.Select(static IReadOnlyList<ReportCell> (part) => [part.Why, ChartUnit.Points.Of(part.Amount.Covered), ChartUnit.Points.Of(part.Amount.Visibility), ChartUnit.Points.Of(part.Amount.Detection), ChartUnit.Points.Of(part.Amount.Prevention), (double)part.Techniques, string.Join("; ", part.Places)])]),
            ],
        };
    }

    static ReportPart FallenPart(CoverageMove move, Words words) => new("techniques", words["insight.moved.techniques"], words["insight.moved.techniques.lead"])
    {
        Tables =
        [
            new("techniques", words["insight.moved.techniques"], [new("technique", "Technique"), new("name", "Name"), new("weight", "Weight"), new("before", "Before"), new("after", "After"), new("moved", "Moved"), new("why", "Mostly because of")],
                [
                    .. move.Techniques.Select(static IReadOnlyList<ReportCell> (one) =>
                    [
                        one.Technique.Id, one.Technique.Name, ReportCell.Small(one.WeightAfter), ReportCell.Share(one.Before.Covered), ReportCell.Share(one.After.Covered), ChartUnit.Points.Of(one.Amount.Covered), one.Parts.Count > 0 ? one.Parts[0].Why : "",
                    ]),
                ]),
        ],
    };
}
