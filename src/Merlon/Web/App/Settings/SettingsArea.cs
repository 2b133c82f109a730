using Merlon.Web.Serving;
using Microsoft.AspNetCore.Components;

namespace Merlon.Web.App.Settings;

/// <summary>The account, people, tokens, what the server rests on, the audit log, and about it all.</summary>
static class SettingsArea
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/settings", static context =>
        {
            context.Response.Redirect("/settings/account");
            return Task.CompletedTask;
        }).For(TeamRole.Viewer).ExcludeFromDescription();
        AccountRoutes.Map(routes, served);
        PeopleRoutes.Map(routes, served);
        TokenRoutes.Map(routes, served);
        AuditRoutes.Map(routes, served);
        ServerRoutes.Map(routes, served);
    }

    /// <summary>A page of the settings, titled by a text.</summary>
    public static AppPage Page<TComponent>(HttpContext context, string titleKey, params (string Name, object? Value)[] parameters)
        where TComponent : IComponent
        => AppPage.Of<TComponent>(context.Words()[titleKey], "settings", parameters) with { Styles = ["settings.css"], Scripts = ["settings.js"], ScriptTexts = ["settings"] };
}
