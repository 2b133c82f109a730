using Merlon.Web.Serving;

namespace Merlon.Web.App;

/// <summary>What all pages are rendered with.</summary>
sealed class AppServer(ServedWorkspace served, AssetShelf assets, PageRenderer renderer)
{
    /// <summary>The renderer, for any number of requests at once.</summary>
    public PageRenderer Renderer => renderer;

    /// <summary>Styles and scripts.</summary>
    public AssetShelf Assets => assets;

    /// <summary>What a page knows of its request. Never waits: what is not judged yet is not told.</summary>
    public PageContext ContextOf(HttpContext context)
    {
        var last = served.Last;
        var caller = context.Caller();
        return new PageContext(caller, context.Words(), assets.Folder, context.Request.Path + context.Request.QueryString)
        {
            Organisation = last?.Assessment?.Organisation.Name ?? "",
            Release = last?.Assessment?.Context.Release.Version ?? "",
            Talk = subject => Merlon.Workspaces.TalkSubject.TryParse(subject, out var about) ? Merlon.Web.App.Talk.TalkView.Of(served.Team, about, caller) : null,
            Waiting = caller.Role == TeamRole.Nobody ? 0 : served.Team.WaitingFor(Merlon.Web.App.Talk.TalkPeople.LoginOf(served.Team, caller)),
        };
    }
}
