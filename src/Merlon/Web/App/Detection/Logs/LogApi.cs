using System.Text.Json;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Microsoft.AspNetCore.Http.Features;

namespace Merlon.Web.App.Detection.Logs;

/// <summary>Uploads of logs and folders that are allowed, over HTTP.</summary>
static class LogApi
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var uploads = routes.MapGroup("/api/v1/uploads").WithTags("Logs");
        uploads.MapGet("", static (LogChoices places, Paging paging) => Answer.Page(paging, places.Uploads.List(), Write)).For(TeamRole.Viewer).WithName("ListUploads").WithSummary("Uploaded log files, the newest first.");
        uploads.MapPost("", static async (string name, LogChoices places, HttpContext context) =>
        {
            Unbind(context);
            var caller = context.Caller();
            var upload = await places.Uploads.ReceiveAsync(context.Request.Body, name, (caller.Id, caller.Name), context.Request.ContentLength, context.RequestAborted);
            context.Response.Headers.Location = $"/api/v1/uploads/{upload.Id}";
            context.Response.StatusCode = StatusCodes.Status201Created;
            return Answer.Json(json => Write(json, upload));
        }).For(TeamRole.Analyst).WithName("UploadLog").WithSummary("Uploads one log file of any format that is read, archives too: the body is the file, as it is.").Accepts<Stream>("application/octet-stream");
        uploads.MapGet("/{id}", static (string id, LogChoices places) => Answer.Json(json => Write(json, Get(places, id)))).For(TeamRole.Viewer).WithName("GetUpload").WithSummary("An uploaded log file.");
        uploads.MapDelete("/{id}", static (string id, LogChoices places, HttpContext context) =>
        {
            Remove(places, id, context);
            return Results.NoContent();
        }).For(TeamRole.Analyst).WithName("DeleteUpload").WithSummary("Removes an uploaded log file; hunts keep what they found in it.");
        var folders = routes.MapGroup("/api/v1/log-folders").WithTags("Logs");
        folders.MapGet("", static (LogChoices places, Paging paging) => Answer.Page(paging, places.Folders, static (json, folder) =>
        {
            json.WriteStartObject();
            json.WriteString("name", folder.Name);
            json.WriteEndObject();
        })).For(TeamRole.Viewer).WithName("ListLogFolders").WithSummary("Folders of the server that its owner allows to be hunted in.");
        folders.MapGet("/{name}/files", static (string name, LogChoices places, Paging paging) =>
        {
            var folder = places.Folders.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal)) ?? throw new ProblemException(404, "There is no such folder", "Only folders that the server's owner allows have a name here");
            return Answer.Page(paging, folder.FilesBelow(folder.Root).Files, (json, file) =>
            {
                json.WriteStartObject();
                json.WriteString("path", folder.Shown(file));
                json.WriteNumber("bytes", new FileInfo(file).Length);
                json.WriteEndObject();
            });
        }).For(TeamRole.Viewer).WithName("ListLogFolderFiles").WithSummary("Files of an allowed folder; links that lead out of it are not among them.");
    }

    /// <summary>Lets a body be as large as uploads may be.</summary>
    public static void Unbind(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = LogUploadShelf.UploadBytesMax;
        }
    }

    /// <summary>Removes an upload of the caller's own, or any for an administrator.</summary>
    public static void Remove(LogChoices places, string id, HttpContext context)
    {
        var upload = Get(places, id);
        if (upload.ById != context.Caller().Id && context.Caller().Role < TeamRole.Administrator)
        {
            throw new ProblemException(403, "That is somebody else's upload", "Only who uploaded it or an administrator can remove it");
        }

        places.Uploads.Delete(id);
    }

    static LogUpload Get(LogChoices places, string id) => places.Uploads.Find(id) ?? throw new ProblemException(404, "There is no such upload", "It may have been removed, or have expired");

    static void Write(Utf8JsonWriter json, LogUpload upload)
    {
        json.WriteStartObject();
        json.WriteString("id", upload.Id);
        json.WriteString("name", upload.Name);
        json.WriteNumber("bytes", upload.Bytes);
        json.WriteString("sha256", upload.Sha256);
        json.WriteString("by", upload.ByName);
        json.WriteString("uploaded_at", upload.UploadedAt);
        json.WriteText("expires_at", upload.ExpiresAt);
        json.WriteEndObject();
    }
}
