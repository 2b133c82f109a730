using System.Security.Cryptography;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.Api;

/// <summary>Backups over HTTP: a job writes one, which can be downloaded until the next one begins.</summary>
static class BackupApi
{
    /// <summary>Backups that are kept on the server; the oldest go first.</summary>
    public const int KeptMax = 3;

    /// <summary>Kind of the job that takes one.</summary>
    public const string JobKind = "backup";

    const string FolderName = "backups", Extension = ".tar.gz";

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        var backups = routes.MapGroup("/api/v1/backup").WithTags("Backup");
        backups.MapPost("", (JobBoard board, HttpContext context) =>
        {
            var job = Begin(board, served, context.Caller());
            return context.Request.HasFormContentType ? Results.Redirect($"/settings/backup?job={job.Id}") : Results.Accepted($"/api/v1/jobs/{job.Id}", new { id = job.Id });
        }).For(TeamRole.Administrator).WithName("BeginBackup").WithSummary("Begins a backup of journal, team and files. The job's result is where to download it.");
        backups.MapGet("", () => Answer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var file in List(served))
            {
                json.WriteStartObject();
                json.WriteString("name", file.Name);
                json.WriteNumber("bytes", file.Length);
                json.WriteString("download", $"/api/v1/backup/{file.Name}");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        })).For(TeamRole.Administrator).WithName("ListBackups").WithSummary("Backups that this server keeps, newest first.");
        backups.MapGet("/{name}", (string name) => List(served).FirstOrDefault(file => string.Equals(file.Name, name, StringComparison.Ordinal)) is { } found
            ? Results.File(found.FullName, "application/gzip", found.Name)
            : throw new ProblemException(404, "There is no such backup", $"The server keeps the last {KeptMax}; begin a new one"))
            .For(TeamRole.Administrator).WithName("DownloadBackup").WithSummary("Downloads a backup: it has what the tables have, hashes of passwords among it.");
    }

    /// <summary>Backups that this server keeps, newest first.</summary>
    public static IReadOnlyList<FileInfo> List(ServedWorkspace served)
    {
        DirectoryInfo folder = new(Path.Combine(served.Settings.WorkspaceFolder, FolderName));
        return folder.Exists ? [.. folder.EnumerateFiles("merlon-*" + Extension).OrderByDescending(static file => file.Name, StringComparer.Ordinal)] : [];
    }

    static Job Begin(JobBoard board, ServedWorkspace served, Caller caller) => board.Begin(JobKind, "Backup", caller, (progress, cancellationToken) =>
    {
        var settings = served.Settings;
        var now = served.Clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var path = Path.Combine(settings.WorkspaceFolder, FolderName, $"merlon-{now}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2))}{Extension}");
        BackupPlace place = new(settings.WorkspaceFolder, served.OrganisationFolder, settings.Database);
        WorkspaceBackup.Write(place, path, new BackupCall(served.Clock, AnswerWords.Version, progress), cancellationToken);
        foreach (var old in List(served).Skip(KeptMax))
        {
            old.Delete();
        }

        return Task.FromResult($"/api/v1/backup/{Path.GetFileName(path)}");
    });
}
