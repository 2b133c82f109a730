using System.Globalization;
using System.Text;
using System.Text.Json;
using Merlon.Layers;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Matrix;

/// <summary>The team's layers over HTTP: list, save, edit together, history.</summary>
static class LayerApi
{
    /// <summary>How often a layer is looked at for edits that came through another server, in milliseconds.</summary>
    const int LookEveryMs = 1_000;

    /// <summary>How often a listener is told that nothing happened, in looks.</summary>
    const int KeepAliveLooks = 15;

    /// <summary>Most edits of one event.</summary>
    const int EventEditsMax = 2_000;

    /// <summary>A layer to save.</summary>
    /// <param name="Document">A layer file of any format that Navigator ever had, as JSON; with several layers all of them.</param>
    /// <param name="Name">Its name from now on; the file's own when it is left out.</param>
    /// <param name="Release">Release such as <c>18.1</c>; the one in use when it is left out.</param>
    internal sealed record NewLayer(JsonElement Document, string? Name, string? Release);

    /// <summary>A layer to put in another's place.</summary>
    /// <param name="Document">A layer file, as JSON.</param>
    /// <param name="Release">Release such as <c>18.1</c>; the layer's own when it is left out.</param>
    internal sealed record LayerReplacement(JsonElement Document, string? Release);

