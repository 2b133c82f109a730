using System.Text;
using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Web.Api;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Assessment;

/// <summary>Lists of the organisation file as CSV: out, and in with a preview of what would be added.</summary>
static class EntryTableApi
{
    /// <summary>Largest table that is taken, in bytes.</summary>
    public const int TableBytesMax = 2 * 1024 * 1024;

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, OrganisationDesk desk)
    {
        var api = routes.MapGroup("/api/v1/organisation/tables").WithTags("Organisation");
        api.MapGet("/{list}", (string list) =>
        {
            var text = OrganisationTables.Write(Known(list), OrganisationDesk.TreeOf(desk.Read().Text));
            return Results.File(Encoding.UTF8.GetBytes(text), "text/csv; charset=utf-8", $"{list}.csv");
        }).For(TeamRole.Viewer).WithName("ExportEntries").WithSummary("A list of the organisation file as CSV: groups, log_sources, mitigations, controls, tests.");
        api.MapPost("/{list}", (string list, bool? preview, HttpContext context) => ImportAsync(desk, Known(list), preview ?? false, context)).For(TeamRole.Analyst).Accepts<string>("text/csv")
            .WithIfMatch().Refuses(428).WithName("ImportEntries").WithSummary("Adds the rows of a CSV table to a list (If-Match); rows that are there already are left out. preview=true says what would be added and saves nothing.");
    }

    static string Known(string list) => OrganisationTables.Columns.ContainsKey(list) ? list
        : throw new FileNotFoundException($"there is no such list: {string.Join(", ", OrganisationTables.Columns.Keys.Order(StringComparer.Ordinal))} can be tables");

    static async Task<IResult> ImportAsync(OrganisationDesk desk, string list, bool isPreview, HttpContext context)
    {
        var tag = OrganisationApi.TagOf(context);
        var bytes = await BodyAsync(context);
        var read = OrganisationTables.Read(list, bytes);
        if (read.Value is not { } rows)
        {
            throw new ProblemException(new Problem(400, "That is no table that can be read here", read.Diagnostics is [var first, ..] ? first.Message : "it is empty") { Further = json => DiagnosticJson.Write(json, "diagnostics", read.Diagnostics) });
        }

        var file = desk.Read();
        var root = OrganisationDesk.TreeOf(file.Text);
        var there = root is not null && YamlTree.TryFind(root, YamlPath.Root[list], out var found) && found is YamlNode.Sequence sequence ? sequence.Items : [];
        var fresh = rows.Where(row => !there.Any(old => YamlTree.AreSame(old, row))).ToList();
        if (fresh.Count == 0 || isPreview)
        {
            return Preview(desk, list, file.Text, rows.Count, fresh, read.Diagnostics);
        }

        return OrganisationApi.Saved(await desk.EditAsync([new YamlEdit.Add(YamlPath.Root[list], fresh)], tag, context.Caller()));
    }

    static IResult Preview(OrganisationDesk desk, string list, string text, int rows, List<YamlNode> fresh, IReadOnlyList<Diagnostic> noticed)
    {
        var tried = fresh.Count == 0 ? null : OrganisationEdit.Apply(text, [new YamlEdit.Add(YamlPath.Root[list], fresh)], desk.Context(), desk.Today);
        var diagnostics = tried switch { OrganisationEdited.Done done => done.Fresh, OrganisationEdited.Refused refused => refused.Fresh, _ => [] };
        return Api.Answer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("rows", rows);
            json.WriteNumber("fresh", fresh.Count);
            json.WriteString("refused", tried is OrganisationEdited.Refused { Why: var why } ? why : null);
            json.WriteStartArray("entries");
            foreach (var entry in fresh.Take(200))
            {
                EditJson.Write(json, entry);
            }

            json.WriteEndArray();
            DiagnosticJson.Write(json, "diagnostics", [.. noticed, .. diagnostics]);
            json.WriteEndObject();
        });
    }

    static async Task<byte[]> BodyAsync(HttpContext context)
    {
        using var copy = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            copy.Write(buffer, 0, read);
            if (copy.Length > TableBytesMax)
            {
                throw new ProblemException(413, "That table is too large", $"At most {TableBytesMax} bytes are taken at a time; split it");
            }
        }

        return copy.ToArray();
    }
}
