using System.IO.Compression;
using Merlon.Exports;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Knowledge;

/// <summary>A release as files to take away: made by a job, kept until newer results take their place.</summary>
sealed class ReleaseExports(ServedWorkspace served, JobResults results)
{
    /// <summary>Begins to write an export.</summary>
    public Job Begin(JobBoard board, Caller caller, OpenRelease open, ExportRequest asked)
        => board.Begin("release-export", $"ATT&CK {open.Release.Version} {asked.Format}", caller, (progress, cancellationToken) => Task.Run(() =>
        {
            var place = Path.Combine(served.Settings.WorkspaceFolder, "scratch", Path.GetRandomFileName());
            var output = Path.Combine(place, "files");
            Directory.CreateDirectory(output);
            try
            {
                var domains = asked.Domains.Count == 0 ? open.Release.Domains : asked.Domains;
                ExportScope scope = new(open.Release, domains, [.. asked.Kinds.Select(static kind => ObjectKind.Find(kind)).OfType<ObjectKind>()], asked.IsLiveOnly);
                var written = ExportFiles.Write(scope, asked with { Output = output }, progress, cancellationToken);
                return written.Files == 0
                    ? throw new InvalidDataException(ReleaseApi.Complaint(written.Diagnostics))
                    : $"/api/v1/releases/exports/{results.Keep($"attack-{open.Release.Version}-{asked.Format}.zip", zip => ZipFile.CreateFromDirectory(output, zip))}";
            }
            finally
            {
                Directory.Delete(place, recursive: true);
            }
        }, cancellationToken));

    /// <summary>The file of an export, or null.</summary>
    public string? Find(string key) => results.Find(key) is { Extension: ".zip" } file ? file.FullName : null;
}

/// <summary>Exports of releases: what <c>merlon export</c> does, as one archive.</summary>
static class ReleaseExportRoutes
{
    /// <summary>The formats by the words that name them.</summary>
    public static IReadOnlyList<string> Formats => ExportFormats.Words;

    public static void Map(IEndpointRouteBuilder routes, KnowledgeShelf shelf, JobResults results)
    {
        ReleaseExports exports = new(shelf.Served, results);
        var api = routes.MapGroup("/api/v1/releases").WithTags("Releases");
        api.MapPost("/{version}/export", (string version, ExportWish wish, HttpContext context, JobBoard board)
            => ReleaseApi.Begun(exports.Begin(board, context.Caller(), shelf.Open(version), Checked(shelf.Open(version), wish)))).For(TeamRole.Viewer).AskingOnly().WithName("ExportRelease")
            .WithSummary("Writes a release as stix-2.1, stix-2.0, xlsx, csv, json, markdown or site into one archive. Answers with a job whose result is the archive's address.");
        api.MapGet("/exports/{key}", (string key) => exports.Find(key) is { } file
            ? Results.File(file, "application/zip", Path.GetFileName(file))
            : throw new FileNotFoundException("There is no such export any more; make it again")).For(TeamRole.Viewer).WithName("GetExport").WithSummary("An archive that an export made.");
        routes.MapPost("/knowledge/releases/export", async (HttpContext context, JobBoard board) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var open = shelf.Open(form["version"]);
            var job = exports.Begin(board, context.Caller(), open, Checked(open, new ExportWish(form["format"].ToString(), [.. form["domain"].OfType<string>()], [], form["live"] == "true")));
            return Results.Redirect($"/knowledge/releases/jobs/{job.Id}");
        }).For(TeamRole.Viewer).ExcludeFromDescription();
    }

    static ExportRequest Checked(OpenRelease open, ExportWish wish)
    {
        var format = wish.Format;
        if (!Formats.Contains(format, StringComparer.Ordinal))
        {
            throw new InvalidDataException($"format takes one of {string.Join(", ", Formats)}, not '{format}'");
        }

        var (domains, kinds) = (wish.Domains ?? [], wish.Kinds ?? []);
        if (domains.FirstOrDefault(domain => !open.Release.Domains.Contains(domain, StringComparer.Ordinal)) is { } unknown)
        {
            throw new InvalidDataException($"ATT&CK {open.Release.Version} has no domain {unknown}; there is {string.Join(", ", open.Release.Domains)}");
        }

        if (kinds.FirstOrDefault(static kind => ObjectKind.Find(kind) is null) is { } nothing)
        {
            throw new InvalidDataException($"there is no kind '{nothing}'; there is {string.Join(", ", ObjectKind.All.Select(static kind => kind.Plural))}");
        }

        return ExportFormats.IsStix(format) && !open.Release.HasTexts
            ? throw new InvalidDataException($"the built-in release has facts and no texts: it cannot be written as {format}; add the release with its texts first")
            : new ExportRequest(format, Output: "", domains, kinds, wish.LiveOnly == true);
    }
}

/// <summary>What of a release is exported.</summary>
/// <param name="Format">stix-2.1, stix-2.0, xlsx, csv, json, markdown or site.</param>
/// <param name="Domains">Domains; all when it is left out.</param>
/// <param name="Kinds">Kinds, such as <c>groups</c>; all when it is left out.</param>
/// <param name="LiveOnly">True to leave out what is revoked or deprecated.</param>
sealed record ExportWish(string Format, IReadOnlyList<string>? Domains, IReadOnlyList<string>? Kinds, bool? LiveOnly);
