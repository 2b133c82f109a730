using System.Text.Json;
using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Web.Api;
using Merlon.Web.App.People;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Assessment;

/// <summary>The organisation file over HTTP: read, changed by operations or as a whole, with its history.</summary>
static class OrganisationApi
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, OrganisationDesk desk)
    {
        var api = routes.MapGroup("/api/v1/organisation").WithTags("Organisation");
        api.MapGet("", () => Get(desk)).For(TeamRole.Viewer).WithName("GetOrganisation").WithSummary("The organisation file: its text, its tree, and what is noticed in it. Its ETag is what changes are made against.");
        api.MapPut("", async (TextRequest request, HttpContext context) => Saved(await desk.PutAsync(TextOf(request), TagOf(context), context.Caller()))).For(TeamRole.Analyst)
            .WithIfMatch().Refuses(428).WithName("PutOrganisation").WithSummary("Takes a whole text (If-Match). What others changed in other lines meanwhile is kept; the same lines give 412 with what is there now.");
        api.MapPatch("", async (EditRequest request, HttpContext context) => Saved(await desk.EditAsync(EditJson.Read(request.Operations), TagOf(context), context.Caller()))).For(TeamRole.Analyst)
            .WithIfMatch().Refuses(409, 428).WithName("EditOrganisation").WithSummary("Makes small changes (If-Match): put, add, remove at a path. Comments and order stay. Carried over what others changed elsewhere; the same place gives 412 with both.");
        api.MapPost("", async (CreateRequest request, HttpContext context) => Saved(await desk.CreateAsync(OrganisationTemplate.Write(request.Answers()), context.Caller()))).For(TeamRole.Analyst)
            .Refuses(412).WithName("CreateOrganisation").WithSummary("Writes a commented organisation file from a few answers, where there is none.");
        api.MapGet("/figures", (CancellationToken cancellationToken) => FiguresAsync(desk, cancellationToken)).For(TeamRole.Viewer).WithName("GetFigures").WithSummary("Where the organisation stands in five figures, as soon as they are judged.");
        api.MapGet("/versions", (Paging paging) => Answer.Page(paging, desk.Served.Team.OrganisationVersions(Team.OrganisationVersionsMax), WriteVersion)).For(TeamRole.Viewer)
            .WithName("ListOrganisationVersions").WithSummary("Every change of the file, newest first: who, when, what.");
        api.MapGet("/versions/{number:long}", (long number) => VersionAnswer(desk, number)).For(TeamRole.Viewer).WithName("GetOrganisationVersion").WithSummary("An earlier text, and what it changed line by line.");
        api.MapPost("/versions/{number:long}/restore", async (long number, HttpContext context) => Saved(await desk.RestoreAsync(number, TagOf(context), context.Caller()))).For(TeamRole.Analyst)
            .WithIfMatch().Refuses(428).WithName("RestoreOrganisationVersion").WithSummary("Makes an earlier text the current one (If-Match).");
        api.MapPost("/versions/{number:long}/undo", async (long number, HttpContext context) => Saved(await desk.UndoAsync(number, context.Caller()))).For(TeamRole.Analyst)
            .Refuses(409).WithName("UndoOrganisationVersion").WithSummary("Takes one change back and leaves what came after it; 409 when the same lines were changed since.");
        api.MapPost("/presence", (PresenceRequest request, HttpContext context) => Present(desk, request, context)).For(TeamRole.Viewer).WithoutAudit()
            .WithName("TellPresence").WithSummary("Says which step of the guide one looks at, and gives who else does and the file's tag.");
        api.MapPost("/answers", (AnswerRequest request, HttpContext context) =>
        {
            desk.Served.Team.AnswerGuide(GuideSteps.Known(request.Step), request.Subject ?? "", GuideSteps.AnswerOf(request.Answer), OrganisationDesk.AuthorOf(context.Caller()));
            return Results.NoContent();
        }).For(TeamRole.Analyst).WithName("AnswerGuide").WithSummary("Remembers an answer that no file has a place for: unknown, skipped, done; empty takes it back.");
    }

    /// <summary>The tag that a change was made against.</summary>
    /// <exception cref="ProblemException">The request has none (428).</exception>
    public static string TagOf(HttpContext context)
    {
        var tag = context.Request.Headers.IfMatch.ToString().Trim();
        tag = tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
        return tag.Trim('"') is { Length: > 0 } known ? known
            : throw new ProblemException(428, "Say which state the change is made against", "Send the ETag of the organisation as If-Match, so that nobody's change is lost");
    }

    /// <summary>The answer to a change that was saved.</summary>
    public static IResult Saved(SavedEdit saved) => new WithTag(saved.Text.Tag, json =>
    {
        json.WriteStartObject();
        json.WriteString("tag", saved.Text.Tag);
        json.WriteNumber("version", saved.Version);
        json.WriteBoolean("carried", saved.IsCarried);
        DiagnosticJson.Write(json, "diagnostics", saved.Fresh);
        json.WriteEndObject();
    });

    static string TextOf(TextRequest request) => request.Text is { Length: > 0 } text ? text : throw new InvalidDataException("the text is empty");

    static IResult Get(OrganisationDesk desk)
    {
        var file = desk.Read();
        var resolved = file.IsThere ? desk.Resolve(file.Text) : new Parsed<Organisation>(null, []);
        return Answer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("tag", file.Tag);
            json.WriteBoolean("there", file.IsThere);
            json.WriteString("text", file.Text);
            json.WritePropertyName("document");
            EditJson.Write(json, OrganisationDesk.TreeOf(file.Text));
            DiagnosticJson.Write(json, "diagnostics", resolved.Diagnostics);
            json.WriteEndObject();
        }, file.Tag);
    }

    static async Task<IResult> FiguresAsync(OrganisationDesk desk, CancellationToken cancellationToken)
    {
        var standing = await desk.Served.StandingAsync(cancellationToken);
        return Answer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("judged", standing.Assessment is not null);
            if (standing.Assessment is { } assessment)
            {
                var summary = assessment.Summary;
                json.WriteRounded("visibility", summary.Visibility);
                json.WriteRounded("detection", summary.Detection);
                json.WriteRounded("prevention", summary.Prevention);
                json.WriteRounded("covered", summary.Covered);
                json.WriteRounded("open", 1 - summary.Covered);
                json.WriteNumber("techniques", summary.Techniques);
                json.WriteNumber("tested", summary.Tested);
                json.WriteNumber("refuted", summary.Refuted);
            }

            json.WriteNumber("errors", standing.Diagnostics.Count(static d => d.Severity == Severity.Error));
            json.WriteNumber("warnings", standing.Diagnostics.Count(static d => d.Severity == Severity.Warning));
            json.WriteEndObject();
        }, standing.Tag);
    }

    static void WriteVersion(Utf8JsonWriter json, OrganisationVersion version)
    {
        json.WriteStartObject();
        WriteVersionBody(json, version);
        json.WriteEndObject();
    }

    static void WriteVersionBody(Utf8JsonWriter json, OrganisationVersion version)
    {
        json.WriteNumber("number", version.Number);
        json.WriteString("tag", version.Tag);
        json.WriteString("at", GuideWords.Instant(version.At));
        json.WriteString("by", version.By.Name);
        json.WriteString("how", version.How);
        json.WriteString("what", version.What);
    }

    static IResult VersionAnswer(OrganisationDesk desk, long number)
    {
        var (version, text) = desk.Version(number);
        var before = number > 1 && desk.Served.Team.FindOrganisationVersion(number - 1) is { } earlier ? earlier.Text : "";
        return Answer.Json(json =>
        {
            json.WriteStartObject();
            WriteVersionBody(json, version);
            json.WriteString("text", text);
            json.WriteObjects("changes", TextLines.Compare(before, text).Where(static line => line.Fate != LineFate.Kept), line =>
            {
                json.WriteString("line", line.Fate == LineFate.Added ? "added" : "removed");
                json.WriteNumber("number", Math.Max(line.Before, line.After));
                json.WriteString("text", line.Text);
            });
            json.WriteEndObject();
        });
    }

    static IResult Present(OrganisationDesk desk, PresenceRequest request, HttpContext context)
    {
        var caller = context.Caller();
        var others = desk.Served.Team.BePresent(OrganisationDesk.AuthorOf(caller), GuideSteps.Known(request.Step)).Where(one => one.Person != caller.Id).ToList();
        var file = desk.Read();
        var last = desk.Served.Team.OrganisationVersions(1) is [var newest] ? newest : null;
        return Answer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("tag", file.Tag);
            json.WriteString("by", last?.By.Name ?? "");
            json.WriteString("how", last?.How ?? "");
            json.WriteString("what", last?.What ?? "");
            json.WriteObjects("others", others, other =>
            {
                json.WriteString("name", other.Name);
                json.WriteString("step", other.Step);
            });
            json.WriteEndObject();
        });
    }

    sealed class WithTag(string tag, Action<Utf8JsonWriter> write) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.ETag = $"\"{tag}\"";
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            await httpContext.Response.WriteAsync(JsonText.Line(write), httpContext.RequestAborted);
        }
    }
}

