using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Layers;
using Merlon.Priorities;
using Merlon.Web.Api;
using Merlon.Web.Reports;
using Merlon.Web.Reports.Tables;
using Merlon.Web.Serving;
using Merlon.Workspaces.Exchange;
using Microsoft.AspNetCore.Mvc;

namespace Merlon.Web.App.Assessment.Views;

/// <summary>Which techniques first, and the calculator Top ATT&amp;CK Techniques over given rows.</summary>
static class PriorityRoutes
{
    /// <summary>Largest body of rows for the calculator, in bytes.</summary>
    public const int RowsBytesMax = 8 * 1024 * 1024;

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assessment/priorities", PageAsync).For(TeamRole.Viewer).ExcludeFromDescription();
        var api = routes.MapGroup("/api/v1/priorities").WithTags("Priorities");
        api.MapGet("", ListAsync).For(TeamRole.Viewer).Refuses(404, 409).AsAsked().WithName("GetPriorities").WithSummary("Which techniques first, as `merlon priorities --json`; technique opens one of them.");
        api.MapGet("/export", ExportAsync).For(TeamRole.Viewer).Refuses(409).AsAsked().WithName("ExportPriorities").WithSummary("All of them as one file: format=csv or layer (a Navigator layer).");
        api.MapPost("", WithAsync).For(TeamRole.Analyst).Accepts<IFormFile>("multipart/form-data").Taking(new("flows", "Attack flows (.afb) that count beside those of the organisation."), new("input", "Rows for the calculator that stand instead of what is derived: CSV or a JSON array."))
            .AsAsked().WithName("CalculatePriorities").WithSummary("Which techniques first, with files that are brought along, as `merlon priorities --flows --input --json`; technique opens one of them; format=csv or layer for a file.");
        api.MapPost("/top", TopAsync).For(TeamRole.Analyst).Accepts<IFormFile>("text/csv", "application/json").WithName("CalculateTopTechniques")
            .WithSummary("CTID's Top ATT&CK Techniques over given rows (CSV or a JSON array as the body), as `merlon priorities top --json`; monitoring (kind=level), list, today, least_weight, percentile, monitoring_as.");
    }

    static PriorityList ListOf(AssessedWorkspace assessed) => assessed.Keep("priorities", () => PriorityList.Of(assessed.Assessment, WorthFiles.Flows(assessed.OrganisationPath, assessed.Assessment.Organisation, [], ReadLimits.Default).Value ?? [], []));

    static async Task<IResult> ListAsync(HttpContext context, string? technique)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        return technique is null
            ? assessed.Json("priorities", json => PriorityJson.Write(json, assessed.Assessment, ListOf(assessed)))
            : assessed.Json("priority " + technique, WriteOne(Find(ListOf(assessed), technique)));
    }

    static Priority Find(PriorityList list, string technique)
    {
        var id = TechniqueId.TryParse(technique.ToUpperInvariant(), out var known) ? known : throw new InvalidDataException($"technique takes an id such as T1059.001, not '{technique}'");
        return list.Techniques.FirstOrDefault(one => one.Technique.TechniqueId == id) ?? throw new ProblemException(404, "There is no such priority", $"{id} has no weight in the threat profile of this organisation");
    }

    static Action<System.Text.Json.Utf8JsonWriter> WriteOne(Priority found) => json =>
    {
        json.WriteStartObject();
        PriorityJson.Write(json, found);
        json.WriteEndObject();
    };

    static async Task<IResult> WithAsync(HttpContext context, string? technique, string? format)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        using var upload = await ScratchUpload.OfAsync(context, "input.csv");
        var read = WorthFiles.Flows(assessed.OrganisationPath, assessed.Assessment.Organisation, upload.Of("flows"), ReadLimits.Default);
        List<Diagnostic> diagnostics = [.. read.Diagnostics];
        List<TopTechniqueRow> rows = [];
        if (upload.Of("input") is [var path, ..])
        {
            var given = TopTechniquesFile.Read(SingleFile.Read(path, RowsBytesMax), Path.GetFileName(path), new MonitoringLevel[TopTechniqueRow.MonitoringKinds.Count], ReadLimits.Default);
            diagnostics.AddRange(given.Diagnostics);
            rows.AddRange(given.Value ?? []);
        }

        if (diagnostics.Exists(static one => one.Severity == Severity.Error)) // who brings a file wants it counted
        {
            throw new ProblemException(new Problem(400, "The files cannot be used", "See docs/formats/attack-flow.md and docs/formats/top-techniques.md") { Further = json => DiagnosticJson.Write(json, "diagnostics", upload.Shown(diagnostics)) });
        }

        var list = PriorityList.Of(assessed.Assessment, [.. (read.Value ?? []).Select(flow => flow with { Document = upload.Shown(flow.Document) })], rows);
        return format is not null ? FileOf(assessed.Assessment, list, format)
            : Answer.Json(technique is null ? json => PriorityJson.Write(json, assessed.Assessment, list) : WriteOne(Find(list, technique)));
    }

    static async Task<IResult> ExportAsync(HttpContext context, string? format)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        return FileOf(assessed.Assessment, ListOf(assessed), format ?? "csv");
    }

    static TableFile FileOf(GapAssessment assessment, PriorityList list, string format) => format switch
    {
        "csv" => TableFile.Csv("priorities.csv", csv => PriorityJson.WriteCsv(csv, list)),
        "layer" => TableFile.Other("priorities.json", "application/json; charset=utf-8", stream =>
        {
            var layers = PriorityLayers.Of(assessment, list);
            LayerWriter.Write(new LayerFile(layers, IsArray: layers.Count > 1), stream);
        }),
        _ => throw new InvalidDataException($"format takes csv or layer, not '{format}'"),
    };

    static async Task<IResult> TopAsync(HttpContext context, [FromQuery] string[]? monitoring, string? list, DateOnly? today, double? least_weight, double? percentile, string? monitoring_as)
    {
        var bytes = await ScratchUpload.BytesAsync(context, RowsBytesMax);
        var read = TopTechniquesFile.Read(bytes, "rows", TopWords.LevelsOf(monitoring ?? []), ReadLimits.Default);
        if (read.Value is not { } rows)
        {
            throw new ProblemException(new Problem(400, "The rows cannot be read", "See docs/formats/top-techniques.md") { Further = json => DiagnosticJson.Write(json, "diagnostics", read.Diagnostics) });
        }

        if (least_weight is < 0 or > 1 || percentile is < 0 or > 1)
        {
            throw new InvalidDataException("least_weight and percentile take numbers from 0 to 1");
        }

        TopParameters parameters = new()
        {
            Today = today ?? rows.SelectMany(static row => row.Sightings).Select(static one => one.Day).DefaultIfEmpty(DateOnly.MinValue).Max(),
            WeightMin = least_weight ?? 0.5,
            PrevalencePercentile = percentile ?? 0.9,
            IsMonitoringAdded = monitoring_as is "web",
        };
        return Answer.Json(json => PriorityJson.Write(json, TopWords.Ordered(TopTechniques.Of(rows, parameters), list), parameters));
    }

    static async Task PageAsync(HttpContext context, string? technique)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var words = context.Words();
        var list = ListOf(assessed);
        var opened = technique is null ? null : list.Techniques.FirstOrDefault(one => string.Equals(one.Technique.Id, technique, StringComparison.OrdinalIgnoreCase));
        await (new PartsView(words["insight.priorities"], "priorities", words["insight.priorities.lead"])
        {
            Files = [new("CSV", "/api/v1/priorities/export?format=csv"), new(words["insight.layer"], "/api/v1/priorities/export?format=layer"), new("JSON", "/api/v1/priorities")],
            Action = "/assessment/priorities",
            Fields = [new("technique", "insight.technique", technique ?? "")],
            Parts = [.. opened is null ? (ReportPart[])[] : [PartsOf(opened)], PartOf(assessed.Assessment, list, words)],
        }).AnswerAsync(context);
    }

    static ReportPart PartsOf(Priority one) => new($"p-{one.Technique.Id.Replace('.', '-')}", one.Technique.ToString(), $"Rank {one.Rank}, score {Figures.Gain(one.Score)}; rank {one.Top.Rank} in the calculator's list.")
    {
        Tables = [new("parts", "Parts", [new("part", "Part"), new("value", "Value"), new("why", "Where it comes from"), new("places", "Places")], [.. one.Parts.Select(static IReadOnlyList<ReportCell> (part) => [part.Name, ReportCell.Small(part.Value), part.Sentence, string.Join("; ", part.Places)])])],
        Remarks = one.Differences,
    };

    static ReportPart PartOf(GapAssessment assessment, PriorityList list, Words words) => new("priorities", words["insight.priorities.order"], $"Score = threat × gap × choke point × feasible × cheap; choke points from {Figures.Count(list.ChokePoints.Reports, "report", "reports")} and {Figures.Count(list.ChokePoints.Flows.Count, "attack flow", "attack flows")}. As of {Figures.Day(assessment.AsOf)}.")
    {
        Tables =
        [
            new(
                "priorities", words["insight.priorities"],
                [new("rank", "Rank"), new("technique", "Technique"), new("name", "Name"), new("score", "Score"), new("threat", "Threat"), new("gap", "Gap"), new("choke", "Choke"), new("feasible", "Feasible"), new("cheap", "Cheap"), new("top", "Top's rank"), new("first", "First measure"), new("differs", "Why it differs")],
                [
                    .. list.Techniques.Select(static IReadOnlyList<ReportCell> (one) =>
                    [
                        (double)one.Rank, one.Technique.Id, one.Technique.Name, ReportCell.Small(one.Score), ReportCell.Small(one.Threat), ReportCell.Small(one.Gap), ReportCell.Small(one.Choke), ReportCell.Small(one.Feasibility), ReportCell.Small(one.Cheapness),
                        (double)one.Top.Rank, one.Options.Count > 0 ? one.Options[0].Title : "", one.Differences.Count > 0 ? one.Differences[0] : "",
                    ]),
                ]),
        ],
    };
}
