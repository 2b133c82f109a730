using System.Security.Cryptography;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.Api;

/// <summary>Backups over HTTP: a job writes one, which can be downloaded until the next one begins.</summary>
static class BackupApi
{
    /// <summary>Backups that are kept; the oldest go first.</summary>
    public const int KeptMax = 3;

    /// <summary>Kind of the job that takes one.</summary>
    public const string JobKind = "backup";

    const string Prefix = "merlon-", Extension = ".tar.gz";

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
                json.WriteNumber("bytes", file.Bytes);
                json.WriteString("download", $"/api/v1/backup/{file.Name}");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        })).For(TeamRole.Administrator).WithName("ListBackups").WithSummary("Backups that are kept, newest first.");
        backups.MapGet("/{name}", (string name) => PlaceOf(served, name) is { } found
            ? Results.File(found, "application/gzip", name)
            : throw new ProblemException(404, "There is no such backup", $"The last {KeptMax} are kept; begin a new one"))
            .For(TeamRole.Administrator).WithName("DownloadBackup").WithSummary("Downloads a backup: it has what the tables have, hashes of passwords among it.");
    }

    /// <summary>Backups that are kept, whichever server took them, newest first.</summary>
    public static IReadOnlyList<(string Name, long Bytes)> List(ServedWorkspace served)
        => [.. served.Folders.List(WorkspaceFolders.Backups).Where(static file => IsName(file.Path)).OrderByDescending(static file => file.Path, StringComparer.Ordinal).Select(static file => (file.Path, file.Bytes))];

    static bool IsName(string path) => path.StartsWith(Prefix, StringComparison.Ordinal) && path.EndsWith(Extension, StringComparison.Ordinal) && !path.Contains('/', StringComparison.Ordinal);

    static string? PlaceOf(ServedWorkspace served, string name)
    {
        if (!List(served).Any(file => string.Equals(file.Name, name, StringComparison.Ordinal)))
        {
            return null;
        }

        served.Folders.Fetch(WorkspaceFolders.Backups);
        return Path.Combine(served.Settings.WorkspaceFolder, WorkspaceFolders.Backups, name);
    }

    static Job Begin(JobBoard board, ServedWorkspace served, Caller caller) => board.Begin(JobKind, "Backup", caller, (progress, cancellationToken) =>
    {
        var settings = served.Settings;
        var now = served.Clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var folder = Path.Combine(settings.WorkspaceFolder, WorkspaceFolders.Backups);
        var path = Path.Combine(folder, $"{Prefix}{now}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2))}{Extension}");
        served.Folders.Fetch(WorkspaceFolders.Backups); // so that the oldest can go, whoever took it
        BackupPlace place = new(settings.WorkspaceFolder, served.OrganisationFolder, settings.Database);
        WorkspaceBackup.Write(place, path, new BackupCall(served.Clock, AnswerWords.Version, progress), cancellationToken);
        foreach (var old in new DirectoryInfo(folder).EnumerateFiles(Prefix + "*" + Extension).OrderByDescending(file => file.FullName == path).ThenByDescending(static file => file.Name, StringComparer.Ordinal).Skip(KeptMax).ToList()) // its own stays, whatever was taken in the same second
        {
            old.Delete();
        }

        served.Folders.Put(WorkspaceFolders.Backups);
        return Task.FromResult($"/api/v1/backup/{Path.GetFileName(path)}");
    });
}
