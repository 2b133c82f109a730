using System.Text;
using System.Text.Json;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Robustness;
using Merlon.Sigma;
using Merlon.Sigma.Backends;
using Merlon.Web.Api;
using Merlon.Web.App.Assessment;
using Merlon.Web.App.Detection.Logs;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Microsoft.AspNetCore.Mvc;

namespace Merlon.Web.App.Detection.Rules;

/// <summary>Rules over HTTP: list, read, check, test, explain, translate, weigh, upload, deploy.</summary>
static class RuleApi
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        var rules = routes.MapGroup("/api/v1/rules").WithTags("Rules");
        rules.MapGet("", static async (RuleShelf shelf, RuleWork work, Paging paging, HttpContext context) =>
        {
            var filter = RuleFilter.Of(context.Request);
            var list = await shelf.GetAsync(context.RequestAborted);
            IResult Listed(RuleList of) => Answer.Page(paging, of.Find(filter), static (json, card) =>
            {
                json.WriteStartObject();
                WriteCard(json, card);
                json.WriteEndObject();
            }, Uri.EscapeDataString(of.Tag + context.Request.QueryString));
            return filter.IsByRobustness ? await work.Robustness(list, context.Caller()).AnswerAsync(context, Listed) : Listed(list);
        }).For(TeamRole.Viewer).InItsTime().Reading(RuleFilter.Parameters).WithName("ListRules").WithSummary("The organisation's rules, filtered and sorted.");
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
        rules.MapGet("/check", async (RuleShelf shelf, RuleWork work, HttpContext context, string[]? ignore, string? release, string? format) =>
            await work.Check(await shelf.GetAsync(context.RequestAborted), ReleaseOf(served, release), context.Caller()).AnswerAsync(context, check => Checked(check, ignore, format)))
            .For(TeamRole.Viewer).InItsTime().WithName("CheckAllRules").WithSummary("What is wrong, doubtful or wasteful in the organisation's rules, as `merlon rules check --json`: ignore (codes to leave out), release; format=sarif for a file.");
        rules.MapPost("/check", async (RuleTexts body, RuleWork work, HttpContext context, [FromQuery] string[]? ignore, string? release, string? format) =>
        {
            body.Require();
            return await work.Check(body.Files, ReleaseOf(served, release), context.Caller()).AnswerAsync(context, check => Checked(check, ignore, format));
        }).For(TeamRole.Viewer).AskingOnly().InItsTime().WithName("CheckRules").WithSummary("Checks rules that are sent; nothing of them is kept. What takes longer is asked for at the result of the job.");
        rules.MapGet("/checks/{key}", static (string key, RuleWork work, HttpContext context, string[]? ignore, string? format) => work.Sent(key).AnswerAsync(context, check => Checked(check, ignore, format)))
            .For(TeamRole.Viewer).InItsTime().WithName("GetRuleCheck").WithSummary("The check of rules that were sent: the result of its job, for as long as it is kept.");
        rules.MapGet("/test", static async (RuleShelf shelf, RuleWork work, HttpContext context) =>
            await work.Test(await shelf.GetAsync(context.RequestAborted), context.Caller()).AnswerAsync(context, static report => Answer.Json(json => RuleTestsJson.Write(json, report))))
            .For(TeamRole.Viewer).InItsTime().WithName("TestRules").WithSummary("Runs the tests that stand beside the organisation's rules, as `merlon rules test --json`.");
        rules.MapGet("/coverage", static async (RuleWork work, HttpContext context, string? format) =>
        {
            var assessed = await AssessedWorkspace.OfAsync(context);
            return await work.Coverage(assessed, context.Caller()).AnswerAsync(context, coverage => Covered(coverage, assessed, format));
        }).For(TeamRole.Viewer).AsAsked().InItsTime().WithName("GetRuleCoverage").WithSummary("What detects each technique, and what would still catch it if any one rule or log source fell away, as `merlon rules coverage --json`; format=csv or layer for a file.");
        rules.MapGet("/robustness", static async (RuleShelf shelf, RuleWork work, Paging paging, HttpContext context, int? max_level, string? format) =>
        {
            if (max_level is < 1 or > 5)
            {
                throw new InvalidDataException("max_level takes a number from 1 to 5");
            }

            return await work.Robustness(await shelf.GetAsync(context.RequestAborted), context.Caller()).AnswerAsync(context, list =>
            {
                List<RuleCard> cards = [.. list.Find(RuleFilter.Of(context.Request)).Where(card => (card.Robustness.Value.Level ?? 1) <= (max_level ?? 5))];
                return format switch
                {
                    null => Answer.Page(paging, cards, WriteRobustness),
                    "csv" => TableFile.Csv("robustness.csv", csv => RobustnessJson.WriteCsv(csv, cards.Select(static card => (card.Robustness.Value, card.Document)))),
                    _ => throw new InvalidDataException($"format takes csv, not '{format}'"),
                };
            });
        }).For(TeamRole.Viewer).InItsTime().Reading(RuleFilter.Parameters).WithName("ListRuleRobustness").WithSummary("How hard each rule is to evade, and why, as the list of `merlon rules robustness --json`; filtered as the list of rules is, max_level (1 to 5); format=csv for a file.");
        rules.MapPost("/explain", static async (ExplainOrder body, RuleShelf shelf, HttpContext context) =>
        {
            var rule = body.Key.Length > 0 ? (await shelf.GetAsync(context.RequestAborted)).Get(body.Key).Rule : RuleOf(body.Rule);
            var account = RuleTools.Explain(rule, body.Event, body.LogSource, body.Format, body.Pipeline, body.Record);
            return Answer.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("title", rule.Title);
                RuleAccountJson.Write(json, account);
                json.WriteEndObject();
            });
        }).For(TeamRole.Viewer).AskingOnly().Refuses(404).WithName("ExplainRule").WithSummary("Why a rule fires on an event that is sent, or what is missing.");
        rules.MapPost("/translate", static async (TranslateOrder body, RuleShelf shelf, HttpContext context) =>
        {
            var rule = body.Key.Length > 0 ? (await shelf.GetAsync(context.RequestAborted)).Get(body.Key).Rule : RuleOf(body.Rule);
            var translated = RuleTools.Translate(rule, body.Target, body.ToOptions(), body.Pipeline);
            return Answer.Json(json => WriteTranslation(json, rule, body.Target, translated));
        }).For(TeamRole.Viewer).AskingOnly().Refuses(404).WithName("TranslateRule").WithSummary("A rule as a query of another system that means exactly the rule, or what cannot be said there.");
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
            if (outcome.Taken.Count == 0)
            {
                throw new ProblemException(new Problem(422, "No rule was taken", outcome.Refused is [var first, ..] ? $"{first.Name}: {first.Why}" : "There is none in the upload")
                {
                    Further = json =>
                    {
                        WriteRefused(json, outcome.Refused);
                        DiagnosticJson.Write(json, "diagnostics", outcome.Findings);
                    },
                });
            }

            context.Response.StatusCode = StatusCodes.Status201Created;
            return Answer.Json(json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("taken");
                foreach (var upload in outcome.Taken)
                {
                    WriteUpload(json, upload);
                }

                json.WriteEndArray();
                WriteRefused(json, outcome.Refused);
                DiagnosticJson.Write(json, "diagnostics", outcome.Findings);
                json.WriteEndObject();
            });
        }).For(TeamRole.Analyst).Refuses(422).WithName("UploadRules").WithSummary("Uploads a YAML file or a zip archive of rules: each is checked before it is taken, none is in use before it is deployed.").Accepts<Stream>("application/octet-stream");
        uploads.MapPost("/{id}/{verb}", static async (string id, string verb, UploadedRules rules, HttpContext context) =>
        {
            var moved = await rules.MoveAsync(id, StateOf(verb), context.Caller(), context.RequestAborted);
            return Answer.Json(json => WriteUpload(json, moved));
        }).For(TeamRole.Analyst).Refuses(409, 412).WithName("MoveRuleUpload").WithSummary("deploy, withdraw, remove or restore an uploaded rule file.");
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

    static AttackRelease? ReleaseOf(ServedWorkspace served, string? word)
        => string.IsNullOrWhiteSpace(word) ? served.Release()?.Release : served.Release(word)?.Release ?? throw new FileNotFoundException($"there is no ATT&CK release {word} here");

    static void WriteRefused(Utf8JsonWriter json, IReadOnlyList<(string Name, string Why)> refused) => json.WriteObjects("refused", refused, one =>
    {
        json.WriteString("name", one.Name);
        json.WriteString("why", one.Why);
    });

    static IResult Checked(RuleCheck check, string[]? ignore, string? format)
    {
        var left = check.Without(ignore ?? []);
        return format switch
        {
            null => Answer.Json(left.Write),
            "sarif" => TableFile.Other("rules.sarif", "application/sarif+json", stream => JsonText.WriteFile(stream, json => RulesSarif.Write(json, left.Findings))),
            _ => throw new InvalidDataException($"format takes sarif, not '{format}'"),
        };
    }

    static IResult Covered(DetectionCoverage coverage, AssessedWorkspace assessed, string? format)
    {
        var assessment = assessed.Assessment;
        return format switch
        {
            null => Answer.Json(json => DetectionCoverageJson.Write(json, coverage, assessment.Organisation.Name, assessment.Context.Release.Version, assessment.AsOf), assessed.Standing.Tag),
            "csv" => TableFile.Csv("detection.csv", csv => DetectionCoverageFiles.WriteCsv(csv, coverage)),
            "layer" => TableFile.Other("detection.json", "application/json; charset=utf-8", stream => Layers.LayerWriter.Write(DetectionCoverageFiles.LayerOf(coverage, assessment.Context.Release, assessment.Organisation.Domains), stream)),
            _ => throw new InvalidDataException($"format takes csv or layer, not '{format}'"),
        };
    }

    static void WriteRobustness(Utf8JsonWriter json, RuleCard card)
    {
        json.WriteStartObject();
        json.WriteString("key", card.Key);
        RobustnessJson.Write(json, card.Robustness.Value, card.Document);
        json.WriteEndObject();
    }

    static void WriteTranslation(Utf8JsonWriter json, SigmaRule rule, string target, Translation translated)
    {
        json.WriteStartObject();
        json.WriteString("target", target);
        json.WriteString("title", rule.Title);
        json.WriteText("id", rule.Id);
        TranslationJson.Write(json, translated);
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