    /// <summary>Edits sent together.</summary>
    /// <param name="Batch">A name of the sender's for these edits: sent twice, they count once.</param>
    /// <param name="Edits">The edits, one after the other.</param>
    internal sealed record EditBatch(string? Batch, IReadOnlyList<EditGiven> Edits);

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, MatrixRoom room)
    {
        var team = room.Served.Team;
        var layers = routes.MapGroup("/api/v1/layers").WithTags("Layers");
        layers.MapGet("", (Paging paging, bool? deleted) => Answer.Page(paging, team.ListLayers(deleted ?? false), LayerJson.Write))
            .For(TeamRole.Viewer).WithName("ListLayers").WithSummary("Layers of the team, the one changed last first; deleted=true for those that were put away.");
        layers.MapPost("", (NewLayer given, HttpContext context) => Create(room, given, context)).For(TeamRole.Analyst).WithName("CreateLayer").WithMetadata(new LargeBody())
            .WithSummary("Saves a layer of any format that Navigator ever had.");
        layers.MapGet("/{id}", (string id) =>
        {
            var content = room.LayerOf(id);
            return Answer.Json(json => LayerJson.WriteDocument(json, content.Layer), TagOf(content.Head));
        }).For(TeamRole.Viewer).WithName("GetLayer").WithSummary("A layer in Navigator's format 4.5; its ETag is its revision.");
        layers.MapGet("/{id}/head", (string id) => Answer.Json(json => LayerJson.Write(json, HeadOf(team, id)))).For(TeamRole.Viewer).WithName("GetLayerHead").WithSummary("Name, revision and authors of a layer, also of one that was put away.");
        layers.MapPut("/{id}", (string id, LayerReplacement given, HttpContext context) => Replace(room, id, given, context)).For(TeamRole.Analyst).WithIfMatch().Refuses(428).WithName("ReplaceLayer").WithMetadata(new LargeBody())
            .WithSummary("Puts another document in a layer's place; If-Match carries the revision that it rests on. What was there stays in the history.");
        layers.MapDelete("/{id}", (string id, HttpContext context) => team.PutLayerAway(id, away: true, context.Author()) ? Results.NoContent() : throw Gone(id))
            .For(TeamRole.Analyst).WithName("DeleteLayer").WithSummary("Puts a layer away; it can be taken out again.");
        layers.MapPost("/{id}/restore", (string id, HttpContext context) => team.PutLayerAway(id, away: false, context.Author()) ? Results.NoContent() : throw Gone(id))
            .For(TeamRole.Analyst).WithName("RestoreLayer").WithSummary("Takes a layer out again that was put away.");
        layers.MapGet("/{id}/edits", (string id, long? since, int? limit) =>
        {
            var head = HeadOf(team, id);
            var edits = team.LayerEditsAfter(id, since ?? 0, Math.Clamp(limit ?? Paging.ItemsMax, 1, EventEditsMax));
            return Answer.Json(json => WriteEdits(json, head, edits));
        }).For(TeamRole.Viewer).WithName("ListLayerEdits").WithSummary("Edits of a layer after a revision, oldest first.");
        layers.MapPost("/{id}/edits", (string id, EditBatch given, HttpContext context) => Edit(team, id, given, context)).For(TeamRole.Analyst).WithName("EditLayer")
            .WithSummary("Applies edits. Each counts afterwards or comes back among the conflicts, with what stands there; a batch that was sent before is not applied twice.");
        layers.MapGet("/{id}/events", (string id, long? since, HttpContext context) => FollowAsync(team, id, since, context)).For(TeamRole.Viewer).AsEvents().WithName("FollowLayer")
            .WithSummary("Edits of a layer as they come: server-sent events, each of them as from the list of edits.");
    }

    /// <summary>Saves a layer for a release, each annotation under a tactic.</summary>
    public static TeamLayer Save(MatrixRoom room, Layer layer, string? release, HttpContext context)
    {
        var chosen = room.ReleaseOf(release ?? room.Served.Last?.Assessment?.Context.Release.Version ?? "", room.Served.Last?.Assessment);
        return room.Served.Team.CreateLayer(LayerEditing.PerTactic(layer, chosen), chosen.Version, context.Author());
    }

    static IResult Create(MatrixRoom room, NewLayer given, HttpContext context)
    {
        var parsed = LayerJson.Read(given.Document, given.Name ?? "layer");
        var layers = parsed.Value?.Layers ?? throw new InvalidDataException(LayerJson.Said(parsed.Diagnostics));
        var saved = layers.Select(layer => Save(room, given.Name is { Length: > 0 } name && layers.Count == 1 ? layer with { Name = name } : layer, given.Release, context)).ToList();
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/api/v1/layers/{saved[0].Id}";
        return Answer.Json(json =>
        {
            json.WriteStartObject();
            LayerJson.WriteFields(json, saved[0]);
            json.WriteStartArray("saved");
            saved.ForEach(one => LayerJson.Write(json, one));
            json.WriteEndArray();
            DiagnosticJson.Write(json, "diagnostics", parsed.Diagnostics);
            json.WriteEndObject();
        });
    }

    static IResult Replace(MatrixRoom room, string id, LayerReplacement given, HttpContext context)
    {
        var head = room.LayerOf(id).Head;
        var layer = LayerJson.Read(new LayerGiven(null, given.Document), room, "the layer");
        if (RevisionIn(context) is not { } revision)
        {
            throw new ProblemException(428, "Say which revision you saw", "Send If-Match with the layer's ETag, so that nobody's change is lost");
        }

        var release = room.ReleaseOf(given.Release ?? head.Release, room.Served.Last?.Assessment);
        var replaced = room.Served.Team.ReplaceLayer(id, revision, LayerEditing.PerTactic(layer, release), release.Version, context.Author())
            ?? throw new ProblemException(new Problem(412, "Somebody else changed the layer", $"It is at revision {HeadOf(room.Served.Team, id).Revision} now, and you saw {revision}. Nothing was changed")
            {
                Further = json =>
                {
                    json.WritePropertyName("now");
                    LayerJson.Write(json, HeadOf(room.Served.Team, id));
                },
            });
        return Answer.Json(json => LayerJson.Write(json, replaced), TagOf(replaced));
    }

    static IResult Edit(Team team, string id, EditBatch given, HttpContext context)
    {
        var edited = team.EditLayer(id, given.Batch ?? "", [.. given.Edits.Select(LayerJson.Read)], context.Author()) ?? throw Gone(id);
        return Answer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("revision", edited.Head.Revision);
            json.WriteNumber("applied", edited.Applied.Count);
            json.WriteObjects("conflicts", edited.Conflicts, conflict =>
            {
                LayerJson.WriteFields(json, conflict.Conflict.Mine);
                json.WritePropertyName("theirs");
                json.WriteRawValue(conflict.Conflict.Theirs);
                json.WriteString("by", conflict.By);
            });
            json.WriteEndObject();
        });
    }

    static async Task FollowAsync(Team team, string id, long? since, HttpContext context)
    {
        // A browser that comes back says itself what it saw last.
        var seen = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : since ?? HeadOf(team, id).Revision;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        await context.Response.WriteAsync("retry: 2000\n\n", ending.Token);
        for (var looks = 0; !ending.IsCancellationRequested; looks++)
        {
            if (team.FindLayerHead(id) is not { DeletedAt: null } head)
            {
                await context.Response.WriteAsync("event: gone\ndata: {}\n\n", ending.Token);
                return;
            }

            if (head.Revision > seen)
            {
                var edits = team.LayerEditsAfter(id, seen, EventEditsMax);
                seen = edits[^1].Revision;
                await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {seen}\ndata: {JsonText.Line(json => WriteEdits(json, head, edits))}\n\n"), Encoding.UTF8, ending.Token);
            }
            else if (looks % KeepAliveLooks == 0)
            {
                await context.Response.WriteAsync(": still here\n\n", ending.Token);
            }

            await context.Response.Body.FlushAsync(ending.Token);
            await Task.WhenAny(Task.Delay(LookEveryMs, ending.Token));
        }
    }

    static void WriteEdits(Utf8JsonWriter json, TeamLayer head, IReadOnlyList<TeamLayerEdit> edits)
    {
        json.WriteStartObject();
        json.WriteNumber("revision", head.Revision);
        json.WriteStartArray("edits");
        foreach (var edit in edits)
        {
            LayerJson.Write(json, edit);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static TeamLayer HeadOf(Team team, string id) => team.FindLayerHead(id) ?? throw Gone(id);

    static ProblemException Gone(string id) => new(404, "There is no such layer", $"There is no layer {id}, or it was put away; the list of layers has those that were");

    static string TagOf(TeamLayer head) => string.Create(CultureInfo.InvariantCulture, $"r{head.Revision}");

    static long? RevisionIn(HttpContext context)
        => context.Request.Headers.IfMatch.ToString().Trim('"') is ['r', .. var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : null;
}

/// <summary>A route whose body may be a layer.</summary>
sealed class LargeBody : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata
{
    /// <inheritdoc/>
    public long? MaxRequestBodySize => Team.LayerBytesMax;
}
