using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Merlon.Web.Api;

/// <summary>Answers of the API: JSON with an entity tag, so that what did not change is not sent again.</summary>
static class Answer
{
    /// <summary>One JSON document; 304 when the caller has it already.</summary>
    /// <param name="write">Writes the document, as the command line's <c>--json</c> does where it has one.</param>
    /// <param name="tag">Another text for every other document; null to take the document's hash.</param>
    public static IResult Json(Action<Utf8JsonWriter> write, string? tag = null) => new JsonAnswer(write, Sendable(tag));

    /// <summary>What was made: 201 with its address and entity tag.</summary>
    public static IResult Made(string location, string etag, Action<Utf8JsonWriter> write) => new ChangeAnswer(StatusCodes.Status201Created, location, etag, write);

    /// <summary>What something became: 200 with its new entity tag, quoted.</summary>
    public static IResult Tagged(string etag, Action<Utf8JsonWriter> write) => new ChangeAnswer(StatusCodes.Status200OK, location: null, etag, write);

    /// <summary>A page of a list of which only the page is at hand.</summary>
    public static IResult Part<T>(Paging paging, IReadOnlyList<T> items, long total, Action<Utf8JsonWriter, T> write)
        => new JsonAnswer(
            json =>
            {
                json.WriteStartObject();
                json.WriteNumber("total", total);
                json.WriteNumber("offset", paging.Offset);
                json.WriteNumber("limit", paging.Limit);
                json.WriteStartArray("items");
                foreach (var item in items)
                {
                    write(json, item);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            },
            tag: null)
        {
            Next = paging.Offset + items.Count < total && items.Count > 0 ? paging.Offset + items.Count : null,
        };

    /// <summary>Bytes that are at hand, with their hash as entity tag; 304 when the caller has them already.</summary>
    public static IResult Bytes(byte[] bytes, string type) => new BytesAnswer(bytes, type);

    /// <summary>A page of a list: <c>items</c>, <c>total</c>, <c>offset</c>, <c>limit</c>, and a Link header to the next page.</summary>
    public static IResult Page<T>(Paging paging, IReadOnlyList<T> all, Action<Utf8JsonWriter, T> write, string? tag = null) => new JsonAnswer(
        json =>
        {
            json.WriteStartObject();
            json.WriteNumber("total", all.Count);
            json.WriteNumber("offset", paging.Offset);
            json.WriteNumber("limit", paging.Limit);
            json.WriteStartArray("items");
            foreach (var item in all.Skip(paging.Offset).Take(paging.Limit))
            {
                write(json, item);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        },
        tag is null ? null : Sendable($"{tag}-{paging.Offset}-{paging.Limit}"))
    {
        Next = paging.Offset + paging.Limit < all.Count ? paging.Offset + paging.Limit : null,
    };

    // A tag may hold words of the request, and a header takes visible ASCII only: another text then stands for it.
    static string? Sendable(string? tag)
        => tag is null || !tag.Any(static c => c is <= ' ' or > '~' or '"') ? tag : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tag)).AsSpan(0, 12));

    sealed class JsonAnswer(Action<Utf8JsonWriter> write, string? tag) : IResult
    {
        /// <summary>Offset of the next page, or null.</summary>
        public int? Next { get; init; }

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            byte[]? bytes = null;
            if (tag is null)
            {
                bytes = Encoding.UTF8.GetBytes(JsonText.Line(write));
            }

            var etag = $"\"{tag ?? Convert.ToHexStringLower(SHA256.HashData(bytes!).AsSpan(0, 12))}\""; // made above where there is no tag
            response.Headers.ETag = etag;
            response.Headers.CacheControl = "private, no-cache";
            if (httpContext.Request.Headers.IfNoneMatch.Contains(etag, StringComparer.Ordinal))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            if (Next is { } next)
            {
                response.Headers.Link = $"<{Paging.At(httpContext.Request, next)}>; rel=\"next\"";
            }

            bytes ??= Encoding.UTF8.GetBytes(JsonText.Line(write));
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = bytes.Length;
            await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
        }
    }

    sealed class ChangeAnswer(int status, string? location, string etag, Action<Utf8JsonWriter> write) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var bytes = Encoding.UTF8.GetBytes(JsonText.Line(write));
            var response = httpContext.Response;
            response.StatusCode = status;
            response.Headers.ETag = etag;
            response.Headers.Location = location;
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = bytes.Length;
            await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
        }
    }

    sealed class BytesAnswer(byte[] bytes, string type) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"";
            response.Headers.ETag = etag;
            response.Headers.CacheControl = "private, no-cache";
            if (httpContext.Request.Headers.IfNoneMatch.Contains(etag, StringComparer.Ordinal))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            response.ContentType = type;
            await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
        }
    }
}
