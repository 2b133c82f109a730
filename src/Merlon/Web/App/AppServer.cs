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
        return new PageContext(context.Caller(), Words.For(context.Request.Headers.AcceptLanguage), assets.Folder, context.Request.Path + context.Request.QueryString)
        {
            Organisation = last?.Assessment?.Organisation.Name ?? "",
            Release = last?.Assessment?.Context.Release.Version ?? "",
        };
    }
}
