using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Assessment;

/// <summary>A served workspace with its present standing, for routes that need an assessment.</summary>
/// <param name="Served">What is served.</param>
/// <param name="Shelf">What was worked out of the standing.</param>
/// <param name="Standing">Where the organisation stands.</param>
/// <param name="Assessment">Its assessment.</param>
/// <param name="Asked">Of when and against what it is.</param>
sealed record AssessedWorkspace(ServedWorkspace Served, StandingShelf Shelf, Standing Standing, GapAssessment Assessment, AssessmentAsked Asked)
{
    /// <summary>Where the organisation's file is, as the server was told.</summary>
    public string OrganisationPath => Served.Settings.OrganisationPath;

    /// <summary>The present standing, or the one that a route is asked for which takes another day or release; a problem that names what is wrong with the files where they cannot be judged.</summary>
    /// <exception cref="ProblemException">There is no assessment.</exception>
    public static async Task<AssessedWorkspace> OfAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var served = services.GetRequiredService<ServedWorkspace>();
        var standing = await served.StandingAsync(context.RequestAborted);
        if (standing.Assessment is not { } assessment)
        {
            throw new ProblemException(NoneOf(served.Settings.Shown(standing.Diagnostics)));
        }

        var asked = context.GetEndpoint()?.Metadata.GetMetadata<AsksAssessment>() is null ? AssessmentAsked.Of("", "") : AssessmentAsked.Of(context.Request.Query);
        if (asked.IsUsual)
        {
            return new AssessedWorkspace(served, services.GetRequiredService<StandingShelf>(), standing, assessment, asked);
        }

        var (other, shelf) = await services.GetRequiredService<OtherAssessments>().OfAsync(standing, asked, context.RequestAborted);
        return new AssessedWorkspace(served, shelf, other, other.Assessment ?? assessment, asked);
    }

    /// <summary>An answer that rests on the standing alone.</summary>
    public KeptAnswer Json(string key, Action<System.Text.Json.Utf8JsonWriter> write) => KeptAnswer.Json(Shelf, Standing, key, write);

    /// <summary>What was worked out under a key, or is now.</summary>
    public T Keep<T>(string key, Func<T> make)
        where T : class => Shelf.Keep(Standing, key, make);

    static Problem NoneOf(IReadOnlyList<Diagnostic> diagnostics)
    {
        var first = diagnostics.FirstOrDefault(static one => one.Severity == Severity.Error);
        return new Problem(409, "There is no assessment yet", first switch
        {
            null => "The organisation's files cannot be judged",
            { Code: "ORG044" } => "There is no organisation.yaml yet: the guided assessment asks for what it needs, and writes one",
            _ => $"The organisation's files cannot be judged: {first}".TrimEnd('.'),
        })
        {
            Further = json => DiagnosticJson.Write(json, "diagnostics", diagnostics),
        };
    }
}