/// <summary>A whole organisation file.</summary>
/// <param name="Text">Its text.</param>
sealed record TextRequest(string Text);

/// <summary>Answers that a first organisation file is written from.</summary>
/// <param name="Name">Name of the organisation.</param>
/// <param name="Sectors">Sectors.</param>
/// <param name="Regions">Countries or regions.</param>
/// <param name="Platforms">Platforms in use; empty for all.</param>
/// <param name="Groups">Groups that matter whatever the sector.</param>
/// <param name="LogSources">Log sources that are collected.</param>
/// <param name="Mitigations">Mitigations that are in place, taken as partial.</param>
/// <param name="Budget">Money for the first plan.</param>
/// <param name="Currency">Its currency.</param>
sealed record CreateRequest(
    string Name, IReadOnlyList<string>? Sectors, IReadOnlyList<string>? Regions, IReadOnlyList<string>? Platforms, IReadOnlyList<string>? Groups, IReadOnlyList<string>? LogSources,
    IReadOnlyList<string>? Mitigations, decimal? Budget, string? Currency)
{
    /// <summary>As the template takes them.</summary>
    /// <exception cref="InvalidDataException">There is no name.</exception>
    public OrganisationAnswers Answers() => string.IsNullOrWhiteSpace(Name)
        ? throw new InvalidDataException("the organisation needs a name")
        : new OrganisationAnswers(Name.Trim(), Sectors ?? [], Regions ?? [], Platforms ?? [], Groups ?? [], LogSources ?? [], Mitigations ?? [], Budget) { Currency = Currency };
}

/// <summary>Which step of the guide somebody looks at.</summary>
/// <param name="Step">The step.</param>
sealed record PresenceRequest(string Step);

/// <summary>An answer of the guide.</summary>
/// <param name="Step">The step.</param>
/// <param name="Subject">What of it; empty for all.</param>
/// <param name="Answer"><c>unknown</c>, <c>skipped</c>, <c>done</c>, or empty to take it back.</param>
sealed record AnswerRequest(string Step, string? Subject, string? Answer);
