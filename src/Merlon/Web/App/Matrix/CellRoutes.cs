using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Matrix;

/// <summary>What is known of one cell.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Release">Its release.</param>
/// <param name="Assessment">The assessment, or null.</param>
/// <param name="Explanation">Its gap opened into parts; null where it is none.</param>
/// <param name="Query">The matrix's state, to come back to.</param>
public sealed record CellFacts(Technique Technique, AttackRelease Release, GapAssessment? Assessment, GapExplanation? Explanation, string Query);

/// <summary>One cell, as a panel beside the matrix and as a page of its own.</summary>
static class CellRoutes
{
    /// <summary>The header by which the matrix's script asks for the panel alone.</summary>
    const string FragmentHeader = "X-Fragment";

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, MatrixRoom room)
        => routes.MapGet("/matrix/cell/{technique}", (string technique, HttpContext context) => ShowAsync(room, technique, context)).For(TeamRole.Viewer).ExcludeFromDescription();

    static async Task ShowAsync(MatrixRoom room, string technique, HttpContext context)
    {
        var state = MatrixState.Parse(context.Request.Query);
        var isFragment = context.Request.Headers.ContainsKey(FragmentHeader);
        var standing = await room.StandingAsync(waits: false, context.RequestAborted);
        var release = room.ReleaseOf(state.Release, standing?.Assessment);
        if (!TechniqueId.TryParse(technique, null, out var id) || !release.TryFind(id, out var found))
        {
            var nearest = Spelling.Nearest(technique, release.Techniques.Select(static one => one.Id)) is { } near ? $"; did you mean {near}?" : "";
            throw new FileNotFoundException($"ATT&CK {release.Version} has no technique '{technique}'{nearest}");
        }

        var etag = $"\"{standing?.Tag ?? "waiting"}-{release.Version}-{found.Id}-{isFragment}\"";
        if (isFragment)
        {
            context.Response.Headers.ETag = etag;
            context.Response.Headers.CacheControl = "private, no-cache";
            context.Response.Headers.Vary = FragmentHeader;
            if (context.Request.Headers.IfNoneMatch.Contains(etag, StringComparer.Ordinal))
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        CellFacts facts = new(found, release, standing?.Assessment, standing?.Assessment is { } assessment ? GapExplanation.Of(assessment, id) : null, state.ToQuery());
        if (!isFragment)
        {
            await (AppPage.Of<CellPage>(found.ToString(), "matrix", (nameof(CellPage.Facts), facts)) with { Styles = ["matrix.css"] }).AnswerAsync(context);
            return;
        }

        var server = context.RequestServices.GetRequiredService<AppServer>();
        var html = server.Renderer.Render(typeof(CellFragment), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(CellFragment.Facts)] = facts,
            [nameof(CellFragment.Given)] = server.ContextOf(context),
        });
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(html, context.RequestAborted);
    }
}
