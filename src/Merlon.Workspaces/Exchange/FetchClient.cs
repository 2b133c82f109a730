using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// HTTP within bounds: time, bytes, redirects, retries, and where it may go. A published source is spoken to over https, at public
/// addresses only, and on its own host; a mirror that the user named may stand anywhere, and may not send elsewhere either.
/// </summary>
sealed class FetchClient : IDisposable
{
    const string Advice = "no other command needs the network; where there is none, merlon release fetch --from takes a file, a folder or an internal mirror";

    readonly FetchOptions options;
    readonly bool isPublished;
    readonly HttpClient http;
    readonly IWebProxy proxy;

    /// <summary>A client for one source.</summary>
    /// <param name="options">Bounds.</param>
    /// <param name="isPublished">True for the publisher's own address, false for one that the user named.</param>
    public FetchClient(FetchOptions options, bool isPublished)
    {
        this.options = options;
        this.isPublished = isPublished;
        proxy = options.Proxy ?? HttpClient.DefaultProxy;
        http = new HttpClient(Handler(), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    // Only public addresses: of a published source always, of any when the one who names it is not the one whose network it is.
    bool IsGuarded => isPublished || options.IsPublicOnly;

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>An address for people: without credentials and query.</summary>
    public static string Shown(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>
    /// Asks and hands the answer's head to <paramref name="use"/>; asks again where the trouble may pass. Of the failures each is a
    /// <see cref="FetchException"/> that says what to do; a cancelled token ends it as cancelled.
    /// </summary>
    /// <param name="address">Where.</param>
    /// <param name="prepare">Adds headers; called for each attempt.</param>
    /// <param name="use">Reads the answer. Returns whether it brought something new although it failed later, through <paramref name="progressed"/>.</param>
    /// <param name="progressed">Bytes that were received so far: an attempt that raised it does not count as failed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T> AskAsync<T>(
        Uri address, Action<HttpRequestMessage> prepare, Func<HttpResponseMessage, CancellationToken, Task<T>> use, Func<long> progressed, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = progressed();
            try
            {
                using var response = await SendAsync(address, prepare, cancellationToken);
                return await use(response, cancellationToken);
            }
            catch (FetchException e) when (e.IsTransient && !cancellationToken.IsCancellationRequested)
            {
                if (progressed() > before)
                {
                    attempt = 0;
                }
                else if (attempt >= options.AttemptsMax)
                {
                    throw new FetchException($"{e.Message.TrimEnd('.')}; {attempt.ToString(CultureInfo.InvariantCulture)} attempts were made. What came is kept for the next fetch; {Advice}", e);
                }

                await Task.Delay(DelayBefore(attempt, e.RetryAfter), options.Clock, cancellationToken);
            }
        }
    }

    /// <summary>Reads a body piece by piece; silence, dripping and an early end are failures.</summary>
    public async Task<long> ReadAsync(HttpResponseMessage response, long bytesMax, Func<ReadOnlyMemory<byte>, ValueTask> take, CancellationToken cancellationToken)
    {
        var shown = Shown(response.RequestMessage?.RequestUri ?? options.Repository);
        if (response.Content.Headers.ContentLength is { } declared && declared > bytesMax)
        {
            throw TooLarge(shown, bytesMax);
        }

        long received = 0;
        var started = options.Clock.GetTimestamp();
        try
        {
            using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[64 * 1024];
            while (await body.ReadAsync(buffer, cancellationToken).AsTask().WaitAsync(options.IdleTimeout, options.Clock, cancellationToken) is > 0 and var read)
            {
                received += read;
                if (received > bytesMax)
                {
                    throw TooLarge(shown, bytesMax);
                }

                await take(buffer.AsMemory(0, read));
                var elapsed = options.Clock.GetElapsedTime(started);
                if (elapsed > options.SlowGrace && received < elapsed.TotalSeconds * options.BytesPerSecondMin)
                {
                    throw new FetchException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{shown} sends less than {options.BytesPerSecondMin:N0} bytes a second. The {received:N0} bytes that came are kept: fetch again later; {Advice}"));
                }
            }

            return response.Content.Headers.ContentLength is { } whole && received < whole
                ? throw Half(shown, received, whole, inner: null)
                : received;
        }
        catch (TimeoutException e)
        {
            throw new FetchException(string.Create(CultureInfo.InvariantCulture, $"{shown} fell silent for {options.IdleTimeout.TotalSeconds:0.###} s after {received:N0} bytes"), e) { IsTransient = true };
        }
        catch (Exception e) when (e is HttpRequestException or IOException and not FetchException)
        {
            throw Half(shown, received, response.Content.Headers.ContentLength, e);
        }
    }

    /// <summary>A whole small answer in memory.</summary>
    public Task<FetchedDocument> GetAsync(Uri address, string accept, int bytesMax, CancellationToken cancellationToken) => AskAsync(
        address,
        request => request.Headers.TryAddWithoutValidation("Accept", accept),
        async (response, token) =>
        {
            RequireSuccess(response);
            RequireEncoding(response, allowsGzip: false);
            using var bytes = new MemoryStream();
            await ReadAsync(response, bytesMax, piece => bytes.WriteAsync(piece, token), token);
            return new FetchedDocument(response.RequestMessage?.RequestUri ?? address, response.Content.Headers.ContentType?.MediaType ?? "", bytes.ToArray());
        },
        progressed: static () => 0,
        cancellationToken);

    /// <summary>Throws for an answer that is no success, and says what it means.</summary>
    public static void RequireSuccess(HttpResponseMessage response)
    {
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
        {
            return;
        }

        var shown = Shown(response.RequestMessage?.RequestUri ?? new Uri("about:blank"));
        var code = (int)response.StatusCode;
        throw response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new FetchException($"{shown} asks for credentials or forbids access ({code}); Merlon sends none: use another mirror, or fetch the bundle otherwise and add it with merlon release add"),
            HttpStatusCode.ProxyAuthenticationRequired => new FetchException($"the proxy asks for credentials ({code}): put them into the proxy's address, HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT"),
            HttpStatusCode.NotFound or HttpStatusCode.Gone => new FetchException($"{shown} is not there ({code}): see merlon release fetch --list, or correct the mirror's address"),
            HttpStatusCode.TooManyRequests => new FetchException($"{shown} asks to slow down ({code})") { IsTransient = true, RetryAfter = RetryAfterOf(response) },
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => new FetchException($"{shown} has trouble of its own ({code})") { IsTransient = true, RetryAfter = RetryAfterOf(response) },
            HttpStatusCode.NotAcceptable or HttpStatusCode.UnsupportedMediaType => new FetchException($"{shown} does not speak TAXII 2.1 ({code}): name its discovery, or an index.json"),
            _ => new FetchException($"{shown} answered {code}, which is no release: correct the address, or use --from with a file or folder"),
        };
    }

