using Merlon.Exports;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.Site;

/// <summary>
/// A release as a site of plain files that opens from a disk: a page for each object, lists, a matrix for each domain, and a
/// search that runs in the page. Nothing is loaded from elsewhere; every page reads the same without its script.
/// </summary>
static class ReleaseSite
{
    /// <summary>Every file; a page is made when it is written.</summary>
    public static IEnumerable<OutputFile> Of(ExportScope scope)
    {
        var frame = new SiteFrame(scope);
        var paths = new PagePaths(scope, ".html");
        yield return new OutputFile("index.html", stream => stream.Write(SiteLists.Index(frame)));
        yield return new OutputFile("site.css", static stream => Copy("site.css", stream));
        yield return new OutputFile("site.js", static stream => Copy("site.js", stream));
        yield return new OutputFile("search-index.js", stream => SiteLists.WriteSearchIndex(frame, paths, stream));
        foreach (var domain in frame.Matrices)
        {
            yield return new OutputFile($"matrix-{domain}.html", stream => stream.Write(SiteLists.Matrix(frame, paths, domain)));
        }

        foreach (var kind in frame.Kinds)
        {
            yield return new OutputFile($"{kind}/index.html", stream => stream.Write(SiteLists.Kind(frame, paths, kind)));
        }

        foreach (var found in scope.Objects)
        {
            if (paths.Of(found) is { } path)
            {
                yield return new OutputFile(path, stream => stream.Write(SiteObjectPage.Of(frame, paths, found)));
            }
        }
    }

    static void Copy(string resource, Stream output)
    {
        using var stream = typeof(ReleaseSite).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"resource {resource} is not in the assembly");
        stream.CopyTo(output);
    }
}
