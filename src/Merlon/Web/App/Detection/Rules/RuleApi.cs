using System.Text;
using System.Text.Json;
using Merlon.Documents;
using Merlon.Robustness;
using Merlon.Sigma;
using Merlon.Sigma.Backends;
using Merlon.Sigma.Testing;
using Merlon.Web.Api;
using Merlon.Web.App.Detection.Logs;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Detection.Rules;

/// <summary>Rules over HTTP: list, read, check, test, explain, translate, weigh, upload, deploy.</summary>
static class RuleApi
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        var rules = routes.MapGroup("/api/v1/rules").WithTags("Rules");
        rules.MapGet("", static async (RuleShelf shelf, Paging paging, HttpContext context, string? q, string? state, string? level, string? status, string? product, string? feed, string? technique, bool? unresolved, string? sort) =>
        {
            var list = await shelf.GetAsync(context.RequestAborted);
            return Answer.Page(paging, list.Find(RuleFilter.Of(context.Request)), static (json, card) =>
            {
                json.WriteStartObject();
                WriteCard(json, card);
                json.WriteEndObject();
            }, Uri.EscapeDataString(list.Tag + context.Request.QueryString));
        }).For(TeamRole.Viewer).WithName("ListRules").WithSummary("The organisation's rules, filtered and sorted.");
        rules.MapGet("/targets", static () => Answer.Json(static json =>
        {
            json.WriteStartObject();
            json.WriteObjects("targets", TranslationTarget.All, target =>
            {
                json.WriteString("name", target.Name);
                json.WriteString("title", target.Title);
            });
            json.WriteEndObject();
        })).For(TeamRole.Viewer).WithName("ListTranslationTargets").WithSummary("Languages that rules can be translated to.");
        MapTools(rules, served);
        rules.MapGet("/{key}", static async (string key, RuleShelf shelf, RuleTools tools, ServedWorkspace served, HttpContext context) =>
        {
            var card = (await shelf.GetAsync(context.RequestAborted)).Get(key);
            var text = RuleTools.TextOf(card);
            return Answer.Json(json =>
            {
                json.WriteStartObject();
                WriteCard(json, card);
                json.WriteText("description", card.Rule.Description);
                json.WriteString("text", text);
                json.WriteStartObject("robustness");
                RobustnessJson.Write(json, card.Robustness.Value, card.Document);
                json.WriteEndObject();
                json.WriteObjects("fired", served.Team.HuntsOfRule(card.FindingKey), one =>
                {
                    json.WriteString("hunt", one.Hunt);
                    json.WriteString("title", one.Title);
                    json.WriteNumber("findings", one.Findings);
                    json.WriteNumber("hits", one.Hits);
                });
                DiagnosticJson.Write(json, "diagnostics", tools.Check(Encoding.UTF8.GetBytes(text), card.Document));
                json.WriteEndObject();
            });
        }).For(TeamRole.Viewer).WithName("GetRule").WithSummary("A rule with its text, techniques, robustness, what a check notices, and where it fired.");
        MapUploads(routes.MapGroup("/api/v1/rule-uploads").WithTags("Rules"));
    }

    static void MapTools(RouteGroupBuilder rules, ServedWorkspace served)
    {
        rules.MapGet("/check", static async (RuleShelf shelf, RuleTools tools, HttpContext context) =>
        {
            var check = await tools.CheckAllAsync(await shelf.GetAsync(context.RequestAborted), context.RequestAborted);
            return Answer.Json(json => WriteCheck(json, check));
        }).For(TeamRole.Viewer).WithName("CheckAllRules").WithSummary("What is wrong, doubtful or wasteful in the organisation's rules.");
        rules.MapPost("/check", static (RuleTexts body, RuleTools tools, HttpContext context) =>
        {
            body.Require();
            var check = tools.CheckTogether([.. body.Files.Select(static file => (file.Name ?? "rule.yml", (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(file.Text)))], context.RequestAborted);
            return Answer.Json(json => WriteCheck(json, check));
        }).For(TeamRole.Viewer).WithName("CheckRules").WithSummary("Checks rules that are sent; nothing is kept.");
        rules.MapGet("/test", static async (RuleShelf shelf, RuleTools tools, HttpContext context) =>
        {
            var report = await tools.TestAllAsync(await shelf.GetAsync(context.RequestAborted), context.RequestAborted);
            return Answer.Json(json => WriteTests(json, report));
        }).For(TeamRole.Viewer).WithName("TestRules").WithSummary("Runs the tests that stand beside the organisation's rules.");
        rules.MapGet("/coverage", async (HttpContext context) =>
        {
            var standing = await served.StandingAsync(context.RequestAborted);
            var assessment = standing.Assessment ?? throw new ProblemException(409, "The organisation cannot be judged", "Its file has errors; correct them first");
            var coverage = await Task.Run(() => DetectionCoverage.Of(assessment), context.RequestAborted);
            return Answer.Json(json => DetectionCoverageJson.Write(json, coverage, assessment.Organisation.Name, assessment.Context.Release.Version, assessment.AsOf), standing.Tag);
        }).For(TeamRole.Viewer).WithName("GetRuleCoverage").WithSummary("What detects each technique, and what would still catch it if any one rule or log source fell away.");
        rules.MapGet("/robustness", static async (RuleShelf shelf, Paging paging, HttpContext context) =>
        {
            var list = await shelf.GetAsync(context.RequestAborted);
            return Answer.Page(paging, list.Find(RuleFilter.Of(context.Request)), static (json, card) =>
            {
                json.WriteStartObject();
                json.WriteString("key", card.Key);
                RobustnessJson.Write(json, card.Robustness.Value, card.Document);
                json.WriteEndObject();
            });
        }).For(TeamRole.Viewer).WithName("ListRuleRobustness").WithSummary("How hard each rule is to evade, and why; filtered as the list of rules is.");
        rules.MapPost("/explain", static async (ExplainOrder body, RuleShelf shelf, HttpContext context) =>
        {
            var rule = body.Key.Length > 0 ? (await shelf.GetAsync(context.RequestAborted)).Get(body.Key).Rule : RuleOf(body.Rule);
            var account = RuleTools.Explain(rule, body.Event, body.LogSource, body.Format);
            return Answer.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("title", rule.Title);
                RuleAccountJson.Write(json, account);
                json.WriteEndObject();
            });
        }).For(TeamRole.Viewer).WithName("ExplainRule").WithSummary("Why a rule fires on an event that is sent, or what is missing.");
        rules.MapPost("/translate", static async (TranslateOrder body, RuleShelf shelf, HttpContext context) =>
        {
            var rule = body.Key.Length > 0 ? (await shelf.GetAsync(context.RequestAborted)).Get(body.Key).Rule : RuleOf(body.Rule);
            var translated = RuleTools.Translate(rule, body.Target, body.ToOptions());
            return Answer.Json(json => WriteTranslation(json, rule, body.Target, translated));
        }).For(TeamRole.Viewer).WithName("TranslateRule").WithSummary("A rule as a query of another system that means exactly the rule, or what cannot be said there.");
    }

    /// <summary>The state that a verb of an address leads to.</summary>
    /// <exception cref="ProblemException">It is no verb.</exception>
    public static string StateOf(string verb) => verb switch
    {
        "deploy" => RuleUpload.Deployed,
        "withdraw" or "restore" => RuleUpload.Available,
        "remove" => RuleUpload.Removed,
        _ => throw new ProblemException(404, "That is nothing to do with rules", "deploy, withdraw, remove or restore"),
    };

    static void MapUploads(RouteGroupBuilder uploads)
    {
        uploads.MapGet("", static (UploadedRules rules, Paging paging) => Answer.Page(paging, rules.List(), WriteUpload)).For(TeamRole.Viewer).WithName("ListRuleUploads").WithSummary("Uploaded rule files, removed ones too.");
        uploads.MapPost("", static async (string name, UploadedRules rules, HttpContext context) =>
        {
            LogApi.Unbind(context);
            var outcome = await rules.TakeAsync(context.Request.Body, name, context.Caller(), context.RequestAborted);
            context.Response.StatusCode = outcome.Taken.Count > 0 ? StatusCodes.Status201Created : StatusCodes.Status422UnprocessableEntity;
            return Answer.Json(json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("taken");
                foreach (var upload in outcome.Taken)
                {
                    WriteUpload(json, upload);
                }

                json.WriteEndArray();
                json.WriteObjects("refused", outcome.Refused, one =>
                {
                    json.WriteString("name", one.Name);
                    json.WriteString("why", one.Why);
                });
                DiagnosticJson.Write(json, "diagnostics", outcome.Findings);
                json.WriteEndObject();
            });
        }).For(TeamRole.Analyst).WithName("UploadRules").WithSummary("Uploads a YAML file or a zip archive of rules: each is checked before it is taken, none is in use before it is deployed.").Accepts<Stream>("application/octet-stream");
        uploads.MapPost("/{id}/{verb}", static async (string id, string verb, UploadedRules rules, HttpContext context) =>
        {
            var moved = await rules.MoveAsync(id, StateOf(verb), context.Caller(), context.RequestAborted);
            return Answer.Json(json => WriteUpload(json, moved));
        }).For(TeamRole.Analyst).WithName("MoveRuleUpload").WithSummary("deploy, withdraw, remove or restore an uploaded rule file.");
    }

    static SigmaRule RuleOf(string text)
    {
        if (text.Length is 0 or > RuleTexts.CharsMax)
        {
            throw new InvalidDataException(text.Length == 0 ? "name a rule by its key, or send its text" : $"a rule has at most {RuleTexts.CharsMax} characters here");
        }

        var read = SigmaReader.ReadContent(Encoding.UTF8.GetBytes(text), "rule", SigmaReadOptions.Default);
        return read.Value?.FilteredRules() is [var rule, ..] ? rule : throw new InvalidDataException(read.Diagnostics.FirstOrDefault(static one => one.Severity == Severity.Error)?.Message ?? "there is no Sigma rule in it");
    }

    static void WriteCard(Utf8JsonWriter json, RuleCard card)
    {
        json.WriteString("key", card.Key);
        json.WriteText("id", card.Rule.Id);
        json.WriteString("title", card.Rule.Title);
        json.WriteString("document", card.Document);
        json.WriteString("level", card.Rule.Level);
        json.WriteString("status", card.Rule.Status);
        json.WriteString("log_source", card.Rule.LogSource.ToString());
        json.WriteString("logs", RuleList.WordOf(card.Feed));
        json.WriteBoolean("deployed", card.IsDeployed);
        json.WriteSome("scopes", card.Scopes);
        json.WriteStrings("techniques", card.Techniques.Select(static technique => technique.Id));
        json.WriteStrings("tags", card.Rule.Tags.Select(static tag => tag.Text));
        json.WriteStrings("unresolved", card.Unresolved);
        json.WriteString("score", card.Robustness.Value.Score);
        json.WriteText("upload", card.UploadId);
        json.WriteText("quiet", card.Quiet?.Statement ?? "");
        json.WriteText("refused", card.Rule.Refusal?.Message ?? "");
    }

    static void WriteCheck(Utf8JsonWriter json, RuleCheck check)
    {
        json.WriteStartObject();
        json.WriteString("release", check.Release);
        json.WriteNumber("files", check.Files);
        json.WriteNumber("rules", check.Rules);
        foreach (var severity in (ReadOnlySpan<Severity>)[Severity.Error, Severity.Warning, Severity.Note])
        {
            json.WriteNumber(AnswerWords.Of(severity) + "s", check.Findings.Count(finding => finding.Severity == severity));
        }

        DiagnosticJson.Write(json, "findings", check.Findings);
        json.WriteEndObject();
    }

    static void WriteTests(Utf8JsonWriter json, Workspaces.Exchange.RuleTestReport report)
    {
        json.WriteStartObject();
        json.WriteNumber("rules", report.Rules);
        json.WriteNumber("untested", report.Untested);
        json.WriteNumber("runs", report.Results.Count);
        json.WriteNumber("passed", report.Results.Count(static one => one.Outcome <= RuleTestOutcome.FiredMore));
        json.WriteObjects("results", report.Results, one =>
        {
            json.WriteString("rule", one.Rule.Id);
            json.WriteString("title", one.Rule.Title);
            json.WriteString("document", one.Rule.Document);
            json.WriteString("test", one.Test.Name);
            json.WriteString("data", one.Data);
            json.WriteString("outcome", one.Outcome.ToString());
            json.WriteNumber("hits", one.Hits);
            json.WriteNumber("records", one.Records);
            json.WriteText("message", one.Message);
        });
        DiagnosticJson.Write(json, "diagnostics", report.Diagnostics);
        json.WriteEndObject();
    }

    static void WriteTranslation(Utf8JsonWriter json, SigmaRule rule, string target, Translation translated)
    {
        json.WriteStartObject();
        json.WriteString("target", target);
        json.WriteString("title", rule.Title);
        json.WriteText("id", rule.Id);
        switch (translated)
        {
            case Translation.Query query:
                json.WriteString("query", query.Text);
                json.WriteString("condition", query.Condition);
                json.WriteSome("warnings", query.Warnings);
                break;
            case Translation.Refused refused:
                json.WriteString("refused", refused.Feature);
                json.WriteText("advice", refused.Advice);
                if (refused.Location.Line > 0)
                {
                    json.WriteNumber("line", refused.Location.Line);
                }

                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        json.WriteEndObject();
    }

    static void WriteUpload(Utf8JsonWriter json, RuleUpload upload)
    {
        json.WriteStartObject();
        json.WriteString("id", upload.Id);
        json.WriteString("name", upload.Name);
        json.WriteString("sha256", upload.Sha256);
        json.WriteNumber("rules", upload.Rules);
        json.WriteString("state", upload.State);
        json.WriteString("by", upload.ByName);
        json.WriteString("uploaded_at", upload.UploadedAt);
        json.WriteNumber("revision", upload.Revision);
        json.WriteEndObject();
    }
}
