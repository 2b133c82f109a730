using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Web.Serving;
using Merlon.Workspaces;

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
            throw new ProblemException(NoneOf(served.Settings.Named(standing.Diagnostics)));
        }

        var asked = context.GetEndpoint()?.Metadata.GetMetadata<AsksAssessment>() is null ? AssessmentAsked.Of("", "") : AssessmentAsked.Of(context.Request.Query);
        if (asked.IsUsual)
        {
            return new AssessedWorkspace(served, services.GetRequiredService<StandingShelf>(), standing, assessment, asked);
        }

        var others = services.GetRequiredService<OtherAssessments>();
        var (other, shelf) = others.Find(standing, asked) ?? (await others.Begin(standing, asked, context).RequireAsync(context, "gaps.title")).Parts;
        return new AssessedWorkspace(served, shelf, other, other.Assessment ?? assessment, asked);
    }

    /// <summary>An answer that rests on the standing alone.</summary>
    public KeptAnswer Json(string key, Action<System.Text.Json.Utf8JsonWriter> write) => KeptAnswer.Json(Shelf, Standing, key, write);

    /// <summary>What was worked out under a key, or is now.</summary>
    public T Keep<T>(string key, Func<T> make)
        where T : class => Shelf.Keep(Standing, key, make);

    /// <summary>What was worked out under a key, or is being: by one job for all who ask, for which the request waits a moment.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">Kind of the job.</param>
    /// <param name="key">Another text for every other answer.</param>
    /// <param name="heading">Key of the text that a page is headed with which shows how far it is.</param>
    /// <param name="make">Works it out.</param>
    /// <exception cref="ProblemException">It is not there yet: 202, or a page that shows how far it is.</exception>
    public async Task<T> WorkOutAsync<T>(HttpContext context, string kind, string key, string heading, Func<IProgress<WorkProgress>, CancellationToken, Task<T>> make)
        where T : class
    {
        if (Shelf.Find<T>(Standing, key) is { } known)
        {
            return known;
        }

        var works = context.RequestServices.GetRequiredService<WorkShelf>();
        var name = $"{Standing.Tag} {key}";
        var work = works.BeginAsync(kind, name, $"{context.Words()[heading]}: {Assessment.Organisation.Name}", $"{context.Request.Path}{context.Request.QueryString}", context.Caller(), async (progress, stop) =>
        {
            var made = await make(progress, stop);
            _ = Keep(key, () => made);
            works.Forget(kind, name); // it is kept with the standing
            return made;
        });
        return await work.RequireAsync(context, heading);
    }

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
