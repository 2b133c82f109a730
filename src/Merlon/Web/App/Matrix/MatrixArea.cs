using System.Globalization;
using System.Text;
using Merlon.Drawing;
using Merlon.Web.Serving;
using Microsoft.Net.Http.Headers;

namespace Merlon.Web.App.Matrix;

/// <summary>The matrix with any layer or assessment over it.</summary>
static class MatrixArea
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        MatrixRoom room = new(served);
        MatrixValues values = new(room);
        routes.MapGet("/matrix", context => PageAsync(room, values, context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/matrix/palette.css", context => PaletteAsync(room, context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/matrix/export/{format}", (string format, HttpContext context) => ExportAsync(room, format, context)).For(TeamRole.Viewer).ExcludeFromDescription();
        CellRoutes.Map(routes, room);
        LayerPages.Map(routes, room);
        LayerMakingPages.Map(routes, room);
        MatrixApi.Map(routes, room, values);
        LayerApi.Map(routes, room);
        LayerToolApi.Map(routes, room);
        LayerShareRoutes.Map(routes, room);
    }

    /// <summary>What a request's address asks for, opened.</summary>
    public static Task<OpenMatrix> OpenAsync(MatrixRoom room, HttpContext context, bool waits)
        => room.OpenAsync(MatrixState.Parse(context.Request.Query), WordsOf(context), waits, context.RequestAborted);

    /// <summary>The texts that a request's browser asks for.</summary>
    public static Words WordsOf(HttpContext context) => context.Words();

    /// <summary>A file to be kept, never shown as a page of ours.</summary>
    public static IResult File(byte[] bytes, string type, string name, HttpContext context)
    {
        context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = name, FileName = name }.ToString();
        context.Response.Headers.CacheControl = "private, no-cache";
        return Results.Bytes(bytes, type);
    }

    static async Task PageAsync(MatrixRoom room, MatrixValues values, HttpContext context)
    {
        var open = await OpenAsync(room, context, waits: false);
        var page = AppPage.Of<MatrixPage>(
            open.Paint.Title, "matrix", (nameof(MatrixPage.Open), open), (nameof(MatrixPage.Layers), room.Served.Team.ListLayers()),
            (nameof(MatrixPage.Releases), room.Served.Read(static workspace => (IReadOnlyList<string>)[.. workspace.ListReleases().Select(static release => release.Version).Distinct(StringComparer.Ordinal)]))) with
        {
            Scripts = ["matrix-cells.js", "matrix-filter.js", "matrix-grid.js", "matrix-state.js", "matrix.js"], // each by name, so that none waits until another one asks for it
            Styles = ["matrix.css"],
            ScriptTexts = ["matrix-script"],
            IsWide = true,
        };
        if (open.Paint.Palette.Count > 0)
        {
            page = page with { Styles = [.. page.Styles, $"../../matrix/palette.css{open.State.ToQuery()}"] };
        }

        await page.AnswerAsync(context);
        if (open.Assessment is not null)
        {
            var (state, words) = (MatrixState.Parse(context.Request.Query), WordsOf(context));
            _ = Task.Run(() => values.PrepareAsync(state, words), CancellationToken.None); // the page does not wait for it, and needs none of it
        }
    }

    // Colours of a layer are many and its own, and no page has styles inside: they come as a sheet of their own.
    static async Task PaletteAsync(MatrixRoom room, HttpContext context)
    {
        var open = await OpenAsync(room, context, waits: false);
        var css = new StringBuilder();
        for (var i = 0; i < open.Paint.Palette.Count; i++)
        {
            css.Append(CultureInfo.InvariantCulture, $".p{i}{{background:{open.Paint.Palette[i].Fill};color:{open.Paint.Palette[i].Ink}}}\n");
        }

        context.Response.ContentType = "text/css; charset=utf-8";
        context.Response.Headers.CacheControl = "private, no-cache";
        await context.Response.WriteAsync(css.ToString(), context.RequestAborted);
    }

    static async Task<IResult> ExportAsync(MatrixRoom room, string format, HttpContext context)
    {
        var open = await OpenAsync(room, context, waits: true);
        var layer = MatrixExport.LayerOf(open);
        MatrixSvgOptions options = new() { Paper = SvgPaper.Medium, IsDark = context.Request.Query["theme"] == "dark" };
        var (bytes, type) = MatrixExport.Draw(format, layer, open.Release, new DrawnMatrix(options, new MatrixOptions { ShowScores = true }), context.RequestAborted);
        return File(bytes, type, MatrixExport.FileName(layer.Name, format), context);
    }
}
