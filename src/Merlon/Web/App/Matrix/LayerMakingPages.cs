using System.Globalization;
using Merlon.Attack;
using Merlon.Drawing;
using Merlon.Intelligence;
using Merlon.Layers;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Matrix;

/// <summary>
/// Pages that make a layer from what a release or the assessment says, and one from others by a formula. Looking is asking with an address, which can be sent to others;
/// saving is a form of its own. Both work without a script.
/// </summary>
static class LayerMakingPages
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, MatrixRoom room)
    {
        routes.MapGet("/matrix/layers/make", async context =>
        {
            await room.StandingAsync(waits: true, context.RequestAborted);
            await MakeAsync(room, MakeForm.Parse(context.Request.Query), context);
        }).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost("/matrix/layers/make", async context =>
        {
            var form = MakeForm.Parse(await context.Request.ReadFormAsync(context.RequestAborted));
            await room.StandingAsync(waits: true, context.RequestAborted);
            await SaveOrShowAsync(room, Made(room, form, context), form.Release, () => MakeAsync(room, form, context), context);
        }).For(TeamRole.Analyst).ExcludeFromDescription();
        routes.MapGet("/matrix/layers/make/picture.svg", context => Picture(room, Made(room, MakeForm.Parse(context.Request.Query), context), MakeForm.Parse(context.Request.Query).Release, context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/matrix/layers/combine", async context =>
        {
            await room.StandingAsync(waits: true, context.RequestAborted);
            await CombineAsync(room, CombineForm.Parse(context.Request.Query), context);
        }).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost("/matrix/layers/combine", async context =>
        {
            var form = CombineForm.Parse(await context.Request.ReadFormAsync(context.RequestAborted));
            await room.StandingAsync(waits: true, context.RequestAborted);
            await SaveOrShowAsync(room, Combined(room, form, context), "", () => CombineAsync(room, form, context), context);
        }).For(TeamRole.Analyst).ExcludeFromDescription();
        routes.MapGet("/matrix/layers/combine/picture.svg", context => Picture(room, Combined(room, CombineForm.Parse(context.Request.Query), context), "", context)).For(TeamRole.Viewer).ExcludeFromDescription();
    }

    static Task MakeAsync(MatrixRoom room, MakeForm form, HttpContext context)
    {
        var made = Made(room, form, context);
        var release = ReleaseFor(room, form.Release);
        return Page<LayerMakePage>(
            MatrixArea.WordsOf(context)["layers.make"], made, context,
            (nameof(LayerMakePage.Form), form), (nameof(LayerMakePage.Made), made), (nameof(LayerMakePage.Release), release), (nameof(LayerMakePage.Picture), PictureOf("make", context)),
            (nameof(LayerMakePage.Sectors), GroupSectors.OpenBuiltIn().Sectors), (nameof(LayerMakePage.IsAssessed), room.Served.Last?.Assessment is not null),
            (nameof(LayerMakePage.Releases), room.Served.Read(static workspace => (IReadOnlyList<string>)[.. workspace.ListReleases().Select(static one => one.Version).Distinct(StringComparer.Ordinal)])));
    }

    static Task CombineAsync(MatrixRoom room, CombineForm form, HttpContext context)
    {
        var made = Combined(room, form, context);
        return Page<LayerCombinePage>(
            MatrixArea.WordsOf(context)["layers.combine"], made, context,
            (nameof(LayerCombinePage.Form), form), (nameof(LayerCombinePage.Made), made), (nameof(LayerCombinePage.Release), ReleaseFor(room, "")), (nameof(LayerCombinePage.Picture), PictureOf("combine", context)),
            (nameof(LayerCombinePage.Layers), room.Served.Team.ListLayers()), (nameof(LayerCombinePage.IsAssessed), room.Served.Last?.Assessment is not null));
    }

    static Task Page<TPage>(string title, MadeLayer made, HttpContext context, params (string Name, object? Value)[] parameters)
        where TPage : Microsoft.AspNetCore.Components.IComponent
        => (AppPage.Of<TPage>(title, "matrix", parameters) with { Styles = ["matrix.css"], Status = made.Problem.Length > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK }).AnswerAsync(context);

    // The picture is of the same address as the page: only what is asked with one has a picture.
    static string PictureOf(string page, HttpContext context) => HttpMethods.IsGet(context.Request.Method) ? $"/matrix/layers/{page}/picture.svg{context.Request.QueryString}" : "";

    static async Task SaveOrShowAsync(MatrixRoom room, MadeLayer made, string release, Func<Task> show, HttpContext context)
    {
        if (made.Layer is not { } layer)
        {
            await show();
            return;
        }

        context.Response.Redirect($"/matrix?layer={LayerApi.Save(room, layer, release.Length > 0 ? release : null, context).Id}");
    }

    static Task Picture(MatrixRoom room, MadeLayer made, string release, HttpContext context)
    {
        var layer = made.Layer ?? throw new InvalidDataException(made.Problem);
        var (bytes, type) = MatrixExport.Draw("svg", layer, ReleaseFor(room, release), new DrawnMatrix(new MatrixSvgOptions { Paper = SvgPaper.Medium, ShowAbout = false, ShowFilters = false, ShowDomain = false }, new MatrixOptions { ShowScores = true }), context.RequestAborted);
        context.Response.Headers.CacheControl = "private, no-cache";
        return Results.Bytes(bytes, type).ExecuteAsync(context);
    }

    static AttackRelease ReleaseFor(MatrixRoom room, string version) => room.ReleaseOf(version, room.Served.Last?.Assessment);

    static MadeLayer Made(MatrixRoom room, MakeForm form, HttpContext context)
    {
        if (form.From.Length == 0)
        {
            return MadeLayer.None;
        }

        var words = MatrixArea.WordsOf(context);
        return Tried(() =>
        {
            var layer = LayerToolApi.Make(room, new LayerToolApi.LayerToMake(
                form.From == "subjects" ? Some(form.Subjects, words["layers.make.nothing.subjects"]) : null,
                form.From == "log-sources" ? Some(form.LogSources, words["layers.make.nothing.log-sources"]) : null,
                form.From == "overview" ? form.Overview : null,
                form.From == "search" ? Some(form.Search, words["layers.make.nothing.search"]) : null,
                form.From == "view" ? form.View : null,
                form.From == "sector" ? form.Sector : null,
                form.Domain, form.Name, form.Release.Length > 0 ? form.Release : null));
            return new MadeLayer(layer, [], "");
        });
    }

    static IReadOnlyList<string> Some(IReadOnlyList<string> values, string otherwise) => values.Count > 0 ? values : throw new InvalidDataException(otherwise);

    static string Some(string value, string otherwise) => value.Length > 0 ? value : throw new InvalidDataException(otherwise);

    static MadeLayer Combined(MatrixRoom room, CombineForm form, HttpContext context)
    {
        if (!form.IsAsked)
        {
            return MadeLayer.None;
        }

        var words = MatrixArea.WordsOf(context);
        return Tried(() =>
        {
            var letters = LayerOperation.Letters(Math.Min(form.Layers.Count, LayerOperation.CombinedLayersMax));
            var contents = form.Layers.Select((id, i) => id.Length == 0 ? throw new InvalidDataException(words["layers.combine.missing", letters.ElementAtOrDefault(i) ?? ""])
                : id.StartsWith(CombineForm.ViewPrefix, StringComparison.Ordinal) ? null : room.LayerOf(id)).ToList();
            var domain = contents.OfType<TeamLayerContent>().FirstOrDefault()?.Head.Domain ?? "";
            var release = ReleaseFor(room, contents.OfType<TeamLayerContent>().FirstOrDefault()?.Head.Release ?? "");
            var layers = contents.Select((content, i) => content?.Layer ?? LayerToolApi.OfAssessment(room, form.Layers[i][CombineForm.ViewPrefix.Length..], MatrixRoom.DomainOf(domain, layers: null, release, room.Served.Last?.Assessment))).ToList();
            string? Of(string part) => form.Taken.GetValueOrDefault(part);
            var combination = LayerToolApi.CombinationOf(
                new LayerToolApi.LayersToCombine(form.Expression, [], form.Name, Of("comments"), Of("links"), Of("metadata"), Of("colors"), Of("enabled"), Of("filters"), Of("legend"), Of("gradient"), null),
                layers.Count);
            var made = letters.Zip(layers, static (letter, layer) => string.Create(CultureInfo.InvariantCulture, $"{letter}: {layer.Name}"));
            combination = combination with
            {
                Name = form.Name.Length > 0 ? form.Name : form.Expression.Length > 0 ? form.Expression : combination.Name,
                Description = words["layers.combine.description", form.Expression, string.Join(", ", made)],
            };
            var combined = LayerOperation.Combine(combination, layers, release);
            return combined.Value is { Techniques.Count: > 0 } layer ? new MadeLayer(layer, combined.Diagnostics, "")
                : new MadeLayer(null, combined.Diagnostics, combined.Value is null ? words["layers.combine.failed"] : words["layers.combine.empty"]);
        });
    }

    // What somebody wrote is wrong: the page says so beside what they wrote, instead of a page of trouble.
    static MadeLayer Tried(Func<MadeLayer> make)
    {
        try
        {
            return make();
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            return new MadeLayer(null, [], e.Message);
        }
    }
}
