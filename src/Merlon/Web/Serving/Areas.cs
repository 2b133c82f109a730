using Merlon.Web.Api;
using Merlon.Web.App.Assessment;
using Merlon.Web.App.Detection;
using Merlon.Web.App.Home;
using Merlon.Web.App.Journal;
using Merlon.Web.App.Knowledge;
using Merlon.Web.App.Matrix;
using Merlon.Web.App.People;
using Merlon.Web.App.Settings;
using Merlon.Web.App.Talk;

namespace Merlon.Web.Serving;

/// <summary>The parts of the application, each with its routes.</summary>
static class Areas
{
    /// <summary>What the parts keep for the life of the server.</summary>
    public static void AddServices(IServiceCollection services, ServeSettings settings)
    {
        PeopleArea.AddServices(services, settings);
        AssessmentArea.AddServices(services);
        DetectionArea.AddServices(services);
        ApiArea.AddServices(services);
    }

    /// <summary>What stands between every request and its route: who asks.</summary>
    public static void Use(WebApplication application) => PeopleArea.Use(application);

    /// <summary>Every route.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        PeopleArea.Map(routes, served);
        HomeArea.Map(routes, served);
        MatrixArea.Map(routes, served);
        KnowledgeArea.Map(routes, served);
        DetectionArea.Map(routes, served);
        AssessmentArea.Map(routes, served);
        JournalArea.Map(routes, served);
        SettingsArea.Map(routes, served);
        TalkArea.Map(routes, served);
        JobApi.Map(routes);
        Health.Map(routes, served);
        BackupApi.Map(routes, served);
        ApiArea.Map(routes, served);
    }
}
