using Merlon.Web.App.Detection.Hunts;
using Merlon.Web.App.Detection.Logs;
using Merlon.Web.App.Detection.Rules;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Detection;

/// <summary>Rules, logs, hunts and what they found.</summary>
static class DetectionArea
{
    /// <summary>What is kept for the life of the server.</summary>
    public static void AddServices(IServiceCollection services)
        => services.AddSingleton<LogChoices>().AddSingleton<UploadedRules>().AddSingleton<RuleShelf>().AddSingleton<RuleTools>().AddSingleton<RuleWork>().AddSingleton<HuntBoard>().AddSingleton<HuntShelf>().AddSingleton<InventoryWork>();

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        OverviewRoutes.Map(routes, served);
        LogRoutes.Map(routes);
        LogApi.Map(routes);
        HuntRoutes.Map(routes, served);
        HuntApi.Map(routes);
        RuleRoutes.Map(routes, served);
        RuleApi.Map(routes, served);
        InventoryRoutes.Map(routes, served);
    }

    /// <summary>A page that shows how far something is that takes its time, and then what became of it.</summary>
    public static Task WaitAsync(HttpContext context, string heading, Job job)
        => (WorkPages.PageOf(context, "detection", [("/detection", "shell.menu.detection"), ("/detection/rules", "detection.rules")], heading, "detection.work.lead", job) with { Scripts = ["detection.js", "detection-work.js"] }).AnswerAsync(context);

    /// <summary>A page of the area, with its look.</summary>
    public static AppPage Page<TComponent>(string title, params (string Name, object? Value)[] parameters)
        where TComponent : Microsoft.AspNetCore.Components.IComponent
        => AppPage.Of<TComponent>(title, "detection", parameters) with { Styles = ["detection.css"], Scripts = ["detection.js"], ScriptTexts = ["detection"] };
}
