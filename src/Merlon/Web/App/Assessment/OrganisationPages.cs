using Merlon.Documents;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Assessment;

/// <summary>The organisation file as a text, and its history.</summary>
static class OrganisationPages
{
    /// <summary>Where the text is.</summary>
    public const string Address = "/assessment/organisation";

    /// <summary>Versions that the page lists.</summary>
    const int ListedMax = 200;

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, OrganisationDesk desk)
    {
        routes.MapGet(Address, context => ShowAsync(desk, context, null)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost(Address, context => SaveAsync(desk, context)).For(TeamRole.Analyst).ExcludeFromDescription();
        routes.MapGet(Address + "/versions/{number:long}", (long number, HttpContext context) => VersionAsync(desk, number, context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost(Address + "/versions/{number:long}", async (long number, HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            await desk.RestoreAsync(number, form["tag"].ToString(), context.Caller());
            See(context);
        }).For(TeamRole.Analyst).ExcludeFromDescription();
    }

    static Task ShowAsync(OrganisationDesk desk, HttpContext context, (string Text, Problem Problem)? refused)
    {
        var file = desk.Read();
        var diagnostics = file.IsThere ? desk.Resolve(file.Text).Diagnostics : [];
        var page = AppPage.Of<OrganisationTextPage>(
            "organisation.yaml", "assessment", (nameof(OrganisationTextPage.File), file), (nameof(OrganisationTextPage.Diagnostics), diagnostics),
            (nameof(OrganisationTextPage.Versions), desk.Served.Team.OrganisationVersions(ListedMax)), (nameof(OrganisationTextPage.Mine), refused?.Text), (nameof(OrganisationTextPage.Problem), refused?.Problem));
        return (page with { Styles = ["guide.css"], Status = refused?.Problem.Status ?? StatusCodes.Status200OK }).AnswerAsync(context);
    }

    static async Task SaveAsync(OrganisationDesk desk, HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var lineBreak = desk.Read().Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var text = form["text"].ToString().ReplaceLineEndings(lineBreak); // a browser sends CRLF whatever it was given
        try
        {
            await desk.PutAsync(text, form["tag"].ToString(), context.Caller());
            See(context);
        }
        catch (ProblemException refused) when (refused.Problem.Status is 400 or 412)
        {
            await ShowAsync(desk, context, (text, refused.Problem)); // what somebody typed is never lost
        }
    }

    static Task VersionAsync(OrganisationDesk desk, long number, HttpContext context)
    {
        var (version, text) = desk.Version(number);
        var before = number > 1 && desk.Served.Team.FindOrganisationVersion(number - 1) is { } earlier ? earlier.Text : "";
        return (AppPage.Of<OrganisationVersionPage>($"Version {number}", "assessment", ("Version", version), ("Text", text), ("Changes", TextLines.Compare(before, text)), ("File", desk.Read())) with { Styles = ["guide.css"] }).AnswerAsync(context);
    }

    static void See(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = Address;
    }
}
