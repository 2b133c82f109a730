using Merlon.Documents;
using Merlon.Layers;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Matrix;

/// <summary>A file that was given, and what became of it.</summary>
/// <param name="Name">Its name; foreign text.</param>
/// <param name="Saved">Layers that were saved from it.</param>
/// <param name="Diagnostics">What was noticed.</param>
public sealed record TakenFile(string Name, IReadOnlyList<TeamLayer> Saved, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>The team's layers as pages: the list, and each with its history. Every form works without a script.</summary>
static class LayerPages
{
    /// <summary>Most files that are given at once.</summary>
    const int FilesMax = 50;

    /// <summary>Edits that the page of a layer lists; the API has all of them.</summary>
    const int HistoryShown = 200;

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, MatrixRoom room)
    {
        var team = room.Served.Team;
        routes.MapGet("/matrix/layers", context => ListAsync(room, [], context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost("/matrix/layers", context => TakeAsync(room, context)).For(TeamRole.Analyst).WithMetadata(new LargeBody()).ExcludeFromDescription();
        routes.MapGet("/matrix/layers/{id}", (string id, HttpContext context) => ShowAsync(room, id, [], context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost("/matrix/layers/{id}", (string id, HttpContext context) => ActAsync(room, id, context)).For(TeamRole.Analyst).ExcludeFromDescription();
    }

    static Task ListAsync(MatrixRoom room, IReadOnlyList<TakenFile> taken, HttpContext context) => (AppPage.Of<LayersPage>(
        MatrixArea.WordsOf(context)["matrix.layers"], "matrix",
        (nameof(LayersPage.Layers), room.Served.Team.ListLayers()), (nameof(LayersPage.Away), room.Served.Team.ListLayers(deleted: true)), (nameof(LayersPage.Taken), taken)) with { Styles = ["matrix.css"] }).AnswerAsync(context);

    static Task ShowAsync(MatrixRoom room, string id, IReadOnlyList<LayerReviewItem> review, HttpContext context)
    {
        var content = room.LayerOf(id);
        return (AppPage.Of<LayerPage>(
            content.Head.Name, "matrix", (nameof(LayerPage.Content), content), (nameof(LayerPage.Edits), room.Served.Team.LayerEditsBefore(id, content.Head.Revision, HistoryShown)),
            (nameof(LayerPage.Links), room.Served.Team.LayerShares(id)), (nameof(LayerPage.Review), review),
            (nameof(LayerPage.Releases), room.Served.Read(static workspace => (IReadOnlyList<string>)[.. workspace.ListReleases().Select(static release => release.Version).Distinct(StringComparer.Ordinal)]))) with
        {
            Styles = ["matrix.css"],
            Scripts = ["matrix-layers.js"],
            ScriptTexts = ["matrix-script"],
        }).AnswerAsync(context);
    }

    static async Task TakeAsync(MatrixRoom room, HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var taken = new List<TakenFile>();
        foreach (var file in form.Files.Take(FilesMax))
        {
            using var buffer = new MemoryStream();
            await file.CopyToAsync(buffer, context.RequestAborted); // bounded by the route
            var parsed = LayerReader.Read(buffer.ToArray(), file.FileName, ReadLimits.Default);
            taken.Add(new TakenFile(file.FileName, [.. (parsed.Value?.Layers ?? []).Select(layer => LayerApi.Save(room, layer, release: null, context))], parsed.Diagnostics));
        }

        await ListAsync(room, taken, context);
    }

    static async Task ActAsync(MatrixRoom room, string id, HttpContext context)
    {
        var team = room.Served.Team;
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        switch (form["act"].ToString())
        {
            case "away":
                team.PutLayerAway(id, away: true, context.Author());
                context.Response.Redirect("/matrix/layers");
                return;
            case "restore":
                team.PutLayerAway(id, away: false, context.Author());
                break;
            case "rename":
                Rename(team, room.LayerOf(id), form["name"].ToString(), form["description"].ToString(), context.Author());
                break;
            case "upgrade":
                await ShowAsync(room, id, Upgraded(room, id, form["to"].ToString(), context), context);
                return;
            default:
                throw new InvalidDataException("a layer is renamed, upgraded, put away or taken out again");
        }

        context.Response.Redirect($"/matrix/layers/{id}");
    }

    static void Rename(Team team, TeamLayerContent content, string name, string description, TeamAuthor by)
    {
        static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);
        team.EditLayer(
            content.Head.Id, "",
            [
                new LayerEdit("", "", LayerPart.Name, LayerEditing.ValueOf(content.Layer, LayerPart.Name), Json(name.Trim().Length > 0 ? name.Trim() : content.Layer.Name)),
                new LayerEdit("", "", LayerPart.Description, LayerEditing.ValueOf(content.Layer, LayerPart.Description), Json(description.ReplaceLineEndings("\n").Trim())),
            ],
            by);
    }

    static IReadOnlyList<LayerReviewItem> Upgraded(MatrixRoom room, string id, string to, HttpContext context)
    {
        var content = room.LayerOf(id);
        var release = room.ReleaseOf(to, room.Served.Last?.Assessment);
        MatrixRoom.DomainOf(content.Layer.Domain, layers: null, release, assessment: null);
        var upgraded = LayerUpgrade.To(content.Layer, release, content.Head.Release == release.Version ? null : room.Served.Release(content.Head.Release)?.Release);
        return room.Served.Team.ReplaceLayer(id, content.Head.Revision, LayerEditing.PerTactic(upgraded.Layer, release), release.Version, context.Author()) is null
            ? throw new ProblemException(409, "Somebody edited the layer meanwhile", "Nothing was changed; look at it and upgrade it again")
            : upgraded.Review;
    }
}
