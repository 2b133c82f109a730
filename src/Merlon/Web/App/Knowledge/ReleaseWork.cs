using System.Security.Cryptography;
using System.Text.Json;
using Merlon.Documents;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Merlon.Web.App.Knowledge;

/// <summary>Releases that come in: uploads, streamed to the disk, and fetches, each as a job whose diagnostics are kept.</summary>
sealed class ReleaseWork(ServedWorkspace served, JobResults results)
{
    /// <summary>Largest bundle or archive that is taken, in bytes.</summary>
    public const long UploadBytesMax = 512L * 1024 * 1024;

    /// <summary>Longest name of a file that is taken as it is, in characters.</summary>
    public const int FileNameCharsMax = 120;

    /// <summary>Largest outcome that is read again, in bytes.</summary>
    const int OutcomeBytesMax = 16 * 1024 * 1024;

    const string UploadsFolder = "scratch", FetchFolder = "fetch";
    const int CopyBytes = 128 * 1024;
    /// <summary>What came of a job, by the key in its result; null when it is not over or long ago.</summary>
    public ReleaseOutcome? Find(string key) => results.Find(key) is { Length: <= OutcomeBytesMax } file ? ReleaseOutcome.Read(File.ReadAllBytes(file.FullName)) : null;

    /// <summary>Takes the body of a request as a file, or the first file of a form.</summary>
    /// <returns>Where it lies; the caller removes its folder.</returns>
    /// <exception cref="ProblemException">It is too large.</exception>
    public async Task<string> ReceiveAsync(HttpContext context, string? name, CancellationToken cancellationToken)
    {
        if (context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = UploadBytesMax;
        }

        var folder = Path.Combine(served.Settings.WorkspaceFolder, UploadsFolder, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)));
        Directory.CreateDirectory(folder);
        try
        {
            return await WriteAsync(context, folder, name, cancellationToken);
        }
        catch
        {
            Remove(folder);
            throw;
        }
    }

    /// <summary>Begins to store what was uploaded.</summary>
    public Job BeginAdd(JobBoard board, Caller caller, string path, string? version)
    {
        var folder = Path.GetDirectoryName(path) ?? ""; // it lies in one of its own
        try
        {
            return board.Begin("release-add", Path.GetFileName(path), caller, async (progress, cancellationToken) =>
            {
                try
                {
                    var read = await Workspace.ReadReleaseAsync(path, version, progress, cancellationToken);
                    return Keep(read.Value is { } ready ? await StoreAsync(ready, progress, cancellationToken) : null, read.Diagnostics);
                }
                finally
                {
                    Remove(folder);
                }
            });
        }
        catch (ProblemException)
        {
            Remove(folder); // it was not begun
            throw;
        }
    }

    /// <summary>Begins to fetch; the one job that opens a connection, at somebody's word. Others may write, and other jobs run, while it waits for the network.</summary>
    public Job BeginFetch(JobBoard board, Caller caller, FetchRequest request)
    {
        return board.BeginFetch("release-fetch", $"ATT&CK {request.Version ?? ""} {AddressOf(request)}", caller, async (progress, cancellationToken) =>
        {
            var folder = Path.Combine(served.Settings.WorkspaceFolder, UploadsFolder, FetchFolder); // not the command line's, which may fetch at the same time
            var fetched = await Workspace.DownloadReleaseAsync(folder, request, Options, ready => StoreAsync(ready, progress, cancellationToken), progress, cancellationToken);
            return Keep(fetched.Value?.Release, fetched.Diagnostics);
        });
    }

    /// <summary>How the server fetches: from public addresses only, unless its owner allows more.</summary>
    public FetchOptions Options { get; } = OutboundFetch.Options(served.Settings.AllowsPrivateImports);

    /// <summary>The address that a fetch begins with, as it is shown before.</summary>
    public static string AddressOf(FetchRequest request) => request.From ?? (request.Source == FetchSource.Taxii ? FetchOptions.Default.Taxii : FetchOptions.Default.Repository).AbsoluteUri;

    // Only what puts the bundles in place keeps other writers waiting: neither the network, nor reading them, nor compiling.
    async Task<StoredRelease> StoreAsync(ReadyRelease ready, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        var stored = await served.WriteAsync(workspace => Task.Run(() => workspace.StoreRelease(ready, cancellationToken), cancellationToken), cancellationToken);
        await Task.Run(() => served.Read(workspace =>
        {
            workspace.CompileRelease(stored.Version, progress);
            return true;
        }), CancellationToken.None); // it is stored: a stop comes too late
        served.ReleasesChanged();
        return stored;
    }

    string Keep(StoredRelease? release, IReadOnlyList<Diagnostic> diagnostics)
    {
        // The scratch folder is nobody's business: files are called as they were sent.
        ReleaseOutcome outcome = new(release, [.. served.Settings.Named(diagnostics).Select(static one => one.Document.StartsWith("workspace/", StringComparison.Ordinal) ? one with { Document = Path.GetFileName(one.Document) } : one)], served.Clock.GetUtcNow());
        return "/api/v1/releases/additions/" + results.Keep("outcome.json", outcome.Write);
    }

    static async Task<string> WriteAsync(HttpContext context, string folder, string? name, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return await CopyAsync(context.Request.Body, Path.Combine(folder, SafeName(name)), cancellationToken);
        }

        var reader = new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), context.Request.Body) { HeadersLengthLimit = 16 * 1024 };
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && disposition.FileName.HasValue && disposition.FileName.Length > 2)
            {
                return await CopyAsync(section.Body, Path.Combine(folder, SafeName(HeaderUtilities.RemoveQuotes(disposition.FileName).ToString())), cancellationToken);
            }
        }

        throw new InvalidDataException("the form has no file");
    }

    static async Task<string> CopyAsync(Stream from, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous });
        var buffer = new byte[CopyBytes];
        long total = 0;
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            total += read;
            if (total > UploadBytesMax)
            {
                throw new ProblemException(413, "That is too large", $"a bundle or archive has at most {UploadBytesMax / (1024 * 1024)} MiB");
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return total > 0 ? path : throw new InvalidDataException("the file is empty");
    }

    // Of a name only what says version and domain matters; nothing of it may lead anywhere.
    static string SafeName(string? name)
    {
        var last = Path.GetFileName((name ?? "").Replace('\\', '/'));
        var plain = new string([.. last.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')]).TrimStart('.');
        return plain.Length is 0 or > FileNameCharsMax ? "bundle.json" : plain;
    }

    static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>What came of an upload or a fetch.</summary>
/// <param name="Release">The release; null when nothing was stored.</param>
/// <param name="Diagnostics">What was noticed, or why nothing was stored.</param>
/// <param name="At">When (UTC).</param>
public sealed record ReleaseOutcome(StoredRelease? Release, IReadOnlyList<Diagnostic> Diagnostics, DateTimeOffset At)
{
    internal void Write(Stream output) => JsonSerializer.Serialize(output, this);

    internal static ReleaseOutcome? Read(byte[] bytes) => JsonSerializer.Deserialize<ReleaseOutcome>(bytes);
}
