using Merlon.Web.Api;
using Merlon.Web.App.People;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Settings;

/// <summary>What the server is and rests on: rules, mappings, backup, about.</summary>
static class ServerRoutes
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/settings/rules", (HttpContext context) => SettingsArea.Page<RulesPage>(context, "settings.tab.rules", (nameof(RulesPage.Folders), served.Settings.RulePaths)).AnswerAsync(context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/settings/mappings", (HttpContext context) =>
        {
            var controls = served.Read(static workspace => workspace.LoadControls());
            return SettingsArea.Page<MappingsPage>(context, "settings.tab.mappings", (nameof(MappingsPage.Frameworks), controls.Value?.Frameworks ?? []), (nameof(MappingsPage.Diagnostics), controls.Diagnostics)).AnswerAsync(context);
        }).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/settings/backup", (HttpContext context, JobBoard board) => SettingsArea.Page<BackupPage>(
            context, "settings.tab.backup", (nameof(BackupPage.Backups), KeptBackup.List(served)), (nameof(BackupPage.Begun), BegunBackup.Of(board.Find(context.Request.Query["job"].ToString())))).AnswerAsync(context)).For(TeamRole.Administrator).ExcludeFromDescription();
        routes.MapGet("/settings/about", (HttpContext context) => SettingsArea.Page<AboutPage>(context, "settings.tab.about", (nameof(AboutPage.About), AboutOf(served)), (nameof(AboutPage.Languages), context.RequestServices.GetRequiredService<WordShelf>().States)).AnswerAsync(context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/api/v1/about", () => Answer.Json(json =>
        {
            var about = AboutOf(served);
            json.WriteStartObject();
            json.WriteString("version", about.Version);
            json.WriteText("release", about.Release);
            json.WriteString("database", about.Database);
            json.WriteStartObject("limits");
            foreach (var (name, value) in about.Limits)
            {
                json.WriteNumber(name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        })).For(TeamRole.Viewer).WithTags("Server").WithName("GetAbout").WithSummary("Version, release in use, kind of database, and the limits of the server.");
    }

    static About AboutOf(ServedWorkspace served) => new(AnswerWords.Version, served.Last?.Assessment?.Context.Release.Version ?? "", served.Settings.Database is null ? "SQLite" : "PostgreSQL",
    [
        ("request_bytes", MerlonServer.RequestBytesMax), ("connections", MerlonServer.ConnectionsMax), ("changes_per_minute", Pacing.ChangesPerMinuteMax), ("reads_per_minute", Pacing.ReadsPerMinuteMax),
        ("uploads_at_once", Pacing.UploadsMax), ("sign_ins_per_minute", Pacing.AttemptsPerMinuteMax), ("session_hours", Team.SessionHoursMax), ("session_idle_hours", Team.SessionIdleHoursMax),
        ("token_days", Team.TokenDaysMax), ("people", Team.PeopleMax),
    ]);
}

/// <summary>What the server says of itself.</summary>
/// <param name="Version">Of the product.</param>
/// <param name="Release">Of ATT&amp;CK, in use; empty while it is not known.</param>
/// <param name="Database">Kind of the database that keeps the team's tables.</param>
/// <param name="Limits">By name.</param>
public sealed record About(string Version, string Release, string Database, IReadOnlyList<(string Name, long Value)> Limits);
