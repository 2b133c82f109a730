using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// A file that is being fetched: <c>NAME.part</c> with what came, and <c>NAME.part.state</c> with where it came from and by which mark
/// (ETag, Last-Modified) the server can tell that it is still the same. The next fetch goes on from there.
/// </summary>
sealed class FetchPartial(string path)
{
    readonly string partPath = path + ".part";
    readonly string statePath = path + ".part.state";
    long furthest; // an attempt that begins anew and comes no further brought nothing

    /// <summary>Fetches the file whole and moves it into its place. Returns how many bytes an earlier fetch had brought.</summary>
    public async Task<long> FetchAsync(FetchClient client, Uri address, int bytesMax, Action<long, long> report, CancellationToken cancellationToken)
    {
        var resumed = 0L;
        var isFirst = true;
        furthest = BytesThere();
        await client.AskAsync(
            address,
            request =>
            {
                request.Headers.TryAddWithoutValidation("Accept", "application/json, application/octet-stream;q=0.8, */*;q=0.5");
                request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
                if (StateOf(address)?.Mark is not { } mark)
                {
                    return;
                }

                if (BytesThere() is > 0 and var there)
                {
                    request.Headers.Range = new RangeHeaderValue(there, null);
                    request.Headers.IfRange = mark;
                }
                else if (File.Exists(path))
                {
                    AskWhetherChanged(request, mark);
                }
            },
            async (response, token) =>
            {
                resumed = await TakeAsync(client, address, response, bytesMax, report, token) is var had && isFirst ? had : resumed;
                isFirst = false;
                return true;
            },
            progressed: () => furthest,
            cancellationToken);
        if (File.Exists(partPath))
        {
            File.Move(partPath, path, overwrite: true);
        }

        return resumed; // the state stays: a fetch of several domains that was interrupted later asks only whether this one changed
    }

    static void AskWhetherChanged(HttpRequestMessage request, RangeConditionHeaderValue mark)
    {
        if (mark.EntityTag is { } tag)
        {
            request.Headers.IfNoneMatch.Add(tag);
        }
        else
        {
            request.Headers.IfModifiedSince = mark.Date;
        }
    }

    /// <summary>Forgets what came.</summary>
    public void Discard()
    {
        File.Delete(partPath);
        File.Delete(statePath);
        File.Delete(path);
    }

    async Task<long> TakeAsync(FetchClient client, Uri address, HttpResponseMessage response, int bytesMax, Action<long, long> report, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            if (response.Content.Headers.ContentRange?.Length is { } complete && complete == BytesThere() && complete > 0)
            {
                return complete; // all of it had come already
            }

            Discard();
            throw Again("no longer has the part that is missing");
        }

        if (response.StatusCode == HttpStatusCode.NotModified && File.Exists(path))
        {
            return new FileInfo(path).Length;
        }

        FetchClient.RequireSuccess(response);
        FetchClient.RequireEncoding(response, allowsGzip: true);
        var there = response.StatusCode == HttpStatusCode.PartialContent ? BytesThere() : 0;
        if (response.StatusCode == HttpStatusCode.PartialContent
            && (response.Content.Headers.ContentRange is not { From: { } from } || from != there || IsOther(response, address)))
        {
            Discard();
            throw Again("sends another part than the one that is missing");
        }

        var total = response.Content.Headers.ContentRange?.Length ?? response.Content.Headers.ContentLength ?? 0;
        if (total > bytesMax)
        {
            throw new FetchException(string.Create(CultureInfo.InvariantCulture, $"{FetchClient.Shown(address)} announces {total:N0} bytes, which no release has: use another mirror, or --from with a file"));
        }

        if (there == 0)
        {
            new State(address, MarkOf(response)).Write(statePath);
        }

        using var file = new FileStream(partPath, there == 0 ? FileMode.Create : FileMode.Append, FileAccess.Write, FileShare.None);
        var now = there;
        await client.ReadAsync(
            response,
            bytesMax - there,
            async piece =>
            {
                await file.WriteAsync(piece, cancellationToken);
                now += piece.Length;
                furthest = Math.Max(furthest, now);
                report(now, total);
            },
            cancellationToken);
        await file.FlushAsync(cancellationToken);
        return total > 0 && now != total
            ? throw new FetchException(string.Create(CultureInfo.InvariantCulture, $"{FetchClient.Shown(address)} sent {now:N0} bytes where it had announced {total:N0}")) { IsTransient = true }
            : there;

        FetchException Again(string why) => new($"{FetchClient.Shown(address)} {why}, so it is fetched from its beginning") { IsTransient = true };
    }

    bool IsOther(HttpResponseMessage response, Uri address)
        => response.Headers.ETag is { } now && StateOf(address)?.Mark?.EntityTag is { } then && !string.Equals(now.Tag, then.Tag, StringComparison.Ordinal);

    long BytesThere() => File.Exists(partPath) ? new FileInfo(partPath).Length : 0;

    State? StateOf(Uri address) => SmallJson.TryRead(statePath, out var json) ? State.Of(json, address) : null;

    /// <summary>A mark by which the server can tell that the rest belongs to what came; weak ones cannot.</summary>
    static string? MarkOf(HttpResponseMessage response)
        => response.Content.Headers.ContentEncoding.Count > 0 ? null
            : response.Headers.ETag is { IsWeak: false } tag ? tag.ToString()
            : response.Content.Headers.LastModified?.ToString("R", CultureInfo.InvariantCulture);

    sealed record State(Uri Address, string? MarkText)
    {
        const string AddressKey = "address", MarkKey = "mark";

        public RangeConditionHeaderValue? Mark => MarkText is not null && RangeConditionHeaderValue.TryParse(MarkText, out var mark) ? mark : null;

        public void Write(string path) => AtomicFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream);
            json.WriteStartObject();
            json.WriteString(AddressKey, Address.AbsoluteUri);
            json.WriteString(MarkKey, MarkText);
            json.WriteEndObject();
        });

        public static State? Of(JsonElement json, Uri address)
            => string.Equals(SmallJson.StringOf(json, AddressKey), address.AbsoluteUri, StringComparison.Ordinal) ? new State(address, SmallJson.StringOf(json, MarkKey)) : null;
    }
}
