using System.Text.Json;
using Merlon.Drawing;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Microsoft.AspNetCore.Mvc;

namespace Merlon.Web.App.Matrix;

/// <summary>Matrices over HTTP: cells, colours, filters, files. The parameters are those of the page's address.</summary>
static class MatrixApi
{
    /// <summary>What an address of a matrix may say; here so that the description of the API has it.</summary>
    internal sealed record MatrixQuery(
        string? Domain, string? Release, string? View, string? Scope, string? Layer, string? With, string[]? Tactic, string[]? Platform, string[]? Group, string[]? Software, string[]? Campaign,
        string[]? Mitigation, string[]? Component, [FromQuery(Name = "log-source")] string[]? LogSource, string[]? Rule, string[]? Tests, string? Q, string? Show, string? Open);

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, MatrixRoom room, MatrixValues values)
    {
        var matrix = routes.MapGroup("/api/v1/matrix").WithTags("Matrix");
        matrix.MapGet("", async ([AsParameters] MatrixQuery _, HttpContext context) =>
        {
            var open = await MatrixArea.OpenAsync(room, context, waits: true);
            var view = MatrixView.Of(open.Release, new MatrixOptions { Domains = [open.State.Domain] }, MatrixExport.LayerOf(open));
            return Answer.Json(json => MatrixJson.Write(json, view));
        }).For(TeamRole.Viewer).WithName("GetMatrix").WithSummary("A matrix: tactics, techniques, and what the chosen view or layer says of each, as merlon matrix --json.");
        matrix.MapGet("/values", async ([AsParameters] MatrixQuery _, HttpContext context) =>
        {
            var bytes = await values.OfAsync(MatrixState.Parse(context.Request.Query), MatrixArea.WordsOf(context), context.RequestAborted);
            return Answer.Json(json => json.WriteRawValue(bytes, skipInputValidation: true));
        }).For(TeamRole.Viewer).WithName("GetMatrixValues").WithSummary("How every cell looks, compactly: distinct looks, and the look of each cell, column by column, sub-techniques behind their technique.");
        matrix.MapGet("/filters/{kind}", async (string kind, string? domain, string? release, HttpContext context) =>
        {
            var standing = await room.StandingAsync(waits: true, context.RequestAborted);
            var chosen = room.ReleaseOf(release ?? "", standing?.Assessment);
            var inDomain = MatrixRoom.DomainOf(domain ?? "", layers: null, chosen, standing?.Assessment);
            var tag = kind is "rule" or "tests" ? null : $"{chosen.Version}-{inDomain}-{kind}-{AnswerWords.Version}-{standing?.Tag}";
            return Answer.Json(json => WriteFilters(json, kind, MatrixFilters.Of(kind, chosen, inDomain, standing?.Assessment), MatrixFilters.TechniquesOf(chosen, inDomain).Select(static one => one.Id)), tag);
        }).For(TeamRole.Viewer).WithName("GetMatrixFilter").WithSummary($"The values of a filter ({string.Join(", ", MatrixFilters.Kinds)}), each with the places of its techniques in the list of techniques.");
        matrix.MapGet("/files/{format}", async (string format, [AsParameters] MatrixQuery _, [AsParameters] DrawingQuery drawing, HttpContext context) =>
        {
            var open = await MatrixArea.OpenAsync(room, context, waits: true);
            var layer = MatrixExport.LayerOf(open);
            var (bytes, type) = MatrixExport.Draw(format, layer, open.Release, drawing.Read(), context.RequestAborted);
            return MatrixArea.File(bytes, type, MatrixExport.FileName(layer.Name, format), context);
        }).For(TeamRole.Viewer).WithName("GetMatrixFile").WithSummary($"A matrix as it is seen, as a file: {string.Join(", ", MatrixExport.Formats)}.");
    }

    /// <summary>Writes how every cell of an opened matrix looks.</summary>
    internal static void WriteValues(Utf8JsonWriter json, OpenMatrix open)
    {
        json.WriteStartObject();
        json.WriteString("title", open.Paint.Title);
        json.WriteString("meaning", open.Paint.Meaning);
        WriteRows(json, "legend", open.Paint.Legend, static line => [line.Class, line.Label, line.Meaning]);
        WriteRows(json, "palette", open.Paint.Palette, static colour => [colour.Fill, colour.Ink]);
        json.WriteStrings("remarks", open.Paint.Remarks);
        var places = new Dictionary<CellPaint, int>();
        var cells = new List<int>();
        foreach (var column in open.Columns)
        {
            foreach (var cell in column.Techniques.SelectMany(static cell => cell.SubTechniques.Prepend(cell)))
            {
                var paint = open.Paint.Of(cell.Technique, column.Tactic);
                if (!places.TryGetValue(paint, out var place))
                {
                    places.Add(paint, place = places.Count);
                }

                cells.Add(place);
            }
        }

        WriteRows(json, "looks", places.Keys, static look => [look.Class, look.Label, look.IsNoted ? "noted" : ""]);
        json.WriteStartArray("cells");
        foreach (var place in cells)
        {
            json.WriteNumberValue(place);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteFilters(Utf8JsonWriter json, string kind, IReadOnlyList<MatrixFilterValue> values, IEnumerable<string> techniques)
    {
        var ids = techniques.ToList();
        var places = ids.Index().ToDictionary(static pair => pair.Item, static pair => pair.Index, StringComparer.Ordinal);
        json.WriteStartObject();
        json.WriteString("kind", kind);
        json.WriteStrings("techniques", ids);
        json.WriteObjects("values", values, value =>
        {
            json.WriteString("id", value.Id);
            json.WriteString("name", value.Name);
            json.WriteStartArray("has");
            foreach (var technique in value.Techniques)
            {
                json.WriteNumberValue(places[technique]);
            }

            json.WriteEndArray();
        });
        json.WriteEndObject();
    }

    static void WriteRows<T>(Utf8JsonWriter json, string name, IEnumerable<T> rows, Func<T, string[]> cells)
    {
        json.WriteStartArray(name);
        foreach (var row in rows)
        {
            json.WriteStartArray();
            foreach (var cell in cells(row))
            {
                json.WriteStringValue(cell);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
