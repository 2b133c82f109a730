using Merlon.Web.App.Detection;
using Merlon.Web.Serving;

namespace Merlon.Web.App;

/// <summary>Pages that show how far something is that takes its time, and then what became of it.</summary>
static class WorkPages
{
    /// <summary>Answers with such a page of the assessment.</summary>
    /// <param name="context">The request: the page asks again for the same when the work is done.</param>
    /// <param name="heading">Key of the text that it is headed with.</param>
    /// <param name="job">The work.</param>
    public static Task AnswerAsync(HttpContext context, string heading, Job job)
        => PageOf(context, "assessment", [("/assessment", "shell.menu.assessment")], heading, "insight.work.lead", job).AnswerAsync(context);

    /// <summary>Such a page of any area.</summary>
    public static AppPage PageOf(HttpContext context, string area, IReadOnlyList<(string Address, string Text)> crumbs, string heading, string lead, Job job)
    {
        context.Response.Headers.CacheControl = "no-store";
        return AppPage.Of<WorkPage>(
            context.Words()[heading], area, (nameof(WorkPage.Crumbs), crumbs), (nameof(WorkPage.Heading), heading), (nameof(WorkPage.Lead), lead), (nameof(WorkPage.JobId), job.Id),
            (nameof(WorkPage.Stage), job.Progress.Stage), (nameof(WorkPage.Here), context.Request.Path + context.Request.QueryString)) with
        {
            Styles = ["detection.css"],
            Scripts = ["detection-work.js"],
            ScriptTexts = ["detection"],
        };
    }
}
