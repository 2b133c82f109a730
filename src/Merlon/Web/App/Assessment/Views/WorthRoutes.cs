using System.Globalization;
using System.Text;
using Merlon.Costs;
using Merlon.Documents;
using Merlon.Maturity;
using Merlon.Web.Api;
using Merlon.Web.Reports;
using Merlon.Web.Reports.Parts;
using Merlon.Web.Reports.Tables;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.App.Assessment.Views;

/// <summary>Costs, benefit and maturity.</summary>
static class WorthRoutes
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assessment/costs", CostsPageAsync).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/assessment/maturity", MaturityPageAsync).For(TeamRole.Viewer).ExcludeFromDescription();
        var api = routes.MapGroup("/api/v1").WithTags("Worth");
        api.MapGet("/costs", CostsAsync).For(TeamRole.Viewer).Refuses(409).AsAsked().WithName("GetCosts").WithSummary("The ledger added up, as `merlon costs --json`: horizon (years), discount (5% or 0.05); format=csv for what each technique carries.");
        api.MapGet("/benefit", BenefitAsync).For(TeamRole.Viewer).Refuses(409).InItsTime().AsAsked().WithName("GetBenefit").WithSummary("What the plan is worth in the organisation's own loss scenarios, as `merlon benefit --json`: horizon, discount, trials, seed, measure; format=csv for the curve.");
        api.MapGet("/maturity", MaturityAsync).For(TeamRole.Viewer).Refuses(409).AsAsked().WithName("GetMaturity").WithSummary("A maturity model as claimed and as the records support it: model (inform, soc, cti-cmm); format=csv or svg (a radar) for a file.");
        api.MapGet("/maturity/template", Template).For(TeamRole.Viewer).WithName("GetMaturityTemplate").WithSummary("A file of answers to fill in: model (inform, soc).");
    }

    static (LedgerReport Report, CostShares Shares)? CostsOf(AssessedWorkspace assessed, int horizon, decimal rate)
    {
        var read = assessed.Keep("ledger", () => WorthFiles.Ledger(assessed.OrganisationPath, assessed.Assessment.Organisation, ReadLimits.Default));
        if (read.Value is not { Count: > 0 } entries)
        {
            return null;
        }

        var made = assessed.Keep($"costs {horizon} {rate}", () =>
        {
            var report = LedgerReport.Of(entries, new LedgerQuestion(assessed.Assessment.AsOf, assessed.Assessment.Organisation.Costs.Currency, horizon, rate));
            return Tuple.Create(report, CostShares.Of(assessed.Assessment, report));
        });
        return (made.Item1, made.Item2);
    }

    static async Task<IResult> CostsAsync(HttpContext context, int? horizon, string? discount, string? format)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var (years, rate) = (YearsOf(horizon), CostWords.RateOf(discount));
        var (report, shares) = CostsOf(assessed, years, rate) ?? throw new ProblemException(404, "There is no ledger", "The organisation names no ledger that can be read, and Merlon knows no prices of its own: docs/formats/ledger.md");
        return format switch
        {
            null => assessed.Json($"costs {years} {rate}", json => CostsJson.Write(json, assessed.Assessment, report, shares)),
            "csv" => TableFile.Csv("costs.csv", csv => CostWords.WriteCsv(csv, assessed.Assessment, shares)),
            _ => throw new InvalidDataException($"format takes csv, not '{format}'"),
        };
    }

    static async Task<IResult> BenefitAsync(HttpContext context, int? horizon, string? discount, int? trials, int? seed, string[]? measure, string? format)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        if (trials is < BenefitQuestion.TrialsLeast or > TrialsServed || seed is < 0)
        {
            throw new InvalidDataException($"trials takes a number from {BenefitQuestion.TrialsLeast} to {TrialsServed}, and seed 0 or more");
        }

        BenefitQuestion question = new(YearsOf(horizon), CostWords.RateOf(discount), trials ?? TrialsDefault, (ulong)(seed ?? 1), CostWords.MeasuresOf(assessed.Assessment, measure ?? []));
        var key = string.Create(CultureInfo.InvariantCulture, $"benefit {question.HorizonYears} {question.DiscountRate} {question.Trials} {question.Seed} {string.Join(',', question.Measures)}");
        var report = await BenefitOfAsync(context, assessed, question, key) ?? throw new ProblemException(404, "There is no loss scenario", "The organisation names no loss scenario, and Merlon knows no frequencies or losses of its own");
        return format switch
        {
            null => assessed.Json(key, json => BenefitJson.Write(json, assessed.Assessment, report)),
            "csv" => TableFile.Csv("benefit.csv", new ReportTable("benefit", "Benefit", [new("probability", "probability"), new("loss_before", "loss_before"), new("loss_after", "loss_after")],
                [.. report.Curve.Select(static IReadOnlyList<ReportCell> (point) => [point.Probability, Math.Round(point.Before, 2), Math.Round(point.After, 2)])])),
            _ => throw new InvalidDataException($"format takes csv, not '{format}'"),
        };
    }

    /// <summary>Trials of an answer when nobody says, and most of them.</summary>
    const int TrialsDefault = 10_000, TrialsServed = 200_000;

    static async Task<BenefitReport?> BenefitOfAsync(HttpContext context, AssessedWorkspace assessed, BenefitQuestion question, string key)
    {
        var made = await assessed.WorkOutAsync(context, "benefit", key, "insight.costs", (progress, _) =>
        {
            progress.Report(new WorkProgress("Simulating losses", 0, 0));
            var read = WorthFiles.Scenarios(assessed.OrganisationPath, assessed.Assessment.Organisation, assessed.Assessment.Context, ReadLimits.Default);
            return Task.FromResult(new Parsed<BenefitReport>(read.Value is { Count: > 0 } scenarios ? BenefitReport.Of(assessed.Assessment, scenarios, question) : null, read.Diagnostics));
        });
        return made.Value;
    }

    static async Task<IResult> MaturityAsync(HttpContext context, string? model, string? format)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var maturity = MaturityOf(assessed, model ?? "inform");
        return format switch
        {
            null => assessed.Json("maturity " + maturity.Model.Id, json => MaturityJson.Write(json, maturity)),
            "csv" => TableFile.Csv("maturity.csv", csv => MaturityTables.WriteCsv(csv, maturity)),
            "svg" => TableFile.Other("maturity.svg", "image/svg+xml", stream => stream.Write(Encoding.UTF8.GetBytes(MaturityTables.RadarOf(maturity, assessed.Assessment.Organisation.Name).Svg()))),
            _ => throw new InvalidDataException($"format takes csv or svg, not '{format}'"),
        };
    }

    static TableFile Template(string? model, ServeSettings settings) => TableFile.Other($"{model ?? "inform"}.yaml", "application/yaml; charset=utf-8", stream => stream.Write(Encoding.UTF8.GetBytes(MaturityTemplate.Write(
        model switch { null or "inform" => MaturityModel.OpenInform(), "soc" => MaturityModel.OpenSoc(), _ => throw new InvalidDataException($"model takes inform or soc, not '{model}'") }, settings.Clock.GetLocalNow()))));

    static MaturityAssessment MaturityOf(AssessedWorkspace assessed, string id)
    {
        var known = MaturityAssessment.ModelsOf(assessed.Assessment.Organisation).FirstOrDefault(one => string.Equals(one.Id, id, StringComparison.OrdinalIgnoreCase))
            ?? throw new ProblemException(404, "There is no such model", $"{assessed.Assessment.Organisation.Name} brings no model {id}");
        return assessed.Keep("maturity of " + known.Id, () => MaturityAssessment.Of(assessed.Assessment, known));
    }

    static int YearsOf(int? horizon) => horizon is null ? 3 : horizon is >= 1 and <= PresentValue.YearsMax ? horizon.Value : throw new InvalidDataException($"horizon takes a number of years from 1 to {PresentValue.YearsMax}");

    static async Task CostsPageAsync(HttpContext context, int? horizon, string? discount)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var words = context.Words();
        var (years, rate) = (YearsOf(horizon), CostWords.RateOf(string.IsNullOrEmpty(discount) ? null : discount));
        List<ReportPart> parts = [];
        if (CostsOf(assessed, years, rate) is { } costs)
        {
            parts.AddRange(CostParts.Of(assessed.Assessment, costs.Report, costs.Shares, words));
        }
        else
        {
            parts.Add(new("ledger", words["insight.costs.ledger"], words["insight.costs.none"]));
        }

        BenefitQuestion question = new(years, rate, TrialsDefault, 1, []);
        parts.Add(await BenefitOfAsync(context, assessed, question, string.Create(CultureInfo.InvariantCulture, $"benefit {years} {rate} {TrialsDefault} 1 ")) is { } report ? BenefitPart.Of(report) : new("benefit", words["insight.benefit"], words["insight.benefit.none"]));
        await (new PartsView(words["insight.costs"], "costs", words["insight.costs.lead"])
        {
            Action = "/assessment/costs",
            Fields = [new("horizon", "insight.horizon", years.ToString(CultureInfo.InvariantCulture)) { Kind = "number" }, new("discount", "insight.discount", string.Create(CultureInfo.InvariantCulture, $"{rate * 100:0.##}%"))],
            Files = [new("CSV", "/api/v1/costs?format=csv"), new("JSON", "/api/v1/costs"), new(words["insight.curve"], "/api/v1/benefit?format=csv")],
            Parts = parts,
        }).AnswerAsync(context);
    }

    static async Task MaturityPageAsync(HttpContext context, string? model)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var words = context.Words();
        var maturity = MaturityOf(assessed, string.IsNullOrEmpty(model) ? "inform" : model);
        var models = MaturityAssessment.ModelsOf(assessed.Assessment.Organisation);
        var levels = new ReportTable(
            "questions", words["insight.maturity.questions"], [new("question", "Question"), new("name", "Name"), new("claimed", "Claimed"), new("left", "Records support"), new("of", "Of"), new("date", "Date"), new("owner", "Owner"), new("records", "What the records say")],
            [
                .. maturity.Lines.Select(IReadOnlyList<ReportCell> (line) =>
                [
                    line.Question.Id, line.Question.Name, ReportCell.Small(line.Claimed), ReportCell.Small(line.Checked), ReportCell.Small(maturity.Model.PointsMax), ReportCell.On(line.Answer?.Date), line.Answer?.Owner ?? "", line.Support?.Says ?? "",
                ]),
            ]);
        var findings = new ReportTable("findings", words["insight.maturity.findings"], [new("kind", "Kind"), new("question", "Question"), new("finding", "Finding"), new("place", "Where it stands")],
            [.. maturity.Findings.Select(static IReadOnlyList<ReportCell> (one) => [AnswerWords.Of(one.Kind), one.Question, one.Message, one.Place])]);
        await (new PartsView(words["insight.maturity"], "maturity", words["insight.maturity.lead"])
        {
            Ways = [.. models.Select(one => new ViewLink(one.Title, $"/assessment/maturity?model={Uri.EscapeDataString(one.Id)}", one.Id == maturity.Model.Id))],
            Files = [new("CSV", $"/api/v1/maturity?model={maturity.Model.Id}&format=csv"), new("SVG", $"/api/v1/maturity?model={maturity.Model.Id}&format=svg"), new("JSON", $"/api/v1/maturity?model={maturity.Model.Id}"), new(words["insight.maturity.template"], "/api/v1/maturity/template?model=" + (maturity.Model.Id == "soc" ? "soc" : "inform"))],
            Parts = [new("maturity", maturity.Model.Title, words["insight.maturity.says", Figures.Percent(maturity.Claimed), Figures.Percent(maturity.Checked)]) { Charts = [MaturityPart.Radar(maturity)], Tables = [findings, levels] }],
        }).AnswerAsync(context);
    }
}
