using System.Globalization;
using Merlon.Assessment;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Assessment;

/// <summary>The guided assessment: its pages, the forms behind them, and what they need of the API.</summary>
static class GuideRoutes
{
    /// <summary>Where the guide begins.</summary>
    public const string Address = "/assessment/guide";

    /// <summary>Most fields of a form.</summary>
    public const int FormFieldsMax = 2_000;

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        OrganisationDesk desk = new(served);
        routes.MapGet(Address, context => StartAsync(desk, context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet(Address + "/{step}", (string step, HttpContext context) => StepAsync(desk, step, context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost(Address + "/edit", context => EditAsync(desk, context)).For(TeamRole.Analyst).ExcludeFromDescription();
        OrganisationApi.Map(routes, desk);
        OrganisationPages.Map(routes, desk);
        EntryTableApi.Map(routes, desk);
        RuleUploads.Map(routes, desk);
        SignOffRoutes.Map(routes, desk);
        DecisionApi.Map(routes, served);
        AssessmentRecordApi.Map(routes, served);
    }

    static Task StartAsync(OrganisationDesk desk, HttpContext context)
    {
        var state = GuideState.Of(desk, "", desk.Served.Last);
        return Page<GuideStart>("The guided assessment", state).AnswerAsync(context);
    }

    static async Task StepAsync(OrganisationDesk desk, string step, HttpContext context)
    {
        if (!GuideSteps.All.Contains(step, StringComparer.Ordinal))
        {
            throw new FileNotFoundException("there is no such step of the guide");
        }

        if (!desk.Read().IsThere)
        {
            context.Response.Redirect(Address);
            return;
        }

        var standing = step is "review" or "sign-off" ? await desk.Served.StandingAsync(context.RequestAborted) : desk.Served.Last;
        var state = GuideState.Of(desk, step, standing);
        await Page<GuidePage>(context.Words()["guide.step." + step], state).AnswerAsync(context);
    }

    static AppPage Page<TComponent>(string title, GuideState state)
        where TComponent : Microsoft.AspNetCore.Components.IComponent
        => AppPage.Of<TComponent>(title, "assessment", ("State", state)) with { Scripts = ["guide.js"], Styles = ["guide.css"], ScriptTexts = ["guide-script"] };

    static async Task EditAsync(OrganisationDesk desk, HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(new Microsoft.AspNetCore.Http.Features.FormOptions { ValueCountLimit = FormFieldsMax }, context.RequestAborted);
        var saved = await MadeAsync(desk, form, context.Caller());
        var to = form["to"].ToString();
        if (context.Request.Headers.Accept.ToString().Contains("json", StringComparison.Ordinal))
        {
            await (saved is null ? Results.NoContent() : OrganisationApi.Saved(saved)).ExecuteAsync(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = People.LocalPath.Of(to) is var there && there.StartsWith("/assessment/", StringComparison.Ordinal) ? there : Address;
    }

    static async Task<SavedEdit?> MadeAsync(OrganisationDesk desk, IFormCollection form, Caller caller)
    {
        switch (form["do"].ToString())
        {
            case "create":
                var answers = new CreateRequest(form["name"].ToString(), [.. form["sectors"].OfType<string>()], [], [], [], [], [], null, null).Answers();
                return await desk.CreateAsync(OrganisationTemplate.Write(answers), caller);
            case "answer":
                desk.Served.Team.AnswerGuide(GuideSteps.Known(form["step"].ToString()), form["subject"].ToString(), GuideSteps.AnswerOf(form["answer"].ToString()), OrganisationDesk.AuthorOf(caller));
                return null;
            case "undo":
                return await desk.UndoAsync(long.TryParse(form["version"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidDataException("a version is a number"), caller);
            default:
                var tag = form["tag"].ToString();
                var known = desk.Served.Team.OrganisationTextOf(tag) ?? desk.Read().Text;
                var edits = GuideForms.EditsOf(form, OrganisationDesk.TreeOf(known));
                return edits.Count == 0 ? null : await desk.EditAsync(edits, tag, caller);
        }
    }
}
