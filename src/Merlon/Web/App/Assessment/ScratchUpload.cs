using Merlon.Documents;
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

    /// <summary>What it reads from a query, for who describes it.</summary>
    public static IReadOnlyList<(string Name, string Text)> Words { get; } = [("name", "Name of the file, where the body is one.")];

    readonly string folder;
    readonly List<(string Field, string Path)> files = [];

    ScratchUpload(string folder) => this.folder = folder;

    /// <summary>The files, in the order given.</summary>
    public IReadOnlyList<string> Paths => [.. files.Select(static file => file.Path)];

    /// <summary>The files of one field of the form, in the order given.</summary>
    public IReadOnlyList<string> Of(string field) => [.. files.Where(file => Is(file.Field, field)).Select(static file => file.Path)];

    /// <summary>The files of every other field.</summary>
    public IReadOnlyList<string> Without(string field) => [.. files.Where(file => !Is(file.Field, field)).Select(static file => file.Path)];

    /// <summary>A text without where the files are: only what they are called is anybody's business.</summary>
    public string Shown(string text) => files.Aggregate(text, static (shown, file) => shown.Replace(file.Path.Replace('\\', '/'), Path.GetFileName(file.Path), StringComparison.Ordinal).Replace(file.Path, Path.GetFileName(file.Path), StringComparison.Ordinal));

    /// <summary>What was noticed of the files, without where they are.</summary>
    public IReadOnlyList<Diagnostic> Shown(IEnumerable<Diagnostic> diagnostics) => [.. diagnostics.Select(one => one with { Document = Shown(one.Document), Message = Shown(one.Message) })];

    /// <summary>Takes the files of a multipart form, or the body as one file called <c>name</c> of the query.</summary>
    public static async Task<ScratchUpload> OfAsync(HttpContext context, string nameOtherwise)
    {
        Allow(context, UploadBytesMax);
        var settings = context.RequestServices.GetRequiredService<ServeSettings>();
        var upload = new ScratchUpload(Path.Combine(settings.WorkspaceFolder, "scratch", Path.GetRandomFileName()));
        try
        {
            Directory.CreateDirectory(upload.folder);
            await (context.Request.HasFormContentType ? upload.FilesAsync(context) : upload.BodyAsync(context, nameOtherwise));
            return upload.files.Count > 0 ? upload : throw new InvalidDataException("there is no file in the upload");
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

    async Task FilesAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = UploadBytesMax, ValueCountLimit = FilesMax }, context.RequestAborted);
        if (form.Files.Count > FilesMax)
        {
            throw new InvalidDataException($"an upload has {FilesMax} files at most");
        }

        foreach (var file in form.Files)
        {
            await using var source = file.OpenReadStream();
            files.Add((file.Name, await KeepAsync(source, file.FileName, files.Count, context.RequestAborted)));
        }
    }

    async Task BodyAsync(HttpContext context, string nameOtherwise)
        => files.Add(("", await KeepAsync(context.Request.Body, context.Request.Query["name"].ToString() is { Length: > 0 } name ? name : nameOtherwise, 0, context.RequestAborted)));

    static bool Is(string field, string name) => string.Equals(field, name, StringComparison.OrdinalIgnoreCase);

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
