using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Assessment;

/// <summary>An answer of the API that rests on the standing alone: rendered and compressed once, then sent as it is.</summary>
sealed class KeptAnswer : IResult
{
    readonly byte[] plain;
    readonly Lazy<byte[]> packed;
    readonly string tag;

    KeptAnswer(byte[] plain, string tag)
    {
        this.plain = plain;
        this.tag = tag;
        packed = new(Packed);
    }

    /// <summary>The document of a key: from the shelf, or written now.</summary>
    /// <param name="shelf">Where it is kept.</param>
    /// <param name="standing">What it rests on.</param>
    /// <param name="key">Another text for every other document: the path and what was asked for.</param>
    /// <param name="write">Writes it, as the command line's <c>--json</c> does.</param>
    public static KeptAnswer Json(StandingShelf shelf, Standing standing, string key, Action<Utf8JsonWriter> write)
        => shelf.Keep(standing, "json " + key, () => new KeptAnswer(Encoding.UTF8.GetBytes(JsonText.Line(write)), $"\"{standing.Tag}-{Short(key)}\""));

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.Vary = "Accept-Encoding";
        if (request.Headers.IfNoneMatch.Contains(tag, StringComparer.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var isPacked = request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        var bytes = isPacked ? packed.Value : plain;
        if (isPacked)
        {
            response.Headers.ContentEncoding = "br";
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }

    byte[] Packed()
    {
        using MemoryStream made = new();
        using (BrotliStream brotli = new(made, CompressionLevel.Fastest))
        {
            brotli.Write(plain);
        }

        return made.ToArray();
    }

    static string Short(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 6));
}
