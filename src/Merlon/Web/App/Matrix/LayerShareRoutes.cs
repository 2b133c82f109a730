using Merlon.Web.Api;
using Merlon.Web.App.People;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Matrix;

/// <summary>
/// Links by which Navigator opens a layer: whoever has the link sees the layer as it stands, and nothing else, until the link ends. Off until somebody makes one.
/// </summary>
static class LayerShareRoutes
{
    /// <summary>The Navigator that a link is for when nobody says another.</summary>
    public const string NavigatorDefault = "https://mitre-attack.github.io";

    const string NavigatorPath = "/attack-navigator/";

    /// <summary>How long a link holds.</summary>
    /// <param name="Days">Days until the link ends; a week when it is left out.</param>
    internal sealed record ShareRequest(int? Days);

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, MatrixRoom room)
    {
        var team = room.Served.Team;
        routes.MapPost("/api/v1/layers/{id}/links", (string id, ShareRequest given, HttpContext context, OwnAddress own) =>
        {
            var key = team.ShareLayer(id, TimeSpan.FromDays(given.Days ?? 7), context.Author()) ?? throw new FileNotFoundException($"there is no layer {id}");
            var address = own.AddressOf($"/layers/shared/{key}.json", context.Request);
            return Answer.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("url", address);
                json.WriteString("navigator", $"{NavigatorDefault}{NavigatorPath}#layerURL={Uri.EscapeDataString(address)}");
                json.WriteNumber("days", given.Days ?? 7);
                json.WriteEndObject();
            });
        }).For(TeamRole.Analyst).WithTags("Layers").WithName("ShareLayer").WithSummary("Makes a link by which Navigator (or anybody who has it) opens the layer, for some days.");
        routes.MapDelete("/api/v1/layers/{id}/links", (string id) =>
        {
            team.EndLayerShares(id);
            return Results.NoContent();
        }).For(TeamRole.Analyst).WithTags("Layers").WithName("EndLayerLinks").WithSummary("Ends every link to a layer.");
        routes.MapGet("/layers/shared/{file}", (string file, HttpContext context) =>
        {
            var key = file.EndsWith(".json", StringComparison.Ordinal) ? file[..^5] : file;
            if (team.FindSharedLayer(key) is not { } found)
            {
                throw new ProblemException(404, "This link holds no longer", "Ask who gave it to you for another one");
            }

            // Navigator's page asks from its own origin, which is MITRE's or the organisation's own. No cookie goes with it and none is looked at: the link is all that is needed,
            // so that a page which knows it could have the layer without a browser too.
            context.Response.Headers.AccessControlAllowOrigin = "*";
            context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
            context.Response.Headers.CacheControl = "no-store";
            return Results.Bytes(MatrixExport.Json(LayerForNavigator.Of(found.Layer)), "application/json; charset=utf-8");
        }).For(TeamRole.Nobody).ExcludeFromDescription();
    }
}
