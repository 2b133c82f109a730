using Merlon.Documents;
using Merlon.Web.Api;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Assessment;

/// <summary>Assessments that the journal has, and one that is recorded now.</summary>
static class AssessmentRecordApi
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        var api = routes.MapGroup("/api/v1/assessments").WithTags("Assessments");
        api.MapGet("", (Paging paging) => Answer.Page(paging, [.. served.Read(static workspace => workspace.ListAssessments()).Reverse()], static (json, recorded) =>
        {
            json.WriteStartObject();
            json.WriteNumber("number", recorded.Number);
            json.WriteString("recorded_at", GuideWords.Instant(recorded.At));
            json.WriteDay("as_of", recorded.AsOf);
            json.WriteString("release", recorded.Release);
            json.WriteString("merlon", recorded.Merlon);
            json.WriteRounded("visibility", recorded.Summary.Visibility);
            json.WriteRounded("detection", recorded.Summary.Detection);
            json.WriteRounded("prevention", recorded.Summary.Prevention);
            json.WriteRounded("covered", recorded.Summary.Covered);
            json.WriteNumber("techniques", recorded.Summary.Techniques);
            json.WriteNumber("tested", recorded.Summary.Tested);
            json.WriteNumber("refuted", recorded.Summary.Refuted);
            json.WriteEndObject();
        })).For(TeamRole.Viewer).WithName("ListAssessments").WithSummary("Assessments of the journal, newest first.");
        api.MapPost("", (RecordWanted? wanted, HttpContext context, JobBoard board) =>
        {
            var request = AssessmentAsked.Of(wanted?.AsOf, wanted?.Release).RequestIn(served.Settings, record: true);
            var job = board.Begin("assessment", "Assessment", context.Caller(), async (progress, cancellation) =>
            {
                await served.StandingAsync(cancellation); // logs and rules that changed are read while others may write
                var assessed = await served.WriteAsync(workspace => workspace.AssessAsync(request, progress, cancellation), cancellation);
                return assessed.Value is not null ? "/api/v1/assessments?limit=1"
                    : throw new InvalidDataException(assessed.Diagnostics.FirstOrDefault(static d => d.Severity == Severity.Error)?.Message ?? "the organisation cannot be assessed");
            });
            return Results.Text(JsonText.Line(json => JobApi.Write(json, job)), "application/json; charset=utf-8", statusCode: StatusCodes.Status202Accepted);
        }).For(TeamRole.Analyst).WithName("RecordAssessment").WithSummary("Assesses now and appends to the journal what is stated anew and no longer: a job. A body may say of which day (asOf) and against which release.");
    }
}

/// <summary>Of when and against what an assessment is recorded.</summary>
/// <param name="AsOf">The day to speak of, such as 2026-11-22; today otherwise.</param>
/// <param name="Release">A release that is in the workspace, or <c>published</c>; the one in use otherwise.</param>
sealed record RecordWanted(string? AsOf, string? Release);