    /// <summary>Throws for a packed answer that cannot be unpacked here.</summary>
    public static void RequireEncoding(HttpResponseMessage response, bool allowsGzip)
    {
        var encodings = response.Content.Headers.ContentEncoding.Where(static e => !string.Equals(e, "identity", StringComparison.OrdinalIgnoreCase)).ToList();
        if (encodings.Count > 0 && !(allowsGzip && encodings is [var only] && string.Equals(only, "gzip", StringComparison.OrdinalIgnoreCase)))
        {
            throw new FetchException($"{Shown(response.RequestMessage?.RequestUri ?? new Uri("about:blank"))} packs its answer as {string.Join(", ", encodings)}, which was not asked for: use another mirror, or --from with a file");
        }
    }

    async Task<HttpResponseMessage> SendAsync(Uri address, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        var current = address;
        RequireAllowed(current);
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendOnceAsync(current, prepare, cancellationToken);
            var isRedirect = false;
            try
            {
                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
                {
                    isRedirect = false;
                    return response;
                }

                isRedirect = true;
                var next = new Uri(current, location);
                RequireSameHost(current, next);
                RequireAllowed(next);
                if (redirects >= options.RedirectsMax)
                {
                    throw new FetchException($"{Shown(address)} redirects more than {options.RedirectsMax} times: correct the address, or use another mirror");
                }

                current = next;
            }
            finally
            {
                if (isRedirect)
                {
                    response.Dispose();
                }
            }
        }
    }

    async Task<HttpResponseMessage> SendOnceAsync(Uri address, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        using var answer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Merlon", "0"));
        prepare(request);
        try
        {
            answer.CancelAfter(options.AnswerTimeout);
            await RequirePublicNameAsync(address, answer.Token);
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, answer.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FetchException(string.Create(CultureInfo.InvariantCulture, $"{Shown(address)} did not answer within {options.AnswerTimeout.TotalSeconds:0.###} s"), e) { IsTransient = true };
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(address, e);
        }
    }

    static FetchException Unreachable(Uri address, HttpRequestException e)
    {
        if (Innermost<FetchException>(e) is { } refused)
        {
            return refused;
        }

        var socket = Innermost<SocketException>(e);
        return socket?.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.ConnectionRefused or SocketError.NetworkUnreachable or SocketError.HostUnreachable
            ? new FetchException($"{address.Host} cannot be reached ({socket.Message}): {Advice}", e)
            : Innermost<System.Security.Authentication.AuthenticationException>(e) is { } untrusted
            ? new FetchException($"{address.Host} cannot be trusted ({untrusted.Message.TrimEnd('.')}): let the system trust the certificate of your proxy or mirror; {Advice}", e)
            : new FetchException($"{address.Host} cannot be reached ({(Innermost<Exception>(e.InnerException) ?? e).Message.TrimEnd('.')})", e) { IsTransient = true };
    }

    static T? Innermost<T>(Exception? e) where T : Exception
    {
        T? found = null;
        for (; e is not null; e = e.InnerException)
        {
            found = e as T ?? found;
        }

        return found;
    }

    void RequireAllowed(Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
        {
            throw new FetchException($"{address} is no address of the web: it begins with https:// or http://");
        }

        if (isPublished && address.Scheme != "https")
        {
            throw new FetchException($"{Shown(address)} is not https, and a published source is fetched over https only");
        }

        if (options.IsPublicOnly && address.Scheme != "https")
        {
            throw new FetchException($"{Shown(address)} is not https, and a server fetches over https only; its owner may allow more with --allow-private-imports");
        }

        if (options.IsPublicOnly && address.UserInfo.Length > 0)
        {
            throw new FetchException($"{Shown(address)} is given with credentials, which a server does not send");
        }

        if (IsGuarded && IPAddress.TryParse(address.DnsSafeHost, out var literal) && !FetchAddress.IsPublic(literal))
        {
            throw Local(address.Host, literal);
        }
    }

    static void RequireSameHost(Uri from, Uri to)
    {
        if (!string.Equals(from.IdnHost, to.IdnHost, StringComparison.OrdinalIgnoreCase) || (from.Port != to.Port && !(from.IsDefaultPort && to.IsDefaultPort)))
        {
            throw new FetchException($"{Shown(from)} redirects to another host ({to.Host}), which is not followed: if you trust that host, name it with --from");
        }

        if (from.Scheme == "https" && to.Scheme != "https")
        {
            throw new FetchException($"{Shown(from)} redirects from https to {to.Scheme}, which is not followed: use a mirror that stays on https");
        }
    }

    SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = true,
        Proxy = proxy,
        DefaultProxyCredentials = null,
        ConnectTimeout = options.ConnectTimeout,
        MaxResponseHeadersLength = 64,
        MaxConnectionsPerServer = 2,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = options.Trust },
        ConnectCallback = ConnectAsync,
    };

    /// <summary>Connects to an address that was looked at, so that a name cannot lead elsewhere in between; a proxy connects for itself.</summary>
    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await options.Resolve(target.Host, cancellationToken);
        var isDirect = context.InitialRequestMessage.RequestUri is { } address
            && string.Equals(target.Host, address.IdnHost.Trim('[', ']'), StringComparison.OrdinalIgnoreCase) && target.Port == address.Port;
        if (IsGuarded && isDirect && addresses.FirstOrDefault(static a => !FetchAddress.IsPublic(a)) is { } local)
        {
            throw Local(target.Host, local);
        }

        SocketException? last = null;
        foreach (var each in addresses)
        {
            try
            {
                return await options.Dial(new IPEndPoint(each, target.Port), cancellationToken);
            }
            catch (SocketException e)
            {
                last = e;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    // Through a proxy the proxy resolves the name: what this machine knows of it is looked at before, as well as can be.
    async Task RequirePublicNameAsync(Uri address, CancellationToken cancellationToken)
    {
        if (options.IsPublicOnly && !IPAddress.TryParse(address.DnsSafeHost, out _) && proxy.GetProxy(address) is { } through && through != address)
        {
            try
            {
                if ((await options.Resolve(address.IdnHost, cancellationToken)).FirstOrDefault(static a => !FetchAddress.IsPublic(a)) is { } local)
                {
                    throw Local(address.Host, local);
                }
            }
            catch (SocketException)
            {
                // Only the proxy knows the name.
            }
        }
    }

    FetchException Local(string host, IPAddress address) => new(options.IsPublicOnly
        ? $"{host} is {address}, an address of this machine or its network, which a server does not fetch from; its owner may allow it with --allow-private-imports"
        : $"{host} is {address}, an address of this machine or its network, where no published source stands; if it is your mirror, name it with --from");

    static FetchException TooLarge(string shown, long bytesMax) => new(string.Create(
        CultureInfo.InvariantCulture, $"{shown} sends more than {bytesMax:N0} bytes, which no release has: use another mirror, or --from with a file"));

    static FetchException Half(string shown, long received, long? whole, Exception? inner) => new(
        string.Create(CultureInfo.InvariantCulture, $"{shown} ended after {received:N0} bytes{(whole is { } all ? $" of {all:N0}" : "")}"), inner) { IsTransient = true };

    TimeSpan DelayBefore(int attempt, TimeSpan? asked)
    {
        var own = options.RetryDelay * Math.Pow(2, Math.Max(0, attempt - 1));
        var delay = asked is { } wait && wait > own ? wait : own;
        return delay < options.RetryDelayLongest ? delay : options.RetryDelayLongest;
    }

    static TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;
}

/// <summary>A small answer.</summary>
/// <param name="Address">Where it came from in the end.</param>
/// <param name="MediaType">As declared; empty where nothing was.</param>
/// <param name="Bytes">Its bytes.</param>
sealed record FetchedDocument(Uri Address, string MediaType, ReadOnlyMemory<byte> Bytes);
