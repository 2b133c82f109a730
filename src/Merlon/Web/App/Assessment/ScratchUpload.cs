using Merlon.Web.Serving;
using Microsoft.AspNetCore.Http.Features;

namespace Merlon.Web.App.Assessment;

/// <summary>Files that somebody brings along for one question: streamed into a scratch folder of the workspace, bounded, and gone with the request.</summary>
sealed class ScratchUpload : IDisposable
{
    /// <summary>Most files of one upload.</summary>
    public const int FilesMax = 50;

    /// <summary>Largest upload, in bytes.</summary>
    public const long UploadBytesMax = 64L * 1024 * 1024;

    readonly string folder;

    ScratchUpload(string folder) => this.folder = folder;

    /// <summary>The files, in the order given.</summary>
    public IReadOnlyList<string> Paths { get; private set; } = [];

    /// <summary>Takes the files of a multipart form, or the body as one file called <c>name</c> of the query.</summary>
    public static async Task<ScratchUpload> OfAsync(HttpContext context, string nameOtherwise)
    {
        Allow(context, UploadBytesMax);
        var settings = context.RequestServices.GetRequiredService<ServeSettings>();
        var upload = new ScratchUpload(Path.Combine(settings.WorkspaceFolder, "scratch", Path.GetRandomFileName()));
        try
        {
            Directory.CreateDirectory(upload.folder);
            upload.Paths = context.Request.HasFormContentType ? await upload.FilesAsync(context) : [await upload.BodyAsync(context, nameOtherwise)];
            return upload.Paths.Count > 0 ? upload : throw new InvalidDataException("there is no file in the upload");
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }

    /// <summary>The body as bytes, for what is small.</summary>
    public static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpContext context, int bytesMax)
    {
        Allow(context, bytesMax);
        using MemoryStream bytes = new();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        return bytes.Length <= bytesMax ? bytes.ToArray() : throw new ProblemException(413, "That is too large", $"At most {bytesMax} bytes are taken here");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Allow(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = bytes;
        }
    }

    async Task<IReadOnlyList<string>> FilesAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = UploadBytesMax, ValueCountLimit = FilesMax }, context.RequestAborted);
        if (form.Files.Count > FilesMax)
        {
            throw new InvalidDataException($"an upload has {FilesMax} files at most");
        }

        List<string> paths = [];
        foreach (var file in form.Files)
        {
            await using var source = file.OpenReadStream();
            paths.Add(await KeepAsync(source, file.FileName, paths.Count, context.RequestAborted));
        }

        return paths;
    }

    Task<string> BodyAsync(HttpContext context, string nameOtherwise)
        => KeepAsync(context.Request.Body, context.Request.Query["name"].ToString() is { Length: > 0 } name ? name : nameOtherwise, 0, context.RequestAborted);

    // Each in a folder of its own, so that two files of one name do not meet; of a name only the last part, letters, digits and a few marks.
    async Task<string> KeepAsync(Stream source, string name, int number, CancellationToken cancellationToken)
    {
        var plain = string.Concat(Path.GetFileName(name.Replace('\\', '/')).Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).TrimStart('.');
        var place = Path.Combine(folder, number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Directory.CreateDirectory(place);
        var path = Path.Combine(place, plain.Length == 0 ? "file" : plain[..Math.Min(plain.Length, 120)]);
        await using var target = File.Create(path);
        await source.CopyToAsync(target, cancellationToken);
        return path;
    }
}
